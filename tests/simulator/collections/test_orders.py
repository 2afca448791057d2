"""What two persons decide about money that does not fit: matching, taking off, sending back, voiding (CO-6, PT-2)."""

from __future__ import annotations

import uuid

import pytest

from tests.helpers.raw_central import UNIT, Central, Clerk, Json, canonical
from tests.helpers.raw_collections import (
    ACCOUNTS,
    COMPANIES,
    OWN_UNIT,
    balance,
    cancel,
    collection_order,
    collections,
    decision,
    draft,
    facts,
    issue_receipt,
    issued,
    paid,
    propose,
    propose_body,
    recall,
    refund_to,
    reverse,
    settle,
    settle_body,
    standings,
)

ACCOUNT = ACCOUNTS[OWN_UNIT]


@pytest.fixture(scope="module")
def bill(collector: Clerk) -> Json:
    """Return a bill over 1,500 baht that nothing ever comes for."""
    return issued(collector, draft())[0]


@pytest.fixture
def lost(central: Central, bill: Json) -> Json:
    """Return a payment of 1,500 baht without references."""
    return paid(central, bill, ref1="", ref2="")


def _through(collector: Clerk, approver: Clerk, act: str, payment_id: str, **changes: str) -> None:
    answer, said = propose(collector, act, payment_id, **changes)
    assert answer.status == 201, answer.body
    answer = settle(approver, said)
    assert answer.status == 201, answer.body


