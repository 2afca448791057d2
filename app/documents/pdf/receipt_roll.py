"""A payment receipt from an 80 mm roll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import roll

if TYPE_CHECKING:
    from app.documents.pdf.content import Receipt
    from app.documents.pdf.frame import Frame


def draw(receipt: Receipt, frame: Frame) -> None:
    """Put one receipt into the paper."""

    def content(column: roll.RollColumn) -> None:
        _draw_payment(column, receipt, frame)
        _draw_confirmation(column, receipt, frame)

    roll.draw(frame, content)


def _draw_payment(column: roll.RollColumn, receipt: Receipt, frame: Frame) -> None:
    wording = frame.wording
    column.add(wording.text("paid_to"), roll.LABEL)
    column.add(receipt.payee, roll.NAME)
    column.add(f"{wording.bank(receipt.bank)} · {wording.account(receipt.bank, receipt.account)}", roll.BODY)
    column.rule()
    roll.draw_amount(column, receipt.amount_satang, wording.text("amount"), frame)
    account = f"{wording.bank(receipt.debit_bank)} {wording.account(receipt.debit_bank, receipt.debit_account)}"
    column.fact(wording.text("paid_at"), wording.moment(receipt.paid_at))
    column.fact(wording.text("purpose"), receipt.purpose)
    column.fact(wording.text("batch"), receipt.batch_reference)
    column.fact(wording.text("reference"), receipt.reference or "–")
    column.fact(wording.text("debit_account"), account)


def _draw_confirmation(column: roll.RollColumn, receipt: Receipt, frame: Frame) -> None:
    text = frame.wording.text
    column.rule()
    column.add(text("confirmed"), roll.STRONG)
    column.add(text("bank_reference", reference=receipt.bank_reference), roll.BODY)
    if receipt.bank_signature:
        column.add(text("bank_signature", signature=receipt.bank_signature[: roll.SIGNATURE_SHOWN]), roll.LABEL)
    column.add(text("no_payee_signature"), roll.LABEL)
