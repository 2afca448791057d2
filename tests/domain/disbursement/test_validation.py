from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.disbursement import duplicates
from app.domain.disbursement.batch import Kind
from app.domain.disbursement.bulk import without_collections
from app.domain.disbursement.cell_rules import CellRules, Findings
from app.domain.disbursement.issues import Severity
from app.domain.disbursement.kinds import FOUNDING_LARGEST
from app.domain.disbursement.lines import Cells, Line
from app.domain.disbursement.transfer import Field
from app.domain.disbursement.validation import BLOCK_ROWS, CHUNK_ROWS, PART_ROWS, Checker
from app.domain.values import texts
from app.domain.values.errors import Refused
from app.domain.values.money import Money
from app.system.reference_data import banks

if TYPE_CHECKING:
    from collections.abc import Sequence

BANKS = banks()
GOOD = Cells("006", "6544793646", "นายชัยวัฒน์ ลองใจ", "2750", "1234545678781", "0812345678", "a@b.test", "R1")


def numbered(*cells: Cells) -> list[tuple[int, Cells]]:
    return list(enumerate(cells, 5))


def payee(number: int, **changes: str) -> Cells:
    return GOOD._replace(account=f"{6544000000 + number}", person_id="")._replace(**changes)


@pytest.mark.parametrize(
    ("amount", "codes"), [("4999.99", []), ("5000", ["purchase_limit"]), ("5000.01", ["purchase_limit"])]
)
def test_a_purchase_stays_below_five_thousand_baht(amount: str, codes: list[str]) -> None:
    cells = GOOD._replace(amount=amount)
    assert [issue.code for issue in Checker(BANKS, Kind.PURCHASE).check_row(1, cells).issues] == codes
    assert not Checker(BANKS, Kind.WELFARE).check_row(1, cells).issues
    assert not Checker(BANKS, Kind.LOAN).check_row(1, cells).issues


def test_every_issue_of_a_line_comes_back_at_once() -> None:
    row = Checker(BANKS, Kind.WELFARE).check_row(3, Cells("", "12", "", "x", "1", "2", "3", "=1"))
    assert {issue.field for issue in row.issues} == set(Field)
    assert {issue.severity for issue in row.issues} == {Severity.ERROR}
    assert all(issue.row == 3 for issue in row.issues)


def test_optional_cells_may_be_empty() -> None:
    row = Checker(BANKS, Kind.WELFARE).check_row(1, Cells("006", "6544793646", "นายกอ ขอคอ", "1"))
    assert not row.issues
    assert row.line == Line(1, "006", "6544793646", "นายกอ ขอคอ", 100)


def test_a_list_is_judged_with_its_total_and_its_doubles() -> None:
    checked = Checker(BANKS, Kind.WELFARE).check(
        numbered(payee(1), payee(2, amount="100"), payee(1), payee(3, amount="?"), payee(4, account="1"))
    )
    assert checked.total == Money(275000 * 3 + 10000)
    assert [(issue.row, issue.code) for issue in checked.issues] == [
        (8, "amount_unreadable"), (9, "account_short"), (7, "duplicate_payment"),
    ]  # fmt: skip
    assert (checked.count(Severity.ERROR), checked.count(Severity.SUSPECT)) == (2, 1)
    assert checked.cells[2] == payee(1)


@pytest.mark.parametrize("messy_at", [None, 0, PART_ROWS, BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 30])
def test_blocks_and_single_lines_are_judged_alike(messy_at: int | None) -> None:
    cells = [payee(number, amount=f"{number + 1}.5", email="") for number in range(BLOCK_ROWS + 31)]
    if messy_at is not None:
        cells[messy_at] = cells[messy_at]._replace(account="654-4-00000-0", mobile="+66812345678", name="นาย  กอ")
    checker = Checker(BANKS, Kind.WELFARE)
    whole = checker.check(numbered(*cells))
    single = [checker.check_row(number, line) for number, line in numbered(*cells)]
    assert whole.lines == [row.line for row in single]
    assert whole.repairs == [repair for row in single for repair in row.repairs]
    assert len(whole.repairs) == (0 if messy_at is None else 3)


