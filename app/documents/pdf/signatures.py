"""Who signed, as a block at the foot of a report: name, part, and the moment of the electronic signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import look
from app.documents.pdf.lines import shrunk

if TYPE_CHECKING:
    from app.documents.pdf.content import Signer
    from app.documents.pdf.paper import Sheet
    from app.documents.pdf.wording import Wording

SIGNATURES_HEIGHT = 96.0
_COLUMNS_MAX = 3
_GAP = 24.0


def draw_signatures(sheet: Sheet, y: float, signers: tuple[Signer, ...], wording: Wording) -> None:
    """Set a place for each signer side by side; the first three, since a policy asks for no more."""
    places = signers[:_COLUMNS_MAX]
    if not places:
        return
    width = (look.MEASURE - _GAP * (len(places) - 1)) / max(len(places), 2)
    for number, signer in enumerate(places):
        left = look.LEFT + number * (width + _GAP)
        middle = left + width / 2
        sheet.text(left, y + 34, wording.text("signed"), look.SMALL)
        start = left + look.SMALL.width(wording.text("signed")) + 6
        sheet.rule(start, y + 35, left + width - start, look.HAIRLINE)
        name = f"({signer.name})"
        sheet.text(middle, y + 54, name, shrunk(name, look.STRONG, width), "centre")
        sheet.text(middle, y + 69, wording.text(f"signer_{signer.role}"), look.SMALL, "centre")
        signed = wording.text("signed_electronically", moment=wording.moment(signer.signed_at))
        sheet.text(middle, y + 84, signed, shrunk(signed, look.SMALL, width), "centre")
