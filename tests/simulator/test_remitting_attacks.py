"""What a thief, a tired clerk and a careless table try with money on its way to the treasury.

After all of it no satang is at two places, the treasury's books add up and no document's number is there twice.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.helpers import raw_collections as money
from tests.helpers import raw_remittances as raw
from tests.helpers.raw_central import UNIT, Clerk, line, running
from tests.helpers.raw_collections import COMPANIES, OWN_UNIT, PORTAL_UNIT, draft, facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.helpers.raw_central import Answer, Central, Json

COMPANY = COMPANIES[OWN_UNIT]
ROUNDS = 4
CLEARING = "1101010112"


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("central")) as started:
        yield started
        raw.later(started)
        assert_right(started)


@pytest.fixture(scope="module")
def collector(central: Central) -> Clerk:
    """Sign somebody in who collects and remits for a unit that sends its money by itself."""
    return Clerk.ready(central, COMPANY, "MAKER03")


@pytest.fixture(scope="module")
def approver(central: Central) -> Clerk:
    return Clerk.ready(central, COMPANY, "AUTH01")


@pytest.fixture(scope="module")
def depositor(central: Central) -> Clerk:
    """Sign the remittance maker in of the unit that has an off-budget account."""
    return Clerk.ready(central, UNIT, "MAKER03")


@pytest.fixture(scope="module")
def chief(central: Central) -> Clerk:
    return Clerk.ready(central, UNIT, "AUTH01")


@pytest.fixture(scope="module")
def payer(central: Central) -> Clerk:
    return Clerk.ready(central, UNIT, "MAKER01")


def assert_right(central: Central) -> None:
    """Books agree, documents are numbered without gaps, and no part of a payment is with the treasury twice."""
    central.assert_books_right()
    for company in (COMPANY, UNIT):
        clerk = Clerk.ready(central, company, "AUTH02")
        events = clerk.events()
        orders = {
            event["body"]["req_id"]: json.loads(event["body"]["order"])
            for event in events
            if event["record"]["type"] == "remittance.settled"
        }
        gone: list[tuple[str, str]] = []
        for req_id, standing in raw.standings(clerk).items():
            if standing["state"] in ("approved", "sent", "acknowledged"):
                gone += [(part["payment_id"], part["revenue_type"]) for part in orders[req_id]["parts"]]
            if standing["record"]:
                said = raw.record_of(standing)
                assert (said["total_satang"], said["items"]) == (
                    orders[req_id]["total_satang"],
                    orders[req_id]["items"],
                )
        assert len(set(gone)) == len(gone)
        numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
        for event in events:
            if event["record"]["type"] == "gfmis.booked":
                for one in event["documents"]:
                    numbers[one["kind"], one["fy"]].append(int(one["number"]))
        assert all(len(set(found)) == len(found) for found in numbers.values())


def at_once(*acts: Callable[[], Answer]) -> list[Answer]:
    start = threading.Barrier(len(acts))

    def do(act: Callable[[], Answer]) -> Answer:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as crowd:
        return list(crowd.map(do, acts))


def sends(clerk: Clerk, body: Json) -> Callable[[], Answer]:
    wire = clerk.central.new_wire()
    return lambda: wire.ask("PUT", f"/v1/commands/{body['cmd_id']}", body, clerk.token)


def drawn(central: Central, doc_no: str, satang: int) -> None:
    wanted = {"unit": PORTAL_UNIT, "doc_no": doc_no, "doc_date": "2026-11-20", "account": raw.BUDGET[PORTAL_UNIT]}
    assert central.operate("POST", "draws", {**wanted, "satang": str(satang)}).status == 200


# -- money that was never there ----------------------------------------------------------------------------------------


def test_nothing_goes_back_of_a_draw_that_the_unit_only_said(payer: Clerk, depositor: Clerk) -> None:
    """Hand in a batch that names a document nobody knows, with a great draw, and take the batch back."""
    said = {"doc_no": "3698880001", "doc_date": "2026-11-20", "draw_satang": "500000", "residue_reason": "จ่ายไม่หมด"}
    answer, batch = payer.submit([line(1, 1_000)], **said)
    assert answer.status == 201
    assert payer.move("withdraw", batch["op_id"]).status == 201
    for satang in (500_000, 499_000, 1):
        refused = raw.propose(depositor, raw.return_of_draw(depositor, "3698880001", satang))[0]
        assert facts(refused) == ("nothing_left", {"doc_no": "3698880001", "residue_satang": "0"})


def test_what_is_left_of_a_draw_goes_back_or_to_payees_never_both(
    central: Central, payer: Clerk, depositor: Clerk
) -> None:
    for number in range(ROUNDS):
        doc_no = f"36988810{number:02d}"
        drawn(central, doc_no, 100_000)
        named = {"doc_no": doc_no, "doc_date": "2026-11-20", "draw_satang": "100000", "residue_reason": "จ่ายไม่หมด"}
        lines = [line(1, 60_000)]
        batch = payer.submit_body(payer.payment(lines, **named), lines)
        back = raw.propose_body(depositor, raw.return_of_draw(depositor, doc_no, 100_000))
        answers = at_once(sends(payer, batch), sends(depositor, back))
        assert sorted(answer.status == 201 for answer in answers) == [False, True]
        draw = next(one for one in payer.ask("GET", "/v1/draws").json["draws"] if one["doc_no"] == doc_no)
        took = (draw["reserved_satang"], draw["returned_satang"], draw["residue_satang"])
        assert took in (("60000", "0", "40000"), ("0", "100000", "0"))


def test_a_draw_goes_back_from_its_own_account_and_unit_and_by_todays_way(
    central: Central, collector: Clerk, depositor: Clerk
) -> None:
    drawn(central, "3698882001", 70_000)
    for changes, code in (
        ({"account": raw.OFF_BUDGET}, "kind_account_wrong"),
        ({"account": raw.BUDGET[OWN_UNIT]}, "account_unknown"),
        ({"route": "prior_year"}, "route_changed"),
        ({"route": "medical"}, "route_changed"),
        ({"doc_no": "3698882001 "}, "field_wrong"),
        ({"doc_no": "๓๖๙๘๘๘๒๐๐๑"}, "not_found"),
        ({"owner_unit": OWN_UNIT}, "field_wrong"),
        ({"office": "4000"}, "office_unexplained"),
    ):
        order = raw.return_of_draw(depositor, "3698882001", 70_000) | changes
        assert raw.propose(depositor, order)[0].code == code, changes
    assert raw.propose(collector, raw.return_of_draw(collector, "3698882001", 70_000))[0].code == "not_found"
    halves = raw.return_of_draw(depositor, "3698882001", 35_000)
    halves |= {"items": halves["items"] * 2, "total_satang": "70000"}
    assert facts(raw.propose(depositor, halves)[0]) == ("field_wrong", {"field": "items", "line": ""})


# -- one name, one part, one way ---------------------------------------------------------------------------------------


def test_an_order_s_name_is_given_once_whatever_it_is_about(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    """Else the recall of one order would let the payment go that another one holds."""
    part, other = raw.parts_worth(central, collector, 5_000, 6_000)
    answer, voiding = money.propose(collector, "void_receipt", part["payment_id"], receipt_id=part["receipt_id"])
    assert answer.status == 201
    named = {"req_id": voiding["order"]["req_id"]}
    taken = ("field_wrong", {"field": "req_id", "line": ""})
    order = raw.remittance_order(collector, "revenue", parts=[part], **named)
    assert facts(raw.propose(collector, order)[0]) == taken
    assert money.recall(collector, voiding["order"]["req_id"]).status == 201
    assert facts(raw.propose(collector, order)[0]) == taken
    said = raw.proposed(collector, "revenue", parts=[part])
    again = {"receipt_id": other["receipt_id"], "req_id": said["order"]["req_id"]}
    assert facts(money.propose(collector, "void_receipt", other["payment_id"], **again)[0]) == taken
    raw.approved(approver, said)


PARTS: list[tuple[str, Callable[[list[Json]], list[Json]], str]] = [
    ("twice", lambda parts: [*parts, parts[0]], "field_wrong"),
    ("in other order", lambda parts: parts[::-1], "field_wrong"),
    ("halved", lambda parts: [{**parts[0], "satang": "500"}, *parts[1:]], "part_differs"),
    ("exchanged", lambda parts: [{**one, "satang": other["satang"]} for one, other in _crossed(parts)], "part_differs"),
    ("nothing", lambda parts: [{**parts[0], "satang": "0"}, *parts[1:]], "part_differs"),
    ("negative", lambda parts: [{**parts[0], "satang": "-1000"}, *parts[1:]], "part_differs"),
    ("with a zero before", lambda parts: [{**parts[0], "satang": "01000"}, *parts[1:]], "part_differs"),
    ("in Thai digits", lambda parts: [{**parts[0], "satang": "๑๐๐๐"}, *parts[1:]], "part_differs"),
    ("of another type", lambda parts: [{**parts[0], "revenue_type": "service_fee"}, *parts[1:]], "part_differs"),
    ("of another receipt", lambda parts: [{**parts[0], "receipt_id": parts[1]["receipt_id"]}], "part_not_due"),
    ("without receipt", lambda parts: [{**parts[0], "receipt_id": ""}], "part_not_due"),
    ("a control character", lambda parts: [{**parts[0], "payment_id": "a\u0000b"}], "not_found"),
]


def _crossed(parts: list[Json]) -> list[tuple[Json, Json]]:
    """Let each part have the other's sum: the totals agree all the same."""
    return list(zip(parts, parts[::-1], strict=True))


