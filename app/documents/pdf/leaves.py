"""Sheets filled from top to bottom and turned when full: sections, facts, paragraphs, tables, signing places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from app.documents.pdf import look, sum_box
from app.documents.pdf.access_content import access_digest
from app.documents.pdf.batch_head import draw_facts
from app.documents.pdf.codes import qr
from app.documents.pdf.faces import Weight
from app.documents.pdf.frame import Frame, paper
from app.documents.pdf.lines import shrunk, wrapped
from app.documents.pdf.paper import Style

if TYPE_CHECKING:
    from collections.abc import Iterable
    from dataclasses import Field
    from enum import StrEnum

    from app.documents.pdf.batch_head import Fact
    from app.documents.pdf.content import Office, Printing
    from app.documents.pdf.table import Row, Table
    from app.documents.pdf.wording import Wording

_SECTION_HEIGHT = 28.0
_LINE = 15.0
_APART = 4.0
_BOX = 8.0
_WRITING_HEIGHT = 24.0
_PLACE_HEIGHT = 92.0
_PLACES_A_ROW = 3
_PLACE_GAP = 20.0
_CODE_SIZE = 66.0
_SUM = Style(Weight.BOLD, 20, look.ACCENT)
_SUM_HEIGHT = 66.0


class Content(Protocol):
    """What a paper says, as plain data: a dataclass with whose it is and who prints it."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def office(self) -> Office:
        """Whose paper it is."""
        ...

    @property
    def printing(self) -> Printing:
        """Who makes this copy, and when."""
        ...


class Place(NamedTuple):
    """Where somebody signs by hand: the name below the line, '' for dots, what they are, and a line below or ''."""

    name: str
    title: str
    below: str = ""


