"""One thing asked for again and again, each time as a command of its own: it happens once.

Twenty at the same moment, then some more one after another, then once more from a server that was stopped and begun
again. Whoever is late is refused with a code, and money moved once.
"""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers import raw_closing as days
from tests.helpers import raw_collections as money
from tests.helpers import raw_recalls as recalls
from tests.helpers import raw_receipts as receipts
from tests.helpers import raw_remittances as remitting
from tests.helpers.raw_central import Central, Clerk, line, running, sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.helpers.raw_central import Answer, Json

    Ask = Callable[[], Answer]
    Make = Callable[[], tuple[Clerk, Json]]

COMPANY, OWN = money.COMPANIES[money.OWN_UNIT], money.OWN_UNIT
ACCOUNT, BUDGET = money.ACCOUNTS[OWN], remitting.BUDGET[OWN]
AT_ONCE, MORE = 20, 3


@dataclass
class House:
    """A central system with people of a unit that wants two signatures, and what was asked of it before."""

    central: Central
    maker: Clerk
    collector: Clerk
    signers: tuple[Clerk, Clerk]
    late: list[tuple[Make, frozenset[str]]] = field(default_factory=list)

    def once(self, make: Make, *codes: str) -> Json:
        """Let `make`'s command be sent again and again, a new one each time; return the one answer that did it."""
        refused = frozenset(codes)
        answers = at_once([sends(*make()) for _ in range(AT_ONCE)])
        done = [answer for answer in answers if answer.status == 201]
        assert len(done) == 1, [(answer.status, answer.body) for answer in answers]
        assert {answer.code for answer in answers} <= {"", *refused}
        self.too_late(make, refused)
        self.late.append((make, refused))
        return done[0].json

    def too_late(self, make: Make, refused: frozenset[str]) -> None:
        for _ in range(MORE):
            clerk, body = make()
            answer = clerk.send(body)
            assert answer.code in refused, answer.body

    def begun_again(self) -> None:
        """Stop and begin the server: whatever happened once still does not happen again."""
        told = len(self.collector.events())
        self.central.stop()
        self.central.restart()
        for clerk in (self.maker, self.collector, *self.signers):
            clerk.wire = self.central.new_wire()
        for make, refused in self.late:
            self.too_late(make, refused)
        assert len(self.collector.events()) == told
        self.central.assert_books_right()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with running(tmp_path / "central") as central:
        maker, collector, first, second = (
            Clerk.ready(central, COMPANY, who) for who in ("MAKER01", "MAKER03", "AUTH01", "AUTH02")
        )
        yield House(central, maker, collector, (first, second))
        central.assert_books_right()


def at_once(asks: Sequence[Ask]) -> list[Answer]:
    start = threading.Barrier(len(asks))

    def do(ask: Ask) -> Answer:
        start.wait()
        return ask()

    with ThreadPoolExecutor(len(asks)) as crowd:
        return list(crowd.map(do, asks))


def sends(clerk: Clerk, body: Json) -> Ask:
    """Return the sending of a command on a connection of its own."""
    wire = clerk.central.new_wire()
    return lambda: wire.ask("PUT", f"/v1/commands/{body['cmd_id']}", body, clerk.token)


def operates(central: Central, path: str, body: Json) -> Ask:
    wire, token = central.new_wire(), Path(central.ready["operator_token_file"]).read_text("ascii")
    return lambda: wire.ask("POST", f"/v1/operator/{path}", body, token)


def challenge(clerk: Clerk) -> str:
    """Return the permission to sign once, written past the server, whose looking at passwords takes its time."""
    text = uuid.uuid4().hex
    row = (sha256(text.encode()), clerk.uid, clerk.session["session_epoch"], "2027-01-01T00:00:00.000Z")
    with clerk.central.books() as books:
        books.execute(
            "INSERT INTO challenges (challenge_sha256, uid, epoch, expires_at) VALUES (?, ?, ?, ?)",
            (row[0], row[1], int(row[2]), row[3]),
        )
    return text


