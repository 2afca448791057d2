"""What a second workstation finds of a proposed close: everything is recomputed, and every difference has a name."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.closing.exceptions import DEMANDED, OF_A_STATEMENT
from app.domain.closing.matching import overlooked
from app.services.day_findings import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.closing.day import Compared, DayOrder
    from app.domain.closing.exceptions import DayException, Proposed
    from app.services.day_findings import Books, Findings


class DifferenceKind(StrEnum):
    """What differs between what was proposed and what is found here."""

    STRETCH = "stretch"  # it does not begin where the close before ended
    ACCOUNT = "account"  # an account of the unit is not told, or one that is not the unit's
    STATEMENT = "statement"  # the sums or the bank's own text of an account
    COMPARED = "compared"  # a row of the three columns
    MATCH = "match"  # a match by hand that does not hold
    NOT_TOLD = "not_told"  # something that does not fit is not told as open
    UNFOUNDED = "unfounded"  # something is told that is not found here
    HEARD_SINCE = "heard_since"  # the treasury has answered more by now, or something was solved: no reason to refuse


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: ``told`` is what was proposed, ``found`` what this workstation has, as plain words or amounts.

    ``what`` names the row or the kind of exception, ``about`` what it is about.
    """

    kind: DifferenceKind
    account: str = field(repr=False)
    what: str
    about: str
    told: str
    found: str

    @property
    def hinders(self) -> bool:
        """Whether it must not be approved with this."""
        return self.kind is not DifferenceKind.HEARD_SINCE


@dataclass(frozen=True, slots=True)
class DayCheck:
    """What came of recomputing a proposed close; ``findings`` None for a reopening, where nothing is to be found."""

    differences: tuple[Difference, ...]
    findings: Findings | None

    @property
    def hindrances(self) -> int:
        """How many differences stand in the way of approving it."""
        return sum(one.hinders for one in self.differences)


def checked(order: DayOrder, kept: Books) -> DayCheck:
    """Return every difference between a proposed close and what this workstation finds of the same stretch."""
    findings = find(kept, order.matches)
    differences = [
        *_of_accounts(order, findings),
        *_of_comparison(order, findings),
        *_of_matches(order, findings),
        *_of_exceptions(order, kept, findings),
    ]
    return DayCheck(tuple(differences), findings)


def _of_accounts(order: DayOrder, findings: Findings) -> Iterator[Difference]:
    told = {one.account: one for one in order.accounts}
    found = {one.account: one for one in findings.accounts}
    for account in sorted(told.keys() ^ found.keys()):
        kind = DifferenceKind.ACCOUNT
        yield Difference(kind, account, "account", account, _there(account in told), _there(account in found))
    for account in sorted(told.keys() & found.keys()):
        if told[account] != found[account]:
            pair = (told[account].closing.format(), found[account].closing.format())
            yield Difference(DifferenceKind.STATEMENT, account, "closing", account, *pair)


def _of_comparison(order: DayOrder, findings: Findings) -> Iterator[Difference]:
    told = {(one.account, one.what): one for one in order.compared}
    found = {(one.account, one.what): one for one in findings.compared}
    for key in sorted(told.keys() | found.keys(), key=lambda each: (each[0], each[1].value)):
        ours, theirs = told.get(key), found.get(key)
        if ours == theirs:
            continue
        kind = DifferenceKind.HEARD_SINCE if _only_heard_since(ours, theirs) else DifferenceKind.COMPARED
        yield Difference(kind, key[0], key[1].value, "", _row(ours), _row(theirs))


def _only_heard_since(told: Compared | None, found: Compared | None) -> bool:
    """Say whether two rows differ in the treasury's column alone, and more is known here than was told."""
    if told is None or found is None or (told.ours, told.bank) != (found.ours, found.bank):
        return False
    if told.treasury is None or found.treasury is None:
        return False
    return told.treasury.count <= found.treasury.count and told.treasury.amount <= found.treasury.amount


def _of_matches(order: DayOrder, findings: Findings) -> Iterator[Difference]:
    for said in overlooked(order.matches, findings.matching):
        yield Difference(DifferenceKind.MATCH, "", "match", " + ".join(said.entry_ids), " + ".join(said.item_ids), "–")


def _of_exceptions(order: DayOrder, kept: Books, findings: Findings) -> Iterator[Difference]:
    told_open = {one.exception_id: one for one in order.exceptions if one.is_open}
    told = {one.exception_id: one for one in order.exceptions}
    carried = {one.told.exception_id: one.told for one in kept.carried}
    found: dict[str, Proposed] = {one.exception_id: one for one in (*findings.unmatched, *kept.demanded)}
    for name, one in sorted(found.items()):
        if name not in told_open:
            yield _about(DifferenceKind.NOT_TOLD, one, "–", _amount(one))
    for name, past in sorted(carried.items()):
        if name not in told and name not in found:
            yield _about(DifferenceKind.NOT_TOLD, past, "–", _amount(past))
    for name, said in sorted(told_open.items()):
        if name in found:
            continue
        if said.kind in OF_A_STATEMENT:
            yield _about(DifferenceKind.UNFOUNDED, said, _amount(said), "–")
        elif said.kind in DEMANDED:
            yield _about(DifferenceKind.HEARD_SINCE, said, _amount(said), "–")


def _about(kind: DifferenceKind, one: Proposed | DayException, told: str, found: str) -> Difference:
    return Difference(kind, one.account, one.kind.value, one.about, told, found)


def _amount(one: Proposed | DayException) -> str:
    return one.amount.format() if one.amount else "–"


def _row(row: Compared | None) -> str:
    if row is None:
        return "–"
    parts = (row.ours, row.bank, row.treasury)
    return " / ".join(f"{one.count:,}: {one.amount.format()}" if one else "–" for one in parts)


def _there(yes: object) -> str:
    return "✓" if yes else "–"
