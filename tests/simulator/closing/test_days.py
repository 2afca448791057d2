"""Which day comes next, from when on, and where it ends (RC-1, SIM-10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.simulator.refusals import Refused
from tests.helpers.closing_office import Office, unit_of

if TYPE_CHECKING:
    from app.simulator.storage import Storage

NEXT_DAYS = {
    # the unit's first day, the clock: the days that are closed one after the other then
    "a day at its cut-off": ("2026-11-23 09:00", "2026-11-23 15:31", ["2026-11-23"]),
    "the day before and today": ("2026-11-23 09:00", "2026-11-24 16:00", ["2026-11-23", "2026-11-24"]),
    "over a weekend": ("2026-11-27 09:00", "2026-11-30 16:00", ["2026-11-27", "2026-11-30"]),
    "a first day without work": ("2026-11-28 09:00", "2026-11-30 16:00", ["2026-11-30"]),
    "a weekend before a long holiday": (
        "2026-04-10 09:00",
        "2026-04-16 16:00",
        ["2026-04-10", "2026-04-16"],
    ),
    "a substitute day": ("2026-12-04 09:00", "2026-12-08 16:00", ["2026-12-04", "2026-12-08"]),
    "a day on which banks are closed": (
        "2026-04-30 09:00",
        "2026-05-06 16:00",
        ["2026-04-30", "2026-05-05", "2026-05-06"],
    ),
    "a day on which offices are closed": ("2026-05-12 09:00", "2026-05-14 16:00", ["2026-05-12", "2026-05-14"]),
    "30 September and the year after it": (
        "2026-09-29 09:00",
        "2026-10-01 16:00",
        ["2026-09-29", "2026-09-30", "2026-10-01"],
    ),
}


@pytest.mark.parametrize("case", NEXT_DAYS)
def test_days_on_which_offices_and_banks_work_are_closed_in_their_order(storage: Storage, case: str) -> None:
    first, clock, wanted = NEXT_DAYS[case]
    with unit_of(storage, first) as office:
        office.at(clock)
        closed = []
        while office.asked().day:
            closed.append(office.close())
        assert [record.day for record in closed] == wanted
        assert [record.since for record in closed] == ["", *(record.until for record in closed[:-1])]


def test_a_day_may_be_closed_after_its_cut_off_and_not_at_it(office: Office) -> None:
    for clock, until in (
        ("2026-11-23 12:00", "2026-11-23T04:59:59.000Z"),
        ("2026-11-23 15:30", "2026-11-23T08:29:59.000Z"),
    ):
        office.at(clock)
        with pytest.raises(Refused) as refused:
            office.propose(office.order(until=until))
        assert refused.value.refusal == "day_not_over"
        assert refused.value.facts == {"open_from": "2026-11-23T08:30:00.000Z"}
    assert office.at("2026-11-23 15:31").asked().open_from == "2026-11-23T08:30:00.000Z"
    assert office.close().until == "2026-11-23T08:30:59.000Z"


@pytest.mark.parametrize(
    "until",
    [
        "2026-11-23T08:29:59.999Z",  # before the cut-off
        "2026-11-23T09:00:00.000Z",  # now
        "2026-11-23T16:59:59.999Z",  # to come
        "2026-11-24T01:00:00.000Z",
    ],
)
def test_a_day_that_runs_ends_between_its_cut_off_and_now(office: Office, until: str) -> None:
    office.at("2026-11-23 16:00")
    with pytest.raises(Refused) as refused:
        office.propose(office.order(until=until))
    assert refused.value.facts["field"] == "until"
    assert office.close(office.order(until="2026-11-23T08:30:00.000Z")).until == "2026-11-23T08:30:00.000Z"


@pytest.mark.parametrize("until", ["2026-11-23T16:59:59.998Z", "2026-11-23T17:00:00.000Z", "2026-11-23T09:00:00.000Z"])
def test_a_day_that_is_over_ends_with_its_last_moment_only(office: Office, until: str) -> None:
    office.at("2026-11-24 09:00")
    with pytest.raises(Refused) as refused:
        office.propose(office.order(until=until))
    assert refused.value.facts["field"] == "until"
    assert office.close().until == "2026-11-23T16:59:59.999Z"


def test_no_day_is_passed_over_and_none_is_closed_before_it_comes(office: Office) -> None:
    office.at("2026-11-26 16:00")
    for day in ("2026-11-24", "2026-11-26", "2026-11-27", "2026-11-20", "2026-11-22"):
        with pytest.raises(Refused) as refused:
            office.propose(office.order(day=day))
        assert (refused.value.refusal, refused.value.facts) == ("day_wrong", {"day": "2026-11-23"})
    office.close_until("2026-11-26")
    office.close()
    asked = office.asked()
    assert (asked.day, asked.open_from, asked.demanded) == ("", "", ())
    with pytest.raises(Refused) as refused:
        office.propose(office.order(day="2026-11-27", until="2026-11-26T08:59:59.000Z"))
    assert (refused.value.refusal, refused.value.facts) == ("day_wrong", {"day": ""})


def test_what_is_booked_after_todays_close_belongs_to_the_next_working_day(office: Office) -> None:
    office.at("2026-11-27 15:45")
    office.close_until("2026-11-27")
    friday = office.close()
    office.at("2026-11-27 15:50").pay(50_000)
    office.at("2026-11-29 10:00").pay(70_000)
    monday = office.at("2026-11-30 15:45").order()
    assert monday.since == friday.until
    assert monday.accounts[1].in_satang == "120000"
    assert office.close(monday).since == "2026-11-27T08:44:59.000Z"


def test_a_clock_that_jumps_over_many_days_leaves_them_all_to_be_closed(office: Office) -> None:
    office.pay(100)
    office.at("2027-01-05 09:00")
    office.close_until("2027-01-05")
    assert office.asked().day == "2027-01-05"
    assert office.asked().since == "2027-01-04T16:59:59.999Z"


def test_a_clock_that_was_put_back_has_nothing_to_close(office: Office) -> None:
    office.at("2026-11-23 16:00").close()
    assert office.at("2026-11-20 16:00").asked().day == ""
