"""The desktop is killed at any moment of import, submit, approve and sync; money moves once, nothing is lost.

The client is the shipped code without its windows, in a process of its own, against a central system in another. What
it acknowledged reaches this process through a pipe; what was paid is counted in the central system's own books.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus, Kind
from app.domain.disbursement.record import Delivery
from app.domain.values.errors import KhlangError
from app.services.approval import Approval
from app.services.drafting import Drafting
from app.store import audit_trail, disbursement, listings, outbox
from tests.helpers import warm
from tests.helpers.patience import wait_for
from tests.helpers.raw_central import TODAY, UNIT, Central, running
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

    from app.domain.disbursement.record import Batch

ROUNDS = int(os.environ.get("KHLANG_KILL_ROUNDS", "100"))
SECONDS_MAX = 0.3
ACKNOWLEDGED_MAX = 6
PATIENCE_SECONDS = 120.0
"""Something is always acknowledged, on any machine: by an authorizer also that nothing waits."""
PAYEES = 4
MAKER, AUTHORIZER = "MAKER01", "AUTH01"
WAITING = frozenset({BatchStatus.SUBMITTED.value, BatchStatus.IN_APPROVAL.value})

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows"),
    pytest.mark.timeout(1200 + 4 * ROUNDS),
]


@dataclass(frozen=True)
class Seat:
    """Where a person sits; everything a process needs to begin there."""

    root: Path
    url: str
    ca: str
    user_id: str
    password: str

    def enter(self) -> Workstation:
        return Workstation(self.root, self.url, self.ca).enter_as(UNIT, self.user_id, self.password)


def approved(approval: Approval, op_id: str, password: str) -> Batch:
    """Open every line that must be, and sign."""
    content = approval.content(op_id)
    for number in content.review.left():
        content.review.open(number)
    return approval.approve(content, password)


def write_list(path: Path, number: int) -> None:
    """Write a payee file that no other is like."""
    rows = ["รหัสธนาคาร,เลขที่บัญชี,ชื่อ-สกุล,จำนวนเงิน"]
    rows += [f"004,{1_000_000_000 + number * 10 + n},ผู้รับเงิน ตัวอย่าง,{100 + number % 900}.25" for n in range(PAYEES)]
    path.write_text("\n".join(rows), encoding="utf-8-sig")


def make(seat: Seat, number: int, told: Connection) -> None:
    """Import, hand in and exchange, batch after batch, and tell after each that it was acknowledged."""
    station = seat.enter()
    drafting = Drafting(station.desk, station.sync)
    told.send(("entered", ""))
    while True:
        number += 1
        path = seat.root / "list.csv"
        write_list(path, number)
        reading = drafting.read(path, lambda *_: None, lambda: False)
        op_id = drafting.create(reading, Kind.WELFARE, lambda *_: None, lambda: False)
        told.send(("imported", op_id))
        sheet = drafting.sheet(op_id)
        day = date.fromisoformat(TODAY)
        head = replace(sheet.batch.head, purpose=f"ทดสอบ {number}", document_no=f"D-{op_id[:12]}", value_date=day)
        sheet.set_head(replace(head, document_date=day, sub_kind="overtime"))
        drafting.submit(op_id)
        told.send(("submitted", op_id))
        station.sync.sync_now()
        told.send(("exchanged", op_id))


def decide(seat: Seat, number: int, told: Connection) -> None:
    """Approve whatever waits, and tell after each decision that it was acknowledged, or that there was none to take."""
    station = seat.enter()
    approval = Approval(station.desk, station.sync)
    told.send(("entered", str(number)))
    while True:
        station.sync.sync_now()
        found = waiting(station)
        if not found:
            told.send(("rested", ""))
        for op_id in found:
            try:
                after = approved(approval, op_id, seat.password)
            except KhlangError as problem:
                told.send((problem.code, op_id))
            else:
                told.send((f"decided {after.delivery.value}", op_id))


def waiting(station: Workstation) -> list[str]:
    with station.desk.store.read() as rd:
        ids = listings.batch_ids(rd, statuses=WAITING)
        batches = listings.batch_rows(rd, ids).values()
        return [batch.op_id for batch in batches if batch.delivery in (Delivery.NONE, Delivery.REFUSED)]


def killed(target: object, seat: Seat, number: int, after: int, seconds: float) -> list[tuple[str, str]]:
    """Run a client until it acknowledged some things and a moment longer, kill it, and return what it acknowledged.

    The moment begins with an acknowledgement, so that a slow machine is killed in the same places as a fast one.
    """
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = warm.context().Process(target=target, args=(seat, number, sending))  # type: ignore[arg-type]
    process.start()
    sending.close()
    told: list[tuple[str, str]] = []
    while len(told) < after and receiving.poll(PATIENCE_SECONDS):
        told.append(receiving.recv())
    time.sleep(seconds)
    process.kill()
    process.join()
    try:
        while receiving.poll():
            told.append(receiving.recv())
    except EOFError:
        return told
    return told


def finish(central: Central, maker: Workstation, authorizer: Workstation, password: str) -> None:
    """Let both desks come to rest: everything handed in is decided and has its result."""
    approval = Approval(authorizer.desk, authorizer.sync)

    def at_rest() -> bool:
        maker.sync.sync_now()
        authorizer.sync.sync_now()
        for op_id in waiting(authorizer):
            approved(approval, op_id, password)
        central.advance("2026-11-23T09:00:00+07:00")
        with maker.desk.store.read() as rd:
            moving = listings.batch_ids(rd, statuses={*WAITING, "approved", "released"})
            return not outbox.unsettled(rd) and not moving

    wait_for(at_rest, "some batch does not come to its end")


def paid(central: Central) -> Counter[tuple[str, int]]:
    """Count in the central system's own books how often each line was paid."""
    with central.books() as books:
        rows = books.execute("SELECT op_id, n FROM transfers WHERE kind = 'POST'").fetchall()
    return Counter((op_id, n) for op_id, n in rows)


