"""ใบแจ้งการชำระเงิน: the payer's part with Thai QR above, the bank's slip with the barcode below a line to cut along.

One sheet a bill, three hundred in one file. Its foot bears the hash in words only: the codes on a bill are for paying.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.documents.pdf import bill_slip, look
from app.documents.pdf.batch_head import Fact, draw_facts
from app.documents.pdf.codes import qr
from app.documents.pdf.collection_content import CollectionPaper, bill_digest
from app.documents.pdf.collection_words import told, ways_to_pay
from app.documents.pdf.faces import Weight
from app.documents.pdf.frame import Frame, paper
from app.documents.pdf.lines import AMOUNT_WORDS, shrunk, wrapped
from app.documents.pdf.paper import Sheet, Style
from app.documents.pdf.progress import report
from app.documents.pdf.table import Cell, Column, Table
from app.documents.pdf.wording import Wording, fingerprint
from app.domain.collections import thai_qr
from app.domain.values.identifiers import BankTable
from app.domain.values.money import Money

if TYPE_CHECKING:
    from app.documents.pdf.collection_content import Bills, BillSheet
    from app.documents.pdf.progress import Progress
    from app.i18n import Language

QR_SIDE, PROMPTPAY_SIDE = 100.0, 72.0
"""35 and 25 millimetres: a telephone reads them from an arm's length."""

_PADDING = 14.0
_FACT_HEIGHT = 30.0
_WAYS_TOP = bill_slip.TOP - 50 - QR_SIDE
"""Codes stand right above the slip, whatever is above them."""

_LINE, _SMALL_LINE = 14.5, 12.0
_SMALL_ITEM = 7.5
_ITEM_LINES_MAX = 3
"""A longer item is set smaller; none is cut."""
_AMOUNT = Style(Weight.BOLD, 22, look.ACCENT)
_CAPTION = Style(Weight.MEDIUM, 8, look.INK)
_STAMP = Style(Weight.BOLD, 26, look.REFUSED)
_COLUMNS = (("item", 256.0), ("revenue_type", 126.0), ("amount_baht", 81.0))


def write(bills: Bills, language: Language, progress: Progress | None = None) -> bytes:
    """Return all bills in one PDF; raise `Refused` ``document_stopped`` when ``progress`` says so."""
    wording = Wording(language, BankTable(()), "full")
    document = paper(told(wording, "bill.title"), wording, bills.office, bills.printing)
    for done, bill in enumerate(bills.bills, 1):
        frame = Frame(
            document,
            wording,
            bills.office,
            bills.printing,
            CollectionPaper.BILL,
            bill_digest(bill, bills),
            told(wording, "bill.title"),
            told(wording, "bill.subtitle"),
        )
        document.add(_sheet(frame, bill))
        report(progress, done, len(bills.bills))
    return document.data()


def _sheet(frame: Frame, bill: BillSheet) -> Sheet:
    sheet = Sheet(frame.paper)
    y = frame.letterhead(sheet, look.TOP, small=True)
    frame.number(sheet, look.TOP, 1, 1)
    sheet.text(look.LEFT, y + 27, frame.title, look.TITLE)
    sheet.text(look.RIGHT, y + 27, frame.subtitle, look.SMALL, "right")
    y = _draw_payer(sheet, y + 38, bill, frame.wording)
    y = _draw_item(sheet, y, bill, frame.wording)
    _draw_amount(sheet, y + 8, bill, frame.wording)
    if bill.mark:
        _draw_stamp(sheet, bill, frame.wording)
    else:
        _draw_ways_to_pay(sheet, _WAYS_TOP, bill, frame.wording)
    _draw_fingerprint(sheet, frame)
    bill_slip.draw(sheet, bill, frame.office, frame.wording)
    return sheet


def _draw_payer(sheet: Sheet, y: float, bill: BillSheet, wording: Wording) -> float:
    facts = [
        Fact(told(wording, "payer"), bill.payer_name, 2),
        Fact(told(wording, "bill.issued_on"), wording.day(bill.issued_on)),
        Fact(told(wording, "address"), bill.payer_address or "–", 2),
        Fact(told(wording, "payer_id"), bill.payer_id or "–"),
        Fact(told(wording, "slip.company_code"), f"{bill.company_code} / {bill.product_code}"),
        Fact(told(wording, "slip.ref1"), bill.ref1),
        Fact(told(wording, "slip.ref2"), bill.ref2),
    ]
    return draw_facts(sheet, y, facts, _FACT_HEIGHT)


