from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.values.errors import Conflict, Refused, Tampered
from app.store import outbox
from app.store.outbox import CommandState, new_command
from app.store.unit_of_work import Store
from tests.helpers.raw_store import doctor
from tests.helpers.stores import KEY, MAKER, START, Clock

if TYPE_CHECKING:
    from pathlib import Path


def submit(store: Store, cmd_id: str, op_id: str = "op-1") -> None:
    with store.write(MAKER, Action.SUBMIT_BATCH, op_id) as tx:
        outbox.queue(tx, new_command(cmd_id, op_id, "submit", b"\x00exact " + cmd_id.encode(), START))


def settle(store: Store, cmd_id: str, state: CommandState = CommandState.DONE, response: bytes = b"{}") -> None:
    with store.write(MAKER, Action.RECORD_ANSWER, cmd_id) as tx:
        outbox.settle(tx, cmd_id, state, response)


def due(store: Store, seconds: int = 60) -> list[str]:
    with store.read() as rd:
        return [command.cmd_id for command in outbox.due(rd, START + timedelta(seconds=seconds))]


def test_a_command_is_kept_byte_for_byte_until_its_answer(store: Store) -> None:
    submit(store, "c-1")
    with store.read() as rd:
        (command,) = outbox.due(rd, START)
        assert outbox.command(rd, "c-1") == command
    assert command == new_command("c-1", "op-1", "submit", b"\x00exact c-1", START)
    with store.write(MAKER, Action.RECORD_ANSWER, "op-1") as tx:
        outbox.mark_sent(tx, "c-1")
    settle(store, "c-1", response=b"\xffanswer")
    assert due(store) == []
    with store.read() as rd:
        settled = outbox.command(rd, "c-1")
        assert outbox.unsettled(rd) == []
    assert (settled.request, settled.state, settled.tries) == (b"\x00exact c-1", CommandState.DONE, 1)
    assert settled.response == b"\xffanswer"


def test_one_batch_waits_for_its_oldest_command_and_no_other_batch_does(store: Store) -> None:
    submit(store, "c-1")
    submit(store, "c-2")
    submit(store, "c-3", "op-2")
    assert due(store) == ["c-1", "c-3"]
    settle(store, "c-1", CommandState.REFUSED)
    assert due(store) == ["c-2", "c-3"]


def test_a_postponed_command_waits_and_holds_back_those_behind_it(store: Store) -> None:
    submit(store, "c-1")
    submit(store, "c-2")
    with store.write(MAKER, Action.RECORD_ANSWER, "op-1") as tx:
        outbox.mark_sent(tx, "c-1")
        outbox.postpone(tx, "c-1", START + timedelta(seconds=30), "unanswered")
    assert due(store, 29) == []
    assert due(store, 30) == ["c-1"]
    with store.read() as rd:
        assert [(one.state, one.problem) for one in outbox.unsettled(rd)] == [
            (CommandState.SENT, "unanswered"),
            (CommandState.QUEUED, ""),
        ]


def test_what_was_queued_under_a_fast_clock_need_not_wait_until_the_right_clock_is_there(store: Store) -> None:
    submit(store, "c-1")
    assert due(store, -86_400) == ["c-1"]


def test_the_last_word_is_said_once(store: Store) -> None:
    submit(store, "c-1")
    settle(store, "c-1")
    settle(store, "c-1")
    for state, response in ((CommandState.REFUSED, b"{}"), (CommandState.DONE, b"other")):
        with pytest.raises(Conflict, match="command_settled"):
            settle(store, "c-1", state, response)
    with pytest.raises(Conflict, match="command_settled"), store.write(MAKER, Action.RECORD_ANSWER, "op-1") as tx:
        outbox.mark_sent(tx, "c-1")
    with pytest.raises(ValueError, match="settle"):
        settle(store, "c-1", CommandState.SENT)


def test_a_command_id_is_used_once_and_an_unknown_one_refused(store: Store) -> None:
    submit(store, "c-1")
    with pytest.raises(Conflict, match="store_conflict"):
        submit(store, "c-1", "op-2")
    with pytest.raises(Refused, match="command_unknown"):
        settle(store, "c-9")


def test_recent_commands_come_newest_first(store: Store) -> None:
    for number in range(5):
        submit(store, f"c-{number}")
    with store.read() as rd:
        assert [command.cmd_id for command in outbox.recent(rd, 3)] == ["c-4", "c-3", "c-2"]


def test_altered_bytes_are_never_sent(tmp_path: Path) -> None:
    store = Store.open(tmp_path, KEY, Clock())
    submit(store, "c-1")
    store.close()
    doctor(tmp_path, "UPDATE outbox SET request = ?", b"pay me")
    store = Store.open(tmp_path, KEY, Clock())
    with pytest.raises(Tampered, match="outbox_damaged"):
        due(store)
    store.close()
