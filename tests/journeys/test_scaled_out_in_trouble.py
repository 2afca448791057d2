"""Many processes while the database is taken away, the certificate is another, and a client lies about its address."""

from __future__ import annotations

import os
import re
import signal
import ssl
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.central.client import Central as Client
from app.central.transport import Timeouts
from app.domain.values.errors import Unreachable
from tests.helpers.patience import wait_for
from tests.helpers.raw_central import OTHER_UNIT, ROOT, UNIT, Clerk, line
from tests.helpers.scaled_out import OnItsOwnDatabase, with_its_own_database
from tests.journeys.bank import paid

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.campaign

WORKERS = 2
_PATIENT = Timeouts(connect=120, bytes=120, whole=300)
ELSEWHERE = "elsewhere.example"
PAGES = ("/", "/developer", "/services/sample-permit", "/v1/openapi.json", "/v1/practice-rules", "/nowhere")


@pytest.fixture(scope="module")
def central() -> Iterator[OnItsOwnDatabase]:
    with with_its_own_database(WORKERS) as started:
        yield started


def forged(n: int) -> dict[str, str]:
    """Return all that a client could say of where it is and whom it speaks to."""
    address = f"198.51.100.{n}"
    return {
        "X-Forwarded-For": address,
        "X-Real-IP": address,
        "Forwarded": f"for={address};host={ELSEWHERE};proto=http",
        "True-Client-IP": address,
        "X-Forwarded-Host": ELSEWHERE,
        "X-Forwarded-Port": "1",
        "X-Forwarded-Proto": "http",
        "Host": f"{ELSEWHERE}:1",
    }


def test_a_client_that_lies_about_its_address_is_counted_where_it_is(central: OnItsOwnDatabase) -> None:
    for n in range(3):
        guessing = Clerk(central, UNIT, "MAKER02")
        body = guessing.sign_in_body("not the password", user_id=f"NOBODY{n}")
        refused = guessing.wire.ask("POST", "/v1/sessions", body, **forged(n))
        assert (refused.status, refused.code) == (401, "password_wrong")
        looked_up = central.wire.ask("GET", "/bill?ref1=123456789012&ref2=12345", **forged(n))
        assert looked_up.status in (HTTPStatus.OK, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)
    with central.books() as books:
        counted = set(books.execute("SELECT what, place FROM counted_by_place").fetchall())
    assert {place for _, place in counted} == {"127.0.0.1"}
    assert {"password", "page_look_up"} <= {what for what, _ in counted}


def test_whoever_names_another_host_is_shown_what_everybody_is(central: OnItsOwnDatabase) -> None:
    for path in PAGES:
        honest, lying = (central.wire.ask("GET", path, **{"Accept": "text/html", **more}) for more in ({}, forged(1)))
        assert (lying.status, len(lying.body)) == (honest.status, len(honest.body))
        assert ELSEWHERE not in f"{lying.headers}{lying.body!r}"


def test_nobody_but_the_proxy_reaches_a_worker(central: OnItsOwnDatabase) -> None:
    """Whoever did would be believed whatever address they say."""
    assert not stat.S_IMODE((central.run / "workers").stat().st_mode) & stat.S_IRWXO
    sockets = sorted((central.run / "workers").iterdir())
    assert [one.name for one in sockets] == ["1.sock", "2.sock"]


def test_no_process_of_the_proxy_waits_at_the_door_while_its_clients_wait(central: OnItsOwnDatabase) -> None:
    """It has several: one connection wakes all of them, and all but one find nobody there."""
    (door,) = re.findall(r'using inherited sockets from "(\d+);"', central.said())
    pid = (central.run / "nginx.pid").read_text("ascii").strip()
    flags = re.search(r"flags:\s+(\d+)", Path(f"/proc/{pid}/fdinfo/{door}").read_text("ascii"))
    assert flags is not None
    assert int(flags[1], 8) & os.O_NONBLOCK


