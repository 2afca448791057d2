"""Several at once: references without a gap, one of two deciders, one effect of a command that comes many times."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.helpers.raw_central import Answer, Central, Clerk, Json
from tests.helpers.raw_collections import (
    ACCOUNTS,
    COMPANIES,
    OWN_UNIT,
    balance,
    collections,
    decision,
    draft,
    issue_body,
    issued,
    order,
    paid,
    propose,
    refund_to,
    settle_body,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def _at_once(central: Central, sent: Sequence[tuple[Clerk, Json]]) -> list[Answer]:
    """Send commands at the same time, each on a connection of its own."""
    wires = [central.new_wire() for _ in sent]
    with ThreadPoolExecutor(len(sent)) as crowd:
        asked = [
            crowd.submit(wire.ask, "PUT", f"/v1/commands/{body['cmd_id']}", body, clerk.token)
            for wire, (clerk, body) in zip(wires, sent, strict=True)
        ]
        return [one.result() for one in asked]


def test_orders_that_come_at_once_share_one_count_of_references(central: Central, collector: Clerk) -> None:
    (before,) = issued(collector, draft())
    bodies = [issue_body(collector, order(collector, [draft(), draft()])) for _ in range(8)]
    assert {answer.status for answer in _at_once(central, [(collector, body) for body in bodies])} == {201}
    told = [event for event in collector.events() if event["record"]["type"] == "bills.issued"][-8:]
    numbers = sorted(int(one["ref2"][2:10]) for event in told for one in event["references"])
    first = int(before["ref2"][2:10]) + 1
    assert numbers == list(range(first, first + 16))


def test_of_two_who_decide_at_once_one_is_too_late(central: Central, collector: Clerk, approver: Clerk) -> None:
    other = Clerk.ready(central, COMPANIES[OWN_UNIT], "AUTH02")
    (bill,) = issued(collector, draft())
    name = paid(central, bill, ref1="", ref2="")["payment_id"]
    money = balance(central, ACCOUNTS[OWN_UNIT])
    answer, said = propose(collector, "refund", name, **refund_to(satang="100"))
    assert answer.status == 201
    bodies = [(clerk, settle_body(clerk, decision(clerk, said))) for clerk in (approver, other)]
    answers = _at_once(central, bodies)
    assert sorted((answer.status, answer.code) for answer in answers) == [(201, ""), (409, "status_forbids")]
    assert collections(collector)[name]["refunded_satang"] == "100"
    assert balance(central, ACCOUNTS[OWN_UNIT]) == money - 100


def test_a_command_that_comes_many_times_at_once_has_one_effect(central: Central, collector: Clerk) -> None:
    body = issue_body(collector, order(collector, [draft()]))
    answers = _at_once(central, [(collector, body)] * 8)
    assert sorted(answer.status for answer in answers) == [200] * 7 + [201]
    assert len({answer.body for answer in answers}) == 1
    told = [event for event in collector.events() if event.get("req_id") == body["order"]["req_id"]]
    assert len(told) == 1
