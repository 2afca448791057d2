"""Batches of one draw are judged together by the policy: splitting one in two does not save a signature (AP-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers.raw_administration import Pair
from tests.helpers.raw_central import OTHER_UNIT, UNIT, Clerk, line

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central, Json

DRAW = {"doc_no": "ฎ.5/2570", "draw_satang": "1000000", "residue_reason": "จ่ายเป็นงวด"}
LATER = "2026-11-24"


def rule(signatures: str = "2", above: str = "500000", **changes: object) -> Json:
    right = {"unit": "", "kind": "", "account": "", "above_satang": above, "signatures": signatures, "stages": []}
    return {**right, **changes}


def enact(central: Central, *rules: Json) -> Pair:
    said = {"rules": list(rules), "password_days": "0", "workstations": "open", "review_months": "12"}
    pair = Pair(central)
    pair.agree("policy.change", "2101", said, subject_version=str(pair.one.view()["policy_version"]))
    return pair


def hand_in(maker: Clerk, satang: int, **changes: str) -> str:
    answer, payment = maker.submit([line(1, satang)], **{**DRAW, "value_date": LATER, **changes})
    assert answer.status == 201, answer.body
    return str(payment["op_id"])


def told(maker: Clerk, op_id: str) -> tuple[str, str]:
    """Return how many signatures the newest edition needs, and which sum it is because of, if not its own."""
    mine = [event for event in maker.events() if event.get("op_id") == op_id]
    newest = [event for event in mine if event["record"]["type"] == "batch.submitted"][-1]
    return newest["signatures_needed"], newest.get("together_satang", "")


def test_two_batches_of_one_draw_do_not_stay_under_the_band_that_both_are_in(fresh: Central) -> None:
    enact(fresh, rule())
    maker = Clerk.ready(fresh, UNIT, "MAKER01")
    first, second = hand_in(maker, 300_000), hand_in(maker, 300_000)
    assert told(maker, first) == ("1", "")
    assert told(maker, second) == ("2", "600000")
    one, two = Clerk.ready(fresh, UNIT, "AUTH01"), Clerk.ready(fresh, UNIT, "AUTH02")
    assert one.decide(second).json["status"] == "in_approval"
    assert two.decide(second).json["status"] == "approved"
    assert told(maker, hand_in(maker, 100_000, doc_no="ฎ.6/2570")) == ("1", "")


def test_a_sum_of_exactly_the_band_is_not_above_it_and_ones_own_sum_needs_no_explanation(fresh: Central) -> None:
    enact(fresh, rule())
    maker = Clerk.ready(fresh, UNIT, "MAKER01")
    hand_in(maker, 100_000)
    assert told(maker, hand_in(maker, 400_000)) == ("1", "")
    assert told(maker, hand_in(maker, 500_000 - 100, doc_no="ฎ.6/2570")) == ("1", "")
    assert told(maker, hand_in(maker, 500_001, doc_no="ฎ.7/2570")) == ("2", "")


def test_what_was_paid_counts_and_what_was_given_up_does_not(fresh: Central) -> None:
    enact(fresh, rule())
    maker, authorizer = Clerk.ready(fresh, UNIT, "MAKER01"), Clerk.ready(fresh, UNIT, "AUTH01")
    withdrawn, returned, cancelled = (hand_in(maker, 200_000) for _ in range(3))
    assert maker.move("withdraw", withdrawn).status == 201
    assert authorizer.decide(returned, "return").status == 201
    assert maker.move("withdraw", cancelled).status == 201
    assert maker.move("cancel", cancelled).status == 201
    paid = hand_in(maker, 300_000, value_date="2026-11-23")
    assert told(maker, paid) == ("1", "")
    assert authorizer.decide(paid).status == 201
    fresh.settle()
    assert maker.content(paid)["status"] == "settled"
    assert told(maker, hand_in(maker, 300_000)) == ("2", "600000")


def test_an_edition_handed_in_again_is_not_counted_twice_but_meets_what_came_meanwhile(fresh: Central) -> None:
    enact(fresh, rule())
    maker = Clerk.ready(fresh, UNIT, "MAKER01")
    first = hand_in(maker, 300_000)
    assert told(maker, hand_in(maker, 300_000, op_id=first, rev="2")) == ("1", "")
    assert maker.move("withdraw", first, rev="2").status == 201
    assert told(maker, hand_in(maker, 300_000)) == ("1", "")
    assert told(maker, hand_in(maker, 300_000, op_id=first, rev="3")) == ("2", "600000")


def test_only_what_the_rule_reaches_is_put_together(fresh: Central) -> None:
    enact(fresh, rule(kind="loan"), rule(kind="welfare", unit="2101000002"))
    maker, other = Clerk.ready(fresh, UNIT, "MAKER01"), Clerk.ready(fresh, OTHER_UNIT, "MAKER01")
    hand_in(maker, 400_000)
    assert told(maker, hand_in(maker, 300_000, kind="loan")) == ("1", "")
    assert told(maker, hand_in(maker, 300_000, kind="loan")) == ("2", "600000")
    assert told(other, hand_in(other, 400_000)) == ("1", "")


def test_failed_lines_that_are_paid_again_are_not_counted_twice(fresh: Central) -> None:
    enact(fresh, rule())
    maker, authorizer = Clerk.ready(fresh, UNIT, "MAKER01"), Clerk.ready(fresh, UNIT, "AUTH01")
    answer, payment = maker.submit([line(1, 300_000), line(2, 200_000)], **DRAW, value_date="2026-11-23")
    assert answer.status == 201
    decline = [{"n": "2", "code": "account", "text": ""}]
    assert authorizer.decide(payment["op_id"], lines=decline).status == 201
    fresh.settle()
    again = line(1, 200_000, origin=f"{payment['op_id']}/1/2")
    answer, follow_up = maker.submit([again], **DRAW, value_date=LATER, follows=payment["op_id"])
    assert answer.status == 201
    assert told(maker, str(follow_up["op_id"])) == ("1", "")
