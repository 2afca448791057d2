"""Whatever is closed, reopened, solved and found: nothing is lost or counted twice, and every moment is covered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from app.simulator.clock import local_date, moment_text
from app.simulator.closing.tables import day_exceptions, day_orders, days
from app.simulator.collections.tables import payments
from app.simulator.refusals import Refused
from app.simulator.tables import transfers
from app.wire.closing import DayException
from tests.helpers.closing_office import BUDGET, RECEIVING, Office, unit_of

if TYPE_CHECKING:
    from app.simulator.storage import Storage

FIRST = "2026-09-28 09:00"
"""A Monday: the fiscal year ends on Wednesday."""
numbers = st.integers(0, 5)
steps = st.one_of(
    st.tuples(st.just("pay"), numbers),
    st.tuples(st.just("match"), numbers),
    st.tuples(st.just("unmatch"), numbers),
    st.tuples(st.just("pass"), st.sampled_from((1, 7, 20, 24, 75))),
    st.tuples(st.just("close"), numbers),
    st.tuples(st.just("close"), numbers),
    st.tuples(st.just("word"), numbers),
    st.tuples(st.just("solve"), numbers),
    st.tuples(st.just("reopen"), numbers),
    st.tuples(st.just("return"), numbers),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(played=st.lists(steps, min_size=8, max_size=20))
def test_no_exception_is_lost_numbers_have_no_gaps_and_every_moment_is_in_one_close(
    storage: Storage, played: list[tuple[str, int]]
) -> None:
    with unit_of(storage, FIRST) as office:
        seen: dict[str, str] = {}
        for what, number in played:
            _do(office, what, number)
            _demand_kept(office, seen)
        _demand_covered(office)
        office.now += timedelta(days=3)
        while (day := office.asked().day) and day < local_date(office.now).isoformat():
            office.close()
            _demand_kept(office, seen)
        _demand_covered(office)


def _do(office: Office, what: str, number: int) -> None:
    if what == "pay":
        office.pay(100 + number)
    elif what in ("match", "unmatch"):
        _turn(office, what, number)
    elif what == "pass":
        office.now += timedelta(hours=number)
    elif what == "reopen":
        closed = office.connection.execute(select(days).where(days.c.state != "reopened").order_by(days.c.day)).all()
        if closed:
            day = closed[number % len(closed)]
            office.close(office.reopening(day.day, str(day.version)))
    else:
        _close(office, what, number)


def _turn(office: Office, what: str, number: int) -> None:
    paid = office.connection.execute(select(payments).order_by(payments.c.payment_id)).all()
    if paid:
        matched = what == "match"
        values: dict[str, Any] = {"state": "matched", "matched_satang": payments.c.satang, "cause": ""}
        values = values if matched else {"state": "queued", "matched_satang": 0, "cause": "unmatched"}
        mine = update(payments).where(payments.c.payment_id == paid[number % len(paid)].payment_id)
        office.connection.execute(mine.values(values))


def _close(office: Office, what: str, number: int) -> None:
    if not office.asked().day:
        return
    order = office.order()
    if what == "word":
        mine = office.exception("other", f"เรื่องที่ {number}")
        order = office.order(exceptions=(*(one for one in order.exceptions if one.about != mine.about), mine))
    if what == "solve":
        still = {one.about for one in office.asked().demanded}
        order = office.order(exceptions=tuple(_solved(one, one.about in still) for one in order.exceptions))
    if moment_text(office.now) <= office.asked().open_from:
        with pytest.raises(Refused, match="day_not_over"):
            office.propose(order)
        return
    office.propose(order)
    office.settle(order.req_id, "return" if what == "return" else "approve")


def _solved(one: DayException, still: bool) -> DayException:
    told = {name: getattr(one, name) for name in DayException.__struct_fields__}
    return one if still else DayException(**(told | {"state": "solved", "reason": "แก้ไขแล้ว"}))


def _demand_kept(office: Office, seen: dict[str, str]) -> None:
    """Hold that each exception keeps its number, and each year's numbers run from one without a gap."""
    rows = office.connection.execute(select(day_exceptions).order_by(day_exceptions.c.fy, day_exceptions.c.n)).all()
    now = {row.exception_id: f"{row.n}/{row.fy}" for row in rows}
    assert seen.items() <= now.items()
    seen |= now
    for fy in {row.fy for row in rows}:
        assert [row.n for row in rows if row.fy == fy] == list(range(1, 1 + sum(row.fy == fy for row in rows)))
    last = office.connection.execute(
        select(day_orders).where(day_orders.c.status == "approved", day_orders.c.act == "close")
    ).all()
    told = {one for row in last for one in now if f'"{one}"' in row.record}
    assert told == set(now)
    assert all((row.state == "solved") == bool(row.solved_on) and row.since >= "2026-09-28" for row in rows)


def _demand_covered(office: Office) -> None:
    """Hold that the stretches join one another, and that all that moved up to the last one is in exactly one."""
    stretches = office.connection.execute(select(days.c.since, days.c.until).order_by(days.c.day)).all()
    assert [since for since, _ in stretches] == ["", *(until for _, until in stretches[:-1])][: len(stretches)]
    assert all(since < until < moment_text(office.now) for since, until in stretches)
    t = transfers.c
    moved = office.connection.execute(
        select(t.at).where(t.debit.in_((BUDGET, RECEIVING)) | t.credit.in_((BUDGET, RECEIVING)))
    )
    end = stretches[-1].until if stretches else ""
    for (at,) in moved:
        assert sum(since < at <= until for since, until in stretches) == (at <= end)
    for account in (BUDGET, RECEIVING):
        closing = "0"
        for since, until in stretches:
            told = office.account_day(account, since, until)
            assert told.opening_satang == closing
            closing = told.closing_satang
