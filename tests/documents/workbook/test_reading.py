from __future__ import annotations

import csv
import datetime
import hashlib
import io
import time
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

import resources
from app.documents.workbook import reader as workbook
from app.documents.workbook.cells import column_texts, neutral, number_text, text_of
from app.documents.workbook.template import template
from app.domain.disbursement import columns
from app.domain.disbursement.batch import Kind
from app.domain.disbursement.heading_words import Heading
from app.domain.disbursement.issues import Severity
from app.domain.disbursement.payee_rows import RowKind
from app.domain.disbursement.row_doubts import STRUCK
from app.domain.disbursement.validation import Checked, Checker
from app.domain.values.errors import BadInput, Refused
from app.domain.values.money import Money
from app.i18n import LANGUAGES
from app.system.reference_data import banks
from tests.documents.workbook import making

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SAMPLES = resources.path("samples")


def imported(path: Path) -> tuple[workbook.Sheet, columns.Layout, Checked]:
    sheet = workbook.read(path)
    layout = columns.recognise(sheet.rows, first_row=sheet.first_row, formulas=sheet.formulas)
    return sheet, layout, Checker(banks(), Kind.WELFARE).check(columns.payees(sheet.rows, layout))


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def sample_rows(name: str) -> making.Rows:
    book = openpyxl.load_workbook(SAMPLES / name)
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]  # type: ignore[misc]


def test_the_three_hundred_payees_go_straight_and_agree_with_the_total_of_the_file() -> None:
    path = SAMPLES / "overtime_october_2569.xlsx"
    sheet, layout, checked = imported(path)
    own = sample_rows(path.name)[4:304]
    assert not layout.problems
    assert sheet.file_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert len(checked.lines) == 300
    assert checked.total == Money(sum(round(float(str(row[6])) * 100) for row in own)) == layout.declared_total
    assert not checked.issues
    assert not checked.repairs
    assert [(line.account, line.name) for line in checked.lines] == [(row[5], row[1]) for row in own]
    assert [line.row for line in checked.lines] == list(range(5, 305))
    assert (layout.count(RowKind.TOTAL), layout.count(RowKind.FOOTER), layout.count(RowKind.BLANK)) == (1, 2, 1)


def test_the_file_as_it_comes_is_repaired_where_that_is_safe_and_named_where_it_is_not() -> None:
    _, layout, checked = imported(SAMPLES / "overtime_october_2569_as_it_comes.xlsx")
    assert len(checked.lines) == 122
    assert layout.declared_total == Money(17_871_100)
    assert checked.total == Money(18_351_100)  # the two doubled lines are not in the file's own total
    found = sorted((issue.code, issue.row) for issue in checked.issues)
    assert found == [
        ("duplicate_payment", 46),
        ("duplicate_payment", 87),
        ("id_check_digit", 11),
        ("id_check_digit", 91),
        ("id_check_digit", 123),
    ]
    assert [issue.facts["first_row"] for issue in checked.issues if issue.severity is Severity.SUSPECT] == [25, 45]
    repaired = {(repair.row, rule.value) for repair in checked.repairs for rule in repair.rules}
    assert repaired == {
        *((row, "separators") for row in (5, 23, 34, 55, 83, 95, 122)),
        *((row, "thai_digits") for row in (21, 40, 42, 79)),
        *((row, "bank_zeros") for row in (39, 53, 54, 108)),
        *((row, "amount_words") for row in (52, 61, 81, 121)),
    }
    thai = next(repair for repair in checked.repairs if repair.row == 21)
    assert (thai.original, thai.repaired) == ("๙๘๗๐๓๘๑๒๓๑", "9870381231")


def test_the_code_page_file_with_english_headings_goes_straight() -> None:
    path = SAMPLES / "speakers_cp874.csv"
    sheet, layout, checked = imported(path)
    with path.open(encoding="cp874", newline="") as file:
        own = list(csv.DictReader(file))
    assert (sheet.encoding, sheet.delimiter, layout.header_row) == ("cp874", ",", 0)
    assert len(checked.lines) == len(own) == 45
    assert checked.total == Money(sum(round(float(row["Transfer Amount"]) * 100) for row in own)) == Money(11_870_000)
    assert not checked.issues
    assert [line.reference for line in checked.lines] == [row["Reference No./ DDA Ref 2"] for row in own]
    assert [line.email for line in checked.lines] == [row["Email"] for row in own]


