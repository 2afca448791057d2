"""Payment receipts (หลักฐานการจ่ายเงิน): one page a payment, two slips on a sheet to be cut, or a roll; hundreds in one.

Each receipt is a document of its own, with its own hash and code, since each goes to another reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.documents.pdf import look, receipt_roll
from app.documents.pdf.batch_head import Fact, draw_facts
from app.documents.pdf.content import DocumentKind, receipt_digest
from app.documents.pdf.faces import Weight
from app.documents.pdf.frame import CODE_SIZE, Frame, paper
from app.documents.pdf.lines import AMOUNT_WORDS, shrunk, wrapped
from app.documents.pdf.marks import MARK_ROOM, draw_mark
from app.documents.pdf.paper import HEIGHT, Sheet, Style
from app.documents.pdf.progress import report
from app.documents.pdf.roll import SIGNATURE_SHOWN
from app.documents.pdf.signatures import SIGNATURES_HEIGHT, draw_signatures
from app.documents.pdf.wording import Wording

if TYPE_CHECKING:
    from app.documents.pdf.content import Receipt, Receipts
    from app.documents.pdf.paper import Paper
    from app.documents.pdf.progress import Progress
    from app.domain.values.identifiers import BankTable
    from app.i18n import Language

_HALF = HEIGHT / 2
_SLIP_TOP = 16.0
_SLIP_FOOT = _HALF - 14 - CODE_SIZE
_PADDING = 16.0


class _Measures(NamedTuple):
    """What differs between a page and a slip: type sizes, and white between the blocks."""

    payee: Style
    account: Style
    amount: Style
    words: Style
    gap: float
    row_height: float


_PAGE = _Measures(
    Style(Weight.SEMIBOLD, 16, look.INK),
    Style(Weight.REGULAR, 11, look.INK),
    Style(Weight.BOLD, 28, look.ACCENT),
    Style(Weight.MEDIUM, 11, look.INK),
    24.0,
    40.0,
)
_SLIP = _Measures(
    Style(Weight.SEMIBOLD, 12, look.INK),
    look.BODY,
    Style(Weight.BOLD, 19, look.ACCENT),
    look.BODY,
    6.0,
    31.0,
)


def write(content: Receipts, language: Language, banks: BankTable, progress: Progress | None = None) -> bytes:
    """Return all receipts in one PDF; raise `Refused` ``document_stopped`` when ``progress`` says so."""
    wording = Wording(language, banks, content.printing.accounts)
    document = paper(wording.text("receipt_title"), wording, content.office, content.printing)
    frames = [(receipt, _frame(document, wording, content, receipt)) for receipt in content.receipts]
    a_sheet = 2 if content.layout == "half" else 1
    for start in range(0, len(frames), a_sheet):
        if content.layout == "page":
            receipt, frame = frames[start]
            sheet, y = frame.begin(first=True)
            _draw(sheet, y, receipt, wording, _PAGE)
            end = frame.body_bottom - frame.places_height
            draw_signatures(sheet, end - SIGNATURES_HEIGHT, content.signers, wording)
            frame.end([sheet], end)
        elif content.layout == "roll":
            receipt_roll.draw(*frames[start])
        else:
            _draw_slips(document, wording, frames[start : start + a_sheet])
        for done in range(start + 1, min(start + a_sheet, len(frames)) + 1):
            report(progress, done, len(frames))
    return document.data()


def _frame(document: Paper, wording: Wording, content: Receipts, receipt: Receipt) -> Frame:
    return Frame(
        document,
        wording,
        content.office,
        content.printing,
        DocumentKind.RECEIPT,
        receipt_digest(receipt, content),
        wording.text("receipt_title"),
        wording.text("receipt_number", number=receipt.number),
    )


def _draw_slips(document: Paper, wording: Wording, frames: list[tuple[Receipt, Frame]]) -> None:
    """Set one or two receipts on a sheet, with a line of dashes to cut along."""
    sheet = Sheet(document)
    for place, (receipt, frame) in enumerate(frames):
        top = place * _HALF
        y = frame.small_title(sheet, frame.letterhead(sheet, top + _SLIP_TOP, small=True))
        frame.number(sheet, top + _SLIP_TOP, 1, 1)
        _draw(sheet, y, receipt, wording, _SLIP)
        frame.foot(sheet, top + _SLIP_FOOT)
    sheet.cut_line(_HALF, look.HAIRLINE)
    document.add(sheet)


def _draw(sheet: Sheet, y: float, receipt: Receipt, wording: Wording, measures: _Measures) -> None:
    """Set payee, amount, facts and the bank's confirmation under one another."""
    y = _draw_payee(sheet, y, receipt, wording, measures)
    y = _draw_amount(sheet, y + measures.gap, receipt, wording, measures)
    account = f"{wording.bank(receipt.debit_bank)} {wording.account(receipt.debit_bank, receipt.debit_account)}"
    facts = [
        Fact(wording.text("paid_at"), wording.moment(receipt.paid_at)),
        Fact(wording.text("batch"), receipt.batch_reference),
        Fact(wording.text("reference"), receipt.reference or "–"),
        Fact(wording.text("purpose"), receipt.purpose, 2),
        Fact(wording.text("debit_account"), account),
    ]
    y = draw_facts(sheet, y + measures.gap, facts, measures.row_height)
    _draw_confirmation(sheet, y + measures.gap / 2, receipt, wording)


