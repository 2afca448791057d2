"""Drills: the clerk's steps are watched on what really happens, the others' are done, what was passed is kept."""

from __future__ import annotations

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

import resources
from app.simulator.drills.lessons import lessons
from tests.helpers.patience import wait_for
from tests.helpers.raw_central import UNIT, Central, Clerk, Json, line, running
from tests.helpers.raw_collections import COMPANIES, OWN_UNIT, draft, issued
from tests.helpers.raw_remittances import payments, proposed, receipt_of, standings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.helpers.raw_central import Answer

PAY, REFUSED, CLOSED = "pay-and-approve", "remittance-refused", "closing-with-an-exception"
FAULTY, DOUBLE, LOST = "paying-from-a-faulty-file", "a-duplicate-is-not-paid", "the-answer-is-lost"
WRONG, DECLINED = "wrong-transfer-called-back", "declining-a-suspicious-line"
MATCHED = "a-bill-paid-with-a-wrong-reference"


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
    assert offered(maker)[0] == [PAY, FAULTY, DOUBLE, LOST, WRONG]
    assert offered(collector)[0] == [MATCHED, REFUSED, CLOSED]
    assert offered(Clerk.ready(maker.central, UNIT, "AUTH02"))[0] == [DECLINED]
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


def test_drills_that_are_begun_at_once_leave_one_that_runs(maker: Clerk) -> None:
    names = offered(maker)[0][:3]
    for _ in range(2):
        begin = [f"/v1/drills/{name}" for name in (*names, names[0])]
        start = Barrier(len(begin))

        def ask(path: str, start: Barrier = start) -> Answer:
            start.wait()
            return maker.central.new_wire().ask("POST", path, None, maker.token)

        with ThreadPoolExecutor(len(begin)) as pool:
            answers = list(pool.map(ask, begin))
        assert {answer.status for answer in answers} == {200}, [(one.status, one.body, one.headers) for one in answers]
        drills = offered(maker)[1]["drills"]
        assert [one["state"] for one in drills].count("running") == 1, [
            (one["drill_id"], one["state"]) for one in drills
        ]


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_second_request_waits_while_the_partners_act_for_the_first(
    central: Central, maker: Clerk, method: str
) -> None:
    """A partner is signed in at one place: signing in for the second would end what the first has under way."""
    path = f"/v1/drills/{drill(maker, PAY, 'POST')['drill_id']}"
    late = {"fault": "latency", "route": "sessions", "method": "POST", "ms": 3_000, "after_work": True}
    assert central.operate("POST", "faults", late).status == 200
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(central.new_wire().ask, "POST", path, None, maker.token)
        wait_for(lambda: not central.operate("GET", "faults").json["faults"], "no partner signed in")
        second = pool.submit(central.new_wire().ask, method, path, None, maker.token)
        answers = [first.result(), second.result()]
    assert [one.status for one in answers] == [200, 200], [one.body for one in answers]
    assert drill(maker, PAY)["state"] == ("running" if method == "POST" else "new")
    assert f"left of drill {PAY}" not in (central.data / "stderr.log").read_text("utf-8"), "not all was put away"


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


def test_what_a_partner_could_not_finish_is_taken_back_by_whoever_made_it(central: Central, maker: Clerk) -> None:
    armed = {"fault": "unavailable", "route": "challenges", "user": "AUTH01-MAKER01", "company": maker.company_id}
    before = len(maker.events())
    assert central.operate("POST", "faults", armed).status == 200
    assert drill(maker, DOUBLE, "POST")["state"] == "failed"
    handed_in = [one["body"] for one in maker.events()[before:] if one["record"]["type"] == "batch.submitted"]
    left = handed_in[0]["op_id"]
    assert central.operate("GET", f"batches/{left}").json["status"] == "submitted"
    assert drill(maker, DOUBLE, "DELETE")["state"] == "new"
    assert central.operate("GET", f"batches/{left}").json["status"] == "cancelled"


def test_a_drill_that_is_given_up_leaves_nothing_that_waits(central: Central, maker: Clerk) -> None:
    armed = {"fault": "unavailable", "route": "nowhere"}
    assert central.operate("POST", "faults", armed).status == 200
    assert ticks(drill(maker, LOST, "POST")) == ["now", "open"]
    waiting = central.operate("GET", "faults").json["faults"]
    assert [one["user"] for one in waiting] == ["", "MAKER01"], "the trouble strikes nobody else"
    assert drill(maker, LOST, "DELETE")["state"] == "new"
    assert [one["route"] for one in central.operate("GET", "faults").json["faults"]] == ["nowhere"]
    assert central.operate("DELETE", "faults").status == 200

    assert drill(maker, DOUBLE, "POST")["state"] == "running"
    _, head = maker.submit([line(1, 5_00)], doc_no="ฝึก/7")
    seen = drill(maker, DOUBLE)
    assert [one["spoils"] for one in seen["mistakes"]] == ["no"], "the wrong sum is named"
    assert drill(maker, DOUBLE, "DELETE")["state"] == "new"
    assert maker.content(head["op_id"])["status"] == "returned"


