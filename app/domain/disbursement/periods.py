"""The month that a purpose names, moved on: what is paid every month is called by its month."""

from __future__ import annotations

import re

from app.domain.values.dates import MONTHS_LONG, MONTHS_SHORT
from app.domain.values.money import THAI_TO_ASCII_DIGITS

_ASCII_TO_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_MONTH = re.compile(
    "(?P<month>" + "|".join(map(re.escape, (*MONTHS_LONG, *MONTHS_SHORT))) + ")(?P<gap>\\s*)(?P<year>[0-9๐-๙]{4})?"
)


def moved_on(text: str) -> str:
    """Return ``text`` with the month after the one it names: ``ตุลาคม 2569`` becomes ``พฤศจิกายน 2569``.

    A text that names no month, or several, is returned as it is.
    """
    found = list(_MONTH.finditer(text))
    if len(found) != 1:
        return text
    match = found[0]
    names = MONTHS_LONG if match["month"] in MONTHS_LONG else MONTHS_SHORT
    position = names.index(match["month"]) + 1
    year = match["year"] or ""
    if year and position == len(names):
        later = str(int(year.translate(THAI_TO_ASCII_DIGITS)) + 1)
        year = later if year.isascii() else later.translate(_ASCII_TO_THAI_DIGITS)
    return text[: match.start()] + names[position % len(names)] + match["gap"] + year + text[match.end() :]
