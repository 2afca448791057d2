"""Signatures in the order of the policy: whose turn it is, at the desks of maker and both authorizers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app import i18n
from app.domain.access.policy import Policy, PolicyRule
from app.domain.access.proposal import ProposalKind
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.domain.values.money import Money
from app.services.approval import Approval
from app.services.comments import Comments
from app.services.drafting import Drafting
from app.services.inquiry import Inquiry
from app.services.saved_views import SavedViews
from app.ui.screens.disbursement.approvals import ApprovalsScreen
from app.ui.screens.disbursement.batches import BatchesScreen
from tests.helpers.administrators import REASON
from tests.helpers.raw_central import UNIT
from tests.helpers.workstation import Workstation
from tests.ui.administration import rooms
from tests.ui.disbursement.hands import click
from tests.ui.looking import visible_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from tests.helpers.administrators import Administrator
    from tests.helpers.raw_central import Central

FINANCE = "2101000001"
Desks = dict[str, Workstation]


@pytest.fixture(scope="module")
def desks(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    """Sign a maker and two authorizers in."""
    folder = tmp_path_factory.mktemp("desks")
    found = {
        name: Workstation.at(folder / name, central).enter(central, name) for name in ("MAKER01", "AUTH01", "AUTH02")
    }
    yield found
    for each in found.values():
        each.crash()


@pytest.fixture(scope="module")
def waiting(administrators: tuple[Administrator, Administrator], desks: Desks) -> str:
    """Hand a batch in that AUTH02 signs first and AUTH01 second."""
    one, two = administrators
    first, second = (desks[name].desk.actor.person.uid for name in ("AUTH02", "AUTH01"))
    rule = PolicyRule(FINANCE, signatures=2, stages=((first,), (second,)))
    view = one.service.view()
    two.approve(one.service.propose(ProposalKind.POLICY_CHANGE, view.agency, Policy((rule,)), reason=REASON))
    maker = desks["MAKER01"]
    op_id = maker.draft(document_no="กค 0402/21")
    maker.submit(op_id)
    for each in desks.values():
        assert each.sync.sync_now().problem == ""
    return op_id


def approvals(qtbot: QtBot, station: Workstation, op_id: str) -> ApprovalsScreen:
    approval, inquiry = Approval(station.desk, station.sync), Inquiry(station.desk, station.sync)
    screen = rooms.opened(qtbot, ApprovalsScreen(approval, inquiry, station.desk, Comments(station.desk, station.sync)))
    screen.open_batch(op_id)
    qtbot.waitUntil(screen.view.isVisible)
    rooms.rest(qtbot)
    return screen


def approve(qtbot: QtBot, central: Central, station: Workstation, screen: ApprovalsScreen) -> None:
    assert screen.page.content is not None
    for _ in screen.page.content.review.left():
        click(qtbot, screen.panel, i18n.text("decision.next"))
    sign = i18n.text("approvals.approve")
    click(qtbot, screen.panel, sign)
    password = central.password(UNIT, station.desk.actor.person.user_id)
    rooms.give(qtbot, rooms.dialog(qtbot), sign, password=password)


def test_the_maker_sees_who_signs_first(qtbot: QtBot, desks: Desks, waiting: str) -> None:
    station = desks["MAKER01"]
    drafting, inquiry = Drafting(station.desk, station.sync), Inquiry(station.desk, station.sync)
    screen = rooms.opened(qtbot, BatchesScreen(drafting, inquiry, station.desk, SavedViews(station.desk)))
    assert inquiry.stages(waiting)
    said = {"1) มาลี ลงนามคู่", "ถึงลำดับนี้", "2) สมชาย ผู้อนุมัติ", "ลำดับถัดไป"}
    qtbot.waitUntil(lambda: said <= visible_texts(screen.side))


def test_who_is_not_next_is_told_so_and_may_only_send_back(qtbot: QtBot, desks: Desks, waiting: str) -> None:
    screen = approvals(qtbot, desks["AUTH01"], waiting)
    assert "ยังไม่ถึงลำดับที่ท่านต้องลงนาม" in visible_texts(screen.panel)
    assert not screen.panel.approve.isVisible()
    assert screen.panel.send_back.isVisible()


def test_signed_before_its_turn_past_the_screen_a_batch_says_why_it_was_refused(
    qtbot: QtBot, central: Central, desks: Desks, waiting: str
) -> None:
    station = desks["AUTH01"]
    screen = approvals(qtbot, station, waiting)
    screen.panel.offer_decision()
    approve(qtbot, central, station, screen)
    assert station.batch(waiting).delivery is Delivery.REFUSED
    assert "ยังไม่ถึงลำดับที่ท่านต้องลงนาม" in visible_texts(rooms.dialog(qtbot))
    rooms.dialog(qtbot).reject()


def test_one_signs_after_the_other_and_nobody_twice(qtbot: QtBot, central: Central, desks: Desks, waiting: str) -> None:
    first, second = desks["AUTH02"], desks["AUTH01"]
    screen = approvals(qtbot, first, waiting)
    approve(qtbot, central, first, screen)
    qtbot.waitUntil(lambda: "ท่านลงนามรายการชุดนี้แล้ว" in visible_texts(screen.panel))
    assert not screen.panel.approve.isVisible()
    second.sync.sync_now()
    screen = approvals(qtbot, second, waiting)
    assert {"ลงนามแล้ว", "ถึงลำดับนี้"} <= visible_texts(screen.panel)
    approve(qtbot, central, second, screen)
    assert second.batch(waiting).status is BatchStatus.APPROVED


def test_a_sum_beyond_ones_own_limit_is_refused_in_words(
    qtbot: QtBot, central: Central, one: Administrator, two: Administrator, desks: Desks
) -> None:
    user = one.user("AUTH02", UNIT)
    record = replace(user.record, batch_max=Money(100))
    two.approve(one.service.propose(ProposalKind.USER_CHANGE, user.uid, record, reason=REASON, version=user.version))
    maker, station = desks["MAKER01"], desks["AUTH02"]
    op_id = maker.draft(document_no="กค 0402/22")
    maker.submit(op_id)
    for each in (maker, station):
        assert each.sync.sync_now().problem == ""
    screen = approvals(qtbot, station, op_id)
    approve(qtbot, central, station, screen)
    assert "ยอดรวมเกินวงเงินที่กำหนดไว้สำหรับท่าน จึงไม่รับ" in visible_texts(rooms.dialog(qtbot))
    rooms.dialog(qtbot).reject()
