"""What a hand scanner types into a search: a bill's Thai QR, its barcode, or nothing of a bill.

A field for one line has blanks where the barcode has its ends of lines, as the words below it on paper have.
"""

from __future__ import annotations

import re

from app.domain.collections import bill_barcode, thai_qr
from app.domain.collections.thai_qr import BillTarget
from app.domain.values.errors import BadInput

_QR_BEGINS = "0002"
_BARCODE_BEGINS = "|"
_BLANK = re.compile(r"\r\n|\s")


def references_in(typed: str) -> tuple[str, str] | None:
    """Return the references in the text of a bill's code, None for a text that is no code.

    Raises `BadInput` ``qr_...`` or ``barcode_...`` for a code that is damaged or pays no bill.
    """
    text = typed.strip()
    if text.startswith(_BARCODE_BEGINS):
        code = bill_barcode.read(_BLANK.sub("\r", text))
        return code.ref1, code.ref2
    if not text.startswith(_QR_BEGINS):
        return None
    target = thai_qr.read(text).target
    if not isinstance(target, BillTarget):
        raise BadInput("qr_no_bill")
    return target.ref1, target.ref2


def searched(typed: str) -> str:
    """Return the words to look for: a scanned bill's references, or what was typed, a damaged code included."""
    try:
        found = references_in(typed)
    except BadInput:
        return typed
    return " ".join(filter(None, found)) if found else typed
