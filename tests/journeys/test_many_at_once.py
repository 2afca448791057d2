"""Twenty batches wait: an authorizer approves them from the keyboard with one password, each with its own result."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from tests.helpers.raw_central import UNIT, Clerk, line
from tests.journeys import acts, bank, decision_acts
from tests.journeys.person import Person, at_desks

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central, Json

pytestmark = pytest.mark.xdist_group("journeys: many at once")

USUAL = 18
LINES = 2
SAMPLED_LINES = 12
"""Of so many lines at least one is drawn to be opened."""


def person_of(central: Central, user_id: str) -> str:
    with central.books() as books:
        told = "SELECT person FROM users WHERE company_id = ? AND user_id = ?"
        return str(books.execute(told, (UNIT, user_id)).fetchone()[0])


def submitted(clerk: Clerk, lines: list[Json], number: int) -> str:
    answer, payment = clerk.submit(lines, doc_no=f"ฎ.{number}/2570", purpose=f"ชุดที่ {number}")
    assert answer.status == 201, answer.body
    return str(payment["op_id"])


def payees(first: int, count: int) -> list[Json]:
    """Return lines to people whom no other batch pays."""
    return [line(n, 10_000 + first + n, acct=f"{1_000_000_000 + first + n}") for n in range(1, count + 1)]


def decided(clerk: Clerk) -> Counter[str]:
    """Count the approvals of each batch in the unit's log."""
    return Counter(event["op_id"] for event in clerk.events() if event["record"]["type"] == "batch.approved")


def test_many_batches_take_one_password_and_those_not_looked_at_are_told_with_their_cause(
    central: Central, authorizer: Person
) -> None:
    clerk = Clerk.ready(central, UNIT, "MAKER02")
    usual = [submitted(clerk, payees(100 * n, LINES), n) for n in range(1, USUAL + 1)]
    long = submitted(clerk, payees(2_000, SAMPLED_LINES), 20)
    mine = [*payees(3_000, 1), line(2, 40_000, acct="1000003999", person_id=person_of(central, "AUTH01"))]
    own = submitted(clerk, mine, 30)
    every = [*usual, long, own]
    authorizer.does(acts.hear, own, BatchStatus.SUBMITTED)  # the last one: news comes in its order

    authorizer.does(acts.open_for_decision, own)
    authorizer.does(acts.open_must_open)
    said = authorizer.does(acts.words_in_sight)
    assert authorizer.does(acts.say, "decision.own", line="2") in said
    assert not authorizer.does(decision_acts.lit, "approvals.approve")

    asked = authorizer.does(decision_acts.ask_to_approve_all, len(every))
    assert authorizer.does(acts.say, "decision.many_ask", count=str(len(every))) in asked
    authorizer.does(decision_acts.sign_all_in_vain, "not the password")
    assert not decided(clerk), "a wrong password signs nothing"
    results = authorizer.does(decision_acts.sign_all_twice, authorizer.password)
    approved = authorizer.does(acts.say, "decision.many_approved")
    must_open = authorizer.does(acts.say, "decision.many_must", count="1")
    own_account = authorizer.does(acts.say, "errors.own_account", line="2")
    assert Counter(results) == {approved: USUAL, must_open: 1, own_account: 1}

    assert authorizer.does(decision_acts.open_refused, results.index(must_open)) == long
    assert decided(clerk) == Counter(usual), "each was signed once, and no other"
    central.settle()
    assert [bank.paid(central, op_id) for op_id in usual] == [[1, 2]] * USUAL
    assert not bank.paid(central, long)
    assert not bank.paid(central, own)
    assert {authorizer.does(acts.hear, op_id).status for op_id in usual} == {BatchStatus.SETTLED}

    authorizer.does(acts.approve, long, authorizer.password)
    central.settle()
    assert bank.paid(central, long) == list(range(1, SAMPLED_LINES + 1))
    central.assert_books_right()


def test_two_who_approve_the_same_batches_at_once_sign_each_once_and_are_both_told(
    central: Central, authorizer: Person, tmp_path: Path
) -> None:
    clerk = Clerk.ready(central, UNIT, "MAKER02")
    usual = [submitted(clerk, payees(10_000 + 100 * n, LINES), 100 + n) for n in range(1, USUAL + 1)]
    other = Person(central, tmp_path, "AUTH02")
    with at_desks(other):
        assert other.does(acts.sign_in, other.password)
        both = (authorizer, other)
        for person in both:
            person.does(acts.hear, usual[-1], BatchStatus.SUBMITTED)
        waiting = [len(person.does(acts.waiting_list)) for person in both]
        for person, count in zip(both, waiting, strict=True):
            person.does(decision_acts.ask_to_approve_all, count)
        with ThreadPoolExecutor(len(both)) as pool:
            signing = [pool.submit(one.does, decision_acts.sign_all_twice, one.password) for one in both]
            told = [Counter(one.result()) for one in signing]
    approved, late = (authorizer.does(acts.say, key) for key in ("decision.many_approved", "errors.status_forbids"))
    assert [results[approved] + results[late] for results in told] == [USUAL] * 2
    assert [results.total() for results in told] == waiting
    assert sum(results[approved] for results in told) == USUAL
    central.settle()
    signed = decided(clerk)
    assert {op_id: signed[op_id] for op_id in usual} == dict.fromkeys(usual, 1), "each was signed once"
    assert [bank.paid(central, op_id) for op_id in usual] == [[1, 2]] * len(usual)
    central.assert_books_right()