def _draw_item(sheet: Sheet, y: float, bill: BillSheet, wording: Wording) -> float:
    """Set what is asked for, and what of it came in already."""
    table = Table(
        [Column(told(wording, key), width, "right" if key == "amount_baht" else "left") for key, width in _COLUMNS],
        look.LEFT + 6,
    )
    y = table.head(sheet, y)
    style = look.BODY
    if len(wrapped(bill.item, style, _COLUMNS[0][1])) > _ITEM_LINES_MAX:
        style = replace(look.BODY, size=_SMALL_ITEM)
    cells = [
        Cell(((bill.item, style),)),
        Cell(((bill.revenue_name, look.BODY), (told(wording, "revenue_code", code=bill.revenue_code), look.SMALL))),
        Cell(((wording.amount(bill.amount_satang), look.STRONG),)),
    ]
    y = table.draw(sheet, y, table.row(cells))
    if bill.paid_satang:
        paid = (Cell(((told(wording, "bill.paid_already"), look.BODY),)), Cell((("", look.BODY),)))
        amount = Cell(((wording.amount(-bill.paid_satang), look.STRONG),))
        y = table.draw(sheet, y, table.row([*paid, amount]))
    return y


def _draw_amount(sheet: Sheet, y: float, bill: BillSheet, wording: Wording) -> None:
    """Set what is to be paid, in figures and in words, and until when."""
    left, right = look.LEFT + _PADDING, look.RIGHT - _PADDING
    in_words = wording.amount_in_words(bill.to_pay_satang)
    words = wrapped(in_words, look.BODY, look.MEASURE - 2 * _PADDING, AMOUNT_WORDS)
    height = 42 + _LINE * len(words)
    sheet.box(look.LEFT, y, look.MEASURE, height, look.ACCENT_GROUND, 6)
    sheet.text(left, y + 16, told(wording, "bill.due"), look.LABEL)
    sheet.text(left, y + 32, wording.day(bill.due_date), look.TOTAL)
    unit = wording.text("baht")
    sheet.text(right, y + 30, unit, look.BODY, "right")
    place = right - look.BODY.width(unit) - 8
    figure = wording.amount(bill.to_pay_satang)
    sheet.text(place, y + 30, figure, _AMOUNT, "right")
    sheet.text(place - _AMOUNT.width(figure) - 12, y + 30, told(wording, "bill.to_pay"), look.LABEL, "right")
    baseline = y + 34
    for line in words:
        baseline += _LINE
        sheet.text(right, baseline, line, look.BODY, "right")


def _draw_ways_to_pay(sheet: Sheet, y: float, bill: BillSheet, wording: Wording) -> None:
    """Set the code at the left, the ways beside it, and the code of PromptPay at the right where there is one."""
    to_pay = Money(bill.to_pay_satang)
    payload = thai_qr.bill(bill.biller_id, bill.ref1, bill.ref2, to_pay)
    _draw_code(sheet, look.LEFT, y, QR_SIDE, payload, told(wording, "bill.scan"))
    left, right = look.LEFT + QR_SIDE + 22, look.RIGHT
    if bill.promptpay_id:
        right -= PROMPTPAY_SIDE + 22
        payload = thai_qr.transfer(bill.promptpay_id, to_pay)
        _draw_code(sheet, look.RIGHT - PROMPTPAY_SIDE, y, PROMPTPAY_SIDE, payload, told(wording, "bill.promptpay"))
        note = wrapped(told(wording, "bill.promptpay_note"), look.TINY, PROMPTPAY_SIDE)
        for number, line in enumerate(note):
            middle = look.RIGHT - PROMPTPAY_SIDE / 2
            sheet.text(middle, y + PROMPTPAY_SIDE + 24 + number * 9.5, line, look.TINY, "centre")
    sheet.text(left, y + 9, told(wording, "bill.how_to_pay"), look.SECTION)
    baseline = y + 12
    for way in ways_to_pay(wording, bill.company_code, bill.product_code):
        for line in wrapped(way, look.SMALL, right - left):
            baseline += _SMALL_LINE
            sheet.text(left, baseline, line, look.SMALL)


def _draw_code(sheet: Sheet, x: float, y: float, side: float, payload: str, caption: str) -> None:
    code = qr(payload)
    sheet.shape(x, y + side, side / code.modules, code.path, look.INK)
    sheet.text(x + side / 2, y + side + 13, caption, shrunk(caption, _CAPTION, side + 20), "centre")


def _draw_stamp(sheet: Sheet, bill: BillSheet, wording: Wording) -> None:
    """Set in the codes' place why this bill is not to be paid."""
    middle = look.LEFT + look.MEASURE / 2
    state = told(wording, f"bill.mark.{bill.mark}")
    sheet.text(middle, _WAYS_TOP + 50, state, _STAMP, "centre")
    sheet.text(middle, _WAYS_TOP + 72, told(wording, "bill.mark.do_not_pay"), look.STRONG, "centre")


def _draw_fingerprint(sheet: Sheet, frame: Frame) -> None:
    said = f"{frame.wording.text('fingerprint')} {fingerprint(frame.digest)}"
    said = " · ".join(part for part in (said, frame.version) if part)
    sheet.text(look.LEFT, bill_slip.TOP - 10, said, look.TINY)
    sheet.text(look.RIGHT, bill_slip.TOP - 10, told(frame.wording, "bill.cut_here"), look.TINY, "right")
