"""What stands on every page: whose paper, which document, page x of y, who printed it, and its hash twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.documents.pdf import look
from app.documents.pdf.codes import payload, qr
from app.documents.pdf.emblem import read
from app.documents.pdf.lines import fitted, shrunk, wrapped
from app.documents.pdf.paper import Paper, Sheet
from app.documents.pdf.signatures import SIGNATURES_HEIGHT, draw_places
from app.documents.pdf.wording import fingerprint
from app.domain.access.template import NO_TEMPLATE
from app.domain.values import dates

if TYPE_CHECKING:
    from enum import StrEnum

    from app.documents.pdf.content import Office, Printing
    from app.documents.pdf.paper import Style
    from app.documents.pdf.wording import Wording
    from app.domain.access.template import Template

CODE_SIZE = 48.0
FOOTER_TOP = look.BOTTOM - CODE_SIZE - 10
BODY_BOTTOM = FOOTER_TOP - 10
"""Where the last line of a page's content may end, where the agency's template has no note for the foot."""

_BANNER_HEIGHT = 19.0
_NUMBER_ROOM = 110.0
_EMBLEM, _SMALL_EMBLEM = 42.0, 26.0
_LINE, _TINY_LINE = 12.0, 10.0
_LINES_MAX = 2


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

    @property
    def template(self) -> Template:
        """What the agency's papers bear: nothing, where there is no template."""
        return self.office.stationery.template if self.office.stationery else NO_TEMPLATE

    @property
    def body_bottom(self) -> float:
        """Where the last line of a page's content may end."""
        note = _at_most(self.template.footer_note, look.TINY)
        return BODY_BOTTOM - (len(note) * _TINY_LINE + 4 if note else 0)

    @property
    def places_height(self) -> float:
        """What the template's places to sign take at the end of the last page."""
        return SIGNATURES_HEIGHT if self.template.signers else 0

    @property
    def version(self) -> str:
        """What the foot says of the template, '' where there is none."""
        stationery = self.office.stationery
        return self.wording.text("template", version=stationery.version) if stationery else ""

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

    def letterhead(self, sheet: Sheet, y: float, *, small: bool = False) -> float:
        """Set whose paper it is, who printed it, and the simulator's warning; return where they end.

        A ``small`` one takes no more room than without a template: no address, no note.
        """
        left, lowest = look.LEFT, y + 36
        emblem = self.office.stationery.emblem if self.office.stationery else b""
        if emblem:
            width, height = sheet.picture(left, y, _SMALL_EMBLEM if small else _EMBLEM, read(emblem))
            left, lowest = left + width + 10, max(lowest, y + height + 6)
        name = self.template.office or self.office.agency
        sheet.text(left, y + 10, name, shrunk(name, look.HEAD, look.RIGHT - _NUMBER_ROOM - left))
        unit = self.wording.text("unit", unit=self.office.unit, code=self.office.unit_code)
        moment = self.wording.moment(self.printing.printed_at)
        printed = self.wording.text("printed", person=self.printing.printed_by, moment=moment)
        baseline = y + 25
        for line in () if small else _at_most(self.template.address, look.SMALL, look.RIGHT - left):
            sheet.text(left, baseline - 1, line, look.SMALL)
            baseline += _LINE
        room = look.RIGHT - left - look.SMALL.width(printed) - 16
        sheet.text(left, baseline, unit, shrunk(unit, look.SMALL, room))
        sheet.text(look.RIGHT, baseline, printed, look.SMALL, "right")
        y = max(baseline + 11, lowest)
        sheet.rule(look.LEFT, y, look.MEASURE, look.HAIRLINE)
        sheet.rule(look.LEFT, y, 36, look.ACCENT, 1.6)
        y = self._warning(sheet, y)
        return y if small else self._header_note(sheet, y)

    def _warning(self, sheet: Sheet, y: float) -> float:
        if not self.office.simulated:
            return y
        sheet.box(look.LEFT, y + 9, look.MEASURE, _BANNER_HEIGHT, look.WAITING_GROUND, 4)
        warning = self.wording.text("simulated")
        sheet.text(look.LEFT + look.MEASURE / 2, y + 22, warning, look.BANNER, "centre")
        return y + 9 + _BANNER_HEIGHT

    def _header_note(self, sheet: Sheet, y: float) -> float:
        lines = _at_most(self.template.header_note, look.SMALL)
        for line in lines:
            y += _LINE
            sheet.text(look.LEFT + look.MEASURE / 2, y + 3, line, look.SMALL, "centre")
        return y + 5 if lines else y

    def end(self, sheets: list[Sheet], y: float | None = None) -> None:
        """Put numbers and feet on the sheets, and the sheets into the paper.

        ``y`` is where the content of the last one ends: below it, or on another sheet, come the template's places to
        sign. None for papers that have places of their own.
        """
        if y is not None and self.places_height:
            if y + self.places_height > self.body_bottom:
                sheets.append(self.begin(first=False)[0])
            draw_places(sheets[-1], self.body_bottom - self.places_height, self.template.signers, self.wording)
        for number, sheet in enumerate(sheets, 1):
            self.number(sheet, look.TOP, number, len(sheets))
            self._footer_note(sheet)
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
        use = " · ".join(part for part in (text("fingerprint_use"), self.version) if part)
        sheet.text(look.LEFT, y + 37, use, shrunk(use, look.TINY, look.MEASURE - CODE_SIZE - 16))

    def _footer_note(self, sheet: Sheet) -> None:
        y = self.body_bottom + 8
        for line in _at_most(self.template.footer_note, look.TINY):
            sheet.text(look.LEFT, y, line, look.TINY)
            y += _TINY_LINE


def _at_most(text: str, style: Style, room: float = look.MEASURE) -> list[str]:
    """Break a text of the template into the few lines that it may have; none for ''."""
    if not text:
        return []
    lines = wrapped(text, style, room)
    return [*lines[: _LINES_MAX - 1], fitted(" ".join(lines[_LINES_MAX - 1 :]), style, room)][: len(lines)]


def paper(title: str, wording: Wording, office: Office, printing: Printing) -> Paper:
    """Begin the file of a document; its only time is the time of printing."""
    language = "th-TH" if wording.language == "th" else "en-GB"
    return Paper(title, office.agency, language, dates.parse_instant(printing.printed_at))