class Leaves:
    """The sheets of one paper that is filled from top to bottom."""

    def __init__(
        self,
        kind: StrEnum,
        content: Content,
        wording: Wording,
        subtitle: str,
    ) -> None:
        self.wording = wording
        title = wording.words(f"{kind.value}.title")
        self._paper = paper(title, wording, content.office, content.printing)
        digest = access_digest(kind, content)
        self._frame = Frame(self._paper, wording, content.office, content.printing, kind, digest, title, subtitle)
        self._sheet, self._y = self._frame.begin(first=True)
        self._sheets = [self._sheet]

    def section(self, title: str, room: float = 0) -> None:
        """Set a heading; ``room`` is what must stand on the same sheet below it."""
        self._make_room(_SECTION_HEIGHT + room)
        self._sheet.text(look.LEFT, self._y + 20, title, look.SECTION)
        self._y += _SECTION_HEIGHT

    def facts(self, facts: list[Fact]) -> None:
        """Set labels over values, three a row."""
        self._make_room(40.0 * (len(facts) // 3 + 1))
        self._y = draw_facts(self._sheet, self._y, facts)

    def paragraph(self, text: str) -> None:
        """Set running text."""
        lines = wrapped(text, look.BODY, look.MEASURE)
        self._make_room(_LINE * len(lines) + 2 * _APART)
        self._y += _APART
        for line in lines:
            self._sheet.text(look.LEFT, self._y + 10, line, look.BODY)
            self._y += _LINE
        self._y += _APART

    def sum(self, satang: int) -> None:
        """Set a sum in figures and in words."""
        self._make_room(_SUM_HEIGHT)
        self._y = sum_box.draw(self._sheet, self._y + _APART, satang, self.wording, _SUM) + 2 * _APART

    def code(self, text: str, *paragraphs: str) -> None:
        """Set a code at the right that says ``text``, with paragraphs beside it."""
        self._make_room(_CODE_SIZE + 2 * _APART)
        top = self._y + _APART
        made = qr(text)
        left = look.RIGHT - _CODE_SIZE
        self._sheet.shape(left, top + _CODE_SIZE, _CODE_SIZE / made.modules, made.path, look.INK)
        for paragraph in paragraphs:
            self._y += _APART
            for line in wrapped(paragraph, look.BODY, look.MEASURE - _CODE_SIZE - _PLACE_GAP):
                self._sheet.text(look.LEFT, self._y + 10, line, look.BODY)
                self._y += _LINE
        self._y = max(self._y, top + _CODE_SIZE) + _APART

    def choices(self, *choices: tuple[str, bool]) -> None:
        """Set boxes with their words side by side, ticked or for a pen."""
        self._make_room(_LINE)
        width = look.MEASURE / len(choices)
        for number, (text, ticked) in enumerate(choices):
            top, left = self._y + 2.5, look.LEFT + 1 + number * width
            corners = [(left, top), (left + _BOX, top), (left + _BOX, top + _BOX), (left, top + _BOX), (left, top)]
            self._sheet.stroke(corners, look.QUIET, 0.8)
            if ticked:
                tick = [(left + 1.6, top + 4.2), (left + 3.4, top + 6.2), (left + 6.8, top + 1.6)]
                self._sheet.stroke(tick, look.ACCENT, 1.5)
            self._sheet.text(left + 17, self._y + 10, text, shrunk(text, look.BODY, width - 22))
        self._y += _LINE

    def writing_lines(self, *labels: str) -> None:
        """Set labels side by side, each with a line to write on."""
        self._make_room(_WRITING_HEIGHT)
        width = (look.MEASURE - _PLACE_GAP * (len(labels) - 1)) / len(labels)
        for number, label in enumerate(labels):
            left = look.LEFT + number * (width + _PLACE_GAP)
            self._sheet.text(left, self._y + 15, label, look.BODY)
            start = left + look.BODY.width(label) + 8
            self._sheet.rule(start, self._y + 17, left + width - start, look.HAIRLINE)
        self._y += _WRITING_HEIGHT

    def table(self, table: Table, rows: Iterable[Row]) -> None:
        """Set rows under their headings, which stand again on each new sheet."""
        self._make_room(70)
        self._y = table.head(self._sheet, self._y)
        for row in rows:
            if self._y + row.height > self._frame.body_bottom:
                self._turn()
                self._y = table.head(self._sheet, self._y)
            self._y = table.draw(self._sheet, self._y, row)
        self._y += 6

    def signing(self, places: list[Place]) -> None:
        """Set places to sign by hand side by side."""
        for start in range(0, len(places), _PLACES_A_ROW):
            self._make_room(_PLACE_HEIGHT)
            row = places[start : start + _PLACES_A_ROW]
            width = (look.MEASURE - _PLACE_GAP * (_PLACES_A_ROW - 1)) / _PLACES_A_ROW
            for number, place in enumerate(row):
                self._place(look.LEFT + number * (width + _PLACE_GAP), width, place)
            self._y += _PLACE_HEIGHT

    def data(self) -> bytes:
        """Return the finished PDF."""
        self._frame.end(self._sheets)
        return self._paper.data()

    def _place(self, left: float, width: float, place: Place) -> None:
        signed = self.wording.text("signed")
        start = left + look.SMALL.width(signed) + 6
        middle, y = left + width / 2, self._y
        self._sheet.text(left, y + 38, signed, look.SMALL)
        self._sheet.rule(start, y + 39, left + width - start, look.HAIRLINE)
        name = f"({place.name})" if place.name else f"({'.' * 44})"
        self._sheet.text(middle, y + 55, name, shrunk(name, look.STRONG, width), "centre")
        self._sheet.text(middle, y + 69, place.title, shrunk(place.title, look.SMALL, width), "centre")
        below = place.below or self.wording.words("date_by_hand")
        self._sheet.text(middle, y + 83, below, shrunk(below, look.SMALL, width), "centre")

    def _make_room(self, height: float) -> None:
        if self._y + height > self._frame.body_bottom:
            self._turn()

    def _turn(self) -> None:
        self._sheet, self._y = self._frame.begin(first=False)
        self._sheets.append(self._sheet)
