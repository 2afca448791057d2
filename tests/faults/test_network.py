"""The network at its worst, with real processes and real TLS: every end is a state that the screen can explain."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.domain.values.errors import Tampered, Unanswered
from app.services.approval import Approval
from app.services.overview import Overview
from app.store import disbursement, inbox, outbox
from app.store.outbox import CommandState
from tests.helpers.hostile import Authority, answer, saying, serving
from tests.helpers.raw_central import UNIT, Central, Clerk, running
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SENDERS = 20


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    with running(tmp_path / "central", eased=True) as started:
        yield started


def back_again(central: Central) -> None:
    """Start a stopped central system where it was."""
    central.start("--port", str(urlsplit(central.ready["url"]).port))


def kinds(central: Central, op_id: str) -> list[str]:
    """Return what the central system's own log says of a batch."""
    events = Clerk(central, UNIT, "AUDIT01")
    assert events.sign_in().status == 201
    return [event["record"]["type"] for event in events.events() if event.get("op_id") == op_id]


def test_a_lost_answer_to_an_approval_is_unknown_and_then_one_effect(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = maker.draft()
    maker.sync.deliver(maker.submit(op_id))
    authorizer.sync.sync_now()
    command = authorizer.decide(op_id, central.password(UNIT, "AUTH01"))
    central.operate("POST", "faults", {"fault": "lost_answer", "route": "commands", "count": 1})
    with pytest.raises(Unanswered):
        authorizer.sync.deliver(command)
    assert authorizer.batch(op_id).delivery is Delivery.UNKNOWN
    assert authorizer.sync.sync_now().unknown == 0
    done = authorizer.batch(op_id)
    assert (done.status, done.delivery) == (BatchStatus.APPROVED, Delivery.NONE)
    assert kinds(central, op_id) == ["batch.submitted", "batch.approved"]
    central.assert_books_right()


@pytest.mark.parametrize("fault", ["lost_answer", "cut_answer", "unavailable", "too_many_requests"])
def test_trouble_on_the_way_is_over_when_it_is_over(central: Central, maker: Workstation, fault: str) -> None:
    op_id = maker.draft()
    maker.submit(op_id)
    central.operate("POST", "faults", {"fault": fault, "route": "commands", "count": 3})
    for _ in range(3):
        state = maker.sync.sync_now()
        assert (state.queue, maker.commands()[0].state) == (1, CommandState.SENT)
        # Only what certainly had no effect may go on being called merely queued.
        assert maker.batch(op_id).delivery is (Delivery.QUEUED if fault == "too_many_requests" else Delivery.UNKNOWN)
    assert maker.sync.sync_now().queue == 0
    assert maker.batch(op_id).delivery is Delivery.NONE
    assert kinds(central, op_id) == ["batch.submitted"]


@pytest.mark.parametrize("fault", ["lost_answer", "cut_answer", "unavailable"])
def test_a_page_of_news_that_does_not_arrive_whole_changes_nothing(
    central: Central, maker: Workstation, fault: str
) -> None:
    maker.sync.sync_now()
    with maker.desk.store.read() as rd:
        before = inbox.cursor(rd)
    op_id = maker.draft()
    maker.sync.deliver(maker.submit(op_id))
    central.operate("POST", "faults", {"fault": fault, "route": "events", "count": 1})
    state = maker.sync.sync_now()
    assert state.problem in ("server_broke_off", "unavailable")
    with maker.desk.store.read() as rd:
        assert inbox.cursor(rd) == before
    assert maker.sync.sync_now().problem == ""
    with maker.desk.store.read() as rd:
        assert inbox.cursor(rd).seq == before.seq + 1


def test_the_same_command_sent_twenty_times_at_once_has_one_effect(central: Central, maker: Workstation) -> None:
    op_id = maker.draft()
    cmd_id = maker.submit(op_id)
    request = maker.commands()[0].request
    with ThreadPoolExecutor(SENDERS) as senders:
        answers = list(senders.map(lambda _: maker.desk.central.send(cmd_id, request), range(SENDERS)))
    assert all(said.done for said in answers)
    assert [said.replayed for said in answers].count(False) == 1
    assert len({said.response for said in answers}) == 1
    assert kinds(central, op_id) == ["batch.submitted"]
    central.assert_books_right()


def test_without_the_central_system_work_waits_and_goes_out_by_itself_when_it_is_back(
    central: Central, maker: Workstation
) -> None:
    central.kill()
    op_id = maker.draft()
    maker.submit(op_id)
    for _ in range(2):
        state = maker.sync.sync_now()
        assert (state.online, state.problem, state.queue, state.unknown) == (False, "server_unreachable", 1, 0)
        assert maker.batch(op_id).delivery is Delivery.QUEUED
    back_again(central)
    assert maker.sync.sync_now().queue == 0
    assert maker.batch(op_id).status is BatchStatus.SUBMITTED


def test_what_was_handed_in_offline_is_sent_after_the_next_password(central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path / "w", central).enter(central, "MAKER01")
    station.leave()
    central.kill()
    station.enter(central, "MAKER01")
    op_id = station.draft()
    station.submit(op_id)
    state = station.sync.sync_now()
    assert (state.online, state.needs_password, state.queue) == (False, True, 1)
    back_again(central)
    state = station.sync.sync_now()
    assert (state.online, state.problem, state.needs_password) == (True, "signed_in_offline", True)
    station.sign_in.resume(station.desk, central.password(UNIT, "MAKER01"))
    assert station.sync.sync_now().queue == 0
    assert station.batch(op_id).status is BatchStatus.SUBMITTED
    assert kinds(central, op_id) == ["batch.submitted"]
    station.crash()


def test_an_unproven_identity_stops_everything_and_keeps_everything(
    central: Central, maker: Workstation, tmp_path: Path
) -> None:
    op_id = maker.draft()
    maker.submit(op_id)
    authority = Authority(tmp_path, "somebody")
    with serving(authority.issue(), saying(answer(b"{}"))) as server:
        port = urlsplit(server.url).port
        maker.crash()
        station = Workstation(maker.root, f"https://127.0.0.1:{port}", central.ready["ca"])
        station.enter(central, "MAKER01")  # offline: the key is here, the central system is not proven
        state = station.sync.sync_now()
        assert (state.online, state.problem, state.queue) == (False, "tls_untrusted", 1)
        assert station.batch(op_id).delivery is Delivery.QUEUED
        assert server.requests == []
        station.crash()
    maker.enter(central, "MAKER01")


def test_a_central_system_restored_from_an_old_copy_is_an_alarm_and_nothing_is_sent_or_lost(
    central: Central, maker: Workstation, tmp_path: Path
) -> None:
    first = maker.draft()
    maker.sync.deliver(maker.submit(first))
    maker.sync.sync_now()
    central.stop()
    old = central.copy_to(tmp_path / "old-copy")
    back_again(central)
    lost = maker.draft()
    maker.sync.deliver(maker.submit(lost))
    maker.sync.sync_now()
    central.stop()
    shutil.rmtree(central.data)
    central.database = old.copy_to(central.data).database
    back_again(central)
    maker.sign_in.resume(maker.desk, central.password(UNIT, "MAKER01"))
    waiting = maker.draft()
    command = maker.submit(waiting)
    state = maker.sync.sync_now()
    assert (state.forked, state.problem, state.queue) == ("history_forked", "history_forked", 1)
    with pytest.raises(Tampered):
        maker.sync.deliver(command)
    assert maker.batch(waiting).delivery is Delivery.QUEUED
    assert maker.batch(lost).status is BatchStatus.SUBMITTED
    with maker.desk.store.read() as rd:
        assert inbox.known_events(rd, lost)
        assert disbursement.signed(rd, lost) is not None
        assert outbox.command(rd, command).tries == 0


def test_a_batch_altered_at_the_central_system_under_its_old_signature_is_not_shown(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = maker.draft()
    maker.sync.deliver(maker.submit(op_id))
    central.stop()
    with central.books() as books:
        changed = books.execute("UPDATE lines SET acct = '9999999999' WHERE op_id = ? AND n = 2", (op_id,))
        assert changed.rowcount == 1
    back_again(central)
    state = authorizer.sync.sync_now()
    assert (state.forked, state.suspect) == ("", ((op_id, "content_lines_changed"),))
    assert authorizer.lines(op_id) == []
    assert Overview(authorizer.desk, authorizer.sync).home().tiles[0].key == "suspect"
    with pytest.raises(Tampered) as caught:
        Approval(authorizer.desk, authorizer.sync).content(op_id)
    assert caught.value.code == "content_lines_changed"
