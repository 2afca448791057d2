"""Keeping step with a real central system over real TLS."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import NOT_ACCEPTED, Delivery
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.errors import Refused, Unanswered
from app.domain.values.money import Money
from app.services.inquiry import Inquiry
from app.services.overview import Overview
from app.services.sync import Sync
from app.store import audit_trail, disbursement, inbox, listings, outbox
from app.store.outbox import CommandState
from tests.helpers.raw_central import TODAY, TWO_SIGNATURES, UNIT
from tests.helpers.workstation import Workstation, record, transfers

if TYPE_CHECKING:
    from pathlib import Path

    from app.central.client import Answer
    from app.services.sync import SyncState
    from tests.helpers.raw_central import Central

PASSWORD_OF = (UNIT, "AUTH01")


def test_a_batch_goes_from_the_maker_to_the_authorizer_to_the_receipt(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = maker.draft(document_no="กค 0402/1", value_date=date.fromisoformat(TODAY))
    maker.submit(op_id)
    state = maker.sync.sync_now()
    assert (state.problem, state.queue, state.online) == ("", 0, True)
    handed_in = maker.batch(op_id)
    assert (handed_in.status, handed_in.delivery, handed_in.rev) == (BatchStatus.SUBMITTED, Delivery.NONE, 1)

    authorizer.sync.sync_now()
    waiting = authorizer.batch(op_id)
    assert (waiting.status, waiting.mine, waiting.lines_count) == (BatchStatus.SUBMITTED, False, 3)
    assert [line.status for line in authorizer.lines(op_id)] == [LineStatus.PENDING] * 3

    authorizer.decide(op_id, central.password(*PASSWORD_OF))
    assert authorizer.sync.sync_now().problem == ""
    central.advance("2026-11-23T16:00:00+07:00")
    for station in (maker, authorizer):
        station.sync.sync_now()
        done = station.batch(op_id)
        assert (done.status, done.settled_count, done.delivery) == (BatchStatus.SETTLED, 3, Delivery.NONE)
        assert {line.status for line in station.lines(op_id)} == {LineStatus.SETTLED}
        with station.desk.store.read() as rd:
            evidence = disbursement.signed(rd, op_id)
        assert evidence is not None
        assert evidence.receipt is not None
        assert len(evidence.authorizations) == 1
    assert [command.state for command in maker.commands()] == [CommandState.DONE]


def settled(central: Central, maker: Workstation, authorizer: Workstation, op_id: str) -> None:
    """Bring a batch that waits at the authorizer's to its end and see that both sides agree."""
    assert authorizer.sync.sync_now().problem == ""
    authorizer.decide(op_id, central.password(*PASSWORD_OF))
    assert authorizer.sync.sync_now().problem == ""
    assert authorizer.batch(op_id).status is BatchStatus.APPROVED
    maker.sync.sync_now()
    assert maker.batch(op_id).status is BatchStatus.APPROVED


def mend(station: Workstation, op_id: str, satang: int) -> None:
    """Change the first line of a batch that came back, as the editor does."""
    first = replace(transfers(1)[0], amount=Money(satang))
    with station.desk.store.write(station.desk.actor, Action.EDIT_BATCH, op_id) as tx:
        disbursement.put_lines(tx, op_id, [record(first)])
        total = sum(line.satang or 0 for line in disbursement.lines(tx, op_id))
        disbursement.set_counts(tx, op_id, 3, Money(total), 0, 0)


