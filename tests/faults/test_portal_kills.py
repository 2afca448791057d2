"""The central system killed while payments come in, receipts are issued and the Portal remits (document 000; PT-1).

One folder lives through all kills. Every payment that was acknowledged is posted once in the end, every receipt that
was acknowledged stands under its number, and no number is missing or given twice.
"""

from __future__ import annotations

import contextlib
import http.client
import random
import threading
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.helpers import raw_receipts as raw
from tests.helpers.raw_central import UNIT, Central, Clerk, Json, running

if TYPE_CHECKING:
    from pathlib import Path

KILLS = 12
BILLS = 60
AT_ONCE = 7
SEED = 20_261_124
CARDS, KILLS_A_DAY = 25, 4
DAYS = ("2026-11-24", "2026-11-25", "2026-11-26")
FAILURES = (OSError, http.client.HTTPException)


@dataclass
class Witness:
    """What the test itself saw acknowledged, and what was asked for and never answered."""

    paid: list[str] = field(default_factory=list)
    receipted: set[str] = field(default_factory=set)
    payments: dict[str, Json] = field(default_factory=dict)
    commands: dict[str, Json] = field(default_factory=dict)

    def pay(self, central: Central, payment_id: str, reference: Json) -> None:
        """Report a payment to the bank; what is not answered is known by its name."""
        self.payments[payment_id] = reference
        raw.pay(central, reference, payment_id=payment_id)
        self.paid.append(payment_id)
        del self.payments[payment_id]

    def issue(self, collector: Clerk, body: Json) -> None:
        """Ask for receipts; a command that is not answered is sent again after the restart."""
        self.commands[body["cmd_id"]] = body
        answer = collector.send(body)
        if answer.code == "session_stale":
            # It never arrived, and its session is over: nothing happened, the person acts anew.
            body = raw.issue_body(collector, body["payment_ids"])
            answer = collector.send(body)
        assert answer.status in (200, 201), answer.body
        self.receipted.update(body["payment_ids"])
        self.commands.clear()


def _work(central: Central, collector: Clerk, witness: Witness, references: list[Json]) -> None:
    """Pay bills and issue receipts until the connection breaks or all are paid."""
    while references:
        some = [references.pop() for _ in range(min(AT_ONCE, len(references)))]
        for one in some:
            payment_id = uuid.uuid4().hex
            witness.pay(central, payment_id, one)
        waiting = [one for one in witness.paid if one not in witness.receipted]
        witness.issue(collector, raw.issue_body(collector, waiting))


def _again(central: Central, collector: Clerk, witness: Witness) -> None:
    """Ask again for everything that was never answered, with the same words."""
    for payment_id, reference in list(witness.payments.items()):
        witness.pay(central, payment_id, reference)
    for body in list(witness.commands.values()):
        witness.issue(collector, body)


def _between(central: Central) -> int:
    """Return how many payments were in the account and not yet with the treasury when the server died."""
    with central.books() as database:
        (count,) = database.execute("SELECT count(*) FROM remittances_due").fetchone()
    return int(count)


def test_kills_between_payment_receipt_and_remittance_lose_nothing_and_do_nothing_twice(tmp_path: Path) -> None:
    dice = random.Random(SEED)  # noqa: S311  (a seed, so that a failure can be repeated)
    witness, kills, between = Witness(), 0, 0
    with running(tmp_path / "central", eased=True) as central:
        collector = raw.collector(central, UNIT, "MAKER03")
        references: list[Json] = []
        while kills < KILLS or not between:
            if not references:
                references = raw.bill(collector, [raw.draft() for _ in range(BILLS)])
            timer = threading.Timer(dice.uniform(0, 0.25), central.process.kill)
            timer.start()
            try:
                _work(central, collector, witness, references)
            except FAILURES:
                pass
            finally:
                timer.join()
                central.kill()
            kills, between = kills + 1, between + bool(_between(central))
            central.restart()
            collector.wire = central.new_wire()
            assert collector.sign_in().status == 201
            _again(central, collector, witness)
        _assert_each_once(central, collector, witness)


def _assert_each_once(central: Central, collector: Clerk, witness: Witness) -> None:
    left = [one for one in witness.paid if one not in witness.receipted]
    if left:
        witness.issue(collector, raw.issue_body(collector, left))
    central.settle()
    central.assert_books_right()
    assert raw.postings(central)["waiting"] == []
    told = [one for event in raw.told(collector, "treasury.posted") for one in event["postings"]]
    assert sorted(one["payment_id"] for one in told) == sorted(witness.paid)
    for kind in ("RA", "R1"):
        numbers = {int(one["number"]) for book in told for one in book["entries"] if one["document"] == kind}
        assert numbers == set(range(1, len(told) + 1))
    receipts = [one for event in raw.told(collector, "receipts.issued") for one in raw.opened(collector, event)]
    assert raw.numbers(receipts) == list(range(1, len(receipts) + 1))
    assert sorted(one["payment_id"] for one in receipts) == sorted(witness.paid)


@pytest.mark.campaign
def test_kills_while_a_day_begins_bring_and_send_the_money_of_cards_once(tmp_path: Path) -> None:
    """Money of cards comes into the account and goes to the treasury while the clock moves on, whatever breaks off."""
    dice = random.Random(SEED)  # noqa: S311
    with running(tmp_path / "central", eased=True) as central:
        collector = raw.collector(central, UNIT, "MAKER03")
        due = "2027-03-31"
        references = raw.bill(collector, [raw.draft(due_date=due) for _ in range(CARDS * len(DAYS))])
        paid = []
        for day in DAYS:
            paid += [raw.pay(central, references.pop(), channel="card") for _ in range(CARDS)]
            for _ in range(KILLS_A_DAY):
                timer = threading.Timer(dice.uniform(0, 0.15), central.process.kill)
                timer.start()
                with contextlib.suppress(*FAILURES):
                    central.advance(f"{day}T09:00:00+07:00")
                timer.join()
                central.kill()
                central.restart()
            central.advance(f"{day}T09:00:00+07:00")
        collector.wire = central.new_wire()
        assert collector.sign_in().status == 201
        central.settle()
        central.assert_books_right()
        assert raw.postings(central)["waiting"] == []
        told = [one["payment_id"] for event in raw.told(collector, "treasury.posted") for one in event["postings"]]
        assert sorted(told) == sorted(paid)
