"""Making the papers of a batch: reports and receipts from confirmed results only, each making and print on record.

Every paper is made by `Evidence.make`, and nothing is made there before `app.services.proof` has proven the batch from
signed bytes. What is looked at, saved and printed afterwards is that very file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.central.batch_proof import CONFIRMED
from app.central.paper_seal import sealed
from app.documents.pdf import detail_report, receipts, summary_report, transaction_history
from app.documents.pdf.content import DocumentKind, Printing, history_digest, receipt_digest, report_digest
from app.documents.pdf.rendering import Pdf
from app.domain.access.permissions import Action
from app.domain.values.dates import instant
from app.domain.values.errors import Refused
from app.services.documents import DocumentKeeping, MadeDocument
from app.services.papers import Papers
from app.services.proof import Proofs
from app.store import audit_trail, disbursement

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.documents.pdf.content import Layout
    from app.domain.disbursement.record import TimelineEntry
    from app.i18n import Language
    from app.services.desk import Desk

    Progress = Callable[[int, int], bool]


class Evidence(DocumentKeeping):
    """Makes documents for one signed-in person."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._proofs = Proofs(desk)

    def documents(self, op_id: str) -> tuple[DocumentKind, ...]:
        """Return the documents that can be made now: reports once the bank has reported, receipts for paid lines."""
        with self._desk.store.read() as reading:
            batch = disbursement.batch(reading, op_id)
        if batch is None:
            raise Refused("batch_unknown", op_id=op_id)
        if batch.status not in CONFIRMED:
            return (DocumentKind.HISTORY,)
        reports = (DocumentKind.DETAIL, DocumentKind.SUMMARY, DocumentKind.HISTORY)
        return (*reports, DocumentKind.RECEIPT) if batch.settled_count else reports

    def make(
        self,
        op_id: str,
        kind: DocumentKind,
        language: Language,
        *,
        masked: bool = True,
        numbers: tuple[int, ...] = (),
        layout: Layout = "page",
        progress: Progress | None = None,
    ) -> MadeDocument:
        """Make one document; ``numbers`` narrows receipts to some lines.

        Raises `Tampered` ``paper_...`` (fact ``batch``) where the store does not say what was signed: no paper then.
        `Refused` ``document_too_early`` while the bank has confirmed nothing, ``paper_unproven`` while its signature
        over the newest events has not arrived, ``receipts_none`` where none of the lines is paid,
        ``document_stopped`` when ``progress`` said so.
        """
        with self._desk.store.read() as reading:
            batch = disbursement.batch(reading, op_id)
            if batch is None:
                raise Refused("batch_unknown", op_id=op_id)
            proof = self._proofs.prove(reading, batch)
            history = self._proofs.history(reading, batch, proof) if kind is DocumentKind.HISTORY else []
            position = audit_trail.head(reading).seq
        now, person = self._desk.now(), self._desk.actor.person.name(language)
        printing = Printing(person, instant(now), "masked" if masked else "full", position)
        if kind is not DocumentKind.HISTORY and proof.status not in CONFIRMED:
            raise Refused("document_too_early", document=kind.value)
        papers = Papers(self._desk, batch, proof, printing, language)
        order = _Order(kind, language, numbers, layout, progress)
        written, digest = self._write(papers, order, history)
        pdf = sealed(self._desk.signer, written, kind.value, op_id, digest, position, now)
        facts = {"document": kind.value, "digest": digest, "accounts": printing.accounts, "language": language}
        self._desk.note(Action.MAKE_DOCUMENT, op_id, facts)
        return MadeDocument(kind, op_id, f"{kind.value}-{batch.reference}-{language}.pdf", pdf, digest, Pdf(pdf))

    def _write(self, papers: Papers, order: _Order, steps: Sequence[TimelineEntry]) -> tuple[bytes, str]:
        banks, kind, language = self._desk.banks, order.kind, order.language
        if kind is DocumentKind.DETAIL:
            detail = papers.detail()
            return detail_report.write(detail, language, banks, order.progress), report_digest(kind, detail)
        if kind is DocumentKind.SUMMARY:
            summary = papers.summary()
            return summary_report.write(summary, language, banks), report_digest(kind, summary)
        if kind is DocumentKind.HISTORY:
            history = papers.history(steps)
            return transaction_history.write(history, language, banks), history_digest(history)
        bundle = papers.receipts(order.numbers, order.layout)
        if not bundle.receipts:
            raise Refused("receipts_none")
        return receipts.write(bundle, language, banks, order.progress), receipt_digest(bundle.receipts[0], bundle)


@dataclass(frozen=True, slots=True)
class _Order:
    """Which paper is wanted, and how."""

    kind: DocumentKind
    language: Language
    numbers: tuple[int, ...]
    layout: Layout
    progress: Progress | None
