"""A maker proposes a change of the register: what is taken in, and every way in which it is refused."""

from __future__ import annotations

import json
import uuid

import pytest

from tests.helpers.raw_central import Central, Clerk, Json, new_device, sha256
from tests.helpers.raw_payees import (
    change,
    checked_id,
    citizen_id,
    entry,
    fresh,
    paper,
    propose,
    propose_body,
    put_paper,
    recall,
    record,
    register,
    settle,
    tax_id,
)

PERMITTED = {"account_kind": "permitted", "permission_no": "กค 0401/12", "permission_date": "2026-11-20"}
OUTSIDE = {"person_type": "outside", "account_kind": "declared"}
JURISTIC = {"person_type": "juristic", "account_kind": "declared", "person_id": tax_id(1)}
RIGHT: dict[str, dict[str, str]] = {
    "an official with the salary account": {},
    "an official with another account by permission": PERMITTED,
    "somebody from outside with the account on the form": OUTSIDE,
    "somebody of another agency": {**OUTSIDE, "person_type": "other_agency"},
    "a company by its tax id": JURISTIC,
    "without a citizen id": {"person_id": ""},
    "without a name of the account": {"acct_name": ""},
    "PromptPay by citizen id": {**OUTSIDE, "bank": "promptpay", "acct": citizen_id(77)},
    "PromptPay by tax id": {**JURISTIC, "person_id": tax_id(2), "bank": "promptpay", "acct": tax_id(2)},
    "PromptPay by mobile number": {**OUTSIDE, "bank": "promptpay", "acct": "0898765432"},
    "with every address": {"mobile": "0612345678", "email": "name.sur-name@agency.example.go.th"},
    "who leaves office": {"until": "2027-09-30"},
}
WRONG: dict[str, tuple[dict[str, str], str]] = {
    # what is wrong: the fields, and which of them is named
    "person type": ({"person_type": "friend"}, "person_type"),
    "check digit of the citizen id": (
        {"person_id": citizen_id(5)[:12] + str((int(citizen_id(5)[12]) + 1) % 10)},
        "person_id",
    ),
    "citizen id with Thai digits": ({"person_id": "๙" + citizen_id(5)[1:]}, "person_id"),
    "a company's id for a person": ({"person_id": tax_id(3)}, "person_id"),
    "a person's id for a company": ({**JURISTIC, "person_id": citizen_id(3)}, "person_id"),
    "no name": ({"name": ""}, "name"),
    "name too long": ({"name": "ก" * 141}, "name"),
    "name with a zero-width space": ({"name": "สมชาย\u200b"}, "name"),
    "name with reversed writing": ({"name": "สมชาย\u202e"}, "name"),
    "name with nikhahit and sara aa": ({"name": "น\u0e4d\u0e32"}, "name"),
    "name of the account with outer blanks": ({"acct_name": " ก"}, "acct_name"),
    "office too long": ({"office": "ก" * 201}, "office"),
    "no bank": ({"bank": ""}, "bank"),
    "unknown bank": ({"bank": "999"}, "bank"),
    "no account": ({"acct": ""}, "acct"),
    "account too short": ({"acct": "123456789"}, "acct"),
    "account with hyphens": ({"acct": "123-4-56789-0"}, "acct"),
    "account in Thai digits": ({"acct": "๑๒๓๔๕๖๗๘๙๐"}, "acct"),
    "PromptPay by a wrong id": (
        {**OUTSIDE, "bank": "promptpay", "acct": checked_id("999999999999")[:12] + "x"},
        "acct",
    ),
    "PromptPay by a land line": ({**OUTSIDE, "bank": "promptpay", "acct": "0212345678"}, "acct"),
    "PromptPay by an account": ({**OUTSIDE, "bank": "promptpay", "acct": "123456789012"}, "acct"),
    "an official's declared account": ({"account_kind": "declared"}, "account_kind"),
    "an outsider's salary account": ({"person_type": "outside"}, "account_kind"),
    "an outsider's permitted account": ({**OUTSIDE, **PERMITTED}, "account_kind"),
    "unknown kind of account": ({"account_kind": ""}, "account_kind"),
    "permission of tomorrow": ({**PERMITTED, "permission_date": "2026-11-24"}, "permission_date"),
    "permission on no day": ({**PERMITTED, "permission_date": "2026-02-30"}, "permission_date"),
    "permission of the Buddhist era": ({**PERMITTED, "permission_date": "2569/11/20"}, "permission_date"),
    "number of the permission too long": ({**PERMITTED, "permission_no": "ก" * 201}, "permission_no"),
    "mobile number": ({"mobile": "0212345678"}, "mobile"),
    "e-mail": ({"email": "somebody@"}, "email"),
    "hash of the form": ({"form_sha256": "x"}, "form_sha256"),
    "day of the form": ({"form_date": "20/11/2569"}, "form_date"),
    "last day": ({"until": "9999-99-99"}, "until"),
}


