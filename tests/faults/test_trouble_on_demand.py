"""Every fault under HTTP against the real client over real TLS: a clear sentence, nothing lost, nothing twice."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app import i18n
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.domain.values.errors import Unanswered
from app.services.news_pages import ROUNDS_MAX, TRIES_MAX
from app.services.relay import asked_to_wait
from app.store import disbursement, inbox, listings, outbox
from tests.helpers.raw_central import UNIT
from tests.helpers.workstation import QUICK, Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.central.transport import Timeouts
    from tests.helpers.raw_central import Central

SHORT: dict[str, dict[str, Any]] = {
    "a 500 with a problem": {"fault": "status", "status": 500, "code": "unavailable"},
    "a 502 without a body": {"fault": "status", "status": 502},
    "a 502 after the work": {"fault": "status", "status": 502, "after_work": True},
    "a 404 without a body": {"fault": "status", "status": 404},
    "a 503": {"fault": "unavailable"},
    "a 429": {"fault": "too_many_requests", "retry_after": 2},
    "a reset": {"fault": "reset"},
    "a reset after the work": {"fault": "reset", "after_work": True},
    "a lost answer": {"fault": "lost_answer"},
    "a cut answer": {"fault": "cut_answer"},
    "a malformed answer": {"fault": "malformed_answer"},
    "a refused handshake": {"fault": "tls_failure", "route": "*"},
}
LONG: dict[str, dict[str, Any]] = {
    "a late answer": {"fault": "latency", "ms": 60_000},
    "a late answer after the work": {"fault": "latency", "ms": 60_000, "after_work": True},
    "a slow drip": {"fault": "slow_drip", "bytes_per_second": 1},
}
OF_NEWS = ("a 502 without a body", "a 429", "a reset", "a malformed answer", "a refused handshake")
DISORDER = ("events_repeated", "events_withheld", "events_late", "events_mixed")


@pytest.fixture(autouse=True)
def calm(central: Central) -> Iterator[None]:
    yield
    central.operate("DELETE", "faults")


def arm(central: Central, **fault: object) -> None:
    assert central.operate("POST", "faults", fault).status == 200


def in_words(code: str) -> None:
    """Demand a sentence of what happened and one of what to do, in both languages."""
    for language in ("th", "en"):
        assert all(i18n.words(language, f"errors.{key}") for key in (code, f"{code}.do"))


def hangs_up(station: Workstation) -> None:
    """Let the next request need a new connection, so that its handshake can fail."""
    station.desk.central._transport._client._transport.close()


@pytest.mark.parametrize("fault", SHORT.values(), ids=SHORT)
def test_a_command_that_meets_a_fault_says_so_and_has_its_effect_once(
    central: Central, maker: Workstation, fault: dict[str, Any]
) -> None:
    op_id = maker.draft()
    command = maker.submit(op_id)
    if fault["fault"] == "tls_failure":
        hangs_up(maker)
    arm(central, **{"route": "commands", **fault})
    with pytest.raises(Unanswered) as caught:
        maker.sync.deliver(command)
    in_words(str(caught.value.facts["problem"]))
    assert central.operate("GET", "faults").json["faults"] == []
    assert maker.batch(op_id).delivery in (Delivery.UNKNOWN, Delivery.QUEUED)
    state = maker.sync.sync_now()
    assert (state.queue, state.unknown, state.problem) == (0, 0, "")
    done = maker.batch(op_id)
    assert (done.status, done.delivery) == (BatchStatus.SUBMITTED, Delivery.NONE)
    with maker.desk.store.read() as rd:
        assert [event.kind for event in inbox.known_events(rd, op_id)] == ["batch.submitted"]


@pytest.mark.parametrize("fault", [SHORT[name] for name in OF_NEWS], ids=OF_NEWS)
def test_news_that_meet_a_fault_are_asked_for_again(
    central: Central, maker: Workstation, fault: dict[str, Any]
) -> None:
    op_id = maker.draft()
    maker.sync.deliver(maker.submit(op_id))
    if fault["fault"] == "tls_failure":
        hangs_up(maker)
    arm(central, **{"route": "events", **fault})
    state = maker.sync.sync_now()
    assert (state.forked, state.queue) == ("", 0)
    in_words(state.problem)
    assert maker.sync.sync_now().problem == ""
    with maker.desk.store.read() as rd:
        assert [event.kind for event in inbox.known_events(rd, op_id)] == ["batch.submitted"]


def test_who_is_asked_to_wait_waits_so_long(central: Central, maker: Workstation) -> None:
    op_id = maker.draft()
    command = maker.submit(op_id)
    arm(central, fault="too_many_requests", route="commands", retry_after=250)
    before = maker.desk.now()
    with pytest.raises(Unanswered):
        maker.sync.deliver(command)
    with maker.desk.store.read() as rd:
        assert outbox.due(rd, before + timedelta(seconds=249)) == []
        assert [one.cmd_id for one in outbox.due(rd, maker.desk.now() + timedelta(seconds=251))] == [command]
    arm(central, fault="unavailable", route="events", retry_after=99)
    assert maker.sync.sync_now().facts == {"retry_after": "99"}
    assert maker.sync.sync_now().queue == 0


@pytest.mark.parametrize(
    ("said", "seconds"), [("", 0), ("0", 0), ("30", 30), ("86400", 300), ("-5", 0), ("soon", 0), ("9" * 40, 0)]
)
def test_only_a_readable_time_is_waited_and_never_longer_than_a_limit(said: str, seconds: int) -> None:
    assert asked_to_wait({"retry_after": said} if said else {}) == timedelta(seconds=seconds)


@pytest.fixture
def impatient(central: Central, tmp_path: Path) -> Iterator[tuple[Workstation, Timeouts]]:
    """Sign the maker in at a workstation whose patience can be changed."""
    patience = replace(QUICK)
    station = Workstation(tmp_path / "maker", central.ready["url"], central.ready["ca"], timeouts=patience)
    station.enter(central, "MAKER01")
    yield station, patience
    station.leave()


@pytest.mark.parametrize("fault", LONG.values(), ids=LONG)
def test_an_answer_that_takes_too_long_is_unknown_and_then_found(
    central: Central, impatient: tuple[Workstation, Timeouts], fault: dict[str, Any]
) -> None:
    station, patience = impatient
    op_id = station.draft()
    command = station.submit(op_id)
    arm(central, route="commands", **fault)
    object.__setattr__(patience, "whole", 3.0)
    with pytest.raises(Unanswered) as caught:
        station.sync.deliver(command)
    object.__setattr__(patience, "whole", QUICK.whole)
    assert caught.value.facts["problem"] == "server_silent"
    in_words("server_silent")
    assert station.batch(op_id).delivery is Delivery.UNKNOWN
    assert station.sync.sync_now().unknown == 0
    assert (station.batch(op_id).status, station.batch(op_id).delivery) == (BatchStatus.SUBMITTED, Delivery.NONE)


def test_three_lost_answers_to_an_approval_move_the_money_once(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = maker.draft()
    maker.sync.deliver(maker.submit(op_id))
    authorizer.sync.sync_now()
    command = authorizer.decide(op_id, central.password(UNIT, "AUTH01"))
    assert central.operate("POST", "faults/plans/lost-answers-at-approval").status == 200
    for _ in range(3):
        with pytest.raises(Unanswered):
            authorizer.sync.deliver(command)
        assert authorizer.batch(op_id).delivery is Delivery.UNKNOWN
    authorizer.sync.deliver(command)
    state = authorizer.sync.sync_now()
    assert (state.problem, state.unknown) == ("", 0)
    with authorizer.desk.store.read() as rd:
        assert [event.kind for event in inbox.known_events(rd, op_id)] == ["batch.submitted", "batch.approved"]
    assert central.operate("GET", "faults/scenarios").json["scenarios"] == [{"name": "lost-answers", "state": "over"}]
    central.assert_books_right()


def heard(station: Workstation) -> tuple[object, ...]:
    """Return everything the log told a workstation, and what has become of the batches by it."""
    with station.desk.store.read() as rd:
        here = inbox.cursor(rd)
        batches = sorted(
            (batch.op_id, batch.status, batch.version, batch.rev, batch.signatures_have, batch.reason)
            for batch in listings.batch_rows(rd, listings.batch_ids(rd)).values()
        )
        lines = [(op_id, [line.status for line in disbursement.lines(rd, op_id)]) for op_id, *_ in batches]
        events = [(event.record, event.body) for op_id, *_ in batches for event in inbox.known_events(rd, op_id)]
    return here, batches, lines, events


def test_disordered_news_lead_every_desk_to_the_same_state_without_an_alarm(
    central: Central, maker: Workstation, authorizer: Workstation, tmp_path: Path
) -> None:
    """One desk hears all news as they are, another repeated, with gaps, late and out of order (SIM-08)."""
    disturbed = Workstation.at(tmp_path / "disturbed", central).enter(central, "AUDIT01")
    chosen = random.Random(8)  # noqa: S311  (a repeatable order)
    for kind in chosen.sample(DISORDER * 2, 8):
        fault = {"fault": kind, "route": "events", "company": UNIT, "user": "AUDIT01"}
        arm(central, **fault, always=True, probability=chosen.choice((0.5, 1.0)))
        op_id = maker.draft()
        maker.sync.deliver(maker.submit(op_id))
        if chosen.random() < 0.5:
            maker.sync.deliver(maker.withdraw(op_id))
        state = disturbed.sync.sync_now()
        assert (state.forked, state.problem in ("", "news_incomplete")) == ("", True), kind
        central.operate("DELETE", "faults")
    for station in (disturbed, authorizer):
        assert station.sync.sync_now().problem == ""
    assert heard(disturbed) == heard(authorizer)
    disturbed.crash()


def test_a_gap_that_asking_again_mends_is_no_matter_and_one_that_stays_becomes_an_alarm(
    central: Central, maker: Workstation
) -> None:
    op_id = maker.draft()
    maker.sync.deliver(maker.submit(op_id))
    arm(central, fault="events_withheld", route="events", count=TRIES_MAX - 1)
    assert maker.sync.sync_now().problem == ""
    assert central.operate("GET", "faults").json["faults"] == []
    maker.sync.deliver(maker.withdraw(op_id))
    waiting = maker.draft()
    maker.submit(waiting)
    arm(central, fault="events_withheld", route="events", always=True)
    for _ in range(ROUNDS_MAX - 1):
        state = maker.sync.sync_now()
        assert (state.forked, state.problem, state.queue) == ("", "news_incomplete", 1)
    in_words("news_incomplete")
    assert maker.sync.sync_now().forked == "history_forked"
    assert maker.batch(waiting).delivery is Delivery.QUEUED
    central.operate("DELETE", "faults")
    state = maker.sync.sync_now()
    assert (state.forked, state.problem, state.queue) == ("", "", 0)
