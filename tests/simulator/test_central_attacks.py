"""Thieves, tired clerks and broken machines at the central system as a whole: its door, its news, its operator's files.

What payments, sessions and books withstand stands in the other files of attacks.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import uuid
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, asynccontextmanager, closing, suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import psycopg
import pytest
import uvicorn
from sqlalchemy import insert, select, update
from starlette.requests import Request
from uvicorn.server import ServerState

from app.central.client import NOT_ABOUT_THE_COMMAND
from app.simulator import edge, strangers, toml_texts
from app.simulator.console.tables import console_acts
from app.simulator.doorman import UNSECURED_MAX
from app.simulator.edge import Edge
from app.simulator.event_routes import HELD_MAX
from app.simulator.faults import plans
from app.simulator.faults.armed import HANDSHAKES_MAX, Armed
from app.simulator.faults.kinds import Fault
from app.simulator.options import OptionsWrong
from app.simulator.protocol import SPARE, CarefulProtocol
from app.simulator.recording.tape import HEADER
from app.simulator.refusals import NOT_STORED, Refused
from app.simulator.ruling import versions
from app.simulator.settings import from_start
from app.simulator.storage import Storage
from app.simulator.strangers import Counted, counted_by_place
from app.simulator.under_way import PERSON_BYTES_MAX, UnderWay
from tests.helpers import postgres
from tests.helpers.raw_central import MONDAY, UNIT, Clerk, line, three_lines

if TYPE_CHECKING:
    import ssl
    from asyncio import StreamReader
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tests.helpers.raw_central import Central

WHOLE, OK = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 200 OK\r\n"
WAITS = 25
TRIES = 20
"""Each gives the central system time to read what was sent before."""
"""The longest wait that is offered, in seconds."""


def held(central: Central, clerk: Clerk, after: int) -> ssl.SSLSocket:
    """Ask for news over a connection of its own and leave it open."""
    address = central.wire.address
    assert address.hostname is not None
    plain = socket.create_connection((address.hostname, address.port), timeout=WAITS * 4)
    line = central.wire.context.wrap_socket(plain, server_hostname=address.hostname)
    asked = (f"GET /v1/events?after={after}&wait={WAITS} HTTP/1.1", "Host: x", f"Authorization: Bearer {clerk.token}")
    line.sendall("".join(f"{one}\r\n" for one in (*asked, "")).encode())
    return line


def status_of(line: ssl.SSLSocket) -> int:
    """Wait for the first line of an answer."""
    return int(line.recv(64).split()[1])


def test_of_more_requests_of_one_person_than_may_wait_the_oldest_is_answered_and_the_others_go_on_waiting(
    central: Central,
) -> None:
    maker, clerk = (Clerk.ready(central, UNIT, who) for who in ("MAKER01", "AUDIT01"))
    known = int(clerk.ask("GET", "/v1/events?limit=1").json["head_seq"])
    with ExitStack() as lines, ThreadPoolExecutor(HELD_MAX + 1) as beside:
        waiting = [lines.enter_context(closing(held(central, clerk, known))) for _ in range(HELD_MAX + 1)]
        answers = [beside.submit(status_of, line) for line in waiting]
        first = next(as_completed(answers))
        assert clerk.ask("DELETE", "/v1/sessions/current").status == 204
        assert first.result() == 200
        assert maker.submit(three_lines())[0].status == 201  # of which nobody hears who has signed out
        assert [one.result() for one in answers if one is not first] == [401] * HELD_MAX


def test_a_number_that_no_tape_has_is_no_number_at_all(central: Central) -> None:
    for number in ("9" * 5000, "\xb2", "-1", " ", "1e9"):
        assert central.wire.ask("GET", "/v1/health", **{HEADER: number}).status == 200


MANY_DOTS = "a" + ".a" * 200_000 + "=1"
WITHIN_QUOTES = '"\u2028"' + '."\u2028"' * toml_texts.LINE_DOTS_MAX + ".a=1"


@pytest.mark.parametrize("text", [MANY_DOTS, WITHIN_QUOTES, "a=" + "[" * 100_000], ids=["long", "quoted", "deep"])
def test_a_text_that_would_take_the_machine_down_is_no_rules_file_and_no_plan(text: str) -> None:
    assert [fault.problem for fault in versions.check(text)] == ["unreadable"]
    with pytest.raises(Refused, match="field_wrong"):
        plans.read(text.encode())


def test_honest_sentences_may_be_long() -> None:
    sentence = "ระบุ ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค. ..."
    assert toml_texts.read(f'a.b.c = "{sentence}"') == {"a": {"b": {"c": sentence}}}


def test_refused_handshakes_come_to_an_end_by_themselves() -> None:
    assert Armed(Fault.TLS_FAILURE, "*", HANDSHAKES_MAX).wrong() == ""
    assert Armed(Fault.TLS_FAILURE, "*", HANDSHAKES_MAX + 1).wrong() == "count"


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Connection]:
    storage = Storage(f"sqlite:///{tmp_path / 'central.db'}")
    with storage.writing() as connection:
        yield connection
    storage.close()


def test_of_strangers_who_only_knock_the_oldest_goes(central: Central) -> None:
    address = (central.wire.address.hostname or "", central.wire.address.port or 0)
    with ExitStack() as all_open:
        knocks = [all_open.enter_context(socket.create_connection(address, 60)) for _ in range(UNSECURED_MAX + 1)]
        with suppress(ConnectionResetError):
            assert knocks[0].recv(1) == b""
        assert central.new_wire().ask("GET", "/v1/health").status == 200


async def nothing_said(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body"})


@asynccontextmanager
async def served(app: ASGIApp, connections_max: int) -> AsyncIterator[Callable[[bytes], Awaitable[StreamReader]]]:
    """Serve over the careful protocol; give what opens a connection and sends something there."""
    config = uvicorn.Config(
        app, http=CarefulProtocol, lifespan="off", log_config=None, limit_concurrency=connections_max
    )
    config.load()
    state, loop, lines = ServerState(), asyncio.get_running_loop(), []
    server = await loop.create_server(lambda: CarefulProtocol(config, state, {}), "127.0.0.1", 0)

    async def send(said: bytes) -> StreamReader:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        lines.append(writer)
        writer.write(said)
        return reader

    yield send
    for writer in lines:
        writer.close()
    server.close()


def test_the_connection_that_was_idle_longest_goes_before_all_are_turned_away() -> None:
    async def play() -> tuple[list[bytes], bytes]:
        async with served(nothing_said, SPARE + 2) as send:
            lines, told = [], []
            for _ in range(3):
                lines.append(await send(WHOLE))
                told.append(await lines[-1].readline())
            return told, await lines[0].read()

    told, rest = asyncio.run(play())
    assert told == [OK] * 3
    assert rest.endswith(b"\r\n\r\n"), "then it ended"


def test_the_request_that_has_been_arriving_longest_goes_before_all_are_turned_away() -> None:
    arriving: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        arriving.append(scope)
        while (await receive()).get("more_body"):
            pass
        await nothing_said(scope, receive, send)

    async def play() -> bytes:
        async with served(app, SPARE + 2) as send:
            slow = []
            for n in range(1, 3):
                slow.append(await send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{"))
                while len(arriving) < n:
                    await asyncio.sleep(0)
            honest = await send(WHOLE)
            with suppress(ConnectionResetError):
                assert await slow[0].read() == b""
            return await honest.readline()

    assert asyncio.run(play()) == OK


def test_who_must_be_turned_away_is_told_by_the_central_system_itself_and_when_to_come_again() -> None:
    house = SimpleNamespace(epoch="e", clock=SimpleNamespace(text=lambda: MONDAY))

    async def play() -> bytes:
        async with served(Edge(nothing_said, cast("Any", house)), 1) as send:
            return await (await send(WHOLE)).read()

    head, _, body = asyncio.run(play()).partition(b"\r\n\r\n")
    said = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:])
    assert head.startswith(b"HTTP/1.1 503 ")
    assert (said[b"khlang-epoch"], said[b"khlang-identity"], said[b"retry-after"]) == (b"e", b"simulator", b"5")
    assert json.loads(body)["code"] == "unavailable"


def test_what_one_person_has_under_way_is_bounded_and_leaves_others_alone() -> None:
    house = UnderWay()
    with house.of("u-1") as first, house.of("u-1") as second, house.of("u-2") as other:
        first(PERSON_BYTES_MAX - 1)
        second(1)
        with pytest.raises(Refused, match="too_many_requests"):
            second(1)
        other(PERSON_BYTES_MAX)
    with house.of("u-1") as again:
        again(PERSON_BYTES_MAX)


def test_a_second_large_request_of_one_person_is_told_to_wait_for_the_first(central: Central) -> None:
    maker, other = (Clerk.ready(central, UNIT, who) for who in ("MAKER01", "MAKER02"))
    with ExitStack() as lines:
        first = lines.enter_context(closing(begun(central, maker, PERSON_BYTES_MAX)))
        first.sendall(bytes(PERSON_BYTES_MAX - 1))  # what is not read yet is counted when it is
        answers = (maker.submit([line(n) for n in range(1, 4_000)])[0] for _ in range(TRIES))
        answer = next((one for one in answers if one.code == "too_many_requests"), None)
        assert answer is not None, "nothing was counted"
        assert (answer.status, answer.headers["retry-after"]) == (429, "5")
        assert other.submit([line(n) for n in range(1, 4_000)])[0].status == 201
        first.sendall(b"0")
        assert status_of(first) == 400
    assert maker.submit([line(n) for n in range(1, 4_000)])[0].status == 201


def begun(central: Central, clerk: Clerk, size: int) -> ssl.SSLSocket:
    """Begin to send a command of that size, over a connection of its own."""
    address = central.wire.address
    assert address.hostname is not None
    plain = socket.create_connection((address.hostname, address.port), timeout=WAITS * 4)
    line = central.wire.context.wrap_socket(plain, server_hostname=address.hostname)
    path = f"/v1/commands/{uuid.uuid4()}"
    said = (f"PUT {path} HTTP/1.1", "Host: x", f"Authorization: Bearer {clerk.token}", f"Content-Length: {size}")
    line.sendall("".join(f"{one}\r\n" for one in (*said, "")).encode())
    return line


def test_a_request_that_comes_too_slowly_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing_comes() -> Message:
        await asyncio.get_running_loop().create_future()
        return {}

    monkeypatch.setattr(edge, "BODY_SECONDS_MAX", 0)
    request = Request({"type": "http", "headers": []}, nothing_comes)
    with pytest.raises(Refused, match="too_slow") as slow:
        asyncio.run(edge.read_body(request, 9))
    assert slow.value.status == 408
    assert slow.value.refusal in NOT_STORED & NOT_ABOUT_THE_COMMAND


def test_wrong_passwords_of_an_address_are_counted_where_all_processes_see_them(books: Connection) -> None:
    for address in ("10.0.0.1", "10.0.0.1", "2001:db8::1", "2001:db8::2"):
        strangers.count(books, Counted.PASSWORD, address)
    strangers.demand_few(books, Counted.PASSWORD, "10.0.0.2", 1)
    for address in ("10.0.0.1", "2001:db8::3"):  # of the newer kind somebody has a whole network
        with pytest.raises(Refused, match="too_many_requests"):
            strangers.demand_few(books, Counted.PASSWORD, address, 1)


def test_what_an_address_guessed_is_forgiven_and_forgotten(books: Connection) -> None:
    for _ in range(3):
        strangers.count(books, Counted.PASSWORD, "10.0.0.1")
    books.execute(update(counted_by_place).values(at=counted_by_place.c.at - 10, forgiven_at=counted_by_place.c.at - 4))
    strangers.demand_few(books, Counted.PASSWORD, "10.0.0.1", 1)
    strangers.count(books, Counted.PASSWORD, "10.0.0.2")
    assert books.scalars(select(counted_by_place.c.place)).all() == ["10.0.0.2"]


def test_going_back_to_a_snapshot_gives_nobody_new_guesses(central: Central) -> None:
    assert central.operate("PUT", "snapshots/before").status == 204
    assert Clerk(central, UNIT, "MAKER02").sign_in("not the password").code == "password_wrong"
    assert central.operate("POST", "snapshots/before").status == 200
    with central.books() as books:
        ((count,),) = books.execute("SELECT count FROM counted_by_place").fetchall()
    assert count > 0


def test_nothing_goes_back_to_a_damaged_snapshot(central: Central) -> None:
    assert central.operate("PUT", "snapshots/whole").status == 204
    before = central.wire.ask("GET", "/v1/about").json["epoch"]
    whole = (central.data / "snapshots" / "whole.snapshot").read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], b"hello", b"\x90", b"\x81\xa5users\x91\x91\x01"):
        (central.data / "snapshots" / "damaged.snapshot").write_bytes(damaged)
        assert central.operate("POST", "snapshots/damaged").code == "field_wrong"
    assert central.wire.ask("GET", "/v1/about").json["epoch"] == before


def test_a_note_that_cannot_be_written_changes_no_answer_and_a_cut_one_hides_no_other(central: Central) -> None:
    kept = central.data / "contract-notes.jsonl"
    kept.unlink(missing_ok=True)
    kept.mkdir()  # as good as a full disk
    try:
        refused = central.wire.ask("POST", "/v1/sessions", {"company_id": UNIT})
    finally:
        kept.rmdir()
    assert (refused.status, refused.code) == (400, "not_canonical")
    kept.write_bytes(b'{"at":"2026-11-23T02:0\n')
    assert central.wire.ask("POST", "/v1/sessions", {"company_id": UNIT}).status == 400
    notes = central.operate("GET", "contract").json["notes"]
    kept.unlink()
    assert {one["route"] for one in notes} == {"POST /v1/sessions"}


def test_a_database_that_forgot_which_numbers_it_gave_gives_none_twice() -> None:
    url = postgres.database()
    row = {"once": "1", "at": "", "shown_at": "", "name": "a", "face": "", "what": "", "about": "", "facts": ""}
    for once in ("1", "2"):
        storage = Storage(url)
        with storage.writing() as connection:
            act = {**row, "once": once, "outcome": "done"}
            connection.execute(insert(console_acts).values(act))
            numbers = connection.scalars(select(console_acts.c.n).order_by(console_acts.c.n)).all()
        storage.close()
        with postgres.connect(url) as staff:  # as after a hard stop of a copied database
            staff.execute("SELECT setval(pg_get_serial_sequence('console_acts', 'n'), 1, false)")
    assert numbers == [1, 2]


def test_a_database_that_falls_silent_is_not_waited_for_for_hours() -> None:
    storage = Storage(postgres.cluster().url(postgres.name_of(postgres.database()), over_tcp=True))
    with closing(storage.session()) as session, storage.writing() as writer:
        for connection in (session, writer):
            driver = connection.connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            with socket.socket(fileno=os.dup(driver.fileno())) as line:
                assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
                assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) <= 30
                assert 0 < line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) <= 60_000
    storage.close()


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://bank:not-to-be-told@host/books", "postgres//bank:not-to-be-told@h"]
)
def test_an_address_of_no_database_is_told_without_the_password_in_it(url: str) -> None:
    with pytest.raises(OptionsWrong) as wrong:
        from_start([], {"KHLANG_CENTRAL_DATABASE": url})
    said = wrong.value.said("khlang-central")
    assert "KHLANG_CENTRAL_DATABASE" in said
    assert "not-to-be-told" not in said
