"""The cross-bank file: bill payments that other banks took, 256 bytes a record, cp874 (rules.md 2.5).

The offsets are public but not the bank's own paper. One header, details, one trailer; records count from 000001 and
the trailer's counts and sums are those of the details. All times in it are Bangkok's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from app.simulator import fields
from app.simulator.clock import BANGKOK
from app.simulator.refusals import wrong
from app.wire.api import SATANG_MAX
from app.wire.signature import sha256_hex

if TYPE_CHECKING:
    from datetime import date

    from app.simulator.refusals import Refused

WIDTH = 256
RECORDS_MAX = 100_000
_DIGITS = re.compile(r"[0-9]+\Z")
_CREDIT = "C"
CENTRE = "006"


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment of the file; ``number`` is its record's."""

    number: int
    paid_at: datetime
    payer_name: str
    ref1: str
    ref2: str
    branch: str
    satang: int
    biller_id: str
    sending_bank: str


@dataclass(frozen=True, slots=True)
class CrossBankFile:
    """A file that was read and holds together; ``sha256`` is of its records, whatever ended their lines."""

    sha256: str
    account: str
    effective: date
    payments: tuple[Paid, ...]

    @property
    def satang(self) -> int:
        """The sum of all payments."""
        return sum(paid.satang for paid in self.payments)


def read(content: bytes) -> CrossBankFile:
    """Read a file whole; refuse it with the field and the record (from 1) where it does not hold."""
    records = content.removesuffix(b"\x1a").replace(b"\r\n", b"\n").removesuffix(b"\n").split(b"\n")
    if not 2 < len(records) <= RECORDS_MAX:  # header, details, trailer
        raise wrong("records")
    rows = [_Record(number, raw) for number, raw in enumerate(records, 1)]
    header, *details, trailer = rows
    account, effective = header.text(10, 20), header.day(60)
    for row in rows:
        row.demand("type", 0, 1, "H" if row is header else "T" if row is trailer else "D")
        row.demand("sequence", 1, 7, f"{row.number:06d}")
        row.demand("bank", 7, 10, CENTRE)
        row.demand("account", 10, 20, account)
    paid = tuple(_paid(row) for row in details)
    for name, start, end, found in (
        ("debit_total", 20, 33, 0),
        ("debit_count", 33, 39, 0),
        ("credit_total", 39, 52, sum(one.satang for one in paid)),
        ("credit_count", 52, 58, len(paid)),
    ):
        if trailer.number_at(name, start, end) != found:
            raise trailer.wrong(name)
    return CrossBankFile(sha256_hex(b"\n".join(records)), account, effective, paid)


class _Record:
    """One record and where it stands; a field is named in its refusal."""

    def __init__(self, number: int, raw: bytes) -> None:
        self.number = number
        if len(raw) != WIDTH:
            raise self.wrong("width")
        try:
            self._text = raw.decode("cp874")
        except UnicodeDecodeError as problem:
            raise self.wrong("encoding") from problem

    def wrong(self, field: str) -> Refused:
        return wrong(field, str(self.number))

    def text(self, start: int, end: int) -> str:
        return self._text[start:end]

    def demand(self, field: str, start: int, end: int, value: str) -> None:
        if self._text[start:end] != value:
            raise self.wrong(field)

    def number_at(self, field: str, start: int, end: int) -> int:
        digits = self._text[start:end]
        if not _DIGITS.match(digits):
            raise self.wrong(field)
        return int(digits)

    def day(self, start: int) -> date:
        text = self._text[start : start + 8]
        day = fields.read_day(f"{text[4:]}-{text[2:4]}-{text[:2]}")
        if day is None:
            raise self.wrong("date")
        return day

    def words(self, field: str, start: int, end: int) -> str:
        said = self._text[start:end].strip(" ")
        if not fields.is_text(said):
            raise self.wrong(field)
        return said


def _paid(row: _Record) -> Paid:
    row.demand("kind", 152, 153, _CREDIT)
    satang = row.number_at("amount", 163, 176)
    if not 0 < satang <= SATANG_MAX:
        raise row.wrong("amount")
    bank = row.text(243, 246)
    if bank not in fields.bank_codes():
        raise row.wrong("sending_bank")
    return Paid(
        number=row.number,
        paid_at=datetime.combine(row.day(20), _clock_time(row), BANGKOK),
        payer_name=row.words("payer_name", 34, 84),
        ref1=row.words("ref1", 84, 104),
        ref2=row.words("ref2", 104, 124),
        branch=row.words("branch", 144, 148),
        satang=satang,
        biller_id=row.words("biller_id", 196, 211),
        sending_bank=bank,
    )


def _clock_time(row: _Record) -> time:
    row.number_at("time", 28, 34)
    try:
        return time(int(row.text(28, 30)), int(row.text(30, 32)), int(row.text(32, 34)))
    except ValueError as problem:
        raise row.wrong("time") from problem
