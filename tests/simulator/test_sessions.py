"""Passwords, locks, leases and take-overs (T-01 to T-05, S13, S15)."""

from __future__ import annotations

import contextlib
import http.client
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.helpers.raw_central import MONDAY, UNIT, Answer, Central, Clerk, running


@pytest.fixture(autouse=True)
def _unlocked(central: Central) -> None:
    for user in ("MAKER01", "MAKER02", "AUTH01", "NOBODY"):
        assert central.operate("POST", "unlock", {"company_id": UNIT, "user_id": user}).status == 204


def test_three_wrong_passwords_lock_and_count_down(central: Central) -> None:
    clerk = Clerk(central, UNIT, "MAKER01")
    for left in ("2", "1", "0"):
        answer = clerk.sign_in("wrong password here")
        assert (answer.status, answer.code, answer.json["facts"]) == (401, "password_wrong", {"tries_left": left})
    for password in ("wrong password here", clerk.password):
        answer = clerk.sign_in(password)
        assert (answer.status, answer.code) == (403, "user_locked")


def test_a_right_password_gives_the_tries_back(central: Central) -> None:
    clerk = Clerk(central, UNIT, "MAKER01")
    for _ in range(4):
        assert clerk.sign_in("wrong password here").json["facts"] == {"tries_left": "2"}
        assert clerk.sign_in("wrong password here").json["facts"] == {"tries_left": "1"}
        assert clerk.sign_in().status == 201


