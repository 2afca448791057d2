"""The bounds of fiscal years in Bangkok, leap years among them, and how long their papers are kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.years.fiscal_year import RETENTION_YEARS, FiscalYear, year_of

MIDNIGHT = datetime(2026, 9, 30, 17, tzinfo=UTC)


def test_a_fiscal_year_is_named_by_the_buddhist_year_it_ends_in() -> None:
    year = FiscalYear(2569)
    assert (year.first, year.last) == (date(2025, 10, 1), date(2026, 9, 30))
    assert (year.begins_at, year.ends_at) == (datetime(2025, 9, 30, 17, tzinfo=UTC), MIDNIGHT)


@pytest.mark.parametrize(
    ("moment", "year", "over"),
    [
        (MIDNIGHT - timedelta(milliseconds=1), 2569, False),
        (MIDNIGHT, 2570, True),
        (MIDNIGHT + timedelta(milliseconds=1), 2570, True),
        (datetime(2026, 9, 30, 23, 59, 59, tzinfo=UTC), 2570, True),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), 2570, True),
        (datetime(2025, 9, 30, 17, tzinfo=UTC), 2569, False),
        (datetime(2025, 9, 30, 16, 59, 59, 999_000, tzinfo=UTC), 2568, False),
    ],
)
def test_midnight_in_bangkok_parts_the_years(moment: datetime, year: int, over: bool) -> None:
    assert year_of(moment) == FiscalYear(year)
    assert FiscalYear(2569).is_over(moment) is over


@pytest.mark.parametrize(
    ("day", "left"),
    [
        (date(2026, 9, 30), 0),
        (date(2026, 9, 29), 1),
        (date(2026, 10, 1), -1),
        (date(2026, 2, 28), 214),
        (date(2025, 10, 1), 364),
    ],
)
def test_days_are_counted_to_the_last_day(day: date, left: int) -> None:
    assert FiscalYear(2569).days_left(day) == left


@pytest.mark.parametrize(("number", "days"), [(2567, 366), (2568, 365), (2571, 366)])
def test_a_leap_year_has_a_day_more(number: int, days: int) -> None:
    year = FiscalYear(number)
    assert (year.last - year.first).days + 1 == days


def test_papers_are_kept_ten_years_after_their_year() -> None:
    assert RETENTION_YEARS == 10
    assert FiscalYear(2570).keep_until == date(2037, 9, 30)
