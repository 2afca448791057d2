"""A thief, a colluding colleague and a tired clerk at the finished access control: what they try gains them nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_administration import Pair, activation_code, use_slip
from tests.helpers.raw_central import (
    OTHER_PARENT,
    PARENT,
    TWO_SIGNATURES,
    UNIT,
    Central,
    Clerk,
    Json,
    line,
    new_device,
    running,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

AGENCY = "2101"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Central]:
    with running(tmp_path / "own") as started:
        yield started


@pytest.fixture
def pair(own: Central) -> Pair:
    return Pair(own)


def test_whoever_opens_the_slip_gets_no_more_guesses_at_the_code_by_signing_in_again(own: Central, pair: Pair) -> None:
    _, approved = pair.add(user_id="CLERK09")
    slip = pair.two.print_slip(approved["slip_id"]).json
    thief = Clerk(own, UNIT, "CLERK09", password=slip["secret"])
    code = activation_code(own, thief)
    answers = []
    for guess in range(1, 4):
        assert thief.sign_in().status == 201
        answers.append(use_slip(thief, f"{(int(code) + guess) % 10**6:06d}").json["facts"]["tries_left"])
    assert answers == ["2", "1", "0"]
    assert thief.sign_in().code == "user_locked"
    thief.device = new_device()
    assert thief.sign_in().code == "user_locked"


def test_the_code_of_a_workstation_is_not_guessed_by_asking_without_one_in_between(own: Central, pair: Pair) -> None:
    pair.agree("policy.change", AGENCY, policy(workstations="code"), subject_version=pair.one.view()["policy_version"])
    pair.agree("workstation.permit", "2101000001", {"unit": "2101000001", "name": "โต๊ะการเงิน"})
    clerk = Clerk(own, UNIT, "MAKER01")
    left = []
    for _ in range(3):
        left.append(clerk.sign_in(device_code="AAAA-CCCC-DDDD").json["facts"]["tries_left"])
        again = clerk.sign_in().code
    assert (left, again) == (["2", "1", "0"], "user_locked")


def policy(*rules: Json, **changes: object) -> Json:
    right = {"rules": list(rules), "password_days": "0", "workstations": "open", "review_months": "12"}
    return {**right, **changes}


def test_nobody_is_taken_out_whom_the_policy_needs(own: Central, pair: Pair) -> None:
    rule = {"unit": "2101000001", "kind": "", "account": "", "above_satang": "0", "signatures": "2", "stages": []}
    pair.agree("policy.change", AGENCY, policy(rule), subject_version=pair.one.view()["policy_version"])
    user = pair.one.user("AUTH02", UNIT)
    about = {"subject_version": user["version"]}
    refused = {}
    for kind, change in (("user.remove", {}), ("user.change", {**user["record"], "grants": []})):
        answer, _ = pair.one.propose(kind, user["uid"], change, **about)
        refused[kind] = (answer.status, answer.code, answer.json.get("facts"))
    assert refused == dict.fromkeys(("user.remove", "user.change"), (422, "policy_unmeetable", {"rule": "1"}))
    assert pair.one.user("AUTH02", UNIT) == user
    pair.agree("policy.change", AGENCY, policy(), subject_version=pair.one.view()["policy_version"])
    pair.agree("user.remove", user["uid"], **about)


def test_who_is_in_danger_is_suspended_even_where_the_policy_needs_them(own: Central, pair: Pair) -> None:
    rule = {"unit": "2101000001", "kind": "", "account": "", "above_satang": "0", "signatures": "2", "stages": []}
    pair.agree("policy.change", AGENCY, policy(rule), subject_version=pair.one.view()["policy_version"])
    user = pair.one.user("AUTH02", UNIT)
    assert pair.two.act("suspend_now", user["uid"]).status == 201
    # What the policy asked for is out of reach already: taking the person out makes nothing worse.
    pair.agree("user.remove", user["uid"], subject_version=pair.one.user("AUTH02", UNIT)["version"])


def test_the_document_of_a_maker_who_is_gone_can_be_paid_by_a_colleague(own: Central, pair: Pair) -> None:
    maker, authorizer = Clerk.ready(own, UNIT, "MAKER01"), Clerk.ready(own, UNIT, "AUTH01")
    answer, payment = maker.submit([line(1, 100_000)], doc_no="36000001")
    assert answer.status == 201, answer.body
    assert authorizer.decide(payment["op_id"], "return").status == 201
    user = pair.one.user("MAKER01", UNIT)
    pair.agree("user.remove", user["uid"], subject_version=user["version"])
    colleague = Clerk.ready(own, UNIT, "MAKER02")
    assert colleague.move("cancel", payment["op_id"]).status == 201
    assert colleague.submit([line(1, 100_000)], doc_no="36000001")[0].status == 201


def gone(pair: Pair, clerk: Clerk) -> None:
    user = pair.one.user(clerk.user_id, clerk.company_id)
    pair.agree("user.remove", user["uid"], subject_version=user["version"])


def suspended(pair: Pair, clerk: Clerk) -> None:
    assert pair.two.act("suspend_now", clerk.uid).status == 201


def without_rights(pair: Pair, clerk: Clerk) -> None:
    user = pair.one.user(clerk.user_id, clerk.company_id)
    pair.agree("user.change", user["uid"], {**user["record"], "grants": []}, subject_version=user["version"])


def test_what_a_removed_maker_handed_in_is_not_paid_but_a_colleague_hands_it_in(own: Central, pair: Pair) -> None:
    maker, authorizer = Clerk.ready(own, UNIT, "MAKER01"), Clerk.ready(own, UNIT, "AUTH01")
    op_id = str(maker.submit([line(1, 100_000)], doc_no="36000001")[1]["op_id"])
    gone(pair, maker)
    assert authorizer.decide(op_id).code == "maker_removed"
    assert authorizer.decide(op_id, "return").status == 201
    colleague = Clerk.ready(own, UNIT, "MAKER02")
    assert colleague.move("cancel", op_id).status == 201
    answer, again = colleague.submit([line(1, 100_000)], doc_no="36000001")
    assert answer.status == 201
    assert authorizer.decide(again["op_id"]).status == 201


def test_what_a_removed_person_signed_counts_for_nobody(own: Central) -> None:
    pair = Pair(own, OTHER_PARENT)
    maker, first, second = (Clerk.ready(own, TWO_SIGNATURES, user) for user in ("MAKER01", "AUTH01", "AUTH02"))
    op_id = str(maker.submit([line(1)])[1]["op_id"])
    assert first.decide(op_id).status == 201
    with own.books() as books:  # a unit that asks for two keeps two
        books.execute("UPDATE users SET removed = 1 WHERE uid = ?", (first.uid,))
    assert second.decide(op_id).code == "signer_removed"
    assert second.decide(op_id, "return").status == 201
    assert pair.one.sign_in().status == 201


@pytest.mark.parametrize("leaves", [gone, suspended, without_rights])
def test_what_was_approved_for_a_later_day_is_stopped_by_a_colleague_of_a_maker_who_cannot(
    own: Central, pair: Pair, leaves: Callable[[Pair, Clerk], None]
) -> None:
    maker, authorizer = Clerk.ready(own, UNIT, "MAKER01"), Clerk.ready(own, UNIT, "AUTH01")
    colleague = Clerk.ready(own, UNIT, "MAKER02")
    op_id = str(maker.submit([line(1)], value_date="2026-11-24")[1]["op_id"])
    assert authorizer.decide(op_id).status == 201
    assert colleague.move("cancel", op_id).code == "not_the_maker"
    leaves(pair, maker)
    assert colleague.move("cancel", op_id).status == 201
    own.advance("2026-11-24T10:00:00+07:00")
    assert own.operate("GET", f"batches/{op_id}").json["lines"][0]["status"] == "voided"
    own.assert_books_right()


def test_printing_a_slip_leaves_who_did_it_and_for_whom(own: Central, pair: Pair) -> None:
    uid, approved = pair.add(user_id="CLERK09")
    assert pair.two.print_slip(approved["slip_id"]).status == 201
    told = [event for event in pair.one.events() if event.get("what") == "slip_printed"]
    assert [(event["record"]["actor_uid"], event["uid"]) for event in told] == [(pair.two.uid, uid)]
    assert "slip_printed" in [note["what"] for note in pair.one.view()["notes"]]


def test_what_a_stranger_calls_their_workstation_reaches_no_telephone(own: Central, pair: Pair) -> None:
    stranger = Clerk(own, UNIT, "MAKER01", password="not the password")  # noqa: S106
    for _ in range(3):
        assert stranger.sign_in(device_name="โทร 02-000-0000 เพื่อปลดล็อก").code == "password_wrong"
    assert stranger.sign_in(device_name="").code == "field_wrong"
    told = own.operate("GET", f"person-notices?company_id={PARENT}&user_id=ADMIN1").json["notices"][-1]
    assert told["what"] == "alarm"
    assert "MAKER01" in told["text"]
    assert told["text"].endswith("เครื่อง ที่ไม่รู้จัก")
    assert pair.one.sign_in(device_name="เครื่องผู้ดูแล").status == 201


def test_the_workstation_that_the_bank_gives_one_administrator_is_not_the_other_ones_to_take(
    own: Central, pair: Pair
) -> None:
    named = {"company_id": PARENT, "user_id": "ADMIN1", "reason": "แบบฟอร์มสาขา 14/2570"}
    slip_id = own.operate("POST", "administrators/workstation", named).json["slip_id"]
    assert pair.two.print_slip(slip_id).code == "not_found"
    assert pair.two.user("ADMIN1", PARENT)["slip_id"] == ""
    assert own.operate("POST", "administrators/reset", named).status == 200
    assert own.operate("POST", f"slips/{slip_id}").json["kind"] == "workstation"


def test_an_unlock_by_the_operator_is_written_down(own: Central) -> None:
    assert own.operate("POST", "unlock", {"company_id": UNIT, "user_id": "MAKER01"}).status == 204
    with own.books() as books:
        notes = books.execute("SELECT name, what FROM security").fetchall()
    assert (f"{UNIT}/MAKER01", "operator.unlock") in notes


@pytest.mark.parametrize("moment", ["2026-13-45T99:99:99.999Z", "9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00.000Z"])
def test_a_moment_that_no_reader_could_read_spoils_nobodys_view(own: Central, pair: Pair, moment: str) -> None:
    maker = Clerk.ready(own, UNIT, "MAKER01")
    answers = [
        maker.submit([line(1, 100_000)], made_at=moment)[0],
        pair.one.propose("user.remove", maker.uid, subject_version="1", made_at=moment)[0],
        pair.two.act("end_session", maker.uid, at=moment),
    ]
    assert [(answer.status, answer.code) for answer in answers] == [(422, "field_wrong")] * 3


def test_the_secret_of_a_slip_expires_in_a_running_session_too(own: Central, pair: Pair) -> None:
    _, approved = pair.add(user_id="CLERK09")
    slip = pair.two.print_slip(approved["slip_id"]).json
    clerk = Clerk(own, UNIT, "CLERK09", password=slip["secret"])
    assert clerk.sign_in().status == 201
    own.advance(slip["expires_at"])
    assert use_slip(clerk, activation_code(own, clerk)).code == "slip_expired"


def test_a_unit_whose_own_number_is_two_keeps_two_authorizers(own: Central) -> None:
    pair = Pair(own, OTHER_PARENT)
    users = [one for one in pair.one.view()["users"] if one["company_id"] == TWO_SIGNATURES]
    able = [one for one in users if any(each["role"] == "authorizer" for each in one["record"]["grants"])]
    answers = []
    for one in able:
        answer, proposal = pair.one.propose("user.remove", one["uid"], subject_version=one["version"])
        answers.append(answer.code or pair.two.settle(proposal["req_id"]).json["status"])
    assert answers == ["approved"] * (len(able) - 2) + ["policy_unmeetable"] * 2
