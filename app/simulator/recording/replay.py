"""Playing a recording: ``khlang-central replay FILE`` sends its requests again and compares every answer.

Without ``--server`` it sets a fresh central system up from the recording's own beginning, with the chance and the time
that its requests met: every answer and at the end every table must be the same, byte for byte. With ``--server`` it
speaks to a running one, which must be at the same beginning by the same ``--random`` seed and clock. Exit codes: 0 the
same, 1 something differs, 2 it could not be played.
"""

from __future__ import annotations

import argparse
import http.client
import json
import signal
import ssl
import subprocess
import sys
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from app.simulator.recording import start, tape
from app.simulator.recording.entries import REQUEST, Digests, Entry
from app.simulator.recording.routes import StepDone, StepWanted
from app.simulator.recording.tape import TapeWrong
from app.wire import api

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.simulator.recording.entries import Run

SAME, DIFFERS, UNPLAYED = 0, 1, 2
_SECONDS = 120
_SHOWN_CHARACTERS = 120
_OWN_HEADERS = frozenset({"x-request-id", "date", "connection", "transfer-encoding", "content-length"})
"""Said by the connection and for the log, not by the central system."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not as it was: which entry (0: the end), where in the answer, what was recorded and what came."""

    entry: int
    where: str
    path: str
    recorded: str
    now: str

    def __str__(self) -> str:
        """Return it as a line."""
        return f"#{self.entry} {self.where} {self.path}: {_short(self.recorded)} -> {_short(self.now)}"


@dataclass(slots=True)
class Played:
    """What came of a recording that was played."""

    count: int = 0
    differences: list[Difference] = field(default_factory=list)
    same_state: bool | None = None
    """None where the recording has no end to compare with."""


class Unplayable(Exception):
    """The recording cannot be played; the message says why."""