def test_parts_are_whole_each_once_and_in_the_order_of_their_receipts(central: Central, collector: Clerk) -> None:
    parts = raw.parts_worth(central, collector, 1_000, 2_000)
    items = raw.items_of(collector, parts)
    for case, make, code in PARTS:
        answer, _ = raw.propose(collector, raw.remittance_order(collector, "revenue", parts=make(parts), items=items))
        assert (answer.code, answer.status >= 400) == (code, True), case
    assert {one["open_req_id"] for one in raw.payments(collector).values() if one["payment_id"] in str(parts)} == {""}


SATANG = ["0", "-1", "+1", "01", "1.0", "1e3", " 1", "๑", "１", "1000000000000001", "9" * 400, ""]


@pytest.mark.parametrize("satang", SATANG)
def test_an_amount_is_plain_digits_above_zero_and_within_the_limit(depositor: Clerk, satang: str) -> None:
    order = raw.deposit_order(depositor, 1)
    order["items"][0]["satang"] = satang
    assert raw.propose(depositor, {**order, "total_satang": satang})[0].code == "field_wrong"


def test_items_that_agree_in_sum_only_are_refused(central: Central, collector: Clerk) -> None:
    parts = raw.receipted(central, collector, draft(1, 1_000), draft(2, 2_000, revenue_type="service_fee"))
    right = raw.items_of(collector, parts)
    one, other = right
    for items in (
        [{**one, "satang": other["satang"]}, {**other, "satang": one["satang"]}],
        [{**one, "satang": "3000"}],
        [other, one],
        [one, one, {**other, "satang": "1000"}],
        [{**one, "revenue_code": other["revenue_code"]}, other],
        [{**one, "gl_account": CLEARING}, other],
        [{**one, "basis": "หนังสือ"}, other],
    ):
        answer, _ = raw.propose(collector, raw.remittance_order(collector, "revenue", parts=parts, items=items))
        assert answer.code == "field_wrong", items