def test_progress_is_told_and_cancelling_stops_between_chunks() -> None:
    seen: list[tuple[int, int]] = []
    cells = numbered(*(payee(number) for number in range(CHUNK_ROWS * 2)))
    Checker(BANKS, Kind.WELFARE).check(cells, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 2 * CHUNK_ROWS), (CHUNK_ROWS, 2 * CHUNK_ROWS), (2 * CHUNK_ROWS, 2 * CHUNK_ROWS)]
    with pytest.raises(Refused, match="cancelled"):
        Checker(BANKS, Kind.WELFARE).check(cells, cancelled=lambda: True)
    assert gc.isenabled()


def test_the_collector_rests_once_and_works_again_after_an_error() -> None:
    def stumble() -> None:
        with without_collections(), without_collections():
            assert not gc.isenabled()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stumble()
    assert gc.isenabled()


def test_a_cell_that_pretends_to_be_two_lines_is_seen_through() -> None:
    smuggled = GOOD._replace(name="นายกอ\x1f1\x1f\x1f\x1f\x1f\x1f\n006\x1f6544793646\x1fนายขอ")
    row = Checker(BANKS, Kind.WELFARE).check_row(1, smuggled)
    assert not texts.fault(row.line.name)
    assert row.repairs


messy = st.one_of(
    st.text(max_size=20),
    st.text(st.sampled_from("0123456789๐๑๒๙,.-–E+ '\"=฿บาท()\u200b\u00a0\u0e4d\u0e32\u0e49\n"), max_size=18),
    st.sampled_from(["", "006", "กรุงไทย", "6544793646", "1,250.00", "1234545678781", "0812345678", "a@b.test"]),
)
any_cells = st.builds(Cells, *[messy] * 9)


@settings(max_examples=400)
@given(any_cells, st.sampled_from(Kind))
def test_no_cell_can_make_the_judge_stumble_and_what_it_passes_is_right(cells: Cells, kind: Kind) -> None:
    row = Checker(BANKS, kind).check_row(1, cells)
    if any(issue.severity is Severity.ERROR for issue in row.issues):
        return
    line = row.line
    assert line.satang is not None
    assert line.satang > 0
    bank = BANKS.find(line.bank)
    assert bank is not None
    assert line.account.isascii()
    assert line.account.isdigit()
    for text in line[1:4] + line[5:]:
        assert not texts.fault(str(text))
    again = Checker(BANKS, kind).check_row(
        1, Cells(line.bank, line.account, line.name, Money(line.satang).format(), *line[5:])
    )
    assert again.line == line
    assert not again.repairs


@settings(max_examples=300)
@given(any_cells)
def test_the_quick_look_never_passes_what_the_closer_look_would_not(cells: Cells) -> None:
    findings = Findings(1)
    closer = CellRules(BANKS, Kind.WELFARE, frozenset(), FOUNDING_LARGEST).judge(cells, findings)
    row = Checker(BANKS, Kind.WELFARE).check_row(1, cells)
    assert (row.line, row.issues, row.repairs) == (closer, findings.issues, findings.repairs)


straight_words = st.text(
    st.sampled_from("กขคงจฉญฐ\u0e31\u0e34\u0e38\u0e3a\u0e47\u0e48\u0e49\u0e4c\u0e33\u0e40abZ.()-/"),
    min_size=1,
    max_size=8,
)


@settings(max_examples=300)
@given(
    st.builds(
        Cells,
        st.sampled_from(["006", "030", "004", "065", "999"]),
        st.sampled_from(["6544793646", "0000000000", "123456789012", "12345678901"]),
        st.lists(straight_words, min_size=1, max_size=3).map(" ".join),
        st.sampled_from(["1", "1.5", "0.5", "4999.99", "5000", "999999999.99"]),
        st.sampled_from(["", "1234545678781", "1234545678789", "9234545678780"]),
        st.sampled_from(["", "0812345678"]),
        st.sampled_from(["", "a@b.test"]),
        straight_words,
        st.sampled_from(["", "กรุงไทย", "ออมสิน", "?"]),
    )
)
def test_nearly_straight_lines_are_judged_alike_by_both_looks(cells: Cells) -> None:
    for kind in Kind:
        findings = Findings(1)
        closer = CellRules(BANKS, kind, frozenset(), FOUNDING_LARGEST).judge(cells, findings)
        row = Checker(BANKS, kind).check_row(1, cells)
        assert (row.line, row.issues, row.repairs) == (closer, findings.issues, findings.repairs)