class Player:
    """Sends requests to one central system, in their order."""

    def __init__(self, url: str, ca: str, operator_token: str, *, taped: bool, console: str = "") -> None:
        self._urls = (url, console)
        self._trusted = ssl.create_default_context(cafile=ca)
        self._token = operator_token
        self._taped = taped
        self._connections: dict[str, http.client.HTTPSConnection] = {}

    def close(self) -> None:
        """Let go of the connection."""
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def play(self, run: Run, entries: Iterator[Entry]) -> Played:
        """Send everything and compare; `Unplayable` where nobody answers."""
        played = Played()
        for number, entry in enumerate(entries, 1):
            played.count = number
            if entry.kind == REQUEST:
                played.differences += self._request(number, entry)
            elif self._taped:
                played.differences += self._step(number, entry)
        if run.end is not None:
            now = msgspec.json.decode(self._operate("GET", api.OPERATOR_DIGEST), type=Digests)
            played.differences += _of_tables(run.end, now)
            played.same_state = run.end.state == now.state
        return played

    def _request(self, number: int, entry: Entry) -> list[Difference]:
        path = f"{entry.path}?{_not_waiting(entry.query)}" if entry.query else entry.path
        headers = dict(entry.headers) | ({tape.HEADER: str(number)} if self._taped else {})
        status, answer_headers, body = self._send(entry.method, path, entry.body, headers, console=entry.console)
        found = [("status", str(entry.status), str(status))] if status != entry.status else []
        if entry.status and status == entry.status:
            found += _of_headers(entry.answer_headers, answer_headers)
        # What a fault left of an answer is as long as the network let it be.
        if not entry.fault:
            found += _of_bodies(entry.answer, body)
        return [Difference(number, entry.where, *one) for one in found]

    def _step(self, number: int, entry: Entry) -> list[Difference]:
        wanted = msgspec.json.encode(StepWanted(number))
        done = msgspec.json.decode(self._operate("POST", api.OPERATOR_STEP, wanted), type=StepDone)
        return [] if done.what == entry.path else [Difference(number, "", "step", entry.path, done.what)]

    def _operate(self, method: str, path: str, body: bytes = b"") -> bytes:
        status, _, answer = self._send(method, path, body, {"authorization": f"Bearer {self._token}"})
        if status != http.client.OK:
            raise Unplayable(f"{method} {path}: {status or 'no answer'} {answer[:_SHOWN_CHARACTERS]!r}")
        return answer

    def _send(
        self, method: str, path: str, body: bytes, headers: dict[str, str], *, console: bool = False
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """Return status, headers and body of an answer; status 0 where none came."""
        try:
            connection = self._connect(self._urls[console])
            connection.request(method, path, body, headers)
            with closing(connection.getresponse()) as answer:
                status, said = answer.status, [(name.lower(), value) for name, value in answer.getheaders()]
                try:
                    return status, said, answer.read()
                except http.client.IncompleteRead as cut:
                    self.close()
                    return status, said, cut.partial
        except (http.client.HTTPException, OSError):
            self.close()
            return 0, [], b""

    def _connect(self, url: str) -> http.client.HTTPSConnection:
        if url in self._connections:
            return self._connections[url]
        address = urlsplit(url)
        connection = http.client.HTTPSConnection(
            address.hostname or "", address.port, timeout=_SECONDS, context=self._trusted
        )
        try:
            connection.connect()
        except OSError as problem:
            raise Unplayable(f"{url}: {problem}") from problem
        return self._connections.setdefault(url, connection)


def _not_waiting(query: str) -> str:
    """Return a query that does not wait for news: what came then is there already."""
    return "&".join("wait=0" if one.startswith("wait=") else one for one in query.split("&"))


def _of_headers(recorded: list[tuple[str, str]], now: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    before, after = ({name: value for name, value in some if name not in _OWN_HEADERS} for some in (recorded, now))
    names = sorted(before.keys() | after.keys())
    return [
        (f"header {name}", before.get(name, ""), after.get(name, ""))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _of_bodies(recorded: bytes, now: bytes) -> list[tuple[str, str, str]]:
    if recorded == now:
        return []
    try:
        found = list(_of_values("$", json.loads(recorded), json.loads(now)))
    except ValueError:
        found = []
    return found or [("body", f"{len(recorded)} bytes", f"{len(now)} bytes, others")]


def _of_values(path: str, recorded: Any, now: Any) -> Iterator[tuple[str, str, str]]:
    """Return where two JSON values differ, with the path to it."""
    if isinstance(recorded, dict) and isinstance(now, dict):
        for name in sorted(recorded.keys() | now.keys()):
            yield from _of_values(f"{path}.{name}", recorded.get(name), now.get(name))
    elif isinstance(recorded, list) and isinstance(now, list) and len(recorded) == len(now):
        for at, (one, other) in enumerate(zip(recorded, now, strict=True)):
            yield from _of_values(f"{path}[{at}]", one, other)
    elif recorded != now:
        yield path, json.dumps(recorded, ensure_ascii=False), json.dumps(now, ensure_ascii=False)


def _of_tables(recorded: Digests, now: Digests) -> list[Difference]:
    names = sorted(recorded.tables.keys() | now.tables.keys())
    pairs = [("state", recorded.state, now.state)]
    pairs += [(f"table {name}", recorded.tables.get(name, ""), now.tables.get(name, "")) for name in names]
    return [Difference(0, "end", *pair) for pair in pairs if pair[1] != pair[2]]


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."


@contextmanager
def fresh(run: Run, recording: Path, data: Path) -> Iterator[Player]:
    """Start a central system in the empty folder ``data`` that goes on where the recording began."""
    if not run.start:
        raise Unplayable("the recording has no beginning")
    start.set_up(run.start, data)
    command = [sys.executable, "-m", "app.simulator", "--data", str(data), "--port", "0", "--tape", str(recording)]
    command += ["--console-port", "0"]
    with (data / "stderr.log").open("wb") as log:
        # Our own program, with paths that the caller chose.
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log)  # noqa: S603
    try:
        line = process.stdout.readline() if process.stdout is not None else b""
        if not line:
            raise Unplayable((data / "stderr.log").read_text("utf-8"))
        ready = json.loads(line)
        token = Path(ready["operator_token_file"]).read_text("ascii")
        with closing(Player(ready["url"], ready["ca"], token, taped=True, console=ready["console"])) as player:
            yield player
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def main(arguments: Sequence[str]) -> int:
    """Play what was asked and tell every difference; return the exit code."""
    asked = _arguments(arguments)
    try:
        run = tape.head(asked.file)
        with _player(asked, run) as player:
            played = player.play(run, tape.entries(asked.file))
    except (Unplayable, TapeWrong, OSError) as problem:
        sys.stderr.write(f"เล่นซ้ำไม่ได้: {problem}\n")
        return UNPLAYED
    for one in played.differences:
        sys.stdout.write(f"{one}\n")
    state = {None: "ไม่มีสถานะสุดท้ายให้เทียบ", True: "สถานะสุดท้ายเหมือนกัน", False: "สถานะสุดท้ายต่างกัน"}
    sys.stdout.write(f"{played.count} รายการ ต่างกัน {len(played.differences)} จุด {state[played.same_state]}\n")
    return DIFFERS if played.differences else SAME


@contextmanager
def _player(asked: argparse.Namespace, run: Run) -> Iterator[Player]:
    if asked.server:
        token = (asked.data / "operator-token").read_text("ascii")
        with closing(Player(asked.server, str(asked.data / "ca.pem"), token, taped=False)) as player:
            yield player
        return
    with TemporaryDirectory(prefix="khlang-replay-") as made:
        data = asked.data or Path(made)
        data.mkdir(parents=True, exist_ok=True)
        with suppress(StopIteration):
            raise Unplayable(f"{data}: {next(data.iterdir()).name}")
        with fresh(run, asked.file.resolve(), data) as player:
            yield player


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="khlang-central replay", description="เล่นคำขอที่บันทึกไว้ซ้ำและเทียบทุกคำตอบ")
    parser.add_argument("file", type=Path, help="ไฟล์จาก khlang-central recording export")
    parser.add_argument("--server", default="", help="ระบบกลางที่เปิดอยู่แล้ว เริ่มจากค่า --random เดียวกัน ต้องระบุ --data ด้วย")
    parser.add_argument("--data", type=Path, help="โฟลเดอร์ของระบบกลางนั้น หรือโฟลเดอร์ว่างสำหรับระบบกลางใหม่")
    asked = parser.parse_args(arguments)
    if asked.server and asked.data is None:
        parser.error("--server: --data")
    return asked
