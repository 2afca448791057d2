"""What one administrator does alone, at once: it takes away or asks to begin anew, never gives (UA-4, UA-5, UA-10)."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.helpers.raw_administration import Administrator, Pair, activation_code, begun, use_slip
from tests.helpers.raw_central import (
    OTHER_PARENT,
    PARENT,
    TWO_SIGNATURES,
    UNIT,
    Answer,
    Central,
    Clerk,
    Json,
    three_lines,
)


@pytest.fixture(scope="module")
def pair(central: Central) -> Pair:
    return Pair(central)


@pytest.fixture
def person(central: Central, pair: Pair, fresh: Json) -> Clerk:
    """Somebody new who has begun: slip used, own password, a key."""
    uid = str(uuid.uuid4())
    slip_id = pair.agree("user.add", uid, fresh)["slip_id"]
    return begun(central, pair, slip_id)


def test_a_new_user_begins_with_slip_telephone_and_one_key(pair: Pair, person: Clerk) -> None:
    now = pair.one.user(person.user_id)
    assert (now["state"], now["slip_id"], now["key_permits"]) == ("active", "", "0")
    assert person.submit(three_lines())[0].status == 201


def test_a_slip_tells_its_secret_once(central: Central, pair: Pair, fresh: Json) -> None:
    slip_id = pair.agree("user.add", str(uuid.uuid4()), fresh)["slip_id"]
    first = pair.two.print_slip(slip_id)
    assert (first.status, first.json["kind"], first.json["user_id"]) == (201, "first", fresh["user_id"])
    assert first.json["expires_at"] == "2026-12-23T02:00:00.000Z"
    again = pair.two.print_slip(slip_id)
    assert (again.status, again.code) == (409, "slip_printed")
    assert first.json["secret"].encode() not in central.everything_stored()


def test_twenty_who_print_at_once_get_one_secret(central: Central, pair: Pair, fresh: Json) -> None:
    slip_id = pair.agree("user.add", str(uuid.uuid4()), fresh)["slip_id"]

    def ask(_: int) -> Answer:
        return central.new_wire().ask("POST", f"/v1/slips/{slip_id}", None, pair.two.token)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(ask, range(20)))
    assert sorted(answer.status for answer in answers) == [201] + [409] * 19
    secret = next(answer.json["secret"] for answer in answers if answer.status == 201)
    assert Clerk(central, UNIT, fresh["user_id"], password=secret).sign_in().status == 201


def test_nobody_but_admin_2_of_the_agency_prints(central: Central, pair: Pair, fresh: Json) -> None:
    slip_id = pair.agree("user.add", str(uuid.uuid4()), fresh)["slip_id"]
    assert pair.one.print_slip(slip_id).code == "role_missing"
    assert Administrator.two(central, OTHER_PARENT).print_slip(slip_id).code == "not_found"
    assert pair.two.print_slip(str(uuid.uuid4())).code == "not_found"
    assert pair.two.print_slip(slip_id).status == 201


def test_before_the_slip_is_printed_nobody_can_sign_in(central: Central, pair: Pair, fresh: Json) -> None:
    pair.agree("user.add", str(uuid.uuid4()), fresh)
    assert Clerk(central, UNIT, fresh["user_id"], password="x" * 12).sign_in().code == "password_wrong"


def test_whoever_opens_the_slip_holds_no_usable_password(central: Central, pair: Pair, fresh: Json) -> None:
    """Admin 2 prints and reads it; the other half went to the person's telephone."""
    slip = pair.two.print_slip(pair.agree("user.add", str(uuid.uuid4()), fresh)["slip_id"]).json
    thief = Clerk(central, UNIT, fresh["user_id"], password=slip["secret"])
    assert thief.sign_in().status == 201
    for method, path in (("GET", "/v1/unit"), ("GET", "/v1/events?after=0"), ("GET", "/v1/administration")):
        assert thief.ask(method, path).code == "password_must_change"
    assert thief.register_key().code == "password_must_change"
    assert use_slip(thief, "").code == "activation_wrong"
    code = activation_code(central, thief)
    assert use_slip(thief, f"{(int(code) + 1) % 10**6:06d}").code == "activation_wrong"


