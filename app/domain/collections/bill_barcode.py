"""The line in a bill's barcode (Code 128), as the Bank of Thailand's standard for bill payment has it (rules.md 2.1).

``|`` biller id CR ref1 CR ref2 CR amount in satang; always three CR, ref2 may be empty, amount 0 is open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.values.errors import BadInput
from app.domain.values.money import SATANG_MAX, Money

REFERENCE = re.compile(r"[A-Z0-9]{1,20}\Z")
BILLER = re.compile(r"[0-9]{15}\Z")
_MARK, _GAP = "|", "\r"
_SATANG = re.compile(r"(?:0|[1-9][0-9]{0,15})\Z")


@dataclass(frozen=True, slots=True)
class BillCode:
    """What a payer's bank reads from a bill; ``amount`` None is left to the payer."""

    biller_id: str
    ref1: str
    ref2: str
    amount: Money | None


def text(code: BillCode) -> str:
    """Return the barcode's text; raise `BadInput` ``barcode_<field>`` for what may not stand in it."""
    if code.amount is not None and not 0 < code.amount.satang <= SATANG_MAX:
        raise BadInput("barcode_amount", text=str(code.amount))
    demand_payable(code)
    satang = code.amount.satang if code.amount else 0
    return _MARK + _GAP.join((code.biller_id, code.ref1, code.ref2, str(satang)))


def read(scanned: str) -> BillCode:
    """Return what a scanned barcode says; raise `BadInput` ``barcode_form`` or ``barcode_<field>``."""
    fields = scanned[1:].split(_GAP)
    if not scanned.startswith(_MARK) or len(fields) != 4:
        raise BadInput("barcode_form")
    biller_id, ref1, ref2, satang = fields
    if not _SATANG.match(satang) or int(satang) > SATANG_MAX:
        raise BadInput("barcode_amount", text=satang)
    code = BillCode(biller_id, ref1, ref2, Money(int(satang)) if satang != "0" else None)
    demand_payable(code)
    return code


def demand_payable(code: BillCode) -> None:
    """Raise `BadInput` ``barcode_biller``, ``barcode_ref1`` or ``barcode_ref2`` for what no bank takes."""
    if not BILLER.match(code.biller_id):
        raise BadInput("barcode_biller", text=code.biller_id)
    if not REFERENCE.match(code.ref1):
        raise BadInput("barcode_ref1", text=code.ref1)
    if code.ref2 and not REFERENCE.match(code.ref2):
        raise BadInput("barcode_ref2", text=code.ref2)
