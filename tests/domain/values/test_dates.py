from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.values import dates
from app.domain.values.calendar import BusinessCalendar, Holiday
from app.domain.values.errors import BadInput
from app.system.reference_data import calendar

days = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "21/11/2569", "21/11/69", "2026-11-21", "21 พ.ย. 69", "21 พ.ย. 2569", "21 พฤศจิกายน 2569", "21พย69",
        "21/11/2026", "21-11-2569", "21.11.2569", "๒๑/๑๑/๒๕๖๙", "21 Nov 2026", " 21/11/2569 ", "2569-11-21",
    ],
)  # fmt: skip
def test_every_usual_way_to_write_a_day_is_read(text: str) -> None:
    assert dates.parse(text) == date(2026, 11, 21)


@pytest.mark.parametrize(
    "text", ["", "31/02/2569", "29/2/2568", "32/1/2569", "1/13/2569", "21 ฟู 69", "21/11/256", "tomorrow", "21/11/0000"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="date_unreadable"):
        dates.parse(text)


def test_the_leap_day_is_tested_after_the_year_was_converted() -> None:
    assert dates.parse("29/2/2567") == date(2024, 2, 29)
    assert dates.parse("29/02/67") == date(2024, 2, 29)


@given(days)
def test_a_day_typed_in_any_form_never_gains_another_five_hundred_and_forty_three_years(day: date) -> None:
    for text in (day.isoformat(), dates.thai_short(day), f"{day.day}/{day.month}/{day.year + 543}"):
        assert dates.parse(text) == day
    assert dates.gregorian_year(2561, 4) == 2018


@given(st.integers(0, 9999))
def test_no_typed_year_leads_beyond_its_century(year: int) -> None:
    assert dates.gregorian_year(year, 4) in (year, year - 543)
    assert dates.gregorian_year(year, 4) != 3104


@given(days)
def test_the_fiscal_year_begins_in_october(day: date) -> None:
    year = dates.fiscal_year(day)
    assert date(year - 544, 10, 1) <= day <= date(year - 543, 9, 30)


def test_moments_have_one_form_and_bangkok_has_its_own_day() -> None:
    moment = datetime(2026, 9, 30, 17, 0, 0, 123_456, tzinfo=UTC)
    assert dates.instant(moment) == "2026-09-30T17:00:00.123Z"
    assert dates.parse_instant(dates.instant(moment)) == moment.replace(microsecond=123_000)
    assert dates.bangkok_day(moment) == date(2026, 10, 1)
    assert dates.fiscal_year(dates.bangkok_day(moment)) == 2570
    assert dates.clock_time(moment, "th") == "1 ต.ค. 2569 00:00"
    assert dates.clock_time(moment, "en") == "1 Oct 2026 00:00"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-09-30",
        "2026-09-30T17:00:00Z",
        "2026-09-30T17:00:00.123",
        "2026-09-30T17:00:00.123456Z",
        "2026-09-30T17:00:00.123+07:00",
        "2026-9-30T17:00:00.123Z",
        "2026-09-30 17:00:00.123Z",
        "2026-09-30T17:00:00.123Z\n",
        "๒๐๒๖-09-30T17:00:00.123Z",
        "2026-02-29T17:00:00.123Z",
        "2026-09-30T24:00:00.000Z",
        "2569-09-30T17:00:00.123Z",
    ],
)
def test_a_moment_in_any_other_form_is_none_of_ours(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a|out of range|must be in|day is"):
        dates.parse_instant(text)


def closed(day: date, *, government: bool = True, bank: bool = True) -> Holiday:
    return Holiday(day, "วันหยุด", government, bank)


def test_banks_and_offices_do_not_always_close_together() -> None:
    labour, ploughing = date(2026, 5, 1), date(2026, 5, 13)
    table = BusinessCalendar((closed(labour, government=False), closed(ploughing, bank=False)))
    assert not table.bank_open(labour)
    assert table.government_open(labour)
    assert table.bank_open(ploughing)
    assert not table.government_open(ploughing)
    assert table.reason_closed(labour) == "วันหยุด"
    assert table.reason_closed(date(2026, 5, 2)) == ""


def test_the_first_possible_day_respects_cut_off_weekends_and_holidays() -> None:
    friday = date(2026, 10, 9)
    table = BusinessCalendar((closed(date(2026, 10, 13)), closed(date(2026, 10, 12))))
    before = datetime.combine(friday, time(15, 29), dates.BANGKOK)
    after = datetime.combine(friday, time(15, 30), dates.BANGKOK)
    assert table.earliest_value_date(before, time(15, 30)) == friday
    assert table.earliest_value_date(after, time(15, 30)) == date(2026, 10, 14)
    assert table.earliest_value_date(before.astimezone(UTC), time(15, 30)) == friday


def test_the_shipped_table_knows_labour_day_and_the_ploughing_ceremony() -> None:
    table = calendar()
    assert not table.bank_open(date(2026, 5, 1))
    assert table.government_open(date(2026, 5, 1))
    assert table.bank_open(date(2026, 5, 13))
    assert not table.government_open(date(2026, 5, 13))
