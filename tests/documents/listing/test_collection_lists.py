"""The register of receipts and the lists of a day: every row once, sums by channel and type, as table and on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.documents.listing.collection_lists import DayList, day_list, receipt_register
from app.documents.pdf import list_report
from app.documents.pdf.receipt_sheet import receipt_sheet
from app.documents.pdf.rendering import Pdf
from app.domain.collections.payment import Allocation, Channel
from app.domain.collections.receipt import OfficialReceipt, Receipt, ReceiptItem, ReceiptPrint, VoidMark
from app.domain.values.money import Money
from app.i18n import LANGUAGES, Language, words
from tests.documents.pdf.samples import OFFICE, PRINTING
from tests.domain.collections.collection_samples import NOW, RECEIVING, TODAY, UNIT, bill, payment, reversed_one

if TYPE_CHECKING:
    from app.domain.values.listing import Listing

each_language = pytest.mark.parametrize("language", LANGUAGES)


def receipt(number: int, satang: int = 10_000, fy: int = 2570) -> Receipt:
    told = OfficialReceipt(
        f"{UNIT}/{fy}/{number}", "2101", "กรมตัวอย่าง", UNIT, "สำนักงานตัวอย่าง", fy, 1, number, f"ผู้ชำระ {number}", "", "",
        (ReceiptItem("b1", "licence", "642", "ค่าธรรมเนียม", f"รายการ {number}", Money(satang)),), Money(satang),
        f"KTB{number}", "", "", Channel.COUNTER, NOW, NOW, "u1", "สมหญิง แบบอย่าง",
    )  # fmt: skip
    return Receipt(told, b"{}", "c2ln")


def on_paper(listing: Listing, language: Language) -> str:
    pdf = Pdf(list_report.write(listing, OFFICE, PRINTING, language))
    return "".join("".join(pdf.text(page).split()) for page in range(pdf.pages))


@each_language
def test_the_register_has_every_number_in_order_and_says_why_one_is_void(language: Language) -> None:
    void = replace(receipt(2), void=VoidMark("q1", "ชื่อผิด", NOW), prints=(ReceiptPrint(0, "u1", NOW),))
    listing = receipt_register([receipt(3), void, receipt(1)], language)
    rows = list(listing.rows)
    assert [row[0] for row in rows] == [f"1/{number:06d}/2570" for number in (1, 2, 3)]
    assert "ชื่อผิด" in rows[1][-1]
    assert rows[1][-2] == "1"
    assert rows[0][-1] == rows[2][-1] == words(language, "collection_lists.register_holds")
    head = dict(listing.head)
    assert head[words(language, "collection_lists.register_holding")] == words(
        language, "collection_lists.counted", count="2", amount="200.00"
    )
    assert words(language, "collection_lists.register_missing") not in head
    said = on_paper(listing, language)
    assert not [cell for row in rows for cell in row if "".join(cell.split()) not in said]


def test_a_number_that_is_missing_is_named() -> None:
    listing = receipt_register([receipt(1), receipt(3), receipt(7), receipt(1, fy=2571)], "en")
    missing = [value for label, value in listing.head if label == "Missing numbers"]
    assert missing == ["000002/2570", "000004/2570 – 000006/2570"]


def test_an_empty_register_is_a_list_without_rows() -> None:
    assert receipt_register([], "th").count == 0


@each_language
@pytest.mark.parametrize("which", ["intraday", "end_of_day"])
def test_the_list_of_a_day_has_every_payment_once_with_its_sums(which: DayList, language: Language) -> None:
    types = {each.bill_id: each.draft.revenue_type for each in (bill(1), bill(2, revenue_type="rent"))}
    given = [
        payment(1, "1", "2", 50_000, "ก", Channel.COUNTER, (Allocation("b1", Money(50_000)),)),
        replace(payment(2, "1", "3", 30_000, "ข", Channel.MOBILE), paid_at=NOW - timedelta(hours=1)),
        payment(3, "", "", 700, "", Channel.COUNTER, (Allocation("b2", Money(700)),)),
        reversed_one(payment(4, "", "", 999, "", Channel.ATM)),
    ]
    listing = day_list(which, TODAY, given, types, RECEIVING, language)
    assert listing.title == words(language, f"collection_lists.{which}.title")
    rows = list(listing.rows)
    assert [row[2] for row in rows] == ["KTB00000002", "KTB00000001", "KTB00000003", "KTB00000004"]
    assert rows[0][0] == "09:00:00"
    assert words(language, "collection_terms.queue.wrong_reference") in rows[0][-1]
    head = dict(listing.head)
    counted = {
        "collection_lists.day.received": ("3", "807.00"),
        "collection_terms.channel.counter": ("2", "507.00"),
        "collection_terms.channel.mobile": ("1", "300.00"),
        "collection_lists.day.no_type": ("1", "300.00"),
        "collection_lists.day.reversed": ("1", "9.99"),
    }
    for key, (count, amount) in counted.items():
        assert head[words(language, key)] == words(language, "collection_lists.counted", count=count, amount=amount)
    assert words(language, "collection_terms.channel.atm") not in head
    said = on_paper(listing, language)
    assert not [cell for row in rows for cell in row if "".join(cell.split()) not in said]


def test_a_print_of_a_receipt_tells_the_originals_person_and_the_copys_own() -> None:
    first, second = ReceiptPrint(0, "u1", NOW), ReceiptPrint(1, "u2", NOW + timedelta(days=1))
    told = replace(receipt(1), prints=(first, second))
    original, copy = (receipt_sheet(told, taken, {"u1": "สมหญิง", "u2": "วิภา"}.__getitem__) for taken in (first, second))
    assert original.copy is None
    assert copy.copy is not None
    assert (copy.copy.number, copy.copy.person) == (1, "วิภา")
    assert replace(copy, copy=None) == original
    assert (original.number, original.printed_by, original.bank_signature) == ("000001/2570", "สมหญิง", "c2ln")
    voided = receipt_sheet(replace(told, void=VoidMark("q", "ผิด", NOW)), first, lambda uid: uid)
    assert voided.voided is not None
    assert voided.voided.reason == "ผิด"
