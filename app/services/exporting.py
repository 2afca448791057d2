"""A batch as a file for a payment system, or its list with the faults marked: made, looked at, written, on record.

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
from app.documents.formats.order import FileIssue, Made, PaymentOrder
from app.domain.access.permissions import Action
from app.domain.disbursement.batch import EDITABLE
from app.domain.disbursement.validation import Checker
from app.domain.values.errors import Refused
from app.services.draft_lines import cells_of
from app.services.proof import Proofs
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

__all__ = ["BranchRule", "Export", "Exported", "Exporting", "FileIssue"]

SENDER_BYTES_MAX = 100
"""In the field of a KTB iPay file, one byte a letter."""


class Export(StrEnum):
    """The files that a batch can be written as."""

    IPAY_DIRECT = "ipay_direct"
    IPAY_STANDARD = "ipay_standard"
    IPAY_EXPRESS = "ipay_express"
    PAIN_001 = "pain_001"
    PAIN_002 = "pain_002"


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


class Exporting:
    """Exports batches for one signed-in person; every method may take seconds."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._proofs = Proofs(desk)

    def offered(self, op_id: str) -> tuple[Export, ...]:
        """Return the files that can be asked for: the status report only once the bank has answered."""
        orders = tuple(Export)[:-1]
        return tuple(Export) if self._batch(op_id).status in CONFIRMED else orders

    def make(self, op_id: str, export: Export, branches: BranchRule = BranchRule.ZEROS) -> Exported:
        """Return the file of a batch, or what keeps it from being written.

        Raises `Refused` ``export_draft_errors`` (fact ``errors``), ``export_no_day``, ``batch_unknown``, and whatever
        `Proofs.prove` raises where the store does not say what was signed.
        """
        batch = self._batch(op_id)
        content = self._content(batch)
        order = self._order(batch, content)
        made = self._made(order, export, branches, content.outcomes)
        file = made.file
        return Exported(
            export=export,
            op_id=op_id,
            name=file.name if file else "",
            content=file.content if file else b"",
            count=file.count if file else 0,
            satang=file.satang if file else 0,
            others=len(content.lines) - file.count if file else 0,
            sha256=file.sha256 if file else "",
            lines_sha256=file.lines_sha256 if file else "",
            issues=made.issues,
        )

    def save(self, exported: Exported, path: Path) -> None:
        """Write the file whole or not at all, and the act to the audit trail."""
        files.replace(path, exported.content)
        facts = {"format": exported.export.value, "file": path.name, "lines": str(exported.count)}
        facts |= {"total_satang": str(exported.satang), "file_sha256": exported.sha256}
        facts["lines_sha256"] = exported.lines_sha256
        self._desk.note(Action.EXPORT_FILE, exported.op_id, facts)

    def marked_copy(self, op_id: str, path: Path, language: Language) -> int:
        """Write an open draft as a workbook with its faults marked, rows where the file had them; return how many.

        Counts what is told, and writes the act to the audit trail.
        """
        from app.documents.workbook.marked_copy import MarkedLine, marked_copy  # seldom needed

        batch = self._batch(op_id)
        with self._desk.store.read() as reading:
            kept = list(disbursement.lines(reading, op_id))
        cells = [(line.number, cells_of(line)) for line in kept]
        checked = Checker(self._desk.banks, batch.head.kind).check(cells)
        lines = [MarkedLine(line.number, line.sheet_row, cell) for line, (_, cell) in zip(kept, cells, strict=True)]
        files.replace(path, marked_copy(batch.file_name, lines, checked.issues, checked.repairs, language))
        facts = {"format": "marked_copy", "file": path.name, "lines": str(len(lines))}
        facts |= {"issues": str(len(checked.issues)), "file_sha256": files.sha256(path)}
        self._desk.note(Action.EXPORT_FILE, op_id, facts)
        return len(checked.issues)

    def _made(
        self, order: PaymentOrder, export: Export, branches: BranchRule, outcomes: Mapping[int, LineOutcome]
    ) -> Made:
        if export is Export.PAIN_001:
            return pain_001.make(order)
        if export is Export.PAIN_002:
            return pain_002.make(order, outcomes)
        return ipay.make(order, _PRODUCTS[export], branches)

    def _batch(self, op_id: str) -> Batch:
        with self._desk.store.read() as reading:
            batch = disbursement.batch(reading, op_id)
        if batch is None:
            raise Refused("batch_unknown", op_id=op_id)
        return batch

    def _content(self, batch: Batch) -> _Content:
        if batch.status in EDITABLE and batch.mine:
            if batch.errors_count:
                raise Refused("export_draft_errors", errors=batch.errors_count)
            with self._desk.store.read() as reading:
                kept = [line.transfer() for line in disbursement.lines(reading, batch.op_id)]
            return _Content(batch.head, tuple(line for line in kept if line is not None), {})
        with self._desk.store.read() as reading:
            proof = self._proofs.prove(reading, batch)
        return _Content(proof.head, proof.lines, proof.outcomes)

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
