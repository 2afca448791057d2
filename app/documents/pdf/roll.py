"""Papers from an 80 mm roll: one column, black only as a heat printer prints, and as long as its words need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import look
from app.documents.pdf.codes import payload, qr
from app.documents.pdf.emblem import read
from app.documents.pdf.faces import Weight
from app.documents.pdf.lines import AMOUNT_WORDS, LETTERS, shrunk, wrapped
from app.documents.pdf.paper import Sheet, Style
from app.documents.pdf.signatures import name_below
from app.documents.pdf.wording import fingerprint

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from app.documents.pdf.emblem import Emblem
    from app.documents.pdf.frame import Frame

ROLL_WIDTH = 80 * 72 / 25.4
EDGE = 4 * 72 / 25.4
"""What the head of such a printer does not reach at either side."""

SIGNATURE_SHOWN = 24
LABEL = Style(Weight.REGULAR, 8, look.INK)
BODY = Style(Weight.REGULAR, 9, look.INK)
STRONG = Style(Weight.SEMIBOLD, 9.5, look.INK)
NAME = Style(Weight.SEMIBOLD, 11.5, look.INK)
TITLE = Style(Weight.BOLD, 13, look.INK)
_AMOUNT = Style(Weight.BOLD, 20, look.INK)
_MEASURE = ROLL_WIDTH - 2 * EDGE
_CODE = 78.0
"""Larger than on A4: such printers set 8 dots a millimetre."""

_EMBLEM = 56.0
_SIGNING = 30.0
"""Room for a pen."""


class RollColumn:
    """Lines under one another; ``y`` is where the last of them ended."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.y = EDGE

    def add(self, text: str, style: Style, *, centre: bool = False, atoms: re.Pattern[str] = LETTERS) -> None:
        """Set a text in as many lines as it needs; a long number is made small instead of being broken."""
        if text.isascii() and " " not in text:
            style = shrunk(text, style, _MEASURE)
        for line in wrapped(text, style, _MEASURE + 0.01, atoms):
            self.y += style.size * look.LINE_HEIGHT
            x = ROLL_WIDTH / 2 if centre else EDGE
            self.sheet.text(x, self.y - style.size * 0.35, line, style, "centre" if centre else "left")

    def fact(self, label: str, value: str) -> None:
        """Set a label and under it what it names."""
        self.add(label, LABEL)
        self.add(value, STRONG)
        self.y += 3

    def picture(self, emblem: Emblem) -> None:
        """Set a picture in the middle."""
        width, height = emblem.fitted(_EMBLEM)
        self.sheet.picture((ROLL_WIDTH - width) / 2, self.y, _EMBLEM, emblem)
        self.y += height + 4

    def rule(self) -> None:
        """Part two blocks."""
        self.y += 6
        self.sheet.rule(EDGE, self.y, _MEASURE, look.INK, 0.75)
        self.y += 4


def draw(frame: Frame, content: Callable[[RollColumn], None]) -> None:
    """Put one paper into the document, on a page of its own that ends where it does; ``content`` sets its middle."""
    column = RollColumn(Sheet(frame.paper))
    _draw_head(column, frame)
    content(column)
    _draw_signers(column, frame)
    _draw_foot(column, frame)
    column.sheet.cut(ROLL_WIDTH, column.y + EDGE)
    frame.paper.add(column.sheet)


def draw_amount(column: RollColumn, satang: int, label: str, frame: Frame) -> None:
    """Set a sum large in figures and in words, between two rules."""
    wording = frame.wording
    figure = f"{wording.amount(satang)} {wording.text('baht')}"
    column.add(label, LABEL)
    column.add(figure, shrunk(figure, _AMOUNT, _MEASURE), centre=True)
    column.add(wording.amount_in_words(satang), BODY, centre=True, atoms=AMOUNT_WORDS)
    column.rule()


def _draw_head(column: RollColumn, frame: Frame) -> None:
    text, office, printing, template = frame.wording.text, frame.office, frame.printing, frame.template
    if office.stationery and office.stationery.emblem:
        column.picture(read(office.stationery.emblem))
    column.add(template.office or office.agency, STRONG, centre=True)
    if template.address:
        column.add(template.address, LABEL, centre=True)
    column.add(text("unit", unit=office.unit, code=office.unit_code), BODY, centre=True)
    if office.simulated:
        column.rule()
        column.add(text("simulated"), STRONG, centre=True)
    if template.header_note:
        column.rule()
        column.add(template.header_note, BODY, centre=True)
    column.rule()
    column.add(frame.title, TITLE, centre=True)
    column.add(frame.subtitle, BODY, centre=True)
    moment = frame.wording.moment(printing.printed_at)
    column.add(text("printed", person=printing.printed_by, moment=moment), LABEL, centre=True)
    column.add(text("page", number=1, total=1), LABEL, centre=True)
    column.rule()


def _draw_signers(column: RollColumn, frame: Frame) -> None:
    """Set the places of the agency's template to sign by hand."""
    for signer in frame.template.signers:
        column.y += _SIGNING
        column.rule()
        for line in (name_below(signer), signer.caption, signer.position):
            if line:
                column.add(line, BODY, centre=True)


def _draw_foot(column: RollColumn, frame: Frame) -> None:
    """Set the code with the hash in words below it."""
    text, position = frame.wording.text, frame.printing.position
    column.rule()
    code = qr(payload(frame.kind, frame.digest, position))
    column.y += 6 + _CODE
    column.sheet.shape((ROLL_WIDTH - _CODE) / 2, column.y, _CODE / code.modules, code.path, look.INK)
    column.y += 6
    column.add(text("fingerprint"), LABEL, centre=True)
    column.add(fingerprint(frame.digest), STRONG, centre=True)
    if position:
        column.add(text("chain_position", position=f"{position:,}"), LABEL, centre=True)
    column.add(text("fingerprint_use"), LABEL, centre=True)
    for line in (frame.template.footer_note, frame.version):
        if line:
            column.add(line, LABEL, centre=True)
