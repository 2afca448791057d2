"""Who comes in, where, and what the door says otherwise (UA-1, UA-6, SE-1 to SE-4, SC-6, T-01, T-02)."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_administration import OWN_PASSWORD, Pair, activation_code, begun, grant, use_slip
from tests.helpers.raw_central import (
    MONDAY,
    OTHER_UNIT,
    TWO_SIGNATURES,
    UNIT,
    Central,
    Clerk,
    Json,
    new_device,
    running,
    three_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OTHER_PARENT, OTHER_AGENCY = "GMIS210200", "2102"
WRONG = "wrong password here"
GUESSES = 24
"""So many that they are not forgiven, one every two seconds, before the test has looked."""
EXPIRES, MUST_CHANGE = "password_expires_at", "must_change_password"


@pytest.fixture(scope="module")
def pair(central: Central) -> Pair:
    return Pair(central)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Central]:
    with running(tmp_path / "own") as started:
        yield started


def door(**changes: object) -> Json:
    return {"hold": False, "guesses": 200, "lock": True, "first_change": True} | changes


def unlock(central: Central, company_id: str, user_id: str) -> None:
    assert central.operate("POST", "unlock", {"company_id": company_id, "user_id": user_id}).status == 204


def told(clerk: Clerk, what: str) -> list[Json]:
    return [event for event in clerk.events() if event.get("what") == what]


def alarms(central: Central, user_id: str, company_id: str) -> list[str]:
    path = f"person-notices?company_id={company_id}&user_id={user_id}"
    notices = central.operate("GET", path).json["notices"]
    return [notice["text"] for notice in notices if notice["what"] == "alarm"]


def policy(**changes: str) -> Json:
    return {"rules": [], "password_days": "0", "workstations": "open", "review_months": "12"} | changes


def put_policy(pair: Pair, agency: str, **changes: str) -> None:
    pair.agree("policy.change", agency, policy(**changes), subject_version=pair.one.view()["policy_version"])


# -- the workstation proves itself ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"device_id": new_device()},
        {"device_key": "AAAA"},
        {"device_key": ""},
        {"device_proof": "AAAA"},
        {"device_proof": ""},
        {"made_at": "2026-11-23T01:54:59.000Z"},
        {"made_at": "2026-11-23T02:05:01.000Z"},
        {"made_at": "2026-11-23T09:00:00+07:00"},
        {"made_at": ""},
    ],
    ids=range(9),
)
def test_a_workstation_without_proof_is_refused_and_costs_no_try(central: Central, change: dict[str, str]) -> None:
    clerk = Clerk(central, UNIT, "MAKER01")
    for _ in range(4):
        answer = clerk.sign_in(**change)
        assert (answer.status, answer.code) == (403, "device_proof_wrong")
    assert clerk.sign_in().status == 201


def test_a_proof_is_for_one_name_and_one_history(own: Central) -> None:
    clerk = Clerk(own, UNIT, "MAKER01")
    overheard = clerk.sign_in_body()
    assert clerk.sign_in_with(overheard | {"user_id": "MAKER02"}).code == "device_proof_wrong"
    assert own.operate("PUT", "snapshots/before").status == 204
    assert clerk.sign_in_with(overheard).status == 201
    assert own.operate("POST", "snapshots/before").status == 200
    assert clerk.sign_in_with(overheard).code == "device_proof_wrong"
    assert clerk.sign_in().status == 201


def test_the_name_of_a_known_workstation_opens_nothing_without_its_key(central: Central) -> None:
    person = Clerk.ready(central, UNIT, "MAKER02")
    stranger = Clerk(central, UNIT, "MAKER02")
    claimed = stranger.sign_in_body(WRONG) | {"device_id": person.device}
    assert [stranger.sign_in_with(claimed).code for _ in range(4)] == ["device_proof_wrong"] * 4
    for _ in range(4):
        stranger.sign_in(WRONG)
    assert stranger.sign_in().code == "user_locked"
    assert person.sign_in(WRONG).json["facts"] == {"tries_left": "2"}
    assert person.sign_in().status == 201
    unlock(central, UNIT, "MAKER02")


# -- tries ------------------------------------------------------------------------------------------------------------


def test_a_right_password_sent_many_times_at_once_is_never_told_that_it_is_locked(central: Central) -> None:
    clerks = [Clerk(central, UNIT, "AUTH02", device="one-desk") for _ in range(12)]
    bodies = [clerk.sign_in_body() for clerk in clerks]
    barrier = threading.Barrier(len(clerks))

    def enter(number: int) -> int:
        barrier.wait()
        return clerks[number].sign_in_with(bodies[number]).status

    with ThreadPoolExecutor(len(clerks)) as pool:
        assert list(pool.map(enter, range(len(clerks)))) == [201] * len(clerks)


def test_a_lock_is_told_to_both_administrators_and_to_the_unit_once(central: Central, pair: Pair) -> None:
    clerk = Clerk.ready(central, OTHER_UNIT, "MAKER01")
    before = len(alarms(central, "ADMIN1", "GMIS210100")), len(alarms(central, "ADMIN2", "GMIS210100"))
    for _ in range(5):
        clerk.sign_in(WRONG)
    events = [event for event in told(pair.one, "user_locked") if event["uid"] == clerk.uid]
    assert [(event["user_id"], event["device_id"]) for event in events] == [("MAKER01", clerk.device)]
    after = len(alarms(central, "ADMIN1", "GMIS210100")), len(alarms(central, "ADMIN2", "GMIS210100"))
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1]
    assert pair.two.act("unlock", clerk.uid).status == 201
    assert clerk.sign_in().status == 201
    assert len([event for event in told(clerk, "user_locked") if event["uid"] == clerk.uid]) == 1


def test_a_reset_makes_nobody_strange_at_their_own_workstation(own: Central) -> None:
    pair, person = Pair(own), Clerk.ready(own, UNIT, "MAKER01")
    slip_id = pair.two.act("reset_password", person.uid).json["slip_id"]
    stranger = Clerk(own, UNIT, "MAKER01")
    for _ in range(4):
        stranger.sign_in(WRONG)
    person.password = pair.two.print_slip(slip_id).json["secret"]
    assert person.sign_in().status == 201


def test_who_guesses_many_names_from_one_place_must_wait_and_nobody_else_does(own: Central) -> None:
    known, new_here = Clerk.ready(own, UNIT, "MAKER01"), Clerk(own, UNIT, "MAKER02")
    guesser = Clerk(own, UNIT, "MAKER02")
    assert own.operate("PUT", "door", {"hold": False, "guesses": GUESSES}).status == 200
    answers = [guesser.sign_in(WRONG, user_id=f"GUESS{number:03d}") for number in range(GUESSES)]
    assert [answer.status for answer in answers] == [401] * GUESSES
    assert own.operate("PUT", "door", {"hold": False, "guesses": 1}).status == 200
    slowed = [guesser.sign_in(WRONG, user_id=f"GUESS{number:03d}") for number in range(6)]
    assert [answer.status for answer in slowed] == [429] * 6
    assert {answer.code for answer in slowed} == {"too_many_requests"}
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in slowed)
    assert new_here.sign_in().status in (201, 429)
    for _ in range(2):
        assert known.sign_in(WRONG).code == "password_wrong"
        assert known.sign_in().status == 201
    own.operate("PUT", "door", {"hold": False, "guesses": 1000})
    assert new_here.sign_in().status == 201


@pytest.mark.parametrize("body", [{"hold": False, "guesses": 0}, {"hold": True}, {"hold": "yes", "guesses": 5}])
def test_the_rules_of_the_door_are_said_right_or_not_at_all(central: Central, body: Json) -> None:
    assert central.operate("PUT", "door", body).status in (400, 422)
    assert central.operate("GET", "door").json == door()


# -- one session a person ---------------------------------------------------------------------------------------------


def test_a_session_elsewhere_gives_way_only_when_told_and_both_administrators_hear_of_it(
    central: Central, pair: Pair
) -> None:
    here, there = (Clerk(central, UNIT, "AUTH01") for _ in range(2))
    assert here.sign_in(device_name="โต๊ะหน้า").status == 201
    answer = there.sign_in(take_over="no")
    assert (answer.status, answer.code) == (409, "session_elsewhere")
    assert answer.json["facts"] == {"device_name": "โต๊ะหน้า", "since": "2026-11-23T02:00:00.000Z"}
    assert here.ask("GET", "/v1/unit").status == 200
    assert there.sign_in(take_over="yes", device_name="โต๊ะหลัง").status == 201
    assert here.ask("GET", "/v1/unit").code == "session_ended"
    for log in (pair.one, there):
        event = told(log, "session_taken_over")[-1]
        assert (event["user_id"], event["device_name"], event["other_device_name"]) == ("AUTH01", "โต๊ะหลัง", "โต๊ะหน้า")
    for administrator in ("ADMIN1", "ADMIN2"):
        assert "โต๊ะหลัง" in alarms(central, administrator, "GMIS210100")[-1]


def test_a_workstation_where_the_person_may_have_no_key_takes_no_session_over(own: Central) -> None:
    pair = Pair(own)
    uid, approved = pair.add(user_id="CLERK09")
    here = begun(own, pair, approved["slip_id"])
    there = Clerk(own, UNIT, "CLERK09", password=OWN_PASSWORD)
    answer = there.sign_in(take_over="yes")
    assert (answer.status, answer.code) == (403, "key_not_permitted")
    assert here.ask("GET", "/v1/unit").status == 200, "the one that works goes on"
    pair.agree("key.permit", uid, subject_version=pair.one.user("CLERK09")["version"])
    assert there.sign_in(take_over="yes").status == 201
    assert here.ask("GET", "/v1/unit").code == "session_ended"
    assert there.register_key().status == 201
    assert here.sign_in(take_over="yes").status == 201, "its key is there"


def test_the_same_workstation_goes_on_at_once_and_says_nothing(central: Central) -> None:
    clerk = Clerk(central, UNIT, "AUTH01")
    clerk.sign_in()
    before = len(told(clerk, "session_taken_over"))
    again = Clerk(central, UNIT, "AUTH01", clerk.device)
    assert again.sign_in(take_over="no").status == 201
    assert len(told(again, "session_taken_over")) == before


def test_a_session_that_was_signed_out_or_ran_out_is_in_nobodys_way(own: Central) -> None:
    first, second = (Clerk(own, UNIT, "MAKER01") for _ in range(2))
    first.sign_in()
    assert first.ask("DELETE", "/v1/sessions/current").status == 204
    assert second.sign_in(take_over="no").status == 201
    own.operate("PUT", "clock", {"clock": f"frozen:{MONDAY.replace('09:00', '09:15')}"})
    assert first.sign_in(take_over="no").status == 201


def test_by_the_old_rule_a_session_left_open_holds_everybody_for_fifteen_minutes(own: Central) -> None:
    assert own.operate("PUT", "door", door(hold=True)).json == door(hold=True)
    clerk = Clerk(own, UNIT, "MAKER01")
    assert clerk.sign_in().status == 201
    own.operate("PUT", "clock", {"clock": f"frozen:{MONDAY.replace('09:00', '09:05')}"})
    for device in (clerk.device, ""):
        answer = Clerk(own, UNIT, "MAKER01", device).sign_in(take_over="yes")
        assert (answer.status, answer.code) == (409, "session_held")
        assert answer.json["facts"] == {"until": "2026-11-23T02:15:00.000Z", "seconds": "600"}
    own.kill()
    own.restart()
    own.operate("PUT", "clock", {"clock": f"frozen:{MONDAY.replace('09:00', '09:15')}"})
    assert Clerk(own, UNIT, "MAKER01").sign_in().status == 201


# -- the old rules are switches (SIM-17) ------------------------------------------------------------------------------


def test_without_the_old_rule_a_session_left_open_holds_nobody(own: Central) -> None:
    assert own.operate("GET", "door").json == door()
    assert Clerk(own, UNIT, "MAKER01").sign_in().status == 201
    assert Clerk(own, UNIT, "MAKER01", new_device()).sign_in(take_over="yes").status == 201


def test_that_three_wrong_passwords_lock_is_a_switch(own: Central) -> None:
    clerk = Clerk.ready(own, UNIT, "MAKER01")
    assert own.operate("PUT", "door", door(lock=False)).status == 200
    assert [clerk.sign_in(WRONG).code for _ in range(5)] == ["password_wrong"] * 5
    assert clerk.sign_in().status == 201
    assert own.operate("PUT", "door", door()).status == 200
    assert [clerk.sign_in(WRONG).json["facts"]["tries_left"] for _ in range(3)] == ["2", "1", "0"]
    assert clerk.sign_in().code == "user_locked"
    assert own.operate("PUT", "door", door(lock=False)).status == 200
    assert clerk.sign_in().status == 201, "nobody stays locked where nobody is"


def test_that_the_first_password_must_be_changed_is_a_switch(own: Central) -> None:
    clerk = Clerk(own, UNIT, "NEW01")
    assert clerk.sign_in().json[MUST_CHANGE] == "yes"
    assert clerk.ask("GET", "/v1/unit").code == "password_must_change"
    assert own.operate("PUT", "door", door(first_change=False)).status == 200
    other = Clerk(own, UNIT, "NEW01")
    assert other.sign_in().json[MUST_CHANGE] == "no"
    assert other.ask("GET", "/v1/unit").status == 200


# -- who may come in --------------------------------------------------------------------------------------------------


def test_whoever_is_suspended_removed_or_without_rights_is_told_after_the_right_password_only(own: Central) -> None:
    pair = Pair(own)
    person = Clerk.ready(own, UNIT, "MAKER01")
    stale = person.submit_body(person.payment(three_lines()), three_lines())
    assert pair.one.act("suspend_now", person.uid).status == 201
    assert person.send(stale).code == "session_ended"
    assert person.sign_in(WRONG).code == "password_wrong"
    answer = person.sign_in()
    assert (answer.status, answer.code) == (403, "user_suspended")
    user = pair.one.user("MAKER01", UNIT)
    pair.agree("user.resume", person.uid, subject_version=user["version"])
    pair.change("MAKER01", UNIT, grants=[grant("maker_payment", valid_until="2026-11-23")])
    assert person.sign_in().status == 201
    own.advance("2026-11-23T23:59:59+07:00")
    assert person.ask("GET", "/v1/unit").status == 200
    own.advance("2026-11-24T00:00:00+07:00")
    for path in ("/v1/unit", "/v1/events"):
        assert person.ask("GET", path).code == "role_missing"
    answer = person.sign_in()
    assert (answer.status, answer.code, answer.json["facts"]) == (403, "rights_ended", {"day": "2026-11-23"})
    for one in (pair.one, pair.two):
        assert one.sign_in().status == 201
    user = pair.one.user("MAKER01", UNIT)
    pair.agree("user.remove", person.uid, subject_version=user["version"])
    assert person.sign_in().code == "password_wrong"


def test_the_first_password_wants_the_code_on_the_telephone_and_three_wrong_ones_lock(own: Central) -> None:
    pair = Pair(own)
    _, approved = pair.add(user_id="CLERK09")
    unprinted = Clerk(own, UNIT, "CLERK09", password="anything at all")  # noqa: S106
    assert unprinted.sign_in().code == "password_wrong"
    unlock(own, UNIT, "CLERK09")
    slip = pair.two.print_slip(approved["slip_id"]).json
    clerk = Clerk(own, UNIT, "CLERK09", password=slip["secret"])
    session = clerk.sign_in().json
    assert (session[MUST_CHANGE], session["activation_needed"]) == ("yes", "yes")
    code = activation_code(own, clerk)
    for wrong, left in (("", "2"), (f"{(int(code) + 1) % 10**6:06d}", "1"), ("zzzzzz", "0")):
        answer = use_slip(clerk, wrong)
        assert (answer.status, answer.code, answer.json["facts"]) == (401, "activation_wrong", {"tries_left": left})
    assert use_slip(clerk, code).code == "user_locked"
    assert pair.two.act("unlock", str(session["uid"])).status == 201
    assert use_slip(clerk, code, "short").code == "password_too_short"
    assert use_slip(clerk, code).status == 204
    again = clerk.sign_in().json
    assert (again[MUST_CHANGE], again["activation_needed"]) == ("no", "no")
    assert [event["uid"] for event in told(pair.one, "password_changed")] == [session["uid"]]


def test_the_secret_of_a_slip_expires(own: Central) -> None:
    pair = Pair(own)
    _, approved = pair.add(user_id="CLERK09")
    slip = pair.two.print_slip(approved["slip_id"]).json
    clerk = Clerk(own, UNIT, "CLERK09", password=slip["secret"])
    own.advance(slip["expires_at"])
    assert clerk.sign_in(WRONG).code == "password_wrong"
    assert (clerk.sign_in().status, clerk.sign_in().code) == (403, "slip_expired")


def test_passwords_expire_by_the_agencys_policy_and_the_person_chooses_another(own: Central) -> None:
    pair, clerk = Pair(own), Clerk.ready(own, UNIT, "MAKER01")
    assert clerk.session[EXPIRES] == ""
    put_policy(pair, "2101", password_days="90")  # noqa: S106
    assert clerk.sign_in().json[EXPIRES] == "2027-02-21T02:00:00.000Z"
    own.advance("2027-02-21T08:59:59+07:00")
    assert clerk.sign_in().json[MUST_CHANGE] == "no"
    own.advance("2027-02-21T09:00:00+07:00")
    assert clerk.ask("GET", "/v1/unit").status == 200  # nobody is interrupted at work
    assert clerk.sign_in().json[MUST_CHANGE] == "yes"
    assert clerk.ask("GET", "/v1/unit").code == "password_must_change"
    assert use_slip(clerk, "").status == 204
    assert clerk.sign_in().json[EXPIRES] == "2027-05-22T02:00:00.000Z"
    put_policy(pair, "2101")
    assert clerk.sign_in().json[EXPIRES] == ""


def test_a_password_names_neither_the_person_nor_the_office(central: Central) -> None:
    clerk = Clerk(central, UNIT, "NEW01")
    clerk.sign_in()
    for new, code in (  # NEW01 is Mai Roemngan-wanraek
        ("roemngan wanraek", "password_too_common"),
        ("กรมแบบอย่างบริการ", "password_too_common"),
        ("gmis210101-abcd", "password_too_common"),
        ("ก" * 5 + "ข" * 6, "password_too_short"),
    ):
        answer = clerk.ask("PUT", "/v1/password", {"current": clerk.password, "new": new, "activation": ""})
        assert answer.code == code, new


def test_ten_passwords_are_remembered(own: Central) -> None:
    clerk = Clerk(own, UNIT, "MAKER01")
    clerk.sign_in()
    first = clerk.password
    words = [f"{number}{number} เรือน้อยลอยในหนอง" for number in range(10)]
    for word in words:
        assert use_slip(clerk, "", word).status == 204
    assert use_slip(clerk, "", words[0]).code == "password_reused"
    assert use_slip(clerk, "", first).status == 204


# -- signing keys need permits ----------------------------------------------------------------------------------------


def test_each_new_signing_key_uses_up_a_permit_of_both_administrators(own: Central) -> None:
    pair = Pair(own)
    uid, approved = pair.add(user_id="CLERK09")
    clerk = begun(own, pair, approved["slip_id"])
    assert clerk.register_key().status == 201  # the same one again
    assert clerk.ask("DELETE", "/v1/sessions/current").status == 204
    other = Clerk(own, UNIT, "CLERK09", password=OWN_PASSWORD)
    other.sign_in()
    answer = other.register_key()
    assert (answer.status, answer.code) == (403, "key_not_permitted")
    assert other.ask("GET", "/v1/unit").status == 200
    pair.agree("key.permit", uid, subject_version=pair.one.user("CLERK09")["version"])
    assert other.register_key().status == 201
    keys = [key for key in other.ask("GET", "/v1/unit").json["keys"] if key["uid"] == uid]
    assert [key["revoked_at"] for key in keys] == ["", ""]
    assert pair.one.user("CLERK09")["key_permits"] == "0"


# -- workstations -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["unit", "events", "batches/x", "commands/x", "audit-anchors/x", "administration"])
def test_a_revoked_workstation_is_refused_at_whatever_it_reads_next(own: Central, path: str) -> None:
    pair, clerk = Pair(own), Clerk.ready(own, UNIT, "MAKER01")
    assert pair.one.act("revoke_workstation", clerk.device).status == 201
    when = {"agency": "2101", "revoked_at": own.operate("GET", "clock").json["now"]}
    own.advance("2026-11-23T09:10:00+07:00")
    for answer in (
        clerk.ask("GET", f"/v1/{path}"),
        clerk.sign_in(),
        Clerk(own, UNIT, "MAKER02", clerk.device).sign_in(),
    ):
        # Whoever is not signed in hears when, and nobody's name: a thief would have somebody to speak of.
        assert (answer.status, answer.code, answer.json["facts"]) == (403, "workstation_revoked", when)


def test_a_revoked_workstation_is_refused_at_whatever_it_sends_and_at_the_door(own: Central) -> None:
    pair, clerk = Pair(own), Clerk.ready(own, UNIT, "AUTH01")
    submit = clerk.submit_body(clerk.payment(three_lines()), three_lines())
    assert pair.two.act("revoke_workstation", clerk.device).status == 201
    codes = [
        clerk.send(submit).code,
        clerk.register_key().code,
        clerk.ask("POST", "/v1/challenges", {"password": clerk.password}).code,
        use_slip(clerk, "").code,
        clerk.ask("PUT", "/v1/sessions/current").code,
        clerk.sign_in().code,
        Clerk(own, UNIT, "MAKER02", clerk.device).sign_in().code,
        Clerk(own, UNIT, "MAKER02", clerk.device).sign_in(WRONG).code,
    ]
    assert codes == ["workstation_revoked"] * len(codes)
    elsewhere = Clerk(own, UNIT, "AUTH01")
    assert elsewhere.sign_in(take_over="no").status == 201  # what was left open there is in nobody's way
    assert Clerk(own, TWO_SIGNATURES, "MAKER01", clerk.device).sign_in().status == 201  # another agency's own affair
    keys = {key["kid"]: key for key in elsewhere.ask("GET", "/v1/unit").json["keys"]}
    assert keys[clerk.kid]["revoked_at"]


def test_where_codes_are_wanted_a_workstation_comes_into_use_with_one_once(own: Central) -> None:
    pair = Pair(own, OTHER_PARENT)
    old = Clerk.ready(own, TWO_SIGNATURES, "MAKER01")
    put_policy(pair, OTHER_AGENCY, workstations="code")
    assert old.sign_in().status == 201
    slips = []
    for name in ("โต๊ะใหม่", "โต๊ะสำรอง"):
        permit = {"unit": "2102000001", "name": name}
        slips.append(pair.agree("workstation.permit", "2102000001", permit)["slip_id"])
    codes = [pair.two.print_slip(slip_id).json["secret"] for slip_id in slips]
    clerk = Clerk(own, TWO_SIGNATURES, "AUTH01")
    assert (clerk.sign_in(WRONG).code, clerk.sign_in().code) == ("password_wrong", "workstation_unknown")
    assert clerk.sign_in().code == "workstation_unknown"  # a right password costs no try
    answer = clerk.sign_in(device_code="AAAA-AAAA-AAAA")
    assert (answer.status, answer.code, answer.json["facts"]) == (403, "workstation_code_wrong", {"tries_left": "1"})
    assert clerk.sign_in(device_code=codes[0].lower().replace("-", " ")).status == 201
    view = {one["name"]: one for one in pair.one.view()["workstations"]}
    assert (view["โต๊ะใหม่"]["state"], view["โต๊ะใหม่"]["device_id"]) == ("enrolled", clerk.device)
    assert view["โต๊ะใหม่"]["enrolled_by"] == clerk.session["uid"]
    assert Clerk(own, TWO_SIGNATURES, "AUTH02", clerk.device).sign_in().status == 201
    late = Clerk(own, TWO_SIGNATURES, "AUTH02")
    assert late.sign_in(device_code=codes[0]).code == "workstation_code_wrong"  # used
    own.advance("2026-11-24T09:00:00+07:00")
    assert late.sign_in(device_code=codes[1]).code == "workstation_code_wrong"  # a day old
    assert late.sign_in(device_code=codes[1]).code == "workstation_code_wrong"
    assert late.sign_in().code == "user_locked"  # codes are guessed no more often than passwords
    pair.one.sign_in()
    assert [event["user_id"] for event in told(pair.one, "user_locked")] == ["AUTH02"]


def test_a_new_workstation_is_told_to_the_agency_with_the_last_time_it_was_seen(own: Central) -> None:
    pair, clerk = Pair(own), Clerk(own, UNIT, "MAKER01")
    clerk.sign_in(device_name="โต๊ะริมหน้าต่าง")
    events = [event for event in told(pair.one, "workstation_enrolled") if event["device_id"] == clerk.device]
    assert [(event["user_id"], event["device_name"]) for event in events] == [("MAKER01", "โต๊ะริมหน้าต่าง")]
    own.operate("PUT", "clock", {"clock": f"frozen:{MONDAY.replace('09:00', '09:10')}"})
    assert clerk.ask("PUT", "/v1/sessions/current").status == 200
    seen = {one["device_id"]: one for one in pair.one.view()["workstations"]}[clerk.device]
    assert (seen["state"], seen["last_seen_at"]) == ("enrolled", "2026-11-23T02:10:00.000Z")
    assert json.dumps(seen, ensure_ascii=False).count("โต๊ะริมหน้าต่าง") == 1