@pytest.mark.parametrize("case", RIGHT)
def test_what_is_right_waits_for_the_other_person(maker: Clerk, case: str) -> None:
    answer, said = propose(maker, [fresh(**RIGHT[case])])
    assert (answer.status, answer.json["status"], answer.json["id"]) == (201, "pending", said["change"]["req_id"])
    told = maker.events()[-1]
    assert told["record"]["type"] == "payees.proposed"
    assert json.loads(told["change"]) == said["change"]
    assert told["change_sig"] == said["sig"]
    assert recall(maker, said["change"]["req_id"]).status == 201


@pytest.mark.parametrize("case", WRONG)
def test_a_field_that_cannot_be_is_named_with_its_entry(maker: Clerk, case: str) -> None:
    fields, named = WRONG[case]
    answer, _ = propose(maker, [fresh(), fresh(**fields)])
    assert (answer.status, answer.code, answer.json["facts"]) == (422, "field_wrong", {"field": named, "line": "2"})


@pytest.mark.parametrize("left_out", ["permission_no", "permission_date"])
def test_staff_paid_elsewhere_than_to_the_salary_account_need_number_and_date_of_the_permission(
    maker: Clerk, left_out: str
) -> None:
    wanted = fresh(**{**PERMITTED, left_out: ""})
    answer, _ = propose(maker, [wanted])
    assert (answer.code, answer.json["facts"]) == ("permission_missing", {"payee_id": wanted["payee_id"]})


@pytest.mark.parametrize(
    ("changes", "code", "facts"),
    [
        ({"typ": "khlang.payees/2"}, "field_wrong", {"field": "typ", "line": ""}),
        ({"req_id": "1"}, "field_wrong", {"field": "req_id", "line": ""}),
        ({"agency": "2102"}, "other_unit", {}),
        ({"unit": "2101000002"}, "other_unit", {}),
        ({"reason": "ก" * 201}, "field_wrong", {"field": "reason", "line": ""}),
        ({"source_sha256": "abc"}, "field_wrong", {"field": "source_sha256", "line": ""}),
        ({"maker_uid": str(uuid.uuid4())}, "field_wrong", {"field": "maker_uid", "line": ""}),
        ({"maker_kid": "0" * 32}, "key_unknown", {"kid": "0" * 32}),
        ({"device": "0" * 32}, "device_wrong", {}),
        ({"made_at": "yesterday"}, "field_wrong", {"field": "made_at", "line": ""}),
    ],
)
def test_a_head_that_is_wrong_is_refused(maker: Clerk, changes: Json, code: str, facts: Json) -> None:
    answer, _ = propose(maker, [fresh()], **changes)
    assert (answer.code, answer.json["facts"]) == (code, facts)


HOUSE = "0061000034"
"""The account of another unit, which this bank keeps for it."""


def test_nobody_is_registered_with_an_account_of_a_unit(central: Central, maker: Clerk, authorizer: Clerk) -> None:
    elsewhere = fresh(bank="004", acct=HOUSE)  # another bank's is another account
    register(maker, authorizer, elsewhere)
    answer, _ = propose(maker, [fresh(), fresh(bank="006", acct=HOUSE)])
    assert (answer.status, answer.code, answer.json["facts"]) == (422, "unit_account", {"line": "2"})
    with central.books() as books:  # one of the time before the rule can still be ended
        books.execute("UPDATE payees SET bank = '006' WHERE payee_id = ?", (elsewhere["payee_id"],))
    ended = {**elsewhere["record"], "bank": "006", "until": "2026-11-22"}
    assert propose(maker, [entry(ended, elsewhere["payee_id"], "1")])[0].status == 201


def test_a_change_about_nobody_or_about_a_payee_twice_is_refused(maker: Clerk) -> None:
    one = fresh()
    for entries in ([], [one, fresh(), one]):
        answer, _ = propose(maker, entries)
        assert answer.json == {"code": "field_wrong", "facts": {"field": "entries", "line": ""}}


def test_a_thousand_entries_are_taken_at_once_and_one_more_is_refused(maker: Clerk, authorizer: Clerk) -> None:
    many = [fresh(office="กลุ่มงาน" * 20) for _ in range(1001)]
    answer, _ = propose(maker, many)
    assert answer.json == {"code": "field_wrong", "facts": {"field": "entries", "line": ""}}
    register(maker, authorizer, *many[:1000])


