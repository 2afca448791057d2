"""Two hands on one batch at the same moment: a second press, an edit while it is signed, an editor left open."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.disbursement.batch import BatchStatus, Kind
from app.domain.disbursement.record import Delivery
from app.domain.disbursement.transfer import Field, LineStatus
from app.domain.values.errors import Conflict
from app.domain.values.money import Money
from app.services.drafting import Drafting
from app.system.clock import Clock
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from tests.helpers.raw_central import Central

ROUNDS = 10


class Interrupted(Clock):
    """A clock that has somebody do something the next time it is looked at: between looking and writing."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], Any] | None = None

    def now(self) -> datetime:
        act, self.meanwhile = self.meanwhile, None
        if act is not None:
            act()
        return super().now()


@pytest.fixture
def clock() -> Interrupted:
    return Interrupted()


@pytest.fixture
def maker(central: Central, clock: Interrupted, tmp_path: Path) -> Iterator[Workstation]:
    station = Workstation(tmp_path / "maker", central.ready["url"], central.ready["ca"], clock=clock)
    yield station.enter(central, "MAKER01")
    station.crash()


@pytest.fixture
def drafting(maker: Workstation) -> Drafting:
    return Drafting(maker.desk, maker.sync)


def test_a_second_press_while_the_first_is_signed_hands_in_once(
    maker: Workstation, drafting: Drafting, clock: Interrupted
) -> None:
    op_id = maker.draft(document_no="ฎ.1/2570")
    clock.meanwhile = lambda: drafting.submit(op_id)
    with pytest.raises(Conflict) as caught:
        drafting.submit(op_id)
    assert caught.value.code == "status_forbids"
    assert len(maker.commands()) == 1
    maker.sync.sync_now()
    maker.sync.sync_now()
    batch = maker.batch(op_id)
    assert (batch.status, batch.delivery, batch.reason) == (BatchStatus.SUBMITTED, Delivery.NONE, "")


def test_what_is_edited_while_it_is_signed_is_not_handed_in_as_it_was(
    maker: Workstation, drafting: Drafting, clock: Interrupted
) -> None:
    op_id = maker.draft(document_no="ฎ.2/2570")
    editor = drafting.sheet(op_id)
    clock.meanwhile = lambda: editor.set_cells([(1, Field.AMOUNT, "9.99")])
    with pytest.raises(Conflict) as caught:
        drafting.submit(op_id)
    assert caught.value.code == "edition_changed"
    assert maker.commands() == []
    batch = maker.batch(op_id)
    assert (batch.status, batch.delivery, batch.total) == (BatchStatus.DRAFT, Delivery.NONE, Money(250_999))
    drafting.submit(op_id)
    assert maker.batch(op_id).delivery is Delivery.QUEUED


def test_an_editor_left_open_cannot_change_what_was_handed_in(maker: Workstation, drafting: Drafting) -> None:
    op_id = maker.draft(document_no="ฎ.3/2570")
    editor = drafting.sheet(op_id)
    editor.set_cells([(2, Field.AMOUNT, "10.00")])
    drafting.submit(op_id)
    signed, head, issues = maker.lines(op_id), maker.batch(op_id).head, editor.issues
    changes: list[Callable[[], Any]] = [
        lambda: editor.set_cells([(1, Field.NAME, "คนอื่น")]),
        lambda: editor.add_rows([{}]),
        lambda: editor.remove_rows([3]),
        lambda: editor.keep_duplicates("ไม่ซ้ำ"),
        lambda: editor.set_head(replace(head, kind=Kind.PURCHASE)),
        editor.undo,
    ]
    for change in changes:
        with pytest.raises(Conflict) as caught:
            change()
        assert caught.value.code == "status_forbids"
    assert maker.lines(op_id) == signed
    assert maker.batch(op_id).head == head
    assert (editor.batch.head, editor.issues) == (head, issues)
    assert [editor.row(number).status for number in editor.numbers] == [LineStatus.DRAFT] * 3
    assert editor.can_undo, "what was not taken back can still be"


def test_withdrawing_twice_at_once_asks_once(maker: Workstation, drafting: Drafting) -> None:
    together = threading.Barrier(2)

    def withdraw(op_id: str) -> str:
        together.wait()
        try:
            drafting.withdraw(op_id, "ขอแก้ไข")
        except Conflict as problem:
            return problem.code
        return ""

    with ThreadPoolExecutor(2) as hands:
        for number in range(ROUNDS):
            op_id = maker.draft(document_no=f"ฎ.4-{number}/2570")
            drafting.submit(op_id)
            maker.sync.sync_now()
            said = sorted(hands.map(withdraw, [op_id, op_id]))
            assert said == ["", "status_forbids"]
            maker.sync.sync_now()
            maker.sync.sync_now()
            batch = maker.batch(op_id)
            assert (batch.status, batch.delivery) == (BatchStatus.WITHDRAWN, Delivery.NONE)
