"""Dates as Thai offices read and type them: Buddhist era outside, ISO inside (rules.md 5.3)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from app.domain.values.errors import BadInput
from app.domain.values.money import THAI_TO_ASCII_DIGITS

BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")
"""Thailand has no daylight saving; a fixed offset needs no time-zone database."""

BUDDHIST_OFFSET = 543
BUDDHIST_YEAR_MIN = 2400
"""A four-digit year from here on is Buddhist; below it is Gregorian."""

MONTHS_SHORT = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
MONTHS_LONG = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
MONTHS_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
WEEKDAYS_ENGLISH = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

INSTANT_YEARS = range(1970, 2200)
"""A clock without a battery begins in 1970; one that counts Buddhist years, or breaks arithmetic, is not believed."""

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_NUMERIC = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})\Z")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\Z")
_WORDED = re.compile(r"([0-9]{1,2})\s*([^0-9\s]+)\s*([0-9]{4}|[0-9]{2})\Z")
_MONTH_WORDS = {
    **{name: number for number, name in enumerate(MONTHS_SHORT, 1)},
    **{name.replace(".", ""): number for number, name in enumerate(MONTHS_SHORT, 1)},
    **{name: number for number, name in enumerate(MONTHS_LONG, 1)},
    **{name.lower(): number for number, name in enumerate(MONTHS_ENGLISH, 1)},
}


def gregorian_year(year: int, digits: int) -> int:
    """Turn a typed year into a Gregorian one: two digits are Buddhist (69 is 2569), four by size."""
    if digits == 2:
        return 2500 + year - BUDDHIST_OFFSET
    return year - BUDDHIST_OFFSET if year >= BUDDHIST_YEAR_MIN else year


def parse(text: str) -> date:
    """Read ``21/11/2569``, ``21/11/69``, ``2026-11-21`` or ``21 พ.ย. 69``; raise `BadInput` ``date_unreadable``."""
    plain = text.strip().translate(THAI_TO_ASCII_DIGITS)
    if match := _ISO.match(plain):
        year_text, month, day = match[1], int(match[2]), int(match[3])
    elif match := _NUMERIC.match(plain):
        year_text, month, day = match[3], int(match[2]), int(match[1])
    elif (match := _WORDED.match(plain)) and (named := _MONTH_WORDS.get(match[2].strip().lower())):
        year_text, month, day = match[3], named, int(match[1])
    else:
        raise BadInput("date_unreadable", text=text)
    try:
        return date(gregorian_year(int(year_text), len(year_text)), month, day)
    except ValueError as problem:
        raise BadInput("date_unreadable", text=text) from problem


def thai_short(day: date) -> str:
    """Return ``24 พ.ย. 2569``."""
    return f"{day.day} {MONTHS_SHORT[day.month - 1]} {day.year + BUDDHIST_OFFSET}"


def english_short(day: date) -> str:
    """Return ``24 Nov 2026``."""
    return f"{day.day} {MONTHS_ENGLISH[day.month - 1]} {day.year}"


def short(day: date, language: str) -> str:
    """Return the date as the readers of ``language`` write it."""
    return thai_short(day) if language == "th" else english_short(day)


def bangkok_day(moment: datetime) -> date:
    """Return the calendar day in Bangkok at ``moment`` (aware)."""
    return moment.astimezone(BANGKOK).date()


def clock_time(moment: datetime, language: str) -> str:
    """Return date, hour and minute in Bangkok, e.g. ``24 พ.ย. 2569 09:41``."""
    local = moment.astimezone(BANGKOK)
    return f"{short(local.date(), language)} {local:%H:%M}"


def fiscal_year(day: date) -> int:
    """Return the Buddhist fiscal year: it ends on 30 September and is named by its ending year."""
    return day.year + BUDDHIST_OFFSET + (1 if day.month >= 10 else 0)


def instant(moment: datetime) -> str:
    """Return the one form of a moment that is stored and sent: ``2026-11-21T02:41:00.000Z``."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def parse_instant(text: str) -> datetime:
    """Read what `instant` wrote; raise ``ValueError`` for anything else, a year that cannot be ours included."""
    if not _INSTANT.match(text):
        raise ValueError(f"not a moment of ours: {text!r}")
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)  # ten times as fast as strptime: lists are full of them
    if moment.year not in INSTANT_YEARS:
        raise ValueError(f"not a year of ours: {moment.year}")
    return moment


def stored(text: str) -> datetime | date | str:
    """Return the moment or the day that a text is as it is stored and sent, the text itself where it is neither."""
    try:
        return parse_instant(text) if _INSTANT.match(text) else date.fromisoformat(text) if _DAY.match(text) else text
    except ValueError:
        return text
