"""How texts are compared in a search, and what the words mean that a person typed.

What is kept of an item is one text: its fields in a fixed order between bars, compared as `plain` writes them, sums
in satang as ``=₁₂₅₀₀₀=``, so that only a whole sum fits. A typed word fits where it stands somewhere in that text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.disbursement.thai_marks import in_order
from app.domain.disbursement.titles import is_title, untitled
from app.domain.values.errors import BadInput
from app.domain.values.money import THAI_TO_ASCII_DIGITS, Money
from app.domain.values.texts import ZERO_WIDTH, canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BAR = "|"
WORDS_MAX = 8
GRAM = 3
"""So many letters the index knows together; a shorter word is looked for in what other words found, or everywhere."""

_UNSEEN = THAI_TO_ASCII_DIGITS | dict.fromkeys(map(ord, ZERO_WIDTH))
_BLANKS = dict.fromkeys(number for number in range(0x3001) if chr(number).isspace() and chr(number) != "\n")
_DASHED = re.compile(r"(?<=[0-9])[-–‑](?=[0-9])")
_CURRENCY = frozenset(("บาท", "฿", "thb", "baht"))
_BOOKS = frozenset(("เล่ม", "เล่มที่", "book"))
_NUMBERS = frozenset(("เลขที่", "ที่", "no.", "no", "#"))
"""Words that people write before a number, and that are not part of it; a receipt's book follows from its number."""
_MASKED = re.compile(r"[x*•…●.\-]*[x*•…●][x*•…●.\-]*(?P<tail>[0-9]{2,})", re.IGNORECASE)
_TO_SUM = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_FROM_SUM = {of: by for by, of in _TO_SUM.items()}
_SUM = re.compile("=-?[0-9]+=")
_NUMBER_DIGITS = 6


def plain(text: str) -> str:
    """Return a text as it is compared: what can be seen of it, composed, small, without blanks.

    Digits are ASCII ones without the dashes between them; marks of Thai letters stand in the order of typing.
    """
    return _compared(text.replace(BAR, "")).replace("\n", "")


def kept(values: Sequence[str | int | None]) -> str:
    """Return the text in which an item is looked for: texts as they are compared, whole satang as sums."""
    return kept_many([values])[0]


def kept_many(items: Sequence[Sequence[str | int | None]]) -> list[str]:
    """Return the texts of many items, a hundred times as many in a second as one by one."""
    raw = [BAR + BAR.join([_cell(value, _sum) for value in values]) + BAR for values in items]
    return _compared("\n".join(raw)).split("\n")


def told(values: Sequence[str | int | None]) -> str:
    """Return an item's values as they are, between bars in one line."""
    return BAR + BAR.join([_cell(value, "={}=".format) for value in values]) + BAR


def values_told(text: str) -> tuple[str | int, ...]:
    """Return the values that `told` wrote; what is missing is an empty text."""
    return tuple(int(value.strip("=")) if _SUM.fullmatch(value) else value for value in text[1:-1].split(BAR))


def satang_of(form: str) -> int | None:
    """Return the sum that a form of a word stands for, None for a text."""
    digits = form.translate(_FROM_SUM)
    return int(digits.strip("=")) if _SUM.fullmatch(digits) and digits != form else None


def _cell(value: str | int | None, written: Callable[[int], str]) -> str:
    if isinstance(value, str):
        return value.replace(BAR, "").replace("\n", "")
    return "" if value is None else written(value)


def _compared(text: str) -> str:
    """Compare many texts at once: bars and ends of lines stay where they are."""
    seen = canonical(text.translate(_UNSEEN)).casefold().translate(_BLANKS)
    return unicodedata.normalize("NFC", _DASHED.sub("", in_order(seen)))


def _sum(satang: int) -> str:
    return f"={satang}=".translate(_TO_SUM)


@dataclass(frozen=True, slots=True)
class Word:
    """A word to look for: any of ``forms`` may stand in an item's text."""

    forms: tuple[str, ...]

    def field_in(self, text: str) -> int | None:
        """Return in which field of an item's text the word stands, from 0, None where it does not."""
        for form in self.forms:
            place = text.find(form)
            if place >= 0:
                return text.count(BAR, 0, place + 1) - 1
        return None


@dataclass(frozen=True, slots=True)
class Sought:
    """What to look for; every word must stand somewhere in an item."""

    words: tuple[Word, ...]

    def __bool__(self) -> bool:
        return bool(self.words)

    def fields_in(self, text: str) -> frozenset[int] | None:
        """Return the fields of an item's text that the words stand in, None where one of them stands in none."""
        found = set()
        for word in self.words:
            field = word.field_in(text)
            if field is None:
                return None
            found.add(field)
        return frozenset(found)


def sought(typed: str) -> Sought:
    """Read what a person typed: words, sums as people write them, ends of accounts (``xxx1234``), names with titles."""
    written = untitled(canonical(typed.translate(_UNSEEN))).split()
    parts = [part for part in written if not is_title(part)] or written
    numbered = any(any(character.isdigit() for character in part) for part in parts)
    words, before = [], ""
    for part in parts:
        small = part.casefold()
        aside = numbered and small in _CURRENCY | _BOOKS | _NUMBERS
        if not aside and before not in _BOOKS:
            words.append(_number(part) if before in _NUMBERS else _word(part, alone=len(parts) == 1))
        before = small if numbered else ""
    return Sought(tuple(dict.fromkeys(filter(None, words)))[:WORDS_MAX])


def _number(part: str) -> Word | None:
    """Read what stands after ``เลขที่``: a receipt's number may be written without its noughts."""
    text = plain(part)
    if text.isdigit() and len(text) <= _NUMBER_DIGITS:
        return Word((text.zfill(_NUMBER_DIGITS) + "/",))
    return _word(part)


def _word(part: str, *, alone: bool = False) -> Word | None:
    """Read a word; a digit or two by themselves are a sum, since as a text they stand nearly everywhere."""
    masked = _MASKED.fullmatch(part)
    if masked:
        return Word((masked["tail"] + BAR,))
    bare = part.casefold().removeprefix("฿").removesuffix("บาท").removesuffix("฿")
    text, satang = plain(part), _satang(bare)
    if satang is None:
        return Word((text,)) if text else None
    exact = "," in bare or "." in bare or (alone and len(text) < GRAM)
    return Word((_sum(satang),) if exact else (_sum(satang), text))


def _satang(text: str) -> int | None:
    try:
        return Money.parse(text).satang
    except BadInput:
        return None
