from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.disbursement import columns, places
from app.domain.disbursement.batch import LINES_MAX
from app.domain.disbursement.columns import Layout, MappingProfile
from app.domain.disbursement.heading_words import Heading, heading_of
from app.domain.disbursement.payee_rows import RowKind
from app.domain.disbursement.transfer import Field
from app.domain.values.money import Money

HEADINGS = ["ลำดับ", "ชื่อ - สกุล", "รหัสธนาคาร", "เลขที่บัญชี", "จำนวนเงิน"]
FIRST = ["1", "นายกอ ขอคอ", "006", "6544793646", "2750"]
SECOND = ["2", "นางงอ จอฉอ", "004", "6713718606", "1,250.50"]
BLANK = ["", "", "", "", ""]


def found(*rows: list[str], profiles: tuple[MappingProfile, ...] = ()) -> Layout:
    return columns.recognise(rows, profiles=profiles)


def names(layout: Layout, *rows: list[str]) -> list[str]:
    return [cells.name for _, cells in columns.payees(rows, layout)]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("เลขที่บัญชี", Heading.ACCOUNT),
        ("เลขที่ บัญชี ", Heading.ACCOUNT),
        ("เลขที่บัญชี\nเงินฝากธนาคาร", Heading.ACCOUNT),
        ("Receiving A/C No.", Heading.ACCOUNT),
        ("Account Number", Heading.ACCOUNT),
        ("ชื่อ - นามสกุล", Heading.NAME),
        ("ชื่อ-สกุล ผู้รับเงิน", Heading.NAME),
        ("Receiver Name", Heading.NAME),
        ("คำนำหน้าชื่อ", Heading.TITLE),
        ("นามสกุล", Heading.LAST_NAME),
        ("จำนวนเงิน (บาท)", Heading.AMOUNT),
        ("จํานวนเงิน", Heading.AMOUNT),
        ("Transfer Amount", Heading.AMOUNT),
        ("รหัสธนาคาร", Heading.BANK),
        ("Receiving Bank Code", Heading.BANK),
        ("ธนาคาร", Heading.BANK_NAME),
        ("Citizen ID/Tax ID", Heading.PERSON_ID),
        ("เลขประจำตัวประชาชน 13 หลัก", Heading.PERSON_ID),
        ("Mobile No.", Heading.MOBILE),
        ("เบอร์โทร.", Heading.MOBILE),
        ("E-mail", Heading.EMAIL),
        ("Reference No./ DDA Ref 2", Heading.REFERENCE),
        ("DDA Ref", Heading.IGNORED),
        ("หมายเลขพร้อมเพย์", Heading.PROMPTPAY),
        ("PromptPay ID", Heading.PROMPTPAY),
        ("เลขที่บัญชี/พร้อมเพย์", Heading.ACCOUNT),
        ("หมายเหตุ", Heading.IGNORED),
        ("ที่", Heading.NUMBER),
        ("", None),
        ("6544793646", None),
        ("นายสมชาย ใจดี", None),
        ("ธนาคาร" * 20, None),
    ],
)
def test_headings_are_known_in_both_languages(text: str, heading: Heading | None) -> None:
    assert heading_of(text) is heading


def test_titles_above_and_totals_and_signatures_below_are_no_payees() -> None:
    rows = [
        ["บัญชีรายชื่อผู้มีสิทธิรับเงินค่าตอบแทน จำนวนเงินตามเลขที่บัญชี", "", "", "", ""],
        BLANK, HEADINGS, FIRST, SECOND, BLANK,
        ["", "รวมเป็นเงินทั้งสิ้น", "", "", "4,000.50"],
        ["", "(สี่พันบาทห้าสิบสตางค์)", "", "", ""],
        ["", "ลงชื่อ .................. ผู้จัดทำ", "", "", ""],
        ["", "(นายกอ ขอคอ)", "", "", ""],
    ]  # fmt: skip
    layout = found(*rows)
    assert not layout.problems
    assert layout.header_row == 2
    assert layout.payee_count == 2
    assert names(layout, *rows) == ["นายกอ ขอคอ", "นางงอ จอฉอ"]
    assert layout.declared_total == Money(400_050)
    assert layout.total_row == 6
    assert [layout.count(kind) for kind in RowKind] == [1, 0, 1, 3, 0]


