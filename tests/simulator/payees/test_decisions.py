"""Another person settles a change: whose word counts, over which bytes, and what holds afterwards."""

from __future__ import annotations

import json
import uuid

import pytest

from tests.helpers.raw_central import UNIT, Central, Clerk, Json, line, new_device, sha256
from tests.helpers.raw_payees import (
    decision,
    entry,
    fresh,
    line_of,
    paper,
    propose,
    put_aside,
    put_paper,
    recall,
    register,
    settle,
    settle_body,
)


def sql(central: Central, statement: str, *values: object) -> None:
    with central.books() as database:
        database.execute(statement, values)


def test_an_approved_change_holds_and_the_unit_learns_both_signed_texts(maker: Clerk, authorizer: Clerk) -> None:
    one = fresh()
    _, said = propose(maker, [one])
    word = decision(authorizer, said)
    body = settle_body(authorizer, word)
    answer = authorizer.send(body)
    assert (answer.status, answer.json["status"], answer.json["id"]) == (201, "approved", said["change"]["req_id"])
    told = maker.events()[-1]
    assert (told["record"]["type"], told["record"]["actor_uid"]) == ("payees.settled", authorizer.uid)
    assert (json.loads(told["change"]), told["change_sig"]) == (said["change"], said["sig"])
    assert (json.loads(told["decision"]), told["decision_sig"]) == (word, body["decision_sig"])
    assert (told["status"], told["record"]["seq"]) == ("approved", answer.json["seq"])
    assert maker.submit([line_of(one)])[0].status == 201
    assert authorizer.send(body).json == answer.json  # said again


def test_what_is_returned_or_left_out_changes_nothing_and_may_be_proposed_again(
    maker: Clerk, authorizer: Clerk
) -> None:
    known, new, other = fresh(), fresh(), fresh()
    register(maker, authorizer, known)
    moved = entry({**known["record"], "acct": "9990000011"}, known["payee_id"], "1")
    _, said = propose(maker, [moved, new])
    assert settle(authorizer, said, "return").json["status"] == "returned"
    answer, said = propose(maker, [moved, new, other])
    assert answer.status == 201
    assert settle(authorizer, said, left_out=[known["payee_id"], other["payee_id"]]).json["status"] == "approved"
    assert maker.submit([line_of(known)])[0].status == 201
    assert maker.submit([line_of(new)])[0].status == 201
    assert maker.submit([line_of(other)])[0].code == "payee_unknown"
    register(maker, authorizer, moved, other)


def test_neither_the_maker_under_another_name_nor_the_makers_workstation_settles(
    central: Central, maker: Clerk, authorizer: Clerk
) -> None:
    _, said = propose(maker, [fresh()])
    here = Clerk.ready(central, UNIT, "AUTH02", device=maker.device)
    assert settle(here, said).code == "device_same_as_maker"
    with_other_name = "UPDATE users SET person = (SELECT person FROM users WHERE uid = ?) WHERE uid = ?"
    ((before,),) = rows(central, "SELECT person FROM users WHERE uid = ?", authorizer.uid)
    sql(central, with_other_name, maker.uid, authorizer.uid)
    for word in ("approve", "return"):
        assert settle(authorizer, said, word).code == "maker_cannot_approve"
    sql(central, "UPDATE users SET person = ? WHERE uid = ?", before, authorizer.uid)
    assert settle(authorizer, said).status == 201


def rows(central: Central, statement: str, *values: object) -> list[tuple[object, ...]]:
    with central.books() as database:
        return database.execute(statement, values).fetchall()


