"""Every kind of fault as a client meets it over real TLS (SIM-06)."""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from tests.helpers.patience import wait_for
from tests.helpers.raw_central import UNIT, Clerk, three_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.raw_central import Central, Json

ABOUT = "/v1/about"


@pytest.fixture(autouse=True)
def calm(central: Central) -> Iterator[None]:
    yield
    assert central.operate("DELETE", "faults").json == {"faults": []}


def arm(central: Central, fault: str, route: str = "about", **more: object) -> Json:
    """Arm a fault and return how it waits."""
    answer = central.operate("POST", "faults", {"fault": fault, "route": route, **more})
    assert answer.status == 200, answer.body
    armed: Json = answer.json["faults"][-1]
    return armed


def broken_off(central: Central, path: str = ABOUT) -> BaseException:
    """Return how the connection of a request ended."""
    with pytest.raises((ConnectionError, http.client.HTTPException, ssl.SSLError)) as caught:
        central.wire.ask("GET", path)
    return caught.value


@pytest.mark.parametrize(
    ("armed", "status", "code"),
    [
        ({"fault": "status", "status": 500, "code": "unavailable"}, 500, "unavailable"),
        ({"fault": "status", "status": 409, "code": "status_forbids"}, 409, "status_forbids"),
        ({"fault": "unavailable", "retry_after": 7}, 503, "unavailable"),
        ({"fault": "too_many_requests", "retry_after": 90}, 429, "too_many_requests"),
    ],
)
def test_any_refusal_can_be_answered_with_its_problem(central: Central, armed: Json, status: int, code: str) -> None:
    arm(central, **armed)
    answer = central.wire.ask("GET", ABOUT)
    assert (answer.status, answer.code) == (status, code)
    assert answer.headers.get("retry-after") == (str(armed["retry_after"]) if "retry_after" in armed else None)
    assert central.wire.ask("GET", ABOUT).status == 200


@pytest.mark.parametrize("status", [400, 404, 418, 502, 599])
def test_any_status_can_come_without_a_body(central: Central, status: int) -> None:
    arm(central, "status", status=status)
    answer = central.wire.ask("GET", ABOUT)
    assert (answer.status, answer.body) == (status, b"")


def test_a_reset_is_a_reset_and_not_an_end(central: Central) -> None:
    arm(central, "reset")
    assert isinstance(broken_off(central), ConnectionResetError)


def test_a_lost_answer_and_a_cut_one_end_in_the_middle(central: Central) -> None:
    arm(central, "lost_answer")
    broken_off(central)
    arm(central, "cut_answer")
    assert isinstance(broken_off(central), http.client.IncompleteRead | ConnectionError | ssl.SSLError)


def test_a_malformed_answer_is_whole_and_cannot_be_read(central: Central) -> None:
    arm(central, "malformed_answer")
    answer = central.wire.ask("GET", ABOUT)
    assert (answer.status, answer.headers["content-length"]) == (200, str(len(answer.body)))
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.body)


def test_bytes_drip_as_slowly_as_was_said(central: Central) -> None:
    whole = central.wire.ask("GET", ABOUT).body
    arm(central, "slow_drip", bytes_per_second=len(whole) * 2)
    began = time.monotonic()
    assert len(central.wire.ask("GET", ABOUT).body) == len(whole)
    assert time.monotonic() - began >= 0.4


def test_who_waits_keeps_nobody_else_waiting(central: Central) -> None:
    """While a slow answer is awaited others are answered, also by the writer."""
    arm(central, "latency", ms=600_000)
    slow = central.new_wire()
    ended = threading.Event()

    def wait() -> None:
        with suppress(OSError):
            slow.ask("GET", ABOUT)
        ended.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    wait_for(lambda: not central.operate("GET", "faults").json["faults"], "the fault strikes nobody")
    assert Clerk.ready(central, UNIT, "AUDIT01").ask("GET", "/v1/unit").status == 200
    assert not ended.is_set()
    assert slow._connection is not None
    slow._connection.sock.shutdown(socket.SHUT_RDWR)
    waiting.join()


def test_a_slow_answer_comes_when_it_was_said(central: Central) -> None:
    arm(central, "latency", ms=300)
    began = time.monotonic()
    assert central.wire.ask("GET", ABOUT).status == 200
    assert time.monotonic() - began >= 0.3


