"""What is odd about lines before they are paid (DU-2 to DU-7): every mark names its rule and its data, never a score.

The same rules as the central system's, over what this workstation knows: a maker sees them before handing in, an
authorizer beside the central system's own, and neither replaces the other.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from app.domain.disbursement import titles
from app.domain.disbursement.transfer import LineStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from app.domain.disbursement.lines import Line
    from app.domain.values.money import Money

CHANGED_DAYS = 30
RECENT_DAYS = 45
SPLIT_DAYS = 30
JUMP_TIMES = 3
JUMP_PAYMENTS_MIN = 3
HISTORY_DAYS = 400
"""How far back payments are looked at for what is usual: a year and a month's delay."""

Place = tuple[str, str]
"""Where money goes: bank and account."""


class RiskRule(StrEnum):
    """What is looked for; the facts of each are named beside it."""

    REPEATED_IN_BATCH = "repeated_in_batch"  # other_line
    PAID_RECENTLY = "paid_recently"  # op_id, doc_no, day, status
    NEW_PAYEE = "new_payee"
    ACCOUNT_CHANGED = "account_changed"  # day
    AMOUNT_JUMP = "amount_jump"  # usual_satang, times
    SHARED_ACCOUNT = "shared_account"  # other_name
    OWN_ACCOUNT = "own_account"  # uid, role
    SPLIT_PURCHASE = "split_purchase"  # satang, count, since
    NOT_REGISTERED = "not_registered"
    PAYEE_ENDED = "payee_ended"  # day
    NAME_DIFFERS = "name_differs"  # registered_name
    CONTACT_DIFFERS = "contact_differs"  # told, registered


RULES = frozenset(rule.value for rule in RiskRule)
GRAVE = frozenset(
    {
        RiskRule.PAID_RECENTLY,
        RiskRule.ACCOUNT_CHANGED,
        RiskRule.AMOUNT_JUMP,
        RiskRule.SHARED_ACCOUNT,
        RiskRule.OWN_ACCOUNT,
        RiskRule.SPLIT_PURCHASE,
        RiskRule.PAYEE_ENDED,
        RiskRule.NAME_DIFFERS,
    }
)
"""Lines with one of these are opened before they are approved."""


@dataclass(frozen=True, slots=True)
class RiskMark:
    """A rule that line ``number`` fits, with the data it fits by; amounts are satang and days ISO text, as texts."""

    number: int
    rule: RiskRule
    facts: Mapping[str, str] = field(default_factory=dict)


class Paid(NamedTuple):
    """What an account got, or is about to get, in another batch; ``day`` is ISO text."""

    name: str
    satang: int
    status: LineStatus
    kind: str
    op_id: str
    document_no: str
    day: str


@dataclass(frozen=True, slots=True)
class Registered:
    """What the payee register says of an account; ``ended_on`` is '' while the payee may be paid.

    ``changed_on`` is the day on which the payee came to this account from another one, or ''; ``mobile`` and ``email``
    are where the payee is told of payments.
    """

    name: str = field(repr=False)
    ended_on: str = ""
    changed_on: str = ""
    mobile: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody whose own account would be odd: the maker of the batch, or one who may approve it."""

    uid: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything lines are held against; payments newest first. ``limit`` is what a purchase must stay below."""

    kind: str
    paid_on: date
    today: date
    paid: Mapping[Place, Sequence[Paid]] = field(default_factory=dict)
    register: Mapping[Place, Sequence[Registered]] = field(default_factory=dict)
    colleagues: Sequence[Colleague] = ()
    limit: Money | None = None


def find(lines: Iterable[Line], around: Surroundings) -> list[RiskMark]:
    """Return the marks of all lines in the order of lines, the rules of each in the order of `RiskRule`."""
    known = [line for line in lines if line.account and line.satang is not None]
    return list(_Search(known, around).marks())


def must_open(marks: Iterable[RiskMark], most: int) -> tuple[int, ...]:
    """Return the lines with a grave mark, at most so many, rule by rule in the order of `RiskRule`."""
    order = {rule: place for place, rule in enumerate(RiskRule)}
    grave = sorted((mark for mark in marks if mark.rule in GRAVE), key=lambda mark: (order[mark.rule], mark.number))
    return tuple(dict.fromkeys(mark.number for mark in grave))[:most]


