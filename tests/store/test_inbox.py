from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.outcome import BatchMoved, LogEvent
from app.domain.values.dates import instant
from app.domain.values.errors import Tampered
from app.store import disbursement, inbox
from app.store.inbox import Cursor
from tests.helpers.stores import MAKER, START, batch, lines

if TYPE_CHECKING:
    from app.store.unit_of_work import Store


def event(seq: int, op_id: str = "op-1", leaf: str = "") -> LogEvent:
    return LogEvent(
        seq=seq,
        leaf=leaf or f"{seq:064x}",
        at=instant(START),
        kind="batch.withdrawn",
        op_id=op_id,
        uid="u-1",
        device="d-1",
        record=b'{"seq":"%d"}' % seq,
        body=b"\x00body",
        news=BatchMoved(op_id, 1, BatchStatus.WITHDRAWN, seq, "ผิดบัญชี"),
    )


def hear(store: Store, epoch: str, *events: LogEvent) -> list[int]:
    with store.write(MAKER, Action.RECORD_EVENTS, "") as tx:
        return [fresh.seq for fresh in inbox.append(tx, epoch, events)]


def where(store: Store) -> Cursor:
    with store.read() as rd:
        return inbox.cursor(rd)


def test_nothing_is_heard_at_first(store: Store) -> None:
    assert where(store) == Cursor("", 0, "0" * 64)


def test_events_and_the_place_reached_are_kept_together(store: Store) -> None:
    assert hear(store, "e", event(1), event(2, "op-2"), event(3)) == [1, 2, 3]
    assert where(store) == Cursor("e", 3, f"{3:064x}")
    with store.read() as rd:
        first, last = inbox.known_events(rd, "op-1")
    assert (first.seq, last.seq) == (1, 3)
    assert (first.record, first.body, first.detail) == (b'{"seq":"1"}', b"\x00body", "ผิดบัญชี")


def test_a_page_applied_twice_brings_nothing_new(store: Store) -> None:
    hear(store, "e", event(1), event(2))
    assert hear(store, "e", event(1), event(2), event(3)) == [3]
    assert hear(store, "e") == []
    assert where(store).seq == 3


def test_effects_that_fail_take_the_events_back_with_them(store: Store) -> None:
    def half_done() -> None:
        with store.write(MAKER, Action.RECORD_EVENTS, "") as tx:
            disbursement.insert_batch(tx, batch(), lines(1))
            inbox.append(tx, "e", [event(1)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    assert where(store).seq == 0
    with store.read() as rd:
        assert inbox.known_events(rd, "op-1") == []


@pytest.mark.parametrize(
    ("code", "epoch", "told"),
    [
        ("epoch_changed", "other", event(3)),
        ("events_missing", "e", event(4)),
        ("events_rewritten", "e", event(2, leaf="f" * 64)),
    ],
)
def test_another_past_than_the_one_heard_is_an_alarm_and_changes_nothing(
    store: Store, code: str, epoch: str, told: LogEvent
) -> None:
    hear(store, "e", event(1), event(2))
    before = where(store)
    with pytest.raises(Tampered, match=code):
        hear(store, epoch, told)
    assert where(store) == before
