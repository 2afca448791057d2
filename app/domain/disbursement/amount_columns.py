"""What makes the amounts of a list mean something else than they say: other units, satang apart, a comma that cut."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.disbursement.heading_words import Heading, heading_of, normalised
from app.domain.disbursement.places import column_letters, few

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Rows = Sequence[Sequence[str]]

_UNIT = r"พันบาท|หมื่นบาท|แสนบาท|ล้านบาท|ดอลลาร์|ยูโร|เยน\b|หยวน|\b(?:USD|EUR|GBP|JPY|CNY|SGD)\b|US\$|thousand|million"
_OTHER_UNITS = re.compile(_UNIT, re.IGNORECASE)
_UNIT_ABOVE = re.compile(
    rf"(?:.*(?:หน่วย|units?\b|\bin\b)\W*({_UNIT}|สตางค์|satang).*|\W*({_UNIT})\s*(?:baht|thb)?\W*)\Z",
    re.IGNORECASE | re.DOTALL,
)
"""A title that is about the unit: ``(หน่วย : พันบาท)``, ``(พันบาท)``, ``in thousand baht``."""
_NET_OR_GROSS = re.compile(
    r"สุทธิ|^คงเหลือ|เงินคงเหลือ|คงจ่าย|คงรับ|คงได้|เหลือรับ|เหลือจ่าย|รับจริง|จ่ายจริง|โอนจริง|ก่อนหัก|หลังหัก"
    r"|\bnet\b|\bgross\b|(?:before|after) tax",
    re.IGNORECASE,
)
_RATE = r"อัตรา|หน่วยละ|ต่อหน่วย|ชั่วโมงละ|วันละ|^รวม|\brate\b|\bprice\b|^total"
_COUNTS = frozenset(map(normalised, ("จำนวน", "total")))
_SATANG_ALONE = re.compile(r"สตางค์|(?<![ก-๙])สต\.|\bsatangs?\b", re.IGNORECASE)
_SOME_BAHT = re.compile(r"บาท|baht|thb|฿", re.IGNORECASE)
_SATANG = frozenset(map(normalised, ("สต", "ส.ต.", "สตางค์", "satang", "stg")))
_BAHT = frozenset(map(normalised, ("บาท", "baht")))
_CUT_LEFT = re.compile(r"[0-9๐-๙]{1,3}\Z")
_CUT_RIGHT = re.compile(r"[0-9๐-๙]{3}(?:\.[0-9๐-๙]{1,2})?\Z")
_WHOLE = re.compile(r"[0-9๐-๙][0-9๐-๙,]*(?:\.0+)?\Z")
_LIKE_SATANG = re.compile(r"[0-9๐-๙]{1,2}\Z")
_NO_SATANG = re.compile(r"[-\u2010-\u2015]?\Z")
_SOME_DIGIT = re.compile("[1-9๑-๙]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the amounts must not be read: ``amount_unit``, ``satang_apart`` or ``amount_cut``; indexes count from 0."""

    code: str
    column: int = -1
    unit: str = ""
    rows: tuple[int, ...] = ()

    def facts(self, first_row: int) -> dict[str, object]:
        """Return what the sentences say; the first row of the list has the number ``first_row``."""
        if self.rows:
            return {"rows": few([first_row + index for index in self.rows])}
        column = column_letters(self.column)
        return {"unit": self.unit, "column": column} if self.unit else {"column": column}


def faults(rows: Rows, lines: Rows, amount: int, payees: Sequence[int]) -> Iterator[Fault]:
    """Yield what is wrong with the amounts of the rows ``payees``.

    ``lines`` are the lines of headings, the telling one first; without any all columns are taken to be nameless.
    """
    headings = lines[0] if lines else ()
    if amount < len(headings) and (unit := other_unit(headings[amount])):
        yield Fault("amount_unit", amount, unit)
    satang = _satang_column(rows, lines, amount, payees)
    if satang is None:
        satang = _nameless_satang(rows, headings, amount, payees)
    if satang is not None:
        yield Fault("satang_apart", satang)
        return
    cut = tuple(_cut_rows(rows, headings, amount, payees))
    if cut:
        yield Fault("amount_cut", rows=cut)


