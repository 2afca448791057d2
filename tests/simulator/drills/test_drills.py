"""Drills: the clerk's steps are watched on what really happens, the others' are done, what was passed is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from app.simulator.drills.running import lessons
from tests.helpers.raw_central import UNIT, Central, Clerk, Json, line
from tests.helpers.raw_collections import COMPANIES, OWN_UNIT, draft, issued
from tests.helpers.raw_remittances import payments, proposed, receipt_of, standings

if TYPE_CHECKING:
    from collections.abc import Sequence

PAY, REFUSED = "pay-and-approve", "remittance-refused"


def drill(clerk: Clerk, drill_id: str, method: str = "GET") -> Json:
    answer = clerk.ask(method, f"/v1/drills/{drill_id}")
    assert answer.status == 200, answer.body
    return answer.json


def ticks(shown: Json) -> list[str]:
    return [one["state"] for one in shown["steps"] if one["by"] == "you"]


def offered(clerk: Clerk) -> tuple[Sequence[str], Json]:
    answer = clerk.ask("GET", "/v1/drills")
    assert answer.status == 200, answer.body
    return [one["drill_id"] for one in answer.json["drills"]], answer.json


@pytest.fixture(scope="module")
def collector(central: Central) -> Clerk:
    return Clerk.ready(central, COMPANIES[OWN_UNIT], "MAKER03")


def test_a_drill_is_offered_to_whoever_has_its_role_in_its_unit(maker: Clerk, collector: Clerk) -> None:
    assert offered(maker)[0] == [PAY]
    assert offered(collector)[0] == [REFUSED]
    assert offered(Clerk.ready(maker.central, UNIT, "AUDIT01"))[0] == []
    for clerk, other in ((maker, REFUSED), (collector, PAY), (maker, "nowhere")):
        for method in ("GET", "POST"):
            assert clerk.ask(method, f"/v1/drills/{other}").code == "not_found"


def test_nobody_knows_of_drills_where_there_is_no_sample(central: Central, maker: Clerk) -> None:
    users = central.data / "sample-users.json"
    aside = users.rename(users.with_suffix(".aside"))
    try:
        assert offered(maker)[0] == []
    finally:
        aside.rename(users)


def test_a_drill_goes_on_as_the_clerk_works_and_others_do_their_part(central: Central, maker: Clerk) -> None:
    assert drill(maker, PAY)["state"] == "new"
    begun = drill(maker, PAY, "POST")
    assert (begun["state"], ticks(begun), begun["passed"]) == ("running", ["now"], "0")
    assert maker.submit([line(1, 100)], doc_no="ฝึก/1")[0].status == 201
    assert ticks(drill(maker, PAY)) == ["now"], "another sum than the drill's"
    _, head = maker.submit([line(1, 125_000), line(2, 200_050)], doc_no="ฝึก/2")
    passed = drill(maker, PAY)
    assert (passed["state"], passed["problem"], passed["passed"]) == ("passed", "", "1")
    assert {one["state"] for one in passed["steps"]} == {"done"}
    assert maker.content(head["op_id"])["status"] == "settled"
    _, told = offered(maker)
    assert [(one["drill_id"], one["at"]) for one in told["record"]] == [(PAY, passed["passed_at"])]
    central.assert_books_right()


def test_a_colleagues_batch_does_not_pass_for_ones_own_and_an_old_one_neither(maker: Clerk) -> None:
    colleague = Clerk.ready(maker.central, UNIT, "MAKER02")
    assert drill(maker, PAY, "POST")["state"] == "running"
    assert colleague.submit([line(1, 125_000), line(2, 200_050)], doc_no="ฝึก/3")[0].status == 201
    assert ticks(drill(maker, PAY)) == ["now"]


def test_many_who_ask_at_once_have_it_passed_once(maker: Clerk) -> None:
    before = int(drill(maker, PAY, "POST")["passed"])
    assert maker.submit([line(1, 125_000), line(2, 200_050)], doc_no="ฝึก/4")[0].status == 201
    path = f"/v1/drills/{PAY}"
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(maker.central.new_wire().ask, "GET", path, None, maker.token) for _ in range(4)]
        assert {one.result().status for one in asked} == {200}
    assert int(drill(maker, PAY)["passed"]) == before + 1


def test_what_was_passed_is_not_forgotten_with_a_snapshot(central: Central, maker: Clerk) -> None:
    assert central.operate("PUT", "snapshots/drilled").status == 204
    before = len(offered(maker)[1]["record"])
    assert drill(maker, PAY, "POST")["state"] == "running"
    assert maker.submit([line(1, 125_000), line(2, 200_050)], doc_no="ฝึก/5")[0].status == 201
    assert drill(maker, PAY)["state"] == "passed"
    assert central.operate("POST", "snapshots/drilled").status == 200
    assert maker.sign_in().status == 201
    assert len(offered(maker)[1]["record"]) == before + 1


def test_the_payer_the_authorizer_and_the_treasury_are_done_by_the_central_system(
    central: Central, collector: Clerk
) -> None:
    if not collector.session or collector.ask("GET", "/v1/unit").status != 200:
        assert collector.sign_in().status == 201
    assert collector.register_key().status in (200, 201)
    assert ticks(drill(collector, REFUSED, "POST")) == ["now", "open", "open", "open"]
    bill = issued(collector, draft(1, 150_000))[0]
    assert ticks(drill(collector, REFUSED)) == ["done", "now", "open", "open"]
    payment = next(one for one in payments(collector).values() if one["ref2"] == bill["ref2"])
    receipt = receipt_of(collector, payment["payment_id"])
    assert ticks(drill(collector, REFUSED)) == ["done", "done", "now", "open"]
    part = {
        "payment_id": payment["payment_id"],
        "receipt_id": receipt,
        "revenue_type": "permit_fee",
        "satang": "150000",
    }
    first = proposed(collector, "revenue", parts=[part])["order"]["req_id"]
    assert ticks(drill(collector, REFUSED)) == ["done", "done", "done", "now"]
    assert standings(collector)[first]["state"] == "refused"
    second = proposed(collector, "revenue", parts=[part])["order"]["req_id"]
    done = drill(collector, REFUSED)
    assert (done["state"], done["problem"]) == ("passed", "")
    assert standings(collector)[second]["state"] == "acknowledged"
    central.assert_books_right()


def test_what_the_others_cannot_do_ends_the_drill_and_it_may_be_begun_again(central: Central, maker: Clerk) -> None:
    assert drill(maker, PAY, "POST")["state"] == "running"
    assert maker.submit([line(1, 125_000), line(2, 200_050)], doc_no="ฝึก/6")[0].status == 201
    armed = {"fault": "unavailable", "route": "sessions", "method": "POST", "count": 1}
    assert central.operate("POST", "faults", armed).status == 200
    failed = drill(maker, PAY)
    assert (failed["state"], failed["problem"]) == ("failed", "refused: unavailable (retry_after=1)")
    assert drill(maker, PAY, "POST")["state"] == "running"


def test_every_drill_has_something_for_the_clerk_to_do_with_a_hint() -> None:
    for one in lessons().values():
        own = [step for step in one.steps if step.by is not None]
        assert own
        assert all(step.hint is not None for step in own)
