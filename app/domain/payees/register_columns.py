"""Which column of an old register holds what: headings by their words, as offices write them (PR-8)."""

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


class RegisterColumn(StrEnum):
    """What a column of a register can hold; the fields of a record, and columns that help to read them."""

    NAME = "name"
    TITLE = "title"
    LAST_NAME = "last_name"
    PERSON_ID = "person_id"
    PERSON_TYPE = "person_type"
    OFFICE = "office"
    BANK = "bank"
    BANK_NAME = "bank_name"
    ACCT = "acct"
    ACCT_NAME = "acct_name"
    PERMISSION_NO = "permission_no"
    PERMISSION_DATE = "permission_date"
    MOBILE = "mobile"
    EMAIL = "email"
    FORM_DATE = "form_date"
    UNTIL = "until"


_C = RegisterColumn
_WORDS: dict[RegisterColumn, tuple[str, ...]] = {
    _C.PERSON_TYPE: ("ประเภทบุคคล", "ประเภทผู้รับเงิน", "ประเภทบุคลากร", "ประเภท", "persontype", "payeetype", "type"),
    _C.OFFICE: (
        "สังกัด", "หน่วยงาน", "กอง", "ตำแหน่ง/สังกัด", "หน่วยงานสังกัด", "สำนัก/กอง", "office", "department", "unit", "division",
    ),
    _C.ACCT_NAME: ("ชื่อบัญชี", "ชื่อบัญชีเงินฝาก", "ชื่อบัญชีธนาคาร", "ชื่อเจ้าของบัญชี", "accountname"),
    _C.PERMISSION_NO: ("เลขที่หนังสืออนุญาต", "หนังสืออนุญาต", "เลขที่อนุญาต", "permissionno"),
    _C.PERMISSION_DATE: ("วันที่อนุญาต", "วันที่หนังสืออนุญาต", "permissiondate"),
    _C.FORM_DATE: ("วันที่แจ้ง", "วันที่แจ้งข้อมูล", "วันที่ในแบบแจ้ง", "formdate"),
    _C.UNTIL: ("วันที่สิ้นสุด", "วันพ้นสภาพ", "ใช้ได้ถึง", "จ่ายได้ถึงวันที่", "until", "enddate"),
}  # fmt: skip
_OWN = {normalised(word): column for column, words in _WORDS.items() for word in words}
_SHARED = {
    Heading.BANK: _C.BANK,
    Heading.BANK_NAME: _C.BANK_NAME,
    Heading.ACCOUNT: _C.ACCT,
    Heading.NAME: _C.NAME,
    Heading.TITLE: _C.TITLE,
    Heading.LAST_NAME: _C.LAST_NAME,
    Heading.PERSON_ID: _C.PERSON_ID,
    Heading.MOBILE: _C.MOBILE,
    Heading.EMAIL: _C.EMAIL,
}
_ESSENTIAL = (frozenset({_C.BANK, _C.BANK_NAME}), frozenset({_C.ACCT}), frozenset({_C.NAME, _C.ACCT_NAME}))


@dataclass(frozen=True, slots=True)
class RegisterLayout:
    """What was found in a file: the row with the headings (-1 without any), and which column holds what."""

    header_row: int
    headings: tuple[str, ...]
    columns: Mapping[RegisterColumn, int] = field(default_factory=dict)

    @property
    def missing(self) -> list[RegisterColumn]:
        """Columns without which no row can be read."""
        wanted = (_C.BANK, _C.ACCT, _C.NAME)
        return [name for name, either in zip(wanted, _ESSENTIAL, strict=True) if not either.intersection(self.columns)]

    @property
    def fingerprint(self) -> str:
        """The same for every file with the same headings in the same places."""
        plain = "\x1f".join(map(normalised, self.headings)).rstrip("\x1f")
        return hashlib.sha256(plain.encode()).hexdigest()


def recognise(rows: Sequence[Sequence[str]]) -> RegisterLayout:
    """Find the headings among the first rows: the row that names most of what a register holds."""
    best, found = -1, dict[RegisterColumn, int]()
    for number, row in enumerate(rows[:HEADER_ROWS_MAX]):
        columns = _columns(row)
        essentials = sum(bool(either.intersection(columns)) for either in _ESSENTIAL)
        if essentials >= ESSENTIALS_MIN and len(columns) > len(found):
            best, found = number, columns
    headings = tuple(rows[best]) if best >= 0 else ("",) * max((len(row) for row in rows[:HEADER_ROWS_MAX]), default=0)
    return RegisterLayout(best, headings, found)


def _columns(row: Sequence[str]) -> dict[RegisterColumn, int]:
    found: dict[RegisterColumn, int] = {}
    for number, text in enumerate(row):
        column = _OWN.get(normalised(text)) or _SHARED.get(heading_of(text) or Heading.IGNORED)
        if column is not None:
            found.setdefault(column, number)
    if _C.NAME not in found and _C.ACCT_NAME in found:  # the only name there is
        found[_C.NAME] = found.pop(_C.ACCT_NAME)
    return found
