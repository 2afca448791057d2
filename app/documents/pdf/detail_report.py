"""Detail Report: every line of a batch, payee, account, amount and what became of it (document 002, evidence)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.documents.pdf import look, marks
from app.documents.pdf.batch_head import draw_batch, subtitle
from app.documents.pdf.content import DocumentKind, report_digest
from app.documents.pdf.frame import Frame, paper
from app.documents.pdf.progress import report
from app.documents.pdf.sums import Sum, by_status
from app.documents.pdf.table import GAP, Cell, Column, Row, Table
from app.documents.pdf.totals import Totals
from app.documents.pdf.wording import Wording

if TYPE_CHECKING:
    from app.documents.pdf.content import DetailReport, Line
    from app.documents.pdf.progress import Progress
    from app.domain.values.identifiers import BankTable
    from app.i18n import Language

_SUBTOTAL_HEIGHT = 40.0
_PAYEE, _BANK, _AMOUNT, _STATUS = 146.0, 104.0, 74.0, 92.0
_NUMBER = look.MEASURE - 12 - _PAYEE - _BANK - _AMOUNT - _STATUS - 4 * GAP


def write(content: DetailReport, language: Language, banks: BankTable, progress: Progress | None = None) -> bytes:
    """Return the report as a PDF; raise `Refused` ``document_stopped`` when ``progress`` says so."""
    return _DetailReport(content, Wording(language, banks, content.printing.accounts)).made(progress)


class _DetailReport:
    """The report being set: the sheet under the pen and the sums so far."""

    def __init__(self, content: DetailReport, wording: Wording) -> None:
        self._content = content
        self._wording = wording
        title = wording.text("detail_title")
        self._paper = paper(title, wording, content.office, content.printing)
        self._frame = Frame(
            self._paper,
            wording,
            content.office,
            content.printing,
            DocumentKind.DETAIL,
            report_digest(DocumentKind.DETAIL, content),
            title,
            subtitle(content.batch, wording),
        )
        self._table = Table(
            [
                Column(wording.text("column_number"), _NUMBER, "right"),
                Column(wording.text("column_payee"), _PAYEE),
                Column(wording.text("column_bank"), _BANK),
                Column(wording.text("column_amount"), _AMOUNT, "right"),
                Column(wording.text("column_status"), _STATUS),
            ],
            look.LEFT + 6,
        )
        self._statuses = {
            status: replace(look.STRONG, colour=marks.colour(status))
            for status in {line.status for line in content.lines}
        }
        self._sheet, y = self._frame.begin(first=True)
        self._sheets = [self._sheet]
        self._y = self._table.head(self._sheet, draw_batch(self._sheet, y, content.batch, wording))
        self._page_sum, self._running_sum = Sum(), Sum()

    def made(self, progress: Progress | None) -> bytes:
        """Set all lines and return the PDF."""
        lines = self._content.lines
        for done, line in enumerate(lines, 1):
            self._add(line, self._row(line))
            report(progress, done, len(lines))
        self._subtotal()
        self._grand_total()
        self._frame.end(self._sheets, self._y)
        return self._paper.data()

    def _row(self, line: Line) -> Row:
        wording = self._wording
        status = self._statuses[line.status]
        answer = [(wording.moment(line.settled_at), look.SMALL)] if line.settled_at else []
        if line.reason:
            answer.insert(0, (f"{line.reason} {wording.term('reason', line.reason)}", look.SMALL))
        payee = [(line.name, look.STRONG), *([(line.reference, look.SMALL)] if line.reference else [])]
        return self._table.row(
            [
                Cell(((f"{line.number:,}", look.BODY),)),
                Cell(tuple(payee)),
                Cell(((wording.bank(line.bank), look.BODY), (wording.account(line.bank, line.account), look.SMALL))),
                Cell(((wording.amount(line.amount_satang), look.STRONG),)),
                Cell(((wording.term("line", line.status), status), *answer), line.status),
            ]
        )

    def _add(self, line: Line, row: Row) -> None:
        if self._y + row.height + _SUBTOTAL_HEIGHT > self._frame.body_bottom:
            self._subtotal()
            self._turn()
            self._y = self._table.head(self._sheet, self._y)
        self._y = self._table.draw(self._sheet, self._y, row)
        self._page_sum.add(line)
        self._running_sum.add(line)

    def _turn(self) -> None:
        self._sheet, self._y = self._frame.begin(first=False)
        self._sheets.append(self._sheet)
        self._page_sum = Sum()

    def _subtotal(self) -> None:
        """Set the sum of the page and of all pages so far under its last row."""
        amount = look.LEFT + 6 + _NUMBER + _PAYEE + _BANK + _AMOUNT + 3 * GAP
        label = look.LEFT + 6 + _NUMBER + _PAYEE + 2 * GAP
        rows = (("subtotal", self._page_sum, look.STRONG), ("running_total", self._running_sum, look.SMALL))
        for row, (key, part, style) in enumerate(rows):
            y = self._y + 15 + row * 14
            self._sheet.text(label - GAP, y, self._wording.text(key), style, "right")
            self._sheet.text(label, y, self._wording.count(part.count), style)
            self._sheet.text(amount, y, self._wording.amount(part.satang), style, "right")
        self._y += _SUBTOTAL_HEIGHT

    def _grand_total(self) -> None:
        """Set the sums by status and the whole in figures and words; together, on a new page if need be."""
        totals = Totals(self._wording, by_status(self._content.lines))
        if self._y + totals.height > self._frame.body_bottom:
            self._turn()
        totals.draw(self._sheet, self._y)
        self._y += totals.height
