"""Two administrators over real stores and a real central system: nothing has an effect on the word of one alone."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from app.central.administration import AdministrationCalls
from app.domain.access.company import UserState
from app.domain.access.grants import Grant
from app.domain.access.permissions import Action
from app.domain.access.proposal import ActKind, ProposalKind, ProposalStatus
from app.domain.access.user import Role
from app.domain.values.errors import Conflict, NotAllowed, Refused, Tampered
from app.services.administration import Administration
from app.services.rights_board import RightsBoard
from app.store import audit_trail
from app.store.outbox import CommandState
from tests.helpers.administrators import ORDER, PARENT, REASON, added, both, moved, record
from tests.helpers.raw_central import UNIT
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.domain.access.audit import AuditEntry
    from app.domain.access.proposal import AgencyView
    from tests.helpers.administrators import Administrator
    from tests.helpers.raw_central import Central


@pytest.fixture(scope="module")
def admins(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Administrator, Administrator]]:
    with both(central, tmp_path_factory.mktemp("admins")) as pair:
        yield pair


@pytest.fixture
def one(admins: tuple[Administrator, Administrator]) -> Administrator:
    return admins[0]


@pytest.fixture
def two(admins: tuple[Administrator, Administrator]) -> Administrator:
    return admins[1]


def told(who: Administrator, about: str, action: Action) -> list[AuditEntry]:
    with who.station.desk.store.read() as rd:
        return [entry for entry in audit_trail.entries_about(rd, about) if entry.action == action]


def test_a_user_is_there_only_after_the_other_administrator_approved(one: Administrator, two: Administrator) -> None:
    wanted = record("MAKER11", 1)
    given = one.service.propose(ProposalKind.USER_ADD, "", wanted, reason=REASON, order_no=ORDER)
    assert given.known
    assert "MAKER11" not in {user.record.user_id for user in two.service.view().users}
    request = two.request(given.order_id)
    assert (request.fault, request.before, request.change) == ("", None, wanted)
    assert (request.reason, request.order_no, request.maker_uid) == (REASON, ORDER, one.station.desk.actor.person.uid)
    assert two.approve(given).slip_id
    user = one.user("MAKER11")
    assert (user.state, user.record, user.key_permits) == (UserState.NEW, wanted, 1)
    settled = one.request(given.order_id)
    assert (settled.status, settled.fault) == (ProposalStatus.APPROVED, "")
    assert settled.decided_by == two.station.desk.actor.person.uid


def test_a_change_is_told_before_and_after_and_so_is_its_audit(one: Administrator, two: Administrator) -> None:
    user = one.user("MAKER02")
    change = moved(user, "หัวหน้าฝ่ายการเงิน")
    given = one.service.propose(ProposalKind.USER_CHANGE, user.uid, change, reason=REASON, version=user.version)
    request = two.request(given.order_id)
    assert (request.before, request.change) == (user.record, change)
    two.approve(given)
    assert one.user("MAKER02").record == change
    for who, action in ((one, Action.PROPOSE_CHANGE), (two, Action.APPROVE_PROPOSAL)):
        facts = json.loads(told(who, user.uid, action)[-1].facts)
        assert json.loads(facts["before"]) == {"position": user.record.position}
        assert json.loads(facts["after"]) == {"position": "หัวหน้าฝ่ายการเงิน"}
        assert (facts["request"], facts["subject_name"]) == (given.order_id, "MAKER02 วิชัย ตัวอย่างดี")


def test_a_request_sent_back_changes_nothing_and_keeps_its_reason(one: Administrator, two: Administrator) -> None:
    user = one.user("MAKER03")
    given = one.service.propose(ProposalKind.USER_SUSPEND, user.uid, reason="ย้ายหน่วย", version=user.version)
    with pytest.raises(Refused) as caught:
        two.service.settle(two.request(given.order_id), approve=False, reason=" ", password=two.password)
    assert caught.value.code == "reason_missing"
    two.service.settle(two.request(given.order_id), approve=False, reason="ไม่มีคำสั่ง", password=two.password)
    back = one.request(given.order_id)
    assert (back.status, back.decision_reason, back.fault) == (ProposalStatus.RETURNED, "ไม่มีคำสั่ง", "")
    assert one.user("MAKER03").state is UserState.ACTIVE


def test_a_request_may_be_recalled_before_it_is_decided(one: Administrator, two: Administrator) -> None:
    user = one.user("MAKER03")
    given = one.service.propose(ProposalKind.USER_SUSPEND, user.uid, reason="ย้ายหน่วย", version=user.version)
    seen = two.request(given.order_id)
    one.service.recall(one.request(given.order_id), "เสนอผิดคน")
    assert one.request(given.order_id).status is ProposalStatus.RECALLED
    with pytest.raises(Refused) as caught:
        two.service.settle(seen, approve=True, password=two.password)
    assert caught.value.code == "status_forbids"


def test_a_second_request_about_a_user_and_one_about_an_older_version_are_refused(
    one: Administrator, two: Administrator
) -> None:
    user = one.user("MAKER01", "GMIS210102")
    given = one.service.propose(
        ProposalKind.USER_CHANGE, user.uid, moved(user, "นักวิชาการ"), reason=REASON, version=user.version
    )
    with pytest.raises(Refused) as caught:
        one.service.propose(ProposalKind.USER_SUSPEND, user.uid, reason=REASON, version=user.version)
    assert caught.value.code == "proposal_pending"
    two.approve(given)
    with pytest.raises(Refused) as caught:
        one.service.propose(ProposalKind.USER_SUSPEND, user.uid, reason=REASON, version=user.version)
    assert caught.value.code == "subject_changed"


def test_rights_that_exclude_each_other_are_not_even_signed(one: Administrator) -> None:
    user = one.user("MAKER01")
    both_rights = (*user.record.grants, Grant(Role.AUTHORIZER, date(2026, 12, 1)))
    commands = len(one.station.commands())
    with pytest.raises(Refused) as caught:
        one.service.propose(ProposalKind.USER_CHANGE, user.uid, replace(user.record, grants=both_rights), reason=REASON)
    assert (caught.value.code, caught.value.facts["other_role"]) == ("rights_conflict", "authorizer")
    other_name = replace(record("AUTH11", 3, Role.AUTHORIZER), person_id=user.record.person_id)
    with pytest.raises(Refused) as caught:
        one.service.propose(ProposalKind.USER_ADD, "", other_name, reason=REASON)
    assert caught.value.facts["user_id"] == "MAKER01"
    assert len(one.station.commands()) == commands


def test_administrators_are_the_banks_matter(one: Administrator) -> None:
    user = one.user("ADMIN2", PARENT)
    with pytest.raises(Refused) as caught:
        one.service.propose(ProposalKind.USER_SUSPEND, user.uid, reason=REASON, version=user.version)
    assert caught.value.code == "admin_by_bank_only"


def test_neither_does_the_others_part(one: Administrator, two: Administrator) -> None:
    user = two.user("MAKER01")
    with pytest.raises(NotAllowed):
        two.service.propose(ProposalKind.USER_SUSPEND, user.uid, reason=REASON)
    given = one.service.propose(ProposalKind.KEY_PERMIT, user.uid, reason=REASON, version=user.version)
    with pytest.raises(Refused) as caught:
        one.service.settle(one.request(given.order_id), approve=True, password=one.password)
    assert caught.value.code == "proposer_cannot_approve"
    with pytest.raises(NotAllowed):
        one.service.act(ActKind.UNLOCK, user.uid, reason=REASON, password=one.password)
    two.approve(given)
    assert two.user("MAKER01").key_permits == user.key_permits + 1


def test_a_suspension_at_once_needs_the_other_to_confirm_and_both_to_end_it(
    one: Administrator, two: Administrator
) -> None:
    uid = added(one, two, "MAKER12", 4).uid
    one.service.act(ActKind.SUSPEND_NOW, uid, reason="สงสัยว่ารหัสรั่ว", password=one.password)
    user = two.user("MAKER12")
    assert (user.state, user.suspended_by) == (
        UserState.SUSPENDED_UNCONFIRMED, one.station.desk.actor.person.uid,
    )  # fmt: skip
    two.service.act(ActKind.CONFIRM_SUSPENSION, uid, reason="ตรวจแล้ว", password=two.password)
    facts = json.loads(told(two, uid, Action.CONFIRM_SUSPENSION)[-1].facts)
    assert json.loads(facts["before"]) == {"state": "suspended_unconfirmed"}
    assert json.loads(facts["after"]) == {"state": "suspended"}
    user = one.user("MAKER12")
    assert user.state is UserState.SUSPENDED
    given = one.service.propose(ProposalKind.USER_RESUME, uid, reason="ตรวจแล้วไม่พบ", version=user.version)
    assert one.user("MAKER12").state is UserState.SUSPENDED
    two.approve(given)
    assert one.user("MAKER12").state in {UserState.ACTIVE, UserState.NEW}


def test_a_wrong_password_signs_nothing(one: Administrator, two: Administrator) -> None:
    user = two.user("MAKER01")
    commands = len(two.station.commands())
    with pytest.raises(Refused) as caught:
        two.service.act(ActKind.END_SESSION, user.uid, reason=REASON, password="ไม่ใช่รหัสนี้แน่นอน")  # noqa: S106
    assert caught.value.code == "password_wrong"
    assert len(two.station.commands()) == commands
    two.service.act(ActKind.UNLOCK, user.uid, reason=REASON, password=two.password)


def test_a_slip_is_made_once_and_kept_in_memory_only(one: Administrator, two: Administrator) -> None:
    added(one, two, "MAKER13", 5)
    slip_id = two.user("MAKER13").slip_id
    kept = two.service.slips.make(slip_id)
    assert kept.pdf.startswith(b"%PDF")
    assert "pdf" not in repr(kept)
    assert not two.user("MAKER13").slip_id
    with pytest.raises(Refused) as caught:
        two.service.slips.make(slip_id)
    assert caught.value.code == "slip_printed"
    with pytest.raises(NotAllowed):
        one.service.slips.make(slip_id)


def test_the_audit_trail_tells_where_a_slip_was_printed_and_never_its_secret(
    one: Administrator, two: Administrator
) -> None:
    added(one, two, "MAKER39", 39)
    slip_id = two.user("MAKER39").slip_id
    two.service.slips.printed(two.service.slips.make(slip_id), "ห้องการเงิน")
    facts = [json.loads(entry.facts or "{}") for entry in told(two, slip_id, Action.PRINT_SLIP)]
    assert sorted(facts, key=len) == [{}, {"outcome": "printed", "printer": "ห้องการเงิน"}]


def test_an_order_without_an_answer_stays_unknown_is_not_made_twice_and_is_settled_by_the_same_bytes(
    central: Central, one: Administrator, two: Administrator
) -> None:
    user = one.user("MAKER03")
    central.operate("POST", "faults", {"fault": "lost_answer", "route": "commands", "count": 1})
    given = one.service.propose(ProposalKind.USER_SUSPEND, user.uid, reason="ย้ายหน่วย", version=user.version)
    assert not given.known
    open_order = one.service.orders()[0]
    assert (open_order.order_id, open_order.subject, open_order.unknown, open_order.code) == (
        given.order_id, user.uid, True, "",
    )  # fmt: skip
    with pytest.raises(Conflict) as caught:
        one.service.propose(ProposalKind.USER_SUSPEND, user.uid, reason="ย้ายหน่วย", version=user.version)
    assert caught.value.code == "order_under_way"
    one.service.ask_again()
    assert not [order for order in one.service.orders() if order.order_id == given.order_id]
    assert one.station.commands()[0].state is CommandState.DONE
    assert [each.req_id for each in two.waiting()].count(given.order_id) == 1
    one.service.recall(one.request(given.order_id), "ทดสอบ")


def test_a_request_of_an_earlier_session_is_handed_in_under_the_new_one(
    central: Central, one: Administrator, two: Administrator
) -> None:
    user = one.user("MAKER03")
    central.operate("POST", "faults", {"fault": "unavailable", "route": "commands", "count": 1})
    given = one.service.propose(ProposalKind.USER_SUSPEND, user.uid, reason="ย้ายหน่วย", version=user.version)
    assert not given.known
    one.station.sign_in.resume(one.station.desk, one.password)
    one.service.ask_again()
    assert two.request(given.order_id).fault == ""
    one.service.recall(one.request(given.order_id), "ทดสอบ")


def test_the_log_tells_both_what_happened_to_a_user(one: Administrator, two: Administrator) -> None:
    user = added(one, two, "MAKER14", 6)
    two.service.act(ActKind.SUSPEND_NOW, user.uid, reason="ลาออก", password=two.password)
    for who in (one, two):
        assert who.station.sync.sync_now().problem == ""
        steps = who.service.history(user.uid)
        assert [(step.what, step.status) for step in steps] == [
            ("suspend_now", ""), ("user.add", ""), ("user.add", "pending"),
        ]  # fmt: skip
        assert steps[1].after == user.record
        assert steps[0].name_th == "อรุณี ผู้ดูแลสอง"


def test_the_board_counts_what_waits_for_each(one: Administrator, two: Administrator) -> None:
    user = added(one, two, "MAKER15", 7)
    one.service.propose(ProposalKind.USER_SUSPEND, user.uid, reason="ย้ายหน่วย", version=user.version)
    other = one.user("AUTH02")
    one.service.act(ActKind.SUSPEND_NOW, other.uid, reason="สงสัย", password=one.password)
    two.station.sync.sync_now()
    person = two.station.desk.actor.person
    mine = {tile.key: tile.count for tile in RightsBoard(one.service).home(one.station.desk.actor.person).tiles}
    board = RightsBoard(two.service)
    theirs = {tile.key: tile.count for tile in board.home(person).tiles}
    assert mine["proposed"] == theirs["to_settle"] == len(two.waiting())
    unconfirmed = [each for each in two.service.view().users if each.state is UserState.SUSPENDED_UNCONFIRMED]
    by_one = sum(each.suspended_by == one.station.desk.actor.person.uid for each in unconfirmed)
    assert (mine["unconfirmed"], theirs["unconfirmed"]) == (len(unconfirmed) - by_one, by_one)
    assert by_one
    assert theirs["slips"] >= 1
    assert board.badges(person)["requests"] == theirs["to_settle"]
    assert [found.subject for group in board.find("maker15") for found in group.found] == [user.uid]


def test_a_screen_in_sight_asks_again_only_after_news(one: Administrator, two: Administrator) -> None:
    first = two.service.view()
    assert two.service.latest() is first
    user = one.user("AUTH01")
    given = one.service.propose(ProposalKind.KEY_PERMIT, user.uid, reason=REASON, version=user.version)
    two.station.sync.sync_now()
    after = two.service.latest()
    assert after is not first
    assert after.pending(user.uid) is not None
    assert two.service.latest() is after
    two.approve(given)
    assert two.service.latest() is not after


def test_what_was_shown_may_be_proposed_on_while_only_the_version_moved(one: Administrator, two: Administrator) -> None:
    shown = one.user("AUTH02")
    given = one.service.propose(ProposalKind.KEY_PERMIT, shown.uid, reason=REASON, version=shown.version)
    two.approve(given)
    assert one.user("AUTH02").version > shown.version
    assert one.service.version_of(shown) == one.user("AUTH02").version
    change = moved(shown, "ผู้อำนวยการส่วน")
    given = one.service.propose(
        ProposalKind.USER_CHANGE, shown.uid, change, reason=REASON, version=one.service.version_of(shown)
    )
    two.approve(given)
    one.service.view()
    assert one.service.version_of(shown) == shown.version


def test_a_unit_hears_what_was_changed_about_its_people(
    central: Central, one: Administrator, two: Administrator, tmp_path: Path
) -> None:
    user = added(one, two, "MAKER16", 8)
    maker = Workstation.at(tmp_path / "maker", central).enter(central, "MAKER01")
    assert maker.sync.sync_now().problem == ""
    steps = Administration(maker.desk, maker.sync).history(user.uid)
    assert [step.what for step in steps] == ["user.add"]
    assert maker.desk.company_id == UNIT
    maker.leave()


def test_the_agencys_auditor_looks_and_can_do_nothing(central: Central, two: Administrator, tmp_path: Path) -> None:
    auditor = Workstation.at(tmp_path / "auditor", central).enter(central, "AUDIT02", PARENT)
    service = Administration(auditor.desk, auditor.sync)
    view = service.view()
    assert {user.uid for user in view.users} == {user.uid for user in two.service.view().users}
    user = next(user for user in view.users if user.record.user_id == "MAKER01")
    with pytest.raises(NotAllowed):
        service.propose(ProposalKind.USER_SUSPEND, user.uid, reason=REASON)
    auditor.leave()


def test_a_request_whose_signature_does_not_hold_is_not_decided(one: Administrator, two: Administrator) -> None:
    user = one.user("MAKER03")
    given = one.service.propose(ProposalKind.USER_SUSPEND, user.uid, reason="ย้ายหน่วย", version=user.version)
    doubtful = replace(two.request(given.order_id), fault="proposal_signature_wrong")
    commands = len(two.station.commands())
    with pytest.raises(Tampered) as caught:
        two.service.settle(doubtful, approve=True, password=two.password)
    assert caught.value.code == "proposal_signature_wrong"
    assert len(two.station.commands()) == commands
    one.service.recall(one.request(given.order_id), "ทดสอบ")


@pytest.mark.parametrize("look", [Administration.latest, Administration.standing])
def test_whoever_looks_while_the_agency_is_asked_for_waits_for_that_answer(
    two: Administrator, monkeypatch: pytest.MonkeyPatch, look: Any
) -> None:
    service, asked, go_on = two.service, threading.Event(), threading.Event()
    before, ask = service.view(), AdministrationCalls.view

    def slowly(calls: AdministrationCalls, known: Any) -> AgencyView:
        asked.set()
        assert go_on.wait(60)
        return ask(calls, known)

    monkeypatch.setattr(AdministrationCalls, "view", slowly)
    two.service._store_changed(frozenset({"event"}))  # news came
    with ThreadPoolExecutor(2) as hands:
        first = hands.submit(service.view)
        assert asked.wait(60)
        second = hands.submit(look, service)
        go_on.set()
        assert before is not first.result()
        assert second.result() is first.result()
