"""No receipt goes twice: not by two makers at once, nor by one command sent again, nor when the server dies (RE-4)."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.helpers import raw_remittances as raw
from tests.helpers.raw_central import Clerk, running
from tests.helpers.raw_collections import (
    ACCOUNTS,
    OWN_UNIT,
    balance,
    draft,
    facts,
    issued,
    paid,
    refund_to,
    reverse,
)
from tests.helpers.raw_collections import propose as propose_collection
from tests.helpers.raw_collections import settle as settle_collection

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.helpers.raw_central import Answer, Central, Json

COMPANY = "GMIS210201"
ROUNDS = 5


def _second_maker(central: Central) -> Clerk:
    """Sign somebody else in who may remit, too."""
    with central.books() as database:
        database.execute(
            "INSERT INTO roles (uid, role) SELECT uid, 'maker_remittance' FROM users"
            " WHERE company_id = ? AND user_id = 'MAKER01' ON CONFLICT DO NOTHING",
            (COMPANY,),
        )
    return Clerk.ready(central, COMPANY, "MAKER01")


def _at_once(*acts: Callable[[], Answer]) -> list[Answer]:
    start = threading.Barrier(len(acts))

    def do(act: Callable[[], Answer]) -> Answer:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as crowd:
        return list(crowd.map(do, acts))


def _sends(clerk: Clerk, body: Json) -> Callable[[], Answer]:
    """Return the sending of a command on a connection of its own."""
    wire = clerk.central.new_wire()
    return lambda: wire.ask("PUT", f"/v1/commands/{body['cmd_id']}", body, clerk.token)


def test_two_makers_who_want_the_same_receipt_at_once_get_it_once(central: Central, collector: Clerk) -> None:
    other = _second_maker(central)
    for _ in range(ROUNDS):
        parts = raw.parts_worth(central, collector, 1_000, 2_000)
        items = raw.items_of(collector, parts)
        first = raw.remittance_order(collector, "revenue", parts=parts, items=items)
        second = raw.remittance_order(other, "revenue", parts=parts[1:], items=raw.items_of(collector, parts[1:]))
        answers = _at_once(
            _sends(collector, raw.propose_body(collector, first)), _sends(other, raw.propose_body(other, second))
        )
        assert sorted(answer.status for answer in answers) == [201, 422]
        assert {answer.code for answer in answers} == {"", "part_not_due"}


def test_the_same_command_again_is_answered_the_same_and_does_nothing_more(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    said = raw.remittance_order(collector, "revenue", parts=raw.parts_worth(central, collector, 3_000))
    body = raw.propose_body(collector, said)
    first, again = collector.send(body), collector.send(body)
    assert (first.status, again.status) == (201, 200)
    assert first.body == again.body
    assert collector.send({**body, "order_sig": body["order_sig"][::-1]}).code == "command_id_reused"
    taken = raw.propose_body(collector, said)
    assert facts(collector.send(taken)) == ("field_wrong", {"field": "req_id", "line": ""})
    proposed = {"order": said, "sig": body["order_sig"]}
    yes = raw.settle_body(approver, raw.decision(approver, proposed))
    before = balance(central, ACCOUNTS[OWN_UNIT])
    answers = _at_once(*(_sends(approver, yes) for _ in range(3)))
    assert sorted(answer.status for answer in answers) == [200, 200, 201]
    assert len({answer.body for answer in answers}) == 1
    central.settle()
    assert balance(central, ACCOUNTS[OWN_UNIT]) == before - 3_000


def test_an_approval_and_a_recall_at_once_leave_one_of_them(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    for _ in range(ROUNDS):
        said = raw.proposed(collector, "revenue", parts=raw.parts_worth(central, collector, 500))
        yes = raw.settle_body(approver, raw.decision(approver, said))
        answers = _at_once(
            _sends(approver, yes), _sends(collector, raw.recall_body(collector, said["order"]["req_id"]))
        )
        assert sorted(answer.status for answer in answers) == [201, 409]
        raw.later(central)
        state = raw.standings(collector)[said["order"]["req_id"]]["state"]
        assert state == ("acknowledged" if answers[0].status == 201 else "recalled")


def test_what_is_under_way_is_not_touched_and_what_is_touched_does_not_go(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    (part,) = raw.parts_worth(central, collector, 4_000)
    void = {"receipt_id": part["receipt_id"]}
    said = raw.proposed(collector, "revenue", parts=[part])
    req_id = said["order"]["req_id"]
    assert facts(propose_collection(collector, "void_receipt", part["payment_id"], **void)[0]) == (
        "proposal_pending",
        {"req_id": req_id},
    )
    assert reverse(central, part["payment_id"]).code == "receipt_stands"
    assert raw.recall(collector, req_id).status == 201
    answer, voiding = propose_collection(collector, "void_receipt", part["payment_id"], **void)
    assert answer.status == 201
    again = raw.remittance_order(collector, "revenue", parts=[part])
    not_due = ("part_not_due", {"payment_id": part["payment_id"]})
    assert facts(raw.propose(collector, again)[0]) == not_due
    assert settle_collection(approver, voiding).status == 201
    assert facts(raw.propose(collector, again)[0]) == not_due  # no receipt stands for it any more


def test_only_receipted_money_in_the_account_goes(central: Central, collector: Clerk) -> None:
    card, without = issued(collector, draft(1, 6_000), draft(2, 7_000))
    for bill, channel in ((card, "card"), (without, "counter")):
        payment = paid(central, bill, channel=channel)
        part = {"payment_id": payment["payment_id"], "receipt_id": "", "revenue_type": "permit_fee"}
        order = raw.remittance_order(collector, "revenue", parts=[{**part, "satang": bill["satang"]}])
        assert facts(raw.propose(collector, order)[0]) == ("part_not_due", {"payment_id": payment["payment_id"]})


def test_what_was_overpaid_goes_back_and_the_rest_goes_to_the_treasury(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    (bill,) = issued(collector, draft(1, 10_000))
    money = paid(central, {**bill, "ref1": "", "ref2": ""}, 10_500)
    for act, named in (
        ("match", {"bill_id": bill["bill_id"], "satang": "10000"}),
        ("refund", {"satang": "500", **refund_to()}),
    ):
        _, said = propose_collection(collector, act, money["payment_id"], **named)
        assert settle_collection(approver, said).status == 201
    part = {"payment_id": money["payment_id"], "receipt_id": raw.receipt_of(collector, money["payment_id"])}
    assert raw.payments(collector)[money["payment_id"]]["state"] == "refunded"
    parts = [{**part, "revenue_type": "permit_fee", "satang": "10000"}]
    raw.approved(approver, raw.proposed(collector, "revenue", parts=parts))
    raw.later(central)
    assert raw.payments(collector)[money["payment_id"]]["remitted_at"]


def test_a_payment_for_two_kinds_goes_in_two_remittances_and_stays_receipted_between(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    fee, deposit = issued(collector, draft(1, 1_000), draft(2, 2_000, revenue_type="contract_deposit"))
    money = paid(central, {**fee, "ref1": "", "ref2": ""}, 3_000)
    for bill in (fee, deposit):
        named = {"bill_id": bill["bill_id"], "satang": bill["satang"]}
        _, said = propose_collection(collector, "match", money["payment_id"], **named)
        assert settle_collection(approver, said).status == 201
    receipt_id = raw.receipt_of(collector, money["payment_id"])
    part = {"payment_id": money["payment_id"], "receipt_id": receipt_id}
    first = [{**part, "revenue_type": "permit_fee", "satang": "1000"}]
    second = [{**part, "revenue_type": "contract_deposit", "satang": "2000"}]
    raw.approved(approver, raw.proposed(collector, "revenue", parts=first))
    not_due = ("part_not_due", {"payment_id": money["payment_id"]})
    order = raw.remittance_order(collector, "deposit", parts=second)
    assert facts(raw.propose(collector, order)[0]) == not_due
    raw.later(central)
    standing = raw.payments(collector)[money["payment_id"]]
    assert (standing["remitted_at"], standing["open_req_id"]) == ("", "")
    void = propose_collection(collector, "void_receipt", money["payment_id"], receipt_id=receipt_id)[0]
    assert facts(void) == ("remitted", {"payment_id": money["payment_id"]})
    back = propose_collection(collector, "refund", money["payment_id"], satang="1", **refund_to())[0]
    assert back.code == "receipt_stands"
    again = raw.remittance_order(collector, "revenue", parts=first)
    assert facts(raw.propose(collector, again)[0]) == not_due
    raw.approved(approver, raw.proposed(collector, "deposit", parts=second))
    raw.later(central)
    assert raw.payments(collector)[money["payment_id"]]["remitted_at"]


@pytest.mark.parametrize("step", ["order", "approval", "move", "answer"])
def test_a_server_that_dies_between_two_steps_goes_on_and_does_nothing_twice(tmp_path: Path, step: str) -> None:
    """Kill it with each step under way; what was asked is asked again, what was promised is kept."""
    with running(tmp_path / "central") as central:
        collector, approver = Clerk.ready(central, COMPANY, "MAKER03"), Clerk.ready(central, COMPANY, "AUTH01")
        parts = raw.parts_worth(central, collector, 10_000)
        order = raw.remittance_order(collector, "revenue", parts=parts)
        proposing = raw.propose_body(collector, order)
        if step == "order":
            _dies_while(central, lambda: collector.send(proposing), collector, approver)
        assert collector.send(proposing).status in (200, 201)
        said = {"order": order, "sig": proposing["order_sig"]}
        settling = raw.settle_body(approver, raw.decision(approver, said))
        if step == "approval":
            _dies_while(central, lambda: approver.send(settling), collector, approver)
        assert approver.send(settling).status in (200, 201)
        if step == "move":
            central.kill()
            _again(central, collector, approver)
        central.settle()
        if step == "answer":
            _dies_while(central, lambda: raw.later(central), collector, approver)
        raw.later(central)
        standing = raw.standings(collector)[order["req_id"]]
        assert standing["state"] == "acknowledged"
        assert balance(central, "0069400000") == 10_000
        whats = Counter(
            event["what"] for event in collector.events() if event["record"]["type"] == "remittance.changed"
        )
        assert whats == Counter(("proposed", "approved", "sent", "acknowledged"))
        assert len(raw.booked(collector, order["req_id"])) == 2


def _again(central: Central, *clerks: Clerk) -> None:
    """Start the server anew and connect everybody."""
    central.restart()
    for clerk in clerks:
        clerk.wire = central.new_wire()


def _dies_while(central: Central, act: Callable[[], object], *clerks: Clerk) -> None:
    """Kill the server while something is asked of it; that may have arrived or not."""
    with ThreadPoolExecutor(1) as crowd:
        asked = crowd.submit(act)
        central.kill()
        with contextlib.suppress(Exception):
            asked.result()
    _again(central, *clerks)
