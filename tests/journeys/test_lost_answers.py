"""The answer to a submit and to an approval never comes: the screen says so, offers one thing, and money moves once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from tests.helpers.raw_central import UNIT, Clerk, three_lines
from tests.journeys import acts, bank
from tests.journeys.lists import write_list

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central
    from tests.journeys.person import Person

pytestmark = pytest.mark.xdist_group("journeys: lost answers")

STILL_LOST = 1000
"""More answers are lost than anybody asks for meanwhile."""


def test_a_submit_without_an_answer_is_unknown_and_asking_again_finds_the_one_effect(
    central: Central, maker: Person, tmp_path: Path
) -> None:
    bank.arm(central, "lost_answer", count=STILL_LOST)
    op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ("250.00", "350.00")))
    maker.does(acts.hand_in, "ฎ.301/2570")
    maker.does(acts.unknown, op_id)
    said = maker.does(acts.look, "batches", op_id)
    assert maker.does(acts.say, "batches.unknown") in said
    assert maker.does(acts.batch_word, op_id) in said
    assert maker.does(acts.actions_lit, op_id) == ["ask_again", "evidence"]
    waiting = maker.does(acts.look, "sync_centre")
    assert maker.does(acts.say, "sync.queue") in waiting
    assert maker.does(acts.shown, "sync.queue")[0][-1] == maker.does(acts.say, "sync.state_sent")

    maker.does(acts.act_on_batch, op_id, "ask_again")
    maker.does(acts.unknown, op_id)
    bank.disarm(central)
    answered = maker.does(acts.ask_until_answered, op_id)
    assert (answered.status, answered.delivery, answered.rev) == (BatchStatus.SUBMITTED, Delivery.NONE, 1)
    assert [batch.op_id for batch in maker.does(acts.batches)] == [op_id], "nobody made a second batch"
    assert set(bank.transfers(central, op_id).values()) == {1}
    central.assert_books_right()


def test_an_approval_without_an_answer_is_unknown_and_counts_once(
    central: Central, maker: Person, authorizer: Person, tmp_path: Path
) -> None:
    op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ("450.00", "550.00"), first=10))
    maker.does(acts.hand_in, "ฎ.302/2570")
    maker.does(acts.handed_in, op_id)
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    bank.arm(central, "lost_answer", count=STILL_LOST)
    authorizer.does(acts.approve, op_id, authorizer.password)
    authorizer.does(acts.unknown, op_id)
    authorizer.does(acts.wait_for_words, authorizer.does(acts.say, "approvals.unknown"))
    lit = authorizer.does(acts.lit_with, "batches.act.ask_again")
    for decision in ("approvals.approve", "approvals.send_back"):
        assert authorizer.does(acts.say, decision) not in lit

    authorizer.does(acts.press_button, "batches.act.ask_again")
    authorizer.does(acts.unknown, op_id)
    bank.disarm(central)
    approved = authorizer.does(acts.ask_until_answered, op_id)
    assert approved.status in {BatchStatus.APPROVED, BatchStatus.RELEASED, BatchStatus.SETTLED}
    central.settle()
    assert maker.does(acts.hear, op_id).status is BatchStatus.SETTLED
    assert bank.paid(central, op_id) == [1, 2]
    central.assert_books_right()


def test_a_submit_repeated_a_hundred_times_moves_the_money_once(central: Central) -> None:
    bank.disarm(central)
    clerk = Clerk.ready(central, UNIT, "MAKER02")
    lines = three_lines()
    command = clerk.submit_body(clerk.payment(lines), lines)
    answers = [clerk.send(command) for _ in range(100)]
    assert {answer.body for answer in answers} == {answers[0].body}
    assert [answer.status for answer in answers] == [201] + [200] * 99
    op_id = command["payment"]["op_id"]
    assert bank.transfers(central, op_id) == {("PENDING", 1): 1, ("PENDING", 2): 1, ("PENDING", 3): 1}
    authorizer = Clerk.ready(central, UNIT, "AUTH02")
    decision = authorizer.decide_body(op_id)
    assert {authorizer.send(decision).status for _ in range(100)} == {200, 201}
    central.settle()
    assert bank.paid(central, op_id) == [1, 2, 3]
    central.assert_books_right()
