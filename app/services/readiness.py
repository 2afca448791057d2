"""Whether a draft may be handed in, and what that would mean; the central system decides again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from app.domain.disbursement.issues import Severity
from app.domain.values.dates import bangkok_day
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from app.domain.access.user import SourceAccount
    from app.domain.disbursement.issues import Issue
    from app.domain.disbursement.record import Batch
    from app.services.desk import Desk

Hindrance = tuple[str, "Mapping[str, object]"]
"""A code of ``editor.hindrance`` with the facts that fill its sentence."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What handing in would mean; ``left`` and ``limit_left`` are negative where they are overrun."""

    available: Money
    left: Money
    limit_left: Money | None
    value_date: date
    cut_off: str


def preview(desk: Desk, batch: Batch) -> Preview:
    """Return the account's and the limit's room after this batch, and the first day on which it can be paid."""
    account = _account(desk, batch.head.debit_account)
    available = Money(account.available_satang if account else 0)
    limit = desk.unit.batch_satang_max
    return Preview(
        available=available,
        left=available - batch.total,
        limit_left=Money(limit) - batch.total if limit else None,
        value_date=batch.head.value_date or earliest_value_date(desk),
        cut_off=desk.unit.cut_off,
    )


def earliest_value_date(desk: Desk) -> date:
    """Return the first day on which a batch that is approved now can be paid."""
    hour, minute = desk.unit.cut_off.split(":")
    return desk.calendar.earliest_value_date(desk.now(), time(int(hour), int(minute)))


def hindrances(desk: Desk, batch: Batch, issues: Sequence[Issue]) -> list[Hindrance]:
    """Return everything that keeps the draft from being handed in; empty when it may be."""
    return [*_head_hindrances(desk, batch), *_line_hindrances(batch, issues), *_money_hindrances(desk, batch)]


def _head_hindrances(desk: Desk, batch: Batch) -> Iterator[Hindrance]:
    head = batch.head
    if not head.purpose.strip():
        yield "purpose_missing", {}
    if not head.document_no.strip():
        yield "document_no_missing", {}
    if head.document_date is None:
        yield "document_date_missing", {}
    elif head.document_date > bangkok_day(desk.now()):
        yield "document_date_ahead", {"date": head.document_date}
    if head.value_date is None:
        yield "value_date_missing", {}
        return
    if not desk.calendar.bank_open(head.value_date):
        yield "value_date_closed", {"date": head.value_date, "holiday": desk.calendar.reason_closed(head.value_date)}
    elif head.value_date < earliest_value_date(desk):
        yield "value_date_past", {"date": head.value_date, "earliest": earliest_value_date(desk)}


def _line_hindrances(batch: Batch, issues: Sequence[Issue]) -> Iterator[Hindrance]:
    if not batch.lines_count:
        yield "lines_none", {}
    errors = sum(issue.severity is Severity.ERROR for issue in issues)
    if errors:
        yield "errors", {"count": errors}
    suspects = sum(issue.severity is Severity.SUSPECT for issue in issues)
    if suspects and not batch.head.duplicate_reason.strip():
        yield "duplicates", {"count": suspects}


def _money_hindrances(desk: Desk, batch: Batch) -> Iterator[Hindrance]:
    account = _account(desk, batch.head.debit_account)
    if account is None:
        yield "account_missing", {}
    elif account.available_satang < batch.total.satang:
        yield "funds_short", {"available": Money(account.available_satang), "total": batch.total}
    limit = desk.unit.batch_satang_max
    if limit and batch.total.satang > limit:
        yield "batch_limit", {"limit": Money(limit), "total": batch.total}


def _account(desk: Desk, number: str) -> SourceAccount | None:
    return next((account for account in desk.unit.accounts if account.account == number), None)
