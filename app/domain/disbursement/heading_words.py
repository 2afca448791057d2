"""What column headings say in Thai and English, and which rows are no payees (totals, signatures)."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Heading(StrEnum):
    """What a column of a payee list can hold: the fields of a line, and columns that help to read them."""

    BANK = "bank"
    BANK_NAME = "bank_name"
    ACCOUNT = "account"
    NAME = "name"
    TITLE = "title"
    LAST_NAME = "last_name"
    AMOUNT = "amount"
    PERSON_ID = "person_id"
    MOBILE = "mobile"
    EMAIL = "email"
    REFERENCE = "reference"
    NUMBER = "number"
    PROMPTPAY = "promptpay"
    MARK = "mark"
    IGNORED = "ignored"


EXACT: dict[Heading, tuple[str, ...]] = {
    Heading.BANK: (
        "รหัสธนาคาร", "รหัสธนาคารผู้รับ", "รหัสธนาคารผู้รับเงิน", "รหัสธ", "รหัสแบงก์",
        "receivingbankcode", "bankcode", "receiverbankcode", "payeebankcode", "bankid", "bank code",
    ),
    Heading.BANK_NAME: (
        "ธนาคาร", "ชื่อธนาคาร", "ธนาคารผู้รับ", "ธนาคารผู้รับเงิน", "บัญชีธนาคาร", "ธ", "แบงก์", "โอนเข้าธนาคาร",
        "bank", "bankname", "receivingbank", "receiverbank", "payeebank",
    ),
    Heading.ACCOUNT: (
        "เลขที่บัญชี", "เลขบัญชี", "เลขที่บัญชีธนาคาร", "เลขบัญชีธนาคาร", "บัญชีเลขที่", "หมายเลขบัญชี", "เลขที่บช",
        "เลขบช", "เลขที่บัญชีเงินฝาก", "เลขที่บัญชีผู้รับเงิน", "บัญชีเงินฝากเลขที่", "เลขที่บัญชีเงินฝากธนาคาร",
        "เลขที่บัญชีผู้รับ", "บัญชี", "เลขที่บัญชีเงินเดือน",
        "receivinga/cno", "receivingacno", "receivingaccountno", "accountno", "accountnumber", "account", "a/cno",
        "acno", "bankaccount", "bankaccountno", "bankaccountnumber", "accno", "payeeaccount", "receiveraccountno",
    ),
    Heading.NAME: (
        "ชื่อสกุล", "ชื่อนามสกุล", "ชื่อและนามสกุล", "ชื่อและสกุล", "ชื่อบัญชี", "ชื่อผู้รับเงิน", "ชื่อ", "รายชื่อ",
        "ชื่อผู้มีสิทธิ", "ชื่อผู้มีสิทธิรับเงิน", "ชื่อผู้รับโอน", "ผู้รับเงิน", "ชื่อสกุลผู้รับเงิน", "ชื่อตัว", "ชื่อเจ้าหนี้",
        "ชื่อเจ้าของบัญชี", "ชื่อบัญชีเงินฝาก", "ชื่อบัญชีผู้รับเงิน", "ชื่อบัญชีธนาคาร", "ชื่อผู้ขาย", "ชื่อนามสกุลผู้รับเงิน",
        "receivername", "payeename", "name", "fullname", "accountname", "beneficiaryname", "beneficiary", "payee",
        "firstname", "givenname", "receiver",
    ),
    Heading.TITLE: (
        "คำนำหน้า", "คำนำหน้าชื่อ", "คำนำหน้านาม", "ยศ", "ยศคำนำหน้า", "title", "prefix", "nametitle",
    ),
    Heading.LAST_NAME: ("นามสกุล", "สกุล", "ชื่อสกุลท้าย", "lastname", "surname", "familyname"),
    Heading.AMOUNT: (
        "จำนวนเงิน", "จำนวนเงินบาท", "จำนวนเงินโอน", "ยอดเงิน", "ยอดโอน", "เงินโอน", "จำนวนเงินที่จ่าย", "จำนวนเงินสุทธิ",
        "จำนวนเงินที่โอน", "ยอดเงินโอน", "จำนวนเงินที่ได้รับ", "เป็นเงิน", "รวมเป็นเงิน", "จำนวนเงินรวม", "รวมเงิน", "จำนวน",
        "จำนวนบาท", "ยอดสุทธิ", "ยอดจ่าย", "สุทธิ",
        "transferamount", "amount", "amountbaht", "amountthb", "netamount", "total", "totalamount", "paymentamount",
        "baht",
    ),
    Heading.PERSON_ID: (
        "เลขประจำตัวประชาชน", "เลขบัตรประชาชน", "เลขที่บัตรประชาชน", "บัตรประชาชน", "เลขประชาชน", "เลขบัตรประจำตัวประชาชน",
        "เลขประจำตัวผู้เสียภาษี", "เลขประจำตัวผู้เสียภาษีอากร", "เลขผู้เสียภาษี", "เลขประจำตัว", "หมายเลขบัตรประชาชน", "เลข13หลัก",
        "เลขประจำตัวประชาชน/เลขประจำตัวผู้เสียภาษี", "เลขประจำตัวประชาชน13หลัก", "เลขที่บัตรประจำตัวประชาชน", "รหัสบัตรประชาชน",
        "เลขประจำตัวประชาชน/ผู้เสียภาษี",
        "citizenid/taxid", "citizenid", "nationalid", "idcard", "idcardno", "taxid", "id13", "personid", "idno",
        "citizenidtaxid", "thaiid", "pid",
    ),
    Heading.MOBILE: (
        "โทรศัพท์", "โทรศัพท์มือถือ", "เบอร์โทร", "เบอร์โทรศัพท์", "เบอร์มือถือ", "มือถือ", "หมายเลขโทรศัพท์", "โทร",
        "หมายเลขโทรศัพท์มือถือ", "เบอร์โทรศัพท์มือถือ", "เบอร์", "โทรศัพท์เคลื่อนที่", "เบอร์โทรมือถือ", "เบอร์ติดต่อ",
        "mobileno", "mobile", "phone", "phoneno", "telephone", "tel", "mobilenumber", "phonenumber", "sms", "telno",
    ),
    Heading.EMAIL: ("อีเมล", "อีเมล์", "อีเมลล์", "ไปรษณีย์อิเล็กทรอนิกส์", "email", "emailaddress", "mail"),
    Heading.REFERENCE: (
        "อ้างอิง", "เลขที่อ้างอิง", "รหัสอ้างอิง", "เลขอ้างอิง", "อ้างอิง1",
        "referenceno/ddaref2", "referenceno", "reference", "ref", "refno", "reference1", "ref1", "ddaref2",
    ),
    Heading.NUMBER: ("ลำดับ", "ลำดับที่", "ที่", "ลําดับ", "no", "seq", "item", "#", "number", "order"),
    Heading.PROMPTPAY: (
        "พร้อมเพย์", "เลขพร้อมเพย์", "เลขที่พร้อมเพย์", "หมายเลขพร้อมเพย์", "เบอร์พร้อมเพย์", "บัญชีพร้อมเพย์", "เลขบัญชีพร้อมเพย์",
        "เลขที่บัญชีพร้อมเพย์", "promptpay", "promptpayid", "promptpayno", "promptpaynumber", "promptpayproxy",
    ),
    Heading.MARK: ("สถานะแถว", "rowmark"),
    Heading.IGNORED: (
        "หมายเหตุ", "remark", "remarks", "note", "notes", "ddaref", "ddaref1", "สาขา", "รหัสสาขา", "branch", "branchcode",
        "ตำแหน่ง", "สังกัด", "หน่วยงาน", "กอง", "ลายมือชื่อ", "ลายมือชื่อผู้รับเงิน", "วันที่", "วันเดือนปี", "ลงชื่อ", "รายการ",
        "ประเภทบัญชี", "position", "department", "date", "signature",
    ),
}  # fmt: skip
"""Headings as `normalised` leaves them. A column that is IGNORED or NUMBER is known, and not asked about."""

PARTS: tuple[tuple[str, Heading], ...] = (
    ("ประชาชน", Heading.PERSON_ID),
    ("ผู้เสียภาษี", Heading.PERSON_ID),
    ("citizen", Heading.PERSON_ID),
    ("taxid", Heading.PERSON_ID),
    ("รหัสธนาคาร", Heading.BANK),
    ("bankcode", Heading.BANK),
    ("เลขที่บัญชี", Heading.ACCOUNT),
    ("เลขบัญชี", Heading.ACCOUNT),
    ("accountn", Heading.ACCOUNT),
    ("a/c", Heading.ACCOUNT),
    ("ชื่อธนาคาร", Heading.BANK_NAME),
    ("อีเมล", Heading.EMAIL),
    ("e-mail", Heading.EMAIL),
    ("email", Heading.EMAIL),
    ("โทรศัพท์", Heading.MOBILE),
    ("มือถือ", Heading.MOBILE),
    ("mobile", Heading.MOBILE),
    ("คำนำหน้า", Heading.TITLE),
    ("จำนวนเงิน", Heading.AMOUNT),
    ("amount", Heading.AMOUNT),
    ("อ้างอิง", Heading.REFERENCE),
    ("referenc", Heading.REFERENCE),
    ("ชื่อนามสกุล", Heading.NAME),
    ("ชื่อสกุล", Heading.NAME),
    ("receivername", Heading.NAME),
    ("ผู้รับเงิน", Heading.NAME),
    ("ธนาคาร", Heading.BANK_NAME),
    ("ลำดับ", Heading.NUMBER),
    ("พร้อมเพย์", Heading.PROMPTPAY),
    ("promptpay", Heading.PROMPTPAY),
)
"""Words inside longer headings, the telling ones first; looked at only where `EXACT` has nothing."""

HEADING_CHARS_MAX = 60
_NOISE = re.compile(r"\((?:บาท|thb|baht|ถ้ามี|ไม่บังคับ|optional|13 ?หลัก)\)|[\s\u200b._:;*\"'\-–—]+")
_ONLY_PARENTHESES = str.maketrans("", "", "()[]")

_TOTAL = re.compile(r"\(?(รวม|ยอดรวม|จำนวนเงินรวม|ยอดเงินรวม|ทั้งสิ้น|ผลรวม|ยอดสุทธิรวม|grand ?total|total|sub ?total|sum\b)")
_PART_TOTAL = re.compile(r"ยอดยกไป|ยอดยกมา|รวมหน้า|รวมหน้านี้|sub ?total|ยกไป|ยกมา")
_SIGNATURE = re.compile(
    r"ลงชื่อ|ลงนาม|ผู้จัดทำ|ผู้ตรวจ|ผู้รับรอง|ผู้อนุมัติ|หัวหน้า|ผู้อำนวยการ|ตำแหน่ง|ขอรับรอง|วันที่\s*[.…]|\.{6,}|…{2,}|_{6,}|signed|"
    r"prepared by|approved by|checked by"
)
_EXAMPLE = re.compile(r"^(แถว)?ตัวอย่าง|^example")

_FLAT: dict[str, Heading] = {word.replace(" ", ""): heading for heading, words in EXACT.items() for word in words}


def normalised(text: str) -> str:
    """Return a heading without blanks, dots, dashes, units in brackets and letter case."""
    plain = unicodedata.normalize("NFC", text).replace("\u0e4d\u0e32", "\u0e33").casefold()
    return _NOISE.sub("", plain).translate(_ONLY_PARENTHESES)


def heading_of(text: str, *, exact: bool = False) -> Heading | None:
    """Return what a column with this heading holds, or None for a heading that says nothing to us.

    ``exact`` asks for a heading of the table, not one that only has a telling word in it.
    """
    if not text or len(text) > HEADING_CHARS_MAX:
        return None
    plain = normalised(text)
    if plain in _FLAT or exact:
        return _FLAT.get(plain)
    return next((heading for part, heading in PARTS if part in plain), None)


def is_total(text: str) -> bool:
    """Say whether a cell is the label of a total."""
    return _TOTAL.match(text.strip().casefold()) is not None or is_part_total(text)


def is_part_total(text: str) -> bool:
    """Say whether a cell is the label of a page's or a group's total."""
    return _PART_TOTAL.search(text.casefold()) is not None


def is_signature(text: str) -> bool:
    """Say whether a cell belongs to the signatures below a list."""
    return _SIGNATURE.search(text.casefold()) is not None


def is_example(text: str) -> bool:
    """Say whether a cell marks the example row of our template."""
    return _EXAMPLE.match(text.strip().casefold()) is not None
