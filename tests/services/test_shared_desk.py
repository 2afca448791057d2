"""Two people who take turns at one workstation: each finds their own work theirs, and the other's not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.follow_up import Fate, LineReason
from app.domain.disbursement.record import Delivery
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.errors import Refused
from app.domain.values.money import Money
from app.services.drafting import Drafting
from app.services.following import FollowUps
from tests.helpers.raw_administration import Pair
from tests.helpers.raw_central import UNIT, Central, Clerk, running
from tests.helpers.workstation import Workstation, transfers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Central]:
    with running(tmp_path / "own", eased=True) as started:
        yield started


def test_a_colleagues_draft_can_be_seen_and_not_touched(central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path / "shared", central).enter(central, "MAKER01")
    op_id = station.draft(document_no="ฎ.s1/2570")
    station.leave()
    station.enter(central, "MAKER02")
    assert not station.batch(op_id).mine
    drafting = Drafting(station.desk, station.sync)
    for touch in (drafting.sheet, drafting.submit, drafting.delete, lambda it: drafting.cancel(it, "ไม่ใช้แล้ว")):
        with pytest.raises(Refused) as caught:
            touch(op_id)
        assert caught.value.code == "not_the_maker"
    assert station.commands() == []
    station.leave()
    station.enter(central, "MAKER01")
    assert station.batch(op_id).mine
    Drafting(station.desk, station.sync).submit(op_id)
    station.sync.sync_now()
    assert (station.batch(op_id).status, station.batch(op_id).delivery) == (BatchStatus.SUBMITTED, Delivery.NONE)
    station.leave()


def test_what_has_no_answer_yet_is_counted_for_whoever_commanded_it(central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path / "shared", central).enter(central, "MAKER01")
    op_id = station.draft(document_no="ฎ.s7/2570")
    Drafting(station.desk, station.sync).submit(op_id)
    assert station.sync.unanswered() == 1
    station.leave()
    station.enter(central, "MAKER02")
    assert len(station.commands()) == 1
    assert station.sync.unanswered() == 0, "nobody else's session carries it"
    station.leave()
    station.enter(central, "MAKER01")
    station.sync.sync_now()
    assert station.sync.unanswered() == 0
    station.leave()


def test_what_a_colleague_heard_first_is_still_the_makers_own(
    central: Central, maker: Workstation, tmp_path: Path
) -> None:
    op_id = maker.draft(document_no="ฎ.s2/2570")
    maker.sync.deliver(maker.submit(op_id))
    shared = Workstation.at(tmp_path / "shared", central).enter(central, "AUTH01")
    shared.sync.sync_now()
    assert not shared.batch(op_id).mine
    shared.leave()
    shared.enter(central, "MAKER01")
    assert shared.batch(op_id).mine
    Drafting(shared.desk, shared.sync).withdraw(op_id, "ขอแก้ไข")
    shared.sync.sync_now()
    assert shared.batch(op_id).status is BatchStatus.WITHDRAWN
    shared.leave()


def test_a_batch_that_came_back_while_a_colleague_sat_here_is_open_again_for_its_maker(
    central: Central, authorizer: Workstation, tmp_path: Path
) -> None:
    station = Workstation.at(tmp_path / "shared", central).enter(central, "MAKER01")
    op_id = station.draft(document_no="ฎ.s3/2570")
    station.sync.deliver(station.submit(op_id))
    station.leave()
    authorizer.sync.sync_now()
    authorizer.sync.deliver(authorizer.decide(op_id, central.password(UNIT, "AUTH01"), approve=False, reason="ยอดผิด"))
    station.enter(central, "MAKER02")
    station.sync.sync_now()
    assert (station.batch(op_id).status, station.batch(op_id).mine) == (BatchStatus.RETURNED, False)
    assert {line.status for line in station.lines(op_id)} == {LineStatus.VOIDED}
    station.leave()
    station.enter(central, "MAKER01")
    assert {line.status for line in station.lines(op_id)} == {LineStatus.DRAFT}
    station.leave()
    station.enter(central, "MAKER02")
    assert {line.status for line in station.lines(op_id)} == {LineStatus.VOIDED}
    station.leave()


def test_a_colleague_stops_what_was_approved_of_a_maker_who_is_suspended(own: Central, tmp_path: Path) -> None:
    maker = Workstation.at(tmp_path / "maker", own).enter(own, "MAKER01")
    colleague = Workstation.at(tmp_path / "colleague", own).enter(own, "MAKER02")
    op_id = maker.draft(document_no="ฎ.s4/2570", value_date=date(2026, 11, 24))
    maker.sync.deliver(maker.submit(op_id))
    uid = maker.desk.actor.person.uid
    maker.leave()
    assert Clerk.ready(own, UNIT, "AUTH01").decide(op_id).status == 201
    colleague.sync.sync_now()
    drafting = Drafting(colleague.desk, colleague.sync)
    with pytest.raises(Refused, match="not_the_maker"):
        drafting.cancel(op_id, "ผู้ทำรายการถูกระงับ")
    assert Pair(own).two.act("suspend_now", uid).status == 201
    colleague.sync.sync_now()
    drafting.cancel(op_id, "ผู้ทำรายการถูกระงับ")
    colleague.sync.sync_now()
    assert (colleague.batch(op_id).status, colleague.batch(op_id).delivery) == (BatchStatus.CANCELLED, Delivery.NONE)
    colleague.leave()


def test_what_a_colleague_ends_of_a_maker_who_cannot_goes_out_again_until_it_is_answered(
    own: Central, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = Workstation.at(tmp_path / "maker", own).enter(own, "MAKER01")
    colleague = Workstation.at(tmp_path / "colleague", own).enter(own, "MAKER02")
    today = date(2026, 11, 23)
    op_id = maker.draft([replace(transfers(1)[0], amount=Money(1_900))], document_no="ฎ.s5/2570", value_date=today)
    maker.sync.deliver(maker.submit(op_id))
    uid = maker.desk.actor.person.uid
    maker.leave()
    assert Clerk.ready(own, UNIT, "AUTH01").decide(op_id).status == 201
    own.settle()
    assert Pair(own).two.act("suspend_now", uid).status == 201
    colleague.sync.sync_now()
    assert colleague.batch(op_id).failed_count == 1
    monkeypatch.setattr(colleague.sync, "deliver", lambda _cmd_id: None)  # cut off before it was sent
    follow_ups = FollowUps(colleague.desk, colleague.sync)
    follow_ups.close(op_id, [1], LineReason.OTHER_WAY, "")
    assert colleague.batch(op_id).delivery is Delivery.NONE
    assert follow_ups.look(op_id).equation.share(Fate.CLOSED).count == 1
    colleague.leave()


def test_a_colleague_gives_up_what_a_removed_maker_left_behind(own: Central, tmp_path: Path) -> None:
    maker = Workstation.at(tmp_path / "maker", own).enter(own, "MAKER01")
    colleague = Workstation.at(tmp_path / "colleague", own).enter(own, "MAKER02")
    op_id = maker.draft(document_no="ฎ.s3/2570")
    maker.sync.deliver(maker.submit(op_id))
    Drafting(maker.desk, maker.sync).withdraw(op_id, "ขอแก้ไข")
    maker.sync.sync_now()
    uid = maker.desk.actor.person.uid
    maker.leave()
    colleague.sync.sync_now()
    drafting = Drafting(colleague.desk, colleague.sync)
    with pytest.raises(Refused, match="not_the_maker"):
        drafting.cancel(op_id, "ไม่ใช้แล้ว")
    pair = Pair(own)
    pair.agree("user.remove", uid, subject_version=pair.one.user("MAKER01", UNIT)["version"])
    colleague.sync.sync_now()
    assert colleague.desk.unit.makes_no_more(uid)
    drafting.cancel(op_id, "ไม่ใช้แล้ว")
    colleague.sync.sync_now()
    assert (colleague.batch(op_id).status, colleague.batch(op_id).delivery) == (BatchStatus.CANCELLED, Delivery.NONE)
    colleague.leave()
