"""What the papers of a batch say, gathered from the store; the documents find the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf.content import (
    BatchFacts,
    DetailReport,
    HistoryEvent,
    Line,
    Office,
    Printing,
    Receipt,
    Receipts,
    Signer,
    SummaryReport,
    TransactionHistory,
)
from app.domain.access.permissions import Action
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.dates import instant
from app.store import disbursement

if TYPE_CHECKING:
    from app.documents.pdf.content import Layout
    from app.domain.disbursement.record import Batch, LineRecord, TimelineEntry
    from app.i18n import Language
    from app.services.desk import Desk
    from app.store.unit_of_work import Reading

KRUNGTHAI = "006"
"""The unit's own accounts are all at the bank of the service."""

_SUBMITTED = "batch.submitted"
_SIGNATURES = frozenset({"batch.signed", "batch.approved"})
_NOT_IN_HISTORY = frozenset({Action.MAKE_DOCUMENT.value, Action.OPEN_BATCH.value})
"""Looking is in the audit trail; the history of a payment is what was done about it."""


class Papers:
    """The content of every paper of one batch, as of one state of the store."""

    def __init__(self, desk: Desk, reading: Reading, batch: Batch, printing: Printing, language: Language) -> None:
        self._desk = desk
        self._batch = batch
        self._printing = printing
        self._language = language
        self._lines = disbursement.lines(reading, batch.op_id)
        self._steps = disbursement.timeline(reading, batch.op_id)
        self._signed = disbursement.signed(reading, batch.op_id)

    def detail(self) -> DetailReport:
        """Return every line with what became of it."""
        return DetailReport(self._office(), self._facts(), self._report_lines(), self._printing)

    def summary(self) -> SummaryReport:
        """Return the same lines, to be counted and summed."""
        return SummaryReport(self._office(), self._facts(), self._report_lines(), self._printing)

    def history(self) -> TransactionHistory:
        """Return who did what to the batch, where and when."""
        events = tuple(
            HistoryEvent(instant(step.at), step.what, self._name(step), self._role(step.uid), step.device, step.detail)
            for step in self._steps
            if step.what not in _NOT_IN_HISTORY
        )
        return TransactionHistory(self._office(), self._facts(), events, self._printing)

    def receipts(self, numbers: tuple[int, ...], layout: Layout) -> Receipts:
        """Return a receipt for every paid line, or for the paid ones among ``numbers``."""
        paid = [
            line
            for line in self._lines
            if line.status is LineStatus.SETTLED and (not numbers or line.number in numbers)
        ]
        return Receipts(self._office(), tuple(map(self._receipt, paid)), self._signers(), self._printing, layout)

    def _office(self) -> Office:
        unit = self._desk.unit
        return Office(unit.agency_name, unit.unit_name, unit.unit, simulated=self._desk.simulated)

    def _facts(self) -> BatchFacts:
        head = self._batch.head
        return BatchFacts(
            reference=self._batch.reference,
            purpose=head.purpose,
            kind=head.kind.value,
            debit_bank=KRUNGTHAI,
            debit_account=head.debit_account,
            value_date=head.value_date.isoformat() if head.value_date else "",
            signers=self._signers(),
            document_no=head.document_no,
        )

    def _signers(self) -> tuple[Signer, ...]:
        """Return the maker and the authorizers of the newest edition, each at the time of signing."""
        makers = [step for step in self._steps if step.what == _SUBMITTED]
        if not makers:
            return ()
        maker = makers[-1]
        signed = [step for step in self._steps if step.what in _SIGNATURES and step.at >= maker.at]
        people = [("maker", maker), *(("authorizer", step) for step in signed)]
        return tuple(Signer(role, self._name(step), instant(step.at)) for role, step in people)

    def _report_lines(self) -> tuple[Line, ...]:
        return tuple(
            Line(
                number=line.number,
                name=line.name,
                bank=line.bank,
                account=line.account,
                amount_satang=line.satang or 0,
                status=line.status.value,
                reference=line.bank_reference or line.reference,
                settled_at=instant(line.settled_at) if line.settled_at else "",
                reason=line.reason,
            )
            for line in self._lines
        )

    def _receipt(self, line: LineRecord) -> Receipt:
        return Receipt(
            number=f"{self._batch.reference}-{line.number:05d}",
            payee=line.name,
            bank=line.bank,
            account=line.account,
            amount_satang=line.satang or 0,
            paid_at=instant(line.settled_at) if line.settled_at else "",
            purpose=self._batch.head.purpose,
            batch_reference=self._batch.reference,
            reference=line.reference,
            bank_reference=line.bank_reference,
            bank_signature=self._signed.receipt[1] if self._signed and self._signed.receipt else "",
            debit_bank=KRUNGTHAI,
            debit_account=self._batch.head.debit_account,
        )

    def _name(self, step: TimelineEntry) -> str:
        return self._desk.unit.person_name(step.uid, self._language) if step.uid else ""

    def _role(self, uid: str) -> str:
        """Return the part a person plays; what nobody of the unit did, the bank did."""
        if not uid:
            return "bank"
        for person in self._desk.unit.people:
            if person.uid == uid:
                return min(role.value for role in person.roles)
        return ""
