"""Days, hours, cut-offs and the clock's settings (SIM-09, SIM-10)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.simulator.calendar import fiscal_year, shipped
from app.simulator.clock import BANGKOK, Clock, ClockSetting, ClockTextWrong, moment_text, read_moment, read_setting

CUT_OFF = time(15, 30)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK)


@pytest.mark.parametrize(
    ("handed_in", "earliest"),
    [
        ("2026-11-23T00:00", "2026-11-23"),
        ("2026-11-23T15:29:59", "2026-11-23"),
        ("2026-11-23T15:30", "2026-11-24"),
        ("2026-11-27T15:30", "2026-11-30"),
        ("2026-11-28T09:00", "2026-11-30"),
        ("2026-12-04T15:30", "2026-12-08"),  # a Friday before a weekend with a substitute holiday
        ("2026-12-30T16:00", "2027-01-04"),
        ("2026-05-01T09:00", "2026-05-05"),  # Labour Day closes banks; the 4th is a holiday
    ],
)
def test_the_first_day_on_which_something_can_be_paid(handed_in: str, earliest: str) -> None:
    assert shipped().earliest_value_date(local(handed_in), CUT_OFF).isoformat() == earliest


def test_banks_work_on_days_when_only_offices_are_closed() -> None:
    calendar = shipped()
    assert calendar.is_open(date(2023, 5, 17))
    assert not calendar.is_open(date(2023, 5, 1))
    assert calendar.days_after(date(2026, 11, 27), 1) == date(2026, 11, 30)
    assert calendar.days_after(date(2026, 11, 28), 1) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("approved", "value_date", "paid"),
    [
        ("2026-11-23T07:00", "2026-11-23", "2026-11-23T08:30"),
        ("2026-11-23T10:00", "2026-11-23", "2026-11-23T10:00"),
        ("2026-11-23T15:30", "2026-11-23", "2026-11-24T08:30"),
        ("2026-11-23T10:00", "2026-11-25", "2026-11-25T08:30"),
        ("2026-11-27T23:59", "2026-11-23", "2026-11-30T08:30"),
    ],
)
def test_when_an_approved_batch_is_paid(approved: str, value_date: str, paid: str) -> None:
    found = shipped().pay_at(local(approved), date.fromisoformat(value_date), CUT_OFF)
    assert found == local(paid)


@pytest.mark.parametrize(("day", "year"), [("2026-09-30", "2569"), ("2026-10-01", "2570"), ("2027-01-01", "2570")])
def test_the_fiscal_year_turns_on_the_first_of_october(day: str, year: str) -> None:
    assert fiscal_year(date.fromisoformat(day)) == year


def test_a_frozen_clock_stands_and_a_jump_moves_it() -> None:
    clock = Clock(read_setting("frozen:2026-11-23T09:00:00+07:00"))
    assert clock.text() == "2026-11-23T02:00:00.000Z"
    assert clock.seconds_until(clock.now() + timedelta(seconds=1)) is None
    assert clock.seconds_until(clock.now()) == 0
    clock.setting = clock.jumped(read_moment("2026-11-24T02:00:00Z"))
    assert (clock.text(), clock.setting.mode) == ("2026-11-24T02:00:00.000Z", "frozen")


def test_a_shifted_clock_runs_on_from_its_start() -> None:
    clock = Clock(read_setting("offset:2030-01-01T00:00:00Z"))
    first = clock.now()
    assert first >= datetime(2030, 1, 1, tzinfo=UTC)
    assert clock.now() >= first
    waiting = clock.seconds_until(first + timedelta(hours=1))
    assert waiting is not None
    assert waiting <= 3600


def test_a_fast_clock_waits_less() -> None:
    clock = Clock(read_setting("speed:60:2026-11-23T09:00:00+07:00"))
    waiting = clock.seconds_until(clock.now() + timedelta(minutes=1))
    assert waiting is not None
    assert waiting <= 1


def test_a_real_clock_that_jumps_is_a_shifted_one() -> None:
    clock = Clock(read_setting("real"))
    clock.setting = clock.jumped(datetime(2040, 1, 1, tzinfo=UTC))
    assert (clock.setting.mode, clock.now().year) == ("offset", 2040)
    assert Clock(read_setting("offset:-3600")).now() < Clock(read_setting("real")).now()


@pytest.mark.parametrize(
    "text",
    ["", "real:1", "frozen", "frozen:", "frozen:2026-11-23", "frozen:2026-11-23T09:00:00", "offset:1h", "speed:0",
     "speed:-1", "speed:๒", "speed:nan", "slow", "frozen:2569-11-23T09:00:00+07:00", "frozen:0001-01-01T00:00:00Z",
     "frozen:0001-01-01T00:00:00+14:00", "frozen:9999-12-31T23:59:59-14:00", "speed:60:0999-01-01T00:00:00Z",
     "offset:2200-01-01T00:00:00Z", "offset:+9999999999", "offset:-9999999999"],
)  # fmt: skip
def test_a_setting_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ClockTextWrong):
        read_setting(text)


def test_a_clock_that_runs_fast_stops_before_nobody_can_read_it_any_more() -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    clock = Clock(ClockSetting(read_moment("2026-11-23T02:00:00Z"), long_ago, 999_999.0, "speed"))
    assert clock.text() == "2199-12-31T23:59:59.999Z"


def test_moments_are_written_so_that_they_sort() -> None:
    moments = [datetime(2026, 1, 1, 0, 0, 0, micro, tzinfo=UTC) for micro in (0, 999, 1000, 999_999)]
    texts = [moment_text(moment) for moment in moments]
    assert texts == sorted(texts)
    assert texts[0] == "2026-01-01T00:00:00.000Z"
    assert texts[3] == "2026-01-01T00:00:00.999Z"