def test_a_signature_counts_once_however_often_its_person_gives_it(house: House) -> None:
    answer, payment = house.maker.submit([line(1, 70_000)])
    assert answer.status == 201, answer.body
    op_id, before = str(payment["op_id"]), money.balance(house.central, BUDGET)
    for signer, status in zip(house.signers, ("in_approval", "approved"), strict=True):
        content = signer.content(op_id)

        def signs(who: Clerk = signer, shown: Json = content) -> tuple[Clerk, Json]:
            return who, who.decide_over(shown, op_id, challenge=challenge(who))

        assert house.once(signs, "already_signed", "status_forbids")["status"] == status
        assert len(house.maker.content(op_id)["authorizations"]) == 1 + (status == "approved")
    house.central.settle()
    house.begun_again()
    assert money.balance(house.central, BUDGET) == before - 70_000


def test_a_line_is_called_back_once_and_its_money_returned_once(house: House) -> None:
    answer, payment = house.maker.submit([line(1)])
    assert answer.status == 201, answer.body
    op_id, signer = str(payment["op_id"]), house.signers[0]
    assert [one.decide(op_id).status for one in house.signers] == [201, 201]
    house.central.settle()
    before = money.balance(house.central, BUDGET)
    house.once(lambda: (house.maker, recalls.open_body(house.maker, op_id)), "recall_too_much")
    (called,) = recalls.recalls(house.maker)
    where = f"recalls/{called['recall_id']}"
    brought = at_once([operates(house.central, where, {"answer": "money_back"}) for _ in range(AT_ONCE)])
    assert sorted(answer.code for answer in brought) == ["", *["status_forbids"] * (AT_ONCE - 1)]
    assert money.balance(house.central, BUDGET) == before + 125_000
    seen = recalls.recall(house.maker, called["recall_id"])
    house.once(lambda: (house.maker, recalls.propose_body(house.maker, recalls.order(house.maker, seen))), *STATE)
    proposed = recalls.recall(house.maker, called["recall_id"])
    house.once(lambda: (signer, recalls.settle_body(signer, proposed, challenge=challenge(signer))), *STATE)
    house.begun_again()
    assert money.balance(house.central, BUDGET) == before
    assert recalls.recall(house.maker, called["recall_id"])["state"] == "returned"


STATE = ("status_forbids", "proposal_pending")


def stray(central: Central, satang: int = 50_000) -> str:
    bill = {"ref1": "", "ref2": "", "biller_id": money.biller(OWN), "satang": str(satang)}
    return str(money.paid(central, bill)["payment_id"])


def both_signatures(house: House, act: str, name: str, about: Sequence[Json], *codes: str) -> None:
    """Let an act on a payment be proposed and decided again and again, about each thing of ``about`` in turn."""
    turns, said = cycle(about), {}

    def proposes() -> tuple[Clerk, Json]:
        order = money.collection_order(house.collector, act, name, **next(turns))
        body = money.propose_body(house.collector, order)
        said[order["req_id"]] = {"order": order, "sig": body["order_sig"]}
        return house.collector, body

    proposed = said[house.once(proposes, "proposal_pending", *codes)["id"]]
    signer = house.signers[0]

    def settles() -> tuple[Clerk, Json]:
        decision = money.decision(signer, proposed, challenge=challenge(signer))
        return signer, money.settle_body(signer, decision)

    house.once(settles, "status_forbids")


def test_a_payment_is_given_back_once(house: House) -> None:
    before, name = money.balance(house.central, ACCOUNT), stray(house.central)
    both_signatures(house, "refund", name, [money.refund_to(satang="50000")], "payment_exceeded")
    house.begun_again()
    assert money.balance(house.central, ACCOUNT) == before
    assert money.collections(house.collector)[name]["refunded_satang"] == "50000"


def test_a_payment_of_two_bills_is_matched_with_one_of_them_once(house: House) -> None:
    bills = money.issued(house.collector, money.draft(1, 50_000), money.draft(2, 50_000))
    name = stray(house.central)
    about = [{"bill_id": bill["bill_id"], "satang": "50000"} for bill in bills]
    both_signatures(house, "match", name, about, "payment_exceeded")
    house.begun_again()
    standing = money.standings(house.collector)
    matched = [standing.get(bill["bill_id"], {"matched_satang": "0"})["matched_satang"] for bill in bills]
    assert sorted(matched) == ["0", "50000"]