def test_rows_in_the_middle_that_are_no_payees_are_passed_over() -> None:
    rows = [
        HEADINGS,
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        ["กลุ่มบริหารการเงิน", "", "", "", ""],
        FIRST,
        ["", "รวมหน้านี้", "", "", "2,750.00"],
        HEADINGS,
        ["", "ยอดยกมา", "", "", "2,750.00"],
        SECOND,
        ["", "รวมทั้งสิ้น", "", "", "4,000.50"],
    ]
    layout = found(*rows)
    assert names(layout, *rows) == ["นายกอ ขอคอ", "นางงอ จอฉอ"]
    assert layout.declared_total == Money(400_050)
    assert [number for number, _ in columns.payees(rows, layout)] == [4, 8]


def test_a_payee_is_never_taken_for_a_total() -> None:
    rows = [HEADINGS, ["1", "รวมพล คนดี", "006", "6544793646", "10"], ["2", "รวมพร คนดี", "", "6544793647", "10"]]
    assert len(names(found(*rows), *rows)) == 2
    rows = [HEADINGS, FIRST, ["2", "รวมพร คนดี", "006", "", "10"]]
    assert len(names(found(*rows), *rows)) == 2


def test_a_name_that_begins_like_a_total_is_known_by_its_number() -> None:
    rows = [HEADINGS, FIRST, ["2", "รวมพร คนดี", "", "", "10"], ["", "รวมหน้านี้", "", "", "2760"]]
    assert names(found(*rows), *rows) == ["นายกอ ขอคอ", "รวมพร คนดี"]


def test_a_payee_without_account_bank_and_amount_in_the_middle_stays_to_be_seen() -> None:
    rows = [HEADINGS, FIRST, ["", "นายหาย ไป", "", "", ""], SECOND]
    assert len(names(found(*rows), *rows)) == 3


def test_a_total_without_a_label_is_known_by_being_the_sum() -> None:
    rows = [HEADINGS, FIRST, SECOND, ["", "", "", "", "4000.50"]]
    layout = found(*rows)
    assert layout.payee_count == 2
    assert layout.declared_total == Money(400_050)
    wrong = [HEADINGS, FIRST, SECOND, ["", "", "", "", "4000.51"]]
    assert found(*wrong).payee_count == 3


@pytest.mark.parametrize(
    ("titles", "stated"),
    [
        ([["รวมเป็นเงินทั้งสิ้น 4,000.50 บาท"]], 400_050),
        ([["ค่าตอบแทน ตุลาคม 2569", "", "", "", ""], ["", "รวมทั้งสิ้น", "", "", "4000.5"]], 400_050),
        ([["คนละ 1,000.00 บาท รวม 30 ราย เป็นเงิน 30,000 บาท"]], 3_000_000),
        ([["รวมเงิน", "30000"]], 3_000_000),
        ([["Total 30,000.00"]], 3_000_000),
        ([["ยอดรวม ๓๐,๐๐๐.๐๐ บาท"]], 3_000_000),
        ([["รวม 300 ราย"], ["รวม", "300", "ราย"], ["รวมจำนวน", "300"]], None),
        ([["วงเงินรวม 1,000,000.00 บาท"], ["งบประมาณรวม 1,000,000.00 บาท"]], None),
        ([["เป็นเงินคนละ 1,000.00 บาท"]], None),
        ([["ยอดรวมประจำเดือน ตุลาคม 2569"], ["ยอดรวมงวดที่ 3"], ["รวมเงินเดือน 10/2569"]], None),
        ([["ยอด ณ วันที่ 24.11.2569 รวม ณ เวลา 16.30 น."], ["รวม 12.50 ชั่วโมง"]], None),
        ([["โครงการรวมพลัง ประจำปี 2569"]], None),
        ([["รวมเงิน 1,000.00 บาท"], ["รวมเงิน 2,000.00 บาท"]], None),
    ],
)
def test_a_total_above_the_headings_is_the_file_s_own_where_it_alone_speaks_of_money(
    titles: list[list[str]], stated: int | None
) -> None:
    width = len(HEADINGS)
    above = [[*title, *[""] * (width - len(title))] for title in titles]
    layout = found(*above, HEADINGS, FIRST, SECOND)
    assert layout.payee_count == 2
    assert layout.declared_total == (None if stated is None else Money(stated))
    below = found(*above, HEADINGS, FIRST, SECOND, ["", "รวมทั้งสิ้น", "", "", "9,999.00"])
    assert below.declared_total == Money(999_900), "what stands below the list is nearer to it"


