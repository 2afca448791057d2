"""How payees are found while typing: every word somewhere in what is kept of them, digits without their dashes."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from app.domain.values.money import THAI_TO_ASCII_DIGITS

if TYPE_CHECKING:
    from app.domain.payees.payee import PayeeRecord

WORDS_MAX = 8
_DASHED = re.compile(r"(?<=[0-9])[-–](?=[0-9])")


def sought(record: PayeeRecord) -> str:
    """Return the one text in which a payee is looked for: name, account, id, office, mobile, e-mail."""
    parts = (record.name, record.acct_name, record.acct, record.person_id, record.office, record.mobile, record.email)
    return plain(" ".join(dict.fromkeys(part for part in parts if part)))


def words(text: str) -> tuple[str, ...]:
    """Return the words to look for in what a person typed."""
    return tuple(dict.fromkeys(plain(text).split()))[:WORDS_MAX]


def plain(text: str) -> str:
    """Return a text as it is compared: composed, in small letters, ASCII digits without dashes between them."""
    composed = unicodedata.normalize("NFC", text).casefold().translate(THAI_TO_ASCII_DIGITS)
    return _DASHED.sub("", composed.replace("\u0e4d\u0e32", "\u0e33"))