def test_a_receipt_is_issued_once_and_made_void_once(house: House) -> None:
    (bill,) = money.issued(house.collector, money.draft(1, 50_000))
    name = str(money.paid(house.central, bill)["payment_id"])
    house.once(lambda: (house.collector, receipts.issue_body(house.collector, [name])), "receipt_not_due")
    receipt_id = money.collections(house.collector)[name]["receipt_id"]
    house.late.clear()  # once it is void, another receipt is issued
    both_signatures(house, "void_receipt", name, [{"receipt_id": receipt_id}], "status_forbids")
    house.once(lambda: (house.collector, receipts.issue_body(house.collector, [name])), "receipt_not_due")
    house.begun_again()
    issued = [one for told in receipts.told(house.collector, "receipts.issued") for one in told["receipts"]]
    assert len(issued) == 2


def test_a_receipt_goes_to_the_treasury_once(house: House) -> None:
    parts = remitting.parts_worth(house.central, house.collector, 3_000)
    before, said, signer = money.balance(house.central, ACCOUNT), {}, house.signers[0]
    items = remitting.items_of(house.collector, parts)

    def proposes() -> tuple[Clerk, Json]:
        order = remitting.remittance_order(house.collector, "revenue", parts=parts, items=items)
        body = remitting.propose_body(house.collector, order)
        said[order["req_id"]] = {"order": order, "sig": body["order_sig"]}
        return house.collector, body

    proposed = said[house.once(proposes, "part_not_due")["id"]]

    def settles() -> tuple[Clerk, Json]:
        decision = remitting.decision(signer, proposed, challenge=challenge(signer))
        return signer, remitting.settle_body(signer, decision)

    house.once(settles, "status_forbids")
    house.central.settle()
    where = f"remittances/{proposed['order']['req_id']}"
    words = cycle(({"answer": "acknowledge", "code": ""}, {"answer": "refuse", "code": "office_wrong"}))
    told = at_once([operates(house.central, where, next(words)) for _ in range(AT_ONCE)])
    assert sorted(answer.code for answer in told) == ["", *["status_forbids"] * (AT_ONCE - 1)]
    state = remitting.standings(house.collector)[proposed["order"]["req_id"]]["state"]
    if state == "refused":
        house.late.clear()  # its money is back, and may go again
    house.begun_again()
    assert money.balance(house.central, ACCOUNT) == before - (3_000 if state == "acknowledged" else 0)


def test_a_day_is_closed_once_and_opened_again_once(house: House) -> None:
    house.central.advance("2026-11-23T15:31:00+07:00")
    signer = house.signers[0]
    until = "2026-11-23T08:30:59.999Z"
    accounts, since = sorted([BUDGET, ACCOUNT]), days.asked(house.collector)["since"]
    compared = days.compared(house.collector, accounts, since, until)
    close = days.closing(house.collector, accounts, until, compared=compared)
    for order in (close, days.reopening(house.collector, close["day"])):
        said: dict[str, Json] = {}

        def proposes(order: Json = order, said: dict[str, Json] = said) -> tuple[Clerk, Json]:
            named = {**order, "req_id": str(uuid.uuid4())}
            body = days.propose_body(house.collector, named)
            said[named["req_id"]] = {"order": named, "sig": body["order_sig"]}
            return house.collector, body

        proposed = said[house.once(proposes, "proposal_pending", "day_wrong", "status_forbids")["id"]]

        def settles(proposed: Json = proposed) -> tuple[Clerk, Json]:
            decision = days.decision(signer, proposed, challenge=challenge(signer))
            return signer, days.settle_body(signer, decision)

        house.once(settles, "status_forbids")
        if order is close:
            house.begun_again()
            house.late.clear()  # once it is open again, it is closed again
    house.begun_again()