def line(
    row: int, account: str, name: str = "กอ", satang: int | None = 100, person_id: str = "", bank: str = "006"
) -> Line:
    return Line(row, bank, account, name, satang, person_id)


def found(lines: Sequence[Line]) -> list[tuple[int, str, object]]:
    return [(issue.row, issue.code, issue.facts["first_row"]) for issue in duplicates.find(lines)]


def test_the_same_account_and_amount_is_suspicious_and_the_first_row_is_named() -> None:
    assert found([line(1, "1"), line(2, "2"), line(3, "1"), line(4, "1")]) == [
        (3, "duplicate_payment", 1), (4, "duplicate_payment", 1),
    ]  # fmt: skip


def test_another_amount_to_the_same_payee_is_no_double_until_it_repeats_itself() -> None:
    assert found([line(1, "1"), line(2, "1", satang=200)]) == []
    assert found([line(1, "1"), line(2, "1", satang=200), line(3, "1", satang=200)]) == [(3, "duplicate_payment", 2)]


def test_one_account_under_two_names_and_one_person_with_two_accounts_are_suspicious() -> None:
    assert found([line(1, "1"), line(2, "1", "ขอ", 200)]) == [(2, "account_two_names", 1)]
    assert found([line(1, "1", person_id="7"), line(2, "2", person_id="7")]) == [(2, "person_two_accounts", 1)]
    assert found([line(1, "1", person_id="7"), line(2, "1", person_id="7", satang=5)]) == []
    assert found([line(1, "1"), line(2, "1", bank="004")]) == []


def test_unreadable_lines_are_never_doubles_of_one_another() -> None:
    assert found([line(1, ""), line(2, ""), line(3, "1", satang=None), line(4, "1", satang=None)]) == []


@given(
    st.lists(
        st.builds(line, st.just(1), st.sampled_from("123"), st.sampled_from("กข"), st.sampled_from([1, 2, None])),
        max_size=8,
    )
)
def test_doubles_are_those_that_a_plain_comparison_finds(lines: list[Line]) -> None:
    lines = [known._replace(row=row) for row, known in enumerate(lines)]
    plain = {
        later.row
        for later in lines
        if later.satang is not None
        and any(e.row < later.row and (e.account, e.satang) == (later.account, later.satang) for e in lines)
    }
    assert {issue.row for issue in duplicates.find(lines) if issue.code == "duplicate_payment"} == plain


def test_a_line_without_a_bank_takes_it_from_the_account_that_names_it() -> None:
    row = Checker(BANKS, Kind.WELFARE).check_row(1, GOOD._replace(bank="", account="กรุงไทย 447-1-02938-5"))
    assert (row.line.bank, row.line.account, row.issues) == ("006", "4471029385", [])
    assert [repair.field for repair in row.repairs] == [Field.BANK, Field.ACCOUNT]


@pytest.mark.parametrize(
    ("comes", "read", "codes"),
    [
        ("812345678", "0812345678", []),
        ("+66 81-234-5678", "0812345678", []),
        ("994000165501", "0994000165501", []),
        ("81234567", "81234567", ["promptpay_wrong"]),
    ],
)
def test_zeros_that_a_spreadsheet_dropped_from_promptpay_are_restored(comes: str, read: str, codes: list[str]) -> None:
    row = Checker(BANKS, Kind.WELFARE).check_row(1, GOOD._replace(bank="พร้อมเพย์", account=comes))
    assert (row.line.account, [issue.code for issue in row.issues]) == (read, codes)
