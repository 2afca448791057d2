"""What is done with everything that is open, on both sides of midnight of 30 September."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.recalls.recall import Urgency
from app.domain.values.calendar import BusinessCalendar, Holiday
from app.domain.values.money import Money
from app.domain.years.fiscal_year import FiscalYear
from app.domain.years.year_end import Course, Matter, OpenItem, in_order, last_working_day
from app.system import reference_data

LAST, NEXT = date(2026, 9, 30), date(2026, 10, 1)


def item(matter: Matter, *, medical: bool = False, year: int = 2569, reference: str = "1") -> OpenItem:
    return OpenItem(matter, FiscalYear(year), "s", reference, "", Money(100), date(2026, 9, 1), medical=medical)


@pytest.mark.parametrize(
    ("matter", "medical", "day", "course", "changes"),
    [
        (Matter.RECALL, False, LAST, Course.IN_YEAR, True),
        (Matter.RECALL, False, NEXT, Course.PRIOR_YEAR, False),
        (Matter.RECALL, True, LAST, Course.MEDICAL, False),
        (Matter.RECALL, True, NEXT, Course.MEDICAL, False),
        (Matter.DRAW, False, LAST, Course.IN_YEAR, True),
        (Matter.DRAW, False, NEXT, Course.PRIOR_YEAR, False),
        (Matter.DRAW, False, date(2025, 10, 1), Course.IN_YEAR, True),
        *[
            (matter, False, day, course, changes)
            for matter in (Matter.BATCH, Matter.REMIT, Matter.RECEIPT, Matter.QUEUE, Matter.DAY)
            for day, course, changes in ((LAST, Course.THIS_YEAR, True), (NEXT, Course.NEXT_YEAR, False))
        ],
    ],
)
def test_what_is_done_changes_at_midnight_unless_it_is_medical(
    matter: Matter, medical: bool, day: date, course: Course, changes: bool
) -> None:
    one = item(matter, medical=medical)
    assert one.course_on(day) is course
    assert one.changes(day) is changes
    assert one.course_after is one.course_on(NEXT)


@pytest.mark.parametrize(
    ("day", "urgency"),
    [
        (date(2026, 8, 30), Urgency.AHEAD),
        (date(2026, 8, 31), Urgency.NEAR),
        (LAST, Urgency.NEAR),
        (NEXT, Urgency.OVER),
    ],
)
def test_thirty_days_before_the_end_it_is_near_and_afterwards_over(day: date, urgency: Urgency) -> None:
    assert item(Matter.DRAW).urgency(day) is urgency
    assert item(Matter.RECALL, medical=True).urgency(day) is Urgency.NONE


def test_the_oldest_year_comes_first_then_the_matter_then_the_oldest() -> None:
    given = [item(Matter.DAY), item(Matter.RECALL, reference="2"), item(Matter.RECALL), item(Matter.QUEUE, year=2568)]
    assert [(one.year.number, one.matter, one.reference) for one in in_order(given)] == [
        (2568, Matter.QUEUE, "1"),
        (2569, Matter.RECALL, "1"),
        (2569, Matter.RECALL, "2"),
        (2569, Matter.DAY, "1"),
    ]


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2569, date(2026, 9, 30)),  # Wednesday
        (2570, date(2027, 9, 30)),  # Thursday
        (2566, date(2023, 9, 29)),  # 30 September is a Saturday
        (2567, date(2024, 9, 30)),
        (2561, date(2018, 9, 28)),  # a Sunday
    ],
)
def test_the_last_working_day_is_the_one_on_which_money_can_still_move(year: int, day: date) -> None:
    assert last_working_day(reference_data.calendar(), FiscalYear(year)) == day


@pytest.mark.parametrize(("government", "bank"), [(True, False), (False, True)])
def test_a_day_off_of_offices_or_of_banks_alone_is_none(government: bool, bank: bool) -> None:
    off = BusinessCalendar((Holiday(date(2026, 9, 30), "special", government, bank),))
    assert last_working_day(off, FiscalYear(2569)) == date(2026, 9, 29)