def test_a_total_that_cannot_be_read_in_its_column_is_looked_for_beside_it() -> None:
    rows = [HEADINGS, FIRST, ["", "รวม", "", "2,750.00 บาท", ""]]
    layout = found(*rows)
    assert layout.payee_count == 2  # its number stands where accounts stand, so a person must look at it
    rows = [["x", *HEADINGS], ["", *FIRST], ["2,750.00", "", "รวม", "", "", ""]]
    assert found(*rows).declared_total == Money(275_000)


def test_a_name_may_be_spread_over_columns() -> None:
    heads = ["คำนำหน้า", "ชื่อ", "นามสกุล", "ธนาคาร", "เลขที่บัญชี", "จำนวนเงิน"]
    rows = [heads, ["นาย", "กอ ", " ขอคอ", "KTB", "6544793646", "1"], ["Mr.", "Kor", "Khor", "KTB", "6544793647", "1"]]
    layout = found(*rows)
    assert names(layout, *rows) == ["นายกอ ขอคอ", "Mr. Kor Khor"]
    assert columns.payees(rows, layout)[0][1].bank == "KTB"


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (["นาย", "กอ", "ขอคอ"], "นายกอ ขอคอ"),
        (["นายกอ", "ขอคอ"], "นายกอ ขอคอ"),
        (["นาย", "กอ ขอคอ"], "นายกอ ขอคอ"),
        (["นายกอ ขอคอ", ""], "นายกอ ขอคอ"),
        (["นายกอ ขอคอ", "7"], "นายกอ ขอคอ"),
    ],
)
def test_one_heading_may_span_the_parts_of_a_name(parts: list[str], name: str) -> None:
    heads = ["ชื่อ - สกุล", *[""] * (len(parts) - 1), "รหัสธนาคาร", "เลขที่บัญชี", "จำนวนเงิน"]
    rows = [heads, *([*parts, "006", f"{number}", "1"] for number in range(6544793646, 6544793650))]
    layout = found(*rows)
    assert not layout.problems
    assert names(layout, *rows) == [name] * 4


def test_headings_in_two_lines_are_read_together() -> None:
    rows = [
        ["ที่", "ชื่อ - สกุล", "ธนาคาร", "", "เลขที่", "จำนวนเงิน"],
        ["", "", "รหัส", "ชื่อ", "บัญชี", "(บาท)"],
        ["1", "นายกอ ขอคอ", "006", "กรุงไทย", "6544793646", "1"],
    ]
    layout = found(*rows)
    assert not layout.problems
    assert layout.header_row == 1
    assert layout.columns == {
        Heading.NAME: 1, Heading.BANK: 2, Heading.BANK_NAME: 3, Heading.ACCOUNT: 4, Heading.AMOUNT: 5,
    }  # fmt: skip


def test_missing_columns_are_named_with_what_was_found_and_no_row_is_judged() -> None:
    rows = [["ชื่อ", "แบงค์", "เลขที่บัญชี", "เงินได้"], ["นายกอ ขอคอ", "006", "6544793646", "2,750.00"]]
    layout = found(*rows)
    assert layout.problems
    assert [(problem.code, problem.field) for problem in layout.problems] == [
        ("column_missing", Field.BANK), ("column_missing", Field.AMOUNT),
    ]  # fmt: skip
    assert layout.problems[0].facts == {"expected": "รหัสธนาคาร", "found": "แบงค์, เงินได้"}
    assert layout.suggestions == {Heading.BANK: 1, Heading.AMOUNT: 3}
    mended = columns.remapped(rows, layout, {**layout.columns, **layout.suggestions})
    assert not mended.problems
    assert names(mended, *rows) == ["นายกอ ขอคอ"]


