"""Invented bills and receipts for the documents' tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.documents.pdf.collection_content import Bills, BillSheet, ReceiptLine, ReceiptSheet, ReceiptSheets
from app.domain.collections import references
from tests.documents.pdf.samples import OFFICE, PRINTING

if TYPE_CHECKING:
    from app.documents.pdf.content import Layout

PAYER = "บริษัท ตัวอย่างน้ำผึ้งไพศาล จำกัด (มหาชน)"
ADDRESS = "99/9 หมู่ที่ 9 ถนนพหลโยธิน ตำบลคลองหนึ่ง อำเภอคลองหลวง จังหวัดปทุมธานี 12120"
ITEM = "ค่าธรรมเนียมใบอนุญาตประกอบกิจการโรงงานที่ปรึกษา ประจำปี 2570"
ACCOUNT = "กรมตัวอย่างเพื่อการคลัง เพื่อการรับเงินทางอิเล็กทรอนิกส์"
BILLER = "099400016550101"
PROMPTPAY_ID = "0994000165501"
PAID, ISSUED = "2026-11-22T02:41:00.000Z", "2026-11-22T03:00:00.000Z"


def bill(number: int, **changes: Any) -> BillSheet:
    """Return the ``number``-th bill of an endless series, with other facts where ``changes`` say so."""
    told = references.made("2101000001", 2570, number)
    facts: dict[str, Any] = {
        "payer_name": PAYER,
        "payer_id": PROMPTPAY_ID,
        "payer_address": ADDRESS,
        "revenue_name": "ค่าธรรมเนียมใบอนุญาต",
        "revenue_code": "642",
        "item": ITEM,
        "amount_satang": 1_234_500 + number * 7_919,
        "issued_on": "2026-11-22",
        "due_date": "2026-12-31",
        "account_name": ACCOUNT,
        "company_code": "95414",
        "product_code": "01",
        "biller_id": BILLER,
        "ref1": told.ref1,
        "ref2": told.ref2,
    }
    return BillSheet(**{**facts, **changes})


def bills(*given: BillSheet) -> Bills:
    """Return bills to be printed in one go."""
    return Bills(OFFICE, given, PRINTING)


def receipt(number: int, **changes: Any) -> ReceiptSheet:
    """Return the ``number``-th receipt of an endless series, with other facts where ``changes`` say so."""
    satang = 1_234_500 + number
    facts: dict[str, Any] = {
        "book": f"{(number - 1) // 100 + 1}",
        "number": f"{number:06d}/2570",
        "payer_name": PAYER,
        "payer_id": PROMPTPAY_ID,
        "payer_address": ADDRESS,
        "lines": (ReceiptLine("ค่าธรรมเนียมใบอนุญาต", "642", ITEM, satang),),
        "total_satang": satang,
        "channel": "mobile",
        "bank_reference": f"KTB20261122{number:08d}",
        "ref1": "21010000015",
        "ref2": "700000000262",
        "paid_at": PAID,
        "issued_at": ISSUED,
        "receiver": "สมหญิง แบบอย่าง",
        "bank_signature": "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4",
        "printed_by": "สมหญิง แบบอย่าง",
        "printed_at": ISSUED,
    }
    return ReceiptSheet(**{**facts, **changes})


def receipts(*given: ReceiptSheet, layout: Layout = "page") -> ReceiptSheets:
    """Return receipts to be printed in one go."""
    return ReceiptSheets(OFFICE, given, PRINTING, layout)
