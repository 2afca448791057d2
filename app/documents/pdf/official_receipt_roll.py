"""An official receipt from an 80 mm roll: the original, its copies, and voided ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import roll
from app.documents.pdf.collection_words import channel, receipt_marks, receipt_proof, told

if TYPE_CHECKING:
    from app.documents.pdf.collection_content import ReceiptSheet
    from app.documents.pdf.frame import Frame


def draw(receipt: ReceiptSheet, frame: Frame) -> None:
    """Put one receipt into the paper."""

    def content(column: roll.RollColumn) -> None:
        _draw_marks(column, receipt, frame)
        _draw_payment(column, receipt, frame)
        _draw_proof(column, receipt, frame)

    roll.draw(frame, content)


def _draw_marks(column: roll.RollColumn, receipt: ReceiptSheet, frame: Frame) -> None:
    for mark, below in receipt_marks(receipt, frame.wording):
        column.add(mark, roll.TITLE, centre=True)
        column.add(below, roll.LABEL, centre=True)
        column.rule()


def _draw_payment(column: roll.RollColumn, receipt: ReceiptSheet, frame: Frame) -> None:
    wording = frame.wording
    column.add(told(wording, "receipt.from"), roll.LABEL)
    column.add(receipt.payer_name, roll.NAME)
    for text in (receipt.payer_id, receipt.payer_address):
        if text:
            column.add(text, roll.BODY)
    column.rule()
    for line in receipt.lines:
        column.add(line.item, roll.BODY)
        code = told(wording, "revenue_code", code=line.revenue_code)
        column.add(f"{line.name} · {code}" if line.name != line.item else code, roll.LABEL)
        column.add(f"{wording.amount(line.satang)} {wording.text('baht')}", roll.STRONG)
    column.rule()
    roll.draw_amount(column, receipt.total_satang, wording.text("total"), frame)
    column.fact(told(wording, "receipt.issued_at"), wording.moment(receipt.issued_at))
    column.fact(told(wording, "receipt.channel"), channel(wording, receipt.channel))
    column.fact(told(wording, "receipt.paid_at"), wording.moment(receipt.paid_at))
    column.fact(told(wording, "receipt.bank_reference"), receipt.bank_reference)
    for key, reference in (("slip.ref1", receipt.ref1), ("slip.ref2", receipt.ref2)):
        if reference:
            column.fact(told(wording, key), reference)


def _draw_proof(column: roll.RollColumn, receipt: ReceiptSheet, frame: Frame) -> None:
    wording = frame.wording
    column.fact(told(wording, "receipt.receiver"), receipt.receiver)
    column.rule()
    for line in receipt_proof(receipt, wording):
        column.add(line, roll.LABEL)