def test_money_without_a_reference_is_matched_by_two_persons_and_taken_off_again(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    (own,) = issued(collector, draft())
    came = paid(central, own, ref1="", ref2="")
    answer, said = propose(collector, "match", came["payment_id"], bill_id=own["bill_id"], satang="150000")
    assert (answer.status, answer.json["status"]) == (201, "pending")
    assert collections(collector)[came["payment_id"]]["open_req_id"] == said["order"]["req_id"]
    assert own["bill_id"] not in standings(collector)
    assert settle(approver, said).json["status"] == "approved"
    told, stands = collections(collector)[came["payment_id"]], standings(collector)[own["bill_id"]]
    assert (told["state"], told["cause"], told["open_req_id"]) == ("matched", "", "")
    assert (stands["state"], stands["matched_satang"], stands["received_satang"]) == ("paid", "150000", "0")
    _through(collector, approver, "unmatch", came["payment_id"], bill_id=own["bill_id"], satang="150000")
    told, stands = collections(collector)[came["payment_id"]], standings(collector)[own["bill_id"]]
    assert (told["state"], told["cause"], told["allocations"]) == ("queued", "unmatched", [])
    assert (stands["state"], stands["matched_satang"]) == ("issued", "0")
    kinds = [event["record"]["type"] for event in collector.events()][-5:]
    assert kinds[-3:] == ["collection.settled", "collections.changed", "bills.changed"]


def test_too_much_is_divided_to_the_satang_between_the_bill_another_bill_and_the_payer(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    first, second = issued(collector, draft(1), draft(2, satang=50_000))
    before = balance(central, ACCOUNT)
    came = paid(central, first, 210_001)
    name = came["payment_id"]
    assert standings(collector)[first["bill_id"]]["state"] == "overpaid"
    _through(collector, approver, "match", name, bill_id=first["bill_id"], satang="150000")
    assert standings(collector)[first["bill_id"]]["state"] == "overpaid"
    _through(collector, approver, "match", name, bill_id=second["bill_id"], satang="50000")
    assert standings(collector)[second["bill_id"]]["state"] == "paid"
    assert collections(collector)[name]["cause"] == "over"
    _through(collector, approver, "refund", name, **refund_to(satang="10001"))
    told = collections(collector)[name]
    assert (told["state"], told["cause"], told["refunded_satang"]) == ("refunded", "", "10001")
    assert sorted(one["satang"] for one in told["allocations"]) == ["150000", "50000"]
    assert standings(collector)[first["bill_id"]]["state"] == "paid"
    assert balance(central, ACCOUNT) - before == 200_000


def test_a_refund_has_a_reference_of_the_banks_and_goes_to_an_account_or_by_promptpay(
    central: Central, collector: Clerk, approver: Clerk, bill: Json
) -> None:
    names = [paid(central, bill, ref1="", ref2="")["payment_id"] for _ in range(2)]
    _through(collector, approver, "refund", names[0], **refund_to(satang="150000"))
    _through(collector, approver, "refund", names[1], **refund_to(satang="1", bank="promptpay", acct="0812345678"))
    settled = [event for event in collector.events() if event["record"]["type"] == "collection.settled"]
    first, second = (event["bank_ref"] for event in settled[-2:])
    assert first.startswith("R2570-2102-")
    assert int(second[-6:]) == int(first[-6:]) + 1
    assert all(not event["bank_ref"] for event in settled if '"act":"match"' in event["order"])
    assert [collections(collector)[name]["state"] for name in names] == ["refunded", "queued"]


LIMITS = {
    "one satang more than the payment": ("match", 150_001, ("payment_exceeded", {"left_satang": "150000"})),
    "one satang more than goes back": ("refund", 150_001, ("payment_exceeded", {"left_satang": "150000"})),
    "one satang that belongs to no bill": ("unmatch", 1, ("payment_exceeded", {"left_satang": "0"})),
}


@pytest.mark.parametrize("what", LIMITS)
def test_no_satang_is_given_out_twice(collector: Clerk, bill: Json, lost: Json, what: str) -> None:
    act, satang, expected = LIMITS[what]
    about: Json = refund_to() if act == "refund" else {"bill_id": bill["bill_id"]}
    assert facts(propose(collector, act, lost["payment_id"], satang=str(satang), **about)[0]) == expected


def test_a_bill_takes_no_satang_more_than_it_asks_for(
    central: Central, collector: Clerk, approver: Clerk, lost: Json
) -> None:
    (small,) = issued(collector, draft(satang=100))
    about = {"bill_id": small["bill_id"]}
    answer, _ = propose(collector, "match", lost["payment_id"], satang="101", **about)
    assert facts(answer) == ("bill_exceeded", {"open_satang": "100"})
    _through(collector, approver, "match", lost["payment_id"], satang="99", **about)
    assert standings(collector)[small["bill_id"]]["state"] == "part_paid"
    answer, _ = propose(collector, "match", lost["payment_id"], satang="2", **about)
    assert facts(answer) == ("bill_exceeded", {"open_satang": "1"})
    assert paid(central, small, 1)["state"] == "matched"
    assert standings(collector)[small["bill_id"]]["state"] == "paid"


def test_what_changed_since_the_proposal_is_looked_at_again(
    central: Central, collector: Clerk, approver: Clerk, lost: Json
) -> None:
    (own,) = issued(collector, draft())
    _, said = propose(collector, "match", lost["payment_id"], bill_id=own["bill_id"], satang="150000")
    paid(central, own)
    assert facts(settle(approver, said)) == ("bill_exceeded", {"open_satang": "0"})
    assert settle(approver, said, "return").json["status"] == "returned"
    (given_up,) = issued(collector, draft())
    _, said = propose(collector, "match", lost["payment_id"], bill_id=given_up["bill_id"], satang="150000")
    assert cancel(collector, given_up["bill_id"]).status == 201
    assert settle(approver, said).code == "status_forbids"


def test_one_order_at_a_time_is_about_a_payment(
    central: Central, collector: Clerk, approver: Clerk, lost: Json
) -> None:
    answer, said = propose(collector, "refund", lost["payment_id"], **refund_to(satang="1"))
    pending = {"req_id": said["order"]["req_id"]}
    assert answer.status == 201
    again = propose(collector, "refund", lost["payment_id"], **refund_to(satang="1"))[0]
    assert facts(again) == ("proposal_pending", pending)
    assert facts(reverse(central, lost["payment_id"])) == ("proposal_pending", pending)
    assert recall(collector, said["order"]["req_id"]).json["status"] == "recalled"
    assert recall(collector, said["order"]["req_id"]).code == "status_forbids"
    assert settle(approver, said).code == "status_forbids"
    assert collections(collector)[lost["payment_id"]]["open_req_id"] == ""
    answer, said = propose(collector, "refund", lost["payment_id"], **refund_to(satang="1"))
    assert answer.status == 201
    assert settle(approver, said, "return", reason="").code == "field_wrong"
    assert settle(approver, said, "return").json["status"] == "returned"
    assert settle(approver, said, "return").code == "status_forbids"


def test_what_went_back_cannot_be_reversed(central: Central, collector: Clerk, approver: Clerk, lost: Json) -> None:
    _through(collector, approver, "refund", lost["payment_id"], **refund_to(satang="1"))
    assert facts(reverse(central, lost["payment_id"])) == ("status_forbids", {"status": "queued", "action": "reverse"})


def test_money_of_a_card_does_not_go_back_before_it_is_there(central: Central, collector: Clerk, bill: Json) -> None:
    came = paid(central, bill, ref1="", ref2="", channel="card")
    answer, _ = propose(collector, "refund", came["payment_id"], **refund_to(satang="1"))
    assert facts(answer) == ("status_forbids", {"status": "queued", "action": "refund"})


BAD = {
    "no reason": ({"reason": ""}, "reason"),
    "a reason with a control character": ({"reason": "ผิด\u0000"}, "reason"),
    "no amount": ({"satang": ""}, "satang"),
    "an amount of nothing": ({"satang": "0"}, "satang"),
    "an amount in Thai digits": ({"satang": "๑"}, "satang"),
    "an amount without end": ({"satang": "9" * 999}, "satang"),
    "a bank that is none": ({"bank": "999"}, "acct"),
    "no account": ({"acct": ""}, "acct"),
    "an account in Thai digits": ({"acct": "๑๒๓๔๕๖๗๘๙๐"}, "acct"),
    "no name": ({"acct_name": ""}, "acct_name"),
    "a bill as well": ({"bill_id": str(uuid.uuid4())}, "bill_id"),
    "a receipt as well": ({"receipt_id": "2102000001/2570/1"}, "receipt_id"),
    "another type": ({"typ": "khlang.collection/2"}, "typ"),
    "no uuid": ({"req_id": "1"}, "req_id"),
    "made at no time": ({"made_at": "now"}, "made_at"),
    "a colleague's": ({"maker_uid": str(uuid.uuid4())}, "maker_uid"),
}


@pytest.mark.parametrize("what", BAD)
def test_an_order_that_is_not_sound_is_refused(collector: Clerk, lost: Json, what: str) -> None:
    changes, field = BAD[what]
    answer, _ = propose(collector, "refund", lost["payment_id"], **{**refund_to(satang="1"), **changes})
    assert facts(answer) == ("field_wrong", {"field": field, "line": ""})


def test_an_order_without_an_act_of_the_table_is_refused(collector: Clerk, lost: Json) -> None:
    for act in ("keep", "", "MATCH"):
        answer, _ = propose(collector, act, lost["payment_id"], satang="1")
        assert facts(answer) == ("field_wrong", {"field": "act", "line": ""})


def test_of_another_units_money_and_bills_nothing_is_known(central: Central, collector: Clerk, lost: Json) -> None:
    stranger = Clerk.ready(central, UNIT, "MAKER03")
    (theirs,) = issued(stranger, draft())
    for payment_id in (lost["payment_id"], "NOBODY-0"):
        answer, _ = propose(stranger, "refund", payment_id, **refund_to(satang="1"))
        assert facts(answer) == ("not_found", {})
    answer, _ = propose(collector, "match", lost["payment_id"], bill_id=theirs["bill_id"], satang="1")
    assert facts(answer) == ("not_found", {})
    answer, _ = propose(collector, "refund", lost["payment_id"], **refund_to(satang="1", unit="2101000001"))
    assert answer.code == "other_unit"


def test_nobody_settles_alone(central: Central, collector: Clerk, approver: Clerk, lost: Json) -> None:
    _, said = propose(collector, "refund", lost["payment_id"], **refund_to(satang="1"))
    assert settle(collector, said).code == "role_missing"
    beside = Clerk.ready(central, COMPANIES[OWN_UNIT], "AUTH02", device=collector.device)
    assert settle(beside, said).code == "device_same_as_maker"
    _sql(central, "INSERT INTO roles (uid, role) VALUES (?, 'authorizer')", collector.uid)
    try:
        assert settle(collector, said).code == "maker_cannot_approve"
        assert settle(collector, said, "return").code == "maker_cannot_approve"
    finally:
        _sql(central, "DELETE FROM roles WHERE uid = ? AND role = 'authorizer'", collector.uid)
    same = "UPDATE users SET person = (SELECT person FROM users WHERE uid = ?) WHERE uid = ?"
    other = Clerk.ready(central, COMPANIES[OWN_UNIT], "AUTH02")
    _sql(central, same, collector.uid, other.uid)
    try:
        assert settle(other, said).code == "maker_cannot_approve"
    finally:
        _sql(central, "UPDATE users SET person = uid WHERE uid = ?", other.uid)
    assert settle(approver, said).status == 201


def test_a_decision_is_about_exactly_what_was_signed_and_costs_a_challenge(
    collector: Clerk, approver: Clerk, lost: Json
) -> None:
    _, said = propose(collector, "refund", lost["payment_id"], **refund_to(satang="1"))
    for changes in ({"order_sha256": "0" * 64}, {"order_sig_sha256": "0" * 64}):
        assert settle(approver, said, **changes).code == "edition_changed"
    assert settle(approver, said, challenge="made-up").code == "challenge_wrong"
    spent = approver.challenge()
    assert settle(approver, said, challenge=spent).status == 201
    _, more = propose(collector, "refund", lost["payment_id"], **refund_to(satang="1"))
    assert settle(approver, more, challenge=spent).code == "challenge_wrong"
    assert settle(approver, more, "release").code == "field_wrong"
    body = settle_body(approver, decision(approver, more))
    assert approver.send({**body, "decision_sig": approver.sign("PAY2", canonical(body["decision"]))}).code == (
        "signature_wrong"
    )
    assert approver.send(settle_body(approver, {**body["decision"], "session_epoch": "0"})).code == "session_stale"


def test_an_order_whose_maker_left_or_whose_stored_words_were_altered_has_no_effect(
    central: Central, collector: Clerk, approver: Clerk, bill: Json, lost: Json
) -> None:
    _, said = propose(collector, "refund", lost["payment_id"], **refund_to(satang="1"))
    name, beside = said["order"]["req_id"], paid(central, bill, ref1="", ref2="")
    for change, otherwise, code in (
        ("UPDATE users SET suspended = 'yes' WHERE uid = ?", "UPDATE users SET suspended = '' WHERE uid = ?", ""),
        ("UPDATE users SET removed = 1 WHERE uid = ?", "UPDATE users SET removed = 0 WHERE uid = ?", "maker_removed"),
    ):
        _sql(central, change, collector.uid)
        try:
            assert settle(approver, said).code == (code or "maker_suspended")
        finally:
            _sql(central, otherwise, collector.uid)
    alter = 'UPDATE collection_orders SET "order" = replace("order", ?, ?) WHERE req_id = ?'
    _sql(central, alter, '"satang":"1"', '"satang":"2"', name)
    assert settle(approver, said).code == "edition_changed"
    altered = {**said, "order": {**said["order"], "satang": "2"}}
    assert settle(approver, altered).code == "signature_wrong"
    _sql(central, alter, '"satang":"2"', '"satang":"1"', name)
    other = "UPDATE collection_orders SET payment_id = ? WHERE req_id = ?"
    _sql(central, other, beside["payment_id"], name)
    assert settle(approver, said).code == "signature_wrong"
    _sql(central, other, lost["payment_id"], name)
    assert settle(approver, said).status == 201


def test_nobody_approves_that_money_goes_to_their_own_account(
    central: Central, collector: Clerk, approver: Clerk, lost: Json
) -> None:
    own = {"bank": "promptpay", "acct": _rows(central, "SELECT person FROM users WHERE uid = ?", approver.uid)}
    answer, said = propose(collector, "refund", lost["payment_id"], **refund_to(satang="1", **own))
    assert answer.status == 201, answer.body
    assert settle(approver, said).code == "own_matter"
    assert settle(approver, said, "return").status == 201


def test_receipted_money_is_not_touched_before_its_receipt_is_voided(
    central: Central, collector: Clerk, approver: Clerk
) -> None:
    (own,) = issued(collector, draft())
    name = paid(central, own)["payment_id"]
    receipt_id = issue_receipt(collector, name)
    stands = ("receipt_stands", {"receipt_id": receipt_id})
    about = {"bill_id": own["bill_id"], "satang": "1"}
    for act, more in (("unmatch", about), ("match", about), ("refund", refund_to(satang="1"))):
        assert facts(propose(collector, act, name, **more)[0]) == stands
    assert facts(reverse(central, name)) == stands
    answer, _ = propose(collector, "void_receipt", name, receipt_id="2102000001/2570/999999")
    assert answer.code == "not_found"
    _through(collector, approver, "void_receipt", name, receipt_id=receipt_id)
    assert collections(collector)[name]["receipt_id"] == ""
    again = issue_receipt(collector, name)
    assert int(again.rsplit("/", 1)[1]) == int(receipt_id.rsplit("/", 1)[1]) + 1
    _through(collector, approver, "void_receipt", name, receipt_id=again)
    _through(collector, approver, "unmatch", name, bill_id=own["bill_id"], satang="150000")
    assert reverse(central, name).status == 200


def test_money_that_the_portal_sent_to_the_treasury_is_out_of_reach(central: Central) -> None:
    collector = Clerk.ready(central, UNIT, "MAKER03")
    (own,) = issued(collector, draft())
    name = paid(central, own)["payment_id"]
    central.settle()
    gone = ("remitted", {"payment_id": name})
    assert facts(propose(collector, "unmatch", name, bill_id=own["bill_id"], satang="1")[0]) == gone
    assert facts(propose(collector, "refund", name, **refund_to(satang="1"))[0]) == gone
    assert facts(reverse(central, name)) == gone
    central.assert_books_right()


def test_an_order_that_comes_again_is_answered_the_same_and_has_one_effect(
    collector: Clerk, approver: Clerk, lost: Json
) -> None:
    said = collection_order(collector, "refund", lost["payment_id"], **refund_to(satang="1"))
    body = propose_body(collector, said)
    first, second = collector.send(body), collector.send(body)
    assert (first.status, second.status, first.body == second.body) == (201, 200, True)
    assert collector.send({**body, "order_sig": "AAAA"}).code == "command_id_reused"
    assert collector.send(propose_body(collector, said)).code == "field_wrong"
    decided = settle_body(approver, decision(approver, {"order": said, "sig": body["order_sig"]}))
    first, second = approver.send(decided), approver.send(decided)
    assert (first.status, second.status, first.body == second.body) == (201, 200, True)
    assert collections(collector)[lost["payment_id"]]["refunded_satang"] == "1"


def _sql(central: Central, statement: str, *values: str) -> None:
    with central.books() as database:
        database.execute(statement, values)


def _rows(central: Central, statement: str, *values: str) -> str:
    with central.books() as database:
        return str(database.execute(statement, values).fetchone()[0])
