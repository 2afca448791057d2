"""What is open before the fiscal year ends, from real desks over a real central system; each role hears of its own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.domain.recalls.recall import Cause
from app.domain.values.money import Money
from app.domain.years.fiscal_year import FiscalYear
from app.domain.years.year_end import Course, Matter
from app.services.approval import Approval
from app.services.recalls import Letter, Recalls
from app.services.year_end import YearEnd
from tests.helpers.collecting import OWN, Counter
from tests.helpers.raw_central import TODAY, UNIT, running
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central

OF_PAYING = {Matter.RECALL, Matter.BATCH}
OF_MONEY = {Matter.RECEIPT, Matter.QUEUE}


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    """Run a central system for one test: it moves the clock."""
    with running(tmp_path / "central", eased=True) as started:
        yield started


def matters(station: Workstation) -> set[Matter]:
    return {one.matter for one in YearEnd(station.desk).state().items} - {Matter.DRAW, Matter.DAY}


def test_everything_that_is_open_is_told_with_its_year_and_its_way_before_and_after(
    central: Central, maker: Workstation, authorizer: Workstation, tmp_path: Path
) -> None:
    op_id = maker.draft(purpose="จ่ายแล้ว", value_date=date.fromisoformat(TODAY))
    maker.submit(op_id)
    left = maker.draft(purpose="ยังไม่ส่ง")
    for station in (maker, authorizer):
        assert station.sync.sync_now().problem == ""
    approval = Approval(authorizer.desk, authorizer.sync)
    content = approval.content(op_id)
    for number in (1, *content.review.left()):
        content.review.open(number)
    approval.approve(content, central.password(UNIT, "AUTH01"))
    central.advance("2026-11-23T16:00:00+07:00")
    assert maker.sync.sync_now().problem == ""
    recalls = Recalls(maker.desk, maker.sync)
    paid = recalls.paid_line(op_id, 1)
    day = recalls.today
    recalls.open(paid, Letter(Cause.OVERPAID, Money(5_000), day, "กค 1/2570", day, "จ่ายเกิน"))
    collector = Workstation.at(tmp_path / "collector", central).enter(central, "MAKER03")
    counter = Counter(collector, central, UNIT, "MAKER03")
    counter.hear()
    counter.paid(1)
    counter.pay(counter.bill(9, 70_000), ref2="")
    for station in (maker, authorizer):
        assert station.sync.sync_now().problem == ""
    assert matters(maker) == OF_PAYING
    assert matters(collector) == OF_MONEY
    assert matters(authorizer) >= (OF_PAYING - {Matter.BATCH}) | OF_MONEY
    state = YearEnd(maker.desk).state()
    assert (state.year, state.last_day, state.over) == (FiscalYear(2570), date(2027, 9, 30), [])
    (recall,) = (one for one in state.items if one.matter is Matter.RECALL)
    assert (recall.course_on(state.today), recall.course_after) == (Course.IN_YEAR, Course.PRIOR_YEAR)
    (batch,) = (one for one in state.items if one.matter is Matter.BATCH)
    assert (batch.subject, batch.title) == (left, "ยังไม่ส่ง")
    central.advance("2027-10-01T00:00:01+07:00")
    maker.leave()
    maker.enter(central, "MAKER01")
    assert maker.sync.sync_now().problem == ""
    after = YearEnd(maker.desk).state()
    assert after.year == FiscalYear(2571)
    (recall,) = (one for one in after.over if one.matter is Matter.RECALL)
    assert (recall.course_on(after.today), recall.changes(after.today)) == (Course.PRIOR_YEAR, False)
    assert recall.days_left(after.today) == -1
    collector.crash()


def test_money_that_the_unit_remits_by_itself_is_open_until_it_went(central: Central, tmp_path: Path) -> None:
    collector = Workstation.at(tmp_path / "collector", central).enter(central, "MAKER03", OWN)
    counter = Counter(collector, central, OWN, "MAKER03")
    counter.hear()
    (paid,) = counter.paid(1)
    items = [one for one in YearEnd(collector.desk).state().items if one.matter is Matter.REMIT]
    assert [(one.subject, one.amount, one.since) for one in items] == [(paid.payment_id, paid.amount, paid.value_date)]
    assert (items[0].course_on(paid.value_date), items[0].course_after) == (Course.THIS_YEAR, Course.NEXT_YEAR)
    collector.crash()
