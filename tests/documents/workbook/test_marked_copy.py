"""The marked copy of a faulty list: rows where the file had them, faults coloured and in words of both languages."""

from __future__ import annotations

import io
import re

import openpyxl

from app.documents.workbook.marked_copy import MarkedLine, marked_copy
from app.domain.disbursement.batch import Kind
from app.domain.disbursement.lines import Cells
from app.domain.disbursement.validation import Checker
from app.system.reference_data import banks

LINES = [
    MarkedLine(1, 5, Cells("006", "0385520917", "นางสาวสมหญิง ใจดี", "1500")),
    MarkedLine(2, 6, Cells("999", "0385520917", "=cmd|' /C calc'!A0", "abc")),
    MarkedLine(3, 9, Cells("006", "๐๓๘๕๕๒๐๙๑๘", "นายน้ำใจ ตั้งมั่น", "1500", "1234545678782")),
    MarkedLine(4, 0, Cells("006", "0385520917", "นางสาวสมหญิง ใจดี", "1500")),
]


def test_rows_keep_their_numbers_and_faults_their_words_and_colours() -> None:
    checked = Checker(banks(), Kind.WELFARE).check([(line.number, line.cells) for line in LINES])
    data = marked_copy("รายชื่อ.xlsx", LINES, checked.issues, checked.repairs, "th")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert "รายชื่อ.xlsx" in str(sheet["A1"].value)
    assert sheet["A4"].value == "รหัสธนาคาร"
    assert [sheet.cell(row, 2).value for row in (5, 6, 9, 10)] == [
        "0385520917", "0385520917", "๐๓๘๕๕๒๐๙๑๘", "0385520917",
    ]  # fmt: skip
    name = sheet["C6"]
    assert (name.value, name.data_type) == ("=cmd|' /C calc'!A0", "s")
    assert sheet["A6"].fill.fgColor.rgb == sheet["D6"].fill.fgColor.rgb == "FFF6D3CF"
    assert sheet["A5"].fill.fgColor.rgb == "00000000"
    assert "จำนวนเงิน" in str(sheet["I6"].value)
    assert str(sheet["J6"].value).isascii() is False or "Amount" in str(sheet["J6"].value)
    assert not sheet["I5"].value
    assert "๐" not in str(sheet["I9"].value)
    assert "0385520918" in str(sheet["I9"].value), "what the program read stands beside what the file had"
    assert "แถว 5" in str(sheet["I10"].value), "another line is named by its row in the file"


def test_a_bank_is_named_in_the_language_of_the_column() -> None:
    """The words of both languages stand side by side; a Thai name in the English ones would be read by nobody."""
    lines = [
        MarkedLine(1, 5, Cells("030", "02047713", "นางสาวสมหญิง ใจดี", "1500")),
        MarkedLine(2, 6, Cells("030", "0204771312", "นางสาวสมหญิง ใจดี", "1600")),
        MarkedLine(3, 7, Cells("030", "020477131200", "นางสาวสมหญิง ใจดี", "1700", bank_name="BBL")),
    ]
    checked = Checker(banks(), Kind.WELFARE).check([(line.number, line.cells) for line in lines])
    assert {issue.code for issue in checked.issues} == {"account_short", "account_unusual", "bank_name_differs"}
    data = marked_copy("list.xlsx", lines, checked.issues, [], "th")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    for row in (5, 6, 7):
        thai, english = (str(sheet.cell(row, column).value) for column in (9, 10))
        assert "ออมสิน" in thai
        assert "GSB" in english
        assert not re.search("[ก-๙]", english)