@pytest.mark.parametrize("name", making.FORMATS)
def test_the_same_list_in_every_format_gives_identical_lines(name: str, tmp_path: Path) -> None:
    extension, write = making.FORMATS[name]
    rows = sample_rows("overtime_october_2569_as_it_comes.xlsx")
    reference = imported(SAMPLES / "overtime_october_2569_as_it_comes.xlsx")[2]
    sheet, layout, checked = imported(put(tmp_path, f"list{extension}", write(rows)))
    assert not layout.problems
    assert checked.lines == reference.lines
    assert checked.issues == reference.issues
    assert checked.repairs == reference.repairs
    assert layout.declared_total == Money(17_871_100)
    assert sheet.first_row == 1


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (385520917.0, "385520917"),
        (1234.5, "1234.5"),
        (0.1 + 0.2, "0.3"),
        (1234.0999999999999, "1234.1"),
        (1e-7, "0.0000001"),
        (-5.25, "-5.25"),
        (123456789012345.0, "123456789012345"),
        (1234567890123456.0, "1.23456789012346E+15"),
        (0.0, "0"),
    ],
)
def test_a_number_becomes_the_text_a_person_sees_in_the_sheet(number: float, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize("last", [2.0, 1e-7, 1234567890123456.0, float("inf")])
def test_numbers_of_a_column_become_the_texts_that_each_of_them_becomes(last: float) -> None:
    numbers = (385520917.0, 1234.5, 0.1 + 0.2, -5.25, 0.0, last)
    assert column_texts(numbers) == tuple(map(number_text, numbers))


def test_dates_truths_and_whole_numbers_have_one_form() -> None:
    assert text_of(datetime.date(2026, 11, 21)) == "2026-11-21"
    assert text_of(datetime.datetime(2026, 11, 21, 9, 30)) == "2026-11-21 09:30:00"  # noqa: DTZ001  (cells have no zone)
    assert text_of(datetime.time(9, 30)) == "09:30:00"
    assert text_of(datetime.timedelta(hours=1)) == "1:00:00"
    assert text_of(True) == "TRUE"
    assert text_of(False) == "FALSE"
    assert text_of(7) == "7"
    assert text_of(10**16) == "1.00000000000000E+16"


def test_merged_cells_hidden_sheets_and_a_list_that_starts_in_the_middle_do_no_harm(tmp_path: Path) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("empty")
        book.add_worksheet("secret").hide()
        sheet = book.add_worksheet("list")
        sheet.merge_range(6, 2, 6, 5, "บัญชีรายชื่อ")
        sheet.write_row(8, 2, ["ชื่อ - สกุล", "ธนาคาร", "เลขที่บัญชี", "จำนวนเงิน"])
        sheet.write_row(9, 2, ["นายชัยวัฒน์ ลองใจ", "กรุงไทย", "6544793646", 2750])
        sheet.write_row(10, 2, ["ดร.มาลี ต้นแบบ", "ธ.กรุงไทย", "6713718606", 2450])
        sheet.set_row(7, None, None, {"hidden": True})
    path = put(tmp_path, "list.xlsx", target.getvalue())
    with pytest.raises(BadInput, match="file_no_cells"):
        workbook.read(path, sheet="empty")
    assert workbook.read(path).sheet == "list"
    sheet_read = workbook.read(path, sheet="list")
    assert sheet_read.sheet_names == ("empty", "list")
    assert sheet_read.first_row == 7
    assert [row[2] for row in sheet_read.rows[2:]] == ["ชื่อ - สกุล", "นายชัยวัฒน์ ลองใจ", "ดร.มาลี ต้นแบบ"]
    layout = columns.recognise(sheet_read.rows, first_row=sheet_read.first_row)
    checked = Checker(banks(), Kind.LOAN).check(columns.payees(sheet_read.rows, layout))
    assert [(line.row, line.bank, line.satang) for line in checked.lines] == [(10, "006", 275000), (11, "006", 245000)]
    assert layout.columns[Heading.NAME] == 2
    with pytest.raises(BadInput, match="sheet_missing"):
        workbook.read(path, sheet="secret")


@pytest.mark.parametrize(("suffix", "made"), making.HIDING.items())
def test_payees_in_rows_that_a_filter_hides_are_named_before_anything_is_taken(
    suffix: str, made: Callable[[making.Rows, tuple[int, ...]], bytes], tmp_path: Path
) -> None:
    listed: making.Rows = [["ชื่อ - สกุล", "ธนาคาร", "เลขที่บัญชี", "จำนวนเงิน"]]
    listed += [[f"นายกอ ขอคอ{letter}", "กรุงไทย", "6544793646", 10] for letter in "งจฉชซ"]
    sheet = workbook.read(put(tmp_path, f"list{suffix}", made(listed, (2, 3, 5))))
    layout = columns.recognise(sheet.rows, first_row=sheet.first_row, hidden=sheet.hidden)
    assert layout.payee_count == 5
    (problem,) = layout.problems
    assert (problem.code, problem.facts) == ("rows_hidden", {"rows": "3, 4, 6", "count": 3})


@pytest.mark.parametrize(("suffix", "made"), making.VEILING.items())
@pytest.mark.parametrize(("column", "codes"), [(3, ["columns_hidden"]), (4, [])])
def test_a_hidden_column_that_would_be_paid_from_is_named(
    suffix: str, made: Callable[[making.Rows, int], bytes], column: int, codes: list[str], tmp_path: Path
) -> None:
    listed: making.Rows = [["ชื่อ - สกุล", "ธนาคาร", "เลขที่บัญชี", "จำนวนเงิน", "หมายเหตุ"]]
    listed += [["นายกอ ขอคอ", "กรุงไทย", "6544793646", 10, "-"]]
    sheet = workbook.read(put(tmp_path, f"list{suffix}", made(listed, column)))
    layout = columns.recognise(sheet.rows, first_row=sheet.first_row, hidden_columns=sheet.hidden_columns)
    assert [problem.code for problem in layout.problems] == codes
    assert all(problem.facts == {"columns": "D"} for problem in layout.problems)


@pytest.mark.parametrize("name", making.STRIKING)
def test_rows_that_are_struck_through_are_asked_about(name: str, tmp_path: Path) -> None:
    listed: making.Rows = [["ลำดับ", "ชื่อ - สกุล", "ธนาคาร", "เลขที่บัญชี", "จำนวนเงิน"]]
    listed += [[number, f"นายกอ ขอคอ{letter}", "กรุงไทย", "6544793646", 10] for number, letter in enumerate("งจฉชซ")]
    suffix, made = making.STRIKING[name]
    sheet = workbook.read(put(tmp_path, f"list{suffix}", made(listed, (0, 2, 4))))
    layout = columns.recognise(sheet.rows, first_row=sheet.first_row)
    found = columns.payees(sheet.rows, layout, struck=sheet.struck)
    assert [(row, cells.doubt) for row, cells in found] == [(2, ""), (3, STRUCK), (4, ""), (5, STRUCK), (6, "")]
    assert not any(cells.doubt for _, cells in columns.payees(sheet.rows, layout, struck=[(0, 1, 5)]))  # only a number


def test_a_font_with_its_line_switched_off_strikes_nothing(tmp_path: Path) -> None:
    rows: making.Rows = [["ชื่อ - สกุล", "ธนาคาร", "เลขที่บัญชี", "จำนวนเงิน"], ["นายกอ ขอคอ", "กรุงไทย", "6544793646", 10]]
    plain = making.striking_openpyxl(rows, (1,))
    styles = making.part(plain, "xl/styles.xml")
    off = making.repacked(plain, {"xl/styles.xml": styles.replace(b'<strike val="1"', b'<strike val="0"')})
    assert workbook.read(put(tmp_path, "on.xlsx", plain)).struck
    assert not workbook.read(put(tmp_path, "off.xlsx", off)).struck


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_filled_in_comes_back_whole_and_its_example_is_skipped(language: str, tmp_path: Path) -> None:
    path = put(tmp_path, "template.xlsx", template(banks(), "th" if language == "th" else "en"))
    empty = workbook.read(path)
    layout = columns.recognise(empty.rows, first_row=empty.first_row)
    assert [problem.code for problem in layout.problems] == ["no_payees"]
    assert list(layout.skipped.values()) == [RowKind.EXAMPLE]
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert sheet.column_dimensions["E"].number_format == "@"
    values: tuple[str | float, ...] = (
        "นายกอ ขอคอ",
        "1234545678781",
        "006 กรุงไทย",
        "0123456789",
        99.5,
        "0812345678",
        "a@b.test",
        "R1",
    )
    for column, value in enumerate(values, 2):
        sheet.cell(5, column, value)
    book.save(path)
    _, layout, checked = imported(path)
    assert not layout.problems
    assert not checked.issues
    line = checked.lines[0]
    assert (line.row, line.bank, line.account, line.satang, line.reference) == (5, "006", "0123456789", 9950, "R1")
    assert Heading.MARK in layout.columns


def test_formulas_in_payees_cells_are_named_and_a_total_may_be_computed(tmp_path: Path) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["ลำดับ", "ชื่อ", "ธนาคาร", "เลขที่บัญชี", "จำนวนเงิน"])
        for row in (1, 2, 3):
            sheet.write_formula(row, 0, "=ROW()-1", None, row)
            sheet.write_row(row, 1, ["นายกอ ขอคอ", "006", f"012345678{row}"])
            sheet.write_number(row, 4, 100)
        sheet.write_string(4, 1, "รวม")
        sheet.write_formula(4, 4, "=SUM(E2:E4)", None, 300)
    path = put(tmp_path, "list.xlsx", target.getvalue())
    sheet_read, layout, checked = imported(path)
    assert sheet_read.formulas == ((0, 1, 3), (4, 4, 4))
    assert not layout.problems
    assert layout.declared_total == checked.total == Money(30_000)

    book_two = openpyxl.load_workbook(path)
    book_two.worksheets[0].cell(3, 5, "=50*2")
    book_two.save(path)
    sheet_read = workbook.read(path)
    layout = columns.recognise(sheet_read.rows, first_row=sheet_read.first_row, formulas=sheet_read.formulas)
    assert [(problem.code, problem.facts["cells"]) for problem in layout.problems] == [("formulas", "E3")]


