"""Two hands on the same money at once, and a central system that is killed between question and answer."""

from __future__ import annotations

import http.client
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers import raw_collections as money
from tests.helpers import raw_receipts as raw
from tests.helpers.extent import WHOLE
from tests.helpers.raw_central import Central, Clerk, running, sha256
from tests.helpers.raw_payees import put_paper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.helpers.raw_central import Answer, Json

COMPANY, ACCOUNT = money.COMPANIES[money.OWN_UNIT], money.ACCOUNTS[money.OWN_UNIT]
BILLER = money.biller(money.OWN_UNIT)
ROUNDS = 6 if WHOLE else 3
PDF = b"%PDF-1.7 a bill"


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("central")) as started:
        yield started
        started.assert_books_right()


@pytest.fixture(scope="module")
def collector(central: Central) -> Clerk:
    return Clerk.ready(central, COMPANY, "MAKER03")


@pytest.fixture(scope="module")
def approver(central: Central) -> Clerk:
    return Clerk.ready(central, COMPANY, "AUTH01")


def at_once(*acts: Callable[[], Answer]) -> list[Answer]:
    """Do everything at the same moment; return the answers in order."""
    start = threading.Barrier(len(acts))

    def do(act: Callable[[], Answer]) -> Answer:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as crowd:
        return list(crowd.map(do, acts))


def sends(clerk: Clerk, body: Json) -> Callable[[], Answer]:
    """Return the sending of a command on a connection of its own."""
    wire = clerk.central.new_wire()
    return lambda: wire.ask("PUT", f"/v1/commands/{body['cmd_id']}", body, clerk.token)


def operates(central: Central, path: str, body: Json) -> Callable[[], Answer]:
    """Return what the bank's staff does, on a connection of its own."""
    wire, token = central.new_wire(), Path(central.ready["operator_token_file"]).read_text("ascii")
    return lambda: wire.ask("POST", f"/v1/operator/{path}", body, token)


def stray(central: Central, satang: int = 50_000) -> str:
    bill = {"ref1": "", "ref2": "", "biller_id": BILLER}
    return str(money.paid(central, bill, satang, channel="promptpay")["payment_id"])


def test_a_receipt_at_two_desks_and_a_reversal_at_once_leave_one_of_them(central: Central, collector: Clerk) -> None:
    desk = raw.collector(central, COMPANY, "MAKER01")
    bills = money.issued(collector, *(money.draft(n) for n in range(ROUNDS)))
    names = [str(money.paid(central, bill)["payment_id"]) for bill in bills]
    for name in names:
        *issued, reversed_ = at_once(
            *(sends(clerk, raw.issue_body(clerk, [name])) for clerk in (collector, desk)),
            operates(central, f"collections/{name}/reverse", {"reason": "บันทึกผิดบัญชี"}),
        )
        seen = money.collections(collector)[name]
        if reversed_.status == 200:
            assert [answer.code for answer in issued] == ["receipt_not_due"] * 2
            assert (seen["state"], seen["receipt_id"]) == ("reversed", "")
        else:
            assert reversed_.code == "receipt_stands"
            assert sorted(answer.code for answer in issued) == ["", "receipt_not_due"]
            assert (seen["state"], bool(seen["receipt_id"])) == ("matched", True)
    receipts = [one for event in raw.told(collector, "receipts.issued") for one in raw.opened(collector, event)]
    assert raw.numbers(receipts) == list(range(1, len(receipts) + 1))


