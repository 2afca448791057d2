"""Bills: signed by a collection maker, all of an order or none, with references that find a wrong digit (CO-2)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from app.simulator.collections import references
from tests.helpers.raw_central import OTHER_UNIT, UNIT, Central, Clerk, Json
from tests.helpers.raw_collections import (
    OWN_UNIT,
    biller,
    cancel,
    check_digit,
    check_pair,
    collections,
    draft,
    facts,
    issue,
    issue_body,
    issued,
    order,
    paid,
    pay,
    standings,
)

if TYPE_CHECKING:
    from tests.helpers.raw_central import Answer


def test_references_hold_under_both_checks_and_count_without_a_gap(collector: Clerk) -> None:
    first = issued(collector, draft(1), draft(2))
    assert issue(collector, [draft(3, revenue_type="nothing")]).status == 422
    given = [*first, *issued(collector, draft(4))]
    for one in given:
        assert one["ref1"] == OWN_UNIT + check_digit(OWN_UNIT)
        assert one["ref2"] == one["ref2"][:10] + check_pair(one["ref1"] + one["ref2"][:10])
        assert (one["biller_id"], one["company_code"], one["product_code"]) == (biller(OWN_UNIT), "92102", "1676")
    numbers = [int(one["ref2"][2:10]) for one in given]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert {one["ref2"][:2] for one in given} == {"70"}


def test_references_are_made_as_by_the_other_formula() -> None:
    for number in (1, 7, 97, 9_999, 99_999_999):
        ref1, ref2 = references.make("2101000001", "2570", number)
        assert ref1 == "2101000001" + check_digit("2101000001")
        assert ref2 == f"70{number:08d}" + check_pair(ref1 + f"70{number:08d}")
        assert references.fault(ref1, ref2) == ""


def test_every_mistyped_digit_and_every_exchange_of_neighbours_is_found_before_money_moves(
    central: Central, collector: Clerk
) -> None:
    (bill,) = issued(collector, draft())
    right = {"ref1": bill["ref1"], "ref2": bill["ref2"]}
    for name, number in right.items():
        for at, digit in enumerate(number):
            wrong = [number[:at] + other + number[at + 1 :] for other in "0123456789" if other != digit]
            if at and number[at - 1] != digit:
                wrong.append(number[: at - 1] + digit + number[at - 1] + number[at + 1 :])
            for typed in wrong:
                assert references.fault(**{**right, name: typed}), (name, typed)
    mistyped = bill["ref2"][:-1] + str((int(bill["ref2"][-1]) + 1) % 10)
    assert facts(pay(central, bill, ref2=mistyped, force=False)) == ("field_wrong", {"field": "ref2", "line": ""})
    shown = central.operate("GET", f"collections/bills/{bill['ref1']}/{mistyped}").json
    assert (shown["problem"], shown["payer_name"]) == ("ref2", "")
    shown = central.operate("GET", f"collections/bills/{bill['ref1']}/{bill['ref2']}").json
    assert (shown["problem"], shown["to_pay_satang"], shown["payer_name"]) == ("", bill["satang"], bill["payer_name"])


def test_what_is_known_of_a_bill_decides_whether_a_payers_screen_takes_money(
    central: Central, collector: Clerk
) -> None:
    whole, cancelled, expired, part = issued(collector, draft(1), draft(2), draft(3), draft(4))
    paid(central, whole)
    assert cancel(collector, cancelled["bill_id"]).status == 201
    paid(central, part, 50_000)
    for bill, problem in ((whole, "paid"), (cancelled, "cancelled")):
        answer = pay(central, bill, force=False)
        assert facts(answer) == ("status_forbids", {"status": problem, "action": "pay"})
    for channel in ("counter", "atm", "internet", "mobile", "card"):
        assert pay(central, whole, force=False, channel=channel).status == 409
    assert central.operate("GET", f"collections/bills/{part['ref1']}/{part['ref2']}").json["to_pay_satang"] == "100000"
    assert pay(central, part, 100_000, force=False).status == 200
    assert pay(central, {**expired, "biller_id": biller("2101000001")}, force=False).code == "not_found"
    ref1, ref2 = references.make(OWN_UNIT, "2570", 98_765_432)
    assert pay(central, {**expired, "ref1": ref1, "ref2": ref2}, force=False).code == "not_found"


BAD_DRAFTS: dict[str, tuple[dict[str, Any], str]] = {
    # what is wrong: the field that is named
    "payer_name": ({"payer_name": ""}, "payer_name"),
    "a payer's name with a control character": ({"payer_name": "บริษัท\u0007"}, "payer_name"),
    "a payer's name turned around": ({"payer_name": "บริษัท \u202etxe.fdp"}, "payer_name"),
    "an invisible joiner": ({"item": "ค่า\u200bธรรมเนียม"}, "item"),
    "an id whose last digit is wrong": ({"payer_id": "1234545678789"}, "payer_id"),
    "an id in Thai digits": ({"payer_id": "๑๒๓๔๕๔๕๖๗๘๗๘๑"}, "payer_id"),
    "an address in two lines": ({"payer_address": "บรรทัด\nสอง"}, "payer_address"),
    "no e-mail address": ({"payer_email": "payer@@example"}, "payer_email"),
    "an e-mail address with a header": ({"payer_email": "a@b.th\r\nBcc: c@d.th"}, "payer_email"),
    "no mobile": ({"payer_mobile": "021234567"}, "payer_mobile"),
    "nothing to pay for": ({"item": ""}, "item"),
    "no amount": ({"satang": "0"}, "satang"),
    "a negative amount": ({"satang": "-1"}, "satang"),
    "an amount in Thai digits": ({"satang": "๑๐๐"}, "satang"),
    "an amount with a plus": ({"satang": "+100"}, "satang"),
    "more than a QR can say": ({"satang": "1000000000000"}, "satang"),
    "an amount without end": ({"satang": "9" * 4_000}, "satang"),
    "a last day that was": ({"due_date": "2026-11-22"}, "due_date"),
    "a last day in two years": ({"due_date": "2027-11-25"}, "due_date"),
    "a Buddhist year": ({"due_date": "2569-12-23"}, "due_date"),
    "a day that is none": ({"due_date": "2026-02-30"}, "due_date"),
    "no uuid": ({"bill_id": "1"}, "bill_id"),
}


@pytest.mark.parametrize("what", BAD_DRAFTS)
def test_a_bill_with_one_wrong_field_stops_the_whole_order(collector: Clerk, what: str) -> None:
    changes, field = BAD_DRAFTS[what]
    good = draft()
    assert facts(issue(collector, [good, draft(**changes)])) == ("field_wrong", {"field": field, "line": "2"})
    assert issue(collector, [good]).status == 201  # nothing of it held


def test_a_last_day_may_be_today_and_a_year_ahead(collector: Clerk) -> None:
    assert issue(collector, [draft(due_date="2026-11-23"), draft(due_date="2027-11-24")]).status == 201
    assert issue(collector, [draft(satang=10**12 - 1)]).status == 201


def _refused(answer: Answer) -> tuple[object, object]:
    code, said = facts(answer)
    said.pop("bill_id", None)
    return code, said


def test_types_and_fees_are_those_of_the_table(collector: Clerk) -> None:
    unknown = draft(revenue_type="permit_feee")
    assert _refused(issue(collector, [unknown])) == ("revenue_type_wrong", {"code": "permit_feee"})
    assert _refused(issue(collector, [draft(revenue_type="permit_copy", satang=10_001)])) == (
        "fee_differs",
        {"fee_satang": "10000"},
    )
    assert issue(collector, [draft(revenue_type="permit_copy", satang=10_000)]).status == 201


BAD_ORDERS: dict[str, tuple[dict[str, Any], tuple[str, str | None]]] = {
    "typ": ({"typ": "khlang.bills/2"}, ("field_wrong", "typ")),
    "no bills": ({"bills": []}, ("field_wrong", "bills")),
    "another unit's": ({"unit": "2101000001"}, ("other_unit", None)),
    "another agency's": ({"agency": "2101"}, ("other_unit", None)),
    "a colleague's": ({"maker_uid": str(uuid.uuid4())}, ("field_wrong", "maker_uid")),
    "another workstation's": ({"device": "0" * 32}, ("device_wrong", None)),
    "an unknown key's": ({"maker_kid": "0" * 32}, ("key_unknown", None)),
    "no hash": ({"source_sha256": "ABC"}, ("field_wrong", "source_sha256")),
    "made at no time": ({"made_at": "2026-11-23"}, ("field_wrong", "made_at")),
    "req_id": ({"req_id": "1"}, ("field_wrong", "req_id")),
}


@pytest.mark.parametrize("what", BAD_ORDERS)
def test_an_order_that_is_not_the_makers_own_or_not_sound_is_refused(collector: Clerk, what: str) -> None:
    changes, (code, field) = BAD_ORDERS[what]
    got, said = facts(issue(collector, [draft()], **changes))
    assert (got, said.get("field") if field else None) == (code, field)


def test_up_to_five_hundred_bills_go_in_one_order_and_no_more(collector: Clerk) -> None:
    many = [draft(n) for n in range(1, 502)]
    assert facts(issue(collector, many)) == ("field_wrong", {"field": "bills", "line": ""})
    given = issued(collector, *many[:500])
    assert len({one["ref2"] for one in given}) == 500


def test_nothing_is_billed_twice_under_one_name(central: Central, collector: Clerk) -> None:
    first = draft()
    body = issue_body(collector, order(collector, [first]))
    assert collector.send(body).status == 201
    again = collector.send(body)
    assert (again.status, again.headers.get("idempotent-replayed")) == (200, "true")
    assert collector.send({**body, "order_sig": collector.sign("BIL1", b"other")}).code == "command_id_reused"
    same_order = issue_body(collector, body["order"])
    assert facts(collector.send(same_order)) == ("field_wrong", {"field": "req_id", "line": ""})
    assert facts(issue(collector, [first])) == ("field_wrong", {"field": "bill_id", "line": "1"})
    assert facts(issue(collector, [draft(), first])) == ("field_wrong", {"field": "bill_id", "line": "2"})
    twice = draft()
    assert facts(issue(collector, [twice, twice])) == ("field_wrong", {"field": "bills", "line": ""})
    stranger = Clerk.ready(central, UNIT, "MAKER03")
    assert facts(issue(stranger, [first])) == ("field_wrong", {"field": "bill_id", "line": "1"})


def test_a_signature_over_anything_else_is_none(collector: Clerk) -> None:
    said = order(collector, [draft()])
    for signature in (collector.sign("COL1", b"x"), collector.sign("BIL1", b"x"), "AAAA", ""):
        assert collector.send(issue_body(collector, said, order_sig=signature)).code == "signature_wrong"


def test_a_unit_without_a_receiving_account_bills_nobody(central: Central) -> None:
    maker = Clerk.ready(central, OTHER_UNIT, "MAKER01")
    assert issue(maker, [draft()]).code == "role_missing"
    assert maker.ask("GET", "/v1/receiving").code == "role_missing"
    authorizer = Clerk.ready(central, OTHER_UNIT, "AUTH01")
    shown = authorizer.ask("GET", "/v1/receiving").json
    assert (shown["account"], shown["biller_id"], shown["remits"]) == ("", "", "")
    assert {row["code"] for row in shown["revenue_types"]} >= {"permit_fee", "contract_deposit"}


def test_a_unit_sees_how_it_collects(collector: Clerk) -> None:
    shown = collector.ask("GET", "/v1/receiving").json
    names = ("unit", "account", "company_code", "biller_id", "promptpay_id", "remits", "mail")
    assert [shown[name] for name in names] == [OWN_UNIT, "0061000123", "92102", biller(OWN_UNIT), "", "unit", "off"]
    assert shown["account_name"] == "กรมตัวอย่างพัฒนา กระทรวงตัวอย่าง เพื่อการรับเงินทางอิเล็กทรอนิกส์"
    assert "0061000123" not in {one["account"] for one in collector.ask("GET", "/v1/unit").json["accounts"]}


def test_only_a_bill_that_nothing_came_for_is_given_up(central: Central, collector: Clerk) -> None:
    one, touched, other = issued(collector, draft(1), draft(2), draft(3))
    paid(central, touched, 1)
    assert facts(cancel(collector, touched["bill_id"])) == ("bill_touched", {"received_satang": "1"})
    assert facts(cancel(collector, one["bill_id"], "")) == ("field_wrong", {"field": "reason", "line": ""})
    assert cancel(collector, one["bill_id"], "ออกผิดราย").status == 201
    stands = standings(collector)[one["bill_id"]]
    assert (stands["state"], stands["reason"], stands["version"]) == ("cancelled", "ออกผิดราย", "2")
    assert cancel(collector, one["bill_id"]).code == "status_forbids"
    stranger = Clerk.ready(central, UNIT, "MAKER03")
    assert cancel(stranger, other["bill_id"]).code == "not_found"
    assert cancel(collector, str(uuid.uuid4())).code == "not_found"


def test_the_log_of_one_unit_tells_nothing_of_anothers_bills_and_money(central: Central, collector: Clerk) -> None:
    (bill,) = issued(collector, draft())
    payment_id = paid(central, bill)["payment_id"]
    stranger = Clerk.ready(central, UNIT, "MAKER03")
    assert payment_id in collections(collector)
    assert bill["bill_id"] in standings(collector)
    assert payment_id not in collections(stranger)
    assert bill["bill_id"] not in standings(stranger)


def test_amounts_words_and_references_of_the_order_stand_in_the_log_as_signed(collector: Clerk) -> None:
    said: Json = order(collector, [draft()])
    answer = collector.send(issue_body(collector, said))
    (event,) = collector.events(int(answer.json["seq"]) - 1)
    assert (event["req_id"], answer.json["id"]) == (said["req_id"], said["req_id"])
    assert event["order_sig"] == collector.sign("BIL1", event["order"].encode())
    assert event["record"]["actor_uid"] == collector.uid