def test_a_client_killed_at_any_moment_loses_nothing_and_pays_nothing_twice(tmp_path: Path) -> None:
    rng = random.Random(2570)  # noqa: S311  (a repeatable choice of moments)
    with running(tmp_path / "central", eased=True) as central:
        seats = {
            user: Seat(tmp_path / user, central.ready["url"], central.ready["ca"], user, central.password(UNIT, user))
            for user in (MAKER, AUTHORIZER)
        }
        told: list[tuple[str, str]] = []
        for number in range(ROUNDS):
            user = MAKER if rng.random() < 0.6 else AUTHORIZER
            target = make if user == MAKER else decide
            after, seconds = rng.randint(0, ACKNOWLEDGED_MAX), rng.uniform(0, SECONDS_MAX)
            told += killed(target, seats[user], number * 1_000, after, seconds)
        maker, authorizer = seats[MAKER].enter(), seats[AUTHORIZER].enter()
        finish(central, maker, authorizer, seats[AUTHORIZER].password)
        check(central, maker, authorizer, told)
        maker.leave()
        authorizer.leave()


def check(central: Central, maker: Workstation, authorizer: Workstation, told: list[tuple[str, str]]) -> None:
    submitted = {op_id for what, op_id in told if what == "submitted"}
    imported = {op_id for what, op_id in told if what == "imported"}
    phases = Counter(what for what, _ in told)
    assert submitted, phases
    assert any(what.startswith("decided") for what in phases), phases
    paid_lines = paid(central)
    assert set(paid_lines.values()) == {1}
    for station in (maker, authorizer):
        with station.desk.store.read() as rd:
            assert audit_trail.verify(rd).sound
            for op_id in submitted:
                batch = disbursement.batch(rd, op_id)
                assert batch is not None, (station.root.name, op_id)
                assert batch.status is BatchStatus.SETTLED, (station.root.name, batch)
    with maker.desk.store.read() as rd:
        assert all(disbursement.batch(rd, op_id) is not None for op_id in imported)
        assert all(len(disbursement.lines(rd, op_id)) == PAYEES for op_id in imported)
    assert {op_id for op_id, _ in paid_lines} >= submitted
    assert all(paid_lines[op_id, n] == 1 for op_id in submitted for n in range(1, PAYEES + 1))
    central.assert_books_right()
