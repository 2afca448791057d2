"""Days that follow one another, over a real central system: any maker closes them, and what came to be known fits."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.domain.access.user import Role
from app.domain.closing.day import DayState
from app.domain.closing.exceptions import ExceptionKind, ExceptionState
from app.domain.closing.statement import EntryKind
from tests.helpers.closing import Closer, seated
from tests.helpers.collecting import OWN
from tests.helpers.raw_collections import OWN_UNIT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
BUDGET = "0061000042"
EVER = 1_000_000
"""Requests; more than any test makes."""


@pytest.fixture
def desks(central: Central, tmp_path: Path) -> Iterator[tuple[Closer, Closer, Closer, Closer]]:
    """Seat who pays, who only collects, and two who approve."""
    with central.books() as database:
        database.execute(
            "DELETE FROM roles WHERE role = 'maker_remittance'"
            " AND uid IN (SELECT uid FROM users WHERE company_id = ? AND user_id = 'MAKER03')",
            (OWN,),
        )
    with ExitStack() as stack:
        names = ("MAKER01", "MAKER03", "AUTH01", "AUTH02")
        payer, collector, first, second = (
            stack.enter_context(seated(central, tmp_path / name, name)) for name in names
        )
        yield payer, collector, first, second


def drawn(central: Central, doc_no: str, satang: int) -> None:
    """Let the treasury pay a claim into the budget account."""
    told = {"unit": OWN_UNIT, "doc_no": doc_no, "doc_date": MONDAY.isoformat(), "account": BUDGET}
    assert central.operate("POST", "draws", {**told, "satang": str(satang)}).status == 200


def test_any_maker_closes_a_day_and_what_a_workstation_comes_to_know_later_solves_what_it_carried(
    central: Central, desks: tuple[Closer, Closer, Closer, Closer]
) -> None:
    payer, collector, first, second = desks
    assert collector.station.desk.actor.person.roles == {Role.MAKER_COLLECTION}
    drawn(central, "ฎ.801/2570", 375_000)
    payer.hear()
    op_id = payer.station.draft(value_date=MONDAY)
    payer.station.sync.deliver(payer.station.submit(op_id))
    for one in (first, second):
        one.hear()
        one.station.sync.deliver(one.station.decide(op_id, one.password))
    central.settle()
    collector.paid(2)

    # Who only collects knows sums of batches and draws, no payees; the close says neither names nor accounts of any.
    central.advance("2026-11-23T16:30:00+07:00")
    prepared = collector.closing.prepare()
    assert (prepared.drafts, prepared.disputed, prepared.findings.unmatched) == ((), (), ())
    rows = {one.what: one for one in prepared.findings.compared}
    assert {EntryKind.BATCH, EntryKind.DRAW, EntryKind.COLLECTION} <= rows.keys()
    assert all(row.ours == row.bank for what, row in rows.items() if what is not EntryKind.OPENING)
    collector.propose_day(prepared)
    closed = first.approve_day()
    assert closed.record is not None
    assert closed.record.state is DayState.CLOSED
    assert "ผู้รับเงิน" not in closed.text.decode()
    assert "1000000001" not in closed.text.decode()

    # On Tuesday nobody here is told of a draw in time: its money stands on the statement alone.
    central.advance("2026-11-24T09:00:00+07:00")
    central.operate("POST", "faults", {"fault": "unavailable", "route": "draws", "method": "GET", "count": EVER})
    drawn(central, "ฎ.802/2570", 500_000)
    central.advance("2026-11-24T16:30:00+07:00")
    prepared = payer.closing.prepare()
    assert prepared.day == TUESDAY
    (draft,) = prepared.drafts
    assert (draft.found.kind, draft.found.account) == (ExceptionKind.ENTRY_UNMATCHED, BUDGET)
    payer.propose_day(prepared, "รอข้อมูลเงินที่เบิก")
    first.station.sync.sync_now()
    (told,) = first.days.orders(waiting=True)
    assert first.closing.check(told).differences == ()
    assert first.closing.settle(told, approve=True, password=first.password).known
    central.operate("DELETE", "faults")

    # On Wednesday everybody knows of it, at the moment at which it came: what was carried fits, and is solved.
    central.advance("2026-11-25T16:30:00+07:00")
    payer.hear()
    prepared = payer.closing.prepare()
    (draft,) = prepared.drafts
    assert (draft.found.kind, draft.solved, bool(draft.number)) == (ExceptionKind.ENTRY_UNMATCHED, True, True)
    payer.propose_day(prepared)
    told = first.waiting()
    assert first.closing.check(told).differences == ()
    first.approve_day()
    payer.hear()
    (kept,) = payer.days.exceptions("th", open_only=False)
    assert (kept.kept.told.state, kept.kept.solved_on) == (ExceptionState.SOLVED, date(2026, 11, 25))
