"""Whatever comes in, goes back and is decided: not a satang is lost, given out twice, or in the books otherwise."""

from __future__ import annotations

import uuid
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from app.simulator import calendar, ledger, log, recount, seed
from app.simulator.collections import arrivals, bills, effects, references
from app.simulator.collections.arrivals import PaymentWanted
from app.simulator.collections.receiving import ReceivingWanted, open_for
from app.simulator.collections.tables import allocations, bill_orders, payments
from app.simulator.collections.tables import bills as bill_table
from app.simulator.disbursement.call import Call
from app.simulator.refusals import Refused
from app.simulator.sessions import Signed
from app.simulator.storage import Storage
from app.simulator.tables import agencies, units, users
from app.wire.collections import COLLECTION_ORDER, Channel, CollectionOrder
from tests.helpers.extent import WHOLE
from tests.helpers.raw_books import new_database
from tests.helpers.raw_collections import biller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

UNIT, ACCOUNT = "2102000001", "0061000123"
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
ASKED = (1, 100, 150_000)
"""What the three bills of the unit ask for."""
AT = "2026-11-23T02:00:00.000Z"


class _Undone(Exception):
    """Everything that one example did is taken back."""


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    with closing(Storage(new_database(tmp_path_factory.mktemp("sums")))) as opened:
        opened.write_now(_furnish)
        yield opened


def _furnish(connection: Connection) -> None:
    seed.foundation(connection)
    connection.execute(insert(agencies).values(agency="2102", name="กรม"))
    same = {"agency": "2102", "name": "กอง", "cut_off": "15:30", "batch_satang_max": 1, "signatures_needed": 1}
    connection.execute(insert(units).values(unit=UNIT, company_id="GMIS210201", devices_differ=1, **same))
    log.begin(connection, UNIT)
    who = {"uid": "u", "unit": UNIT, "company_id": "GMIS210201", "user_id": "C", "person": "p", "password_hash": ""}
    connection.execute(insert(users).values(name_th="ก", name_en="a", must_change=0, password_changed_at=AT, **who))
    open_for(connection, NOW, ReceivingWanted(UNIT, ACCOUNT, "92102", biller(UNIT)))
    order = {"req_id": "r", "agency": "2102", "unit": UNIT, "order": "", "order_sig": "", "maker_uid": "u", "at": AT}
    connection.execute(insert(bill_orders).values(order))
    for n, satang in enumerate(ASKED, 1):
        ref1, ref2 = references.make(UNIT, "2570", n)
        payer = dict.fromkeys(("payer_name", "payer_id", "payer_address", "payer_email", "payer_mobile"), "")
        row: dict[str, Any] = {
            "bill_id": f"b{n}",
            "req_id": "r",
            "agency": "2102",
            "unit": UNIT,
            "state": "issued",
            **payer,
        }
        row |= {"ref1": ref1, "ref2": ref2, "revenue_type": "permit_fee", "item": "x", "satang": satang}
        row |= {"due_date": "2026-12-23", "request_id": "", "changed_at": AT}
        connection.execute(insert(bill_table).values(row))


def _call(connection: Connection) -> Call:
    signed = Signed(
        "u", "GMIS210201", "C", "p", "2102", UNIT, "d", "d", 1, frozenset({"authorizer"}), must_change=False
    )
    return Call(connection, NOW, signed, calendar.shipped(), Ed25519PrivateKey.generate())


amounts = st.sampled_from((1, 99, 100, 101, 149_999, 150_000, 150_001, 10**12))
numbers = st.integers(0, 7)
pays = st.tuples(st.just("pay"), st.integers(0, 4), amounts, st.sampled_from(tuple(Channel)))
takes_back = st.tuples(st.just("reverse"), numbers)
decides = st.tuples(st.sampled_from(("match", "unmatch", "refund")), numbers, st.integers(0, 2), amounts)
days = st.lists(st.one_of(pays, pays, takes_back, decides, decides), min_size=8, max_size=40)


@settings(max_examples=120 if WHOLE else 40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=days)
def test_the_sums_hold_to_the_satang_after_every_step_of_any_day(storage: Storage, day: list[tuple[Any, ...]]) -> None:
    def play(connection: Connection) -> None:
        for step in day:
            step_of_its_own = connection.begin_nested()
            try:
                _do(connection, step)
            except Refused:
                step_of_its_own.rollback()
            else:
                step_of_its_own.commit()
            _demand_sums(connection)
        raise _Undone

    with pytest.raises(_Undone):
        storage.write_now(play)


def _do(connection: Connection, step: tuple[Any, ...]) -> None:
    what, *more = step
    if what == "pay":
        at, satang, channel = more
        refs = references.make(UNIT, "2570", at) if at else ("", "")
        wanted = PaymentWanted(channel, biller(UNIT), *refs, str(satang), force=True)
        arrivals.receive(connection, NOW, calendar.shipped(), wanted)
        return
    there = connection.execute(select(payments).order_by(payments.c.payment_id)).all()
    if not there:
        return
    name = there[more[0] % len(there)].payment_id
    if what == "reverse":
        arrivals.reverse(connection, NOW, name, "ผิด")
        return
    _, at, satang = more
    to = ("004", "1234567890", "ก") if what == "refund" else ("", "", "")
    order = CollectionOrder(
        typ=COLLECTION_ORDER,
        req_id=str(uuid.uuid4()),
        agency="2102",
        unit=UNIT,
        act=what,
        payment_id=name,
        bill_id="" if what == "refund" else f"b{at + 1}",
        receipt_id="",
        satang=str(satang),
        bank=to[0],
        acct=to[1],
        acct_name=to[2],
        reason="ก",
        maker_uid="u",
        maker_kid="",
        device="",
        made_at=AT,
    )
    call = _call(connection)
    effects.take(call, order, effects.demand_possible(call, order), log.BANK)


def _demand_sums(connection: Connection) -> None:
    """Count everything again by other ways than the product's."""
    rows = connection.execute(select(payments)).all()
    parts = connection.execute(select(allocations)).all()
    standing = [row for row in rows if row.state != "reversed"]
    for row in rows:
        mine = sum(part.satang for part in parts if part.payment_id == row.payment_id)
        left = row.satang - mine - row.refunded_satang
        assert row.matched_satang == mine
        assert left >= 0
        expected = "queued" if left else "refunded" if row.refunded_satang else "matched"
        assert row.state in ("reversed", expected)
        assert bool(row.cause) == (row.state == "queued")
        assert row.state != "reversed" or not (mine or row.refunded_satang)
    for bill in connection.execute(select(bill_table)):
        named = [row for row in standing if row.bill_id == bill.bill_id]
        assert bill.matched_satang == sum(part.satang for part in parts if part.bill_id == bill.bill_id) <= bill.satang
        assert bill.received_satang == sum(row.satang for row in named)
        assert bill.waiting_satang == sum(row.satang - row.matched_satang - row.refunded_satang for row in named)
        assert bill.state == bills.state_of(bill, NOW.date())
    in_account = sum(row.satang - row.refunded_satang for row in standing if row.booked_at)
    balance = {state.account: state.balance_satang for state in ledger.account_states(connection)}
    assert balance[ACCOUNT] == in_account
    assert recount.faults(connection) == []
    told = connection.scalar(select(func.count()).select_from(payments))
    assert told == len(rows)
