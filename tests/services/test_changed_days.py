"""The operator changes the calendar: the desk hears of its batches, and counts by the days that hold (SIM-10)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.messages.message import Topic
from app.domain.remittances.deadlines import working_days_after
from app.domain.values.errors import Refused
from app.services.inquiry import Inquiry
from app.services.messages import Messages
from app.services.planning import plan_of
from app.services.readiness import circumstances
from app.services.stages import told_stages
from tests.helpers.patience import wait_for
from tests.helpers.raw_central import UNIT, running
from tests.helpers.workstation import LATER, Workstation, transfers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.domain.disbursement.planner import Plan
    from tests.helpers.raw_central import Central

AFTER, THIRD = date(2026, 12, 2), date(2026, 12, 3)
NAME = "วันหยุดพิเศษ"


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    with running(tmp_path / "central", eased=True) as started:
        yield started


@pytest.fixture
def maker(central: Central, tmp_path: Path) -> Iterator[Workstation]:
    station = Workstation.at(tmp_path / "maker", central).enter(central, "MAKER01")
    yield station
    station.leave()


def put(central: Central, *days: date) -> None:
    version = central.operate("GET", "calendar").json["version"]
    closed = [{"day": day.isoformat(), "banks": "closed", "offices": "closed", "name_th": NAME} for day in days]
    assert central.operate("PUT", "calendar", {"days": closed, "version": version}).status == 200


def handed_in(station: Workstation, count: int) -> str:
    op_id = station.draft(transfers(count), value_date=LATER)
    station.submit(op_id)
    station.sync.sync_now()
    return op_id


def planned(station: Workstation, op_id: str) -> Plan:
    with station.desk.store.read() as rd:
        stages = told_stages(rd, op_id)
    plan = plan_of(station.desk, op_id, stages)
    assert plan is not None
    return plan


def test_the_maker_hears_of_the_new_day_and_everything_is_counted_by_it(
    central: Central, maker: Workstation, tmp_path: Path
) -> None:
    moved, waiting = handed_in(maker, 2), handed_in(maker, 3)
    authorizer = Workstation.at(tmp_path / "authorizer", central).enter(central, "AUTH01")
    authorizer.sync.sync_now()
    authorizer.decide(moved, central.password(UNIT, "AUTH01"))
    for station in (authorizer, maker):
        station.sync.sync_now()
    before = planned(maker, waiting)
    assert (before.last_moment.date(), before.closed_until) == (LATER, None)

    put(central, LATER)
    for station in (maker, authorizer):
        station.sync.sync_now()
    told = [one for one in Messages(maker.desk).every() if one.topic is Topic.POSTPONED]
    assert [(one.subject, one.screen, one.facts["day"], one.facts["text"]) for one in told] == [
        (moved, "batches", AFTER.isoformat(), NAME)
    ]
    assert Topic.POSTPONED not in {one.topic for one in Messages(authorizer.desk).every()}
    assert maker.batch(moved).status is BatchStatus.APPROVED
    steps = Inquiry(maker.desk, maker.sync).bank_steps(moved)
    assert [(one.stage, one.reason) for one in steps][-1] == ("waiting_cut_off", "2026-12-02T01:30:00.000Z")

    around = circumstances(maker.desk)
    assert (around.calendar.bank_open(LATER), around.calendar.reason_closed(LATER)) == (False, NAME)
    after = planned(maker, waiting)
    assert (after.last_moment.date(), after.last_moment.time()) == (AFTER, before.last_moment.time())
    assert working_days_after(maker.desk.calendar, date(2026, 11, 30), 3) == date(2026, 12, 4)  # it was the third

    authorizer.leave()
    maker.crash()  # what was told is there before anybody is asked again
    again = Workstation.at(tmp_path / "maker", central).enter(central, "MAKER01")
    assert not again.desk.calendar.bank_open(LATER)
    maker.desk, maker.sync = again.desk, again.sync


def test_who_did_not_know_of_a_holiday_learns_of_it_with_the_refusal(central: Central, maker: Workstation) -> None:
    maker.sync.sync_now()
    put(central, THIRD)
    op_id = maker.draft(value_date=THIRD)
    cmd_id = maker.submit(op_id)
    assert maker.desk.calendar.bank_open(THIRD)
    with pytest.raises(Refused, match="value_date_wrong"):
        maker.sync.deliver(cmd_id)
    maker.sync.start()
    wait_for(lambda: not maker.desk.calendar.bank_open(THIRD), "the desk does not learn of the holiday")
    assert maker.batch(op_id).reason == "value_date_wrong"


def test_a_round_that_sends_what_waited_learns_of_it_as_well(central: Central, maker: Workstation) -> None:
    maker.sync.sync_now()
    put(central, THIRD)
    maker.submit(maker.draft(value_date=THIRD))
    maker.sync.start()
    wait_for(lambda: not maker.desk.calendar.bank_open(THIRD), "the desk does not learn of the holiday")
