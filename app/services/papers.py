"""What the papers of a batch say, told from what was proven of it; the documents find the words.

Nothing here reads the store: `app.services.proof` hands over what signatures hold, and that is what is printed.
"""

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
from app.domain.access.permissions import ALLOWED, Action
from app.domain.access.user import Role
from app.domain.disbursement.outcome import BatchDecided, BatchSubmitted
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.dates import instant
from app.services import head_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.documents.pdf.content import Layout, Stationery
    from app.domain.disbursement.outcome import LogEvent
    from app.domain.disbursement.record import Batch, TimelineEntry
    from app.domain.disbursement.transfer import CreditTransfer
    from app.i18n import Language
    from app.services.desk import Desk
    from app.services.proof import Proof

KRUNGTHAI = "006"
"""The unit's own accounts are all at the bank of the service."""

_NOT_IN_HISTORY = frozenset({Action.MAKE_DOCUMENT.value, Action.OPEN_BATCH.value})
"""Looking is in the audit trail; the history of a payment is what was done about it."""
_PARTS = {
    "batch.submitted": Role.MAKER_PAYMENT,
    "batch.withdrawn": Role.MAKER_PAYMENT,
    "batch.cancelled": Role.MAKER_PAYMENT,
    "batch.signed": Role.AUTHORIZER,
    "batch.approved": Role.AUTHORIZER,
    "batch.returned": Role.AUTHORIZER,
    "batch.let_go": Role.AUTHORIZER,
} | {action.value: next(iter(roles)) for action, roles in ALLOWED.items() if len(roles) == 1}
"""The part that somebody played in a step, where the step can be nobody else's."""


class Papers:
    """The content of every paper of one batch, as it was proven."""

    def __init__(
        self,
        desk: Desk,
        batch: Batch,
        proof: Proof,
        printing: Printing,
        language: Language,
        stationery: Stationery | None,
    ) -> None:
        self._desk = desk
        self._stationery = stationery
        self._reference = batch.reference
        self._proof = proof
        self._printing = printing
        self._language = language

    @property
    def office(self) -> Office:
        """Whose papers they are, and what they bear."""
        desk = self._desk
        return Office(
            desk.agency_name,
            desk.unit_name,
            desk.actor.unit,
            simulated=desk.simulated,
            stationery=self._stationery,
        )

    def detail(self) -> DetailReport:
        """Return every line with what became of it."""
        return DetailReport(self.office, self._facts(), self._report_lines(), self._printing)

    def summary(self) -> SummaryReport:
        """Return the same lines, to be counted and summed."""
        return SummaryReport(self.office, self._facts(), self._report_lines(), self._printing)

    def history(self, steps: Iterable[TimelineEntry]) -> TransactionHistory:
        """Return who did what to the batch, where and when."""
        parts = {event.uid: _PARTS[event.kind] for event in self._proof.events if event.kind in _PARTS}
        events = tuple(
            HistoryEvent(
                instant(step.at),
                step.what,
                self._name(step.uid, step.name),
                _part(step, parts),
                step.device,
                step.detail,
                opened=f"{step.opened_count}/{step.lines_count}" if step.lines_count else "",
                declined=", ".join(map(str, step.declined)),
                line=str(step.line) if step.line else "",
                facts=dict(step.facts),
            )
            for step in steps
            if step.what not in _NOT_IN_HISTORY
        )
        return TransactionHistory(self.office, self._facts(), events, self._printing)

    def receipts(self, numbers: tuple[int, ...], layout: Layout) -> Receipts:
        """Return a receipt for every paid line, or for the paid ones among ``numbers``."""
        paid = [
            line
            for line in self._proof.lines
            if self._status(line) is LineStatus.SETTLED and (not numbers or line.number in numbers)
        ]
        return Receipts(self.office, tuple(map(self._receipt, paid)), self._signers(), self._printing, layout)

    def _facts(self) -> BatchFacts:
        head = self._proof.head
        return BatchFacts(
            reference=self._reference,
            purpose=head.purpose,
            kind=head.kind,
            kind_name=head_facts.kind_name(head, self._language),
            more=tuple(head_facts.facts(head, self._language)),
            debit_bank=KRUNGTHAI,
            debit_account=head.debit_account,
            value_date=head.value_date.isoformat() if head.value_date else "",
            signers=self._signers(),
            document_no=head.document_no,
        )

    def _signers(self) -> tuple[Signer, ...]:
        """Return the maker and the authorizers of the newest edition, each at the time of signing."""
        found = ((_signed_as(event, self._proof.rev), event) for event in self._proof.events)
        return tuple(Signer(part, self._name(event.uid), event.at) for part, event in found if part)

    def _status(self, line: CreditTransfer) -> LineStatus:
        outcome = self._proof.outcomes.get(line.number)
        return outcome.status if outcome else LineStatus.PENDING

    def _report_lines(self) -> tuple[Line, ...]:
        return tuple(map(self._report_line, self._proof.lines))

    def _report_line(self, line: CreditTransfer) -> Line:
        outcome = self._proof.outcomes.get(line.number)
        return Line(
            number=line.number,
            name=line.name,
            bank=line.bank,
            account=line.account,
            amount_satang=line.amount.satang,
            status=self._status(line).value,
            reference=(outcome.bank_reference if outcome else "") or line.reference,
            settled_at=instant(outcome.at) if outcome else "",
            reason=outcome.reason if outcome else "",
        )

    def _receipt(self, line: CreditTransfer) -> Receipt:
        outcome = self._proof.outcomes[line.number]
        head = self._proof.head
        return Receipt(
            number=f"{self._reference}-{line.number:05d}",
            payee=line.name,
            bank=line.bank,
            account=line.account,
            amount_satang=line.amount.satang,
            paid_at=instant(outcome.at),
            purpose=head.purpose,
            batch_reference=self._reference,
            reference=line.reference,
            bank_reference=outcome.bank_reference,
            bank_signature=self._proof.receipt_signature,
            debit_bank=KRUNGTHAI,
            debit_account=head.debit_account,
        )

    def _name(self, uid: str, otherwise: str = "") -> str:
        thai, english = self._proof.names.get(uid, (otherwise, otherwise))
        return thai if self._language == "th" else english


def _part(step: TimelineEntry, parts: Mapping[str, Role]) -> str:
    """Return the part a person played: in this step, or else in this batch; what nobody of the unit did, the bank did.

    Empty for somebody who did nothing for the batch but print it.
    """
    if not step.uid:
        return "bank"
    part = _PARTS.get(step.what) or parts.get(step.uid)
    return part.value if part else ""


def _signed_as(event: LogEvent, rev: int) -> str:
    """Return as what the person of an event signed this edition, or nothing."""
    match event.news:
        case BatchSubmitted(rev=told) if told == rev:
            return "maker"
        case BatchDecided(rev=told, approved=True) if told == rev:
            return "authorizer"
    return ""