def test_a_certificate_that_is_renewed_while_requests_run_loses_none(central: OnItsOwnDatabase) -> None:
    def met() -> bytes:
        with closing(central.new_wire().connect()) as connection:
            connection.connect()
            assert isinstance(connection.sock, ssl.SSLSocket)
            return connection.sock.getpeercert(binary_form=True) or b""

    def on_new_connections() -> int:
        answered = 0
        while not renewed.is_set() or not answered:
            with closing(central.new_wire()) as wire:
                assert wire.ask("GET", "/v1/about").json["epoch"] == epoch
            answered += 1
        return answered

    def as_a_desktop(client: Client) -> int:
        """Ask on a kept connection; the proxy may end one that is idle, and then the next request goes through."""
        answered, ended = 0, 0
        while not renewed.is_set() or not answered:
            try:
                assert client.about().epoch == epoch
                answered, ended = answered + 1, 0
            except Unreachable as problem:
                ended += 1
                if problem.code != "server_broke_off" or ended > 1:
                    raise
        return answered

    central.wire.close()  # an idle connection is ended
    before, renewed = met(), threading.Event()
    auditor = Clerk.ready(central, UNIT, "AUDIT01")
    known = auditor.ask("GET", "/v1/events?limit=1").json
    epoch = known["epoch"]
    command = [sys.executable, "-m", "app.simulator", "certificate", "renew", "--data", str(central.data)]
    with (
        closing(Client(central.ready["url"], central.data / "ca.pem", _PATIENT)) as client,
        ThreadPoolExecutor(3) as beside,
    ):
        held = beside.submit(
            central.new_wire().ask, "GET", f"/v1/events?after={known['head_seq']}&wait=25", None, auditor.token
        )
        asking = [beside.submit(on_new_connections), beside.submit(as_a_desktop, client)]
        try:
            subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
            wait_for(lambda: met() != before, "nobody meets the new certificate")
        finally:
            renewed.set()
        assert all(one.result() for one in asking)
        # It was asked before, and is answered by a process of nginx that goes afterwards.
        assert Clerk.ready(central, UNIT, "MAKER01").submit([line(1, 4_100)], doc_no="กค 41/2570")[0].status == 201
        assert (held.result().status, len(held.result().json["events"])) == (HTTPStatus.OK, 1)


@dataclass
class Maker:
    """Hands in one batch after the other, each again and again until it is answered for good."""

    clerk: Clerk
    series: int
    over: threading.Event
    handed_in: list[str] = field(default_factory=list)
    turned_away: int = 0

    def work(self) -> None:
        while not self.over.is_set():
            n = 1000 * self.series + len(self.handed_in)
            lines = [line(n + 1, 125_000)]
            payment = self.clerk.payment([{**lines[0], "n": "1"}], doc_no=f"กค {n}/2570")
            command = self.clerk.submit_body(payment, [{**lines[0], "n": "1"}])
            while (answer := self.clerk.send(command)).status == HTTPStatus.SERVICE_UNAVAILABLE:
                assert (answer.code, answer.headers["retry-after"]) == ("unavailable", "1")
                self.turned_away += 1
                if self.over.wait(0.1):
                    return
            assert answer.status == HTTPStatus.CREATED, answer.body
            self.handed_in.append(payment["op_id"])


def test_a_database_that_is_taken_away_and_given_back_loses_nothing_and_all_go_on_by_themselves(
    central: OnItsOwnDatabase,
) -> None:
    over = threading.Event()
    makers = [
        Maker(Clerk.ready(central, company, user), series, over)
        for series, (company, user) in enumerate([(UNIT, "MAKER01"), (UNIT, "MAKER02"), (OTHER_UNIT, "MAKER01")], 1)
    ]
    authorizer, others = Clerk.ready(central, UNIT, "AUTH01"), central.ready_workers()
    with ThreadPoolExecutor(len(makers)) as beside:
        working = [beside.submit(one.work) for one in makers]

        def each(met: list[int], since: list[int]) -> bool:
            for one in working:
                if one.done():
                    one.result()
            return all(now > before for now, before in zip(met, since, strict=True))

        def acknowledged() -> list[int]:
            return [len(one.handed_in) for one in makers]

        def turned_away() -> list[int]:
            return [one.turned_away for one in makers]

        try:
            wait_for(lambda: each(acknowledged(), [0, 0, 0]), "nobody's batch is taken")
            approved = makers[0].handed_in[0]
            assert authorizer.decide(approved).status == HTTPStatus.CREATED
            before = turned_away()
            central.stop_database()
            wait_for(lambda: each(turned_away(), before), "nobody is told that nothing goes")
            assert central.wire.ask("GET", "/v1/health").status == HTTPStatus.OK
            assert central.wire.ask("GET", "/v1/ready").status == HTTPStatus.SERVICE_UNAVAILABLE
            page = central.wire.ask("GET", "/bill?ref1=123456789012&ref2=12345", **{"Accept": "text/html"})
            assert (page.status, page.headers["retry-after"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "1")
            os.kill(min(others), signal.SIGKILL)
            central.start_database()
            before = acknowledged()
            wait_for(lambda: each(acknowledged(), before), "nobody's batch is taken any more")
        finally:
            over.set()
        for one in working:
            one.result()
    # The one that was killed came back too, and nobody else had to.
    wait_for(lambda: len(central.ready_workers()) == WORKERS + 1, "the one that was killed is not started again")
    afterwards = makers[1].handed_in[-1]
    assert authorizer.decide(afterwards).status == HTTPStatus.CREATED
    for op_id in (approved, afterwards):
        wait_for(lambda: authorizer.content(op_id)["status"] == "settled", "the back office does not come back")  # noqa: B023
        assert paid(central, op_id) == [1]
    with central.books() as books:
        kept = [op_id for (op_id,) in books.execute("SELECT op_id FROM batches").fetchall()]
    assert {op_id for one in makers for op_id in one.handed_in} <= set(kept)
    central.assert_books_right()
