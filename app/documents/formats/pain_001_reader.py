"""pain.001.001.03 messages read with suspicion: one account, baht only, count and sum against both heads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from app.documents.formats import xml_source
from app.documents.formats.order import digest
from app.domain.disbursement.batch import LINES_MAX
from app.domain.values.errors import BadInput
from app.domain.values.money import SATANG_PER_BAHT, formatted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.documents.formats.xml_source import Path

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"
CLEARING = "THCBC"
"""The Thai bank codes in ISO's list of clearing systems."""
ROOT = ("Document", "CstmrCdtTrfInitn")
_HEAD, _INFORMATION = (*ROOT, "GrpHdr"), (*ROOT, "PmtInf")
_PAYMENT = (*_INFORMATION, "CdtTrfTxInf")
_AMOUNT = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,2})0{0,3})?\Z")
_MOBILE = re.compile(r"\+66-?([1-9][0-9]{8})\Z")
_OTHER_ID = ("Othr", "Id")
_TEXTS: Mapping[Path, str] = {
    ("PmtId", "EndToEndId"): "end_to_end_id",
    ("Cdtr", "Nm"): "name",
    ("Cdtr", "Id", "PrvtId", *_OTHER_ID): "person_id",
    ("Cdtr", "Id", "OrgId", *_OTHER_ID): "person_id",
    ("Cdtr", "CtctDtls", "MobNb"): "mobile",
    ("Cdtr", "CtctDtls", "EmailAdr"): "email",
    ("CdtrAcct", "Id", *_OTHER_ID): "account",
    ("CdtrAcct", "Id", "IBAN"): "account",
    ("CdtrAgt", "FinInstnId", "ClrSysMmbId", "MmbId"): "bank",
    ("RmtInf", "Ustrd"): "reference",
}
_BIC = ("CdtrAgt", "FinInstnId", "BIC")


@dataclass(frozen=True, slots=True)
class Pain001Line:
    """One payment of a message; absent texts are empty."""

    end_to_end_id: str
    bank: str
    account: str = field(repr=False)
    name: str = field(repr=False)
    satang: int
    person_id: str = field(repr=False)
    mobile: str = field(repr=False)
    email: str = field(repr=False)
    reference: str


@dataclass(frozen=True, slots=True)
class Pain001:
    """A whole message."""

    message_id: str
    debit_account: str
    value_date: date
    total_satang: int
    lines: tuple[Pain001Line, ...]

    @property
    def lines_sha256(self) -> str:
        """The hash of what the message says of each payment."""
        return digest(
            (
                line.bank,
                line.account,
                line.name,
                line.satang,
                line.person_id,
                line.mobile,
                line.email,
                line.reference,
            )
            for line in self.lines
        )


def looks_like(data: bytes) -> bool:
    """Say whether a file is XML."""
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def parse(data: bytes, codes_by_bic: Mapping[str, str]) -> Pain001:
    """Return what a message says; raise `BadInput` ``xml_...``, ``pain_...`` for the first thing that is wrong.

    ``codes_by_bic`` are bank codes by the eight signs of a BIC, for messages that name banks so.
    """
    reading = _Reading(codes_by_bic)
    xml_source.walk(data, NAMESPACE, reading.leaf)
    return reading.result()


@dataclass(slots=True)
class _Sums:
    """What a head states of the payments below it, and what was found."""

    where: str
    count: int | None = None
    satang: int | None = None
    found_count: int = 0
    found_satang: int = 0

    def check(self) -> None:
        if self.count is not None and self.count != self.found_count:
            raise BadInput("pain_count", where=self.where, stated=self.count, found=self.found_count)
        if self.satang is not None and self.satang != self.found_satang:
            raise BadInput(
                "pain_sum", where=self.where, stated=formatted(self.satang), found=formatted(self.found_satang)
            )


