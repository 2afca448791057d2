"""The same command any number of times has one effect and one answer (ST-1, T-24)."""

from __future__ import annotations

import http.client
import ssl
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.helpers.raw_central import UNIT, Answer, Central, Clerk, Json, Wire, canonical, line, three_lines


def _at_once(central: Central, clerks: list[tuple[Clerk, Json]]) -> list[Answer]:
    """Send every command at the same moment, each over a connection of its own."""
    barrier = threading.Barrier(len(clerks))

    def send(clerk: Clerk, command: Json, wire: Wire) -> Answer:
        wire.ask("GET", "/v1/about")
        barrier.wait()
        return wire.ask("PUT", f"/v1/commands/{command['cmd_id']}", command, clerk.token)

    wires = [central.new_wire() for _ in clerks]
    with ThreadPoolExecutor(len(clerks)) as pool:
        sent = [pool.submit(send, clerk, command, wire) for (clerk, command), wire in zip(clerks, wires, strict=True)]
        answers = [one.result() for one in sent]
    for wire in wires:
        wire.close()
    return answers


def test_a_command_sent_again_gets_the_same_bytes_and_has_no_second_effect(central: Central, maker: Clerk) -> None:
    lines = three_lines()
    command = maker.submit_body(maker.payment(lines), lines)
    first = maker.send(command)
    events = len(maker.events())
    books = central.assert_books_right()
    for _ in range(5):
        again = maker.send(command)
        assert (first.status, again.status) == (201, 200)
        assert again.body == first.body
        assert "idempotent-replayed" not in first.headers
        assert again.headers["idempotent-replayed"] == "true"
    assert len(maker.events()) == events
    assert central.assert_books_right() == books


def test_twenty_at_once_are_one_batch(central: Central, maker: Clerk) -> None:
    lines = three_lines()
    command = maker.submit_body(maker.payment(lines), lines)
    before = central.assert_books_right()
    answers = _at_once(central, [(maker, command)] * 20)
    assert sorted(answer.status for answer in answers) == [200] * 19 + [201]
    assert len({answer.body for answer in answers}) == 1
    told = [event for event in maker.events() if event.get("op_id") == command["payment"]["op_id"]]
    assert len(told) == 1
    after = central.assert_books_right()
    reserved = [int(account["reserved_satang"]) for books in (before, after) for account in books["accounts"]]
    half = len(reserved) // 2
    assert sum(reserved[half:]) - sum(reserved[:half]) == 325_125


def test_a_refusal_is_remembered_too(maker: Clerk) -> None:
    command = maker.submit_body(maker.payment([line(1)], fy="2500"), [line(1)])
    first, again = maker.send(command), maker.send(command)
    assert (first.status, again.status) == (422, 422)
    assert first.body == again.body
    assert again.headers["idempotent-replayed"] == "true"


def test_even_bytes_that_could_not_be_read_are_remembered(maker: Clerk) -> None:
    path = f"/v1/commands/{uuid.uuid4()}"
    assert maker.ask("PUT", path, b"{}").status == 400
    assert maker.ask("PUT", path, b"{}").headers["idempotent-replayed"] == "true"
    assert maker.ask("PUT", path, b"{ }").code == "command_id_reused"


def test_a_name_used_again_for_other_bytes_is_refused_and_nothing_happens(maker: Clerk) -> None:
    lines = three_lines()
    command = maker.submit_body(maker.payment(lines), lines)
    assert maker.send(command).status == 201
    events = len(maker.events())
    other = maker.submit_body(maker.payment(lines), lines, cmd_id=command["cmd_id"])
    assert (maker.send(other).status, maker.send(other).code) == (422, "command_id_reused")
    assert maker.send(command).status == 200
    assert len(maker.events()) == events


def test_somebody_elses_command_is_not_answered(central: Central, maker: Clerk, authorizer: Clerk) -> None:
    lines = three_lines()
    command = maker.submit_body(maker.payment(lines), lines)
    assert maker.send(command).status == 201
    assert authorizer.send(command).code == "command_id_reused"
    assert authorizer.ask("GET", f"/v1/commands/{command['cmd_id']}").status == 404


def test_the_answer_can_be_asked_for(maker: Clerk) -> None:
    lines = three_lines()
    command = maker.submit_body(maker.payment(lines), lines)
    path = f"/v1/commands/{command['cmd_id']}"
    assert (maker.ask("GET", path).status, maker.ask("GET", path).code) == (404, "not_found")
    first = maker.send(command)
    found = maker.ask("GET", path)
    assert (found.status, found.body) == (200, first.body)


def test_the_answer_outlives_the_session_in_which_it_was_given(central: Central) -> None:
    clerk = Clerk.ready(central, UNIT, "MAKER02")
    lines = three_lines()
    command = clerk.submit_body(clerk.payment(lines), lines)
    first = clerk.send(command)
    assert clerk.sign_in().status == 201
    again = clerk.send(command)
    assert (again.status, again.body) == (200, first.body)


