"""Which movements and which things of ours belong together: by rules, the surest first, the same at every workstation.

Whatever the order in which entries and items are given, they end in exactly one match, one pair that differs, or alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

from app.domain.closing.statement import EntryKind, Side

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from app.domain.closing.items import OwnItem
    from app.domain.closing.statement import Entry

T = TypeVar("T", "Entry", "OwnItem")

TOGETHER_MAX = 4
"""So many are tried together where only their sum speaks for them, besides all of a day."""
CANDIDATES_MAX = 24
"""Among more of a day, sums say nothing."""


class Rule(StrEnum):
    """Why something was matched."""

    REFERENCE = "reference"  # kind, reference, amount and moment or day
    REFERENCE_SUM = "reference_sum"  # kind and reference; the amounts of a day together
    BANK_REFERENCE = "bank_reference"  # the bank's own reference, and the amount
    DAY_SUM = "day_sum"  # amounts of one kind and day, in the one way that they fit
    OPENING = "opening"  # an account's first balance: nothing of ours stands against it
    MANUAL = "manual"  # a person said so, with a reason


@dataclass(frozen=True, slots=True)
class Match:
    """Movements and things of ours that are the same money."""

    rule: Rule
    entries: tuple[Entry, ...]
    items: tuple[OwnItem, ...]
    reason: str = ""

    @property
    def shape(self) -> str:
        """How many to how many: ``1:1``, ``1:n``, ``n:1`` or ``n:n``, movements first; ``1:0`` for an opening."""
        return ":".join("n" if count > 1 else str(count) for count in (len(self.entries), len(self.items)))


@dataclass(frozen=True, slots=True)
class Differing:
    """Movements and things of ours of one reference and day whose amounts differ."""

    entries: tuple[Entry, ...]
    items: tuple[OwnItem, ...]

    @property
    def difference(self) -> int:
        """By how many satang the account moved more than we know of."""
        return abs(_satang(self.entries) - _satang(self.items))


@dataclass(frozen=True, slots=True)
class Matching:
    """What came of matching: nothing is in two places, and nothing is left out."""

    matches: tuple[Match, ...] = ()
    differing: tuple[Differing, ...] = ()
    entries_left: tuple[Entry, ...] = ()
    items_left: tuple[OwnItem, ...] = ()

    def shapes(self) -> dict[str, int]:
        """Return how many matches there are of each shape."""
        found: dict[str, int] = defaultdict(int)
        for match in self.matches:
            found[match.shape] += 1
        return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class ByHand:
    """What a person says belongs together, by the names of entries and items."""

    entry_ids: tuple[str, ...]
    item_ids: tuple[str, ...]
    reason: str


def match(entries: Iterable[Entry], items: Iterable[OwnItem], by_hand: Sequence[ByHand] = ()) -> Matching:
    """Return what fits together; nothing is written. ``by_hand`` comes first, and counts only where its sums agree."""
    run = _Run(sorted(entries, key=_entry_key), sorted(items, key=_item_key))
    for said in by_hand:
        run.by_hand(said)
    run.openings()
    run.by_key(Rule.REFERENCE, lambda e: (*_same(e), e.booked_at), lambda i: (*_same(i), i.at))
    run.by_key(Rule.REFERENCE, lambda e: (*_same(e), e.day), lambda i: (*_same(i), i.day))
    run.by_sum(Rule.REFERENCE_SUM, lambda e: (*_about(e), e.day), lambda i: (*_about(i), i.day))
    run.by_sum(Rule.REFERENCE_SUM, _about, _about)
    run.by_key(Rule.BANK_REFERENCE, _of_the_bank, _of_the_bank)
    run.by_sum_of_a_day()
    return run.result()


def overlooked(by_hand: Sequence[ByHand], matching: Matching) -> list[ByHand]:
    """Return what a person said that does not hold: something is not there, or the sums differ."""
    held = {
        (frozenset(entry.entry_id for entry in one.entries), frozenset(item.item_id for item in one.items))
        for one in matching.matches
        if one.rule is Rule.MANUAL
    }
    return [said for said in by_hand if (frozenset(said.entry_ids), frozenset(said.item_ids)) not in held]


class _Run:
    """One matching under way; what is left is kept in its order."""

    def __init__(self, entries: Sequence[Entry], items: Sequence[OwnItem]) -> None:
        self._entries = {(entry.account, entry.entry_id): entry for entry in entries}
        self._items = {(item.account, item.item_id): item for item in items}
        self._matches: list[Match] = []

    def by_hand(self, said: ByHand) -> None:
        """Take over what a person said, where all of it is there, on one account, and moves the same money."""
        entries = [one for one in self._entries.values() if one.entry_id in said.entry_ids]
        items = [one for one in self._items.values() if one.item_id in said.item_ids]
        whole = len(entries) == len(set(said.entry_ids)) and len(items) == len(set(said.item_ids))
        accounts = {one.account for one in entries} | {one.account for one in items}
        if whole and len(accounts) == 1 and _change(entries) == _change(items):
            self._take(Rule.MANUAL, entries, items, said.reason)

    def openings(self) -> None:
        """Set aside the accounts' first balances."""
        for entry in [one for one in self._entries.values() if one.kind is EntryKind.OPENING]:
            self._take(Rule.OPENING, [entry], [])

    def by_key(self, rule: Rule, of_entry: Callable[[Entry], Hashable], of_item: Callable[[OwnItem], Hashable]) -> None:
        """Match one to one what has the same key; where a key has several, in their order."""
        waiting: dict[Hashable, list[OwnItem]] = defaultdict(list)
        for item in self._items.values():
            if of_item(item) is not None:
                waiting[of_item(item)].append(item)
        for entry in list(self._entries.values()):
            key = of_entry(entry)
            if key is not None and waiting.get(key):
                self._take(rule, [entry], [waiting[key].pop(0)])

    def by_sum(self, rule: Rule, of_entry: Callable[[Entry], Hashable], of_item: Callable[[OwnItem], Hashable]) -> None:
        """Match whole groups that have the same key and the same sum."""
        groups = _grouped(self._entries.values(), of_entry)
        others = _grouped(self._items.values(), of_item)
        for key, entries in groups.items():
            items = others.get(key, [])
            if items and _satang(entries) == _satang(items):
                self._take(rule, entries, items)

    def by_sum_of_a_day(self) -> None:
        """Match what one entry sums up, or one thing of ours, where a day's amounts fit in one way only.

        Amounts of one kind alone, but for entries whose kind nobody told: those may be anything of the day.
        """
        for untold in (False, True):
            entries = [one for one in self._entries.values() if (one.kind is EntryKind.OTHER) == untold]
            key = _of_a_day if untold else _of_a_kind
            items = _grouped(self._items.values(), key)
            for day, some in _grouped(entries, key).items():
                self._by_sum_among(some, items.get(day, []))

    def _by_sum_among(self, entries: list[Entry], items: list[OwnItem]) -> None:
        if items and _satang(entries) == _satang(items) and min(len(entries), len(items)) == 1:
            self._take(Rule.DAY_SUM, entries, items)
        else:
            self._one_to_many(entries, items)

    def _one_to_many(self, entries: list[Entry], items: list[OwnItem]) -> None:
        for entry in list(entries):
            found = _only_sum(entry.amount.satang, items)
            if found:
                self._take(Rule.DAY_SUM, [entry], found)
                entries.remove(entry)
                items = [one for one in items if one not in found]
        for item in items:
            some = _only_sum(item.amount.satang, entries)
            if some:
                self._take(Rule.DAY_SUM, some, [item])
                entries = [one for one in entries if one not in some]

    def result(self) -> Matching:
        """Return everything, what differs by its reference included."""
        differing: list[Differing] = []
        others = _grouped(self._items.values(), lambda item: (*_about(item), item.day))
        for key, entries in _grouped(self._entries.values(), lambda entry: (*_about(entry), entry.day)).items():
            if items := others.get(key):
                differing.append(Differing(tuple(entries), tuple(items)))
                self._forget(entries, items)
        return Matching(
            tuple(self._matches), tuple(differing), tuple(self._entries.values()), tuple(self._items.values())
        )

    def _take(self, rule: Rule, entries: Sequence[Entry], items: Sequence[OwnItem], reason: str = "") -> None:
        self._matches.append(Match(rule, tuple(entries), tuple(items), reason))
        self._forget(entries, items)

    def _forget(self, entries: Sequence[Entry], items: Sequence[OwnItem]) -> None:
        for entry in entries:
            del self._entries[entry.account, entry.entry_id]
        for item in items:
            del self._items[item.account, item.item_id]


