"""Payment files as rows of a payee list: headings that everybody knows, one row a payee, the file's own sum last."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import resources
from app.documents.formats import ipay_reader, pain_001_reader
from app.documents.formats.xml_words import baht

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.documents.formats.ipay_reader import IpayLine
    from app.documents.formats.pain_001_reader import Pain001Line

HEADINGS = (
    "รหัสธนาคาร",
    "เลขที่บัญชี",
    "ชื่อบัญชี",
    "จำนวนเงิน",
    "เลขประจำตัวประชาชน",
    "โทรศัพท์มือถือ",
    "อีเมล",
    "อ้างอิง",
)
TOTAL = "รวม"

Rows = list[tuple[str, ...]]


def is_ipay(data: bytes) -> bool:
    """Say whether a text file is a KTB iPay file."""
    return ipay_reader.looks_like(data)


def ipay(data: bytes) -> Rows:
    """Return the payees of a KTB iPay file; a row has the number of its record. Raises `BadInput`."""
    read = ipay_reader.parse(data)
    return _rows(map(_of_ipay, read.lines), read.total_satang)


def pain_001(data: bytes) -> Rows:
    """Return the payees of a pain.001 message; the first is row 2. Raises `BadInput`."""
    read = pain_001_reader.parse(data, _codes_by_bic())
    return _rows(map(_of_pain, read.lines), read.total_satang)


def _rows(payees: Iterable[tuple[str, ...]], satang: int) -> Rows:
    return [HEADINGS, *payees, ("", "", TOTAL, baht(satang), "", "", "", "")]


def _of_ipay(line: IpayLine) -> tuple[str, ...]:
    return (line.bank, line.account, line.name, baht(line.satang), "", line.mobile, line.email, line.reference)


def _of_pain(line: Pain001Line) -> tuple[str, ...]:
    identity = (line.bank, line.account, line.name, baht(line.satang))
    return (*identity, line.person_id, line.mobile, line.email, line.reference)


def _codes_by_bic() -> dict[str, str]:
    with resources.path("data", "bank_codes.csv").open(encoding="utf-8", newline="") as file:
        return {row["bic"][:8]: row["code"] for row in csv.DictReader(file) if row["bic"]}