def test_the_others_part_is_done_by_partners_and_nobody_is_signed_out(central: Central, maker: Clerk) -> None:
    authorizer = Clerk.ready(central, UNIT, "AUTH01")
    colleague = Clerk.ready(central, UNIT, "MAKER02")
    assert drill(maker, DOUBLE, "POST")["state"] == "running"
    for one in (authorizer, colleague):
        assert one.ask("GET", "/v1/unit").status == 200, "the session was not taken over"
    names = {one["user_id"] for one in authorizer.ask("GET", "/v1/unit").json["people"]}
    assert {"AUTH01-MAKER01", "MAKER02-MAKER01"} <= names
    assert drill(maker, DOUBLE, "DELETE")["state"] == "new"


def test_a_drill_that_moves_the_clock_is_begun_only_by_who_is_alone(central: Central, collector: Clerk) -> None:
    if not collector.session or collector.ask("GET", "/v1/unit").status != 200:
        assert collector.sign_in().status == 201
    other = Clerk.ready(central, UNIT, "MAKER02")
    refused = collector.ask("POST", f"/v1/drills/{CLOSED}")
    assert (refused.status, refused.code) == (409, "drill_not_alone")
    assert int(refused.json["facts"]["people"]) >= 1
    assert other.ask("GET", "/v1/unit").status == 200


def test_who_begins_another_drill_gives_up_the_one_that_runs(maker: Clerk) -> None:
    assert drill(maker, PAY, "POST")["state"] == "running"
    _, head = maker.submit([line(1, 5_00)], doc_no="ฝึก/9")
    assert drill(maker, DOUBLE, "POST")["mistakes"] == [], "what was done for the other drill is no mistake in this one"
    _, told = offered(maker)
    assert [one["drill_id"] for one in told["drills"] if one["state"] == "running"] == [DOUBLE]
    assert maker.content(head["op_id"])["status"] == "returned", "nothing is left of it that waits"
    assert drill(maker, DOUBLE, "DELETE")["state"] == "new"


def test_a_drill_can_be_begun_at_any_hour_by_who_is_alone(tmp_path: Path) -> None:
    """Out of hours the time is put to when banks and offices open next."""
    with running(tmp_path, "--clock", "frozen:2026-11-21T20:00:00+07:00") as central:
        clerk, other = (Clerk.ready(central, UNIT, name) for name in ("MAKER01", "MAKER02"))
        assert {one["alone"] for one in offered(clerk)[1]["drills"]} == {"yes"}
        assert clerk.ask("POST", f"/v1/drills/{PAY}").code == "drill_not_alone"
        assert other.ask("DELETE", "/v1/sessions/current").status == 204
        assert drill(clerk, PAY, "POST")["began_at"] == "2026-11-23T01:30:00.000Z", "the Monday after the Saturday"
        for now, begins in (
            ("2026-11-23T14:29:00+07:00", "2026-11-23T07:29:00.000Z"),
            ("2026-11-23T14:30:00+07:00", "2026-11-24T01:30:00.000Z"),
            ("2026-11-25T07:00:00+07:00", "2026-11-25T01:30:00.000Z"),
            ("2026-12-04T17:00:00+07:00", "2026-12-08T01:30:00.000Z"),
        ):
            assert central.operate("PUT", "clock", {"clock": f"frozen:{now}"}).status == 200
            assert clerk.sign_in().status == 201
            assert drill(clerk, PAY, "POST")["began_at"] == begins, now
        assert {one["alone"] for one in offered(clerk)[1]["drills"]} == {"no"}


def test_one_process_at_a_time_does_the_others_part(central: Central, maker: Clerk) -> None:
    assert drill(maker, PAY, "POST")["state"] == "running"
    assert maker.submit([line(1, 125_000), line(2, 200_050)], doc_no="ฝึก/8")[0].status == 201

    def busy(since: int) -> None:
        with central.books() as books:
            books.execute("UPDATE drill_runs SET busy = ? WHERE drill = ?", (since, PAY))

    busy(int(time.time()) + 60)
    assert drill(maker, PAY)["state"] == "running", "another process does it"
    busy(1)
    lapsed = drill(maker, PAY)
    assert (lapsed["state"], lapsed["problem"]) == ("failed", "interrupted")


def test_every_drill_has_something_for_the_clerk_to_do_with_a_hint() -> None:
    for one in lessons().values():
        own = [step for step in one.steps if step.by is not None]
        assert own
        assert all(step.hint is not None for step in own)
        assert one.clerks.mistakes
        assert all(mistake.instead_of <= len(own) for mistake in one.clerks.mistakes)
        assert not one.clerks.file or resources.path("samples", one.clerks.file).is_file()


@pytest.mark.parametrize("language", ["th", "en"])
def test_what_a_drill_calls_by_name_is_called_so_on_the_screens(language: str) -> None:
    """A clerk who only follows the words finds every menu, button and state that they quote."""
    shown = {
        text
        for file in resources.path("locale", language).glob("*.json")
        for text in json.loads(file.read_bytes()).values()
    }
    for one in lessons().values():
        told = [step.text for step in one.steps] + [step.hint for step in one.steps if step.hint is not None]
        told += [mistake.text for mistake in one.clerks.mistakes]
        said = "\n".join(getattr(words, language) for words in told)
        quoted = set(re.findall("“(.*?)”", said))
        assert quoted, one.drill_id
        assert quoted <= shown, (one.drill_id, quoted - shown)