class _Search:
    """One look over the lines of one batch; names are compared without their titles."""

    def __init__(self, lines: Sequence[Line], around: Surroundings) -> None:
        self._lines = lines
        self._around = around
        self._bare: dict[str, str] = {}
        self._sums: dict[Place, list[int]] = defaultdict(list)
        self._names: dict[Place, dict[str, str]] = defaultdict(dict)
        for line in lines:
            place = (line.bank, line.account)
            self._sums[place].append(line.satang or 0)
            self._names[place].setdefault(self.bare(line.name), line.name)
        self._colleagues = {self.bare(each.name): each for each in around.colleagues}
        self._recent_from = (around.today - timedelta(days=RECENT_DAYS)).isoformat()
        self._split_from = (around.today - timedelta(days=SPLIT_DAYS)).isoformat()
        self._changed_from = (around.today - timedelta(days=CHANGED_DAYS)).isoformat()

    def bare(self, name: str) -> str:
        found = self._bare.get(name)
        if found is None:
            found = self._bare[name] = titles.bare(name)
        return found

    def marks(self) -> Iterator[RiskMark]:
        first: dict[tuple[str, str, int | None], int] = {}
        for line in self._lines:
            twin = first.setdefault((line.bank, line.account, line.satang), line.row)
            if twin != line.row:
                yield RiskMark(line.row, RiskRule.REPEATED_IN_BATCH, {"other_line": str(twin)})
            place = (line.bank, line.account)
            yield from self._by_history(line, self._around.paid.get(place, ()))
            yield from self._by_register(line, self._around.register.get(place, ()))

    def _by_history(self, line: Line, paid: Sequence[Paid]) -> Iterator[RiskMark]:
        alike = self._paid_recently(line, paid)
        if alike is not None:
            facts = {"op_id": alike.op_id, "doc_no": alike.document_no, "day": alike.day, "status": alike.status.value}
            yield RiskMark(line.row, RiskRule.PAID_RECENTLY, facts)
        settled = [each.satang for each in paid if each.status is LineStatus.SETTLED]
        if not settled:
            yield RiskMark(line.row, RiskRule.NEW_PAYEE)
        elif len(settled) >= JUMP_PAYMENTS_MIN:
            usual = int(statistics.median(settled))
            if usual and (line.satang or 0) > JUMP_TIMES * usual:
                times = f"{(line.satang or 0) / usual:.1f}"
                yield RiskMark(line.row, RiskRule.AMOUNT_JUMP, {"usual_satang": str(usual), "times": times})
        other = self._other_name(line, paid)
        if other:
            yield RiskMark(line.row, RiskRule.SHARED_ACCOUNT, {"other_name": other})
        yield from self._split(line, paid)

    def _by_register(self, line: Line, register: Sequence[Registered]) -> Iterator[RiskMark]:
        colleague = self._colleagues.get(self.bare(line.name))
        if colleague is not None:
            yield RiskMark(line.row, RiskRule.OWN_ACCOUNT, {"uid": colleague.uid, "role": colleague.role})
        if not register:
            yield RiskMark(line.row, RiskRule.NOT_REGISTERED)
            return
        changed = max((each.changed_on for each in register), default="")
        if changed and changed >= self._changed_from:
            yield RiskMark(line.row, RiskRule.ACCOUNT_CHANGED, {"day": changed})
        ended = [each.ended_on for each in register]
        if all(ended) and min(ended) < self._around.paid_on.isoformat():
            yield RiskMark(line.row, RiskRule.PAYEE_ENDED, {"day": max(ended)})
        if all(self.bare(each.name) != self.bare(line.name) for each in register):
            yield RiskMark(line.row, RiskRule.NAME_DIFFERS, {"registered_name": register[0].name})
        # The telephone comes before the letter: that is where the notice goes.
        told = line.mobile or line.email
        known = [address for each in register for address in (each.mobile, each.email) if address]
        if told and known and told.casefold() not in map(str.casefold, known):
            yield RiskMark(line.row, RiskRule.CONTACT_DIFFERS, {"told": told, "registered": known[0]})

    def _paid_recently(self, line: Line, paid: Sequence[Paid]) -> Paid | None:
        """Return the newest payment alike: same account, amount and kind, in flight too."""
        for each in paid:
            alike = (each.satang, each.kind) == (line.satang, self._around.kind)
            if alike and each.day >= self._recent_from and each.status in _COUNTED:
                return each
        return None

    def _other_name(self, line: Line, paid: Sequence[Paid]) -> str:
        mine, names = self.bare(line.name), self._names[line.bank, line.account]
        others = (*names.values(), *(each.name for each in paid if each.status in _COUNTED))
        return next((name for name in others if self.bare(name) != mine), "")

    def _split(self, line: Line, paid: Sequence[Paid]) -> Iterator[RiskMark]:
        """Say where payments below the limit reach it together; one line alone is the table's business."""
        limit, place = self._around.limit, (line.bank, line.account)
        if limit is None:
            return
        kind = self._around.kind
        before = [each for each in paid if each.kind == kind and each.day >= self._split_from]
        before = [each for each in before if each.status in _COUNTED]
        sums = [*self._sums[place], *(each.satang for each in before)]
        if len(sums) > 1 and sum(sums) >= limit.satang:
            since = min((each.day for each in before), default=self._around.paid_on.isoformat())
            facts = {"satang": str(sum(sums)), "count": str(len(sums)), "since": since}
            yield RiskMark(line.row, RiskRule.SPLIT_PURCHASE, facts)


_COUNTED = frozenset({LineStatus.PENDING, LineStatus.SETTLED})
"""Paid or in flight; what failed may rightly be paid again."""
