"""Making the papers of a batch: reports and receipts from confirmed results only, each making and print on record.

Every paper is made by `Evidence.make`, and nothing is made there before `app.services.proof` has proven the batch from
signed bytes. What is looked at, saved and printed afterwards is that very file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.central.batch_proof import CONFIRMED
from app.documents.pdf import detail_report, receipts, summary_report, transaction_history
from app.documents.pdf.content import DocumentKind, Printing, history_digest, receipt_digest, report_digest
from app.documents.pdf.rendering import Pdf, Picture
from app.domain.access.permissions import Action
from app.domain.values.dates import instant
from app.domain.values.errors import Refused
from app.services.papers import Papers
from app.services.proof import Proofs
from app.store import disbursement
from app.system import files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.documents.pdf.content import Layout
    from app.domain.disbursement.record import TimelineEntry
    from app.i18n import Language
    from app.services.desk import Desk

    Progress = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """A finished PDF, ready to be looked at, saved and printed; ``digest`` is the content's hash on its pages.

    A bundle of receipts is named by its first one's hash.
    """

    kind: DocumentKind
    op_id: str
    name: str
    pdf: bytes = field(repr=False)
    digest: str
    view: Pdf = field(repr=False)

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return self.view.pages

    def size(self, page: int) -> tuple[float, float]:
        """Return width and height of a page, counted from 0, in points."""
        return self.view.size(page)

    def render(self, page: int, dots_per_inch: float) -> Picture:
        """Draw a page, counted from 0."""
        return self.view.render(page, dots_per_inch)


class Evidence:
    """Makes documents for one signed-in person."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
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
        now = instant(self._desk.now())
        printing = Printing(self._desk.actor.person.name(language), now, "masked" if masked else "full")
        with self._desk.store.read() as reading:
            batch = disbursement.batch(reading, op_id)
            if batch is None:
                raise Refused("batch_unknown", op_id=op_id)
            proof = self._proofs.prove(reading, batch)
            history = self._proofs.history(reading, batch, proof) if kind is DocumentKind.HISTORY else []
        if kind is not DocumentKind.HISTORY and proof.status not in CONFIRMED:
            raise Refused("document_too_early", document=kind.value)
        papers = Papers(self._desk, batch, proof, printing, language)
        order = _Order(kind, language, numbers, layout, progress)
        pdf, digest = self._write(papers, order, history)
        facts = {"document": kind.value, "digest": digest, "accounts": printing.accounts, "language": language}
        self._desk.note(Action.MAKE_DOCUMENT, op_id, facts)
        return MadeDocument(kind, op_id, f"{kind.value}-{batch.reference}-{language}.pdf", pdf, digest, Pdf(pdf))

    def save(self, document: MadeDocument, path: Path) -> None:
        """Write the PDF to ``path`` whole or not at all, and the act to the audit trail."""
        files.replace(path, document.pdf)
        facts = {"document": document.kind.value, "digest": document.digest, "file": path.name}
        self._desk.note(Action.SAVE_DOCUMENT, document.op_id, facts)

    def printed(self, document: MadeDocument, printer: str, copies: int) -> None:
        """Write down that the document went to a printer."""
        facts = {"document": document.kind.value, "digest": document.digest, "printer": printer, "copies": str(copies)}
        self._desk.note(Action.PRINT_DOCUMENT, document.op_id, facts)

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