def test_two_columns_of_one_meaning_are_a_question_for_what_decides_and_none_for_the_rest() -> None:
    rows = [
        ["ชื่อ", "ชื่อบัญชี", "ธนาคาร", "เลขที่บัญชี", "จำนวนเงิน", "โทรศัพท์", "มือถือ"],
        ["นายกอ ขอคอ", "กอ ขอคอ", "KTB", "6544793646", "1", "021234567", "0812345678"],
    ]
    layout = found(*rows)
    assert [(problem.code, problem.facts["columns"]) for problem in layout.problems] == [("column_ambiguous", (0, 1))]
    assert layout.columns[Heading.MOBILE] == 5
    assert not columns.remapped(rows, layout, {**layout.columns, Heading.NAME: 1}).problems


def test_an_exact_heading_beats_one_that_only_holds_the_word() -> None:
    heads = ["ชื่อ", "ธนาคาร", "เลขที่บัญชี", "จำนวนเงินภาษีหัก ณ ที่จ่าย", "จำนวนเงิน"]
    assert found(heads, ["ก", "KTB", "6544793646", "1", "2"]).columns[Heading.AMOUNT] == 4


def test_a_list_without_headings_gets_suggestions_only() -> None:
    rows = [
        ["1", "นายกอ ขอคอ", "1234545678781", "006", "6544793646", "2,750.00", "0812345678"],
        ["2", "นางงอ จอฉอ", "0994000165501", "004", "6713718606", "100", "0812345679"],
    ]
    layout = found(*rows)
    assert layout.header_row == -1
    assert layout.problems[0].code == "header_not_found"
    assert layout.suggestions == {
        Heading.NAME: 1, Heading.PERSON_ID: 2, Heading.BANK: 3, Heading.ACCOUNT: 4, Heading.AMOUNT: 5,
        Heading.MOBILE: 6,
    }  # fmt: skip
    chosen = columns.remapped(rows, layout, layout.suggestions)
    assert not chosen.problems
    assert chosen.payee_count == 2


def test_the_second_file_of_a_layout_needs_no_click() -> None:
    rows = [["ชื่อ", "แบงค์", "เลขที่บัญชี", "เงินได้"], ["นายกอ ขอคอ", "006", "6544793646", "2,750.00"]]
    layout = found(*rows)
    profile = columns.remapped(rows, layout, {**layout.columns, **layout.suggestions}).profile()
    again = found(BLANK[:4], *rows, profiles=(profile,))
    assert not again.problems
    assert again.remembered
    assert again.columns == profile.columns
    assert not found(["ชื่อ", "แบงค์", "เลขบัญชี", "เงินได้"], rows[1], profiles=(profile,)).remembered


def test_a_profile_that_reaches_beyond_the_file_is_not_used() -> None:
    profile = MappingProfile(found(HEADINGS, FIRST).fingerprint, {Heading.ACCOUNT: 99})
    layout = found(HEADINGS, FIRST, profiles=(profile,))
    assert not layout.problems
    assert not layout.remembered


def test_an_empty_list_and_one_beyond_a_batch_are_refused() -> None:
    assert [problem.code for problem in found(HEADINGS).problems] == ["no_payees"]
    assert [problem.code for problem in found(HEADINGS, BLANK, BLANK).problems] == ["no_payees"]
    many = [HEADINGS, *[FIRST] * (LINES_MAX + 1)]
    assert [problem.code for problem in found(*many).problems] == ["too_many_payees"]


def test_computed_cells_of_payees_are_named_and_others_do_not_matter() -> None:
    rows = [HEADINGS, *[FIRST] * 10, ["", "รวม", "", "", "27500"]]
    harmless = columns.recognise(rows, first_row=3, formulas=[(0, 1, 10), (4, 11, 11), (4, 0, 0)])
    assert not harmless.problems
    one = columns.recognise(rows, first_row=3, formulas=[(4, 2, 2)])
    assert one.problems[0].facts["cells"] == "E5"
    many = columns.recognise(rows, first_row=3, formulas=[(3, 0, 50), (4, 1, 1)])
    assert many.problems[0].facts["cells"] == "D4, D5, D6, D7, D8 …"


