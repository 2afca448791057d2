"""What a running central system says of itself: its log, its figures, whether it lives and can work, how it ends."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
import uuid
from contextlib import closing
from http.client import HTTPException
from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import UNIT, Central, Clerk, running, three_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Json


def _free_port() -> int:
    with closing(socket.socket()) as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def port() -> int:
    return _free_port()


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("condition") / "central", "--metrics-port", str(port), "--sms") as started:
        yield started


def _written(central: Central) -> str:
    """Return the log; a request's line is there when the next one is answered."""
    assert central.wire.ask("GET", "/v1/health").status == 200
    return (central.data / "stderr.log").read_text("utf-8").rpartition("\n")[0]


def _log(central: Central) -> list[Json]:
    return [json.loads(line) for line in _written(central).splitlines()]


def _until_nobody_listens(host: str, port: int | None) -> None:
    while True:
        try:
            socket.create_connection((host, port)).close()
        except OSError:
            return


def _figures(port: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
        lines = answer.read().decode().splitlines()
    return {
        name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if not line.startswith("#"))
    }


def test_it_lives_and_is_ready_with_everything_looked_at(central: Central) -> None:
    assert central.wire.ask("GET", "/v1/health").json == {"status": "ok"}
    ready = central.wire.ask("GET", "/v1/ready")
    assert (ready.status, ready.json["ready"]) == (200, "yes")
    found = {check["name"]: check["state"] for check in ready.json["checks"]}
    assert set(found.values()) == {"ok"}
    assert set(found) >= {"database", "schema", "letters", "back_office", "disk", "certificate", "authority"}


def test_a_request_keeps_the_name_it_came_with_and_gets_one_otherwise(central: Central) -> None:
    given = uuid.uuid4().hex
    assert central.wire.ask("GET", "/v1/about", **{"X-Request-Id": given}).headers["x-request-id"] == given
    names = [
        central.wire.ask("GET", "/v1/about", **{"X-Request-Id": bad}).headers["x-request-id"]
        for bad in ("short", 'a"b\\c' * 3, "x" * 65, "a b c d e f")
    ]
    assert len(set(names)) == 4
    assert all(re.fullmatch(r"[0-9a-f]{10}-[0-9]+", name) for name in names)
    told = {line["request"]: line for line in _log(central) if line["event"] == "answered"}
    assert told[given]["route"] == "/v1/about"
    assert set(names) <= set(told)


def test_the_log_tells_routes_and_never_what_was_asked_about(central: Central) -> None:
    canary = uuid.uuid4().hex
    central.wire.ask("GET", f"/v1/batches/{canary}?after={canary}", token=canary)
    central.wire.ask("GET", f"/{canary}")
    assert canary not in _written(central)
    assert {"/v1/batches/{op_id}", "-"} <= {line["route"] for line in _log(central) if line["event"] == "answered"}


def test_the_figures_count_requests_steps_and_what_the_database_holds(central: Central, port: int) -> None:
    before = _figures(port)
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    answer, payment = maker.submit(three_lines())
    assert answer.status == 201
    authorizer.decide(payment["op_id"])
    central.advance("2026-11-23T09:10:00+07:00")
    after = _figures(port)
    sent = 'khlang_requests_total{method="PUT",route="/v1/commands/{cmd_id}",status="201"}'
    assert after[sent] - before.get(sent, 0) == 2
    assert after["khlang_events_appended_total"] > before["khlang_events_appended_total"]
    assert after["khlang_sessions"] - before["khlang_sessions"] == 2
    assert after['khlang_transaction_seconds_count{kind="write"}'] > before.get(
        'khlang_transaction_seconds_count{kind="write"}', 0
    )
    assert sum(value for name, value in after.items() if name.startswith("khlang_office_steps_total")) > 0
    told = 'khlang_messages_total{channel="sms",outcome="sent",to="payees"}'
    assert after[told] - before.get(told, 0) == 1  # of three payees one has a telephone
    assert after["khlang_database_bytes"] > 0
    assert (UNIT in str(after), maker.uid in str(after)) == (False, False)


def test_without_the_option_nobody_is_told_figures(tmp_path: Path) -> None:
    with running(tmp_path / "central") as silent:
        assert silent.wire.ask("GET", "/metrics").status == 404


def test_too_little_room_on_the_disk_is_not_ready_but_alive(tmp_path: Path) -> None:
    with running(tmp_path / "central", "--disk-free", "1000000000") as full:
        ready = full.wire.ask("GET", "/v1/ready")
        assert (ready.status, ready.json["ready"]) == (503, "no")
        assert [check["name"] for check in ready.json["checks"] if check["state"] == "fails"] == ["disk"]
        assert full.wire.ask("GET", "/v1/health").status == 200


def test_told_to_stop_under_load_it_loses_no_word_it_gave_and_cuts_no_answer(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        clerks = [Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "MAKER02")]
        acked: list[tuple[Clerk, str, bytes]] = []
        cut: list[str] = []
        enough = threading.Event()

        def work(clerk: Clerk) -> None:
            while True:
                try:
                    answer, payment = clerk.submit(three_lines())
                except (OSError, HTTPException) as problem:
                    # A connection may end before an answer begins, never within one.
                    cut.extend([repr(problem)] if "IncompleteRead" in repr(problem) else [])
                    return
                if answer.status != 201:
                    return
                acked.append((clerk, payment["op_id"], answer.body))
                if len(acked) > 20:
                    enough.set()

        threads = [threading.Thread(target=work, args=(clerk,)) for clerk in clerks]
        for thread in threads:
            thread.start()
        assert enough.wait(300)
        central.process.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join(300)
        assert central.stop() == 0
        assert cut == []
        central.restart()
        for op_id in {op_id for _, op_id, _ in acked}:
            assert central.operate("GET", f"batches/{op_id}").status == 200
        central.assert_books_right()


def test_told_twice_it_stops_at_once(tmp_path: Path) -> None:
    with running(tmp_path / "central", "--stop-seconds", "600") as central:
        host, port = central.wire.address.hostname, central.wire.address.port
        assert host is not None
        with central.wire.context.wrap_socket(socket.create_connection((host, port)), server_hostname=host) as hanging:
            # A body that never comes: the request runs until the server's patience ends.
            hanging.sendall(b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
            assert central.wire.ask("GET", "/v1/health").status == 200
            central.process.send_signal(signal.SIGTERM)
            _until_nobody_listens(host, port)
            central.process.send_signal(signal.SIGTERM)
            assert central.process.wait(120) == 0


def test_an_unknown_command_line_ends_with_a_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.simulator", "--nonsense"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "--nonsense is unknown" in done.stderr
