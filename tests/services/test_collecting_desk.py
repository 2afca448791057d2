"""A desk that collects beside desks that pay: what one may not see is not lost for the next, nothing comes twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.central.receipts import prepare_issue
from app.domain.access.permissions import Action
from app.domain.values.errors import Conflict, NotAllowed
from app.services.commands import queue
from app.services.mending import NOT_FETCHED
from tests.helpers.collecting import PORTAL, Counter
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central


@pytest.fixture
def shared(central: Central, tmp_path: Path) -> Iterator[Workstation]:
    """Give the workstation at which a collection maker sits."""
    station = Workstation.at(tmp_path / "shared", central).enter(central, "MAKER03", PORTAL)
    yield station
    station.crash()


def test_a_batch_that_is_heard_at_a_collector_s_desk_gets_its_lines_when_somebody_who_may_look_sits_there(
    central: Central, maker: Workstation, shared: Workstation
) -> None:
    op_id = maker.draft()
    maker.sync.deliver(maker.submit(op_id))
    counter = Counter(shared, central, PORTAL, "MAKER03")
    counter.hear()
    batch = shared.batch(op_id)
    assert (batch.suspect, shared.lines(op_id)) == (NOT_FETCHED, [])
    shared.leave()
    shared.enter(central, "AUTH01", PORTAL)
    shared.sync.sync_now()
    assert shared.batch(op_id).suspect == ""
    assert len(shared.lines(op_id)) == batch.lines_count


def test_bills_whose_answer_is_lost_are_issued_once_and_their_drafts_stay_until_then(
    central: Central, shared: Workstation
) -> None:
    counter = Counter(shared, central, PORTAL, "MAKER03")
    counter.hear()
    draft = counter.bills.keep(counter.fields(21))
    counter.lose_an_answer()
    given = counter.bills.issue([draft])
    assert (given.known, counter.bills.issued(given.order_id)) == (False, [])
    assert [one.bill_id for one in counter.bills.drafts()] == [draft]
    assert [one.unknown for one in counter.bills.open_orders()] == [True]
    with pytest.raises(Conflict, match="order_under_way"):
        counter.bills.issue([draft])
    counter.hear()
    assert [one.bill_id for one in counter.bills.issued(given.order_id)] == [draft]
    assert (counter.bills.drafts(), counter.bills.open_orders()) == ([], [])


def test_receipts_that_a_former_session_asked_for_are_found_under_the_name_that_was_given_then(
    central: Central, shared: Workstation
) -> None:
    counter = Counter(shared, central, PORTAL, "MAKER03")
    counter.hear()
    paid = counter.pay(counter.bill(22))
    desk = shared.desk
    former = replace(desk.signer, session_epoch="a session that has ended")
    prepared = prepare_issue(former, [paid.payment_id])
    with desk.store.write(desk.actor, Action.ISSUE_RECEIPTS, prepared.op_id) as tx:
        queue(tx, prepared, desk.now())
    counter.hear()
    (receipt,) = counter.receipts.issued(prepared.cmd_id)
    assert receipt.told.payment_id == paid.payment_id
    assert [command.state.value for command in shared.commands()[:2]] == ["done", "refused"]


def test_who_only_pays_neither_writes_bills_nor_asks_for_receipts(central: Central, maker: Workstation) -> None:
    payer = Counter(maker, central, PORTAL, "MAKER01")
    payer.hear()
    collector = payer.bills
    with pytest.raises(NotAllowed, match="role_missing"):
        collector.keep(payer.fields())
    with pytest.raises(NotAllowed, match="role_missing"):
        payer.receipts.count_print(["2101000001/2570/1"])