def test_payees_in_hidden_rows_are_named_and_other_hidden_rows_do_not_matter() -> None:
    rows = [HEADINGS, *[FIRST] * 10, ["", "รวม", "", "", "27500"]]
    assert not columns.recognise(rows, hidden=[(0, 0), (11, 11)]).problems
    (problem,) = columns.recognise(rows, first_row=3, hidden=[(0, 2), (9, 20)]).problems
    assert (problem.code, problem.facts) == ("rows_hidden", {"rows": "4, 5, 12, 13", "count": 4})
    assert columns.remapped(rows, found(*rows), found(*rows).columns, hidden=[(1, 1)]).problems


_WIDE = [*HEADINGS, ""]
_NOTED = [*HEADINGS, "หมายเหตุ"]
_UNDER_AMOUNT = ["", "", "", "", "บาท", "สต."]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([[*HEADINGS[:4], "จำนวนเงิน (พันบาท)"], FIRST], ["amount_unit"]),
        ([[*HEADINGS[:4], "Amount (USD)"], FIRST], ["amount_unit"]),
        ([[*HEADINGS[:4], "จำนวนเงิน (สตางค์)"], FIRST], ["amount_unit"]),
        ([[*HEADINGS[:4], "Amount (satang)"], FIRST], ["amount_unit"]),
        ([["", "", "", "", "หน่วย: สตางค์"], HEADINGS, FIRST], ["amount_unit"]),
        ([[*HEADINGS[:4], "จำนวนเงิน (บาท.สต.)"], FIRST], []),
        ([[*HEADINGS[:4], "จำนวนเงิน (บาท)", "จำนวนเงิน (สตางค์)"], [*FIRST, "50"]], ["satang_apart"]),
        ([_WIDE, _UNDER_AMOUNT, [*FIRST, "50"], [*FIRST, ""]], ["satang_apart"]),
        ([[*HEADINGS, "สตางค์"], [*FIRST, "๕๐"]], ["satang_apart"]),
        ([_WIDE, _UNDER_AMOUNT, [*FIRST, "-"], [*FIRST, "00"]], []),
        ([_WIDE, [*FIRST[:4], "1", "001.50"], [*FIRST, ""]], ["amount_cut"]),
        ([_NOTED, [*FIRST[:4], "1", "250"]], ["amount_cut"]),
        ([_NOTED, [*FIRST[:4], "1250", "250"], [*FIRST[:4], "250", "1.5"]], []),
        ([[*HEADINGS, "จำนวนชั่วโมง"], [*FIRST[:4], "500", "100"]], []),
        ([["", "", "", "", "(หน่วย : พันบาท)"], HEADINGS, FIRST], ["amount_unit"]),
        ([["in thousand baht", "", "", "", ""], HEADINGS, FIRST], ["amount_unit"]),
        ([["หน่วยงานที่ได้ 5 ล้านบาท", "", "(ห้าพันบาทถ้วน)", "", "Million Co."], HEADINGS, FIRST], []),
        ([_WIDE, [*FIRST, "50"], [*FIRST, "-"]], ["satang_apart"]),
        ([_WIDE, [*FIRST, "50"], [*FIRST, "ก"]], []),
        ([_WIDE, [*FIRST[:4], "10.25", "50"], [*FIRST, "00"]], []),
        ([[*HEADINGS, "อ้างอิง"], [*FIRST[:4], "1", "001.50"]], ["amount_cut"]),
        ([[*HEADINGS, "อ้างอิง"], [*FIRST[:4], "500", "101"]], []),
        ([[*HEADINGS, "อ้างอิง", ""], [*FIRST[:4], "1", "250", "A1"], [*FIRST, "A2", ""]], ["amount_cut"]),
    ],
)
def test_amounts_that_mean_something_else_than_they_say_are_not_read(rows: list[list[str]], codes: list[str]) -> None:
    layout = found(*rows)
    assert [problem.code for problem in layout.problems] == codes
    assert layout.columns[Heading.AMOUNT] == 4


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_called_as_in_the_spreadsheet(column: int, letters: str) -> None:
    assert places.column_letters(column) == letters


