from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.outcome import BatchMoved, LogEvent
from app.domain.disbursement.record import NOT_ACCEPTED
from app.domain.values.dates import instant
from app.store import disbursement, inbox, outbox, reference
from app.store.outbox import new_command
from app.store.unit_of_work import Store
from tests.helpers.stores import KEY, MAKER, START, UNIT, batch, lines

if TYPE_CHECKING:
    from pathlib import Path


def told(seq: int, kind: str, seconds: int, *, uid: str = "u-1", reason: str = "", cmd_id: str = "c-9") -> LogEvent:
    news = BatchMoved("op-1", 1, BatchStatus.RETURNED, seq, reason)
    at = instant(START + timedelta(seconds=seconds))
    record = b'{"cmd_id":"%s"}' % cmd_id.encode()
    return LogEvent(seq, f"{seq:064x}", at, kind, "op-1", uid, "d-2", record, b"", news)


def submit(store: Store, cmd_id: str) -> None:
    with store.write(MAKER, Action.SUBMIT_BATCH, "op-1") as tx:
        outbox.queue(tx, new_command(cmd_id, "op-1", "submit", b"", START))


def test_a_life_is_told_once_from_both_sides(store: Store) -> None:
    with store.write(MAKER, Action.IMPORT_BATCH, "op-1", {"file": "พ.ย.xlsx"}) as tx:
        disbursement.insert_batch(tx, batch(), lines(3))
        reference.put_unit(tx, UNIT)
    for _ in range(3):
        with store.write(MAKER, Action.EDIT_BATCH, "op-1"):
            pass
    submit(store, "c-1")
    with store.write(MAKER, Action.RECORD_EVENTS, "op-1") as tx:
        news = [
            told(1, "batch.submitted", 60, cmd_id="c-1"),
            told(2, "lines.reported", 70),
            told(3, "batch.returned", 80, uid="u-2", reason="ผิดบัญชี"),
        ]
        inbox.append(tx, "e", news)
    with store.write(MAKER, Action.EDIT_BATCH, "op-2"):
        pass
    with store.read() as rd:
        steps = disbursement.timeline(rd, "op-1")
    assert [(step.what, step.name, step.detail) for step in steps] == [
        ("import_batch", "มาลี ใจดี", "พ.ย.xlsx"),
        ("edit_batch", "มาลี ใจดี", ""),
        ("batch.submitted", "มาลี ใจดี", ""),
        ("batch.returned", "สมชาย กล้าหาญ", "ผิดบัญชี"),
    ]
    submit(store, "c-2")
    with store.read() as rd:
        assert "submit_batch" in [step.what for step in disbursement.timeline(rd, "op-1")]


def test_a_refusal_stands_after_what_it_refuses_though_the_clock_was_put_back_between(tmp_path: Path) -> None:
    """Each answer corrects the clock of a desk; a slow one may put it back a little."""
    moments = iter((START, START + timedelta(seconds=2), START + timedelta(seconds=1)))
    store = Store.open(tmp_path / "desk", KEY, lambda: next(moments))
    with store.write(MAKER, Action.IMPORT_BATCH, "op-1") as tx:
        disbursement.insert_batch(tx, batch(), lines(3))
    with store.write(MAKER, Action.SUBMIT_BATCH, "op-1"):
        pass
    told = {"command": "c-1", "code": "funds_short", "told": '{"available":"5.00"}'}
    with store.write(MAKER, Action.RECORD_ANSWER, "op-1", told):
        pass
    with store.read() as rd:
        steps = disbursement.timeline(rd, "op-1")
    store.close()
    assert [(step.what, step.detail, step.facts) for step in steps] == [
        ("import_batch", "", {}),
        ("submit_batch", "", {}),
        (NOT_ACCEPTED, "funds_short", {"available": "5.00"}),
    ]