def test_lists_have_their_limits_and_orders_nothing_more_than_their_fields(collector: Clerk, depositor: Clerk) -> None:
    many = [raw.deposit_item(depositor, "00902", 1, basis=f"หนังสือที่ {number}") for number in range(51)]
    order = raw.remittance_order(depositor, "deposit", account=raw.OFF_BUDGET, items=many)
    assert facts(raw.propose(depositor, order)[0]) == ("field_wrong", {"field": "items", "line": ""})
    twice = raw.remittance_order(depositor, "deposit", account=raw.OFF_BUDGET, items=[many[0], many[0]])
    assert facts(raw.propose(depositor, twice)[0]) == ("field_wrong", {"field": "items", "line": "2"})
    named = {"receipt_id": "r", "revenue_type": "permit_fee", "satang": "1"}
    parts = [{"payment_id": f"p{number}", **named} for number in range(2_001)]
    order = raw.remittance_order(collector, "revenue", parts=parts)
    assert facts(raw.propose(collector, order)[0]) == ("field_wrong", {"field": "parts", "line": ""})
    order = raw.remittance_order(collector, "revenue", parts=parts[1:])
    assert facts(raw.propose(collector, order)[0]) == ("not_found", {})
    assert raw.propose(depositor, {**raw.deposit_order(depositor, 1), "fee_satang": "1"})[0].code == "not_canonical"


def test_a_reason_is_not_blank_or_hidden(depositor: Clerk) -> None:
    for reason in (" ", "\u200b", "ไกล\u202eกล้", "a\u0007b", "a\nb"):
        order = raw.deposit_order(depositor, 1, office="4000", office_reason=reason)
        assert facts(raw.propose(depositor, order)[0])[1]["field"] == "office_reason"


