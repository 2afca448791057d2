"""The policy both administrators agree on: how many signatures, whose, in which order, for new batches (AP-3, AP-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_administration import Pair, grant
from tests.helpers.raw_central import (
    ACCOUNTS,
    OTHER_PARENT,
    OTHER_UNIT,
    TWO_SIGNATURES,
    UNIT,
    Central,
    Clerk,
    Json,
    running,
    three_lines,
)
from tests.helpers.raw_central import line as payee

if TYPE_CHECKING:
    from pathlib import Path

AGENCY = "2101"


@pytest.fixture(scope="module")
def agreeing(central: Central) -> Pair:
    return Pair(central)


@pytest.fixture
def pair(agreeing: Pair) -> Pair:
    """Both administrators, with no rules in force."""
    if agreeing.one.view()["policy"] != policy():
        enact(agreeing)
    return agreeing


def rule(signatures: str = "2", **changes: object) -> Json:
    right = {"unit": "", "kind": "", "account": "", "above_satang": "0", "signatures": signatures, "stages": []}
    return {**right, **changes}


def policy(*rules: Json, **changes: object) -> Json:
    right = {"rules": list(rules), "password_days": "0", "workstations": "open", "review_months": "12"}
    return {**right, **changes}


def version(pair: Pair) -> str:
    return str(pair.one.view()["policy_version"])


def enact(pair: Pair, *rules: Json, **changes: object) -> None:
    pair.agree("policy.change", AGENCY, policy(*rules, **changes), subject_version=version(pair))


def refusal(pair: Pair, wanted: Json) -> tuple[str, str]:
    answer, _ = pair.one.propose("policy.change", AGENCY, wanted, subject_version=version(pair))
    return answer.code, str(answer.json["facts"].get("field", answer.json["facts"].get("rule", "")))


def needed(clerk: Clerk, op_id: str) -> str:
    event = next(event for event in clerk.events() if event.get("op_id") == op_id)
    return str(event["signatures_needed"])


def submit(maker: Clerk, satang: int = 325_125, **changes: str) -> str:
    answer, payment = maker.submit([payee(1, satang)], **changes)
    assert answer.status == 201, answer.body
    return str(payment["op_id"])


def test_a_policy_holds_for_batches_handed_in_after_its_approval(central: Central, pair: Pair) -> None:
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    before = submit(maker)
    _, proposal = pair.one.propose(
        "policy.change", AGENCY, policy(rule(unit="2101000001")), subject_version=version(pair)
    )
    between = submit(maker)
    assert pair.two.settle(proposal["req_id"]).status == 201
    after = submit(maker)
    assert [needed(maker, op_id) for op_id in (before, between, after)] == ["1", "1", "2"]
    assert [authorizer.decide(op_id).json["status"] for op_id in (before, between, after)] == [
        "approved",
        "approved",
        "in_approval",
    ]
    assert Clerk.ready(central, UNIT, "AUTH02").decide(after).json["status"] == "approved"
    central.settle()
    assert maker.content(after)["status"] == "settled"


def test_a_new_edition_is_judged_by_the_policy_of_its_own_day(central: Central, pair: Pair) -> None:
    maker = Clerk.ready(central, UNIT, "MAKER01")
    op_id = submit(maker)
    enact(pair, rule(unit="2101000001"))
    assert maker.move("withdraw", op_id).status == 201
    submit(maker, op_id=op_id, rev="2")
    mine = [event for event in maker.events() if event.get("op_id") == op_id]
    editions = [event["signatures_needed"] for event in mine if event["record"]["type"] == "batch.submitted"]
    assert editions == ["1", "2"]


@pytest.mark.parametrize(
    ("one", "matches"),
    [
        ({}, True),
        ({"kind": "welfare"}, True),
        ({"kind": "loan"}, False),
        ({"above_satang": "325124"}, True),
        ({"above_satang": "325125"}, False),
        ({"account": ACCOUNTS[UNIT]}, True),
        ({"account": "0061000026"}, False),
    ],
)
def test_a_rule_counts_for_the_batches_that_it_names(central: Central, pair: Pair, one: Json, matches: bool) -> None:
    enact(pair, rule(unit="2101000001", **one))
    maker = Clerk.ready(central, UNIT, "MAKER01")
    assert needed(maker, submit(maker)) == ("2" if matches else "1")


def test_the_rule_with_the_most_signatures_counts_and_units_not_named_keep_their_own(
    central: Central, pair: Pair
) -> None:
    enact(pair, rule("1", unit="2101000001"), rule("2", unit="2101000001", above_satang="100"), rule("1"))
    maker = Clerk.ready(central, UNIT, "MAKER01")
    assert needed(maker, submit(maker)) == "2"
    assert needed(maker, submit(maker, 100)) == "1"
    other = Clerk.ready(central, TWO_SIGNATURES, "MAKER01")
    assert needed(other, submit(other)) == "2"


def test_signatures_come_in_the_order_of_the_stages_and_each_is_told_when_it_is_their_turn(
    central: Central, pair: Pair
) -> None:
    first, second = Clerk.ready(central, UNIT, "AUTH02"), Clerk.ready(central, UNIT, "AUTH01")
    enact(pair, rule(unit="2101000001", stages=[[first.uid], [second.uid]]))
    maker = Clerk.ready(central, UNIT, "MAKER01")

    def told() -> list[str]:
        notices = central.operate("GET", "person-notices").json["notices"]
        return [one["user_id"] for one in notices if one["what"] == "your_turn" and one["about"] == op_id]

    def turn() -> list[str]:
        found: list[str] = maker.ask("GET", f"/v1/batches/{op_id}").json["turn"]
        return found

    op_id = submit(maker)
    assert told() == ["AUTH02"]
    assert turn() == [first.uid]
    handed_in = next(event for event in maker.events() if event.get("op_id") == op_id)
    assert handed_in["stages"] == [[first.uid], [second.uid]]
    assert second.decide(op_id).code == "not_your_turn"
    assert first.decide(op_id).json["status"] == "in_approval"
    assert told() == ["AUTH02", "AUTH01"]
    assert turn() == [second.uid]
    assert first.decide(op_id).code == "already_signed"
    assert second.decide(op_id).json["status"] == "approved"
    assert turn() == []
    assert told() == ["AUTH02", "AUTH01"]


def test_without_stages_everybody_who_may_sign_is_told_and_nobody_else(central: Central, pair: Pair) -> None:
    assert pair.one.view()["policy"]["rules"] == []
    maker = Clerk.ready(central, UNIT, "MAKER01")
    op_id = submit(maker)
    notices = central.operate("GET", "person-notices").json["notices"]
    told = [(one["company_id"], one["user_id"]) for one in notices if one["about"] == op_id]
    assert sorted(told) == [(UNIT, "AUTH01"), (UNIT, "AUTH02")]


def test_anybody_who_authorizes_may_send_back_out_of_turn_and_the_maker_is_told(central: Central, pair: Pair) -> None:
    first, second = Clerk.ready(central, UNIT, "AUTH02"), Clerk.ready(central, UNIT, "AUTH01")
    enact(pair, rule(unit="2101000001", stages=[[first.uid], [second.uid]]))
    op_id = submit(Clerk.ready(central, UNIT, "MAKER01"))
    assert second.decide(op_id, "return").json["status"] == "returned"
    notices = central.operate("GET", f"person-notices?company_id={UNIT}&user_id=MAKER01").json["notices"]
    assert ("batch_returned", op_id) in [(one["what"], one["about"]) for one in notices]


def test_a_substitute_signs_at_the_stage_of_the_one_who_is_away(tmp_path: Path) -> None:
    with running(tmp_path) as central:
        pair = Pair(central)
        first, second = pair.one.user("AUTH02", UNIT)["uid"], Clerk.ready(central, UNIT, "AUTH01")
        enact(pair, rule(unit="2101000001", stages=[[first], [second.uid]]))
        days = {"valid_from": "2026-11-20", "valid_until": "2026-11-30", "order_no": "ที่ 7/2570"}
        pair.change("MAKER02", UNIT, grants=[grant("authorizer", **days, substitute_for=first)])
        substitute = Clerk.ready(central, UNIT, "MAKER02")
        op_id = submit(Clerk.ready(central, UNIT, "MAKER01"))
        waiting = pair.two.ask("GET", f"/v1/administration/users/{substitute.uid}").json["to_decide"]
        assert [batch["op_id"] for batch in waiting] == [op_id]
        assert substitute.decide(op_id).json["status"] == "in_approval"
        assert second.decide(op_id).json["status"] == "approved"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (policy(rule("3", unit="2101000001")), ("policy_unmeetable", "1")),
        (policy(rule("1"), rule("3")), ("policy_unmeetable", "2")),
        (policy(rule("3", account=ACCOUNTS[OTHER_UNIT])), ("policy_unmeetable", "1")),
        (policy(rule("0")), ("field_wrong", "signatures")),
        (policy(rule("6")), ("field_wrong", "signatures")),
        (policy(rule("๒")), ("field_wrong", "signatures")),
        (policy(rule(unit="2102000001")), ("field_wrong", "unit")),
        (policy(rule(unit="2101000000")), ("field_wrong", "unit")),
        (policy(rule(kind="salary")), ("field_wrong", "kind")),
        (policy(rule(account="0061000042")), ("field_wrong", "account")),
        (policy(rule(unit="2101000001", account="0061000034")), ("field_wrong", "account")),
        (policy(rule(above_satang="-1")), ("field_wrong", "above_satang")),
        (policy(rule(unit="2101000001", stages=[["nobody"], ["nobody"]])), ("field_wrong", "stages")),
        (policy(rule(unit="2101000001", stages=[[]])), ("field_wrong", "stages")),
        (policy(**{"password_days": "never"}), ("field_wrong", "password_days")),
        (policy(workstations="closed"), ("field_wrong", "workstations")),
        (policy(review_months="13"), ("field_wrong", "review_months")),
    ],
)
def test_a_policy_that_is_not_sound_or_that_nobody_could_meet_is_refused(
    pair: Pair, wanted: Json, expected: tuple[str, str]
) -> None:
    assert refusal(pair, wanted) == expected


def test_stages_need_a_person_each(pair: Pair) -> None:
    first, second = (pair.one.user(user_id, UNIT)["uid"] for user_id in ("AUTH01", "AUTH02"))
    maker = pair.one.user("MAKER01", UNIT)["uid"]
    for stages in ([[first], [first]], [[first], [maker]], [[first, second], [maker]]):
        wanted = policy(rule(unit="2101000001", stages=stages))
        assert refusal(pair, wanted) == ("policy_unmeetable", "1")
    enact(pair, rule(unit="2101000001", stages=[[first, second], [first]]))


def test_people_who_are_suspended_do_not_count(pair: Pair) -> None:
    user = pair.one.user("AUTH02", UNIT)["uid"]
    assert pair.two.act("suspend_now", user).status == 201
    assert refusal(pair, policy(rule("2", unit="2101000001"))) == ("policy_unmeetable", "1")
    pair.agree("user.resume", user, subject_version=pair.one.user("AUTH02", UNIT)["version"])


def test_two_policies_at_once_are_one_too_many(pair: Pair) -> None:
    wanted, now = policy(review_months="6"), version(pair)
    first = pair.one.propose("policy.change", AGENCY, wanted, subject_version=now)
    assert first[0].status == 201
    assert pair.one.propose("policy.change", AGENCY, wanted, subject_version=now)[0].code == "proposal_pending"
    assert pair.one.recall(first[1]["req_id"]).status == 201


def test_a_policy_is_the_agencys_own(central: Central, pair: Pair) -> None:
    others = Pair(central, OTHER_PARENT)
    assert pair.one.propose("policy.change", "2102", policy(), subject_version="1")[0].code == "field_wrong"
    enact(pair, rule("1", above_satang="100"))
    assert (version(others), others.one.view()["policy"]["rules"]) == ("1", [])


def test_a_policy_on_an_older_one_is_refused(pair: Pair) -> None:
    older = version(pair)
    enact(pair, review_months="6")
    assert pair.one.propose("policy.change", AGENCY, policy(), subject_version=older)[0].code == "subject_changed"
    view = pair.one.view()
    assert (view["policy_version"], view["policy"]["review_months"]) == (str(int(older) + 1), "6")


def test_rights_are_reviewed_period_by_period(pair: Pair) -> None:
    view = pair.one.view()
    assert view["review_period"] == "2570-1"
    uids = [user["uid"] for user in view["users"] if user["company_id"] == UNIT]
    for wrong, field in (
        ({"period": "2570", "uids": uids}, "period"),
        ({"period": "2570-1", "uids": []}, "uids"),
        ({"period": "2570-1", "uids": uids[:1] * 2}, "uids"),
    ):
        assert pair.one.propose("review", AGENCY, wrong)[0].json["facts"]["field"] == field
    strangers = {"period": "2570-1", "uids": ["somebody"]}
    assert pair.one.propose("review", AGENCY, strangers)[0].code == "subject_unknown"
    pair.agree("review", AGENCY, {"period": "2570-1", "uids": uids})
    pair.agree("review", AGENCY, {"period": "2570-1", "uids": uids[:1]})
    reviewed = {user["uid"]: user["reviewed"] for user in pair.one.view()["users"]}
    assert {reviewed[uid] for uid in uids} == {"2570-1"}
    assert set(reviewed.values()) == {"2570-1", ""}


def test_periods_follow_the_months_of_the_fiscal_year(tmp_path: Path) -> None:
    moments = {
        "2026-12-31T23:59:59+07:00": "2570-1",
        "2027-01-01T00:00:00+07:00": "2570-2",
        "2027-09-30T23:59:59+07:00": "2570-4",
        "2027-10-01T00:00:00+07:00": "2571-1",
    }
    with running(tmp_path) as central:
        pair = Pair(central)
        enact(pair, review_months="3")
        for moment, period in moments.items():
            central.advance(moment)
            assert pair.one.view()["review_period"] == period
        enact(pair, review_months="0")
        assert pair.one.view()["review_period"] == ""


def test_three_payees_are_paid_under_a_policy_as_without_one(central: Central, pair: Pair) -> None:
    enact(pair, rule("1"))
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    op_id = str(maker.submit(three_lines())[1]["op_id"])
    assert authorizer.decide(op_id).json["status"] == "approved"
    central.settle()
    central.assert_books_right()
    assert maker.content(op_id)["status"] == "settled"
