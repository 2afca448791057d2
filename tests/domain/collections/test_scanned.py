"""A scanned bill is found by its references; damaged codes are named, and other texts are searched as they are."""

from __future__ import annotations

import pytest

from app.domain.collections import bill_barcode, references, thai_qr
from app.domain.collections.bill_barcode import BillCode
from app.domain.collections.scanned import references_in, searched
from app.domain.values.errors import BadInput
from app.domain.values.money import Money
from tests.domain.collections.collection_samples import BILLER

TOLD = references.made("2101000001", 2570, 7)


def test_both_codes_of_a_bill_lead_to_its_references() -> None:
    qr_code = thai_qr.bill(BILLER, TOLD.ref1, TOLD.ref2, Money(100))
    barcode = bill_barcode.text(BillCode(BILLER, TOLD.ref1, TOLD.ref2, Money(100)))
    for text in (
        qr_code,
        f"{qr_code}\r\n",
        barcode,
        f" {barcode}",
        barcode.replace("\r", " "),
        barcode.replace("\r", "\r\n"),
    ):
        assert references_in(text) == (TOLD.ref1, TOLD.ref2)


@pytest.mark.parametrize("text", ["", "สมหญิง", TOLD.ref1, TOLD.ref2, "00"])
def test_what_is_no_code_is_searched_as_it_is(text: str) -> None:
    assert references_in(text) is None


def test_a_search_looks_for_the_references_of_a_scanned_bill_and_else_for_what_was_typed() -> None:
    assert searched(thai_qr.bill(BILLER, TOLD.ref1, TOLD.ref2, Money(100))) == f"{TOLD.ref1} {TOLD.ref2}"
    assert searched(thai_qr.bill(BILLER, TOLD.ref1, "", None)) == TOLD.ref1
    for typed in ("สมหญิง", "", "|1 2", thai_qr.transfer("0812223333", None)):
        assert searched(typed) == typed


def test_a_code_that_is_damaged_or_pays_no_bill_is_named() -> None:
    for text, code in (
        (thai_qr.bill(BILLER, TOLD.ref1, "", None).replace("TH", "UH"), "qr_crc_wrong"),
        (thai_qr.transfer("0812223333", None), "qr_no_bill"),
        ("|1\r2", "barcode_form"),
    ):
        with pytest.raises(BadInput) as caught:
            references_in(text)
        assert caught.value.code == code
