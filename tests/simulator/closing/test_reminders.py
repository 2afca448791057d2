"""Whoever remits is told of deadlines: the working day before and when they are over, once each."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, update

from app.simulator.administration.tables import person_notices
from app.simulator.clock import local_date, moment_text
from app.simulator.closing.reminders import DeadlineDesk
from app.simulator.collections.tables import allocations, bill_orders, bills, payments, receiving
from app.simulator.disbursement.draws import DrawWanted, seed
from app.simulator.disbursement.tables import draws
from app.simulator.remittances.tables import parts
from app.simulator.tables import roles
from tests.helpers.closing_office import AGENCY, BUDGET, MAKER, OTHER_MAKER, RECEIVING, UNIT, Office

if TYPE_CHECKING:
    from app.simulator.due import Due

DESK = DeadlineDesk()
NEAR, OVER = "deadline_near", "deadline_over"


@pytest.fixture(autouse=True)
def ordered(office: Office) -> None:
    """Let there be an order for bills, which every bill has."""
    order = {"req_id": "r", "agency": AGENCY, "unit": UNIT, "order": "", "order_sig": "", "maker_uid": MAKER, "at": ""}
    office.connection.execute(insert(bill_orders).values(order))


def matched(office: Office, satang: int, revenue_type: str = "permit_fee") -> str:
    """Have money come in that belongs to a bill."""
    payment_id, bill_id = office.pay(satang), uuid.uuid4().hex
    row: dict[str, Any] = dict.fromkeys(("payer_name", "payer_id", "payer_address", "payer_email", "payer_mobile"), "")
    row |= {"bill_id": bill_id, "req_id": "r", "agency": AGENCY, "unit": UNIT, "state": "paid", "ref1": bill_id}
    row |= {"ref2": "", "revenue_type": revenue_type, "item": "x", "satang": satang, "due_date": "2026-12-23"}
    office.connection.execute(insert(bills).values(row | {"request_id": "", "changed_at": ""}))
    office.connection.execute(insert(allocations).values(payment_id=payment_id, bill_id=bill_id, satang=satang))
    mine = update(payments).where(payments.c.payment_id == payment_id)
    office.connection.execute(mine.values(state="matched", matched_satang=satang, cause=""))
    return payment_id


def passing(office: Office, until: str) -> list[tuple[str, str]]:
    """Let time pass up to a moment, each thing done at its own; return what was done, and on which day."""
    done = []
    goal = Office(office.connection, office.now, office.bank_key).at(until).now
    while (due := DESK.due(office.connection)) is not None and due.at <= goal:
        office.now = max(office.now, due.at)
        ran = DESK.step(office.connection, office.now)
        assert ran is not None
        done.append((ran.what, local_date(office.now).isoformat()))
    office.now = goal
    assert DESK.step(office.connection, office.now) is None
    return done


def told(office: Office) -> list[tuple[str, str]]:
    """Return who was told what of deadlines, in order."""
    n = person_notices.c
    rows = office.connection.execute(select(n.uid, n.what).where(n.what.in_((NEAR, OVER))).order_by(n.n, n.uid))
    return [(row.uid, row.what) for row in rows]


def next_due(office: Office) -> Due:
    due = DESK.due(office.connection)
    assert due is not None
    return due


def test_the_remittance_makers_are_told_before_and_after_and_never_again(office: Office) -> None:
    matched(office, 1_000_001)
    assert moment_text(next_due(office).at) == "2026-11-25T01:30:00.000Z"
    assert passing(office, "2026-11-27 18:00") == [(NEAR, "2026-11-25"), (OVER, "2026-11-27"), (NEAR, "2026-11-27")]
    assert passing(office, "2026-12-31 18:00") == [(OVER, "2026-12-01")]
    assert told(office) == [(MAKER, NEAR), (MAKER, OVER), (MAKER, NEAR), (MAKER, OVER)]
    n = person_notices.c
    text = office.connection.scalar(select(n.text).order_by(n.n).limit(1))
    assert text == "คลัง: ขอเตือนว่าเงินที่รับไว้ จำนวน 10,000.01 บาท ต้องนำส่งคลังภายในวันที่ 26/11/2569"
    assert DESK.due(office.connection) is None


def test_money_that_went_in_time_reminds_nobody(office: Office) -> None:
    payment_id = matched(office, 2_000_000)
    req_id = office.at("2026-11-24 10:00").remit(2_000_000, RECEIVING, kind="revenue")
    part = {"req_id": req_id, "payment_id": payment_id, "revenue_type": "permit_fee", "satang": 2_000_000}
    office.connection.execute(insert(parts).values(living=1, **part))
    assert DESK.due(office.connection) is None
    office.connection.execute(update(parts).values(living=0))
    assert passing(office, "2026-11-25 09:00") == [(NEAR, "2026-11-25")]
    office.connection.execute(update(payments).values(remitted_at="2026-11-25T03:00:00.000Z"))
    assert passing(office, "2027-01-31 09:00") == []


@pytest.mark.parametrize("values", [{"remits": "portal"}, {"remits": "unit"}])
def test_a_unit_whose_money_the_portal_sends_is_not_reminded(office: Office, values: dict[str, str]) -> None:
    matched(office, 2_000_000)
    office.connection.execute(update(receiving).values(values))
    assert (DESK.due(office.connection) is None) is (values["remits"] == "portal")


def test_money_that_is_nobodys_yet_or_not_in_the_account_has_no_deadline(office: Office) -> None:
    office.pay(5_000_000)
    payment_id = matched(office, 5_000_000)
    office.connection.execute(update(payments).where(payments.c.payment_id == payment_id).values(booked_at=""))
    assert DESK.due(office.connection) is None


def test_deposits_are_reminded_of_monthly_only(office: Office) -> None:
    matched(office, 9_000_000, "contract_deposit")
    assert passing(office, "2026-12-31 09:00") == [(NEAR, "2026-11-27"), (OVER, "2026-12-01")]


def test_who_hears_of_it_late_hears_once_that_it_is_over(office: Office) -> None:
    matched(office, 100)
    office.now += timedelta(days=30)
    assert passing(office, "2026-12-24 09:00") == [(OVER, "2026-12-23")]


def test_without_anybody_to_tell_it_is_not_due_for_ever(office: Office) -> None:
    office.connection.execute(update(roles).where(roles.c.uid == MAKER).values(valid_until="2026-11-24"))
    matched(office, 100)
    passing(office, "2026-12-31 09:00")
    assert told(office) == []
    assert DESK.due(office.connection) is None


def test_what_is_left_of_a_years_draws_is_told_before_the_year_ends(office: Office) -> None:
    for number, satang in enumerate((50_000, 20_000)):
        wanted = DrawWanted(UNIT, f"D-{number}", "2026-11-20", BUDGET, str(satang))
        seed(office.connection, office.now, wanted, date(2026, 11, 20))
    assert passing(office, "2027-10-31 09:00") == [(NEAR, "2027-09-29")]
    assert told(office) == [(MAKER, NEAR), (OTHER_MAKER, NEAR)]
    assert "700.00 บาท ต้องนำส่งคลังภายในวันที่ 30/9/2570" in str(office.connection.scalar(select(person_notices.c.text)))


@pytest.mark.parametrize(("satang", "gfmis"), [(0, 1), (50_000, 0)])
def test_a_year_without_anything_that_can_go_back_reminds_nobody(office: Office, satang: int, gfmis: int) -> None:
    """Nothing goes back of what only the unit said and the treasury never paid."""
    draw = {
        "unit": UNIT,
        "doc_date": "2026-11-20",
        "account": BUDGET,
        "fy": "2570",
        "drawn_on": "2026-11-20",
        "expense": "5104010104",
    }
    office.connection.execute(insert(draws).values(doc_no="D-1", satang=satang, gfmis=gfmis, **draw))
    passing(office, "2027-10-31 09:00")
    assert told(office) == []
