"""The central system is closed for the night, or wants a newer program: nothing is lost, and it goes on by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.domain.values.errors import Refused
from app.services.overview import Overview
from app.services.relay import Relay
from app.services.sync import OFFLINE_SECONDS_MAX, PULL_SECONDS, Sync
from app.store import outbox
from app.store.outbox import CommandState
from tests.helpers.raw_central import UNIT, running
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("closed") / "central", eased=True) as central:
        yield central


@pytest.fixture
def closing(bank: Central) -> Iterator[Central]:
    """Give the central system, and leave its gate open."""
    yield bank
    assert bank.replace("gate", {}).status == 200


def close(bank: Central, ends: str) -> None:
    window = {"begins": "2026-11-01T00:00", "ends": ends, "text_th": "ปรับปรุง", "text_en": "Upkeep"}
    assert bank.replace("gate", {"windows": [window]}).status == 200


def test_what_is_handed_in_while_it_is_closed_waits_and_arrives_once(closing: Central, tmp_path: Path) -> None:
    maker = Workstation.at(tmp_path, closing).enter(closing, "MAKER01")
    op_id = maker.draft()
    maker.sync.sync_now()
    close(closing, "2026-11-23T23:00")
    maker.submit(op_id)
    for _ in range(2):
        state = maker.sync.sync_now()
        assert (state.problem, state.queue, state.unknown, state.online) == ("maintenance", 1, 0, True)
        assert state.facts["until"] == "2026-11-23T16:00:00.000Z"
        assert not state.needs_password
    assert Overview(maker.desk, maker.sync).sync_state().turned_away
    assert (maker.batch(op_id).status, maker.batch(op_id).delivery) == (BatchStatus.SUBMITTED, Delivery.QUEUED)
    [command] = [one for one in maker.commands() if one.op_id == op_id]
    assert (command.state, command.tries) == (CommandState.QUEUED, 0)
    draft = maker.draft()
    assert maker.batch(draft).status is BatchStatus.DRAFT, "drafting goes on"

    closing.advance("2026-11-23T23:00:00+07:00")
    state = maker.sync.sync_now()
    assert (state.problem, state.queue) == ("", 0)
    assert (maker.batch(op_id).delivery, maker.batch(op_id).rev) == (Delivery.NONE, 1)
    assert not Overview(maker.desk, maker.sync).sync_state().turned_away
    shown = closing.operate("GET", f"batches/{op_id}").json
    assert (shown["status"], shown["rev"]) == ("submitted", 1)
    maker.leave()


def test_a_command_that_meets_the_closed_door_is_known_not_to_have_had_its_effect(
    closing: Central, tmp_path: Path
) -> None:
    maker = Workstation.at(tmp_path, closing).enter(closing, "MAKER01")
    op_id = maker.draft()
    maker.submit(op_id)
    close(closing, "2026-12-24T00:00")
    with pytest.raises(Refused, match="maintenance") as refused:
        Relay(maker.desk).send_due()
    assert refused.value.facts["until"] == "2026-12-23T17:00:00.000Z"
    assert maker.batch(op_id).delivery is Delivery.QUEUED
    closing.replace("gate", {})
    with maker.desk.store.read() as rd:
        assert [command.op_id for command in outbox.unsettled(rd)] == [op_id]
    assert maker.sync.sync_now().queue == 0
    maker.leave()


def test_it_is_asked_again_when_the_door_opens_and_seldom_before(closing: Central, tmp_path: Path) -> None:
    maker = Workstation.at(tmp_path, closing).enter(closing, "MAKER01")
    sync = Sync(maker.desk, chance=lambda: 0.0)
    now = closing.operate("GET", "clock").json["now"]
    assert sync.sync_now().problem == ""
    assert sync._pause() == PULL_SECONDS
    close(closing, "2026-12-24T00:00")
    for _ in range(4):
        sync.sync_now()
        assert sync._pause() == OFFLINE_SECONDS_MAX
    closing.replace("gate", {"windows": [{"begins": "2026-11-01T00:00", "ends": minute_after(now)}]})
    assert sync.sync_now().problem == "maintenance"
    assert PULL_SECONDS <= sync._pause() <= OFFLINE_SECONDS_MAX
    maker.leave()


def minute_after(now: str) -> str:
    """Return the next full minute of a moment, as Bangkok writes it."""
    moment = datetime.fromisoformat(now) + timedelta(hours=7, minutes=1)
    return f"{moment:%Y-%m-%dT%H:%M}"


def test_whoever_was_here_before_comes_in_while_it_is_closed_and_no_password_is_asked_until_it_opens(
    closing: Central, tmp_path: Path
) -> None:
    maker = Workstation.at(tmp_path, closing).enter(closing, "MAKER01")
    maker.leave()
    close(closing, "2026-12-24T00:00")
    with pytest.raises(Refused, match="maintenance"):
        maker.sign_in.demand_open()
    with pytest.raises(Refused, match="maintenance"):
        Workstation.at(tmp_path / "new", closing).enter(closing, "AUTH01")
    maker.enter(closing, "MAKER01")
    assert not maker.desk.online
    op_id = maker.draft()
    maker.submit(op_id)
    state = maker.sync.sync_now()
    assert (state.problem, state.needs_password, state.queue) == ("maintenance", False, 1)
    closing.replace("gate", {})
    maker.sign_in.demand_open()
    state = maker.sync.sync_now()
    assert (state.problem, state.needs_password) == ("signed_in_offline", True)
    maker.sign_in.resume(maker.desk, closing.password(UNIT, "MAKER01"))
    assert maker.sync.sync_now().queue == 0
    assert maker.batch(op_id).delivery is Delivery.NONE
    maker.leave()


def test_a_program_that_is_too_old_keeps_everything_until_the_version_is_taken(
    closing: Central, tmp_path: Path
) -> None:
    maker = Workstation.at(tmp_path, closing).enter(closing, "MAKER01")
    op_id = maker.draft()
    maker.submit(op_id)
    closing.replace("gate", {"least_client": "999.1"})
    state = maker.sync.sync_now()
    assert (state.problem, state.queue, state.unknown) == ("client_too_old", 1, 0)
    assert state.facts["least"] == "999.1"
    assert str(state.facts["own"]).count(".") >= 1
    assert maker.batch(op_id).delivery is Delivery.QUEUED
    closing.replace("gate", {"least_client": str(state.facts["own"])})
    assert maker.sync.sync_now().queue == 0
    assert maker.batch(op_id).delivery is Delivery.NONE
    maker.leave()