cells = st.sampled_from(
    ["", " ", *HEADINGS, *FIRST, *SECOND, "รวม", "ลงชื่อ", "ยอดยกมา", "100", "ก", "(1)", "ธนาคาร", "รหัส", "นามสกุล", "สต."]
)


@given(st.integers(1, 6).flatmap(lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=12)))
def test_no_table_makes_the_search_stumble_and_no_row_is_counted_twice(rows: list[list[str]]) -> None:
    layout = columns.recognise(rows)
    if not layout.problems:
        taken = columns.payees(rows, layout)
        assert len(taken) == layout.payee_count
        assert not {number - 1 for number, _ in taken} & set(layout.skipped)
        account = layout.columns[Heading.ACCOUNT]
        below = range(layout.header_row + 1, len(rows))
        accounts = [
            index for index in below if rows[index][account].strip().isdigit() and len(rows[index][account]) > 4
        ]
        assert {index + 1 for index in accounts} <= {number for number, _ in taken}


@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        ("ยกเลิก", True), ("** ขอยกเลิก **", True), ("ด่วน (ยกเลิก)", True), ("รายการนี้ยกเลิกแล้ว", True),
        ("ยกเลิกตามบันทึกที่ 5", True), ("งดจ่ายเดือนนี้", True), ("ระงับการจ่าย", True), ("Cancelled", True),
        ("VOID", True), ("do not pay", True), ("จ่ายแล้ว", True), ("จ่ายแล้วเมื่อ 5 พ.ย. 69", True), ("โอนเงินไปแล้ว", True),
        ("จ่ายเป็นเช็ค", True), ("รับเงินสดแล้ว", True), ("(รับเงินแล้ว)", True), ("Already paid", True), ("PAID", True),
        ("สำรองจ่ายแล้ว", False), ("จ่ายแล้วเบิกคืน", False), ("ตรวจรับแล้ว", False), ("ยังไม่ได้โอนแล้วแต่กรณี", False),
        ("นางรับขวัญ แล้วใจดี", False), ("prepaid card", False), ("บัตรเติมเงิน paid up", False),
        ("ไม่ยกเลิก", False), ("ค่าปรับยกเลิกสัญญา", False), ("cancellation fee", False), ("นายระงับ ใจดี", False),
    ],
)  # fmt: skip
def test_a_word_anywhere_in_a_row_that_it_is_not_to_be_paid_is_asked_about(text: str, doubted: bool) -> None:
    rows = [[*HEADINGS, "หมายเหตุ"], [*FIRST, text], [*SECOND, ""]]
    assert [cells.doubt for _, cells in columns.payees(rows, found(*rows))] == [text if doubted else "", ""]


def test_a_word_beside_the_name_or_in_place_of_the_amount_is_asked_about_too() -> None:
    rows = [HEADINGS, ["1", "นายกอ ขอคอ (ยกเลิก)", *FIRST[2:]], [*SECOND[:4], "ยกเลิก"]]
    assert all(cells.doubt for _, cells in columns.payees(rows, found(*rows)))


def test_a_column_of_promptpay_needs_no_column_of_banks() -> None:
    rows = [["ชื่อ", "พร้อมเพย์", "จำนวนเงิน"], ["นายกอ ขอคอ", "0812345678", "100"], ["", "", "100"]]
    layout = found(*rows)
    assert not layout.problems
    assert [cells[:2] for _, cells in columns.payees(rows, layout)] == [("promptpay", "0812345678")]
    rows[0][1] = "เลขที่บัญชี"
    assert [problem.code for problem in found(*rows).problems] == ["column_missing"]


