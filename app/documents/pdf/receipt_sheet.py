"""The sheet of a receipt that the unit holds, for one print of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf.collection_content import CopyMark, ReceiptLine, ReceiptSheet, VoidedMark
from app.domain.collections.receipt import shown_number
from app.domain.values.dates import instant

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.documents.pdf.content import Office
    from app.domain.collections.receipt import Receipt, ReceiptPrint


def receipt_sheet(
    receipt: Receipt, taken: ReceiptPrint, name_of: Callable[[str], str], office: Office | None = None
) -> ReceiptSheet:
    """Return a receipt's sheet for a print that the central system counted; ``name_of`` a person's uid.

    The original's person and time come from its own print, which every copy was preceded by.
    ``office`` as in the sheet.
    """
    told = receipt.told
    original = next((each for each in receipt.prints if each.copy == 0), taken)
    return ReceiptSheet(
        book=str(told.book),
        number=shown_number(told.fy, told.number),
        payer_name=told.payer_name,
        payer_id=told.payer_id,
        payer_address=told.payer_address,
        lines=tuple(ReceiptLine(each.name_th, each.revenue_code, each.item, each.amount.satang) for each in told.items),
        total_satang=told.total.satang,
        channel=told.channel.value,
        bank_reference=told.payment_id,
        ref1=told.ref1,
        ref2=told.ref2,
        paid_at=instant(told.paid_at),
        issued_at=instant(told.issued_at),
        receiver=told.issuer_name,
        bank_signature=receipt.sig,
        printed_by=name_of(original.uid),
        printed_at=instant(original.at),
        copy=CopyMark(taken.copy, name_of(taken.uid), instant(taken.at)) if taken.copy else None,
        voided=VoidedMark(receipt.void.reason, instant(receipt.void.at)) if receipt.void else None,
        office=office,
    )
