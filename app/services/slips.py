"""Sealed slips: the secret is made once, and the paper is kept in memory only, until it is printed; never in a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app import i18n
from app.domain.access.permissions import Action
from app.domain.values.dates import instant

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.documents.pdf import access_content
    from app.documents.pdf.rendering import Pdf
    from app.domain.access.slip import Slip
    from app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class SealedSlip:
    """The only copy of a secret, set as a page; it never tells itself in a log."""

    slip_id: str
    pdf: bytes = field(repr=False)
    sheets: Pdf = field(repr=False)


class Slips:
    """Has secrets made for one signed-in administrator, and writes down what became of each."""

    def __init__(self, desk: Desk, agency_name: Callable[[], str], made: Callable[[], None]) -> None:
        self._desk = desk
        self._agency_name = agency_name
        self._made = made

    def make(self, slip_id: str) -> SealedSlip:
        """Have the secret of a slip made and set it as a page; this works once. Raises `Refused` ``slip_printed``."""
        from app.documents.pdf import slip as paper  # the typesetter is not needed before the first paper
        from app.documents.pdf.rendering import Pdf

        self._desk.note(Action.PRINT_SLIP, slip_id)
        self._made()
        pdf = paper.write(self._content(self._desk.central.administration.slip(slip_id)), i18n.language())
        return SealedSlip(slip_id, pdf, Pdf(pdf))

    def printed(self, slip: SealedSlip, printer: str) -> None:
        """Write down that a slip went to a printer."""
        self._desk.note(Action.PRINT_SLIP, slip.slip_id, {"outcome": "printed", "printer": printer})

    def _content(self, slip: Slip) -> access_content.Slip:
        from app.documents.pdf import access_content

        return access_content.Slip(
            kind=slip.kind.value,
            agency_name=self._agency_name(),
            company_id=slip.company_id,
            unit=slip.unit,
            unit_name=slip.unit_name,
            user_id=slip.user_id,
            name=slip.name_th,
            position=slip.position,
            device_name=slip.device_name,
            secret=slip.secret,
            made_at=instant(slip.made_at),
            expires_at=instant(slip.expires_at),
            simulated=self._desk.simulated,
        )
