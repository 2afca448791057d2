"""The receipt on paper: book and number, sums in figures and words, copies that differ by their mark alone."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import pytest
from PIL import ImageChops

from app.documents.pdf import official_receipt
from app.documents.pdf.codes import payload
from app.documents.pdf.collection_content import (
    CollectionPaper,
    CopyMark,
    ReceiptLine,
    ReceiptSheet,
    VoidedMark,
    receipt_digest,
)
from app.documents.pdf.rendering import Pdf
from app.domain.values.baht_text import baht_text
from app.domain.values.money import Money
from app.i18n import LANGUAGES, Language, words
from tests.documents.pdf.collection_samples import ADDRESS, ITEM, PAYER, receipt, receipts
from tests.documents.pdf.pictures import ink_box, picture, scanned

if TYPE_CHECKING:
    from app.documents.pdf.content import Layout

COPY = CopyMark(2, "วิภา ตัวอย่างงาม", "2026-11-23T03:00:00.000Z")
VOID = VoidedMark("ชื่อผู้ชำระเงินผิด", "2026-11-24T03:00:00.000Z")
LAYOUTS: tuple[Layout, ...] = ("page", "half", "roll")
each_layout = pytest.mark.parametrize("layout", LAYOUTS)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def lines(data: bytes, page: int = 0) -> list[str]:
    return [line.strip() for line in Pdf(data).text(page).splitlines() if line.strip()]


def said(data: bytes) -> str:
    pdf = Pdf(data)
    return "".join("".join(pdf.text(page).split()) for page in range(pdf.pages))


def written(*given: ReceiptSheet, layout: Layout = "page", language: Language = "th") -> bytes:
    return official_receipt.write(receipts(*given, layout=layout), language)


@each_layout
@each_language
def test_a_receipt_says_every_word_of_its_source(layout: Layout, language: Language) -> None:
    told = receipt(123)
    text = said(written(told, layout=layout, language=language))
    facts = (
        words(language, "collection_papers.receipt.title"), "000123/2570",
        words(language, "collection_papers.receipt.number", book="2", number="000123/2570"), PAYER, ADDRESS, ITEM,
        "642", Money(told.total_satang).format(), baht_text(Money(told.total_satang)), told.bank_reference, told.ref1,
        told.ref2, told.receiver, words(language, "collection_terms.channel.mobile"),
        words(language, "collection_papers.receipt.received_rightly"), told.bank_signature[:24],
        "22 พ.ย. 2569 09:41" if language == "th" else "22 Nov 2026 09:41",
    )  # fmt: skip
    assert not [fact for fact in facts if "".join(fact.split()) not in text]


@each_layout
@each_language
def test_a_copy_differs_from_the_original_by_its_mark_alone(layout: Layout, language: Language) -> None:
    original = lines(written(receipt(1), layout=layout, language=language))
    copy = lines(written(receipt(1, copy=COPY), layout=layout, language=language))
    changes = [line for line in difflib.ndiff(sorted(original), sorted(copy)) if line[0] in "+-"]
    added = "".join("".join(line[2:].split()) for line in changes if line[0] == "+")
    gone = "".join("".join(line[2:].split()) for line in changes if line[0] == "-")
    mark = words(language, "collection_papers.receipt.copy", number=2)
    moment = "23 พ.ย. 2569 10:00" if language == "th" else "23 Nov 2026 10:00"
    by = words(language, "collection_papers.receipt.copied_by", person=COPY.person, moment=moment)
    for part in (mark, by):
        assert "".join(part.split()) in "".join("".join(copy).split())
        assert "".join(part.split()) not in "".join("".join(original).split())
    assert sorted(added) == sorted(gone + "".join((mark + by).split()))


@each_layout
def test_original_copy_and_voided_are_the_same_document_to_a_scanner(layout: Layout) -> None:
    told = (receipt(1), receipt(1, copy=COPY), receipt(1, copy=COPY, voided=VOID))
    digests = {receipt_digest(each, receipts(each, layout=layout)) for each in told}
    assert len(digests) == 1
    for each in told:
        expected = payload(CollectionPaper.RECEIPT, receipt_digest(each, receipts(each)))
        assert scanned(picture(written(each, layout=layout), 0, 203)) == [expected]


@each_layout
@each_language
def test_a_voided_receipt_says_so_why_and_when(layout: Layout, language: Language) -> None:
    text = said(written(receipt(1, voided=VOID), layout=layout, language=language))
    assert words(language, "collection_papers.receipt.voided") in text
    assert VOID.reason in text
    assert VOID.reason not in said(written(receipt(1), layout=layout, language=language))


@pytest.mark.parametrize("layout", ["page", "half"])
def test_a_voided_receipt_is_crossed_out(layout: Layout) -> None:
    before, after = (picture(written(each, layout=layout)) for each in (receipt(1), receipt(1, voided=VOID)))
    crossed = ImageChops.difference(before, after).getbbox()
    assert crossed is not None
    left, top, right, bottom = crossed
    assert left < 100 < 400 < right  # the mark alone stands at the right of the title
    assert bottom - top > 100


def test_halves_stand_two_on_a_sheet_and_what_does_not_fit_gets_a_page() -> None:
    long = receipt(2, lines=(ReceiptLine("ก", "642", "ข" * 190, 1),), total_satang=1)
    many = receipt(4, lines=tuple(ReceiptLine("ก", "642", "ข", 1) for _ in range(2)), total_satang=2)
    data = written(receipt(1), long, receipt(3), many, receipt(5), receipt(6), layout="half")
    pages = [[number for number in range(1, 7) if f"{number:06d}/2570" in said_page(data, page)] for page in range(5)]
    assert pages == [[1], [2], [3], [4], [5, 6]]
    assert Pdf(data).pages == 5


def said_page(data: bytes, page: int) -> str:
    return "".join(Pdf(data).text(page).split())


@pytest.mark.parametrize("count", [1, 40])
def test_a_receipt_of_many_items_goes_over_pages_with_its_sum_at_the_end(count: int) -> None:
    items = tuple(ReceiptLine("ค่าเช่า", "670", f"ค่าเช่าห้องที่ {number}", number * 100) for number in range(1, count + 1))
    told = receipt(1, lines=items, total_satang=sum(item.satang for item in items))
    data = written(told)
    text = said(data)
    assert all("".join(item.item.split()) in text for item in items)
    assert Money(told.total_satang).format() in said_page(data, Pdf(data).pages - 1)
    for page in range(Pdf(data).pages):
        assert ink_box(picture(data, page))[3] <= 810


@each_language
def test_half_a_sheet_is_not_overfull(language: Language) -> None:
    full = receipt(
        1,
        copy=COPY,
        voided=VOID,
        payer_address="น้ำผึ้ง ถนน " * 12,
        lines=(ReceiptLine("ค่าธรรมเนียมน้ำ", "642", "ค่าน้ำ" * 10, 777_777_777_777),),
        total_satang=777_777_777_777,
    )
    data = written(full, full, layout="half", language=language)
    assert Pdf(data).pages == 1
    assert said(data).count("น้ำผึ้งถนน" * 12) == 2
    page = picture(data, 0, 144)
    for cut in (0, 421):
        rule = 2 * (cut + 421 - 12 - 48 - 10)
        above = page.crop((0, rule - 7, page.width, rule - 3))
        assert above.getextrema() == (255, 255)


def test_long_names_and_addresses_are_whole() -> None:
    name = " ".join(f"น้ำผึ้งญี่ปุ่น{number}" for number in range(12))
    address = " ".join(f"ตำบลที่{number} น้ำผึ้ง" for number in range(12))
    for layout in LAYOUTS:
        text = said(written(receipt(1, payer_name=name, payer_address=address), layout=layout))
        assert "".join(name.split()) in text
        assert "".join(address.split()) in text


def test_three_hundred_receipts_are_one_file() -> None:
    given = tuple(receipt(number) for number in range(1, 301))
    data = written(*given, layout="half")
    assert Pdf(data).pages == 150
    assert "000299/2570" in said_page(data, 149)
    assert "000300/2570" in said_page(data, 149)