def test_a_reset_leaves_no_password_no_key_no_session_and_no_permit(
    central: Central, pair: Pair, person: Clerk
) -> None:
    done = pair.two.act("reset_password", person.uid)
    assert (done.status, done.json["status"]) == (201, "done")
    assert person.ask("GET", "/v1/unit").code == "session_ended"
    assert person.sign_in().code == "password_wrong"
    now = pair.one.user(person.user_id)
    assert (now["key_permits"], now["slip_id"]) == ("0", done.json["slip_id"])
    keys = [key for key in pair.one.view()["keys"] if key["uid"] == person.uid]
    assert [key["revoked_at"] != "" for key in keys] == [True]


def test_after_a_reset_a_new_key_needs_both_administrators(central: Central, pair: Pair, person: Clerk) -> None:
    slip = pair.two.print_slip(pair.two.act("reset_password", person.uid).json["slip_id"]).json
    assert slip["kind"] == "reset"
    again = Clerk(central, UNIT, person.user_id, password=slip["secret"])
    assert again.sign_in().status == 201
    assert use_slip(again, activation_code(central, again), "เรือลำเล็กแล่นช้า-99").status == 204
    assert again.register_key().code == "key_not_permitted"
    assert again.submit(three_lines())[0].code == "key_unknown"
    pair.agree("key.permit", person.uid, subject_version=pair.one.user(person.user_id)["version"])
    assert again.register_key().status == 201
    again.key = Ed25519PrivateKey.generate()
    assert again.register_key().code == "key_not_permitted"


def test_a_later_reset_makes_the_earlier_slip_useless(pair: Pair, person: Clerk) -> None:
    first, second = (pair.two.act("reset_password", person.uid).json["slip_id"] for _ in range(2))
    assert pair.two.print_slip(first).code == "slip_expired"
    assert pair.two.print_slip(second).status == 201


def test_unlocking_gives_the_tries_back_and_leaves_the_password(central: Central, pair: Pair) -> None:
    clerk = Clerk.ready(central, UNIT, "MAKER02")
    for _ in range(3):
        assert clerk.sign_in("something else entirely").code == "password_wrong"
    assert (clerk.sign_in().code, pair.one.user("MAKER02", UNIT)["locked"]) == ("user_locked", "yes")
    assert pair.two.act("unlock", clerk.uid).status == 201
    assert (clerk.sign_in().status, pair.one.user("MAKER02", UNIT)["locked"]) == (201, "no")


def test_a_session_ended_by_admin_2_is_over(central: Central, pair: Pair) -> None:
    clerk = Clerk.ready(central, UNIT, "MAKER03")
    assert pair.two.act("end_session", clerk.uid).status == 201
    assert clerk.ask("GET", "/v1/unit").code == "session_ended"
    assert clerk.sign_in().status == 201


@pytest.mark.parametrize(("first", "second"), [("one", "two"), ("two", "one")])
def test_a_suspension_holds_at_once_and_waits_for_the_other_ones_word(
    central: Central, pair: Pair, first: str, second: str
) -> None:
    clerk = Clerk.ready(central, UNIT, "AUTH02")
    fast, slow = getattr(pair, first), getattr(pair, second)
    assert fast.act("suspend_now", clerk.uid).status == 201
    assert clerk.ask("GET", "/v1/unit").code == "session_ended"
    shown = pair.one.user("AUTH02", UNIT)
    assert (shown["state"], shown["suspended_by"]) == ("suspended_unconfirmed", fast.uid)
    assert fast.act("suspend_now", clerk.uid).code == "status_forbids"
    assert fast.act("confirm_suspension", clerk.uid).code == "proposer_cannot_approve"
    assert slow.act("confirm_suspension", clerk.uid).status == 201
    now = pair.one.user("AUTH02", UNIT)
    assert now["state"] == "suspended"
    assert slow.act("confirm_suspension", clerk.uid).code == "status_forbids"
    pair.agree("user.resume", clerk.uid, subject_version=now["version"])


