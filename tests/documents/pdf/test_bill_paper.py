"""The bill on paper: every code is scanned back to its exact text at print size, every word is its source's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import zxingcpp

from app.documents.pdf import bill_paper
from app.documents.pdf.collection_content import bill_digest
from app.documents.pdf.rendering import Pdf
from app.documents.pdf.wording import fingerprint
from app.domain.collections import bill_barcode, thai_qr
from app.domain.collections.bill_barcode import BillCode
from app.domain.values.baht_text import baht_text
from app.domain.values.errors import Refused
from app.domain.values.money import Money
from app.i18n import LANGUAGES, Language, words
from tests.documents.pdf.collection_samples import ACCOUNT, ADDRESS, BILLER, ITEM, PAYER, PROMPTPAY_ID, bill, bills
from tests.documents.pdf.pictures import ink_box, picture
from tests.documents.pdf.test_stationery import STATIONERY

if TYPE_CHECKING:
    from app.documents.pdf.collection_content import BillSheet

PRINTER, OFFICE_SCANNER = 300, 200
"""Dots per inch: how bills are printed, and the least that a scanner at a counter sees of them."""


def codes(data: bytes, page: int, dots_per_inch: float, *kinds: zxingcpp.BarcodeFormat) -> list[tuple[str, str]]:
    seen = zxingcpp.read_barcodes(picture(data, page, dots_per_inch), zxingcpp.BarcodeFormats(kinds))
    return sorted((str(code.format), code.text) for code in seen)


def expected(told: BillSheet) -> list[tuple[str, str]]:
    """Return what the codes of a bill must say, by the rules and not by the paper."""
    to_pay = Money(told.amount_satang - told.paid_satang)
    found = [
        ("Code 128", f"|{told.biller_id}\r{told.ref1}\r{told.ref2}\r{to_pay.satang}"),
        ("QR Code", thai_qr.bill(told.biller_id, told.ref1, told.ref2, to_pay)),
    ]
    if told.promptpay_id:
        found.append(("QR Code", thai_qr.transfer(told.promptpay_id, to_pay)))
    return sorted(found)


def said(data: bytes, page: int = 0) -> str:
    return "".join(Pdf(data).text(page).split())


FULLEST = {
    "promptpay_id": PROMPTPAY_ID,
    "item": "ค่าธรรมเนียมใบอนุญาตประกอบกิจการ " * 5 + "ที่ปรึกษาน้ำผึ้งญี่ปุ่น",
    "amount_satang": 999_999_999_999,
    "paid_satang": 1,
}


@pytest.mark.parametrize("dots_per_inch", [OFFICE_SCANNER, PRINTER])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_code_is_scanned_back_to_its_exact_text(language: Language, dots_per_inch: int) -> None:
    given = (bill(1), bill(2, promptpay_id=PROMPTPAY_ID, paid_satang=345), bill(3, amount_satang=1), bill(4, **FULLEST))
    data = bill_paper.write(bills(*given), language)
    for page, told in enumerate(given):
        assert codes(data, page, dots_per_inch) == expected(told)


def test_a_code_says_the_biller_the_references_and_what_is_still_to_be_paid() -> None:
    told = bill(7, amount_satang=100_000, paid_satang=25_000)
    (barcode, qr_code) = codes(bill_paper.write(bills(told), "th"), 0, PRINTER)
    read = thai_qr.read(qr_code[1])
    assert read.target == thai_qr.BillTarget(BILLER, told.ref1, told.ref2)
    assert read.amount == Money(75_000)
    assert read.once
    assert bill_barcode.read(barcode[1]) == BillCode(BILLER, told.ref1, told.ref2, Money(75_000))


def test_every_code_of_three_hundred_bills_in_one_file_is_scanned_back() -> None:
    given = tuple(bill(number) for number in range(1, 301))
    data = bill_paper.write(bills(*given), "th")
    assert Pdf(data).pages == 300
    kinds = (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode)  # looking for all others takes five times
    for page, told in enumerate(given):
        assert codes(data, page, OFFICE_SCANNER, *kinds) == expected(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bill_says_everything_that_document_002_asks_for(language: Language) -> None:
    told = bill(1, promptpay_id=PROMPTPAY_ID)
    data = bill_paper.write(bills(told), language)
    text = said(data)
    facts = (
        "กรมตัวอย่างเพื่อการคลัง", "22 พ.ย. 2569" if language == "th" else "22 Nov 2026", PAYER, ADDRESS, ITEM,
        told.revenue_name, told.revenue_code, Money(told.amount_satang).format(), baht_text(Money(told.amount_satang)),
        "95414 / 01", told.ref1, told.ref2, BILLER, ACCOUNT, "31 ธ.ค. 2569" if language == "th" else "31 Dec 2026",
        words(language, "documents.simulated"), words(language, "collection_papers.bill.title"),
        fingerprint(bill_digest(told, bills(told))),
    )  # fmt: skip
    assert not [fact for fact in facts if "".join(fact.split()) not in text]
    for way in ("any_app", "counter", "machine", "other_bank", "in_time"):
        line = words(language, f"collection_papers.bill.way.{way}", company_code="95414", product_code="01")
        assert "".join(line.split()) in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mark", ["paid", "overpaid", "expired", "cancelled"])
def test_a_bill_that_is_not_to_be_paid_says_so_and_bears_no_code(mark: str, language: Language) -> None:
    data = bill_paper.write(bills(bill(1, mark=mark, promptpay_id=PROMPTPAY_ID)), language)
    assert codes(data, 0, PRINTER) == []
    text = said(data)
    assert text.count("".join(words(language, f"collection_papers.bill.mark.{mark}").split())) >= 2
    assert "".join(words(language, "collection_papers.bill.mark.do_not_pay").split()) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fullest_bill_stays_within_its_sheet_and_above_its_slip(language: Language) -> None:
    told = bill(1, **FULLEST, payer_name="น้ำผึ้งญี่ปุ่น " * 13, payer_address="ที่อยู่ น้ำผึ้ง " * 12)
    data = bill_paper.write(bills(told), language)
    assert Pdf(data).pages == 1
    _, top, _, bottom = ink_box(picture(data))
    assert top > 28
    assert bottom < 842 - 14
    page = picture(data)
    cut = 574
    above = page.crop((0, cut - 6, page.width, cut - 2))
    below = page.crop((0, cut + 2, page.width, cut + 5))
    assert above.getextrema() == below.getextrema() == (255, 255)
    assert "".join(str(FULLEST["item"]).split()) in said(data)


def test_bills_stop_when_a_person_says_so() -> None:
    with pytest.raises(Refused, match="document_stopped"):
        bill_paper.write(bills(bill(1), bill(2)), "th", lambda _done, _all: False)


def test_another_amount_is_another_hash_and_the_same_bill_the_same_bytes() -> None:
    one, other = bills(bill(1)), bills(bill(1, amount_satang=5))
    assert bill_digest(one.bills[0], one) != bill_digest(other.bills[0], other)
    assert bill_paper.write(one, "th") == bill_paper.write(one, "th")


def test_a_bill_bears_the_agencys_template_and_its_codes_are_still_read() -> None:
    told = bill(1, **FULLEST)
    plain = bills(told)
    dressed = replace(plain, office=replace(plain.office, stationery=STATIONERY))
    data = bill_paper.write(dressed, "th")
    assert codes(data, 0, PRINTER) == expected(told)
    assert STATIONERY.template.office in Pdf(data).text(0)
    assert words("th", "documents.template", version=STATIONERY.version) in Pdf(data).text(0)
    assert bill_digest(told, dressed) != bill_digest(told, plain)
