"""Rows of a list that somebody crossed out: struck through, or with a word beside the payee that it is not to be paid.

So does a word that it was paid already, or is paid by cheque or in cash.

Whoever brings the list in must say of each such row whether it is paid nevertheless: nobody pays it unasked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

STRUCK = "struck"
"""What is said of a row that is struck through; of others the words of the cell."""
WORDS_MAX = 60

_PLAIN = (
    "ยกเลิก", "จ่าย", "งดเบิก", "ระงับ", "แล้ว", "เงินสด", "เช็ค", "paid", "Paid", "PAID", "ancel", "ANCEL", "oid", "OID",
    "ot pay", "OT PAY",
)  # fmt: skip
"""Of these one is in every text that `_WORD` finds; looked for first, since most rows have none."""
_THAI = r"ยกเลิก|งดจ่าย|งดเบิก|ไม่จ่าย|ไม่ต้องจ่าย|ห้ามจ่าย|ระงับ(?:การ)?(?:จ่าย|โอน)"
_PAID = (
    r"(?:ได้)?(?:จ่าย|โอน|รับ)(?:เงิน)?(?:ไป)?แล้ว(?=\Z|[\s)\]*!.,0-9๐-๙]|เมื่อ|วันที่|เป็น|โดย|ด้วย|ตาม)"
    r"|(?:จ่าย|รับ)(?:เป็น|ด้วย)?(?:เงินสด|เช็ค)"
)
_WORD = re.compile(
    rf"(?:^|[\s(\[*/:.,\-–])(?:ขอ|ให้)?(?:{_THAI}|{_PAID})|(?<!ไม่)(?:{_THAI})(?:แล้ว)?[\s)\]*!.]*\Z"
    r"|\balready paid\b|\A\W*paid\W*\Z|\bpaid (?:already|in cash|by che(?:que|ck))\b"
    r"|\bcancel(?:l?ed|)\b|\bvoid(?:ed)?\b|\b(?:do )?not pay\b",
    re.IGNORECASE,
)


def said(row: Iterable[str]) -> str:
    """Return the words of the first cell that says that its row is cancelled, or an empty text."""
    for text in row:
        if any(word in text for word in _PLAIN) and _WORD.search(text.strip()):
            return text.strip()[:WORDS_MAX]
    return ""


def doubts(rows: Sequence[Sequence[str]], numbers: Sequence[int], struck: Collection[int]) -> Sequence[str]:
    """Return what is to be asked about each of some rows; ``numbers`` are theirs among all, ``struck`` the struck ones.

    Empty texts for rows of which nothing is to be asked.
    """
    joined = "\x1f".join(map("\x1f".join, zip(*rows, strict=True)))  # few long columns are joined faster than rows
    if not struck and not any(word in joined for word in _PLAIN):
        return ("",) * len(rows)
    return [STRUCK if number in struck else said(row) for row, number in zip(rows, numbers, strict=True)]


def struck_rows(runs: Iterable[tuple[int, int, int]], columns: Collection[int]) -> frozenset[int]:
    """Return the rows with a struck cell in one of ``columns``; runs are ``(column, first row, last row)``."""
    return frozenset(row for column, first, last in runs if column in columns for row in range(first, last + 1))