# -- whose money -------------------------------------------------------------------------------------------------------


def test_what_others_hold_for_a_unit_is_not_its_own_deposit_or_revenue(depositor: Clerk) -> None:
    """Booked as its own it would lie on the clearing account for ever."""
    mine = next(one["code"] for one in raw.terms(depositor)["deposits"] if one["owner_unit"] == PORTAL_UNIT)
    items = [raw.deposit_item(depositor, mine, 5_000)]
    for kind, owner, code in (
        ("deposit", "", "deposit_wrong"),
        ("deposit_for_other", PORTAL_UNIT, "field_wrong"),
        ("deposit_for_other", OWN_UNIT, "deposit_wrong"),
    ):
        order = raw.remittance_order(depositor, kind, account=raw.OFF_BUDGET, items=items, owner_unit=owner)
        assert raw.propose(depositor, order)[0].code == code
    own_type = draft(1, 1_000, revenue_type="permit_fee_for_other")
    assert facts(money.issue(depositor, [own_type])) == (
        "revenue_type_wrong",
        {"bill_id": own_type["bill_id"], "code": "permit_fee_for_other"},
    )


def test_another_unit_neither_sees_nor_touches_a_remittance(
    collector: Clerk, depositor: Clerk, chief: Clerk, approver: Clerk
) -> None:
    answer, said = raw.propose(depositor, raw.deposit_order(depositor, 1_200))
    assert answer.status == 201
    req_id = said["order"]["req_id"]
    assert raw.settle(approver, said).code == "not_found"
    assert raw.recall(collector, req_id).code == "not_found"
    assert raw.propose(collector, {**said["order"], "req_id": str(uuid.uuid4())})[0].code == "other_unit"
    foreign = raw.deposit_order(collector, 1_200, account=raw.OFF_BUDGET)
    assert facts(raw.propose(collector, foreign)[0]) == ("account_unknown", {"account": raw.OFF_BUDGET})
    assert not any(req_id in event["record"]["obj"] for event in collector.events())
    raw.approved(chief, said)


def test_money_that_the_portal_sends_on_is_not_sent_by_the_unit_too(central: Central, depositor: Clerk) -> None:
    parts = raw.parts_worth(central, depositor, 1_000)
    central.settle()
    order = raw.remittance_order(depositor, "revenue", parts=parts)
    assert raw.propose(depositor, order)[0].code == "portal_remits"


# -- whose word --------------------------------------------------------------------------------------------------------


def test_a_signature_a_challenge_and_a_decision_are_good_for_one_order_once(depositor: Clerk, chief: Clerk) -> None:
    first, second = (raw.propose(depositor, raw.deposit_order(depositor, satang))[1] for satang in (900, 901))
    stolen = raw.propose_body(depositor, raw.deposit_order(depositor, 902), order_sig=first["sig"])
    assert depositor.send(stolen).code == "signature_wrong"
    yes = raw.settle_body(chief, raw.decision(chief, first))
    moved = {**yes["decision"], "req_id": second["order"]["req_id"]}
    assert chief.send(raw.settle_body(chief, moved, decision_sig=yes["decision_sig"])).code == "signature_wrong"
    assert chief.send(raw.settle_body(chief, moved)).code == "edition_changed"
    assert chief.send(yes).status == 201
    assert chief.send({**yes, "cmd_id": str(uuid.uuid4())}).code == "status_forbids"
    assert chief.send({**yes, "decision_sig": second["sig"]}).code == "command_id_reused"
    spent = raw.settle(chief, second, challenge=yes["decision"]["challenge"])
    assert spent.code == "challenge_wrong"
    assert raw.settle(depositor, second).code == "role_missing"
    assert raw.settle(chief, second, "return").status == 201
    assert raw.settle(chief, second).code == "status_forbids"
    assert raw.recall(depositor, second["order"]["req_id"]).code == "status_forbids"


def test_a_session_that_ended_signs_nothing(central: Central, depositor: Clerk) -> None:
    """Take a command of the session before and send it with the token of the next one."""
    clerk = Clerk.ready(central, UNIT, "AUTH02")
    said = raw.propose(depositor, raw.deposit_order(depositor, 903))[1]
    old = raw.settle_body(clerk, raw.decision(clerk, said))
    assert clerk.sign_in().status == 201
    assert clerk.send(old).code == "session_stale"
    assert clerk.send({**old, "session_epoch": clerk.session["session_epoch"]}).code in (
        "command_id_reused",
        "session_stale",
    )
    assert raw.recall(depositor, said["order"]["req_id"]).status == 201


