"""What keeps a batch from being handed in, all at once: its head by the unit's tables, its lines, its money, its draw.

The central system decides again. Every hindrance is a code of ``editor.hindrance`` with the facts of its sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING

from app.domain.disbursement import draw as draws_of
from app.domain.disbursement import kinds
from app.domain.disbursement.issues import Severity
from app.domain.disbursement.kinds import Basis, Payees
from app.domain.values.dates import bangkok_day
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from app.domain.access.user import SourceAccount, Unit
    from app.domain.disbursement.draw import Draw
    from app.domain.disbursement.issues import Issue
    from app.domain.disbursement.lines import Line
    from app.domain.disbursement.record import Batch, BatchHead
    from app.domain.values.calendar import BusinessCalendar

KRUNGTHAI = "006"
"""The unit's own bank, which credits its accounts directly whatever the service."""
VALUE_DAYS_AHEAD_MAX = 30
"""How far ahead the central system takes a value date; what is further is mostly a slip of the year."""

Hindrance = tuple[str, "Mapping[str, object]"]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a head is judged by: the unit's tables and accounts, its draws, the bank's days, and what time it is."""

    unit: Unit
    draws: tuple[Draw, ...]
    calendar: BusinessCalendar
    now: datetime

    @property
    def today(self) -> date:
        """The day in Bangkok."""
        return bangkok_day(self.now)

    def cut_off(self, head: BatchHead) -> time:
        """Return until when the bank takes a batch on its last day: the unit's hour or the service's, the earlier."""
        own, service = time.fromisoformat(self.unit.cut_off), self.service(head)
        return min(own, service.cut_off) if service else own

    def earliest(self, head: BatchHead) -> date:
        """Return the first day on which a batch that is approved now can be paid."""
        return self.calendar.earliest_value_date(self.now, self.cut_off(head), self._lead_days(head))

    def last_moment(self, head: BatchHead) -> datetime | None:
        """Return until when the batch must be approved to be paid on its day; None while it has none."""
        if head.value_date is None:
            return None
        return self.calendar.last_moment(head.value_date, self.cut_off(head), self._lead_days(head))

    def account(self, head: BatchHead) -> SourceAccount | None:
        """Return the account that is paid from, as it was told last."""
        return next((each for each in self.unit.accounts if each.account == head.debit_account), None)

    def draw(self, head: BatchHead) -> Draw | None:
        """Return the draw that the head names, if its sum is settled; None where the batch may still say it."""
        found = draws_of.find(self.draws, head.document_no)
        return found if found is not None and found.binding else None

    def residue(self, head: BatchHead, total: Money) -> Money:
        """Return what the draw would have left after this batch; negative where it would be overdrawn."""
        known = self.draw(head)
        if known is not None:
            return known.residue - total
        return (head.drawn or total) - total

    def service(self, head: BatchHead) -> kinds.Service | None:
        """Return the service by which the bank carries the batch, None where it offers no such."""
        return kinds.service_row(self.unit.services, head.service, head.value_date or self.today)

    def _lead_days(self, head: BatchHead) -> int:
        service = self.service(head)
        return service.lead_days if service else 0


def hindrances(batch: Batch, lines: Sequence[Line], issues: Sequence[Issue], around: Circumstances) -> list[Hindrance]:
    """Return everything that keeps the draft from being handed in; empty when it may be."""
    head = batch.head
    return [
        *_words(head, around),
        *_kind(head, lines, around),
        *_service(head, lines, around),
        *_day(head, around),
        *_lines(batch, issues),
        *_payees(lines, around),
        *_money(batch, around),
        *_draw(batch, around),
    ]


def _words(head: BatchHead, around: Circumstances) -> Iterator[Hindrance]:
    if not head.purpose.strip():
        yield "purpose_missing", {}
    if not head.document_no.strip():
        yield "document_no_missing", {}
    if head.document_date is None:
        yield "document_date_missing", {}
    elif head.document_date > around.today:
        yield "document_date_ahead", {"date": head.document_date}


def _kind(head: BatchHead, lines: Sequence[Line], around: Circumstances) -> Iterator[Hindrance]:
    table, day = around.unit.kinds, head.value_date or around.today
    if not table:
        return
    if head.kind not in kinds.kinds_on(table, day):
        yield "kind_not_valid", {"date": day}
        return
    row = kinds.kind_row(table, head.kind, head.sub_kind, day)
    if row is None:
        yield ("sub_kind_not_valid", {"date": day}) if head.sub_kind else ("sub_kind_missing", {})
        return
    yield from _basis(head, row.basis, around)
    if row.payees is Payees.PERSON:
        nameless = sum(not line.person_id for line in lines)
        if nameless:
            yield "person_ids_missing", {"count": nameless}
    if row.line_below is not None:
        over = sum((line.satang or 0) >= row.line_below.satang for line in lines)
        if over:
            yield "kind_limit", {"count": over, "limit": row.line_below}


def _basis(head: BatchHead, basis: Basis | None, around: Circumstances) -> Iterator[Hindrance]:
    if basis is None:
        return
    if not head.basis_no.strip():
        yield f"{basis.value}_no_missing", {}
    if head.basis_date is None:
        yield f"{basis.value}_date_missing", {}
    elif head.basis_date > around.today:
        yield "basis_date_ahead", {"date": head.basis_date}


def _service(head: BatchHead, lines: Sequence[Line], around: Circumstances) -> Iterator[Hindrance]:
    if not around.unit.services:
        return
    service = around.service(head)
    if service is None:
        yield "service_not_offered", {"date": head.value_date or around.today}
        return
    low = service.smallest.satang if service.smallest else 0
    high = service.largest.satang if service.largest else None
    outside = [
        line.row
        for line in lines
        if line.bank != KRUNGTHAI
        and line.satang is not None
        and (line.satang < low or bool(high and line.satang > high))
    ]
    if outside:
        bounds = {"smallest": service.smallest or Money(0), "largest": service.largest}
        code = "service_limit" if service.largest else "service_minimum"
        told = {"count": len(outside), "first": outside[0]}
        yield code, {**told, **{name: bound for name, bound in bounds.items() if bound is not None}}


def _day(head: BatchHead, around: Circumstances) -> Iterator[Hindrance]:
    day = head.value_date
    if day is None:
        yield "value_date_missing", {}
    elif not around.calendar.bank_open(day):
        yield "value_date_closed", {"date": day, "holiday": around.calendar.reason_closed(day)}
    elif day < (earliest := around.earliest(head)):
        yield "value_date_past", {"date": day, "earliest": earliest}
    elif day > (latest := around.today + timedelta(days=VALUE_DAYS_AHEAD_MAX)):
        yield "value_date_far", {"date": day, "latest": latest}


def _lines(batch: Batch, issues: Sequence[Issue]) -> Iterator[Hindrance]:
    if not batch.lines_count:
        yield "lines_none", {}
    errors = sum(issue.severity is Severity.ERROR for issue in issues)
    if errors:
        yield "errors", {"count": errors}
    suspects = sum(issue.severity is Severity.SUSPECT for issue in issues)
    if suspects and not batch.head.duplicate_reason.strip():
        yield "duplicates", {"count": suspects}


def _payees(lines: Sequence[Line], around: Circumstances) -> Iterator[Hindrance]:
    own = {each.account for each in around.unit.accounts}
    to_own = [line.row for line in lines if line.bank == KRUNGTHAI and line.account in own]
    if to_own:
        yield "unit_account", {"count": len(to_own), "first": to_own[0]}


def _money(batch: Batch, around: Circumstances) -> Iterator[Hindrance]:
    account = around.account(batch.head)
    if account is None:
        yield "account_missing", {}
    elif account.available_satang < batch.total.satang:
        yield "funds_short", {"available": Money(account.available_satang), "total": batch.total}
    limit = around.unit.batch_satang_max
    if limit and batch.total.satang > limit:
        yield "batch_limit", {"limit": Money(limit), "total": batch.total}


def _draw(batch: Batch, around: Circumstances) -> Iterator[Hindrance]:
    """Demand the full entitlement: what was drawn is paid, or the residue has a reason (document 002)."""
    head, known = batch.head, around.draw(batch.head)
    if known is not None and (head.drawn or batch.total) != known.amount:
        yield "draw_differs", {"drawn": known.amount}
    dated = known.doc_date if known is not None and known.gfmis else None
    if None not in (dated, head.document_date) and dated != head.document_date:
        yield "draw_date", {"date": dated}
    if known is not None and known.account and head.debit_account not in ("", known.account):
        yield "draw_account", {}
    residue = around.residue(head, batch.total)
    if residue.satang < 0:
        left = known.residue if known else head.drawn or Money(0)
        yield "draw_exceeded", {"left": left, "total": batch.total}
    elif residue.satang > 0 and not head.residue_reason.strip():
        yield "residue_unexplained", {"residue": residue}
