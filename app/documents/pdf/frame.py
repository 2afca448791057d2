"""What stands on every page: whose paper, which document, page x of y, who printed it, and its hash twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.documents.pdf import look
from app.documents.pdf.codes import payload, qr
from app.documents.pdf.lines import fitted, shrunk
from app.documents.pdf.paper import Paper, Sheet
from app.documents.pdf.wording import fingerprint
from app.domain.values import dates

if TYPE_CHECKING:
    from enum import StrEnum

    from app.documents.pdf.content import Office, Printing
    from app.documents.pdf.wording import Wording

CODE_SIZE = 48.0
FOOTER_TOP = look.BOTTOM - CODE_SIZE - 10
BODY_BOTTOM = FOOTER_TOP - 10
"""Where the last line of a page's content may end."""

_BANNER_HEIGHT = 19.0
_NUMBER_ROOM = 110.0


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of one document: ``title`` is set large on the first page and small on the others."""

    paper: Paper
    wording: Wording
    office: Office
    printing: Printing
    kind: StrEnum
    digest: str
    title: str
    subtitle: str

    def begin(self, *, first: bool) -> tuple[Sheet, float]:
        """Return a new sheet with its head, and the ``y`` where content may start."""
        sheet = Sheet(self.paper)
        y = self.letterhead(sheet, look.TOP)
        if first:
            sheet.text(look.LEFT, y + 33, self.title, look.TITLE)
            sheet.text(look.LEFT, y + 51, fitted(self.subtitle, look.SUBTITLE, look.MEASURE), look.SUBTITLE)
            return sheet, y + 66
        return sheet, self.small_title(sheet, y)

    def small_title(self, sheet: Sheet, y: float) -> float:
        """Set the title as continued pages and slips have it; return where content may start."""
        sheet.text(look.LEFT, y + 21, self.title, look.TITLE_AGAIN)
        room = look.MEASURE - look.TITLE_AGAIN.width(self.title) - 16
        sheet.text(look.RIGHT, y + 21, fitted(self.subtitle, look.SMALL, room), look.SMALL, "right")
        return y + 32

    def letterhead(self, sheet: Sheet, y: float) -> float:
        """Set whose paper it is, who printed it, and the simulator's warning; return where they end."""
        room = look.MEASURE - _NUMBER_ROOM
        sheet.text(look.LEFT, y + 10, self.office.agency, shrunk(self.office.agency, look.HEAD, room))
        unit = self.wording.text("unit", unit=self.office.unit, code=self.office.unit_code)
        moment = self.wording.moment(self.printing.printed_at)
        printed = self.wording.text("printed", person=self.printing.printed_by, moment=moment)
        room = look.MEASURE - look.SMALL.width(printed) - 16
        sheet.text(look.LEFT, y + 25, unit, shrunk(unit, look.SMALL, room))
        sheet.text(look.RIGHT, y + 25, printed, look.SMALL, "right")
        y += 36
        sheet.rule(look.LEFT, y, look.MEASURE, look.HAIRLINE)
        sheet.rule(look.LEFT, y, 36, look.ACCENT, 1.6)
        if not self.office.simulated:
            return y
        sheet.box(look.LEFT, y + 9, look.MEASURE, _BANNER_HEIGHT, look.WAITING_GROUND, 4)
        warning = self.wording.text("simulated")
        sheet.text(look.LEFT + look.MEASURE / 2, y + 22, warning, look.BANNER, "centre")
        return y + 9 + _BANNER_HEIGHT

    def end(self, sheets: list[Sheet]) -> None:
        """Put numbers and feet on the sheets, and the sheets into the paper."""
        for number, sheet in enumerate(sheets, 1):
            self.number(sheet, look.TOP, number, len(sheets))
            self.foot(sheet, look.BOTTOM - CODE_SIZE)
            self.paper.add(sheet)

    def number(self, sheet: Sheet, y: float, number: int, total: int) -> None:
        """Set page x of y at the right end of a letterhead."""
        page = self.wording.text("page", number=f"{number:,}", total=f"{total:,}")
        sheet.text(look.RIGHT, y + 10, page, look.STRONG, "right")

    def foot(self, sheet: Sheet, y: float) -> None:
        """Set the code with the hash in words beside it; ``y`` is the top of the code."""
        sheet.rule(look.LEFT, y - 10, look.MEASURE, look.HAIRLINE)
        position = self.printing.position
        code = qr(payload(self.kind, self.digest, position))
        sheet.shape(look.RIGHT - CODE_SIZE, y + CODE_SIZE, CODE_SIZE / code.modules, code.path, look.INK)
        text = self.wording.text
        sheet.text(look.LEFT, y + 9, text("fingerprint"), look.TINY)
        place = f" · {text('chain_position', position=f'{position:,}')}" if position else ""
        sheet.text(look.LEFT, y + 23, f"{fingerprint(self.digest)}{place}", look.FINGERPRINT)
        sheet.text(look.LEFT, y + 37, text("fingerprint_use"), look.TINY)


def paper(title: str, wording: Wording, office: Office, printing: Printing) -> Paper:
    """Begin the file of a document; its only time is the time of printing."""
    language = "th-TH" if wording.language == "th" else "en-GB"
    return Paper(title, office.agency, language, dates.parse_instant(printing.printed_at))