def test_nobody_but_an_authorizer_of_the_unit_settles(
    maker: Clerk, second_maker: Clerk, auditor: Clerk, foreign_authorizer: Clerk
) -> None:
    _, said = propose(maker, [fresh()])
    for clerk in (maker, second_maker, auditor):
        assert settle(clerk, said).code == "role_missing"
    unknown = {**said, "change": {**said["change"], "req_id": str(uuid.uuid4())}}
    assert settle(foreign_authorizer, said).json == settle(foreign_authorizer, unknown).json
    assert settle(foreign_authorizer, said).code == "not_found"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"typ": "khlang.authz/1"}, "field_wrong", "typ"),
        ({"decision": "release"}, "field_wrong", "decision"),
        ({"decision": ""}, "field_wrong", "decision"),
        ({"decision": "return", "reason": ""}, "field_wrong", "reason"),
        ({"reason": "ก" * 201}, "field_wrong", "reason"),
        ({"at": ""}, "field_wrong", "at"),
        ({"auth_uid": str(uuid.uuid4())}, "field_wrong", "auth_uid"),
        ({"auth_kid": "0" * 32}, "key_unknown", ""),
        ({"device": "0" * 32}, "device_wrong", ""),
        ({"session_epoch": "0"}, "session_stale", ""),
        ({"change_sha256": "0" * 64}, "edition_changed", ""),
        ({"change_sig_sha256": "0" * 64}, "edition_changed", ""),
        ({"left_out": [str(uuid.uuid4())]}, "field_wrong", "left_out"),
        ({"forms_seen": [str(uuid.uuid4())]}, "field_wrong", "forms_seen"),
        ({"challenge": "made up"}, "challenge_wrong", ""),
    ],
)
def test_a_decision_that_is_wrong_is_refused(
    maker: Clerk, authorizer: Clerk, changes: Json, code: str, field: str
) -> None:
    _, said = propose(maker, [fresh(), fresh()])
    answer = settle(authorizer, said, **{"challenge": authorizer.challenge(), **changes})
    assert (answer.code, answer.json["facts"].get("field", "")) == (code, field)
    assert recall(maker, said["change"]["req_id"]).status == 201


def test_left_out_are_some_of_the_change_each_once_and_never_all_of_it(maker: Clerk, authorizer: Clerk) -> None:
    one, other = fresh(), fresh()
    _, said = propose(maker, [one, other])
    ids = [one["payee_id"], other["payee_id"]]
    for word, left_out in (("approve", ids), ("approve", [ids[0], ids[0]]), ("return", ids[:1])):
        assert settle(authorizer, said, word, left_out=left_out).json["facts"]["field"] == "left_out"


def test_only_a_form_that_is_there_can_have_been_seen(maker: Clerk, authorizer: Clerk) -> None:
    scan = paper()
    assert put_paper(maker, scan).status == 204
    with_form, without = fresh(form_sha256=sha256(scan)), fresh()
    _, said = propose(maker, [with_form, without])
    answer = settle(authorizer, said, forms_seen=[with_form["payee_id"], without["payee_id"]])
    assert answer.json["facts"]["field"] == "forms_seen"
    assert settle(authorizer, said, forms_seen=[with_form["payee_id"]]).status == 201
    assert json.loads(maker.events()[-1]["decision"])["forms_seen"] == [with_form["payee_id"]]


def test_a_challenge_settles_once(maker: Clerk, authorizer: Clerk) -> None:
    challenge = authorizer.challenge()
    _, said = propose(maker, [fresh()])
    _, other = propose(maker, [fresh()])
    assert settle(authorizer, said, challenge=challenge).status == 201
    assert settle(authorizer, other, challenge=challenge).code == "challenge_wrong"
    assert settle(authorizer, said).json["facts"] == {"status": "approved", "action": "approve"}


def test_a_signature_by_another_label_or_over_another_text_is_none(maker: Clerk, authorizer: Clerk) -> None:
    _, said = propose(maker, [fresh()])
    word = decision(authorizer, said)
    for signature in (
        authorizer.sign("PAY1", b"x"),
        "",
        settle_body(authorizer, {**word, "reason": "x"})["decision_sig"],
    ):
        assert authorizer.send(settle_body(authorizer, word, decision_sig=signature)).code == "signature_wrong"


@pytest.mark.parametrize(
    ("changes", "code"), [({"session_epoch": "999"}, "session_stale"), ({"device": new_device()}, "device_wrong")]
)
def test_a_command_of_an_earlier_session_or_another_workstation_settles_nothing(
    maker: Clerk, authorizer: Clerk, changes: Json, code: str
) -> None:
    _, said = propose(maker, [fresh()])
    assert authorizer.send(settle_body(authorizer, decision(authorizer, said), **changes)).code == code


@pytest.mark.parametrize(
    ("statement", "otherwise", "code"),
    [
        ("UPDATE users SET suspended = ? WHERE uid = ?", ("yes", ""), "maker_suspended"),
        ("UPDATE users SET removed = ? WHERE uid = ?", (1, 0), "maker_removed"),
        ("UPDATE keys SET revoked_at = ? WHERE uid = ?", ("2026-11-23T01:00:00.000Z", ""), "maker_key_revoked"),
    ],
)
def test_the_word_of_a_maker_who_was_stopped_is_not_acted_on_but_may_be_sent_back(
    central: Central, maker: Clerk, authorizer: Clerk, statement: str, otherwise: tuple[object, object], code: str
) -> None:
    _, said = propose(maker, [fresh()])
    sql(central, statement, otherwise[0], maker.uid)
    try:
        assert settle(authorizer, said).code == code
        assert settle(authorizer, said, "return").status == 201
    finally:
        sql(central, statement, otherwise[1], maker.uid)
    assert maker.sign_in().status == 201


