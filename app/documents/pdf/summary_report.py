"""Summary Report: a batch in counts and sums, by status and by bank, and who signed it (document 002, evidence)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import look
from app.documents.pdf.batch_head import draw_batch, subtitle
from app.documents.pdf.content import DocumentKind, report_digest
from app.documents.pdf.frame import Frame, paper
from app.documents.pdf.signatures import SIGNATURES_HEIGHT, draw_signatures
from app.documents.pdf.sums import by_status, grouped
from app.documents.pdf.table import GAP, Cell, Column, Table
from app.documents.pdf.totals import Totals
from app.documents.pdf.wording import Wording

if TYPE_CHECKING:
    from app.documents.pdf.content import SummaryReport
    from app.documents.pdf.sums import Sum
    from app.domain.values.identifiers import BankTable
    from app.i18n import Language

_COUNT, _AMOUNT, _SHARE = 84.0, 100.0, 56.0
_SETTLED = "settled"


def write(content: SummaryReport, language: Language, banks: BankTable) -> bytes:
    """Return the report as a PDF."""
    return _SummaryReport(content, Wording(language, banks, content.printing.accounts)).made()


class _SummaryReport:
    """The report being set; banks may run over several pages, the blocks before and after them never part."""

    def __init__(self, content: SummaryReport, wording: Wording) -> None:
        self._content = content
        self._wording = wording
        title = wording.text("summary_title")
        self._paper = paper(title, wording, content.office, content.printing)
        digest = report_digest(DocumentKind.SUMMARY, content)
        self._frame = Frame(
            self._paper,
            wording,
            content.office,
            content.printing,
            DocumentKind.SUMMARY,
            digest,
            title,
            subtitle(content.batch, wording),
        )
        self._sheet, y = self._frame.begin(first=True)
        self._sheets = [self._sheet]
        self._y = draw_batch(self._sheet, y, content.batch, wording)

    def made(self) -> bytes:
        """Set all blocks and return the PDF."""
        totals = Totals(self._wording, by_status(self._content.lines))
        totals.draw(self._sheet, self._y)
        self._y += totals.height + 14
        self._banks()
        self._frame.end(self._sheets, self._signatures())
        return self._paper.data()

    def _turn(self) -> None:
        self._sheet, self._y = self._frame.begin(first=False)
        self._sheets.append(self._sheet)

    def _banks(self) -> None:
        """Set what each bank was sent, and how much of it arrived."""
        text = self._wording.text
        name = look.MEASURE - 12 - _COUNT - 2 * _AMOUNT - _SHARE - 4 * GAP
        table = Table(
            [
                Column(text("column_receiving_bank"), name),
                Column(text("column_count"), _COUNT, "right"),
                Column(text("column_amount"), _AMOUNT, "right"),
                Column(text("column_settled"), _AMOUNT, "right"),
                Column(text("column_share"), _SHARE, "right"),
            ],
            look.LEFT + 6,
        )
        self._sheet.text(look.LEFT, self._y + 14, text("by_bank"), look.SECTION)
        self._y = table.head(self._sheet, self._y + 24)
        settled = grouped((line for line in self._content.lines if line.status == _SETTLED), lambda line: line.bank)
        for bank, sent in grouped(self._content.lines, lambda line: line.bank).items():
            row = table.row(self._cells(bank, sent, settled.get(bank)))
            if self._y + row.height > self._frame.body_bottom:
                self._turn()
                self._y = table.head(self._sheet, self._y)
            self._y = table.draw(self._sheet, self._y, row)

    def _cells(self, bank: str, sent: Sum, settled: Sum | None) -> list[Cell]:
        arrived = settled.satang if settled else 0
        share = f"{arrived * 100 / sent.satang:.1f}" if sent.satang else "–"
        texts = (
            self._wording.bank(bank),
            f"{sent.count:,}",
            self._wording.amount(sent.satang),
            self._wording.amount(arrived),
            share,
        )
        return [Cell(((text, look.BODY),)) for text in texts]

    def _signatures(self) -> float:
        """Set who signed above the template's places, and return where that ends."""
        end = self._frame.body_bottom - self._frame.places_height
        if self._y + SIGNATURES_HEIGHT > end:
            self._turn()
        draw_signatures(self._sheet, end - SIGNATURES_HEIGHT, self._content.batch.signers, self._wording)
        return end