@pytest.mark.parametrize("payee_id", ["", "1", "A" * 36])
def test_a_payee_is_named_by_a_uuid(maker: Clerk, payee_id: str) -> None:
    answer, _ = propose(maker, [{**fresh(), "payee_id": payee_id}])
    assert answer.json == {"code": "field_wrong", "facts": {"field": "payee_id", "line": "1"}}


def test_the_signature_is_over_these_very_bytes_by_the_label_of_proposals(maker: Clerk) -> None:
    said = change(maker, [fresh()])
    for signature in (maker.sign("PAY2", b"x"), propose_body(maker, {**said, "reason": ""})["change_sig"], "?"):
        assert maker.send(propose_body(maker, said, change_sig=signature)).code == "signature_wrong"


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"session_epoch": "999"}, "session_stale"), ({"device": new_device()}, "device_wrong")],
)
def test_a_command_of_an_earlier_session_or_another_workstation_is_refused(
    maker: Clerk, changes: Json, code: str
) -> None:
    assert maker.send(propose_body(maker, change(maker, [fresh()]), **changes)).code == code


def test_only_who_makes_payments_proposes(authorizer: Clerk, auditor: Clerk) -> None:
    for clerk in (authorizer, auditor):
        assert propose(clerk, [fresh()])[0].code == "role_missing"


def test_a_number_of_a_change_is_given_once(maker: Clerk) -> None:
    _, said = propose(maker, [fresh()])
    answer, _ = propose(maker, [fresh()], req_id=said["change"]["req_id"])
    assert answer.json == {"code": "field_wrong", "facts": {"field": "req_id", "line": ""}}


def test_while_a_change_waits_nobody_proposes_another_about_the_same_payee(
    maker: Clerk, second_maker: Clerk, authorizer: Clerk
) -> None:
    one = fresh()
    _, waiting = propose(maker, [one])
    req_id = waiting["change"]["req_id"]
    answer, _ = propose(second_maker, [fresh(), one])
    assert (answer.status, answer.json) == (409, {"code": "proposal_pending", "facts": {"req_id": req_id}})
    assert settle(authorizer, waiting, "return").status == 201
    answer, waiting = propose(second_maker, [one])
    assert answer.status == 201
    assert recall(second_maker, waiting["change"]["req_id"]).status == 201
    assert propose(maker, [one])[0].status == 201


def test_a_change_names_the_version_that_its_maker_saw(maker: Clerk, authorizer: Clerk) -> None:
    one = fresh()
    payee_id = one["payee_id"]
    unknown = {"code": "payee_unknown", "facts": {"payee_id": payee_id}}
    answer, _ = propose(maker, [{**one, "version": "1"}])
    assert (answer.status, answer.json) == (404, unknown)
    register(maker, authorizer, one)
    for version in ("0", "2"):
        answer, _ = propose(maker, [{**one, "version": version}])
        assert (answer.status, answer.code) == (409, "payee_changed")
        assert answer.json["facts"] == {"payee_id": payee_id, "version": "1"}
    assert propose(maker, [{**one, "version": "1"}])[0].status == 201


def test_a_person_is_in_the_register_once(maker: Clerk, authorizer: Clerk) -> None:
    one, twin = fresh(), fresh()
    twin["record"]["person_id"] = one["record"]["person_id"]
    facts = {"payee_id": one["payee_id"], "name": one["record"]["name"]}
    answer, _ = propose(maker, [one, twin])
    assert answer.json == {"code": "payee_exists", "facts": facts}
    register(maker, authorizer, one)
    answer, _ = propose(maker, [twin])
    assert answer.json == {"code": "payee_exists", "facts": facts}
    nobody = fresh(person_id="")
    register(maker, authorizer, nobody, fresh(person_id=""))


def test_the_same_person_may_be_in_the_registers_of_two_units(
    maker: Clerk, authorizer: Clerk, stranger: Clerk, foreign_authorizer: Clerk
) -> None:
    one = fresh()
    register(maker, authorizer, one)
    register(stranger, foreign_authorizer, one)
    changed = entry({**one["record"], "acct": "9990000001"}, one["payee_id"], "1")
    register(stranger, foreign_authorizer, changed)
    answer, _ = propose(maker, [changed])
    assert answer.status == 201  # still the first version here


def test_two_payees_may_exchange_ids_that_were_mixed_up(maker: Clerk, authorizer: Clerk) -> None:
    one, other = fresh(), fresh()
    register(maker, authorizer, one, other)
    exchanged = [
        entry({**this["record"], "person_id": that["record"]["person_id"]}, this["payee_id"], "1")
        for this, that in ((one, other), (other, one))
    ]
    register(maker, authorizer, *exchanged)