def test_a_change_that_was_altered_where_it_is_stored_is_not_approved(
    central: Central, maker: Clerk, authorizer: Clerk
) -> None:
    one = fresh()
    _, said = propose(maker, [one])
    altered = {**said["change"], "entries": [{**one, "record": {**one["record"], "acct": "6660000000"}}]}
    text = json.dumps(altered, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sql(central, "UPDATE payee_changes SET change = ? WHERE req_id = ?", text, said["change"]["req_id"])
    assert settle(authorizer, said).code == "edition_changed"
    assert settle(authorizer, {**said, "change": altered}).code == "signature_wrong"


def test_what_became_impossible_meanwhile_is_refused_and_may_be_left_out(maker: Clerk, authorizer: Clerk) -> None:
    one, twin, other = fresh(), fresh(), fresh()
    twin["record"]["person_id"] = one["record"]["person_id"]
    _, first = propose(maker, [one])
    _, second = propose(maker, [twin, other])
    assert settle(authorizer, first).status == 201
    answer = settle(authorizer, second)
    assert answer.json == {
        "code": "payee_exists",
        "facts": {"payee_id": one["payee_id"], "name": one["record"]["name"]},
    }
    assert settle(authorizer, second, left_out=[twin["payee_id"]]).status == 201


def test_a_payee_who_is_merged_away_meanwhile_is_no_goal_of_another_merger(maker: Clerk, authorizer: Clerk) -> None:
    first, second, third = fresh(), fresh(), fresh()
    register(maker, authorizer, first, second, third)

    def into(this: Json, that: Json) -> Json:
        return entry(this["record"], this["payee_id"], "1", that["payee_id"])

    _, one = propose(maker, [into(first, second)])
    _, other = propose(maker, [into(second, third)])
    assert settle(authorizer, other).status == 201
    answer = settle(authorizer, one)
    assert answer.json == {"code": "payee_ended", "facts": {"payee_id": second["payee_id"], "day": "2026-11-23"}}


def test_lines_without_a_payees_id_are_paid_as_before(maker: Clerk) -> None:
    assert maker.submit([line(1)])[0].status == 201


def test_only_its_maker_puts_aside_what_went_back_and_only_once(
    maker: Clerk, second_maker: Clerk, authorizer: Clerk, stranger: Clerk
) -> None:
    _, said = propose(maker, [fresh()])
    req_id = said["change"]["req_id"]
    waits = {"code": "status_forbids", "facts": {"status": "pending", "action": "put_aside"}}
    assert put_aside(maker, req_id).json == waits
    assert settle(authorizer, said, "return").status == 201
    assert put_aside(second_maker, req_id).code == "not_the_maker"
    assert put_aside(authorizer, req_id).code == "role_missing"
    assert put_aside(stranger, req_id).json == put_aside(stranger, str(uuid.uuid4())).json
    assert put_aside(stranger, req_id).code == "not_found"
    assert put_aside(maker, req_id, "ก" * 201).json["facts"] == {"field": "reason", "line": ""}
    answer = put_aside(maker, req_id, "ไม่รับแล้ว")
    assert (answer.status, answer.json["status"]) == (201, "returned")
    told = maker.events()[-1]
    assert (told["record"]["type"], told["req_id"], told["reason"]) == ("payees.aside", req_id, "ไม่รับแล้ว")
    again = {"code": "status_forbids", "facts": {"status": "aside", "action": "put_aside"}}
    assert put_aside(maker, req_id).json == again
    assert propose(maker, said["change"]["entries"])[0].status == 201, "what was put aside may be proposed again"


def test_of_an_approved_change_only_those_left_out_may_be_put_aside(maker: Clerk, authorizer: Clerk) -> None:
    taken, left = fresh(), fresh()
    _, whole = propose(maker, [fresh()])
    _, partly = propose(maker, [taken, left])
    assert settle(authorizer, whole).status == 201
    assert settle(authorizer, partly, left_out=[left["payee_id"]]).status == 201
    assert put_aside(maker, whole["change"]["req_id"]).code == "status_forbids"
    assert put_aside(maker, partly["change"]["req_id"]).json["status"] == "approved"
    assert maker.submit([line_of(taken)])[0].status == 201, "who was approved is paid as before"