class _Reading:
    """A message as it comes."""

    def __init__(self, codes_by_bic: Mapping[str, str]) -> None:
        self._bics = codes_by_bic
        self._message_id = ""
        self._accounts: set[str] = set()
        self._days: set[str] = set()
        self._whole, self._part = _Sums("GrpHdr"), _Sums("PmtInf")
        self._line: dict[str, str] = {}
        self._satang: int | None = None
        self._lines: list[Pain001Line] = []

    def leaf(self, path: Path, text: str, attributes: Mapping[str, str]) -> None:
        """Take one element."""
        if path[:4] == _PAYMENT:
            self._payment(path[4:], text, attributes)
        elif path == _INFORMATION:
            self._part.check()
            self._part = _Sums("PmtInf")
        elif path[:3] == _INFORMATION:
            self._information(path[3:], text)
        elif path[:3] == _HEAD:
            self._head(path[3:], text)

    def result(self) -> Pain001:
        """Return the message once it has been read to its end."""
        if not self._lines:
            raise BadInput("pain_empty")
        self._whole.check()
        if len(self._accounts) != 1:
            raise BadInput("pain_accounts", found=len(self._accounts))
        if len(self._days) != 1:
            raise BadInput("pain_days", found=len(self._days))
        day = next(iter(self._days))
        try:
            value_date = date.fromisoformat(day[:10])
        except ValueError as problem:
            raise BadInput("pain_days", found=day) from problem
        return Pain001(
            self._message_id, next(iter(self._accounts)), value_date, self._whole.found_satang, tuple(self._lines)
        )

    def _head(self, path: Path, text: str) -> None:
        if path == ("MsgId",):
            self._message_id = text
        else:
            _state(self._whole, path, text)

    def _information(self, path: Path, text: str) -> None:
        if path[0] == "DbtrAcct" and path in (("DbtrAcct", "Id", *_OTHER_ID), ("DbtrAcct", "Id", "IBAN")):
            self._accounts.add(text)
        elif path == ("ReqdExctnDt",):
            self._days.add(text)
        elif path == ("PmtMtd",) and text != "TRF":
            raise BadInput("pain_method", found=text)
        else:
            _state(self._part, path, text)

    def _payment(self, path: Path, text: str, attributes: Mapping[str, str]) -> None:
        if not path:
            self._close()
        elif path == ("Amt", "InstdAmt"):
            if attributes.get("Ccy") != "THB":
                raise BadInput("pain_currency", line=len(self._lines) + 1, found=attributes.get("Ccy", "-"))
            self._satang = _satang(text, len(self._lines) + 1)
        elif path == _BIC:
            self._line.setdefault("bank", self._bics.get(text[:8], text))
        elif path in _TEXTS:
            self._keep(_TEXTS[path], text)

    def _keep(self, name: str, text: str) -> None:
        if name == "mobile" and (match := _MOBILE.match(text)):
            text = f"0{match[1]}"
        if name == "reference" and name in self._line:
            text = f"{self._line[name]} {text}"
        self._line[name] = text

    def _close(self) -> None:
        if len(self._lines) >= LINES_MAX:
            raise BadInput("file_too_long", limit=LINES_MAX)
        if self._satang is None:
            raise BadInput("pain_amount", line=len(self._lines) + 1, text="")
        known, self._line = self._line, {}
        names = ("end_to_end_id", "bank", "account", "name")
        others = ("person_id", "mobile", "email", "reference")
        first, last = ([known.get(name, "") for name in each] for each in (names, others))
        self._lines.append(Pain001Line(first[0], first[1], first[2], first[3], self._satang, *last))
        for sums in (self._whole, self._part):
            sums.found_count += 1
            sums.found_satang += self._satang
        self._satang = None


def _state(sums: _Sums, path: Path, text: str) -> None:
    if path == ("NbOfTxs",):
        if not (text.isascii() and text.isdigit() and len(text) <= 15):
            raise BadInput("pain_count", where=sums.where, stated=text[:20], found="-")
        sums.count = int(text)
    elif path == ("CtrlSum",):
        sums.satang = _satang(text, 0)


def _satang(text: str, line: int) -> int:
    match = _AMOUNT.match(text)
    if match is None:
        raise BadInput("pain_amount", line=line, text=text[:40])
    return int(match[1]) * SATANG_PER_BAHT + int((match[2] or "").ljust(2, "0"))
