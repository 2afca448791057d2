"""Whatever is ordered, refused and sent again: not a satang is lost, sent twice, or in the books otherwise."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.helpers import raw_remittances as raw
from tests.helpers.raw_central import Clerk, running
from tests.helpers.raw_collections import ACCOUNTS, OWN_UNIT, balance

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central, Json

ACTS = 60
OFFICE_ACCOUNT = "0069400000"
CLAIMED = ("proposed", "approved", "sent", "acknowledged")
"""States in which a remittance has its parts."""
ENDINGS = (0, 0, 0, 0, 0, 91, 92, 93, 94, 95)
"""What the treasury does goes by the last two digits of the whole."""


@dataclass
class Day:
    """A unit's money as the test itself counts it."""

    central: Central
    maker: Clerk
    chief: Clerk
    dice: random.Random
    collected: int = 0
    free: list[Json] = field(default_factory=list)
    proposed: dict[str, Json] = field(default_factory=dict)
    orders: dict[str, list[Json]] = field(default_factory=dict)

    def collect(self) -> None:
        """Let money come in, and give receipts for it; every other amount is one about which the treasury says more."""
        amounts = [self.dice.randrange(1, 50) * 100 + self.dice.choice(ENDINGS) for _ in range(self.dice.randint(1, 3))]
        self.free += raw.parts_worth(self.central, self.maker, *amounts)
        self.collected += sum(amounts)

    def propose(self) -> None:
        """Order some of what is free to be sent, or something that went or is on its way already."""
        if not self.free:
            return
        some = sorted(self.dice.sample(self.free, self.dice.randint(1, len(self.free))), key=self.free.index)
        said = raw.proposed(self.maker, "revenue", parts=some)
        req_id = str(said["order"]["req_id"])
        self.proposed[req_id], self.orders[req_id] = said, some
        self.free = [part for part in self.free if part not in some]
        again = raw.remittance_order(self.maker, "revenue", parts=some[:1])
        assert raw.propose(self.maker, again)[0].code == "part_not_due"

    def decide(self) -> None:
        """Approve, send back or take back something that waits."""
        if not self.proposed:
            return
        req_id = self.dice.choice(list(self.proposed))
        said = self.proposed.pop(req_id)
        word = self.dice.choice(("approve", "approve", "approve", "return", "recall"))
        answer = raw.recall(self.maker, req_id) if word == "recall" else raw.settle(self.chief, said, word)
        assert answer.status == 201, answer.body
        if word != "approve":
            self._free_again(req_id)

    def wait(self) -> None:
        """Let the bank move what it may, and the treasury answer what it answers by itself."""
        before = raw.listed(self.central, OWN_UNIT)
        raw.later(self.central, self.dice.choice((60, 300, 6 * 3600, 24 * 3600)))
        for req_id, one in raw.listed(self.central, OWN_UNIT).items():
            if one["state"] == "refused" and before[req_id]["state"] != "refused":
                self._free_again(req_id)

    def answer(self) -> None:
        """Let the treasury's staff answer what waits for it."""
        standing = raw.listed(self.central, OWN_UNIT)
        waiting = [req_id for req_id in self.orders if standing[req_id]["state"] == "sent"]
        for req_id in waiting[:1]:
            code = self.dice.choice(("", "code_wrong"))
            word = "refuse" if code else "acknowledge"
            assert raw.treasury_answers(self.central, req_id, word, code).status == 200
            if code:
                self._free_again(req_id)

    def _free_again(self, req_id: str) -> None:
        back = self.orders.pop(req_id)
        self.free = sorted([*self.free, *back], key=lambda part: int(part["receipt_id"].rpartition("/")[2]))

    def check(self) -> None:
        """Compare every account, payment and remittance with what happened, once the bank has done what is due."""
        self.central.settle()
        self.central.assert_books_right()
        standing = raw.listed(self.central, OWN_UNIT)
        went = sum(int(one["satang"]) for one in standing.values() if one["state"] in ("sent", "acknowledged"))
        assert balance(self.central, OFFICE_ACCOUNT) == went
        assert balance(self.central, ACCOUNTS[OWN_UNIT]) == self.collected - went
        told = raw.standings(self.maker)
        assert {req_id: one["state"] for req_id, one in standing.items()} == {
            req_id: one["state"] for req_id, one in told.items()
        }
        money = raw.payments(self.maker)
        gone = {
            part["payment_id"]
            for req_id, parts in self.orders.items()
            for part in parts
            if told[req_id]["state"] == "acknowledged"
        }
        assert {payment_id for payment_id, one in money.items() if one["remitted_at"]} == gone
        under_way = {
            part["payment_id"]: req_id
            for req_id, parts in self.orders.items()
            for part in parts
            if told[req_id]["state"] in CLAIMED[:3]
        }
        assert {payment_id: one["open_req_id"] for payment_id, one in money.items() if one["open_req_id"]} == under_way
        free = {part["payment_id"] for part in self.free}
        assert free | gone | set(under_way) == set(money)
        booked = {req_id: raw.booked(self.maker, req_id) for req_id in told}
        assert {req_id for req_id, documents in booked.items() if documents} == {
            req_id for req_id, one in told.items() if one["state"] == "acknowledged"
        }


@pytest.mark.parametrize("seed", [20_261_123, 20_261_124])
def test_whatever_happens_every_satang_is_at_one_place(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  (a seed, so that a failure can be repeated)
    with running(tmp_path / "central") as central:
        maker, chief = Clerk.ready(central, "GMIS210201", "MAKER03"), Clerk.ready(central, "GMIS210201", "AUTH01")
        day = Day(central, maker, chief, dice)
        acts = (day.collect, day.propose, day.propose, day.decide, day.decide, day.wait, day.answer)
        for n in range(ACTS):
            dice.choice(acts)()
            if n % 12 == 11:
                day.check()
        day.check()
        assert {one["state"] for one in raw.listed(central, OWN_UNIT).values()} >= {"acknowledged", "refused"}
