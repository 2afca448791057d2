"""Which column of a list of bills holds what: headings by their words, Thai and English, as offices write them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.disbursement.heading_words import Heading, heading_of, normalised

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HEADER_ROWS_MAX = 30
ESSENTIALS_MIN = 2


class BillColumn(StrEnum):
    """What a column of a list of bills can hold."""

    PAYER_NAME = "payer_name"
    TITLE = "title"
    LAST_NAME = "last_name"
    PAYER_ID = "payer_id"
    PAYER_ADDRESS = "payer_address"
    PAYER_EMAIL = "payer_email"
    PAYER_MOBILE = "payer_mobile"
    REVENUE_TYPE = "revenue_type"
    ITEM = "item"
    AMOUNT = "amount"
    DUE_DATE = "due_date"


_C = BillColumn
_WORDS: dict[BillColumn, tuple[str, ...]] = {
    _C.PAYER_NAME: (
        "ผู้ชำระเงิน", "ผู้ชำระ", "ชื่อผู้ชำระเงิน", "ชื่อผู้ชำระ", "ชื่อลูกหนี้", "ลูกหนี้", "ผู้ประกอบการ", "ชื่อผู้ประกอบการ", "ผู้รับบริการ",
        "ผู้ยื่นคำขอ", "ชื่อผู้ยื่นคำขอ", "ชื่อผู้เช่า", "ผู้เช่า", "ชื่อบริษัท",
        "payer", "payername", "customer", "customername", "debtor", "applicant", "billto",
    ),
    _C.PAYER_ADDRESS: (
        "ที่อยู่", "ที่อยู่ผู้ชำระเงิน", "ที่อยู่ผู้ชำระ", "ที่ตั้ง", "สถานที่ติดต่อ", "ที่อยู่ที่ติดต่อได้", "address", "payeraddress", "billingaddress",
    ),
    _C.REVENUE_TYPE: (
        "ประเภทรายได้", "รหัสรายได้", "ประเภท", "รหัสประเภทรายได้", "ประเภทเงิน", "ประเภทค่าธรรมเนียม", "รหัสรายการ",
        "revenuetype", "revenuecode", "type", "revenue", "code", "category",
    ),
    _C.ITEM: (
        "รายการ", "รายละเอียด", "รายการชำระ", "รายการที่ชำระ", "รายการรับชำระ", "ค่าบริการ", "เรื่อง", "ชำระค่า", "เพื่อชำระค่า",
        "item", "description", "detail", "details", "purpose", "service",
    ),
    _C.AMOUNT: ("ค่าธรรมเนียม", "ยอดชำระ", "จำนวนเงินที่ต้องชำระ", "ยอดที่ต้องชำระ", "ยอดหนี้", "fee", "amountdue", "price"),
    _C.DUE_DATE: (
        "ครบกำหนด", "วันครบกำหนด", "วันที่ครบกำหนด", "กำหนดชำระ", "วันครบกำหนดชำระ", "วันที่ครบกำหนดชำระ", "ชำระภายใน",
        "ชำระภายในวันที่", "กำหนดชำระเงิน", "โปรดชำระภายใน", "duedate", "due", "paybefore", "payby", "dueon",
    ),
}  # fmt: skip
_OWN = {normalised(word): column for column, words in _WORDS.items() for word in words}
_SHARED = {
    Heading.NAME: _C.PAYER_NAME,
    Heading.TITLE: _C.TITLE,
    Heading.LAST_NAME: _C.LAST_NAME,
    Heading.PERSON_ID: _C.PAYER_ID,
    Heading.MOBILE: _C.PAYER_MOBILE,
    Heading.EMAIL: _C.PAYER_EMAIL,
    Heading.AMOUNT: _C.AMOUNT,
}
REQUIRED = (_C.PAYER_NAME, _C.AMOUNT)
"""Without these no row can be read; type, item and last day may be the same for the whole list."""


@dataclass(frozen=True, slots=True)
class BillLayout:
    """What was found in a file: the row with the headings (-1 without any), and which column holds what."""

    header_row: int
    headings: tuple[str, ...]
    columns: Mapping[BillColumn, int] = field(default_factory=dict)

    @property
    def missing(self) -> list[BillColumn]:
        """Columns without which no row can be read."""
        return [column for column in REQUIRED if column not in self.columns]

    @property
    def fingerprint(self) -> str:
        """The same for every file with the same headings in the same places."""
        plain = "\x1f".join(map(normalised, self.headings)).rstrip("\x1f")
        return hashlib.sha256(plain.encode()).hexdigest()


def recognise(rows: Sequence[Sequence[str]]) -> BillLayout:
    """Find the headings among the first rows: the row that names most of what a list of bills holds."""
    best, found = -1, dict[BillColumn, int]()
    for number, row in enumerate(rows[:HEADER_ROWS_MAX]):
        columns = _columns(row)
        if len(columns) >= ESSENTIALS_MIN and len(columns) > len(found):
            best, found = number, columns
    headings = tuple(rows[best]) if best >= 0 else ("",) * max((len(row) for row in rows[:HEADER_ROWS_MAX]), default=0)
    return BillLayout(best, headings, found)


def _columns(row: Sequence[str]) -> dict[BillColumn, int]:
    """Return the columns of a row of headings; of two that say the same the first is taken."""
    found: dict[BillColumn, int] = {}
    for number, text in enumerate(row):
        column = _OWN.get(normalised(text)) or _SHARED.get(heading_of(text) or Heading.IGNORED)
        if column is not None:
            found.setdefault(column, number)
    return found
