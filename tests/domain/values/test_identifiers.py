from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.disbursement import check_digits
from app.domain.values import identifiers
from app.domain.values.errors import BadInput
from app.system.reference_data import banks


@pytest.mark.parametrize(
    "number", ["1234545678781", "0994000617721", "0994000165501", "1-2345-45678-78-1", "๑๒๓๔๕๔๕๖๗๘๗๘๑"]
)
def test_right_citizen_and_tax_ids_are_taken(number: str) -> None:
    assert len(identifiers.parse_person_or_tax_id(number)) == 13


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("1234545678789", "id_check_digit"),
        ("0994000617723", "id_check_digit"),
        ("9234545678780", "id_check_digit"),
        ("123454567878", "id_length"),
        ("12345456787811", "id_length"),
        ("", "id_unreadable"),
        ("12345456787x1", "id_unreadable"),
        ("١٢٣٤٥٤٥٦٧٨٧٨١", "id_unreadable"),
    ],
)
def test_wrong_ids_are_refused_with_their_reason(number: str, code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        identifiers.parse_person_or_tax_id(number)
    assert refusal.value.code == code


@given(st.integers(0, 10**13 - 1).map(lambda number: f"{number:013d}"))
def test_the_fast_check_digit_agrees_with_the_one_that_decides(number: str) -> None:
    for candidate in (number, *(number[:12] + str(digit) for digit in range(10))):
        try:
            identifiers.parse_person_or_tax_id(candidate)
        except BadInput:
            assert not check_digits.is_right(candidate)
        else:
            assert check_digits.is_right(candidate)


@pytest.mark.parametrize(
    ("text", "valid"), [("0812345678", True), ("081-234-5678", True), ("021234567", False), ("", False)]
)
def test_only_mobile_numbers_can_get_a_message(text: str, valid: bool) -> None:
    if valid:
        assert identifiers.parse_mobile(text) == "0812345678"
    else:
        with pytest.raises(BadInput, match="mobile_unreadable"):
            identifiers.parse_mobile(text)


@pytest.mark.parametrize("text", ["a@b.test", " payee1@example.test ", "first.last+tag@sub.example.test"])
def test_addresses_are_kept_as_typed(text: str) -> None:
    assert identifiers.parse_email(text) == text.strip()


@pytest.mark.parametrize(
    "text", ["", "a@b", "a b@c.test", "a@b.test,c@d.test", "@b.test", "ก@b.test", "a@b." + "x" * 260]
)
def test_other_texts_are_no_addresses(text: str) -> None:
    with pytest.raises(BadInput, match="email_unreadable"):
        identifiers.parse_email(text)


def test_strangers_see_four_digits_of_an_account() -> None:
    assert identifiers.masked_account("0123456789") == "xxx-x-x5678-x"
    assert identifiers.masked_account("123456789012") == "xxxxxxx-8901-x"
    assert identifiers.masked_account("1234") == "xxxx"


def test_accounts_are_printed_in_the_groups_of_their_bank() -> None:
    table = banks()
    assert identifiers.formatted_account("0123456789", table.find("006")) == "012-3-45678-9"
    assert identifiers.formatted_account("123456789012", table.find("030")) == "123-4-56789-012"
    assert identifiers.formatted_account("123456789012345", table.find("030")) == "123456789012345"
    assert identifiers.formatted_account("0123456789", None) == "0123456789"


@pytest.mark.parametrize(
    ("note", "shape"),
    [
        ("10, 3-1-5-1", ((10,), (3, 1, 5, 1))),
        ("12 (or 15), 3-1-5-3", ((12, 15), (3, 1, 5, 3))),
        ("10 or 12", ((10, 12), ())),
        ("12", ((12,), ())),
        ("", ((), ())),
    ],
)
def test_format_notes_tell_lengths_and_groups(note: str, shape: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    assert identifiers.account_shape(note) == shape


def test_the_shipped_banks_are_found_by_their_code() -> None:
    table = banks()
    krungthai = table.find("006")
    assert krungthai is not None
    assert (krungthai.abbreviation, krungthai.account_lengths) == ("KTB", (10,))
    assert table.title("006", "th") == "006 กรุงไทย"
    assert table.title("006", "en") == "006 KTB"
    assert table.title("999", "th") == "999"
    assert table.find("999") is None
