"""Who signed, as a block at the foot of a report, and the places of the agency's template to sign by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import look
from app.documents.pdf.lines import shrunk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.documents.pdf.content import Signer
    from app.documents.pdf.paper import Sheet
    from app.documents.pdf.wording import Wording
    from app.domain.access.template import TemplateSigner

SIGNATURES_HEIGHT = 96.0
_COLUMNS_MAX = 3
_GAP = 24.0
NAME_BY_HAND = "." * 44


def draw_signatures(sheet: Sheet, y: float, signers: tuple[Signer, ...], wording: Wording) -> None:
    """Set a place for each signer side by side; the first three, since a policy asks for no more."""
    _draw(
        sheet,
        y,
        wording,
        [
            (
                f"({signer.name})",
                wording.text(f"signer_{signer.role}"),
                wording.text("signed_electronically", moment=wording.moment(signer.signed_at)),
            )
            for signer in signers[:_COLUMNS_MAX]
        ],
    )


def draw_places(sheet: Sheet, y: float, signers: tuple[TemplateSigner, ...], wording: Wording) -> None:
    """Set the places of the agency's template side by side, as high as the signatures."""
    _draw(sheet, y, wording, [(name_below(signer), signer.caption, signer.position) for signer in signers])


def name_below(signer: TemplateSigner) -> str:
    """Return the name that stands under the line of a place, or dots for a pen."""
    return f"({signer.name or NAME_BY_HAND})"


def _draw(sheet: Sheet, y: float, wording: Wording, places: Sequence[tuple[str, str, str]]) -> None:
    """Set places side by side: a line to sign on, the name, and two lines below it."""
    if not places:
        return
    width = (look.MEASURE - _GAP * (len(places) - 1)) / max(len(places), 2)
    for number, (name, part, below) in enumerate(places):
        left = look.LEFT + number * (width + _GAP)
        middle = left + width / 2
        sheet.text(left, y + 34, wording.text("signed"), look.SMALL)
        start = left + look.SMALL.width(wording.text("signed")) + 6
        sheet.rule(start, y + 35, left + width - start, look.HAIRLINE)
        sheet.text(middle, y + 54, name, shrunk(name, look.STRONG, width), "centre")
        sheet.text(middle, y + 69, part, shrunk(part, look.SMALL, width), "centre")
        sheet.text(middle, y + 84, below, shrunk(below, look.SMALL, width), "centre")