def test_a_withdrawn_batch_is_mended_and_its_new_edition_is_what_the_authorizer_sees(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = maker.draft()
    maker.submit(op_id)
    maker.sync.sync_now()
    authorizer.sync.sync_now()
    maker.withdraw(op_id)
    maker.sync.sync_now()
    assert maker.batch(op_id).status is BatchStatus.WITHDRAWN
    assert {line.status for line in maker.lines(op_id)} == {LineStatus.DRAFT}
    authorizer.sync.sync_now()
    assert {line.status for line in authorizer.lines(op_id)} == {LineStatus.VOIDED}
    mend(maker, op_id, 777_00)
    maker.submit(op_id)
    assert maker.sync.sync_now().problem == ""
    authorizer.sync.sync_now()
    seen = authorizer.batch(op_id)
    assert (seen.rev, seen.status, authorizer.lines(op_id)[0].satang) == (2, BatchStatus.SUBMITTED, 777_00)
    assert seen.total == maker.batch(op_id).total == Money(777_00 + 250_000)
    settled(central, maker, authorizer, op_id)


def test_a_returned_batch_comes_back_with_its_reason_and_may_be_given_up(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = maker.draft()
    maker.submit(op_id)
    maker.sync.sync_now()
    authorizer.sync.sync_now()
    authorizer.decide(op_id, central.password(*PASSWORD_OF), approve=False, reason="ชื่อผู้รับไม่ตรงเอกสาร")
    authorizer.sync.sync_now()
    maker.sync.sync_now()
    back = maker.batch(op_id)
    assert (back.status, back.reason, back.delivery) == (
        BatchStatus.RETURNED, "ชื่อผู้รับไม่ตรงเอกสาร", Delivery.NONE,
    )  # fmt: skip
    assert {line.status for line in maker.lines(op_id)} == {LineStatus.DRAFT}
    maker.cancel(op_id)
    assert maker.sync.sync_now().problem == ""
    authorizer.sync.sync_now()
    for station in (maker, authorizer):
        assert station.batch(op_id).status is BatchStatus.CANCELLED
        assert {line.status for line in station.lines(op_id)} == {LineStatus.VOIDED}


def test_signatures_of_an_edition_that_came_back_count_no_more(central: Central, tmp_path: Path) -> None:
    maker, first, second = (
        Workstation.at(tmp_path / user, central).enter(central, user, TWO_SIGNATURES)
        for user in ("MAKER01", "AUTH01", "AUTH02")
    )
    op_id = maker.draft()
    maker.sync.deliver(maker.submit(op_id))
    for station, approve in ((first, True), (second, False)):
        station.sync.sync_now()
        password = central.password(TWO_SIGNATURES, station.desk.actor.person.user_id)
        station.sync.deliver(station.decide(op_id, password, approve=approve, reason="" if approve else "ยอดผิด"))
    for station in (maker, first, second):
        station.sync.sync_now()
        back = station.batch(op_id)
        assert (back.status, back.signatures_have) == (BatchStatus.RETURNED, 0)
    mend(maker, op_id, 500_01)
    maker.sync.deliver(maker.submit(op_id))
    for station in (maker, first, second):
        station.sync.sync_now()
        again = station.batch(op_id)
        assert (again.rev, again.signatures_have, again.signatures_needed) == (2, 0, 2)
        station.leave()


def test_a_refused_batch_can_be_mended_and_handed_in_again(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = maker.draft(debit_account="9999999999")
    maker.submit(op_id)
    state = maker.sync.sync_now()
    assert (state.problem, state.queue) == ("", 0)
    refused = maker.batch(op_id)
    assert (refused.status, refused.delivery, refused.reason, refused.rev) == (
        BatchStatus.DRAFT, Delivery.REFUSED, "account_unknown", 0,
    )  # fmt: skip
    assert {line.status for line in maker.lines(op_id)} == {LineStatus.DRAFT}
    with maker.desk.store.write(maker.desk.actor, Action.EDIT_BATCH, op_id) as tx:
        disbursement.update_head(tx, op_id, replace(refused.head, debit_account="0061000018"))
    maker.submit(op_id)
    maker.sync.sync_now()
    assert (maker.batch(op_id).status, maker.batch(op_id).rev) == (BatchStatus.SUBMITTED, 1)
    settled(central, maker, authorizer, op_id)


def test_what_is_told_of_a_refusal_is_kept_until_another_reason_is_given(maker: Workstation) -> None:
    beyond = replace(transfers(1)[0], amount=Money(300_000_000))
    op_id = maker.draft([beyond])
    maker.submit(op_id)
    maker.sync.sync_now()
    refused = maker.batch(op_id)
    told = refused.reason_facts
    assert (refused.reason, told["line"], told["max"]) == ("service_limit", "1", "2,000,000.00")
    with maker.desk.store.read() as rd:
        steps = disbursement.timeline(rd, op_id)
    assert [(step.detail, step.facts) for step in steps if step.what == NOT_ACCEPTED] == [("service_limit", told)]
    maker.submit(op_id)
    assert (maker.batch(op_id).reason, maker.batch(op_id).reason_facts) == ("", {})
    maker.leave()


def test_a_refusal_of_a_later_edition_leads_back_to_where_the_batch_was(
    maker: Workstation, authorizer: Workstation
) -> None:
    op_id = maker.draft()
    maker.submit(op_id)
    maker.sync.sync_now()
    maker.withdraw(op_id)
    maker.sync.sync_now()
    with maker.desk.store.write(maker.desk.actor, Action.EDIT_BATCH, op_id) as tx:
        disbursement.update_head(tx, op_id, replace(maker.batch(op_id).head, debit_account="9999999999"))
    maker.submit(op_id)
    maker.sync.sync_now()
    after = maker.batch(op_id)
    assert (after.status, after.delivery, after.rev) == (BatchStatus.WITHDRAWN, Delivery.REFUSED, 1)
    authorizer.sync.sync_now()
    assert authorizer.batch(op_id).status is BatchStatus.WITHDRAWN


def test_one_command_delivered_at_once_tells_what_became_of_it(maker: Workstation) -> None:
    good, bad = maker.draft(), maker.draft(debit_account="9999999999")
    maker.sync.deliver(maker.submit(good))
    assert maker.batch(good).status is BatchStatus.SUBMITTED
    command = maker.submit(bad)
    for _ in range(2):  # the second time the answer that was kept is told
        with pytest.raises(Refused) as caught:
            maker.sync.deliver(command)
        assert (caught.value.code, caught.value.facts) == ("account_unknown", {"account": "9999999999"})
    maker.sync.deliver(maker.commands()[-1].cmd_id)


def test_however_many_hold_a_desk_a_command_goes_out_once(maker: Workstation) -> None:
    command = maker.submit(maker.draft())
    both, begin = (maker.sync, Sync(maker.desk)), threading.Barrier(2)

    def deliver(sync: Sync) -> Answer:
        begin.wait()
        return sync.deliver(command)

    with ThreadPoolExecutor(2) as hands:
        answers = list(hands.map(deliver, both))
    assert [answer.done for answer in answers] == [True, True]
    with maker.desk.store.read() as rd:
        assert outbox.command(rd, command).tries == 1


def test_a_maker_finds_an_own_batch_at_another_workstation(central: Central, tmp_path: Path) -> None:
    here = Workstation.at(tmp_path / "here", central).enter(central, "MAKER02")
    op_id = here.draft()
    here.submit(op_id)
    here.sync.sync_now()
    here.crash()
    there = Workstation.at(tmp_path / "there", central).enter(central, "MAKER02")
    there.sync.sync_now()
    found = there.batch(op_id)
    assert (found.mine, found.status, len(there.lines(op_id))) == (True, BatchStatus.SUBMITTED, 3)
    there.withdraw(op_id)
    there.sync.sync_now()
    assert there.batch(op_id).status is BatchStatus.WITHDRAWN
    there.crash()


def test_nobody_elses_session_carries_a_persons_commands(central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path, central).enter(central, "MAKER01")
    op_id = station.draft()
    station.submit(op_id)
    station.leave()
    station.enter(central, "MAKER02")
    state = station.sync.sync_now()
    assert (state.problem, state.queue) == ("", 1)
    assert station.batch(op_id).delivery is Delivery.QUEUED
    station.leave()
    station.enter(central, "MAKER01")
    assert station.sync.sync_now().queue == 0
    assert station.batch(op_id).status is BatchStatus.SUBMITTED
    # It was signed and queued in an earlier session: the payment stayed, the envelope was made anew.
    assert [command.state for command in station.commands()] == [CommandState.DONE, CommandState.REFUSED]
    station.leave()


def test_the_background_sends_by_itself_what_is_queued(maker: Workstation) -> None:
    done = threading.Event()
    states: list[SyncState] = []

    def listener(state: SyncState) -> None:
        states.append(state)
        if any(command.state is CommandState.DONE for command in maker.commands()):
            done.set()

    maker.sync.listen(listener)
    maker.sync.start()
    op_id = maker.draft()
    maker.submit(op_id)
    assert done.wait(60)
    maker.sync.close()
    assert maker.batch(op_id).status is BatchStatus.SUBMITTED
    assert states[-1].last_sync_at is not None


def test_the_background_survives_a_fault_of_the_program(
    maker: Workstation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, mended = threading.Event(), threading.Event()

    def listener(state: SyncState) -> None:
        (broken if state.problem == "unexpected" else mended).set()

    def fail() -> bool:
        raise ZeroDivisionError

    maker.sync.listen(listener)
    with monkeypatch.context() as patched:
        patched.setattr(maker.sync, "_pull", fail)
        maker.sync.start()
        assert broken.wait(60)
    mended.clear()
    maker.sync.wake()
    assert mended.wait(60)
    maker.sync.close()
    assert "ZeroDivisionError" in caplog.text


def test_who_asks_for_a_round_sees_that_it_runs(maker: Workstation) -> None:
    states: list[SyncState] = []
    maker.sync.listen(states.append)
    maker.sync.sync_now()
    assert [state.busy for state in states] == [True, False]


def test_nobody_is_told_once_their_window_is_about_to_go(maker: Workstation) -> None:
    """A telling that is under way is waited for: it would reach into a window that is gone."""
    entered, go, order = threading.Event(), threading.Event(), []

    def listen(_: SyncState) -> None:
        entered.set()
        go.wait(60)
        order.append("told")

    def leave() -> None:
        maker.sync.fall_silent()
        order.append("silent")

    maker.sync.listen(listen)
    with ThreadPoolExecutor(2) as both:
        telling = both.submit(maker.sync.sync_now)
        assert entered.wait(60)
        leaving = both.submit(leave)
        wait([leaving], 0.2)  # it cannot come before the other lets it
        go.set()
        telling.result(60)
        leaving.result(60)
    assert order == ["told", "silent"]
    maker.sync.pause(paused=True)
    assert order == ["told", "silent"]


def test_a_round_without_news_leaves_no_trace(maker: Workstation) -> None:
    maker.sync.sync_now()
    with maker.desk.store.read() as rd:
        before = (audit_trail.head(rd), inbox.cursor(rd))
    for _ in range(3):
        assert maker.sync.sync_now().problem == ""
    with maker.desk.store.read() as rd:
        assert (audit_trail.head(rd), inbox.cursor(rd)) == before
        assert audit_trail.verify(rd).sound


def test_a_batch_without_news_for_too_long_is_raised(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = maker.draft()
    maker.submit(op_id)
    maker.sync.sync_now()
    patience = -timedelta(days=30)  # as if a month had passed
    assert op_id not in Sync(maker.desk, stuck_after=patience).sync_now().stuck  # waits for a person, not the bank
    authorizer.sync.sync_now()
    authorizer.decide(op_id, central.password(*PASSWORD_OF))
    authorizer.sync.sync_now()
    for station in (maker, authorizer):
        impatient = Sync(station.desk, stuck_after=patience)
        assert op_id in impatient.sync_now().stuck
        assert Inquiry(station.desk, impatient).is_stuck(Inquiry(station.desk, impatient).batch(op_id))
        assert Overview(station.desk, impatient).home().tiles[0].key == "stuck"
        assert op_id not in station.sync.sync_now().stuck
        assert "stuck" not in [tile.key for tile in Overview(station.desk, station.sync).home().tiles]


def test_the_clock_of_this_machine_is_measured(central: Central, maker: Workstation) -> None:
    state = maker.sync.sync_now()
    shown = central.operate("GET", "clock").json["now"]
    assert abs(maker.desk.now().timestamp() - _moment(shown)) < 60
    assert state.clock_wrong  # the sample's clock stands still on another day


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def test_a_lost_answer_is_unknown_until_the_same_bytes_are_sent_again(central: Central, maker: Workstation) -> None:
    op_id = maker.draft()
    command = maker.submit(op_id)
    assert central.operate("POST", "faults", {"fault": "lost_answer", "route": "commands", "count": 1}).status == 200
    with pytest.raises(Unanswered) as caught:
        maker.sync.deliver(command)
    assert caught.value.facts["problem"] == "server_broke_off"
    assert maker.batch(op_id).delivery is Delivery.UNKNOWN
    assert maker.commands()[0].state is CommandState.SENT
    maker.sync.deliver(command)
    assert (maker.batch(op_id).status, maker.batch(op_id).delivery) == (BatchStatus.SUBMITTED, Delivery.NONE)
    maker.sync.sync_now()
    with maker.desk.store.read() as rd:
        assert [event.kind for event in inbox.known_events(rd, op_id)] == ["batch.submitted"]


def test_whoever_is_cut_off_while_catching_up_keeps_what_was_fetched(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    handed_in = []
    for number in range(11):
        op_id = maker.draft(document_no=f"กค 0403/{number}")
        maker.submit(op_id)
        handed_in.append(op_id)
    maker.sync.sync_now()
    kept = 0
    for cut_off_after in (6, 5):
        fault = {"fault": "lost_answer", "route": "batches", "method": "GET", "after": cut_off_after, "count": 100}
        central.operate("POST", "faults", fault)
        assert not authorizer.sync.sync_now().online
        central.operate("DELETE", "faults")
        with authorizer.desk.store.read() as rd:
            before, kept = kept, len(listings.batch_ids(rd))
        assert before < kept
    assert authorizer.sync.sync_now().problem == ""
    assert all(len(authorizer.lines(op_id)) == 3 for op_id in handed_in)


def test_paused_sending_keeps_commands_here_and_goes_on_when_told(maker: Workstation) -> None:
    op_id = maker.draft()
    maker.sync.pause(paused=True)
    maker.submit(op_id)
    state = maker.sync.sync_now()
    assert (state.paused, state.queue, maker.batch(op_id).delivery) == (True, 1, Delivery.QUEUED)
    maker.sync.pause(paused=False)
    state = maker.sync.sync_now()
    assert (state.paused, state.queue, maker.batch(op_id).delivery) == (False, 0, Delivery.NONE)


def test_whoever_may_see_no_batches_keeps_step_without_them_and_takes_no_news_from_a_colleague(
    central: Central, maker: Workstation, tmp_path: Path
) -> None:
    op_id = maker.draft()
    maker.sync.deliver(maker.submit(op_id))
    shared = Workstation.at(tmp_path / "shared", central)
    for user_id in ("MAKER03",):
        state = shared.enter(central, user_id).sync.sync_now()
        assert (state.online, state.problem) == (True, "")
        shared.leave()
    shared.enter(central, "AUTH01").sync.sync_now()
    assert len(shared.lines(op_id)) == 3
    shared.leave()


def test_bytes_that_were_edited_while_they_waited_are_an_alarm(central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path / "edited", central).enter(central, "AUTH01")
    with station.desk.store.write(station.desk.actor, Action.RETURN_BATCH, "op") as tx:
        outbox.queue(tx, outbox.new_command("edited", "op", "decide", b'{"typ":"khlang.decide/1"}', station.desk.now()))
    state = station.sync.sync_now()
    assert (state.problem, state.forked, state.queue) == ("outbox_damaged", "outbox_damaged", 1)
    station.crash()
