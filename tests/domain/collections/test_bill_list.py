"""A list of bills from a workbook: columns by their words, every issue at once, nothing billed that is not right."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from app.documents.workbook import reader
from app.domain.collections import bill_rules
from app.domain.collections.bill_columns import BillColumn, recognise
from app.domain.collections.bill_list import BillList, Defaults, judged
from app.domain.collections.bill_rules import SATANG_MAX, BillFields, faults
from app.domain.values.errors import BadInput
from app.domain.values.money import Money
from tests.domain.collections.collection_samples import DUE, RECEIVING, TODAY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NO_DEFAULTS = Defaults()
HEADINGS = [
    "ลำดับ",
    "ผู้ชำระเงิน",
    "เลขประจำตัวผู้เสียภาษี",
    "ที่อยู่",
    "อีเมล",
    "โทรศัพท์มือถือ",
    "ประเภทรายได้",
    "รายการ",
    "จำนวนเงิน (บาท)",
    "วันครบกำหนด",
]
ROW = [
    "1",
    "บริษัท ตัวอย่าง จำกัด",
    "0994000165501",
    "99 ถนนพหลโยธิน",
    "a@example.com",
    "081-234-5678",
    "licence",
    "ใบอนุญาต ก",
    "500.00",
    "31/12/2569",
]


def read(*rows: Sequence[str], defaults: Defaults = NO_DEFAULTS, headings: Sequence[str] = HEADINGS) -> BillList:
    table = [["บัญชีรายชื่อผู้ชำระเงิน", *[""] * (len(headings) - 1)], list(headings), *map(list, rows)]
    return judged(table, recognise(table), 1, RECEIVING, TODAY, defaults)


def changed(column: int, text: str) -> list[str]:
    return [*ROW[:column], text, *ROW[column + 1 :]]


def codes(row: Sequence[str], defaults: Defaults = NO_DEFAULTS) -> list[tuple[str, str]]:
    (told,) = read(row, defaults=defaults).rows
    return [(each.field, each.code) for each in told.faults]


def test_a_right_row_becomes_a_bill() -> None:
    told = read(ROW)
    (row,) = told.rows
    assert row.row == 3
    assert not row.faults
    assert not row.warnings
    draft = bill_rules.draft(row.fields, "b1", "r1")
    assert (draft.payer_name, draft.payer_id, draft.payer_mobile) == (ROW[1], ROW[2], "0812345678")
    assert (draft.revenue_type, draft.item, draft.amount, draft.due_date) == ("licence", ROW[7], Money(50_000), DUE)
    assert (draft.bill_id, draft.request_id) == ("b1", "r1")
    assert told.total == Money(50_000)


@pytest.mark.parametrize(
    "headings",
    [
        HEADINGS,
        ["no", "Payer", "Tax ID", "Address", "E-mail", "Mobile", "Revenue type", "Description", "Amount", "Due date"],
        ["ที่", "ชื่อ-สกุล", "เลขบัตรประชาชน", "ที่ตั้ง", "email", "โทร", "รหัสรายได้", "รายละเอียด", "ค่าธรรมเนียม", "ชำระภายในวันที่"],
    ],
)
def test_headings_are_known_in_thai_and_english(headings: list[str]) -> None:
    table = [[""] * 10, headings, ROW]
    layout = recognise(table)
    assert layout.header_row == 1
    assert layout.missing == []
    assert [layout.columns[column] for column in BillColumn if column in layout.columns] == list(range(1, 10))
    assert layout.fingerprint == recognise([headings, ROW]).fingerprint


def test_without_payer_or_amount_a_file_is_no_list_of_bills() -> None:
    assert recognise([["a", "b"], ["c", "d"]]).missing == [BillColumn.PAYER_NAME, BillColumn.AMOUNT]


@pytest.mark.parametrize("told", ["licence", "ค่าธรรมเนียมใบอนุญาต", "Licence fee", "LICENCE", "642"])
def test_a_revenue_type_is_known_by_its_code_its_names_and_a_revenue_code_that_is_its_alone(told: str) -> None:
    (row,) = read(changed(6, told)).rows
    assert row.fields.revenue_type == "licence"
    assert codes(changed(6, "670")) == [("revenue_type", "type_unknown")]


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    wrong = ["1", "", "0994000165502", "", "no-address", "12", "nothing", "", "1.005", "31/31/2569"]
    assert codes(wrong) == [
        ("payer_name", "payer_missing"),
        ("satang", "amount_third_decimal"),
        ("payer_id", "id_check_digit"),
        ("payer_mobile", "mobile_unreadable"),
        ("payer_email", "email_unreadable"),
        ("due_date", "due_unreadable"),
        ("revenue_type", "type_unknown"),
        ("item", "item_missing"),
    ]


@pytest.mark.parametrize(
    ("column", "text", "found"),
    [
        (6, "", ("revenue_type", "type_missing")),
        (8, "499.99", ("satang", "amount_not_the_fee")),
        (8, "0", ("satang", "amount_zero")),
        (8, "-500", ("satang", "amount_negative")),
        (8, "ห้าร้อย", ("satang", "amount_unreadable")),
        (9, "", ("due_date", "due_missing")),
        (9, "2026-11-21", ("due_date", "due_past")),
        (3, "ก" * 201, ("payer_address", "text_long")),
    ],
)
def test_a_fault_is_told_beside_its_field(column: int, text: str, found: tuple[str, str]) -> None:
    assert codes(changed(column, text))[:1] == [found]


def test_what_is_said_for_all_holds_for_rows_that_do_not_say_it() -> None:
    row = changed(6, "")
    row[7], row[8], row[9] = "", "", ""
    (told,) = read(row, defaults=Defaults("licence", "", DUE)).rows
    assert not told.faults
    assert told.fields.item == "ค่าธรรมเนียมใบอนุญาต"
    assert told.fields.satang == 50_000
    (told,) = read(row, defaults=Defaults("rent", "ค่าเช่า ธันวาคม", DUE)).rows
    assert [each.code for each in told.faults] == ["amount_missing"]


def test_totals_signatures_and_blanks_are_no_bills_and_names_that_look_like_them_are() -> None:
    blank = [""] * 10
    total = [*blank[:7], "รวมทั้งสิ้น", "500.00", ""]
    typed = [*blank[:6], "รวม", "", "500.00", ""]
    signed = ["", "ลงชื่อ ....................", *blank[2:]]
    named = changed(1, "รวมพลการค้า")
    told = read(ROW, total, blank, signed, typed, named)
    assert [row.row for row in told.rows] == [3, 8]
    assert told.skipped == (4, 5, 6, 7)


def test_the_same_asked_twice_of_the_same_payer_is_seen() -> None:
    told = read(ROW, changed(7, "ใบอนุญาต ข"), ROW)
    assert [row.twin for row in told.rows] == [0, 0, 3]
    assert all(row.can_be_billed for row in told.rows)


def test_a_completed_id_and_messy_texts_are_repaired_and_told() -> None:
    (told,) = read(changed(2, "994000165501")).rows
    assert told.fields.payer_id == "0994000165501"
    assert told.guessed == ("payer_id",)
    (told,) = read([ROW[0], "  บริษัท\u200b ตัวอย่าง  จำกัด ", *ROW[2:8], "๕๐๐ บาท", "๓๑ ธ.ค. ๒๕๖๙"]).rows
    assert not told.faults
    assert told.fields.payer_name == "บริษัท ตัวอย่าง จำกัด"


def test_a_workbook_is_read_into_bills(tmp_path: Path) -> None:
    path = tmp_path / "bills.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["ผู้ชำระเงิน", "จำนวนเงิน", "ครบกำหนด"])
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for number in range(1, 301):
            sheet.write_string(number, 0, f"นาย สมมติ คนที่{number}")
            sheet.write_number(number, 1, number + 0.25)
            sheet.write_datetime(number, 2, datetime.combine(DUE, time()), day)
    found = reader.read(path, sheet=None, cancelled=lambda: False, progress=lambda _done, _all: None)
    told = judged(found.rows, recognise(found.rows), found.first_row, RECEIVING, TODAY, Defaults("rent"))
    assert len(told.billable) == 300
    assert told.total == Money(sum(100 * number + 25 for number in range(1, 301)))
    assert {row.fields.due_date for row in told.rows} == {DUE}


GOOD = BillFields("ก", "", "", "", "", "rent", "ค่าเช่า", 100, DUE)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (replace(GOOD, payer_name="ก\u202e"), "text_hidden"),
        (replace(GOOD, payer_id="099400-0165501"), "text_hidden"),
        (replace(GOOD, satang=SATANG_MAX + 1), "amount_too_large"),
        (replace(GOOD, satang=None), "amount_missing"),
        (replace(GOOD, due_date=None), "due_missing"),
        (replace(GOOD, due_date=TODAY + timedelta(367)), "due_too_far"),
    ],
)
def test_a_typed_bill_is_judged_by_the_same_rules(fields: BillFields, code: str) -> None:
    assert [each.code for each in faults(fields, RECEIVING, TODAY)] == [code]
    assert faults(GOOD, RECEIVING, TODAY) == []
    assert faults(replace(GOOD, due_date=TODAY + timedelta(366)), RECEIVING, TODAY) == []


def test_a_type_outside_its_dates_is_refused() -> None:
    late = replace(RECEIVING.types[1], valid_until=TODAY.replace(day=21))
    receiving = replace(RECEIVING, types=(late,))
    assert [each.code for each in faults(GOOD, receiving, TODAY)] == ["type_over"]


def test_a_bill_without_amount_is_never_drafted() -> None:
    with pytest.raises(ValueError, match="without amount"):
        bill_rules.draft(replace(GOOD, satang=None), "b1")


def test_a_list_that_asks_for_more_than_there_is_says_so() -> None:
    (row,) = read(ROW).rows
    huge = replace(row, fields=replace(row.fields, satang=10**15))
    with pytest.raises(BadInput, match="total_too_large"):
        _ = BillList((huge, huge)).total


def test_what_others_collect_for_the_unit_is_neither_offered_nor_billed_by_itself() -> None:
    named = next(row for row in RECEIVING.types if row.code == GOOD.revenue_type)
    others = replace(RECEIVING, types=(replace(named, owner_unit=RECEIVING.unit),))
    foreign = replace(RECEIVING, types=(replace(named, owner_unit="2199000001"),))
    assert others.offered(TODAY) == []
    assert [each.code for each in faults(GOOD, others, TODAY)] == ["type_unknown"]
    assert foreign.offered(TODAY) == list(foreign.types)
    assert faults(GOOD, foreign, TODAY) == []
