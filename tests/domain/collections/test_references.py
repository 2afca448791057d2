"""A bill's references: a mistyped digit and two that changed places are found before money moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.collections import references
from app.domain.values.errors import BadInput

UNITS = st.from_regex(r"[0-9]{10}", fullmatch=True)
NUMBERS = st.integers(1, references.RUNNING_MAX)
YEARS = st.integers(2560, 2659)


@given(UNITS, YEARS, NUMBERS)
def test_references_say_unit_year_and_number_again(unit: str, year: int, number: int) -> None:
    made = references.made(unit, year, number)
    assert (len(made.ref1), len(made.ref2)) == (references.REF1_DIGITS, references.REF2_DIGITS)
    assert references.parse(made.ref1, made.ref2) == references.References(unit, year % 100, number)


@given(UNITS, YEARS, NUMBERS)
def test_every_wrong_digit_is_found(unit: str, year: int, number: int) -> None:
    made = references.made(unit, year, number)
    for ref1 in wrong_digits(made.ref1):
        with pytest.raises(BadInput, match="ref1_check"):
            references.parse_ref1(ref1)
        assert not references.are_right(ref1, made.ref2)
    for ref2 in wrong_digits(made.ref2):
        with pytest.raises(BadInput, match="ref2_check"):
            references.parse(made.ref1, ref2)


@given(UNITS, YEARS, NUMBERS)
def test_neighbours_that_changed_places_are_found_by_the_two_together(unit: str, year: int, number: int) -> None:
    made = references.made(unit, year, number)
    assert not [ref1 for ref1 in transposed(made.ref1) if references.are_right(ref1, made.ref2)]
    assert not [ref2 for ref2 in transposed(made.ref2) if references.are_right(made.ref1, ref2)]


@given(UNITS, YEARS, NUMBERS, NUMBERS)
def test_no_two_bills_share_references_and_anothers_second_is_refused(
    unit: str, year: int, one: int, other: int
) -> None:
    first, second = references.made(unit, year, one), references.made(unit, year, other)
    assert (first.ref2 == second.ref2) == (one == other)


def test_a_unit_is_not_paid_under_anothers_first_reference() -> None:
    ours, theirs = references.made("2101000001", 2570, 7), references.made("2102000001", 2570, 7)
    assert not references.are_right(theirs.ref1, ours.ref2)


def test_the_check_digits_are_those_of_iso_7064() -> None:
    made = references.made("2101000001", 2570, 1)
    assert made.ref1 == "21010000015"
    assert int(made.ref1 + made.ref2) % 97 == 1


@pytest.mark.parametrize("typed", ["2101 0000 015", "210-1000-0015", " 21010000015 ", "๒๑๐๑๐๐๐๐๐๑๕"])
def test_blanks_dashes_and_thai_digits_are_read(typed: str) -> None:
    assert references.parse(typed, references.made("2101000001", 2570, 1).ref2).unit == "2101000001"


@pytest.mark.parametrize("typed", ["", "2101000001", "2101000001550", "2101000001A", "21010000_15", "²1010000015"])
def test_what_has_not_eleven_digits_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="ref1_form"):
        references.parse_ref1(typed)
    with pytest.raises(BadInput, match="ref2_form"):
        references.parse("21010000015", typed)


@pytest.mark.parametrize(
    ("unit", "number"), [("210100001", 1), ("210100000a", 1), ("2101000001", 0), ("2101000001", 10**8)]
)
def test_nothing_else_gets_references(unit: str, number: int) -> None:
    with pytest.raises(ValueError, match="no reference"):
        references.made(unit, 2570, number)


def wrong_digits(text: str) -> list[str]:
    return [
        text[:place] + digit + text[place + 1 :]
        for place in range(len(text))
        for digit in "0123456789"
        if digit != text[place]
    ]


def transposed(text: str) -> list[str]:
    return [
        text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        for place in range(len(text) - 1)
        if text[place] != text[place + 1]
    ]
