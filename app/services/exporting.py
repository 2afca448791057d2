"""A batch as a file for a payment system, as a list, or with the faults marked: made, looked at, written, on record.

What was signed is exported from the signed bytes (`app.services.proof`); only an open draft of one's own comes from the
store, and only without errors. Every file tells its hash, and is labelled as unverified by a bank.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.central.batch_proof import CONFIRMED
from app.documents.formats import ipay, pain_001, pain_002
from app.documents.formats.accounts import BranchRule
from app.documents.formats.ipay import Product
from app.documents.formats.order import FileIssue, Made, PaymentFile, PaymentOrder, digest
from app.domain.access.permissions import Action
from app.domain.disbursement.batch import EDITABLE
from app.domain.disbursement.validation import Checker
from app.domain.values.errors import Refused
from app.domain.values.listing import ListForm
from app.services import line_lists
from app.services.draft_lines import cells_of
from app.services.proof import Proofs, finished_seq
from app.services.readiness import largest_lines
from app.store import disbursement
from app.system import files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from app.domain.disbursement.outcome import LineOutcome
    from app.domain.disbursement.record import Batch, BatchHead
    from app.domain.disbursement.transfer import CreditTransfer
    from app.i18n import Language
    from app.services.desk import Desk

__all__ = ["UNVERIFIED", "BranchRule", "Export", "Exported", "Exporting", "FileIssue"]

SENDER_BYTES_MAX = 100
"""In the field of a KTB iPay file, one byte a letter."""


class Export(StrEnum):
    """The files that a batch can be written as."""

    IPAY_DIRECT = "ipay_direct"
    IPAY_STANDARD = "ipay_standard"
    IPAY_EXPRESS = "ipay_express"
    PAIN_001 = "pain_001"
    PAIN_002 = "pain_002"
    LINES_XLSX = "lines_xlsx"
    LINES_CSV = "lines_csv"
    LINES_PDF = "lines_pdf"
    MARKED = "marked"


UNVERIFIED = frozenset(Export) - {Export.LINES_XLSX, Export.LINES_CSV, Export.LINES_PDF, Export.MARKED}
"""Files that a bank is to read, and that no bank has tested."""
_FORMS = {
    Export.LINES_XLSX: ListForm.XLSX,
    Export.LINES_CSV: ListForm.CSV,
    Export.LINES_PDF: ListForm.PDF,
}
_PRODUCTS = {
    Export.IPAY_DIRECT: Product.DIRECT,
    Export.IPAY_STANDARD: Product.STANDARD,
    Export.IPAY_EXPRESS: Product.EXPRESS,
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished file, or the issues in its way. ``others`` are lines of the batch that this form does not carry."""

    export: Export
    op_id: str
    name: str
    content: bytes = field(repr=False)
    count: int
    satang: int
    others: int
    sha256: str
    lines_sha256: str
    issues: tuple[FileIssue, ...]


@dataclass(frozen=True, slots=True)
class _Content:
    """A batch as it may leave: what was signed, or a draft without errors."""

    head: BatchHead
    lines: tuple[CreditTransfer, ...]
    outcomes: Mapping[int, LineOutcome]
    finished: int | None = None


