"""What changed since the previous batch of the same kind: ten differences instead of three hundred lines (DU-5)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.disbursement import titles
from app.domain.disbursement.risk import RiskRule

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from app.domain.disbursement.lines import Line
    from app.domain.disbursement.risk import RiskMark

JUMP_HALVES = 3
"""An amount is a jump from three halves of the former one up, or from two thirds of it down."""


class ChangeKind(StrEnum):
    """What can differ, the gravest first."""

    OWN_ACCOUNT = "own_account"
    SHARED_ACCOUNT = "shared_account"
    ACCOUNT = "account"
    AMOUNT = "amount"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: ``before`` is the earlier line, None for a new payee; ``after`` None for one who vanished.

    ``told`` is the other name of a shared account, the role of the account's owner, or ''.
    """

    kind: ChangeKind
    before: Line | None
    after: Line | None
    told: str = ""

    @property
    def number(self) -> int:
        """The line of the later batch, 0 where there is none."""
        return self.after.row if self.after else 0


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences, and how many payees get nearly or exactly what they got."""

    differences: tuple[Difference, ...]
    same_count: int
    moved_count: int


def compare(before: Iterable[Line], after: Sequence[Line], marks: Iterable[RiskMark]) -> Changes:
    """Return what differs, the gravest kind first and in the order of lines.

    A payee is known again by citizen id, else by account, else by the name without its titles. ``marks`` tell of
    shared accounts and of those of maker and authorizers.
    """
    earlier, later = list(before), list(after)
    pairs: list[tuple[Line, Line]] = []
    for key in (_person, _account, _name):
        earlier, later = _paired(earlier, later, key, pairs)
    found = [*_marked(after, marks), *(Difference(ChangeKind.NEW, None, line) for line in later)]
    found += [Difference(ChangeKind.GONE, line, None) for line in earlier]
    same = moved = 0
    for old, new in pairs:
        kinds = list(_differs(old, new))
        found += [Difference(kind, old, new) for kind in kinds]
        same += not kinds and old.satang == new.satang
        moved += not kinds and old.satang != new.satang
    order = {kind: place for place, kind in enumerate(ChangeKind)}
    found.sort(key=lambda each: (order[each.kind], each.number or (each.before.row if each.before else 0)))
    return Changes(tuple(found), same, moved)


def is_jump(before: int, after: int) -> bool:
    """Say whether an amount is so different that somebody should ask why."""
    return max(before, after) * 2 >= min(before, after) * JUMP_HALVES and before != after


def _differs(old: Line, new: Line) -> Iterable[ChangeKind]:
    if (old.bank, old.account) != (new.bank, new.account):
        yield ChangeKind.ACCOUNT
    if is_jump(old.satang or 0, new.satang or 0):
        yield ChangeKind.AMOUNT


def _marked(lines: Sequence[Line], marks: Iterable[RiskMark]) -> Iterable[Difference]:
    by_number = {line.row: line for line in lines}
    for mark in marks:
        line = by_number.get(mark.number)
        if line is None:
            continue
        if mark.rule is RiskRule.SHARED_ACCOUNT:
            yield Difference(ChangeKind.SHARED_ACCOUNT, None, line, mark.facts.get("other_name", ""))
        elif mark.rule is RiskRule.OWN_ACCOUNT:
            yield Difference(ChangeKind.OWN_ACCOUNT, None, line, mark.facts.get("role", ""))


def _person(line: Line) -> Hashable:
    return line.person_id or None


def _account(line: Line) -> Hashable:
    return (line.bank, line.account, titles.bare(line.name)) if line.account else None


def _name(line: Line) -> Hashable:
    return titles.bare(line.name) or None


def _paired(
    earlier: list[Line], later: list[Line], key: Callable[[Line], Hashable], pairs: list[tuple[Line, Line]]
) -> tuple[list[Line], list[Line]]:
    """Add the pairs that ``key`` makes, in order, and return what stays alone on either side."""
    waiting: dict[Hashable, list[Line]] = defaultdict(list)
    for line in reversed(earlier):
        waiting[key(line)].append(line)
    waiting.pop(None, None)
    alone, taken = [], set()
    for line in later:
        partners = waiting.get(key(line))
        if partners:
            old = partners.pop()
            taken.add(old.row)
            pairs.append((old, line))
        else:
            alone.append(line)
    return [line for line in earlier if line.row not in taken], alone