def _draw_payee(sheet: Sheet, y: float, receipt: Receipt, wording: Wording, measures: _Measures) -> float:
    sheet.text(look.LEFT, y + 9, wording.text("paid_to"), look.LABEL)
    y += 9 + measures.payee.size * 1.4
    sheet.text(look.LEFT, y, receipt.payee, shrunk(receipt.payee, measures.payee, look.MEASURE))
    y += measures.account.size * look.LINE_HEIGHT
    account = f"{wording.bank(receipt.bank)} · {wording.account(receipt.bank, receipt.account)}"
    sheet.text(look.LEFT, y, account, measures.account)
    return y + 4


def _draw_amount(sheet: Sheet, y: float, receipt: Receipt, wording: Wording, measures: _Measures) -> float:
    """Set the sum large in figures, and in words below."""
    in_words = wording.amount_in_words(receipt.amount_satang)
    words = wrapped(in_words, measures.words, look.MEASURE - 2 * _PADDING, AMOUNT_WORDS)
    step = measures.words.size * look.LINE_HEIGHT
    height = measures.amount.size * 1.25 + step * len(words) + measures.amount.size * 0.7
    sheet.box(look.LEFT, y, look.MEASURE, height, look.ACCENT_GROUND, 6)
    baseline = y + measures.amount.size * 1.35
    sheet.text(look.LEFT + _PADDING, baseline, wording.text("amount"), look.LABEL)
    unit = wording.text("baht")
    right = look.RIGHT - _PADDING
    sheet.text(right, baseline, unit, measures.account, "right")
    right -= measures.account.width(unit) + 8
    sheet.text(right, baseline, wording.amount(receipt.amount_satang), measures.amount, "right")
    for line in words:
        baseline += step
        sheet.text(look.RIGHT - _PADDING, baseline, line, measures.words, "right")
    return y + height


def _draw_confirmation(sheet: Sheet, y: float, receipt: Receipt, wording: Wording) -> None:
    """Set what the bank said, and the beginning of its signature."""
    sheet.rule(look.LEFT, y, look.MEASURE, look.ROW_LINE)
    draw_mark(sheet, look.LEFT, y + 19, "settled")
    sheet.text(look.LEFT + MARK_ROOM, y + 19, wording.text("confirmed"), look.STRONG)
    reference = wording.text("bank_reference", reference=receipt.bank_reference)
    sheet.text(look.RIGHT, y + 19, reference, look.BODY, "right")
    proof = wording.text("no_payee_signature")
    if receipt.bank_signature:
        shown = receipt.bank_signature[:SIGNATURE_SHOWN]
        proof = f"{wording.text('bank_signature', signature=shown)} · {proof}"
    style = shrunk(proof, look.SMALL, look.MEASURE - MARK_ROOM)
    sheet.text(look.LEFT + MARK_ROOM, y + 33, proof, style)