def _entry_key(entry: Entry) -> tuple[object, ...]:
    return entry.account, entry.booked_at, entry.entry_id


def _item_key(item: OwnItem) -> tuple[object, ...]:
    return item.account, item.day, item.kind.value, item.reference, item.place


def _about(one: Entry | OwnItem) -> tuple[Hashable, ...]:
    return one.account, one.side, one.kind, one.reference


def _same(one: Entry | OwnItem) -> tuple[Hashable, ...]:
    return *_about(one), one.amount.satang


def _of_the_bank(one: Entry | OwnItem) -> Hashable:
    return (one.account, one.side, one.bank_ref, one.amount.satang) if one.bank_ref else None


def _of_a_day(one: Entry | OwnItem) -> Hashable:
    return one.account, one.side, one.day


def _of_a_kind(one: Entry | OwnItem) -> Hashable:
    return one.account, one.side, one.day, one.kind


def _grouped(found: Iterable[T], key: Callable[[T], Hashable]) -> dict[Hashable, list[T]]:
    groups: dict[Hashable, list[T]] = defaultdict(list)
    for one in found:
        groups[key(one)].append(one)
    return dict(groups)


def _only_sum(satang: int, among: Sequence[T]) -> list[T]:
    """Return the one choice of a few that adds up to the sum; nothing where there is none, or more than one."""
    if len(among) > CANDIDATES_MAX:
        return []
    found: list[list[T]] = []
    for size in range(1, min(TOGETHER_MAX, len(among)) + 1):
        for some in combinations(among, size):
            if _satang(some) == satang:
                found.append(list(some))
                if len(found) > 1:
                    return []
    return found[0] if found else []


def _satang(some: Iterable[Entry | OwnItem]) -> int:
    return sum(one.amount.satang for one in some)


def _change(some: Iterable[Entry | OwnItem]) -> int:
    return sum(one.amount.satang if one.side is Side.IN else -one.amount.satang for one in some)
