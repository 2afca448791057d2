"""Days and moments as the reader wants to see them: the language of the screen, and on Thai screens the chosen era.

Usage::

    days.day(value)        # 24 พ.ย. 2569, 24 พ.ย. 2026 or 24 Nov 2026
    days.moment(value)     # the same with hour and minute in Bangkok
    days.long_day(value)   # 24 พฤศจิกายน 2569
    days.compact(value)    # 24 พ.ย. 69, for dense tables
    days.use_era("gregorian")
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from app import i18n
from app.domain.values import dates

if TYPE_CHECKING:
    from datetime import datetime

Era = Literal["buddhist", "gregorian"]
_era: list[Era] = ["buddhist"]


def use_era(era: Era) -> None:
    """Show Thai years in this era from now on; English screens always show the common era."""
    _era[0] = era


def day(value: date) -> str:
    """Return ``24 พ.ย. 2569``."""
    if i18n.language() == "en":
        return dates.english_short(value)
    return f"{value.day} {dates.MONTHS_SHORT[value.month - 1]} {_thai_year(value)}"


def long_day(value: date) -> str:
    """Return ``24 พฤศจิกายน 2569``."""
    if i18n.language() == "en":
        return dates.english_short(value)
    return f"{value.day} {dates.MONTHS_LONG[value.month - 1]} {_thai_year(value)}"


def full_day(value: date) -> str:
    """Return the day with its weekday: ``จันทร์ 24 พ.ย. 69``."""
    names = dates.WEEKDAYS if i18n.language() == "th" else dates.WEEKDAYS_ENGLISH
    return f"{names[value.weekday()]} {compact(value)}"


def month(value: date) -> str:
    """Return the month of a day with its year: ``พ.ย. 2569``."""
    if i18n.language() == "en":
        return f"{dates.MONTHS_ENGLISH[value.month - 1]} {value.year}"
    return f"{dates.MONTHS_SHORT[value.month - 1]} {_thai_year(value)}"


def compact(value: date) -> str:
    """Return ``24 พ.ย. 69``; a common-era year keeps its four digits, since 69 would be read as 2569."""
    if i18n.language() == "en" or _era[0] == "gregorian":
        return day(value)
    return f"{value.day} {dates.MONTHS_SHORT[value.month - 1]} {_thai_year(value) % 100:02d}"


def moment(value: datetime) -> str:
    """Return ``24 พ.ย. 2569 09:41`` in Bangkok."""
    local = value.astimezone(dates.BANGKOK)
    return f"{day(local.date())} {local:%H:%M}"


def iso_day(text: str) -> str:
    """Return `day` of a day as it is stored and sent, a dash for none."""
    return day(date.fromisoformat(text)) if text else "–"


def iso_moment(text: str) -> str:
    """Return `moment` of an instant as it is stored and sent, a dash for none."""
    return moment(dates.parse_instant(text)) if text else "–"


def weekday(value: date) -> str:
    """Return the name of the weekday."""
    names = dates.WEEKDAYS if i18n.language() == "th" else dates.WEEKDAYS_ENGLISH
    return names[value.weekday()]


def _thai_year(value: date) -> int:
    return value.year + (dates.BUDDHIST_OFFSET if _era[0] == "buddhist" else 0)