class Exporting:
    """Exports batches for one signed-in person; every method may take seconds."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._proofs = Proofs(desk)

    def offered(self, op_id: str) -> tuple[Export, ...]:
        """Return the files that can be asked for: the bank's word once there is one, marked faults of an open draft."""
        batch = self._batch(op_id)
        never = set() if batch.status in CONFIRMED else {Export.PAIN_002}
        if not _is_open(batch):
            never.add(Export.MARKED)
        return tuple(export for export in Export if export not in never)

    def make(
        self, op_id: str, export: Export, branches: BranchRule = BranchRule.ZEROS, language: Language = "th"
    ) -> Exported:
        """Return the file of a batch, or what keeps it from being written; ``language`` is of the lists' words.

        Raises `Refused` ``export_draft_errors`` (fact ``errors``), ``export_no_day``, ``batch_unknown``, and whatever
        `Proofs.prove` raises where the store does not say what was signed.
        """
        batch = self._batch(op_id)
        if export is Export.MARKED and _is_open(batch):
            return _exported(batch, export, self._marked(batch, language), batch.lines_count)
        content = self._content(batch)
        if export in _FORMS:
            made = self._list(batch, content, _FORMS[export], language)
        else:
            made = self._made(self._order(batch, content), export, branches, content.outcomes)
        return _exported(batch, export, made, len(content.lines))

    def save(self, exported: Exported, path: Path) -> None:
        """Write the file whole or not at all, and the act to the audit trail."""
        files.replace(path, exported.content)
        facts = {"format": exported.export.value, "file": path.name, "lines": str(exported.count)}
        facts |= {"total_satang": str(exported.satang), "file_sha256": exported.sha256}
        facts["lines_sha256"] = exported.lines_sha256
        self._desk.note(Action.EXPORT_FILE, exported.op_id, facts)

    def _marked(self, batch: Batch, language: Language) -> Made:
        """Return an open draft as a workbook with its faults marked, rows where the file had them."""
        from app.documents.workbook.marked_copy import MarkedLine, marked_copy  # seldom needed

        with self._desk.store.read() as reading:
            kept = list(disbursement.lines(reading, batch.op_id))
        cells = [(line.number, cells_of(line)) for line in kept]
        checked = Checker(self._desk.banks, batch.head.kind, largest=largest_lines(self._desk)).check(cells)
        lines = [MarkedLine(line.number, line.sheet_row, cell) for line, (_, cell) in zip(kept, cells, strict=True)]
        data = marked_copy(batch.file_name, lines, checked.issues, checked.repairs, language)
        told = digest([number, *each] for number, each in cells)
        return Made(PaymentFile(f"marked-{batch.reference}.xlsx", data, len(lines), batch.total.satang, told))

    def _made(
        self, order: PaymentOrder, export: Export, branches: BranchRule, outcomes: Mapping[int, LineOutcome]
    ) -> Made:
        if export is Export.PAIN_001:
            return pain_001.make(order)
        if export is Export.PAIN_002:
            return pain_002.make(order, outcomes)
        return ipay.make(order, _PRODUCTS[export], branches)

    def _list(self, batch: Batch, content: _Content, form: ListForm, language: Language) -> Made:
        data = line_lists.content(self._desk, batch, content.lines, content.outcomes, form, language, content.finished)
        satang = sum(line.amount.satang for line in content.lines)
        told = pain_001.lines_sha256(content.lines)
        name = f"lines-{batch.reference}.{form.value}"
        return Made(PaymentFile(name, data, len(content.lines), satang, told))

    def _batch(self, op_id: str) -> Batch:
        with self._desk.store.read() as reading:
            batch = disbursement.batch(reading, op_id)
        if batch is None:
            raise Refused("batch_unknown", op_id=op_id)
        return batch

    def _content(self, batch: Batch) -> _Content:
        if _is_open(batch):
            if batch.errors_count:
                raise Refused("export_draft_errors", errors=batch.errors_count)
            with self._desk.store.read() as reading:
                kept = [line.transfer() for line in disbursement.lines(reading, batch.op_id)]
            return _Content(batch.head, tuple(line for line in kept if line is not None), {})
        with self._desk.store.read() as reading:
            proof = self._proofs.prove(reading, batch)
        return _Content(proof.head, proof.lines, proof.outcomes, finished_seq(proof))

    def _order(self, batch: Batch, content: _Content) -> PaymentOrder:
        desk = self._desk
        if content.head.value_date is None:
            raise Refused("export_no_day")
        whole = f"{desk.agency_name} {desk.unit_name}"
        return PaymentOrder(
            reference=batch.reference,
            company_id=desk.company_id,
            sender=whole if len(whole) <= SENDER_BYTES_MAX else desk.unit_name,
            debit_account=content.head.debit_account,
            value_date=content.head.value_date,
            kind=content.head.kind,
            created_at=desk.now(),
            lines=content.lines,
            banks=desk.banks,
        )


def _is_open(batch: Batch) -> bool:
    """Say whether its lines are this person's to mend."""
    return batch.status in EDITABLE and batch.mine


def _exported(batch: Batch, export: Export, made: Made, lines_count: int) -> Exported:
    file = made.file
    return Exported(
        export=export,
        op_id=batch.op_id,
        name=file.name if file else "",
        content=file.content if file else b"",
        count=file.count if file else 0,
        satang=file.satang if file else 0,
        others=lines_count - file.count if file else 0,
        sha256=file.sha256 if file else "",
        lines_sha256=file.lines_sha256 if file else "",
        issues=made.issues,
    )
