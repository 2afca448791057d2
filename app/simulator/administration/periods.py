"""Periods of the access review: so many months of a fiscal year each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.simulator.calendar import fiscal_year

if TYPE_CHECKING:
    from datetime import date

_PERIOD = re.compile(r"25[0-9]{2}-(?:[1-9]|1[0-2])\Z")
_FIRST_MONTH = 10
_MONTHS = 12


def review_period(day: date, months: int) -> str:
    """Return the period that a day lies in (``2570-1``: the first of that fiscal year); '' where none is held."""
    if not months:
        return ""
    since_october = (day.month - _FIRST_MONTH) % _MONTHS
    return f"{fiscal_year(day)}-{since_october // months + 1}"


def is_period(text: str) -> bool:
    """Say whether ``text`` names a period."""
    return _PERIOD.match(text) is not None
