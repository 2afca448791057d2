"""ใบเสร็จรับเงิน: a page a receipt, two on a sheet to be cut, or a roll; the original, its copies, and voided ones.

A copy differs from the original by its mark alone. What does not fit on half a sheet gets a page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.documents.pdf import look, official_receipt_roll, sum_box
from app.documents.pdf.batch_head import Fact, draw_facts
from app.documents.pdf.collection_content import CollectionPaper, receipt_digest
from app.documents.pdf.collection_words import channel, receipt_marks, receipt_proof, told
from app.documents.pdf.content import Printing
from app.documents.pdf.faces import Weight
from app.documents.pdf.frame import CODE_SIZE, Frame, paper
from app.documents.pdf.lines import shrunk, wrapped
from app.documents.pdf.paper import HEIGHT, Sheet, Style
from app.documents.pdf.progress import report
from app.documents.pdf.table import Cell, Column, Table
from app.documents.pdf.wording import Wording
from app.domain.values.identifiers import BankTable

if TYPE_CHECKING:
    from app.documents.pdf.collection_content import ReceiptSheet, ReceiptSheets
    from app.documents.pdf.paper import Paper
    from app.documents.pdf.progress import Progress
    from app.documents.pdf.table import Row
    from app.i18n import Language

_HALF_MORE_LINES_MAX = 2
"""So many texts of a receipt may need a second line where it shall stand on half a sheet."""

_HALF = HEIGHT / 2
_SLIP_TOP = 12.0
_SLIP_FOOT = _HALF - 12 - CODE_SIZE
_RECEIVER_WIDTH = 158.0
_NUMBERS, _AMOUNTS, _CODES = 22.0, 88.0, 70.0
_ITEMS = look.MEASURE - 12 - _NUMBERS - _AMOUNTS - _CODES - 36
_FACT_WIDTH = (look.MEASURE - 28) / 3 * 2 + 14
_MARK = Style(Weight.BOLD, 13, look.REFUSED)
_SMALL_MARK = Style(Weight.BOLD, 9.5, look.REFUSED)


class _Measures(NamedTuple):
    """What differs between a page and half of one."""

    amount: Style
    gap: float
    row_height: float


_PAGE = _Measures(Style(Weight.BOLD, 24, look.ACCENT), 14.0, 36.0)
_SLIP = _Measures(Style(Weight.BOLD, 14, look.ACCENT), 1.0, 26.0)


def write(receipts: ReceiptSheets, language: Language, progress: Progress | None = None) -> bytes:
    """Return all receipts in one PDF; raise `Refused` ``document_stopped`` when ``progress`` says so."""
    wording = Wording(language, BankTable(()), "full")
    document = paper(told(wording, "receipt.title"), wording, receipts.office, receipts.printing)
    waiting: list[tuple[ReceiptSheet, Frame]] = []
    for done, receipt in enumerate(receipts.receipts, 1):
        frame = _frame(document, wording, receipts, receipt)
        if receipts.layout == "roll":
            official_receipt_roll.draw(receipt, frame)
        elif receipts.layout == "half" and fits_half(receipt, wording):
            waiting.append((receipt, frame))
        else:
            _draw_halves(document, waiting)
            waiting = []
            _draw_page(receipt, frame)
        if len(waiting) == 2 or done == len(receipts.receipts):
            _draw_halves(document, waiting)
            waiting = []
        report(progress, done, len(receipts.receipts))
    return document.data()


def fits_half(receipt: ReceiptSheet, wording: Wording) -> bool:
    """Say whether a receipt has room on half a sheet."""
    if len(receipt.lines) != 1:
        return False
    texts = (
        (receipt.payer_name, look.STRONG, _FACT_WIDTH),
        (receipt.payer_address, look.STRONG, _FACT_WIDTH),
        (receipt.lines[0].item, look.BODY, _ITEMS),
    )
    more = sum(len(wrapped(text, style, width)) - 1 for text, style, width in texts)
    in_words = wording.amount_in_words(receipt.total_satang)
    return more + len(sum_box.in_words(in_words)) - 1 <= _HALF_MORE_LINES_MAX


def _frame(document: Paper, wording: Wording, receipts: ReceiptSheets, receipt: ReceiptSheet) -> Frame:
    return Frame(
        document,
        wording,
        receipt.office or receipts.office,
        Printing(receipt.printed_by, receipt.printed_at, "full"),
        CollectionPaper.RECEIPT,
        receipt_digest(receipt, receipts),
        told(wording, "receipt.title"),
        told(wording, "receipt.number", book=receipt.book, number=receipt.number),
    )


def _draw_page(receipt: ReceiptSheet, frame: Frame) -> None:
    """Set a receipt on a page, or on several where it has many items."""
    sheet, y = frame.begin(first=True)
    sheets, top = [sheet], y
    for number, (mark, below) in enumerate(receipt_marks(receipt, frame.wording)):
        sheet.text(look.RIGHT, y - 40 + 27 * number, mark, _MARK, "right")
        sheet.text(look.RIGHT, y - 29 + 27 * number, below, shrunk(below, look.SMALL, look.MEASURE * 0.6), "right")
    y = draw_facts(sheet, y, _payer_facts(receipt, frame.wording))
    table = _table(frame.wording)
    y = table.head(sheet, y)
    for row in _rows(table, receipt, frame.wording):
        if y + row.height > frame.body_bottom:
            sheet, y = frame.begin(first=False)
            sheets.append(sheet)
            y = table.head(sheet, y)
        y = table.draw(sheet, y, row)
    if y + 260 > frame.body_bottom:
        sheet, y = frame.begin(first=False)
        sheets.append(sheet)
    y = _draw_end(sheet, y, receipt, frame.wording, _PAGE)
    for each in sheets if receipt.voided else ():
        _strike(each, top, y)
    frame.end(sheets, y)


def _draw_halves(document: Paper, halves: list[tuple[ReceiptSheet, Frame]]) -> None:
    """Set one or two receipts on a sheet, with a line of dashes to cut along."""
    if not halves:
        return
    sheet = Sheet(document)
    for place, (receipt, frame) in enumerate(halves):
        top = place * _HALF
        y = frame.small_title(sheet, frame.letterhead(sheet, top + _SLIP_TOP, small=True))
        frame.number(sheet, top + _SLIP_TOP, 1, 1)
        _draw_small_marks(sheet, y - 32, receipt, frame)
        y = draw_facts(sheet, y - 4, _payer_facts(receipt, frame.wording), _SLIP.row_height)
        table = _table(frame.wording)
        y = table.head(sheet, y - 8)
        for row in _rows(table, receipt, frame.wording):
            y = table.draw(sheet, y, row)
        end = _draw_end(sheet, y, receipt, frame.wording, _SLIP)
        if receipt.voided:
            _strike(sheet, y - 120, end)
        frame.foot(sheet, top + _SLIP_FOOT)
    sheet.cut_line(_HALF, look.HAIRLINE)
    document.add(sheet)


def _payer_facts(receipt: ReceiptSheet, wording: Wording) -> list[Fact]:
    return [
        Fact(told(wording, "receipt.from"), receipt.payer_name, 2),
        Fact(told(wording, "receipt.issued_at"), wording.moment(receipt.issued_at)),
        Fact(told(wording, "address"), receipt.payer_address or "–", 2),
        Fact(told(wording, "payer_id"), receipt.payer_id or "–"),
    ]


def _table(wording: Wording) -> Table:
    columns = (("receipt.row", _NUMBERS), ("item", _ITEMS), ("receipt.code", _CODES), ("amount_baht", _AMOUNTS))
    return Table(
        [Column(told(wording, key), width, "right" if key == "amount_baht" else "left") for key, width in columns],
        look.LEFT + 6,
    )


def _rows(table: Table, receipt: ReceiptSheet, wording: Wording) -> list[Row]:
    return [
        table.row(
            [
                Cell(((str(number), look.BODY),)),
                Cell(((line.item, look.BODY), *(((line.name, look.SMALL),) if line.name != line.item else ()))),
                Cell(((line.revenue_code, look.BODY),)),
                Cell(((wording.amount(line.satang), look.STRONG),)),
            ]
        )
        for number, line in enumerate(receipt.lines, 1)
    ]


def _draw_end(sheet: Sheet, y: float, receipt: ReceiptSheet, wording: Wording, measures: _Measures) -> float:
    """Set the sum in figures and in words, how it was paid, and who received it."""
    y = sum_box.draw(sheet, y + measures.gap + 2, receipt.total_satang, wording, measures.amount)
    facts = [
        Fact(told(wording, "receipt.channel"), channel(wording, receipt.channel)),
        Fact(told(wording, "receipt.paid_at"), wording.moment(receipt.paid_at)),
        Fact(told(wording, "receipt.bank_reference"), receipt.bank_reference),
    ]
    y = draw_facts(sheet, y + measures.gap + 2, facts, measures.row_height) - 6
    references = [
        Fact(told(wording, f"slip.ref{number}"), getattr(receipt, f"ref{number}") or "–") for number in (1, 2)
    ]
    draw_facts(sheet, y, references, measures.row_height)
    return _draw_receiver(sheet, y, y + measures.row_height + measures.gap, receipt, wording)


def _draw_receiver(sheet: Sheet, y: float, proof_y: float, receipt: ReceiptSheet, wording: Wording) -> float:
    """Set who received the money at the right, and from ``proof_y`` at the left what makes the receipt a true one."""
    left, middle = look.RIGHT - _RECEIVER_WIDTH, look.RIGHT - _RECEIVER_WIDTH / 2
    signed = wording.text("signed")
    sheet.text(left, y + 23, signed, look.SMALL)
    start = left + look.SMALL.width(signed) + 6
    sheet.rule(start, y + 24, look.RIGHT - start, look.HAIRLINE)
    name = f"({receipt.receiver})"
    sheet.text(middle, y + 36, name, shrunk(name, look.STRONG, _RECEIVER_WIDTH), "centre")
    sheet.text(middle, y + 47, told(wording, "receipt.receiver"), look.SMALL, "centre")
    baseline = proof_y
    for line in receipt_proof(receipt, wording):
        for part in wrapped(line, look.SMALL, left - look.LEFT - 16):
            baseline += 11
            sheet.text(look.LEFT, baseline, part, look.SMALL)
    return max(y + 47, baseline)


def _draw_small_marks(sheet: Sheet, y: float, receipt: ReceiptSheet, frame: Frame) -> None:
    """Set the marks between title and number of half a sheet."""
    left = look.LEFT + look.TITLE_AGAIN.width(frame.title) + 14
    right = look.RIGHT - look.SMALL.width(frame.subtitle) - 14
    baseline = y + (21 if not (receipt.voided and receipt.copy) else 14)
    for mark, below in receipt_marks(receipt, frame.wording):
        sheet.text(left, baseline, mark, _SMALL_MARK)
        start = left + _SMALL_MARK.width(mark) + 6
        sheet.text(start, baseline, below, shrunk(below, look.SMALL, right - start))
        baseline += 11


def _strike(sheet: Sheet, top: float, bottom: float) -> None:
    """Cross a voided receipt out, as a pen would."""
    for shift in (0.0, 7.0):
        sheet.stroke([(look.LEFT + 30, bottom - 10 + shift), (look.RIGHT - 30, top + shift)], look.REFUSED, 0.8)
