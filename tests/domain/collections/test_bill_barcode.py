"""The text of a bill's barcode: the public vectors, round trips, and what no bank takes."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.collections import bill_barcode
from app.domain.collections.bill_barcode import BillCode
from app.domain.values.errors import BadInput
from app.domain.values.money import SATANG_MAX, Money

VECTORS = {  # maythiwat/promptparse, MIT
    "|099999999999990\r111222333444\r\r0": BillCode("099999999999990", "111222333444", "", None),
    "|099400016550100\r123456789012\r670429\r364922": BillCode(
        "099400016550100", "123456789012", "670429", Money(364_922)
    ),
}
REFERENCES = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=20)


@pytest.mark.parametrize("text", VECTORS)
def test_the_public_vectors_are_written_and_read(text: str) -> None:
    assert bill_barcode.read(text) == VECTORS[text]
    assert bill_barcode.text(VECTORS[text]) == text


@given(
    st.from_regex(r"[0-9]{15}", fullmatch=True),
    REFERENCES,
    REFERENCES | st.just(""),
    st.none() | st.integers(1, SATANG_MAX).map(Money),
)
def test_a_code_is_read_as_it_was_written(biller: str, ref1: str, ref2: str, amount: Money | None) -> None:
    code = BillCode(biller, ref1, ref2, amount)
    assert bill_barcode.read(bill_barcode.text(code)) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "barcode_form"),
        ("099999999999990\r1\r\r0", "barcode_form"),
        ("|099999999999990\r1\r0", "barcode_form"),
        ("|099999999999990\n1\n\n0", "barcode_form"),
        ("|099999999999990\r1\r\r0\r", "barcode_form"),
        ("|0999\r1\r\r0", "barcode_biller"),
        ("|099999999999990\r\r\r0", "barcode_ref1"),
        ("|099999999999990\ra\r\r0", "barcode_ref1"),
        ("|099999999999990\r1\rก\r0", "barcode_ref2"),
        ("|099999999999990\r1\r\r", "barcode_amount"),
        ("|099999999999990\r1\r\r01", "barcode_amount"),
        ("|099999999999990\r1\r\r-5", "barcode_amount"),
        ("|099999999999990\r1\r\r9999999999999999", "barcode_amount"),
    ],
)
def test_what_no_bank_takes_is_named(text: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        bill_barcode.read(text)
    assert caught.value.code == code


@pytest.mark.parametrize("satang", [0, -1, SATANG_MAX + 1])
def test_no_barcode_asks_for_nothing_or_too_much(satang: int) -> None:
    with pytest.raises(BadInput, match="barcode_amount"):
        bill_barcode.text(BillCode("099999999999990", "1", "", Money(satang)))