def test_a_held_batch_is_let_go_or_refused_once(house: House) -> None:
    answer, payment = house.maker.submit([line(1, 70_000)], value_date="2026-11-24")
    assert answer.status == 201, answer.body
    op_id, before = str(payment["op_id"]), money.balance(house.central, BUDGET)
    assert [one.decide(op_id).status for one in house.signers] == [201, 201]
    altered, kept = ("9" + line(1)["acct"], line(1)["acct"])
    for acct in (altered, kept):
        with house.central.books() as books:
            books.execute("UPDATE lines SET acct = ? WHERE op_id = ?", (acct, op_id))
        house.central.advance("2026-11-24T09:00:00+07:00")  # the first time as it is altered
    where, said = f"held/{op_id}", cycle((("release", {}), ("reject", {"reason": "ตรวจไม่ผ่าน"})))
    tries = [next(said) for _ in range(AT_ONCE)]
    answers = at_once([operates(house.central, f"{where}/{word}", body) for word, body in tries])
    done = [word for (word, _), answer in zip(tries, answers, strict=True) if answer.status == 204]
    assert len(done) == 1
    assert {answer.status for answer in answers} <= {204, 404, 409}
    house.central.settle()
    house.begun_again()
    paid = 70_000 if done == ["release"] else 0
    assert money.balance(house.central, BUDGET) == before - paid
    for word, body in tries[:2]:
        assert house.central.operate("POST", f"{where}/{word}", body).status in (404, 409)


def test_a_held_line_is_answered_once_however_often_it_is_answered(house: House) -> None:
    answer, payment = house.maker.submit([line(1, 70_000), line(2, 2_500)])
    assert answer.status == 201, answer.body
    op_id, before = str(payment["op_id"]), money.balance(house.central, BUDGET)
    assert [one.decide(op_id).status for one in house.signers] == [201, 201]
    house.central.settle()
    said = cycle((("release", {"reason": "ตรวจแล้ว"}), ("reject", {"reason": "บัญชีปิด", "code": "AC04"})))
    tries = [next(said) for _ in range(AT_ONCE)]
    where = f"held-lines/{op_id}/2"
    answers = at_once([operates(house.central, f"{where}/{word}", body) for word, body in tries])
    done = [word for (word, _), answer in zip(tries, answers, strict=True) if answer.status == 204]
    assert len(done) == 1
    assert sorted({answer.status for answer in answers}) == [204, 404]
    house.central.settle()
    house.begun_again()
    assert money.balance(house.central, BUDGET) == before - 70_000 - (2_500 if done == ["release"] else 0)
    for word, body in tries[:2]:
        assert house.central.operate("POST", f"{where}/{word}", body).status == 404


def test_failed_lines_are_closed_or_followed_once(house: House) -> None:
    answer, payment = house.maker.submit([line(1, 1_900)])
    assert answer.status == 201, answer.body
    op_id = str(payment["op_id"])
    assert [one.decide(op_id).status for one in house.signers] == [201, 201]
    house.central.settle()
    again = [line(1, 1_900, origin=f"{op_id}/1/1")]

    def closes() -> Json:
        body = house.maker.move_body("close-lines", op_id)
        del body["reason"]
        return {**body, "lines": [{"n": "1", "code": "account", "text": ""}]}

    def follows() -> Json:
        return house.maker.submit_body(house.maker.payment(again, follows=op_id), again)

    ways = cycle((closes, follows))
    house.once(lambda: (house.maker, next(ways)()), "follow_up_wrong", "line_wrong")
    house.begun_again()


def test_a_holiday_that_comes_while_it_settles_pays_on_one_of_the_two_days(house: House) -> None:
    answer, payment = house.maker.submit([line(1, 70_000)], value_date="2026-11-24")
    assert answer.status == 201, answer.body
    op_id, before = str(payment["op_id"]), money.balance(house.central, BUDGET)
    assert [one.decide(op_id).status for one in house.signers] == [201, 201]
    house.central.advance("2026-11-23T23:59:59+07:00")
    day = {"day": "2026-11-24", "banks": "closed", "offices": "closed", "name_th": "วันหยุดพิเศษ"}
    passes = operates(house.central, "clock/advance", {"to": "2026-11-24T12:00:00+07:00"})
    token = Path(house.central.ready["operator_token_file"]).read_text("ascii")
    wire = house.central.new_wire()
    passed, put = at_once(
        [passes, lambda: wire.ask("PUT", "/v1/operator/calendar", {"days": [day], "version": 0}, token)]
    )
    assert passed.status == 200
    assert put.code in ("", "field_wrong")  # the day has begun meanwhile, and is never changed any more
    paid = 0 if put.status == 200 else 70_000
    assert money.balance(house.central, BUDGET) == before - paid
    house.central.advance("2026-11-25T12:00:00+07:00")
    house.begun_again()
    assert money.balance(house.central, BUDGET) == before - 70_000
