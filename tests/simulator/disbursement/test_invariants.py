"""Whatever people do to batches of some draws, in whatever order: books and draws are right after every step."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

from tests.helpers.raw_central import UNIT, Clerk, line

if TYPE_CHECKING:
    from tests.helpers.raw_central import Answer, Central, Json

STEPS = 90
DRAWN = 40_000
AMOUNTS = (1_000, 1_900, 2_100, 2_500, 2_700, 4_000)
"""Some are rejected, held or returned, as the practice rules say."""


class Office:
    """A maker and two authorizers who do what comes into their heads."""

    def __init__(self, central: Central, seed: int) -> None:
        self.central = central
        self.chance = random.Random(seed)  # noqa: S311  (a game)
        self.maker, self.first, self.second = (
            Clerk.ready(central, UNIT, who) for who in ("MAKER01", "AUTH01", "AUTH02")
        )
        self.batches: dict[str, int] = {}
        self.done: set[str] = set()

    def step(self) -> None:
        act = self.chance.choice((self.submit, self.submit, self.decide, self.decide, self.move, self.follow))
        answer = act()
        if answer is not None and answer.status == 201:
            self.done.add(act.__name__)
        self.central.settle()  # else the bank goes on while it is counted

    def submit(self) -> Answer:
        op_id = self.chance.choice([*self.batches, ""])
        lines = [line(n, self.chance.choice(AMOUNTS)) for n in range(1, self.chance.randint(1, 4) + 1)]
        head: Json = {"op_id": op_id, "rev": str(self.batches[op_id] + 1)} if op_id else {}
        return self._send(lines, head)

    def _send(self, lines: list[Json], head: Json) -> Answer:
        doc_no = head.pop("doc_no", f"ฎ.{self.chance.randint(1, 3)}/2570")
        said = {"doc_no": doc_no, "draw_satang": str(DRAWN), "residue_reason": "แบ่งจ่าย", "dup_ack": "ตรวจแล้ว"}
        answer, payment = self.maker.submit(lines, **{**said, **head})
        if answer.status == 201:
            self.batches[payment["op_id"]] = int(payment["rev"])
        return answer

    def decide(self) -> Answer | None:
        if not self.batches:
            return None
        op_id = self.chance.choice(list(self.batches))
        lines = self.maker.content(op_id)["lines"]
        some = self.chance.sample(lines, self.chance.randint(0, len(lines) - 1))
        remarks = [{"n": n, "code": "other", "text": ""} for n in sorted(one["n"] for one in some)]
        word = self.chance.choice(("approve", "approve", "approve", "return"))
        return self.chance.choice((self.first, self.second)).decide(op_id, word, lines=remarks)

    def move(self) -> Answer | None:
        if not self.batches:
            return None
        op_id = self.chance.choice(list(self.batches))
        rev = str(self.batches[op_id])
        if self.chance.random() < 0.3:
            return self.maker.close_lines(op_id, [{"n": "1", "code": "other_way", "text": ""}], rev)
        return self.maker.move(self.chance.choice(("withdraw", "cancel")), op_id, rev)

    def follow(self) -> Answer | None:
        for op_id in self.chance.sample(list(self.batches), len(self.batches)):
            shown = self.central.operate("GET", f"batches/{op_id}").json
            content = self.maker.content(op_id)
            failed = [one["n"] for one in shown["lines"] if one["status"] in ("rejected", "returned", "declined")]
            if failed and shown["status"] in ("settled", "partly_settled", "refused"):
                again = [one for one in content["lines"] if int(one["n"]) in failed]
                lines = [
                    {**one, "n": str(at), "satang": one["satang"], "origin": f"{op_id}/{shown['rev']}/{one['n']}"}
                    for at, one in enumerate(again, 1)
                ]
                doc_no = json.loads(content["payment"])["doc_no"]
                return self._send(lines, {"follows": op_id, "doc_no": doc_no})
        return None

    def assert_right(self, opening: int) -> None:
        self.central.assert_books_right()
        draws = self.maker.ask("GET", "/v1/draws").json["draws"]
        for draw in draws:
            satang, reserved, paid, residue = (
                int(draw[name]) for name in ("satang", "reserved_satang", "paid_satang", "residue_satang")
            )
            assert satang == reserved + paid + residue
            assert residue >= 0
        account = self.maker.ask("GET", "/v1/unit").json["accounts"][0]
        assert int(account["reserved_satang"]) == sum(int(draw["reserved_satang"]) for draw in draws)
        assert opening - int(account["balance_satang"]) == sum(int(draw["paid_satang"]) for draw in draws)


def test_books_and_draws_are_right_whatever_people_do(fresh: Central) -> None:
    office = Office(fresh, 4)
    opening = int(office.maker.ask("GET", "/v1/unit").json["accounts"][0]["balance_satang"])
    for _ in range(STEPS):
        office.step()
        office.assert_right(opening)
    fresh.advance("2026-11-26T10:00:00+07:00")
    for clerk in (office.maker, office.first, office.second):
        assert clerk.ask("GET", "/v1/unit").status == 200
    office.assert_right(opening)
    assert office.done == {"submit", "decide", "move", "follow"}