def test_twenty_wrong_passwords_at_once_are_three_tries(central: Central) -> None:
    barrier = threading.Barrier(20)

    def guess(clerk: Clerk) -> str:
        body = clerk.sign_in_body("wrong password here")
        barrier.wait()
        return clerk.sign_in_with(body).code

    clerks = [Clerk(central, UNIT, "MAKER01", device="desk-one") for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        codes = list(pool.map(guess, clerks))
    assert sorted(codes) == ["password_wrong"] * 3 + ["user_locked"] * 17
    assert Clerk(central, UNIT, "MAKER01").sign_in().code == "user_locked"


def test_strange_workstations_cannot_lock_a_person_out_of_the_known_one(central: Central) -> None:
    clerk = Clerk.ready(central, UNIT, "MAKER02")
    for _ in range(10):
        Clerk(central, UNIT, "MAKER02").sign_in("wrong password here")
    assert Clerk(central, UNIT, "MAKER02").sign_in().code == "user_locked"
    assert clerk.sign_in().status == 201


def test_the_known_workstation_locks_by_itself(central: Central) -> None:
    clerk = Clerk.ready(central, UNIT, "MAKER02")
    for _ in range(3):
        clerk.sign_in("wrong password here")
    assert clerk.sign_in().code == "user_locked"


def test_a_name_that_does_not_exist_is_answered_like_one_that_does(central: Central) -> None:
    clerk = Clerk(central, UNIT, "MAKER01")
    clerk.user_id = "NOBODY"
    codes = [(answer.code, answer.json["facts"]) for answer in (clerk.sign_in("x" * 14) for _ in range(4))]
    assert codes == [
        ("password_wrong", {"tries_left": "2"}),
        ("password_wrong", {"tries_left": "1"}),
        ("password_wrong", {"tries_left": "0"}),
        ("user_locked", {}),
    ]


def test_asking_for_a_signature_counts_the_same_tries(central: Central) -> None:
    clerk = Clerk.ready(central, UNIT, "AUTH01")
    codes = [clerk.ask("POST", "/v1/challenges", {"password": "wrong password"}).code for _ in range(4)]
    assert codes == ["password_wrong"] * 3 + ["user_locked"]
    assert clerk.sign_in().code == "user_locked"


def test_a_killed_check_gives_no_free_try(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(tmp_path_factory.mktemp("killed")) as central:
        for _ in range(3):
            clerk = Clerk(central, UNIT, "MAKER01", device="desk-one")
            thread = threading.Thread(target=_ask_and_forget, args=(clerk,))
            thread.start()
            thread.join(0.02)
            central.process.kill()
            thread.join()  # before its connection is closed under it
            central.kill()
            central.restart()
        clerk = Clerk(central, UNIT, "MAKER01", device="desk-one")
        tries = [clerk.sign_in("wrong password here").code for _ in range(4)]
        assert tries.count("password_wrong") <= 3
        assert tries[-1] == "user_locked"


def _must_change(answer: Answer) -> bool:
    assert answer.status == 201
    return {"yes": True, "no": False}[answer.json["must_change_password"]]


def _ask_and_forget(clerk: Clerk) -> None:
    with contextlib.suppress(OSError, http.client.HTTPException):
        clerk.sign_in("wrong password here")


def test_a_second_sign_in_ends_the_first_session_and_raises_the_epoch(central: Central) -> None:
    first = Clerk(central, UNIT, "MAKER01")
    assert first.sign_in().status == 201
    second = Clerk(central, UNIT, "MAKER01")
    answer = second.sign_in()
    assert int(answer.json["session_epoch"]) == int(first.session["session_epoch"]) + 1
    assert answer.json["last_sign_in_device"] == "เครื่องทดสอบ"
    assert first.ask("GET", "/v1/unit").code == "session_ended"
    assert second.ask("GET", "/v1/unit").status == 200


def test_signing_out_ends_the_session(central: Central) -> None:
    clerk = Clerk(central, UNIT, "MAKER01")
    clerk.sign_in()
    assert clerk.ask("DELETE", "/v1/sessions/current").status == 204
    assert clerk.ask("GET", "/v1/unit").code == "session_ended"


def test_a_session_lives_fifteen_minutes_from_the_last_heartbeat(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(tmp_path_factory.mktemp("lease")) as central:
        clerk = Clerk(central, UNIT, "MAKER01")
        clerk.sign_in()

        def at(clock: str) -> None:
            assert central.operate("PUT", "clock", {"clock": f"frozen:2026-11-23T{clock}+07:00"}).status == 200

        at("09:14:59")
        lease = clerk.ask("PUT", "/v1/sessions/current").json
        assert lease == {"lease_until": "2026-11-23T02:29:59.000Z", "server_time": "2026-11-23T02:14:59.000Z"}
        at("09:29:58")
        assert clerk.ask("GET", "/v1/unit").status == 200
        at("09:29:59")
        assert clerk.ask("GET", "/v1/unit").code == "session_ended"
        assert clerk.ask("PUT", "/v1/sessions/current").code == "session_ended"

        # Where the clock is put back, neither it nor a permission to sign lasts until that hour comes again.
        assert clerk.sign_in().status == 201
        assert clerk.challenge()
        at("08:00:00")
        assert clerk.ask("PUT", "/v1/sessions/current").json["lease_until"] == "2026-11-23T01:15:00.000Z"
        with central.books() as database:
            assert database.execute("SELECT challenge_sha256 FROM challenges").fetchall() == []


def test_time_that_the_operator_lets_pass_does_not_end_sessions(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(tmp_path_factory.mktemp("advance")) as central:
        clerk = Clerk(central, UNIT, "MAKER01")
        clerk.sign_in()
        central.advance(MONDAY.replace("11-23", "11-27"))
        assert clerk.ask("GET", "/v1/unit").json["server_time"].startswith("2026-11-27")


def test_nobody_is_put_out_while_the_operator_lets_time_pass(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(tmp_path_factory.mktemp("advance")) as central:
        watcher, beating = Clerk(central, UNIT, "MAKER01"), Clerk(central, UNIT, "AUTH01")
        for clerk in (watcher, beating):
            clerk.sign_in()
        over = threading.Event()

        def ask(clerk: Clerk, method: str, path: str) -> set[int]:
            told = set()
            while not over.is_set():
                told.add(clerk.ask(method, path).status)
            return told

        with ThreadPoolExecutor(2) as pool:
            looks = pool.submit(ask, watcher, "GET", "/v1/unit")
            beats = pool.submit(ask, beating, "PUT", "/v1/sessions/current")
            for hour in range(10, 24):
                for minute in ("00", "30"):
                    central.advance(MONDAY.replace("T09:00", f"T{hour}:{minute}"))
            over.set()
        assert (looks.result(), beats.result()) == ({200}, {200})


def test_a_new_person_must_change_the_password_first(central: Central) -> None:
    clerk = Clerk(central, UNIT, "NEW01")
    assert _must_change(clerk.sign_in())
    for method, path in (("GET", "/v1/unit"), ("GET", "/v1/events"), ("PUT", "/v1/commands/x"), ("PUT", "/v1/keys/x")):
        body = {"kid": "x", "public_key": "", "device_id": "", "proof": ""} if "keys" in path else None
        answer = clerk.ask(method, path, body)
        assert (answer.status, answer.code) == (403, "password_must_change")
    first, second = "กระต่ายหมายจันทร์ 99", "ปลาหมอตายเพราะปาก 7"
    for new, code in (
        ("สั้นเกินไป", "password_too_short"),
        ("a" * 11, "password_too_short"),
        ("a" * 129, "password_too_short"),
        ("password12345", "password_too_common"),
        ("รหัสผ่าน1234", "password_too_common"),
        ("passwordpassword", "password_too_common"),
        ("Qwerty-123456", "password_too_common"),
        ("๑๒๓๔๕๖๗๘๙๐๑๒", "password_too_common"),
        ("กล้วยหอม-กล้วยหอม", "password_too_common"),
        ("GMIS210101 new", "password_too_common"),
        ("aaaaaaaaaaaaab", "password_too_common"),
        (clerk.password, "password_reused"),
    ):
        answer = clerk.ask("PUT", "/v1/password", {"current": clerk.password, "new": new, "activation": ""})
        assert (answer.status, answer.code) == (422, code), new
    assert (
        clerk.ask("PUT", "/v1/password", {"current": "wrong password", "new": first, "activation": ""}).code
        == "password_wrong"
    )
    assert clerk.ask("PUT", "/v1/password", {"current": clerk.password, "new": first, "activation": ""}).status == 204
    assert clerk.ask("GET", "/v1/unit").status == 200
    assert clerk.sign_in().code == "password_wrong"
    assert not _must_change(clerk.sign_in(first))
    assert clerk.ask("PUT", "/v1/password", {"current": first, "new": second, "activation": ""}).status == 204
    assert (
        clerk.ask("PUT", "/v1/password", {"current": second, "new": first, "activation": ""}).code == "password_reused"
    )


def test_a_password_typed_in_another_normal_form_is_the_same(central: Central) -> None:
    clerk = Clerk(central, UNIT, "MAKER02")
    clerk.sign_in()
    assert (
        clerk.ask(
            "PUT", "/v1/password", {"current": clerk.password, "new": "น\u0e49\u0e33ใสไหลเย็น 55", "activation": ""}
        ).status
        == 204
    )
    assert clerk.sign_in("น\u0e49\u0e4d\u0e32ใสไหลเย็น 55").status == 201
    assert (
        clerk.ask(
            "PUT",
            "/v1/password",
            {"current": "น\u0e49\u0e33ใสไหลเย็น 55", "new": "x" + clerk.password, "activation": ""},
        ).status
        == 204
    )
    clerk.password = "x" + clerk.password


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"device_id": "x"}, "field_wrong"),
        ({"device_id": "desk\n1"}, "field_wrong"),
        ({"device_name": "ก" * 201}, "field_wrong"),
        ({"take_over": ""}, "field_wrong"),
        ({"extra": "1"}, "not_canonical"),
    ],
    ids=range(5),
)
def test_a_sign_in_of_the_wrong_form_is_refused(central: Central, change: dict[str, str], code: str) -> None:
    assert Clerk(central, UNIT, "MAKER01").sign_in("x" * 12, **change).code == code


def test_a_key_is_taken_only_with_proof_from_this_workstation(central: Central) -> None:
    clerk = Clerk(central, UNIT, "AUTH01")
    clerk.sign_in()
    other = Clerk(central, UNIT, "MAKER01")
    right = {
        "kid": clerk.kid,
        "public_key": clerk.public_key,
        "device_id": clerk.device,
        "proof": clerk.sign("KEY", f"{clerk.uid}\n{clerk.device}".encode()),
    }
    for change, code in (
        ({"device_id": "desk-other"}, "device_wrong"),
        ({"public_key": other.public_key}, "field_wrong"),
        ({"public_key": "AAAA"}, "field_wrong"),
        ({"public_key": "ไทย"}, "field_wrong"),
        ({"proof": other.sign("KEY", f"{clerk.uid}\n{clerk.device}".encode())}, "signature_wrong"),
        ({"proof": clerk.sign("MAKE", f"{clerk.uid}\n{clerk.device}".encode())}, "signature_wrong"),
    ):
        assert clerk.ask("PUT", f"/v1/keys/{clerk.kid}", right | change).code == code
    assert clerk.ask("PUT", f"/v1/keys/{other.kid}", right).code == "field_wrong"
    first, again = clerk.register_key(), clerk.register_key()
    assert (first.status, again.body) == (201, first.body)
    told = [event for event in clerk.events() if event["record"]["type"] == "key.registered"]
    assert [event["kid"] for event in told].count(clerk.kid) == 1


def test_a_new_key_on_the_same_workstation_revokes_the_old_one(central: Central) -> None:
    clerk = Clerk.ready(central, UNIT, "AUTH01")
    old = clerk.kid
    again = Clerk(central, UNIT, "AUTH01", clerk.device)
    again.sign_in()
    assert again.register_key().status == 201
    keys = {key["kid"]: key for key in again.ask("GET", "/v1/unit").json["keys"]}
    assert keys[old]["revoked_at"]
    assert not keys[again.kid]["revoked_at"]


def test_too_many_sign_ins_at_once_are_asked_to_wait_and_cost_no_try(central: Central) -> None:
    barrier = threading.Barrier(100)

    def sign_in(clerk: Clerk) -> tuple[int, str]:
        clerk.wire.ask("GET", "/v1/about")
        barrier.wait()
        answer = clerk.sign_in_with(bodies[clerk.device])
        return answer.status, answer.code

    clerks = [Clerk(central, UNIT, "MAKER01") for _ in range(100)]
    bodies = {clerk.device: clerk.sign_in_body("y", company_id="X", user_id=clerk.device) for clerk in clerks}
    with ThreadPoolExecutor(100) as pool:
        results = list(pool.map(sign_in, clerks))
    assert set(results) == {(401, "password_wrong"), (429, "too_many_requests")}
    for clerk in clerks:
        clerk.wire.close()