def test_a_command_of_an_earlier_session_that_never_arrived_is_refused(central: Central) -> None:
    clerk = Clerk.ready(central, UNIT, "MAKER02")
    lines = three_lines()
    command = clerk.submit_body(clerk.payment(lines), lines)
    assert clerk.sign_in().status == 201
    assert clerk.send(command).code == "session_stale"


@pytest.mark.parametrize("fault", ["lost_answer", "cut_answer"])
def test_after_a_lost_answer_the_money_is_reserved_once_and_the_answer_is_found(
    central: Central, maker: Clerk, fault: str
) -> None:
    lines = [line(1, 777)]
    command = maker.submit_body(maker.payment(lines), lines)
    armed = {"fault": fault, "route": "commands", "count": 1}
    assert central.operate("POST", "faults", armed).status == 200
    with pytest.raises((http.client.HTTPException, ConnectionError, ssl.SSLError)):
        maker.send(command)
    told = [event for event in maker.events() if event.get("op_id") == command["payment"]["op_id"]]
    assert [event["status"] for event in told] == ["submitted"]
    assert maker.ask("GET", f"/v1/commands/{command['cmd_id']}").json["status"] == "submitted"
    assert maker.send(command).headers["idempotent-replayed"] == "true"
    central.assert_books_right()


def test_after_an_approval_whose_answer_was_lost_one_signature_counts(
    central: Central, maker: Clerk, authorizer: Clerk
) -> None:
    op_id = maker.submit(three_lines())[1]["op_id"]
    command = authorizer.decide_body(op_id)
    central.operate("POST", "faults", {"fault": "lost_answer", "route": "commands", "method": "PUT"})
    with pytest.raises((http.client.HTTPException, ConnectionError, ssl.SSLError)):
        authorizer.send(command)
    assert authorizer.send(command).json["status"] == "approved"
    assert len(authorizer.content(op_id)["authorizations"]) == 1


@pytest.mark.parametrize(("fault", "status"), [("unavailable", 503), ("too_many_requests", 429)])
def test_a_command_turned_away_at_the_door_may_come_again(
    central: Central, maker: Clerk, fault: str, status: int
) -> None:
    lines = three_lines()
    command = maker.submit_body(maker.payment(lines), lines)
    central.operate("POST", "faults", {"fault": fault, "route": "commands", "count": 2})
    for _ in range(2):
        turned_away = maker.send(command)
        assert (turned_away.status, turned_away.code) == (status, fault)
        assert int(turned_away.headers["retry-after"]) >= 1
    assert maker.send(command).status == 201


def test_a_recorded_day_replayed_twice_changes_nothing(central: Central, maker: Clerk, authorizer: Clerk) -> None:
    day: list[tuple[Clerk, bytes, str]] = []

    def record(clerk: Clerk, command: Json) -> None:
        assert clerk.send(command).status == 201
        day.append((clerk, canonical(command), command["cmd_id"]))

    for _ in range(3):
        lines = three_lines()
        payment = maker.payment(lines)
        record(maker, maker.submit_body(payment, lines))
        record(authorizer, authorizer.decide_body(payment["op_id"]))
    payment = maker.payment(three_lines())
    record(maker, maker.submit_body(payment, three_lines()))
    record(maker, maker.move_body("withdraw", payment["op_id"]))
    central.advance("2026-11-23T10:00:00+07:00")
    events, books = maker.events(), central.assert_books_right()
    for _ in range(2):
        for clerk, body, cmd_id in day:
            assert clerk.ask("PUT", f"/v1/commands/{cmd_id}", body).status == 200
    assert maker.events() == events
    assert central.assert_books_right() == books


def test_approve_and_withdraw_at_once_have_one_winner(central: Central, maker: Clerk, authorizer: Clerk) -> None:
    for _ in range(5):
        op_id = maker.submit(three_lines())[1]["op_id"]
        approve, withdraw = authorizer.decide_body(op_id), maker.move_body("withdraw", op_id)
        answers = _at_once(central, [(authorizer, approve), (maker, withdraw)])
        assert sorted(answer.status for answer in answers) == [201, 409]
        loser = next(answer for answer in answers if answer.status == 409)
        winner = next(answer for answer in answers if answer.status == 201)
        assert loser.code == "status_forbids"
        assert winner.json["status"] in ("approved", "withdrawn")
        assert loser.json["facts"]["status"] in ("approved", "withdrawn", "released", "settled")
        assert maker.send(withdraw).status in (200, 409)
        central.assert_books_right()


def test_two_approvals_at_once_of_a_two_signature_unit_both_count(central: Central) -> None:
    maker = Clerk.ready(central, "GMIS210201", "MAKER01")
    pair = [Clerk.ready(central, "GMIS210201", user) for user in ("AUTH01", "AUTH02")]
    op_id = maker.submit(three_lines())[1]["op_id"]
    answers = _at_once(central, [(one, one.decide_body(op_id)) for one in pair])
    assert sorted(answer.json["status"] for answer in answers) == ["approved", "in_approval"]
