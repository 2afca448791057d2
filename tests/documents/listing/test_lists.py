"""Lists written to files: the same rows, the filter above them, and text that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.documents.listing import tabular
from app.documents.pdf import list_report
from app.documents.pdf.content import Office, Printing
from app.documents.pdf.rendering import Pdf
from app.domain.values.errors import Refused
from app.domain.values.listing import ListColumn, Listing

if TYPE_CHECKING:
    from collections.abc import Sequence

HOSTILE = ('=HYPERLINK("http://example.test")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "https://example.test")
COLUMNS = (ListColumn("ชื่อ - สกุล", 200), ListColumn("จำนวนเงิน", 120, amount=True), ListColumn("ลำดับ", 60, right=True))
HEAD = (("ตัวกรอง", "สถานะ: จ่ายแล้ว · ตั้งแต่ 1 พ.ย. 2569"), ("=หน่วยงาน", "กรมตัวอย่าง"))
OFFICE = Office("กรมตัวอย่าง", "กองคลัง", "GMIS111222", simulated=True)
PRINTING = Printing("สมหญิง แบบอย่าง", "2026-11-22T03:00:00.000Z", "full")


def listing(rows: Sequence[Sequence[str]]) -> Listing:
    return Listing("ผลการจ่าย: รายการ/ทั้งหมด", HEAD, COLUMNS, len(rows), iter(rows))


ROWS = [(name, "1,234.50", str(number)) for number, name in enumerate(("นายน้ำใจ ตั้งมั่น", *HOSTILE), 1)]


def test_a_text_file_has_the_filter_above_and_every_hostile_cell_stays_text() -> None:
    target = io.BytesIO()
    tabular.write_csv(listing(ROWS), target)
    assert target.getvalue().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"), newline="")))
    assert rows[0] == ["ผลการจ่าย: รายการ/ทั้งหมด"]
    assert rows[1] == list(HEAD[0])
    assert rows[2] == ["'=หน่วยงาน", "กรมตัวอย่าง"]
    assert rows[4] == [column.title for column in COLUMNS]
    assert rows[5] == ["นายน้ำใจ ตั้งมั่น", "1234.50", "1"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert len(rows) == 5 + len(ROWS)


def test_a_workbook_has_texts_as_texts_and_amounts_as_numbers() -> None:
    target = io.BytesIO()
    tabular.write_xlsx(listing(ROWS), target)
    sheet = openpyxl.load_workbook(io.BytesIO(target.getvalue())).worksheets[0]
    cells = list(sheet.iter_rows(values_only=True))
    assert cells[1][:2] == HEAD[0]
    assert cells[5] == ("นายน้ำใจ ตั้งมั่น", 1234.5, "1")
    assert len(cells) == 5 + len(ROWS)
    assert {cell.data_type for row in sheet.iter_rows(min_row=6, max_col=1) for cell in row} == {"s"}
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def test_a_paper_has_every_row_and_the_filter_in_its_text() -> None:
    rows = [(f"ผู้รับเงิน ที่ {number}", "10.00", str(number)) for number in range(1, 121)]
    pdf = Pdf(list_report.write(listing(rows), OFFICE, PRINTING, "th"))
    text = "".join(pdf.text(page) for page in range(pdf.pages))
    assert pdf.pages > 2
    assert "สถานะ: จ่ายแล้ว" in text
    assert all(f"ผู้รับเงิน ที่ {number}" in text for number in (1, 60, 120))


def test_a_list_that_is_too_long_for_its_form_is_refused_before_a_row_is_written() -> None:
    endless = Listing("ยาว", HEAD, COLUMNS, 2_000_000, iter(()))
    with pytest.raises(Refused) as paper:
        list_report.write(endless, OFFICE, PRINTING, "th")
    with pytest.raises(Refused) as book:
        tabular.write_xlsx(endless, io.BytesIO())
    assert (paper.value.code, paper.value.facts["limit"]) == ("list_too_long", list_report.ROWS_MAX)
    assert book.value.code == "list_too_long"