def test_a_scan_that_was_not_left_here_is_missing(maker: Clerk, stranger: Clerk) -> None:
    scan = paper()
    form = sha256(scan)
    assert put_paper(stranger, scan).status == 204
    answer, _ = propose(maker, [fresh(form_sha256=form)])
    assert answer.json == {"code": "file_missing", "facts": {"sha256": form}}
    assert put_paper(maker, scan).status == 204
    assert propose(maker, [fresh(form_sha256=form)])[0].status == 201


def test_who_is_merged_ends_and_keeps_the_record(maker: Clerk, authorizer: Clerk) -> None:
    kept, double, third = fresh(), fresh(), fresh()
    register(maker, authorizer, kept, double, third)
    merged = entry(double["record"], double["payee_id"], "1", kept["payee_id"])
    register(maker, authorizer, merged)
    ended = {"code": "payee_ended", "facts": {"payee_id": double["payee_id"], "day": "2026-11-23"}}
    again = entry(double["record"], double["payee_id"], "2")
    into_ended = entry(third["record"], third["payee_id"], "1", double["payee_id"])
    for refused in (again, into_ended):
        answer, _ = propose(maker, [refused])
        assert answer.json == ended
    # The citizen id is free again: the one who goes on may have it.
    held = {**kept["record"], "person_id": double["record"]["person_id"]}
    register(maker, authorizer, entry(held, kept["payee_id"], "1"))


def test_nobody_is_merged_into_themselves_into_nobody_in_a_circle_or_changed_by_the_way(
    maker: Clerk, authorizer: Clerk
) -> None:
    one, other, left = fresh(), fresh(), fresh(until="2026-11-22")
    register(maker, authorizer, one, other, left)

    def into(this: Json, that: str, **changes: str) -> Json:
        return entry({**this["record"], **changes}, this["payee_id"], "1", that)

    new, nobody = fresh(), str(uuid.uuid4())
    first = {"field": "merged_into", "line": "1"}
    for entries, refused in (
        ([into(one, one["payee_id"])], {"code": "field_wrong", "facts": first}),
        ([into(one, other["payee_id"]), into(other, one["payee_id"])], {"code": "field_wrong", "facts": first}),
        ([{**new, "merged_into": one["payee_id"]}], {"code": "field_wrong", "facts": first}),
        ([into(one, nobody)], {"code": "payee_unknown", "facts": {"payee_id": nobody}}),
        ([into(one, new["payee_id"]), new], {"code": "payee_unknown", "facts": {"payee_id": new["payee_id"]}}),
        (
            [into(one, left["payee_id"])],
            {"code": "payee_ended", "facts": {"payee_id": left["payee_id"], "day": "2026-11-22"}},
        ),
        (
            [into(one, other["payee_id"], acct="9990000009")],
            {"code": "field_wrong", "facts": {"field": "record", "line": "1"}},
        ),
    ):
        assert propose(maker, entries)[0].json == refused


def test_only_the_maker_takes_a_change_back_and_only_once(
    maker: Clerk, second_maker: Clerk, authorizer: Clerk, stranger: Clerk
) -> None:
    _, said = propose(maker, [fresh()])
    req_id = said["change"]["req_id"]
    assert recall(second_maker, req_id).code == "not_the_maker"
    assert recall(authorizer, req_id).code == "role_missing"
    assert (
        recall(stranger, req_id).json == recall(stranger, str(uuid.uuid4())).json == {"code": "not_found", "facts": {}}
    )
    assert recall(maker, req_id, "ก" * 201).json["facts"] == {"field": "reason", "line": ""}
    answer = recall(maker, req_id, "ผิดคน")
    assert (answer.status, answer.json["status"]) == (201, "recalled")
    told = maker.events()[-1]
    assert (told["record"]["type"], told["req_id"], told["reason"]) == ("payees.recalled", req_id, "ผิดคน")
    refused = {"code": "status_forbids", "facts": {"status": "recalled", "action": "recall"}}
    assert recall(maker, req_id).json == refused
    assert settle(authorizer, said).code == "status_forbids"


def test_the_authorizers_are_told_that_a_change_waits_and_the_maker_what_became_of_it(
    maker: Clerk, authorizer: Clerk
) -> None:
    _, said = propose(maker, [entry(record(1, person_id=""))])
    assert settle(authorizer, said).status == 201
    notices = maker.central.operate("GET", "person-notices").json["notices"]
    mine = [(notice["what"], notice["user_id"]) for notice in notices if notice["about"] == said["change"]["req_id"]]
    assert sorted(mine) == [("payees_settled", "MAKER01"), ("payees_wait", "AUTH01"), ("payees_wait", "AUTH02")]
