"""What is recorded of people: sound records, rights with days, rights that exclude each other (UA-1, UA-2, UA-6)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_administration import Pair, grant, person_id
from tests.helpers.raw_central import OTHER_UNIT, PARENT, UNIT, Central, Clerk, Json, running, three_lines

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def pair(central: Central) -> Pair:
    return Pair(central)


def refusal(pair: Pair, record: Json) -> tuple[str, Json]:
    answer, _ = pair.one.propose("user.add", str(uuid.uuid4()), record)
    return answer.code, answer.json["facts"]


def change(pair: Pair, user: Json, **changes: object) -> tuple[str, Json]:
    """Propose a change; return what it was refused with."""
    answer, proposal = pair.one.propose(
        "user.change", user["uid"], {**user["record"], **changes}, subject_version=user["version"]
    )
    if answer.status == 201:
        assert pair.one.recall(proposal["req_id"]).status == 201
        return "", {}
    return answer.code, answer.json["facts"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("unit", "2102000001"),
        ("unit", ""),
        ("user_id", "clerk01"),
        ("user_id", "AB"),
        ("user_id", "กข01"),
        ("person_id", "1234567890123"),
        ("person_id", ""),
        ("name_th", ""),
        ("name_th", "สม\u200bหญิง"),
        ("mobile", "1234"),
        ("email", "nobody"),
        ("batch_satang_max", "-1"),
        ("batch_satang_max", "๑๐๐"),
    ],
)
def test_a_record_that_is_not_sound_is_refused_by_the_name_of_its_field(
    pair: Pair, fresh: Json, field: str, value: str
) -> None:
    assert refusal(pair, {**fresh, field: value}) == ("field_wrong", {"field": field, "line": ""})


def test_somebody_must_be_reached_by_telephone_or_letter(pair: Pair, fresh: Json) -> None:
    assert refusal(pair, {**fresh, "mobile": ""}) == ("field_wrong", {"field": "mobile", "line": ""})
    uid = str(uuid.uuid4())
    pair.agree("user.add", uid, {**fresh, "mobile": "", "email": "somebody@example.go.th"})


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (grant("director"), "role"),
        (grant("maker_payment", "1 ตุลาคม"), "valid_from"),
        (grant("maker_payment", "2026-10-01", "2026-09-30"), "valid_until"),
        (grant("maker_payment", "2026-02-30"), "valid_from"),
        (grant("maker_payment", substitute_for="x", valid_until="2026-12-01"), "order_no"),
        (grant("maker_payment", substitute_for="x", order_no="1/2570"), "valid_until"),
        (grant("maker_payment", substitute_for="x", order_no="1/2570", valid_until="2026-12-01"), "substitute_for"),
    ],
)
def test_a_right_says_what_from_when_until_when_and_for_whom(pair: Pair, fresh: Json, wrong: Json, field: str) -> None:
    assert refusal(pair, {**fresh, "grants": [wrong]}) == ("field_wrong", {"field": field, "line": ""})


def test_the_same_right_twice_on_a_day_says_nothing_clear(pair: Pair, fresh: Json) -> None:
    twice = [grant("maker_payment", "2026-10-01"), grant("maker_payment", "2026-12-01", "2026-12-31")]
    assert refusal(pair, {**fresh, "grants": twice})[1]["field"] == "grants"


def test_a_user_name_is_given_once_and_never_again(pair: Pair, fresh: Json) -> None:
    assert refusal(pair, {**fresh, "user_id": "MAKER01"})[0] == "user_id_taken"
    uid = str(uuid.uuid4())
    pair.agree("user.add", uid, fresh)
    pair.agree("user.remove", uid, subject_version="1")
    assert pair.one.user(fresh["user_id"])["state"] == "removed"
    assert refusal(pair, fresh)[0] == "user_id_taken"
    for kind in ("user.remove", "user.suspend", "user.resume", "key.permit"):
        assert pair.one.propose(kind, uid, subject_version="2")[0].code == "subject_unknown"
    other_unit = {**fresh, "unit": "2101000002"}
    assert refusal(pair, {**other_unit, "user_id": "AUTH01"})[0] == "user_id_taken"
    pair.agree("user.add", str(uuid.uuid4()), other_unit)


def test_two_proposals_for_one_user_name_cannot_both_be_approved(pair: Pair, fresh: Json) -> None:
    first, second = (pair.one.propose("user.add", str(uuid.uuid4()), fresh)[1] for _ in range(2))
    assert pair.two.settle(first["req_id"]).status == 201
    assert pair.two.settle(second["req_id"]).code == "user_id_taken"
    assert pair.two.settle(second["req_id"], "return").status == 201


@pytest.mark.parametrize("field", ["unit", "user_id", "person_id"])
def test_unit_user_name_and_person_stay_for_life(pair: Pair, field: str) -> None:
    user = pair.one.user("MAKER02", UNIT)
    other = {"unit": "2101000002", "user_id": "MAKER09", "person_id": person_id(404)}[field]
    assert change(pair, user, **{field: other}) == ("field_wrong", {"field": field, "line": ""})


def test_a_change_takes_effect_at_the_approval_and_shows_before_and_after(central: Central, pair: Pair) -> None:
    user = pair.one.user("MAKER02", UNIT)
    before = len(pair.one.events())
    pair.change("MAKER02", UNIT, position="หัวหน้าฝ่ายการเงิน", batch_satang_max="100000")
    now = pair.one.user("MAKER02", UNIT)
    assert (now["record"]["position"], now["version"]) == ("หัวหน้าฝ่ายการเงิน", str(int(user["version"]) + 1))
    told = pair.one.events(before)[-1]
    assert '"batch_satang_max":"0"' in told["before"]
    assert '"batch_satang_max":"100000"' in told["after"]
    shown = next(one for one in pair.one.view()["proposals"] if one["subject_name"] == told["subject_name"])
    assert shown["before"] == told["before"]
    maker = Clerk.ready(central, UNIT, "MAKER02")
    answer, _ = maker.submit(three_lines())
    assert (answer.code, answer.json["facts"]) == ("person_limit", {"limit_satang": "100000"})
    pair.change("MAKER02", UNIT, batch_satang_max="0")
    assert maker.submit(three_lines())[0].status == 201


def test_an_authorizer_approves_no_more_than_their_own_limit_and_may_still_send_back(
    central: Central, pair: Pair
) -> None:
    maker, authorizer = Clerk.ready(central, OTHER_UNIT, "MAKER01"), Clerk.ready(central, OTHER_UNIT, "AUTH01")
    first, second = (str(maker.submit(three_lines())[1]["op_id"]) for _ in range(2))
    pair.change("AUTH01", OTHER_UNIT, batch_satang_max="325124")
    assert authorizer.decide(first).json["facts"] == {"limit_satang": "325124"}
    assert authorizer.decide(second, "return").status == 201
    pair.change("AUTH01", OTHER_UNIT, batch_satang_max="325125")
    assert authorizer.decide(first).status == 201


@pytest.mark.parametrize("role", ["maker_payment", "maker_collection", "maker_remittance"])
def test_nobody_makes_and_authorizes_on_one_day(pair: Pair, fresh: Json, role: str) -> None:
    both = [grant(role, "2026-10-01", "2026-12-31"), grant("authorizer", "2026-12-31")]
    expected = {"role": role, "other_role": "authorizer", "user_id": fresh["user_id"]}
    assert refusal(pair, {**fresh, "grants": both}) == ("rights_conflict", expected)
    pair.agree(
        "user.add",
        str(uuid.uuid4()),
        {**fresh, "grants": [grant(role, "2026-10-01", "2026-12-31"), grant("authorizer", "2027-01-01")]},
    )


def test_one_person_makes_several_kinds_of_entries(pair: Pair, fresh: Json) -> None:
    kinds = [grant(role) for role in ("maker_collection", "maker_payment", "maker_remittance")]
    pair.agree("user.add", str(uuid.uuid4()), {**fresh, "grants": kinds})


def test_a_second_user_name_is_the_same_person(pair: Pair, fresh: Json) -> None:
    maker = pair.one.user("MAKER01", UNIT)["record"]
    twin = {**fresh, "person_id": maker["person_id"], "unit": "2101000002"}
    code, facts = refusal(pair, {**twin, "grants": [grant("authorizer")]})
    assert (code, facts["user_id"]) == ("rights_conflict", "MAKER01")
    pair.agree("user.add", str(uuid.uuid4()), {**twin, "grants": [grant("maker_collection")]})


def test_an_administrator_is_nothing_else_under_any_name(pair: Pair, fresh: Json) -> None:
    admin = pair.one.user("ADMIN1", PARENT)["record"]
    for role in ("maker_payment", "authorizer", "auditor"):
        code, facts = refusal(pair, {**fresh, "person_id": admin["person_id"], "grants": [grant(role)]})
        assert (code, facts["other_role"], facts["user_id"]) == ("rights_conflict", "admin_1", "ADMIN1")


@pytest.mark.parametrize("role", ["admin_1", "admin_2"])
def test_administrators_make_no_administrators(pair: Pair, fresh: Json, role: str) -> None:
    assert refusal(pair, {**fresh, "grants": [grant(role)]})[0] == "admin_by_bank_only"
    user = pair.one.user("MAKER02", UNIT)
    assert change(pair, user, grants=[grant(role)])[0] == "admin_by_bank_only"


@pytest.mark.parametrize("user_id", ["ADMIN1", "ADMIN2"])
def test_administrators_own_records_are_the_banks(pair: Pair, user_id: str) -> None:
    admin = pair.one.user(user_id, PARENT)
    assert change(pair, admin, position="อธิบดี")[0] == "admin_by_bank_only"
    for kind in ("user.suspend", "user.resume", "user.remove", "key.permit"):
        answer, _ = pair.one.propose(kind, admin["uid"], subject_version=admin["version"])
        assert answer.code == "admin_by_bank_only"


def test_the_agency_itself_has_auditors_beside_its_administrators_and_nobody_who_pays(pair: Pair, fresh: Json) -> None:
    home = {**fresh, "unit": "2101000000"}
    assert refusal(pair, home)[1]["field"] == "grants"
    pair.agree("user.add", str(uuid.uuid4()), {**home, "grants": [grant("auditor")]})


def test_suspended_people_are_out_at_once_and_come_back_by_both(central: Central, pair: Pair) -> None:
    clerk = Clerk.ready(central, UNIT, "MAKER03")
    user = pair.one.user("MAKER03", UNIT)
    assert pair.one.propose("user.resume", user["uid"], subject_version=user["version"])[0].code == "status_forbids"
    pair.agree("user.suspend", user["uid"], subject_version=user["version"])
    assert clerk.ask("GET", "/v1/unit").code == "session_ended"
    assert clerk.sign_in().code == "user_suspended"
    now = pair.one.user("MAKER03", UNIT)
    assert (now["state"], now["signed_in"]) == ("suspended", "no")
    assert pair.one.propose("user.suspend", user["uid"], subject_version=now["version"])[0].code == "status_forbids"
    pair.agree("user.resume", user["uid"], subject_version=now["version"])
    assert clerk.sign_in().status == 201


def test_rights_begin_and_end_at_midnight_in_bangkok(tmp_path: Path) -> None:
    with running(tmp_path, "--clock", "frozen:2026-11-23T23:00:00+07:00") as central:
        pair = Pair(central)
        until = [grant("maker_payment", "2026-11-01", "2026-11-23"), grant("authorizer", "2026-11-24", "2026-11-24")]
        pair.change("MAKER02", UNIT, grants=until)
        clerk = Clerk.ready(central, UNIT, "MAKER02")

        def at(moment: str) -> list[str]:
            assert central.operate("PUT", "clock", {"clock": f"frozen:{moment}"}).status == 200
            answer = clerk.sign_in()
            return answer.json["roles"] if answer.status == 201 else [answer.code]

        assert at("2026-11-23T23:59:59.999+07:00") == ["maker_payment"]
        assert at("2026-11-24T00:00:00+07:00") == ["authorizer"]
        assert at("2026-11-24T23:59:59.999+07:00") == ["authorizer"]
        assert at("2026-11-25T00:00:00+07:00") == ["rights_ended"]


def test_a_right_that_ends_meanwhile_is_gone_in_the_running_session(tmp_path: Path) -> None:
    with running(tmp_path) as central:
        pair = Pair(central)
        pair.change("AUTH02", UNIT, grants=[grant("authorizer", "2026-11-01", "2026-11-23")])
        maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH02")
        op_id = str(maker.submit(three_lines(), value_date="2026-11-24")[1]["op_id"])
        command = authorizer.decide_body(op_id)
        central.advance("2026-11-24T00:00:00+07:00")
        assert authorizer.send(command).code == "role_missing"


def test_a_substitute_takes_the_place_of_somebody_who_holds_it_for_those_days(pair: Pair, fresh: Json) -> None:
    authorizer = pair.one.user("AUTH01", UNIT)["uid"]
    days = {"valid_from": "2026-12-01", "valid_until": "2026-12-15", "order_no": "ที่ 99/2570"}
    standing_in = grant("authorizer", **days, substitute_for=authorizer)
    pair.agree("user.add", str(uuid.uuid4()), {**fresh, "grants": [standing_in]})
    nobody = {**standing_in, "substitute_for": pair.one.user("MAKER01", UNIT)["uid"]}
    for wrong in (nobody, {**standing_in, "substitute_for": pair.one.user("AUTH01", OTHER_UNIT)["uid"]}):
        other = {**fresh, "user_id": f"S{uuid.uuid4().int % 10**8:08d}", "grants": [wrong]}
        assert refusal(pair, other)[1]["field"] == "substitute_for"


def test_a_substitute_who_is_a_maker_in_those_days_is_refused(pair: Pair) -> None:
    maker, authorizer = pair.one.user("MAKER02", UNIT), pair.one.user("AUTH01", UNIT)["uid"]
    days = {"valid_from": "2026-12-01", "valid_until": "2026-12-15", "order_no": "ที่ 99/2570"}
    standing_in = grant("authorizer", **days, substitute_for=authorizer)
    code, facts = change(pair, maker, grants=[grant("maker_payment"), standing_in])
    assert (code, facts["role"], facts["other_role"]) == ("rights_conflict", "maker_payment", "authorizer")


def test_each_user_is_shown_with_unfinished_work(central: Central, pair: Pair) -> None:
    maker = Clerk.ready(central, UNIT, "MAKER01")
    op_id = str(maker.submit(three_lines())[1]["op_id"])
    detail = pair.two.ask("GET", f"/v1/administration/users/{maker.uid}").json
    assert op_id in {batch["op_id"] for batch in detail["open_batches"]}
    assert (detail["user"]["open_batches"], detail["to_decide"]) == (str(len(detail["open_batches"])), [])
    decider = pair.one.user("AUTH02", UNIT)["uid"]
    waiting = pair.two.ask("GET", f"/v1/administration/users/{decider}").json["to_decide"]
    assert {"op_id": op_id, "status": "submitted", "total_satang": "325125"}.items() <= next(
        batch for batch in waiting if batch["op_id"] == op_id
    ).items()