def unit_above(titles: Rows) -> Fault | None:
    """Return what is wrong with a list whose titles say that all its amounts are in another unit than the baht."""
    for row in titles:
        for column, text in enumerate(row):
            found = _UNIT_ABOVE.match(text.strip()) if text else None
            if found:
                return Fault("amount_unit", column, found[1] or found[2])
    return None


def rivals(headings: Sequence[str], chosen: Sequence[int]) -> Sequence[int]:
    """Return other columns that may be what is paid, or tell that a column of amounts only counts something.

    A list with what is left after deductions pays one of both, which only a person knows; ``จำนวน`` beside a rate
    counts hours or pieces.
    """
    counted = all(normalised(headings[column]) in _COUNTS for column in chosen)
    words = _NET_OR_GROSS if not counted else re.compile(f"{_NET_OR_GROSS.pattern}|{_RATE}", re.IGNORECASE)
    others = [column for column in range(len(headings)) if column not in chosen]
    return [column for column in others if words.search(headings[column].strip())]


def is_satang(text: str) -> bool:
    """Say whether a heading speaks of satang alone."""
    return normalised(text) in _SATANG


def is_unit(text: str) -> bool:
    """Say whether a heading only names baht or satang, as the second line under ``จำนวนเงิน`` does."""
    return normalised(text) in _BAHT or is_satang(text)


def other_unit(heading: str) -> str:
    """Return the unit that a heading names where it is not the baht, or an empty text.

    ``บาท.สต.`` says where the point stands; satang alone are another unit.
    """
    found = _OTHER_UNITS.search(heading)
    return found[0] if found else _satang_alone(heading)


def _satang_alone(heading: str) -> str:
    """Return the word for satang in a heading that says nothing of baht, or an empty text."""
    found = None if _SOME_BAHT.search(heading) else _SATANG_ALONE.search(heading)
    return found[0] if found else ""


def _satang_column(rows: Rows, lines: Rows, amount: int, payees: Sequence[int]) -> int | None:
    """Return the column that holds satang of payees apart from their baht."""
    told = ((column, text) for line in lines for column, text in enumerate(line) if column != amount)
    columns = sorted({column for column, text in told if is_satang(text) or _satang_alone(text)})
    filled = (column for index in payees for column in columns if _SOME_DIGIT.search(rows[index][column]))
    return next(filled, None) if columns else None


def _nameless_satang(rows: Rows, headings: Sequence[str], amount: int, payees: Sequence[int]) -> int | None:
    """Return the column after whole baht that has no heading and nothing in it but one or two digits."""
    after = amount + 1
    if after >= _width(rows) or _heading(headings, after).strip():
        return None
    found = False
    for index in payees:
        text = rows[index][after].strip()
        if _NO_SATANG.match(text):
            continue
        if not _LIKE_SATANG.match(text) or not _WHOLE.match(rows[index][amount].strip()):
            return None
        found = found or _SOME_DIGIT.search(text) is not None
    return after if found else None


def _cut_rows(rows: Rows, headings: Sequence[str], amount: int, payees: Sequence[int]) -> Iterator[int]:
    """Yield the payees' rows in which the comma of the thousands made two cells of an amount: ``1`` and ``001.50``.

    Looked for where the cell after the amount is under no heading or under one of remarks, or where rows are longer
    than the headings: there the comma moved every cell behind it.
    """
    after, width = amount + 1, _width(rows)
    if after >= width:
        return
    heading = _heading(headings, after)
    longer = not _heading(headings, width - 1).strip()
    anything = longer or not heading.strip() or heading_of(heading) is Heading.IGNORED
    for index in payees:
        right = rows[index][after].strip()
        looked_at = right and (anything or "." in right)
        if looked_at and _CUT_RIGHT.match(right) and _CUT_LEFT.match(rows[index][amount].strip()):
            yield index


def _width(rows: Rows) -> int:
    return min((len(row) for row in rows[:1]), default=0)


def _heading(headings: Sequence[str], column: int) -> str:
    return headings[column] if column < len(headings) else ""
