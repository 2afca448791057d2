"""Receipts in a saved paper: what the bank signed, whether the pages say the same, and whether the file was altered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.verification import carried as signed
from app.verification.findings import Part, Unreadable
from app.wire import paper, signature
from app.wire.receipts import OFFICIAL_RECEIPT, OfficialReceipt

if TYPE_CHECKING:
    from app.verification.findings import Report
    from app.wire.paper import Carried

_NAME_CHARS = 40
"""So much of a payer's name is looked for; long ones are shortened on paper."""


def check(pdf: bytes, carried: tuple[Carried, ...], bank_key: str) -> Report:
    """Check the receipts of a paper against the bank's public key (base64), its fingerprint, or nothing ('')."""
    return signed.check(_FORM, pdf, carried, bank_key)


def shown_number(receipt: OfficialReceipt) -> str:
    """Return a receipt's number as its paper has it."""
    return f"{receipt.number.zfill(6)}/{receipt.fy}"


def carried(pdf: bytes, name: str) -> tuple[Carried, ...]:
    """Return the receipts in a paper, none for other papers; raise `Unreadable` for a paper that is cut."""
    try:
        return paper.receipts(pdf)
    except ValueError as problem:
        raise Unreadable(name, "damaged") from problem


def _is_whole(receipt: OfficialReceipt) -> bool:
    adds_up = signed.adds_up((item.satang for item in receipt.items), receipt.total_satang)
    return receipt.typ == OFFICIAL_RECEIPT and adds_up


_FORM = signed.Form(
    part=Part.OFFICIAL_RECEIPT,
    label=signature.OFFICIAL_RECEIPT,
    kind=OfficialReceipt,
    is_whole=_is_whole,
    name=shown_number,
    satangs=lambda receipt: (receipt.total_satang, *(item.satang for item in receipt.items)),
    tellings=lambda receipt: (("".join(receipt.payer_name.split())[:_NAME_CHARS],),),
)
