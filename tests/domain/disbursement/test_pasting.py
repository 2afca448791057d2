"""A block from a spreadsheet goes where it belongs, whole or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.disbursement import pasting
from app.domain.disbursement.transfer import Field
from app.domain.values.errors import BadInput

FIELDS = (Field.NAME, Field.PERSON_ID, Field.BANK, Field.ACCOUNT, Field.AMOUNT, Field.MOBILE)
cells = st.text(
    st.characters(exclude_characters="\r", exclude_categories=("Cs", "Cc")) | st.sampled_from('\t\n"'), max_size=12
)


def placed(text: str, fields: tuple[Field, ...] = FIELDS, below: tuple[int, ...] = ()) -> pasting.Pasted:
    rows, dropped = pasting.read(text)
    return pasting.place(rows, fields, below, dropped=dropped)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_is_copied_is_pasted_back_the_same(rows: list[list[str]]) -> None:
    if any(cell.strip() for cell in rows[-1]):
        assert pasting.read(pasting.copied(rows)) == (rows, 0)


def test_a_block_goes_right_and_down_from_the_cursor_and_on_below_the_last_line() -> None:
    block = placed("กอ\t1\r\nขอ\t2\r\nคอ\t3\r\n\r\n", (Field.NAME, Field.AMOUNT), (7, 9))
    assert block.cells == [(7, Field.NAME, "กอ"), (7, Field.AMOUNT, "1"), (9, Field.NAME, "ขอ"), (9, Field.AMOUNT, "2")]
    assert block.added == [{Field.NAME: "คอ", Field.AMOUNT: "3"}]
    assert (block.rows_count, block.headed, block.cut, block.passed) == (3, False, 0, 0)


def test_columns_beyond_the_last_field_are_counted_and_left_out() -> None:
    block = placed("1\tก\tข\t", (Field.AMOUNT,))
    assert (block.added, block.cut) == ([{Field.AMOUNT: "1"}], 2)


def test_quoted_cells_keep_their_tabs_line_ends_and_quotes() -> None:
    block = placed('"นายกอ\nขอคอ"\t"a ""b"" c"\n"ไม่ปิด\tค่า', (Field.NAME, Field.REFERENCE))
    assert block.added == [
        {Field.NAME: "นายกอ\nขอคอ", Field.REFERENCE: 'a "b" c'},
        {Field.NAME: '"ไม่ปิด', Field.REFERENCE: "ค่า"},
    ]


def test_headings_say_where_columns_go_and_totals_stay_out() -> None:
    text = "\n".join(
        (
            "ลำดับ\tจำนวนเงิน\tคำนำหน้า\tชื่อ\tนามสกุล\tเลขที่บัญชี\tธนาคาร\tหมายเหตุ",
            "1\t๑,๒๐๐\tนาย\tกอ\tขอคอ\t0385520917\tกรุงไทย\tด่วน",
            "2\t900\tนาง\tงอ\tจอฉอ\t0385520918\tกสิกรไทย\t",
            "รวม\t2,100\t\t\t\t\t\t",
        )
    )
    block = placed(text, FIELDS, (4,))
    assert block.headed
    assert block.cells == [
        (4, Field.BANK, "กรุงไทย"), (4, Field.ACCOUNT, "0385520917"), (4, Field.NAME, "นายกอ ขอคอ"),
        (4, Field.AMOUNT, "๑,๒๐๐"),
    ]  # fmt: skip
    assert block.added == [
        {Field.BANK: "กสิกรไทย", Field.ACCOUNT: "0385520918", Field.NAME: "นางงอ จอฉอ", Field.AMOUNT: "900"}
    ]
    assert (block.passed, block.cut) == (1, 2)


def test_one_column_with_its_heading_goes_to_its_field_wherever_the_cursor_is() -> None:
    block = placed("จำนวนเงิน\n100\n200", (Field.REFERENCE,), (1, 2, 3))
    assert block.cells == [(1, Field.AMOUNT, "100"), (2, Field.AMOUNT, "200")]


_HEADS = "ชื่อ\tธนาคาร\tเลขที่บัญชี\tจำนวนเงิน"
_PAYEE = "นายกอ ขอคอ\tกรุงไทย\t0385520917"
_MONEY = (Field.NAME, Field.BANK, Field.ACCOUNT, Field.AMOUNT, Field.MOBILE)


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        (f"{_HEADS}\t\n{_PAYEE}\t1\t001.50", "paste_amount_cut", {"rows": "2"}),
        (f"{_PAYEE}\t900\t\n{_PAYEE}\t1\t250", "paste_amount_cut", {"rows": "2"}),
        (f"{_HEADS}\tสต.\n{_PAYEE}\t1001\t50", "paste_satang_apart", {"column": "E"}),
        (f"{_PAYEE}\t1,001\t50\n{_PAYEE}\t20\t-", "paste_satang_apart", {"column": "E"}),
        (f"{_HEADS} (พันบาท)\n{_PAYEE}\t12", "paste_amount_unit", {"unit": "พันบาท", "column": "D"}),
        ("จำนวนเงิน (พันบาท)\n12", "paste_amount_unit", {"unit": "พันบาท", "column": "A"}),
        (f"\t\t\tหน่วย: พันบาท\n{_HEADS}\n{_PAYEE}\t12", "paste_amount_unit", {"unit": "พันบาท", "column": "D"}),
        (f"{_HEADS}\tยอดสุทธิ\n{_PAYEE}\t100\t90", "paste_column_ambiguous", {"found": "จำนวนเงิน, ยอดสุทธิ"}),
        (f"{_HEADS}\tหมายเหตุ\n{_PAYEE}\t10\t\n{_PAYEE}\t9\tยกเลิก", "paste_rows_cancelled", {"rows": "3", "count": 1}),
        (f"{_HEADS}\n{_PAYEE}\t10\nชื่อ\tเลขที่บัญชี\tธนาคาร\tจำนวนเงิน", "paste_headings_change", {"rows": "3"}),
        (f"{_PAYEE} (ยกเลิก)\t10", "paste_rows_cancelled", {"rows": "1", "count": 1}),
    ],
)
def test_a_block_is_refused_whole_for_what_a_file_is_stopped_at(text: str, code: str, facts: dict[str, object]) -> None:
    with pytest.raises(BadInput) as caught:
        placed(text, _MONEY, (1, 2))
    assert (caught.value.code, caught.value.facts) == (code, facts)


def test_a_column_of_promptpay_names_the_bank_too() -> None:
    (line,) = placed("ชื่อ\tพร้อมเพย์\tจำนวนเงิน\nนายกอ ขอคอ\t0812345678\t100").added
    assert (line[Field.BANK], line[Field.ACCOUNT]) == ("promptpay", "0812345678")


def test_a_cell_alone_may_say_anything() -> None:
    assert placed("ยกเลิก", (Field.REFERENCE, Field.AMOUNT)).added == [{Field.REFERENCE: "ยกเลิก"}]


def test_references_beside_amounts_are_no_satang_and_no_cut_amounts() -> None:
    assert placed(f"{_HEADS}\tอ้างอิง\n{_PAYEE}\t500\t101").added[0][Field.REFERENCE] == "101"
    assert placed(f"{_PAYEE}\t500\t0812345678", _MONEY).added[0][Field.AMOUNT] == "500"


def test_a_name_that_is_also_a_heading_alone_is_no_heading() -> None:
    assert placed("บัญชี", (Field.REFERENCE,)).added == [{Field.REFERENCE: "บัญชี"}]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "paste_empty"),
        ("\n\t\n  \n", "paste_empty"),
        ("1\t2\t3\t4\t5\t6\t7\t8\t9\t10\n" * 100_000, "paste_too_large"),
        ("\t" * 1_000_000, "paste_too_large"),
        ("1\n" * 20_001, "paste_too_large"),
        ('"1"\n' * 20_001, "paste_too_large"),
        ("ก" * 1_001, "paste_cell_long"),
        ("กอ\t1\nขอ\t" + "9" * 2_000_000, "paste_cell_long"),
        ('"' + "ก\n" * 5_000 + '"', "paste_cell_long"),
        ("x" * 40_000_001, "paste_too_large"),
    ],
    ids=lambda value: value if len(value) < 20 else "big",
)
def test_a_hostile_block_is_refused_whole(text: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        pasting.read(text)
    assert caught.value.code == code


def test_twenty_thousand_lines_are_taken() -> None:
    rows, _ = pasting.read("กอ ขอคอ\t100\n" * 20_000)
    assert len(rows) == 20_000


def test_characters_that_nobody_can_see_are_dropped_and_counted() -> None:
    block = placed("ก\x00อ\t1\x1f2\x7f", (Field.NAME, Field.AMOUNT))
    assert (block.added, block.dropped) == ([{Field.NAME: "กอ", Field.AMOUNT: "12"}], 3)


@given(st.text(st.sampled_from('ก1\t\n\r" ,'), max_size=40))
def test_any_text_is_a_block_or_nothing(text: str) -> None:
    try:
        rows, _ = pasting.read(text)
    except BadInput as problem:
        assert problem.code == "paste_empty"  # noqa: PT017  (any text may be empty)
        return
    assert len({len(row) for row in rows}) == 1
    pasting.place(rows, FIELDS, (1, 2))


_TABLE = "<table><tr><td>{}</td></tr><tr{}><td{}>{}</td></tr><tr><td>c</td></tr></table>"
_EXCEL = (
    '<html><head><style>\n<!--table {mso-displayed-decimal-separator:"\\.";}\n.xl65\n\t{mso-number-format:"\\@";}\n'
    ".xl66\n\t{color:red;\n\ttext-decoration:line-through;}\n-->\n</style></head><body>%s</body></html>"
)


@pytest.mark.parametrize(
    ("html", "code"),
    [
        (_EXCEL % _TABLE.format("a", "", " class=xl66", "b"), "paste_rows_struck"),
        (_EXCEL % _TABLE.format("a", "", " class=xl65", "b"), ""),
        (_TABLE.format("a", "", "", "<s><font>b</font></s>"), "paste_rows_struck"),
        (_TABLE.format("a", "", " style='text-decoration:line-through'", "b"), "paste_rows_struck"),
        (_TABLE.format("a", " height=0 style='display:none'", "", "b"), "paste_rows_hidden"),
        (_TABLE.format("a", "", "", "<span>b</span>"), ""),
        ("", ""),
    ],
)
def test_rows_that_are_struck_or_hidden_in_the_spreadsheet_are_not_pasted(html: str, code: str) -> None:
    if not code:
        pasting.demand_seen(html)
        return
    with pytest.raises(BadInput) as caught:
        pasting.demand_seen(html)
    assert (caught.value.code, caught.value.facts) == (code, {"rows": "2", "count": 1})