def test_admin_1_alone_ends_no_session_and_touches_no_password(pair: Pair) -> None:
    user = pair.one.user("MAKER03", UNIT)
    for kind in ("unlock", "reset_password", "end_session"):
        assert pair.one.act(kind, user["uid"]).code == "role_missing"


@pytest.mark.parametrize("kind", ["suspend_now", "confirm_suspension", "unlock", "reset_password", "end_session"])
def test_administrators_do_nothing_to_administrators(pair: Pair, kind: str) -> None:
    for user_id in ("ADMIN1", "ADMIN2"):
        subject = pair.one.user(user_id, PARENT)["uid"]
        assert pair.two.act(kind, subject).code == "admin_by_bank_only"


def test_a_revoked_key_signs_nothing_more_and_what_it_signed_stays(central: Central, pair: Pair) -> None:
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    op_id = str(maker.submit(three_lines())[1]["op_id"])
    assert pair.one.act("revoke_key", maker.kid).status == 201
    assert pair.one.act("revoke_key", maker.kid).code == "status_forbids"
    assert maker.submit(three_lines())[0].code == "key_revoked"
    assert authorizer.decide(op_id).status == 201
    assert pair.one.act("revoke_key", "0" * 32).code == "subject_unknown"
    assert pair.one.act("revoke_key", pair.two.kid).code == "admin_by_bank_only"


def test_a_revoked_workstation_is_refused_at_its_next_call_with_every_key_on_it(central: Central, pair: Pair) -> None:
    clerk = Clerk.ready(central, UNIT, "MAKER03")
    beside = Clerk.ready(central, UNIT, "AUDIT01", device=clerk.device)
    assert pair.one.act("revoke_workstation", clerk.device).status == 201
    shown = next(one for one in pair.two.view()["workstations"] if one["device_id"] == clerk.device)
    assert shown["state"] == "revoked"
    for one in (clerk, beside):
        assert one.ask("GET", "/v1/unit").code == "workstation_revoked"
        assert one.sign_in().code == "workstation_revoked"
    keys = {key["kid"]: key["revoked_at"] for key in pair.one.view()["keys"]}
    assert keys[clerk.kid]
    assert keys[beside.kid]
    assert pair.two.act("revoke_workstation", clerk.device).code == "status_forbids"
    assert pair.two.act("revoke_workstation", "nowhere").code == "subject_unknown"
    assert Clerk.ready(central, UNIT, "MAKER03").submit([])[0].status == 403


def test_a_workstation_comes_into_use_by_both_and_a_slip(pair: Pair) -> None:
    permit = {"unit": "2101000001", "name": "เครื่องห้องการเงิน 3"}
    assert pair.one.propose("workstation.permit", "2101000002", permit)[0].json["facts"]["field"] == "subject"
    done = pair.agree("workstation.permit", "2101000001", permit)
    shown = next(one for one in pair.two.view()["workstations"] if one["name"] == permit["name"])
    assert (shown["state"], shown["slip_id"]) == ("permitted", done["slip_id"])
    slip = pair.two.print_slip(done["slip_id"]).json
    assert (slip["kind"], slip["device_name"], slip["expires_at"]) == (
        "workstation",
        permit["name"],
        "2026-11-24T02:00:00.000Z",
    )
    shown = next(one for one in pair.two.view()["workstations"] if one["name"] == permit["name"])
    assert shown["slip_id"] == ""
    assert pair.one.act("revoke_workstation", shown["device_id"]).status == 201