def test_a_handshake_fails_with_an_alert_whether_or_not_a_name_is_asked_for(central: Central) -> None:
    arm(central, "tls_failure", "*", count=2)
    address = (central.wire.address.hostname or "", central.wire.address.port or 0)
    for name in ("localhost", None):
        context = ssl.create_default_context(cafile=central.ready["ca"])
        context.check_hostname = name is not None
        with socket.create_connection(address, 20) as plain, pytest.raises(ssl.SSLError, match=r"(?i)handshake"):
            context.wrap_socket(plain, server_hostname=name)
    assert central.new_wire().ask("GET", ABOUT).status == 200


def test_after_the_work_means_that_it_was_done(central: Central, maker: Clerk) -> None:
    for fault in ({"fault": "reset"}, {"fault": "status", "status": 502}, {"fault": "latency", "ms": 1}):
        arm(central, **fault, route="commands", after_work=True)
        payment = maker.payment(lines := three_lines())
        body = maker.submit_body(payment, lines)
        if fault["fault"] == "reset":
            with pytest.raises(ConnectionError):
                maker.send(body)
        else:
            assert maker.send(body).status == fault.get("status", 201)
        again = maker.send(body)
        assert (again.status, again.headers.get("idempotent-replayed")) == (200, "true")


def test_only_the_person_who_is_named_meets_it(central: Central, maker: Clerk, authorizer: Clerk) -> None:
    arm(central, "unavailable", "unit", company=UNIT, user="AUTH01", count=5)
    assert maker.ask("GET", "/v1/unit").status == 200
    assert authorizer.ask("GET", "/v1/unit").status == 503
    assert central.wire.ask("GET", "/v1/unit").status == 401
    assert central.operate("GET", "faults").json["faults"][0]["seen"] == 1


def test_a_hundred_requests_at_once_meet_a_fault_exactly_as_often_as_it_was_armed(central: Central) -> None:
    arm(central, "unavailable", count=30)
    arm(central, "status", status=418, nth=2, count=20)

    def some(_: int) -> list[int]:
        wire = central.new_wire()
        return [wire.ask("GET", ABOUT).status for _ in range(25)]

    with ThreadPoolExecutor(4) as clients:
        met = [status for statuses in clients.map(some, range(4)) for status in statuses]
    assert (met.count(503), met.count(418), met.count(200)) == (30, 20, 50)


def test_whatever_is_armed_can_be_taken_back(central: Central) -> None:
    arm(central, "reset", "*", always=True)
    broken_off(central)
    arm(central, "reset", "operator", always=True)
    with pytest.raises(ConnectionError):
        central.operate("GET", "ledger")
    kept = central.operate("GET", "faults").json["faults"]
    assert [one["route"] for one in kept] == ["*", "operator"]
    assert central.operate("DELETE", f"faults/{kept[1]['fault_id']}").json["faults"] == kept[:1]
    assert central.operate("DELETE", f"faults/{kept[1]['fault_id']}").code == "not_found"
    assert central.operate("GET", "ledger").status == 200
    assert central.operate("DELETE", "faults").json == {"faults": []}
    assert central.wire.ask("GET", ABOUT).status == 200


def test_what_struck_is_counted_and_written_down(central: Central) -> None:
    fault_id = arm(central, "status", status=418)["fault_id"]
    central.wire.ask("GET", ABOUT)
    assert {"fault_id": fault_id, "fault": "status", "route": "about", "count": 1} in central.operate(
        "GET", "faults/struck"
    ).json["struck"]
    written = (central.data / "stderr.log").read_text("utf-8").replace("\\", "")
    assert re.search(r'"fault": ?"status"', written)


def test_faults_and_scenarios_outlive_the_process(central: Central) -> None:
    arm(central, "unavailable", count=2)
    arm(central, "status", status=418, scenario="s", next_state="two")
    central.wire.ask("GET", ABOUT)
    central.stop()
    central.restart()
    assert [central.wire.ask("GET", ABOUT).status for _ in range(3)] == [503, 418, 200]
    assert central.operate("GET", "faults/scenarios").json["scenarios"] == [{"name": "s", "state": "two"}]
