"""The bank's slip at the foot of a bill, as pay-in slips in Thailand have it: facts, places for a pen, the barcode."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from app.documents.pdf import look
from app.documents.pdf.barcodes import code128
from app.documents.pdf.collection_words import told
from app.documents.pdf.lines import fitted, shrunk
from app.documents.pdf.paper import WIDTH
from app.domain.collections.bill_barcode import BillCode, text
from app.domain.values.money import Money

if TYPE_CHECKING:
    from app.documents.pdf.collection_content import BillSheet
    from app.documents.pdf.content import Office
    from app.documents.pdf.paper import Sheet
    from app.documents.pdf.wording import Wording

TOP = 574.0
"""Where the line to cut along is."""

_FACT_HEIGHT = 28.0
_GAP = 14.0
_COLUMN = (look.MEASURE + _GAP) / 3
_SMALLEST = 6.0
_AMOUNT_TOP = TOP + 40 + 3 * _FACT_HEIGHT + 6
_BAR_HEIGHT = 40.0
_BAR_TOP = 772.0
_DOT = 72 / 300
_MODULES_DOTS = (5, 4, 3, 2)
"""A module is a whole number of a printer's dots, and begins on one: a bar that is half a dot too wide is misread."""

_EDGE = 18.0
"""So near the paper's edge the bars may stand; beyond it printers do not reach, and it stays white."""

_TICK_BOX = 8.0


def draw(sheet: Sheet, bill: BillSheet, office: Office, wording: Wording) -> None:
    """Set the slip on the lower part of a bill's sheet."""
    sheet.cut_line(TOP, look.QUIET)
    sheet.text(look.LEFT, TOP + 20, office.agency, shrunk(office.agency, look.HEAD, look.MEASURE * 0.6))
    sheet.text(look.RIGHT, TOP + 20, told(wording, "slip.title"), look.HEAD, "right")
    unit = wording.text("unit", unit=office.unit, code=office.unit_code)
    sheet.text(look.LEFT, TOP + 33, unit, shrunk(unit, look.SMALL, look.MEASURE * 0.6))
    warning = wording.text("simulated") if office.simulated else told(wording, "slip.for_the_bank")
    sheet.text(look.RIGHT, TOP + 33, warning, look.SMALL, "right")
    _draw_facts(sheet, TOP + 40, bill, wording)
    _draw_amount(sheet, _AMOUNT_TOP, bill, wording)
    _draw_places(sheet, _AMOUNT_TOP + 27, wording)
    if bill.mark:
        middle = look.LEFT + look.MEASURE / 2
        sheet.text(middle, _BAR_TOP + 24, told(wording, f"bill.mark.{bill.mark}"), look.TITLE, "centre")
    else:
        _draw_barcode(sheet, bill)


def _draw_facts(sheet: Sheet, y: float, bill: BillSheet, wording: Wording) -> None:
    """Set each fact on one line, whatever its length: the places are the bank's, and the payer's part is whole."""
    rows = (
        ((told(wording, "slip.account_name"), bill.account_name, 2),
         (told(wording, "slip.company_code"), f"{bill.company_code} / {bill.product_code}", 1)),
        ((told(wording, "payer"), bill.payer_name, 2), (told(wording, "bill.due"), wording.day(bill.due_date), 1)),
        ((told(wording, "slip.biller_id"), bill.biller_id, 1), (told(wording, "slip.ref1"), bill.ref1, 1),
         (told(wording, "slip.ref2"), bill.ref2, 1)),
    )  # fmt: skip
    for number, row in enumerate(rows):
        column = 0
        for label, value, span in row:
            x, room = look.LEFT + column * _COLUMN, span * _COLUMN - _GAP
            sheet.text(x, y + number * _FACT_HEIGHT + 9, label, look.LABEL)
            style = shrunk(value, look.STRONG, room)
            style = style if style.size > _SMALLEST else replace(style, size=_SMALLEST)
            sheet.text(x, y + number * _FACT_HEIGHT + 22, fitted(value, style, room + 0.01), style)
            column += span


def _draw_amount(sheet: Sheet, y: float, bill: BillSheet, wording: Wording) -> None:
    """Set the sum in a box that a teller finds at once."""
    sheet.box(look.LEFT, y - 3, look.MEASURE, 21, look.PANEL, 3)
    figure = f"{wording.amount(bill.to_pay_satang)} {wording.text('baht')}"
    sheet.text(look.LEFT + 6, y + 11, told(wording, "bill.to_pay"), look.LABEL)
    x = look.LEFT + 16 + look.LABEL.width(told(wording, "bill.to_pay"))
    sheet.text(x, y + 12, figure, look.TOTAL)
    words = wording.amount_in_words(bill.to_pay_satang)
    room = look.RIGHT - 6 - x - look.TOTAL.width(figure) - 12
    sheet.text(look.RIGHT - 6, y + 11.5, words, shrunk(words, look.SMALL, room), "right")


def _draw_places(sheet: Sheet, y: float, wording: Wording) -> None:
    """Set boxes for cash and cheque, and lines for the payer's and the teller's pen."""
    x = look.LEFT + 1
    for key, line in (("slip.cash", 0.0), ("slip.cheque", 90.0), ("slip.cheque_bank", 130.0)):
        label = told(wording, key)
        if key != "slip.cheque_bank":
            corners = [(x, y), (x + _TICK_BOX, y), (x + _TICK_BOX, y + _TICK_BOX), (x, y + _TICK_BOX), (x, y)]
            sheet.stroke(corners, look.QUIET, 0.8)
            x += _TICK_BOX + 5
        sheet.text(x, y + 7.5, label, look.SMALL)
        x += look.SMALL.width(label) + 5
        if line:
            sheet.rule(x, y + 9, line, look.HAIRLINE)
        x += line + 14
    for x, key, width in (
        (look.LEFT, "slip.depositor", 200.0),
        (look.LEFT + 210, "slip.telephone", 110.0),
        (look.LEFT + 330, "slip.teller", look.MEASURE - 330),
    ):
        label = told(wording, key)
        sheet.text(x, y + 28, label, look.SMALL)
        start = x + look.SMALL.width(label) + 5
        sheet.rule(start, y + 29.5, x + width - start, look.HAIRLINE)


def _draw_barcode(sheet: Sheet, bill: BillSheet) -> None:
    """Set the barcode as wide as it may be, white at both sides, with what it says below it."""
    says = text(BillCode(bill.biller_id, bill.ref1, bill.ref2, Money(bill.to_pay_satang)))
    modules = code128(says, 1).modules
    room = (WIDTH - 2 * _EDGE) / modules
    module = next((dots * _DOT for dots in _MODULES_DOTS if dots * _DOT <= room), room)
    bars = code128(says, _BAR_HEIGHT / module)
    left = math.floor((WIDTH - modules * module) / 2 / _DOT) * _DOT
    sheet.shape(left, _BAR_TOP + _BAR_HEIGHT, module, bars.path, "#000000")
    middle = left + modules * module / 2
    sheet.text(middle, _BAR_TOP + _BAR_HEIGHT + 10, says.replace("\r", " "), look.SMALL, "centre")