def test_a_permit_taken_back_before_it_was_printed_cannot_be_printed(pair: Pair) -> None:
    permit = {"unit": "2101000001", "name": "เครื่องสำรอง"}
    done = pair.agree("workstation.permit", "2101000001", permit)
    shown = next(one for one in pair.two.view()["workstations"] if one["name"] == permit["name"])
    assert pair.one.act("revoke_workstation", shown["device_id"]).status == 201
    assert pair.two.print_slip(done["slip_id"]).code == "slip_expired"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"typ": "khlang.admin/1"}, "field_wrong"),
        ({"act_id": "1"}, "field_wrong"),
        ({"kind": "promote"}, "field_wrong"),
        ({"reason": ""}, "field_wrong"),
        ({"actor_uid": "somebody"}, "field_wrong"),
        ({"actor_kid": "0" * 32}, "key_unknown"),
        ({"agency": "2102"}, "other_unit"),
        ({"device": "elsewhere"}, "device_wrong"),
        ({"session_epoch": "0"}, "session_stale"),
        ({"challenge": "made-up"}, "challenge_wrong"),
        ({"at": "now"}, "field_wrong"),
        ({"subject": "nobody"}, "subject_unknown"),
    ],
)
def test_an_act_that_says_something_wrong_does_nothing(pair: Pair, changes: dict[str, str], code: str) -> None:
    user = pair.one.user("MAKER01", UNIT)
    body = {"kind": "unlock", "subject": user["uid"], **changes}
    assert pair.two.act(**body).code == code
    assert pair.one.user("MAKER01", UNIT)["version"] == user["version"]


def test_an_act_signed_as_anything_else_is_none_and_a_changed_one_neither(pair: Pair) -> None:
    uid = pair.one.user("MAKER01", UNIT)["uid"]
    for label in ("ADM1", "ADM2", "AUTH"):
        assert pair.two.send(pair.two.act_body("unlock", uid, label)).code == "signature_wrong"
    changed = pair.two.act_body("unlock", uid)
    changed["act"] = {**changed["act"], "kind": "reset_password"}
    assert pair.two.send(changed).code == "signature_wrong"


def test_an_act_again_is_answered_the_same_and_its_challenge_serves_no_other(pair: Pair) -> None:
    uid = pair.one.user("MAKER01", UNIT)["uid"]
    command = pair.two.act_body("end_session", uid)
    first, again = pair.two.send(command), pair.two.send(command)
    assert (first.status, again.status, again.body) == (201, 200, first.body)
    assert pair.two.send({**command, "cmd_id": str(uuid.uuid4())}).code == "challenge_wrong"


def test_every_act_is_told_to_agency_and_unit_with_who_and_why(central: Central, pair: Pair) -> None:
    auditor = Clerk.ready(central, UNIT, "AUDIT01")
    heard, unit_heard = len(pair.one.events()), len(auditor.events())
    uid = pair.one.user("MAKER01", UNIT)["uid"]
    done = pair.two.act("end_session", uid).json
    (told,), (in_unit,) = pair.one.events(heard), auditor.events(unit_heard)
    assert (told["what"], told["subject"], told["reason"]) == ("end_session", uid, "สงสัยว่ารหัสรั่ว")
    assert (told["record"]["actor_uid"], told["record"]["seq"], told["id"]) == (pair.two.uid, done["seq"], done["id"])
    assert (told["act"], told["act_sig"]) == (in_unit["act"], in_unit["act_sig"])
    assert told["act_sig"] != ""


def test_what_a_suspended_person_handed_in_waits_for_their_return_or_goes_back(central: Central, pair: Pair) -> None:
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    first, second = (str(maker.submit(three_lines())[1]["op_id"]) for _ in range(2))
    assert pair.one.act("suspend_now", maker.uid).status == 201
    assert authorizer.decide(first).code == "maker_suspended"
    assert authorizer.decide(second, "return").status == 201
    now = pair.one.user("MAKER01", UNIT)
    pair.agree("user.resume", maker.uid, subject_version=now["version"])
    assert authorizer.decide(first).status == 201


def test_what_a_suspended_person_signed_is_not_approved_by_the_next(central: Central) -> None:
    pair = Pair(central, OTHER_PARENT)
    maker, first, second = (Clerk.ready(central, TWO_SIGNATURES, user) for user in ("MAKER01", "AUTH01", "AUTH02"))
    op_id = str(maker.submit(three_lines())[1]["op_id"])
    assert first.decide(op_id).status == 201
    assert pair.two.act("suspend_now", first.uid).status == 201
    assert second.decide(op_id).code == "signer_suspended"
    now = pair.one.user("AUTH01", TWO_SIGNATURES)
    pair.agree("user.resume", first.uid, subject_version=now["version"])
    assert second.decide(op_id).status == 201