def test_array_formulas_cover_the_cells_that_they_fill(tmp_path: Path) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_array_formula(1, 0, 3, 1, "{=C2:D4*2}", None, 5)
    assert set(workbook.read(put(tmp_path, "a.xlsx", target.getvalue())).formulas) >= {(0, 1, 3), (1, 1, 3)}


def test_formulas_are_found_in_old_and_open_formats_too(tmp_path: Path) -> None:
    import xlwt
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow

    book = xlwt.Workbook()
    sheet = book.add_sheet("payees")
    sheet.write(0, 0, "x")
    sheet.write(1, 2, xlwt.Formula("1+1"))
    sheet.write(2, 2, xlwt.Formula("1+2"))
    target = io.BytesIO()
    book.save(target)
    assert workbook.read(put(tmp_path, "f.xls", target.getvalue())).formulas == ((2, 1, 2),)

    document = OpenDocumentSpreadsheet()
    table = Table(name="payees")
    for formula in (None, "of:=1+1"):
        row = TableRow()
        row.addElement(TableCell(valuetype="float", value="1"))
        row.addElement(
            TableCell(valuetype="float", value="2", formula=formula)
            if formula
            else TableCell(valuetype="float", value="2")
        )
        table.addElement(row)
    document.spreadsheet.addElement(table)
    target = io.BytesIO()
    document.write(target)
    assert workbook.read(put(tmp_path, "f.ods", target.getvalue())).formulas == ((1, 1, 1),)


def test_reading_stops_when_it_is_cancelled_and_the_process_is_gone(tmp_path: Path) -> None:
    rows: making.Rows = [[f"นาย {n}", f"{n:010d}"] for n in range(30_000)]
    path = put(tmp_path, "long.xlsx", making.xlsxwriter_xlsx(rows))
    asked: list[float] = []

    def cancelled() -> bool:
        asked.append(time.monotonic())
        return len(asked) > 3

    with pytest.raises(Refused, match="cancelled"):
        workbook.read(path, cancelled=cancelled)
    assert len(asked) == 4


def test_progress_counts_up_to_every_row(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    rows: making.Rows = [["a", n] for n in range(2_500)]
    path = put(tmp_path, "list.csv", making.delimited(rows, ",", "utf-8"))
    workbook.read(path, progress=lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 0)
    assert seen[-1] == (2_500, 2_500)
    assert seen == sorted(seen)


@pytest.mark.parametrize("text", ["=1+1", "+66", "-นาย", "@x", "\tx", "\rx", "\nx"])
def test_written_texts_never_start_like_a_formula_and_are_read_back(text: str) -> None:
    assert neutral(text) == f"'{text}"
    assert neutral("นาย-ก") == "นาย-ก"
