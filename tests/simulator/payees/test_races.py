"""Two at once about one change: one of them wins, the other is told so, and nothing happens twice."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.helpers.extent import WHOLE
from tests.helpers.raw_payees import change as change_of
from tests.helpers.raw_payees import (
    decision,
    entry,
    fresh,
    line_of,
    propose,
    propose_body,
    recall_body,
    register,
    settle_body,
)

if TYPE_CHECKING:
    from tests.helpers.raw_central import Answer, Clerk, Json

ROUNDS = int(os.environ.get("KHLANG_RACE_ROUNDS", "10" if WHOLE else "3"))


def sent_at_once(*commands: tuple[Clerk, Json]) -> list[Answer]:
    """Send everything at the same moment, each on its sender's own connection; return the answers in order."""
    barrier = threading.Barrier(len(commands))

    def send(clerk: Clerk, command: Json) -> Answer:
        barrier.wait()
        return clerk.send(command)

    with ThreadPoolExecutor(len(commands)) as pool:
        return list(pool.map(send, *zip(*commands, strict=True)))


def settled(maker: Clerk, req_id: str) -> list[str]:
    """Return what the log tells of the end of a change."""
    told = [event for event in maker.events() if event.get("req_id") == req_id]
    return [event["record"]["type"] for event in told if event["record"]["type"] != "payees.proposed"]


def test_two_authorizers_settle_at_once_and_one_word_counts(
    maker: Clerk, authorizer: Clerk, second_authorizer: Clerk
) -> None:
    for number in range(ROUNDS):
        one = fresh()
        _, said = propose(maker, [one])
        words = ("approve", "approve") if number % 2 else ("approve", "return")
        bodies = [
            settle_body(clerk, decision(clerk, said, word))
            for clerk, word in zip((authorizer, second_authorizer), words, strict=True)
        ]
        answers = sent_at_once((authorizer, bodies[0]), (second_authorizer, bodies[1]))
        assert sorted(answer.code for answer in answers) == ["", "status_forbids"]
        won = next(answer.json["status"] for answer in answers if not answer.code)
        assert settled(maker, said["change"]["req_id"]) == ["payees.settled"]
        assert maker.submit([line_of(one)])[0].code == ("" if won == "approved" else "payee_unknown")


def test_a_change_that_is_settled_and_taken_back_at_once_ends_one_way(maker: Clerk, authorizer: Clerk) -> None:
    for _ in range(ROUNDS):
        one = fresh()
        _, said = propose(maker, [one])
        req_id = said["change"]["req_id"]
        approve = settle_body(authorizer, decision(authorizer, said))
        answers = sent_at_once((authorizer, approve), (maker, recall_body(maker, req_id)))
        assert sorted(answer.code for answer in answers) == ["", "status_forbids"]
        won = "payees.recalled" if answers[0].code else "payees.settled"
        assert settled(maker, req_id) == [won]
        assert maker.submit([line_of(one)])[0].code == ("payee_unknown" if answers[0].code else "")


def test_two_makers_propose_about_one_payee_at_once_and_one_waits(
    maker: Clerk, second_maker: Clerk, authorizer: Clerk
) -> None:
    for _ in range(ROUNDS):
        one = fresh()
        register(maker, authorizer, one)
        moved = [
            propose_body(clerk, change_of(clerk, [entry({**one["record"], "acct": acct}, one["payee_id"], "1")]))
            for clerk, acct in ((maker, "9990000021"), (second_maker, "9990000022"))
        ]
        answers = sent_at_once((maker, moved[0]), (second_maker, moved[1]))
        assert sorted(answer.code for answer in answers) == ["", "proposal_pending"]


def test_an_account_that_changes_while_a_batch_is_approved_is_paid_as_it_was_seen_or_not_at_all(
    maker: Clerk, authorizer: Clerk, second_authorizer: Clerk
) -> None:
    for _ in range(ROUNDS):
        one = fresh()
        register(maker, authorizer, one)
        _, payment = maker.submit([line_of(one)], value_date="2026-11-24")
        _, said = propose(maker, [entry({**one["record"], "acct": "9990000023"}, one["payee_id"], "1")])
        approve = authorizer.decide_body(payment["op_id"])
        change = settle_body(second_authorizer, decision(second_authorizer, said))
        answers = sent_at_once((authorizer, approve), (second_authorizer, change))
        assert answers[1].status == 201
        assert answers[0].code in ("", "payee_changed")
        events = [event["record"]["type"] for event in maker.events()]
        order = [kind for kind in events if kind in ("batch.approved", "payees.settled")]
        assert order[-2:] == (["payees.settled"] * 2 if answers[0].code else ["batch.approved", "payees.settled"])
