"""What a payment file is made from, and what came of making it: one file, or what stands in its way."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from app.domain.disbursement.transfer import CreditTransfer, Field
    from app.domain.values.identifiers import BankTable

SENDING_BANK = "006"
"""A unit's own accounts are all at the bank of the service."""
PROMPTPAY = "promptpay"
"""In place of a bank: the payee is reached by a citizen id, a tax id or a mobile, which these files cannot say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOrder:
    """A batch as a payment file tells it; ``kind`` is a value of `Kind`, ``sender`` the unit's name."""

    reference: str
    company_id: str
    sender: str
    debit_account: str = dataclasses.field(repr=False)
    value_date: date
    kind: str
    created_at: datetime
    lines: Sequence[CreditTransfer] = dataclasses.field(repr=False)
    banks: BankTable = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class FileIssue:
    """Why a line cannot be written: ``exports.issue.<code>`` filled by ``facts``; line 0 is what stands above them."""

    line: int
    field: Field | None
    code: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """A finished file, read again and found to say what was ordered."""

    name: str
    content: bytes = dataclasses.field(repr=False)
    count: int
    satang: int
    lines_sha256: str

    @property
    def sha256(self) -> str:
        """The hash of the whole file."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Made:
    """A file, or the issues that keep it from being written; never both."""

    file: PaymentFile | None
    issues: tuple[FileIssue, ...] = ()


def digest(lines: Iterable[Sequence[object]]) -> str:
    """Return the hash of lines in order, the same wherever the same values were read."""
    told = hashlib.sha256()
    for line in lines:
        told.update("\x1f".join(map(str, line)).encode() + b"\x1e")
    return told.hexdigest()


def is_plain(text: str) -> bool:
    """Say whether a text can stand in a file's field: no control signs, no blanks at its ends."""
    return text == text.strip(" ") and all(character >= " " and character != "\x7f" for character in text)