def test_a_column_of_promptpay_beside_banks_or_accounts_is_not_taken_in_their_place() -> None:
    rows = [["ชื่อ", "ธนาคาร", "พร้อมเพย์", "จำนวนเงิน"], ["นายกอ ขอคอ", "กรุงไทย", "0812345678", "100"]]
    assert [(problem.code, problem.field) for problem in found(*rows).problems] == [("column_missing", Field.ACCOUNT)]
    rows = [["ชื่อ", "เลขที่บัญชี", "พร้อมเพย์", "จำนวนเงิน"], ["นายกอ ขอคอ", "6544793646", "0812345678", "100"]]
    assert [(problem.code, problem.field) for problem in found(*rows).problems] == [("column_missing", Field.BANK)]


@pytest.mark.parametrize("heading", ["เลขที่บัญชี", "บัญชีธนาคาร", "ธนาคาร/เลขที่บัญชี"])
def test_bank_and_account_in_one_cell_need_one_column_only(heading: str) -> None:
    both = "กรุงไทย 447-1-02938-5"
    rows = [["ชื่อ", heading, "จำนวนเงิน"], ["นายกอ ขอคอ", both, "100"], ["นางงอ จอฉอ", "KTB:4471029386", "100"]]
    layout = found(*rows)
    assert not layout.problems
    assert [cells[:2] for _, cells in columns.payees(rows, layout)] == [(both, both), ("KTB:4471029386",) * 2]
    rows[1][1], rows[2][1] = "4471029385", "4471029386"
    assert [problem.code for problem in found(*rows).problems] == ["column_missing"]


@pytest.mark.parametrize(
    ("headings", "columns_asked"),
    [
        ([*HEADINGS, "ภาษี", "คงเหลือสุทธิ"], (4, 6)),
        ([*HEADINGS[:4], "จำนวนเงินก่อนหักภาษี", "ภาษี", "จำนวนเงินสุทธิ"], (4, 6)),
        ([*HEADINGS[:4], "ยอดเงิน", "หนี้ กยศ.", "คงรับ"], (4, 6)),
        ([*HEADINGS[:4], "ยอดเงิน", "หัก", "เหลือจ่าย"], (4, 6)),
        ([*HEADINGS[:4], "Amount", "Net"], (4, 5)),
        ([*HEADINGS[:4], "จำนวน", "อัตรา", "รวม"], (4, 5, 6)),
        ([*HEADINGS[:4], "จำนวนเงิน", "อัตรา", "จำนวนวัน"], None),
        ([*HEADINGS[:4], "จำนวน", "หมายเหตุ"], None),
    ],
)
def test_which_of_several_sums_is_paid_is_asked(headings: list[str], columns_asked: tuple[int, ...] | None) -> None:
    row = [*FIRST, "95", "1"][: len(headings)]
    problems = found(headings, row).problems
    asked = [(problem.field, problem.facts["columns"]) for problem in problems]
    assert asked == ([(Field.AMOUNT, columns_asked)] if columns_asked else [])


def test_another_table_below_with_its_columns_elsewhere_is_not_read_by_the_first_headings() -> None:
    turned = ["ลำดับ", "ชื่อ - สกุล", "รหัสธนาคาร", "เลขที่บัญชี", "ภาษี", "จำนวนเงิน"]
    rows = [[*HEADINGS, "ภาษี"], [*FIRST, "5"], [*HEADINGS, "ภาษี"], [*SECOND, "5"], turned, [*SECOND[:4], "5", "100"]]
    (problem,) = columns.recognise(rows, first_row=2).problems
    assert (problem.code, problem.facts) == ("headings_change", {"rows": "6"})
    assert not found(*rows[:4]).problems
    stacked = [["ชื่อ", "ธนาคาร", "", "จำนวนเงิน"], ["", "รหัส", "เลขที่บัญชี", ""], ["นายกอ ขอคอ", "006", "6544793646", "1"]]
    assert not found(*stacked, *stacked).problems


def test_payees_above_the_headings_are_no_titles() -> None:
    title = ["", "หักจากบัญชีเลขที่", "006", "9800000017", ""]
    rows = [title, SECOND, HEADINGS, FIRST]
    (problem,) = found(*rows).problems
    assert (problem.code, problem.facts) == ("rows_above", {"rows": "2", "count": 1})
    assert not found(title, HEADINGS, FIRST).problems
