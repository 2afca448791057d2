"""Making the papers of a batch: reports and receipts from confirmed results only, each making and print on record.

Every paper is made by `Evidence.make`, and nothing is made there before `app.services.proof` has proven the batch from
signed bytes. What is looked at, saved and printed afterwards is that very file.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.central.batch_proof import CONFIRMED
from app.central.paper_seal import sealed
from app.documents.pdf import detail_report, receipts, summary_report, transaction_history
from app.documents.pdf.content import DocumentKind, Printing, history_digest, receipt_digest, report_digest
from app.documents.pdf.rendering import Pdf
from app.domain.access.permissions import Action
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.dates import instant
from app.domain.values.errors import Broken, Refused
from app.services import stationery
from app.services.documents import DocumentKeeping, MadeDocument, version_of
from app.services.papers import Papers
from app.services.proof import Proofs, finished_seq
from app.store import audit_trail, disbursement, listings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from app.documents.pdf.content import Layout, Receipt
    from app.domain.disbursement.record import Batch, TimelineEntry
    from app.i18n import Language
    from app.services.desk import Desk

    Progress = Callable[[int, int], bool]

_NAME_MAX = 40
"""Letters of a payee's name in a file name: 120 bytes of Thai, of the 255 that a file system takes."""


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

    def paid_lines(self, op_id: str, words: str) -> tuple[int, ...]:
        """Return the numbers of the paid lines with ``words``; raise `Refused` ``paid_line_unknown`` without any."""
        with self._desk.store.read() as reading:
            found = listings.line_ids(reading, op_id, search=words, statuses={LineStatus.SETTLED})
            numbers = tuple(sorted(line.number for line in listings.line_rows(reading, found).values()))
        if not numbers:
            raise Refused("paid_line_unknown", words=words)
        return numbers

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
        proven = self._proven(op_id, kind, language, masked=masked)
        written, digest = self._write(proven, _Order(kind, language, numbers, layout, progress))
        pdf = self._sealed(proven, kind, written, digest)
        self._note_made(proven, kind, language, digest)
        name = f"{kind.value}-{proven.batch.reference}-{language}.pdf"
        return MadeDocument(kind, op_id, name, pdf, digest, Pdf(pdf), version_of(proven.papers.office))

    def save_each(
        self,
        op_id: str,
        language: Language,
        folder: Path,
        *,
        masked: bool = True,
        numbers: tuple[int, ...] = (),
        layout: Layout = "page",
        overwrite: bool = False,
        progress: Progress | None = None,
    ) -> SavedReceipts:
        """Write every receipt of a batch as a sealed PDF of its own into a folder named after the batch in ``folder``.

        ``numbers`` narrows them to some lines.

        Each file is whole or absent, and on record once it is there. Where ``progress`` says stop, those written stay
        and are counted. Raises `Refused` ``receipts_exist`` (facts ``count``, ``folder``) before anything is written
        where files of these names are there and ``overwrite`` is not said, and all that `make` raises.
        """
        kind = DocumentKind.RECEIPT
        proven = self._proven(op_id, kind, language, masked=masked)
        bundle = proven.papers.receipts(numbers, layout)
        if not bundle.receipts:
            raise Refused("receipts_none")
        into = folder / f"{kind.value}-{proven.batch.reference}-{language}"
        paths = [into / _file_name(receipt) for receipt in bundle.receipts]
        there = sum(path.exists() for path in paths)
        if there and not overwrite:
            raise Refused("receipts_exist", count=there, folder=into.name)
        self._note_made(proven, kind, language, receipt_digest(bundle.receipts[0], bundle))
        for done, (receipt, path) in enumerate(zip(bundle.receipts, paths, strict=True)):
            if progress is not None and not progress(done, len(paths)):
                return SavedReceipts(into, done, len(paths))
            written = receipts.write(replace(bundle, receipts=(receipt,)), language, self._desk.banks)
            digest = receipt_digest(receipt, bundle)
            pdf = self._sealed(proven, kind, written, digest)
            try:
                self._keep(kind, op_id, digest, path, pdf, stationery.facts(proven.papers.office))
            except Broken as problem:
                if not done:
                    raise
                facts = {"written": done, "total": len(paths), "folder": into.name, "file": path.name}
                raise Broken("receipts_broken_off", **facts) from problem
        return SavedReceipts(into, len(paths), len(paths))

    def _proven(self, op_id: str, kind: DocumentKind, language: Language, *, masked: bool) -> _Proven:
        """Prove a batch and return what its papers say."""
        with self._desk.store.read() as reading:
            batch = disbursement.batch(reading, op_id)
            if batch is None:
                raise Refused("batch_unknown", op_id=op_id)
            proof = self._proofs.prove(reading, batch)
            history = self._proofs.history(reading, batch, proof) if kind is DocumentKind.HISTORY else []
            told = self._proofs.templates(reading)
            position = audit_trail.head(reading).seq
        if kind is not DocumentKind.HISTORY and proof.status not in CONFIRMED:
            raise Refused("document_too_early", document=kind.value)
        now, person = self._desk.now(), self._desk.actor.person.name(language)
        printing = Printing(person, instant(now), "masked" if masked else "full", position)
        bears = stationery.stationery(self._desk, stationery.in_force(told, finished_seq(proof)))
        return _Proven(batch, Papers(self._desk, batch, proof, printing, language, bears), history, printing, now)

    def _sealed(self, proven: _Proven, kind: DocumentKind, written: bytes, digest: str) -> bytes:
        position = proven.printing.position
        return sealed(self._desk.signer, written, kind.value, proven.batch.op_id, digest, position, proven.now)

    def _note_made(self, proven: _Proven, kind: DocumentKind, language: Language, digest: str) -> None:
        accounts = proven.printing.accounts
        facts = {"document": kind.value, "digest": digest, "accounts": accounts, "language": language}
        facts |= stationery.facts(proven.papers.office)
        self._desk.note(Action.MAKE_DOCUMENT, proven.batch.op_id, facts)

    def _write(self, proven: _Proven, order: _Order) -> tuple[bytes, str]:
        papers, banks, kind, language = proven.papers, self._desk.banks, order.kind, order.language
        if kind is DocumentKind.DETAIL:
            detail = papers.detail()
            return detail_report.write(detail, language, banks, order.progress), report_digest(kind, detail)
        if kind is DocumentKind.SUMMARY:
            summary = papers.summary()
            return summary_report.write(summary, language, banks), report_digest(kind, summary)
        if kind is DocumentKind.HISTORY:
            history = papers.history(proven.steps)
            return transaction_history.write(history, language, banks), history_digest(history)
        bundle = papers.receipts(order.numbers, order.layout)
        if not bundle.receipts:
            raise Refused("receipts_none")
        return receipts.write(bundle, language, banks, order.progress), receipt_digest(bundle.receipts[0], bundle)


@dataclass(frozen=True, slots=True)
class SavedReceipts:
    """How many receipts of a batch were written as files of their own, of how many, and the folder they are in."""

    folder: Path
    written: int
    total: int


@dataclass(frozen=True, slots=True)
class _Proven:
    """A batch that was proven, and what its papers say at this moment."""

    batch: Batch
    papers: Papers
    steps: Sequence[TimelineEntry]
    printing: Printing
    now: datetime


@dataclass(frozen=True, slots=True)
class _Order:
    """Which paper is wanted, and how."""

    kind: DocumentKind
    language: Language
    numbers: tuple[int, ...]
    layout: Layout
    progress: Progress | None


def _file_name(receipt: Receipt) -> str:
    """Return the number of a receipt and its payee in letters that every file system takes."""
    payee = "".join(each if unicodedata.category(each)[0] in "LMN" else " " for each in receipt.payee)
    return f"{receipt.number} {' '.join(payee.split())[:_NAME_MAX].strip()}".strip().replace(" ", "_") + ".pdf"
