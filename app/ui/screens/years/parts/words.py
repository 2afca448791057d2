"""The words of the fiscal year's end: matters, courses, days left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.recalls.recall import Urgency
from app.domain.years.year_end import Course, Matter
from app.ui import days
from app.ui.cells import Cell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from app.domain.years.fiscal_year import FiscalYear
    from app.domain.years.year_end import OpenItem
    from app.ui.theme import Tone

DASH = "–"
MATTERS_SHOWN = 3
GROUP = 4
_URGENCIES: dict[Urgency, tuple[Tone, str]] = {
    Urgency.NONE: ("plain", ""),
    Urgency.AHEAD: ("plain", ""),
    Urgency.NEAR: ("waiting", "clock"),
    Urgency.OVER: ("refused", "triangle-alert"),
}
_ROUTED = frozenset({Course.IN_YEAR, Course.PRIOR_YEAR, Course.MEDICAL})


def matter(item: OpenItem) -> str:
    """Return what kind of thing is open."""
    return i18n.text(f"year_end.matter.{item.matter}")


def reference(item: OpenItem) -> str:
    """Return by what people know it."""
    return days.iso_day(item.reference) if item.matter is Matter.DAY else item.reference or DASH


def left(item: OpenItem, today: date) -> str | Cell:
    """Return the days until its year ends, coloured when near or over."""
    count = item.days_left(today)
    tone, icon = _URGENCIES[item.urgency(today)]
    key = "days_over" if count < 0 else "last_day" if count == 0 else "days_left"
    told = i18n.text(f"year_end.{key}", count=abs(count))
    if tone == "plain":
        return told
    hint = i18n.text("year_end.left_hint", day=days.day(item.year.last))
    return Cell(told, tone=tone, icon=icon, hint=hint, chip=True)


def course(item: OpenItem, which: Course) -> str:
    """Return what is done with it by that course, in few words."""
    key = which if which in _ROUTED else f"{item.matter}.{which}"
    return i18n.text(f"year_end.course.{key}")


def course_after(item: OpenItem, today: date) -> str | Cell:
    """Return what is done with it once its year is over, marked where that is something else than today."""
    told = course(item, item.course_after)
    if item.changes(today):
        return Cell(told, tone="waiting", icon="arrow-right")
    return told


def explained(item: OpenItem, which: Course) -> str:
    """Return why, and under which codes."""
    key = which if which in _ROUTED else f"{item.matter}.{which}"
    return i18n.text(f"year_end.why.{key}", year=item.year.number)


def time_left(now: datetime, year: FiscalYear) -> str:
    """Return the time until midnight after the year's last day."""
    minutes = max(0, int((year.ends_at - now).total_seconds()) // 60)
    count, rest = divmod(minutes, 24 * 60)
    if count:
        return i18n.text("year_end.in_days", days=f"{count:,}", hours=rest // 60)
    return i18n.text("year_end.in_hours", hours=rest // 60, minutes=rest % 60)


def matters(found: Sequence[tuple[str, str]]) -> str:
    """Return why an archive is not complete: the first few, and how many more there are."""
    told = [i18n.text(f"year_archives.open.{what}", reference=about) for what, about in found]
    more = len(told) - MATTERS_SHOWN
    return " · ".join(told[:MATTERS_SHOWN]) + (f" (+{more:,})" if more > 0 else "")


def grouped(digits: str) -> str:
    """Return a fingerprint as people compare it."""
    return " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP)).upper()