def test_two_orders_for_one_bill_at_once_do_not_pay_it_twice(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    other = Clerk.ready(central, COMPANY, "AUTH02")
    (bill,) = money.issued(collector, money.draft(satang=50_000))
    about = {"bill_id": bill["bill_id"], "satang": "50000"}
    said = [money.propose(collector, "match", stray(central), **about)[1] for _ in range(2)]
    bodies = [
        money.settle_body(clerk, money.decision(clerk, one)) for clerk, one in zip((approver, other), said, strict=True)
    ]
    answers = at_once(sends(approver, bodies[0]), sends(other, bodies[1]))
    assert sorted((answer.status, answer.code) for answer in answers) == [(201, ""), (422, "bill_exceeded")]
    standing = money.standings(collector)[bill["bill_id"]]
    assert (standing["state"], standing["matched_satang"]) == ("paid", "50000")


def test_a_refund_and_a_reversal_at_once_do_not_both_take_the_money(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    before = money.balance(central, ACCOUNT)
    for _ in range(ROUNDS):
        name = stray(central)
        _, said = money.propose(collector, "refund", name, **money.refund_to(satang="50000"))
        body = money.settle_body(approver, money.decision(approver, said))
        settled, recalled, reversed_ = at_once(
            sends(approver, body),
            sends(collector, money.recall_body(collector, said["order"]["req_id"])),
            operates(central, f"collections/{name}/reverse", {"reason": "บันทึกผิดบัญชี"}),
        )
        ways = (settled.status == 201, reversed_.status == 200)
        assert ways != (True, True)
        assert (settled.status == 201) != (recalled.status == 201)
        if not any(ways):
            assert money.reverse(central, name).status == 200
    assert money.balance(central, ACCOUNT) == before


def test_a_bill_that_is_given_up_while_it_is_paid_is_one_of_the_two(central: Central, collector: Clerk) -> None:
    for bill in money.issued(collector, *(money.draft(n) for n in range(ROUNDS))):
        wanted = {name: bill[name] for name in ("biller_id", "ref1", "ref2", "satang")}
        wanted |= {"channel": "other_bank", "payment_id": f"T{uuid.uuid4().hex[:20]}"}
        cancelled, paid = at_once(
            sends(collector, money.cancel_body(collector, bill["bill_id"])), operates(central, "collections", wanted)
        )
        assert paid.status == 200
        state = money.standings(collector)[bill["bill_id"]]["state"]
        if cancelled.status == 201:
            assert (state, paid.json["state"], paid.json["cause"]) == ("cancelled", "queued", "cancelled")
        else:
            assert (cancelled.code, state, paid.json["state"]) == ("bill_touched", "paid", "matched")


def test_one_reference_in_many_spellings_at_once_is_one_payment(central: Central, collector: Clerk) -> None:
    (bill,) = money.issued(collector, money.draft())
    before = money.balance(central, ACCOUNT)
    wanted = {name: bill[name] for name in ("biller_id", "ref1", "ref2", "satang")} | {"channel": "other_bank"}
    names = ["Pay-AbC-1", "pay-abc-1", "PAY-ABC-1", "pAY-aBc-1"] * 3
    answers = at_once(*(operates(central, "collections", {**wanted, "payment_id": name}) for name in names))
    taken = {answer.json["payment_id"] for answer in answers if answer.status == 200}
    assert len(taken) == 1
    assert {answer.code for answer in answers if answer.status != 200} == {"command_id_reused"}
    assert money.balance(central, ACCOUNT) - before == int(bill["satang"])


def test_an_order_of_somebody_who_is_suspended_meanwhile_waits(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    name = stray(central)
    _, said = money.propose(collector, "refund", name, **money.refund_to(satang="1"))
    suspend = "UPDATE users SET suspended = ? WHERE uid = ?"
    for word, code in (("ลาพัก", "maker_suspended"), ("", "")):
        with central.books() as database:
            database.execute(suspend, (word, collector.uid))
        assert money.settle(approver, said).code == code
    assert money.collections(approver)[name]["refunded_satang"] == "1"


def test_late_money_that_was_another_bills_for_a_while_is_still_late(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        collector, approver = Clerk.ready(central, COMPANY, "MAKER03"), Clerk.ready(central, COMPANY, "AUTH01")
        ends, other = money.issued(collector, money.draft(1, 50_000, due_date="2026-11-24"), money.draft(2, 50_000))
        central.advance("2026-11-27T09:00:00+07:00")
        late = money.paid(central, ends, 70_000)
        about = {"bill_id": other["bill_id"], "satang": "50000"}
        for act in ("match", "unmatch"):
            assert raw.settled(collector, approver, act, late["payment_id"], **about).status == 201
        found = central.operate("GET", f"collections/bills/{ends['ref1']}/{ends['ref2']}").json
        assert (found["problem"], found["to_pay_satang"]) == ("expired", "50000")
        standing = money.standings(collector)[ends["bill_id"]]
        assert (standing["state"], standing["received_satang"]) == ("expired", "70000")
        assert money.paid(central, ends)["cause"] == "late"
        central.assert_books_right()


# The machine dies in the middle.


def killed_during(central: Central, delay: float, *commands: tuple[Clerk, Json]) -> None:
    """Kill the central system while commands are on their way, and start it again."""
    acts = [sends(clerk, body) for clerk, body in commands]

    def send(act: Callable[[], Answer]) -> None:
        # Whether there is an answer is what nobody knows after a kill.
        with suppress(OSError, http.client.HTTPException):
            act()

    with ThreadPoolExecutor(len(acts)) as crowd:
        under_way = [crowd.submit(send, act) for act in acts]
        timer = threading.Timer(delay, central.process.kill)
        timer.start()
        for one in under_way:
            one.result()
        timer.join()
    central.kill()
    central.restart()


def test_a_kill_in_the_middle_of_any_command_leaves_all_of_it_or_nothing(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        collector, approver = Clerk.ready(central, COMPANY, "MAKER03"), Clerk.ready(central, COMPANY, "AUTH01")
        assert put_paper(collector, PDF).status == 204
        for delay in (0.0, 0.01, 0.03):
            told, balance = len(collector.events()), money.balance(central, ACCOUNT)
            commands = under_way(central, collector, approver)
            killed_during(central, delay, *commands)
            for clerk in (collector, approver):
                clerk.wire = central.new_wire()
            central.assert_books_right()
            for clerk, body in (*commands, *commands):
                answer = clerk.send(body)
                assert answer.status in (200, 201), answer.body
            kinds = [event["record"]["type"] for event in collector.events(told)]
            once = ("collection.settled", "receipts.printed", "letters.reported")
            twice = ("bills.issued", "collection.ordered", "receipts.issued")  # one of each before the kill
            assert [kinds.count(kind) for kind in (*once, *twice)] == [1, 1, 1, 2, 2, 2]
            assert money.balance(central, ACCOUNT) == balance + 3 * 50_000 - 100
        receipts = [one for event in raw.told(collector, "receipts.issued") for one in raw.opened(collector, event)]
        assert raw.numbers(receipts) == list(range(1, len(receipts) + 1))


def under_way(central: Central, collector: Clerk, approver: Clerk) -> list[tuple[Clerk, Json]]:
    """Return one command of every kind, none about what another one is about."""
    one, other, last = money.issued(collector, *(money.draft(n, 50_000) for n in range(3)))
    first, second = (str(money.paid(central, bill)["payment_id"]) for bill in (one, other))
    (printed,) = raw.issue(collector, [first])
    _, said = money.propose(collector, "refund", stray(central), **money.refund_to(satang="100"))
    voided = money.collection_order(collector, "void_receipt", first, receipt_id=printed["receipt_id"])
    letter = {"about": last["bill_id"], "email": "payer@example.com", "file_sha256": sha256(PDF)}
    return [
        (collector, money.issue_body(collector, money.order(collector, [money.draft(4)]))),
        (collector, money.propose_body(collector, voided)),
        (approver, money.settle_body(approver, money.decision(approver, said))),
        (collector, raw.issue_body(collector, [second])),
        (collector, raw.print_body(collector, [printed["receipt_id"]])),
        (collector, money.mail_body(collector, letter)),
    ]