# -- the treasury ------------------------------------------------------------------------------------------------------


def test_the_treasury_answers_once_and_only_what_was_sent(central: Central, collector: Clerk, approver: Clerk) -> None:
    parts = raw.parts_worth(central, collector, 100_092)  # of which it says nothing by itself
    said = raw.proposed(collector, "revenue", parts=parts)
    req_id = said["order"]["req_id"]
    assert raw.treasury_answers(central, req_id).code == "status_forbids"
    raw.approved(approver, said)
    central.settle()
    for answer, code in (("acknowledge", "code_wrong"), ("refuse", ""), ("refuse", "made_up")):
        assert raw.treasury_answers(central, req_id, answer, code).code == "field_wrong"
    assert raw.treasury_answers(central, req_id, "refuse", "office_wrong").status == 200
    for answer, code in (("acknowledge", ""), ("refuse", "office_wrong")):
        assert raw.treasury_answers(central, req_id, answer, code).code == "status_forbids"
    assert raw.treasury_answers(central, str(uuid.uuid4())).code == "not_found"
    assert raw.standings(collector)[req_id]["state"] == "refused"
    again = raw.proposed(collector, "revenue", parts=parts)
    raw.approved(approver, again)
    central.settle()
    both = at_once(
        *(lambda: raw.treasury_answers(central, again["order"]["req_id"]) for _ in range(1)),
        sends(collector, raw.propose_body(collector, raw.remittance_order(collector, "revenue", parts=parts))),
    )
    assert [answer.code for answer in both] == ["", "part_not_due"]


def test_no_table_stops_the_bank_s_clock_work_or_books_money_on_a_clearing_account(central: Central) -> None:
    """What a careless hand may put in place of a table while money is on its way."""
    entries = central.operate("GET", "gfmis/entries").json["entry"]
    for lost in (("remit.deposit", "off_budget"), ("batch_paid", "budget"), ("remit.draw_return.in_year", "budget")):
        rows = [
            {**row, "account": "receiving"} if row["event"] == lost[0] and row["account"] in ("", lost[1]) else row
            for row in entries
        ]
        answer = central.replace("gfmis/entries", {"entry": rows})
        assert facts(answer) == ("field_wrong", {"field": "event", "line": lost[0]})
    kinds = central.operate("GET", "remittance-kinds").json["kinds"]
    for accounts in (["receiving"], ["receiving", "budget"], ["budget", "off_budget"]):
        for kind in ("draw_return", "deposit"):
            changed = [row | {"accounts": accounts} if row["kind"] == kind else row for row in kinds]
            if set(accounts) > {"receiving"} or kind == "draw_return":
                answer = central.replace("remittance-kinds", {"kinds": changed})
                assert facts(answer)[1]["field"] == "accounts"
    deposits = central.operate("GET", "deposit-accounts").json["deposits"]
    for account in (CLEARING, "1101020603", "2101020106"):
        changed = [row if row["owner_unit"] else row | {"gl_account": account} for row in deposits]
        answer = central.replace("deposit-accounts", {"deposits": changed})
        assert facts(answer)[1]["field"] == "gl_account"
    wanted = {"unit": PORTAL_UNIT, "doc_no": "3698883001", "doc_date": "2026-11-20", "satang": "100"}
    draw = {**wanted, "account": raw.BUDGET[PORTAL_UNIT], "expense": CLEARING}
    assert facts(central.operate("POST", "draws", draw))[1]["field"] == "expense"


def test_tables_that_change_while_money_is_on_its_way_bring_it_back(
    central: Central, depositor: Clerk, chief: Clerk
) -> None:
    right = central.operate("GET", "deposit-accounts").json
    said = raw.propose(depositor, raw.deposit_order(depositor, 7_777))[1]
    req_id = raw.approved(chief, said)
    central.settle()
    ended = [row | {"valid_until": "2026-11-22"} if row["code"] == "00902" else row for row in right["deposits"]]
    try:
        assert central.replace("deposit-accounts", {"deposits": ended}).status == 200
        raw.later(central)
        standing = raw.standings(depositor)[req_id]
        assert (standing["state"], standing["code"], standing["documents"]) == ("refused", "code_wrong", [])
    finally:
        assert central.replace("deposit-accounts", right).status == 200
