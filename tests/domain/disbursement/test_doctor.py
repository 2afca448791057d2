"""The Thai data doctor: every case of the table, and what holds for all texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.disbursement import repairs, thai_marks, titles, verdicts
from app.domain.disbursement.bank_names import BankNames
from app.domain.disbursement.batch import Kind
from app.domain.disbursement.check_digits import is_right
from app.domain.disbursement.issues import Rule
from app.domain.disbursement.lines import Cells
from app.domain.disbursement.repairs import Pen
from app.domain.disbursement.transfer import Field
from app.domain.disbursement.validation import Checker
from app.domain.values import dates
from app.domain.values.errors import BadInput
from app.system.reference_data import banks
from tests.helpers.doctor_cases import CASES, DAYS, TITLES, Case

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

BANKS = banks()
NAMES = BankNames(BANKS)
GOOD = Cells("006", "6544793646", "นายชัยวัฒน์ ลองใจ", "2750", "1234545678781", "0812345678", "a@b.test", "R1")
LETTERS = (
    "กฎฏนทรสเแไใะาำิีึุูัํ็่้๊๋์ฺ๎ๆฯ๐๑๙0123456789oOlIkmAZ .,;:-–\u2011()'\"“’=+@E<>|\u00a0\u200b\u200e\ufeff\u00ad\u3000\u202e09Aาเ"
)
texts = st.one_of(st.text(LETTERS, max_size=14), st.text(max_size=10), st.sampled_from([case.comes for case in CASES]))
REPAIRS: dict[Field, Callable[[str, Pen], str]] = {
    Field.BANK: lambda text, pen: repairs.bank(text, NAMES.code, pen),
    Field.ACCOUNT: lambda text, pen: repairs.account(text, (10,), pen),
    Field.NAME: repairs.name,
    Field.AMOUNT: repairs.amount,
    Field.PERSON_ID: lambda text, pen: repairs.person_id(text, is_right, pen),
    Field.MOBILE: repairs.mobile,
    Field.EMAIL: repairs.email,
    Field.REFERENCE: repairs.words,
}


def test_the_table_has_the_cases_that_were_promised() -> None:
    assert len(CASES) >= 40
    assert {Rule(rule) for case in CASES for rule in case.rules} == set(Rule), "every rule has a case"


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_every_case_is_repaired_or_flagged_as_the_table_says_and_its_original_kept(case: Case) -> None:
    row = Checker(BANKS, Kind.WELFARE).check_row(3, GOOD.edited(case.field, case.comes))
    assert getattr(row.line, "satang" if case.field is Field.AMOUNT else case.field.value) == case.read
    assert tuple(rule.value for repair in row.repairs for rule in repair.rules) == case.rules
    assert tuple(issue.code for issue in row.issues) == case.codes
    assert [(repair.field, repair.original) for repair in row.repairs] == [(case.field, case.comes)] * bool(case.rules)


@pytest.mark.parametrize("case", [case for case in CASES if case.rules], ids=lambda case: case.what)
def test_a_refused_repair_leaves_the_cell_as_it_came(case: Case) -> None:
    said = " ".join(f"{case.field}:{rule}-" for rule in Rule)
    row = Checker(BANKS, Kind.WELFARE).check_row(3, GOOD.edited(case.field, case.comes), said)
    assert not row.repairs
    kept = str(row.line.satang) if case.field is Field.AMOUNT else getattr(row.line, case.field.value)
    assert kept in {case.comes.strip(), "None"}


@pytest.mark.parametrize(("typed", "day"), DAYS, ids=[typed for typed, _ in DAYS])
def test_days_of_both_eras_and_two_digit_years_are_read_or_refused(typed: str, day: date | None) -> None:
    if day is None:
        with pytest.raises(BadInput, match="date_unreadable"):
            dates.parse(typed)
    else:
        assert dates.parse(typed) == day


@given(st.sampled_from(list(REPAIRS)), texts)
@example(Field.NAME, "'\"ก'")
@example(Field.EMAIL, "<a@b,c>.")
@settings(max_examples=1500)
def test_what_was_repaired_needs_no_repair(field: Field, text: str) -> None:
    once = REPAIRS[field](text, Pen())
    pen = Pen()
    assert REPAIRS[field](once, pen) == once
    assert pen.rules == []


@given(st.sampled_from(list(REPAIRS)), texts)
@settings(max_examples=500)
def test_with_every_rule_refused_only_outer_blanks_go(field: Field, text: str) -> None:
    pen = Pen(set(Rule))
    assert REPAIRS[field](text, pen) == text.strip()
    assert pen.rules == []


@given(st.text("กนฎเแาำะีิัุ่้์ๆฯ .A-Za\u0430", max_size=12))
@settings(max_examples=1500)
def test_a_well_formed_text_is_left_alone_and_nothing_is_said_about_it(text: str) -> None:
    if thai_marks.WELL_FORMED.fullmatch(text):
        assert thai_marks.in_order(text) == thai_marks.once(text) == thai_marks.one_ae(text) == text
        assert thai_marks.fault(text) == ("", "")


@given(st.builds(Cells, st.just("006"), st.just("6544793646"), st.text("กนเแาำีัุ่้ๆ .Aa", max_size=12), st.just("1")))
@settings(max_examples=1000)
def test_a_name_is_judged_alike_alone_and_among_ten_thousand(cells: Cells) -> None:
    checker = Checker(BANKS, Kind.WELFARE)
    alone = checker.check_row(1, cells)
    among = checker.check([(1, cells), (2, GOOD)])
    assert (among.lines[0], [i for i in among.issues if i.row == 1]) == (alone.line, alone.issues)
    assert [repair.rules for repair in among.repairs] == [repair.rules for repair in alone.repairs]


@pytest.mark.parametrize("name", TITLES)
def test_two_spellings_of_one_person_differ_by_a_title_alone(name: str) -> None:
    bare = titles.bare(name)
    assert bare in {"สมชายใจดี", "สมหญิงใจดี", "มาลีใจดี", "กอขอคอ", "แพรงามดี", "กล้าหาญดี"}
    assert titles.bare(f"  {bare}  ") == bare


@pytest.mark.parametrize("name", ["ดรรชนี ใจดี", "นายิกา", "คุณวุฒิ ใจดี", "อนงค์ ใจดี", "ศศิ ใจดี", "พญานาค ใจดี"])
def test_a_name_that_begins_like_a_title_is_left_whole(name: str) -> None:
    assert titles.bare(name) == name.replace(" ", "")


def test_names_that_differ_by_a_title_are_not_two_persons() -> None:
    other = GOOD._replace(name="ชัยวัฒน์  ลองใจ", amount="9")
    assert not Checker(BANKS, Kind.WELFARE).check([(1, GOOD._replace(person_id="")), (2, other)]).issues
    third = GOOD._replace(name="นายสมชาย ลองใจ", amount="8")
    codes = [issue.code for issue in Checker(BANKS, Kind.WELFARE).check([(1, GOOD), (2, third)]).issues]
    assert codes == ["account_two_names"]


@given(st.dictionaries(st.tuples(st.sampled_from(Field), st.sampled_from(Rule)), st.booleans()))
def test_what_a_person_said_is_kept_word_for_word(said: verdicts.Said) -> None:
    text = verdicts.written(said)
    assert verdicts.read(text) == said
    assert verdicts.declined(text) == {
        field: frozenset(rule for (f, rule), accepted in said.items() if f is field and not accepted)
        for field in {f for (f, _), accepted in said.items() if not accepted}
    }
    for field, rule in said:
        assert (field, rule) not in verdicts.read(verdicts.changed(text, field, rule, None))
        assert verdicts.read(verdicts.changed(text, field, rule, True))[field, rule]
        assert all(f is not field for f, _ in verdicts.read(verdicts.without(text, [field])))
