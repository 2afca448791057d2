"""Several processes on one database are one central system: one clock, one history, one back office, news for all."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.helpers.patience import wait_for
from tests.helpers.raw_central import OTHER_UNIT, UNIT, Answer, Central, Clerk, copied, line, three_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

HOLIDAY = "2026-12-01"
HELD_AT_ONCE = 12
"""More than there are connections for reading."""


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Central, Central]]:
    """Run two processes on one PostgreSQL; the first one sits at the back office."""
    first = copied(tmp_path_factory.mktemp("many") / "central", on_postgres=True)
    first.start()
    wait_for(lambda: "at the back office" in log_of(first), "nobody sits at the back office")
    second = Central(first.data, database=first.database)
    second.start()
    yield first, second
    second.stop()
    first.stop()
    second.assert_contract_kept()


@pytest.fixture(scope="module")
def people(two: tuple[Central, Central]) -> tuple[Clerk, Clerk, Clerk]:
    """Let a maker and an authorizer work at the first process, an auditor at the second."""
    first, second = two
    maker, authorizer = Clerk.ready(first, UNIT, "MAKER01"), Clerk.ready(first, UNIT, "AUTH01")
    return maker, authorizer, Clerk.ready(second, UNIT, "AUDIT01")


def log_of(central: Central) -> str:
    return (central.data / "stderr.log").read_text("utf-8")


def held(clerk: Clerk, after: int, seconds: int = 25) -> Answer:
    """Wait for news over a connection of its own."""
    return clerk.central.new_wire().ask("GET", f"/v1/events?after={after}&wait={seconds}", token=clerk.token)


def newest(clerk: Clerk) -> int:
    return int(clerk.ask("GET", "/v1/events?limit=1").json["head_seq"])


def test_time_let_pass_at_one_process_is_the_others_in_its_next_answer(two: tuple[Central, Central]) -> None:
    for minute in range(1, 13):
        here, there = two[minute % 2], two[1 - minute % 2]
        here.advance(f"2026-11-23T09:{minute:02d}:00+07:00")
        answer = there.wire.ask("GET", "/v1/about")
        shown = f"2026-11-23T02:{minute:02d}:00.000Z"
        assert (answer.json["server_time"], answer.headers["khlang-time"]) == (shown, shown)
    assert two[0].operate("PUT", "clock", {"clock": "offset:2026-11-23T09:15:00+07:00"}).status == 200
    assert two[1].operate("GET", "clock").json["mode"] == "offset"
    assert two[1].operate("PUT", "clock", {"clock": "frozen:2026-11-23T09:20:00+07:00"}).status == 200
    assert two[0].wire.ask("GET", "/v1/about").headers["khlang-time"] == "2026-11-23T02:20:00.000Z"


def test_a_holiday_put_at_one_process_is_the_others_in_their_next_answer(
    two: tuple[Central, Central], people: tuple[Clerk, Clerk, Clerk]
) -> None:
    maker, _, auditor = people
    for turn in range(4):
        here, there = two[turn % 2], (auditor, maker)[turn % 2]
        for is_closed in (True, False):
            holiday = {"day": HOLIDAY, "banks": "closed", "offices": "closed", "name_th": f"วันหยุดพิเศษ {turn}"}
            version = here.operate("GET", "calendar").json["version"]
            wanted = {"days": [holiday] if is_closed else [], "version": version}
            assert here.operate("PUT", "calendar", wanted).status == 200
            assert there.ask("GET", "/v1/unit").json.get("days", []) == wanted["days"]
            elsewhere = two[1 - turn % 2].operate("GET", "calendar").json
            assert (elsewhere["version"], elsewhere["days"]) == (version + 1, wanted["days"])
            if there is maker:
                answer, _ = maker.submit([line(1, 77_000 + turn)], value_date=HOLIDAY)
                assert answer.code == ("value_date_wrong" if is_closed else "")


def test_whichever_process_lets_time_pass_does_what_is_due_and_tells_it(
    two: tuple[Central, Central], people: tuple[Clerk, Clerk, Clerk]
) -> None:
    maker, authorizer, _ = people
    answer, payment = maker.submit(three_lines())
    assert answer.status == 201
    assert authorizer.decide(payment["op_id"]).status == 201
    ran = two[1].advance("2026-11-23T10:00:00+07:00")
    two[0].settle()
    lines = two[0].operate("GET", f"batches/{payment['op_id']}").json["lines"]
    assert {one["status"] for one in lines} == {"settled"}
    # The one at the back office may have been quicker.
    assert {one["op_id"] for one in ran} <= {payment["op_id"]}


def test_news_made_at_one_process_ends_a_wait_at_the_other(people: tuple[Clerk, Clerk, Clerk]) -> None:
    maker, _, auditor = people
    known = newest(auditor)
    with ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(held, auditor, known)
        answer, payment = maker.submit(three_lines(), doc_no="กค 1/2570")
        assert answer.status == 201
        page = waiting.result()
    assert page.status == 200
    assert [event["record"]["obj"] for event in page.json["events"]] == [payment["op_id"]]
    assert newest(auditor) == known + 1


def test_what_happens_elsewhere_does_not_end_a_wait_and_its_end_is_an_empty_page(
    two: tuple[Central, Central], people: tuple[Clerk, Clerk, Clerk]
) -> None:
    _, _, auditor = people
    other = Clerk.ready(two[0], OTHER_UNIT, "MAKER01")
    known = newest(auditor)
    with ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(held, auditor, known, 1)
        assert other.submit(three_lines())[0].status == 201
        page = waiting.result().json
    assert (page["events"], page["head_seq"], page["more"]) == ([], str(known), "no")


@pytest.mark.parametrize("wait", ["26", "-1", "1.5", "soon"])
def test_nobody_waits_longer_than_is_offered(people: tuple[Clerk, Clerk, Clerk], wait: str) -> None:
    refused = people[2].ask("GET", f"/v1/events?wait={wait}")
    assert (refused.status, refused.code, refused.json["facts"]["field"]) == (422, "field_wrong", "wait")


def test_whoever_knows_more_than_there_is_or_another_history_is_answered_at_once(
    people: tuple[Clerk, Clerk, Clerk],
) -> None:
    auditor = people[2]
    known, other = newest(auditor), "00000000-0000-4000-8000-000000000000"
    for query in (f"after={known + 1}", f"after={known}&epoch={other}"):
        # Held, they would outlast a connection's patience together.
        assert auditor.ask("GET", f"/v1/events?{query}&wait=25").json["events"] == []


def test_a_request_that_waits_holds_no_connection_with_the_database(people: tuple[Clerk, Clerk, Clerk]) -> None:
    maker, authorizer, auditor = people
    known = newest(auditor)
    with ThreadPoolExecutor(HELD_AT_ONCE) as beside:
        waiting = [beside.submit(held, auditor, known) for _ in range(HELD_AT_ONCE)]
        assert auditor.ask("GET", "/v1/unit").status == 200
        answer, payment = maker.submit(three_lines(), doc_no="กค 2/2570")
        assert answer.status == 201
        pages = [one.result().json for one in waiting]
    assert {event["record"]["obj"] for page in pages for event in page["events"]} == {payment["op_id"]}
    assert authorizer.decide(payment["op_id"], "return").status == 201


def test_a_session_that_ended_hears_nothing_of_what_it_waited_for(
    two: tuple[Central, Central], people: tuple[Clerk, Clerk, Clerk]
) -> None:
    maker, _, _ = people
    viewer = Clerk.ready(two[1], UNIT, "AUDIT01")
    known = newest(viewer)
    with ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(held, viewer, known)
        assert two[0].wire.ask("DELETE", "/v1/sessions/current", token=viewer.token).status == 204
        assert maker.submit(three_lines(), doc_no="กค 3/2570")[0].status == 201
        refused = waiting.result()
    assert (refused.status, refused.code) == (401, "session_ended")


def test_going_back_to_a_snapshot_at_one_process_is_another_history_at_all(two: tuple[Central, Central]) -> None:
    first, second = two
    before = second.wire.ask("GET", "/v1/about").json["epoch"]
    assert first.operate("PUT", "snapshots/here").status == 204
    now = first.operate("GET", "clock").json["now"]
    second.advance("2026-11-24T09:00:00+07:00")
    assert first.operate("POST", "snapshots/here").status == 200
    answers = [one.wire.ask("GET", "/v1/about") for one in (second, first)]
    assert {one.json["server_time"] for one in answers} == {now}
    (epoch,) = {one.json["epoch"] for one in answers} | {one.headers["khlang-epoch"] for one in answers}
    assert epoch != before
    second.advance("2026-11-23T11:00:00+07:00")
    assert first.operate("GET", "clock").json["now"] == "2026-11-23T04:00:00.000Z"


def test_when_the_one_at_the_back_office_is_killed_another_takes_over(two: tuple[Central, Central]) -> None:
    first, second = two
    maker, authorizer = Clerk.ready(second, UNIT, "MAKER01"), Clerk.ready(second, UNIT, "AUTH01")
    answer, payment = maker.submit(three_lines(), doc_no="กค 4/2570")
    assert answer.status == 201
    assert authorizer.decide(payment["op_id"]).status == 201
    first.kill()
    # Nothing is done by the request itself: the clock is only put, whoever is at the back office does what is due.
    assert second.operate("PUT", "clock", {"clock": "frozen:2026-11-23T12:00:00+07:00"}).status == 200
    batch = f"batches/{payment['op_id']}"
    wait_for(
        lambda: {line["status"] for line in second.operate("GET", batch).json["lines"]} == {"settled"}, "not taken over"
    )
    second.assert_books_right()
    first.restart()
    assert first.operate("GET", "clock").json["now"] == "2026-11-23T05:00:00.000Z"


def test_a_process_that_is_told_to_stop_answers_those_who_wait(two: tuple[Central, Central]) -> None:
    _, second = two
    auditor = Clerk.ready(second, UNIT, "AUDIT01")
    connection = second.new_wire().connect()
    with closing(connection):
        query, token = f"after={newest(auditor)}&wait=25", {"Authorization": f"Bearer {auditor.token}"}
        connection.request("GET", f"/v1/events?{query}", headers=token)
        # What was sent before is read before.
        assert auditor.ask("GET", "/v1/unit").status == 200
        second.process.terminate()
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())["events"]) == (200, [])
    assert second.stop() == 0
    second.restart()
