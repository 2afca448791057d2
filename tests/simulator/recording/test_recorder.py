"""The recorder: off unless asked for, whole in a file of its own, secrets never shown, never in the bank's way."""

from __future__ import annotations

import json
import socket
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from app.simulator.recording import counter
from tests.helpers.raw_central import UNIT, Clerk, running, three_lines

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central, Json


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("recorder") / "central") as central:
        yield central


@pytest.fixture(scope="module")
def maker(central: Central) -> Clerk:
    """Sign somebody in before and once more after recording began, and hand a batch in."""
    clerk = Clerk.ready(central, UNIT, "MAKER01")
    assert central.operate("GET", "recording").json == {"run": 0, "why": "", "runs": []}
    assert not (central.data / "recording.db").exists()
    assert central.operate("PUT", "recording", {"on": "yes"}).json["run"] == 1
    assert clerk.sign_in().status == 201
    assert clerk.submit(three_lines(), doc_no="กค 0401/77")[0].status == 201
    assert clerk.sign_in("not the password").status == 401
    return clerk


def found(central: Central, **looked_for: str) -> list[Json]:
    query = "&".join(f"{name}={value}" for name, value in looked_for.items())
    answer = central.operate("GET", f"recording/1/entries?{query}")
    assert answer.status == 200, answer.body
    entries: list[Json] = answer.json["entries"]
    return entries


def test_requests_are_found_by_path_status_person_and_text(central: Central, maker: Clerk) -> None:
    (wrong,) = found(central, path="/v1/sessions", status="401")
    assert json.loads(wrong["answer"])["code"] == "password_wrong"
    (handed_in,) = found(central, text="khlang.submit", method="PUT")
    assert (handed_in["person"], handed_in["unit"]) == (f"{UNIT}/MAKER01", maker.session["unit"])
    assert handed_in["microseconds"] > 0
    assert handed_in["worker"] > 0
    assert found(central, text="khlang.submit", since="2026-11-24") == []
    assert found(central, unit="2101000099") == []
    assert [one["n"] for one in found(central, after=str(handed_in["n"]), path="/v1/sessions")] == [wrong["n"]]


def test_no_secret_is_shown_or_found(central: Central, maker: Clerk) -> None:
    shown = central.operate("GET", "recording/1/entries").body.decode()
    for secret in (maker.password, maker.token, "not the password"):
        assert secret not in shown
        assert found(central, text=secret.replace(" ", "%20")) == []
    assert "password" in shown


def test_it_is_kept_whole_in_a_file_that_only_its_owner_reads(central: Central, maker: Clerk) -> None:
    kept = central.data / "recording.db"
    assert found(central, path="/v1/sessions")
    assert kept.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(kept)) as database:
        contents = [content for (content,) in database.execute("SELECT content FROM entries")]
    assert any(maker.password.encode() in content for content in contents)


def test_the_command_line_switches_shows_and_searches(
    central: Central, maker: Clerk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert maker.token
    where = ("--data", str(central.data), "--server", central.ready["url"])
    assert counter.main([*where, "show"]) == 0
    assert "กำลังบันทึกครั้งที่ 1" in capsys.readouterr().out
    assert counter.main([*where, "search", "1", "--status", "401"]) == 0
    searched = capsys.readouterr().out
    assert "POST  /v1/sessions  401" in searched
    assert maker.password not in searched
    assert counter.main([*where, "off"]) == 0
    assert "สิ้นสุดตามคำสั่ง" in capsys.readouterr().out
    assert counter.main([*where, "on"]) == 0
    assert "กำลังบันทึกครั้งที่ 2" in capsys.readouterr().out


def test_a_disk_that_runs_full_ends_the_recording_with_a_mark_and_nothing_else(tmp_path: Path) -> None:
    with running(tmp_path / "central", "--recording-spare-megabytes", "1000000000") as full:
        maker = Clerk.ready(full, UNIT, "MAKER01")
        full.operate("PUT", "recording", {"on": "yes"})
        while not (state := full.operate("GET", "recording").json)["why"]:
            assert maker.ask("GET", "/v1/unit").status == 200
        assert (state["why"], state["run"]) == ("disk_full", 0)
        assert [(one["why"], one["entries"]) for one in state["runs"]] == [("disk_full", 0)]
        assert maker.submit(three_lines())[0].status == 201


@contextmanager
def stranger(central: Central) -> Iterator[ssl.SSLSocket]:
    address = (central.wire.address.hostname or "", central.wire.address.port or 0)
    with (
        closing(socket.create_connection(address, 60)) as plain,
        central.wire.context.wrap_socket(plain, server_hostname=address[0]) as secure,
    ):
        yield secure


def test_strangers_who_say_or_hear_nothing_more_keep_no_recording_waiting(central: Central) -> None:
    with stranger(central) as slow, stranger(central) as deaf:
        deaf.sendall(b"GET /v1/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 20)
        assert deaf.recv(1)
        slow.sendall(b"POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        assert slow.recv(1000).startswith(b"HTTP/1.1 100")  # now it is waited for
        for on in ("no", "yes", "no"):
            assert central.operate("PUT", "recording", {"on": on}).status == 200
        slow.sendall(b"{}")
        assert slow.recv(1000).startswith(b"HTTP/1.1 503")
