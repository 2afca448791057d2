"""Payees that appear twice in one batch: flagged with the row they repeat, never removed (DU-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.disbursement import titles
from app.domain.disbursement.issues import Issue, Severity
from app.domain.disbursement.transfer import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.domain.disbursement.lines import Line


def find(lines: Iterable[Line]) -> Iterator[Issue]:
    """Yield a suspicion for each line that repeats an earlier one; keeping it needs a reason.

    ``duplicate_payment``: same account and amount. ``account_two_names``: same account, other name than by a title.
    ``person_two_accounts``: same citizen id, other account. Facts name the earlier ``first_row``.
    """
    known = list(lines)
    accounts = [line.account for line in known if line.account]  # alike at two banks is seldom, and looked at closer
    persons = [line.person_id for line in known if line.person_id]
    if len(set(accounts)) < len(accounts) or len(set(persons)) < len(persons):
        yield from _compared(known)


def _compared(lines: Iterable[Line]) -> Iterator[Issue]:
    """Hold each line against the first one of its account and of its person."""
    by_account: dict[str, Line] = {}
    by_person: dict[str, Line] = {}
    by_payment: dict[tuple[str, int], Line] = {}
    for line in lines:
        if line.account:
            key = line.bank + line.account
            first = by_account.setdefault(key, line)
            if first is not line:
                yield from _same_account(key, first, line, by_payment)
        if line.person_id:
            first = by_person.setdefault(line.person_id, line)
            if first is not line and (first.account != line.account or first.bank != line.bank):
                yield Issue(
                    line.row, Field.PERSON_ID, "person_two_accounts", Severity.SUSPECT, {"first_row": first.row}
                )


def _same_account(key: str, first: Line, line: Line, by_payment: dict[tuple[str, int], Line]) -> Iterator[Issue]:
    if first.name != line.name and titles.bare(first.name) != titles.bare(line.name):
        facts = {"first_row": first.row, "first_name": first.name}
        yield Issue(line.row, Field.ACCOUNT, "account_two_names", Severity.SUSPECT, facts)
    if line.satang is None:
        return
    if first.satang is not None:
        by_payment.setdefault((key, first.satang), first)
    twin = by_payment.setdefault((key, line.satang), line)
    if twin is not line:
        yield Issue(line.row, Field.AMOUNT, "duplicate_payment", Severity.SUSPECT, {"first_row": twin.row})
