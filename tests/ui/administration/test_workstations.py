"""Workstations and keys at both administrators' desks: rights are taken at once and given by two."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.access.company import WorkstationState
from app.domain.access.policy import WorkstationRule
from app.domain.access.proposal import ProposalKind, WorkstationPermit
from app.domain.values.errors import KhlangError
from app.ui.buttons import Button
from app.ui.screens.administration.permit_dialog import PermitDialog
from app.ui.screens.administration.slip_dialog import SlipDialog
from tests.helpers.administrators import ORDER, REASON
from tests.helpers.raw_central import PARENT, UNIT
from tests.helpers.workstation import Workstation
from tests.ui.administration import rooms
from tests.ui.disbursement.hands import click
from tests.ui.looking import press, visible_texts
from tests.ui.printers import GOOD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.screens.administration.workstations import WorkstationsScreen
    from tests.helpers.administrators import Administrator
    from tests.helpers.raw_central import Central

FINANCE = "2101000001"


@pytest.fixture(scope="module")
def desk_of_maker(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workstation]:
    station = Workstation.at(tmp_path_factory.mktemp("maker"), central).enter(central, "MAKER01")
    yield station
    station.crash()


@pytest.fixture(scope="module")
def desk_of_other(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workstation]:
    station = Workstation.at(tmp_path_factory.mktemp("other"), central).enter(central, "AUTH01")
    yield station
    station.crash()


def sought(qtbot: QtBot, screen: WorkstationsScreen, tab: str, key: str) -> None:
    screen.open_subject(tab)
    screen.open_subject(key)
    rooms.rest(qtbot)


def test_tab_goes_through_a_permit_as_it_is_read(qtbot: QtBot, one: Administrator) -> None:
    screen = rooms.workstations(qtbot, one)
    press(screen, "Ctrl+N")
    front = rooms.dialog(qtbot)
    assert isinstance(front, PermitDialog)
    last = [front.order_no.control, *front.findChildren(Button)[-2:]]
    read = [front.unit.control, front.name.control, front.reason.control, *last]
    gone = []
    for _ in range(2 * len(read)):
        gone.append(front.focusWidget())
        front.focusNextPrevChild(True)
    assert gone == [*read, *read], "after the last comes the first"
    back = []
    for _ in range(2 * len(read)):
        front.focusNextPrevChild(False)
        back.append(front.focusWidget())
    assert back == [*reversed(read), *reversed(read)]
    front.reject()


@pytest.mark.parametrize(
    ("rule", "said"),
    [(WorkstationRule.CODE, "workstations.permit_why"), (WorkstationRule.OPEN, "workstations.permit_needless")],
)
def test_a_permit_says_whether_the_policy_asks_for_its_code(
    qtbot: QtBot, one: Administrator, rule: WorkstationRule, said: str
) -> None:
    view = one.service.view()
    parent = QWidget()
    qtbot.addWidget(parent)
    view = replace(view, policy=replace(view.policy, workstations=rule))
    front = PermitDialog(parent, view, lambda *_: None, lambda _: None)
    front.open()
    assert i18n.text(said) in visible_texts(front)


@pytest.mark.usefixtures("paper")
def test_a_workstation_is_permitted_by_two_and_its_slip_is_printed_once(
    qtbot: QtBot, one: Administrator, two: Administrator, tmp_path: Path
) -> None:
    screen = rooms.workstations(qtbot, one)
    press(screen, "Ctrl+N")
    front = rooms.dialog(qtbot)
    front.unit.set_text(FINANCE)  # type: ignore[attr-defined]
    click(qtbot, front, "เสนอ")
    assert front.isVisible()
    rooms.give(qtbot, front, "เสนอ", name="FIN-PC-04", reason=REASON, order_no=ORDER)
    waiting = two.service.view().waiting(ProposalKind.WORKSTATION_PERMIT)
    assert waiting is not None
    assert waiting.change == WorkstationPermit(FINANCE, "FIN-PC-04")
    assert not [each for each in one.service.view().workstations if each.name == "FIN-PC-04"]
    two.service.settle(waiting, approve=True, password=two.password)
    station = next(each for each in two.service.view().workstations if each.name == "FIN-PC-04")
    assert station.state is WorkstationState.PERMITTED
    other = rooms.workstations(qtbot, two)
    sought(qtbot, other, "stations", station.device_id)
    assert "ซองรหัสยังไม่ได้พิมพ์" in visible_texts(other)
    click(qtbot, other, "พิมพ์ซองรหัสเครื่อง")
    front = rooms.dialog(qtbot)
    assert isinstance(front, SlipDialog)
    click(qtbot, front, "พิมพ์")
    qtbot.waitUntil(lambda: f"ส่งซองไปที่ {GOOD} แล้ว" in visible_texts(front))
    assert (tmp_path / f"{GOOD}.pdf").read_bytes().startswith(b"%PDF")
    click(qtbot, front, "ปิด")
    rooms.rest(qtbot)
    assert not other.print.isVisible()
    with pytest.raises(KhlangError, match="slip_printed"):
        two.service.slips.make(station.slip_id)


def test_admin_1_does_not_print_a_slip(qtbot: QtBot, one: Administrator) -> None:
    screen = rooms.workstations(qtbot, one)
    for station in one.service.view().workstations:
        sought(qtbot, screen, "stations", station.device_id)
        assert not screen.print.isVisible()


def test_a_lost_workstation_is_revoked_at_once_with_reason_and_password(
    qtbot: QtBot, two: Administrator, desk_of_maker: Workstation
) -> None:
    device = desk_of_maker.desk.actor.device
    screen = rooms.workstations(qtbot, two)
    sought(qtbot, screen, "stations", device)
    assert "สมหญิง แบบอย่าง" in visible_texts(screen)
    click(qtbot, screen, "เพิกถอนเครื่อง")
    front = rooms.dialog(qtbot)
    rooms.give(qtbot, front, "เพิกถอนเครื่อง", reason="เครื่องหาย", password="ไม่ใช่รหัสนี้")  # noqa: S106
    assert front.isVisible()
    rooms.give(qtbot, front, "เพิกถอนเครื่อง", password=two.password)
    view = two.service.view()
    assert next(each for each in view.workstations if each.device_id == device).state is WorkstationState.REVOKED
    assert all(key.revoked_at for key in view.keys if key.device == device)
    assert not screen.revoke.isVisible()
    with pytest.raises(KhlangError, match="workstation_revoked"):
        desk_of_maker.desk.central.unit()


def test_a_key_is_revoked_by_one_and_another_is_permitted_by_two(
    qtbot: QtBot, one: Administrator, two: Administrator, desk_of_other: Workstation
) -> None:
    kid, uid = desk_of_other.desk.signer.kid, desk_of_other.desk.actor.person.uid
    screen = rooms.workstations(qtbot, one)
    sought(qtbot, screen, "keys", kid)
    click(qtbot, screen, "เพิกถอนกุญแจ")
    rooms.give(qtbot, rooms.dialog(qtbot), "เพิกถอนกุญแจ", reason="เครื่องหาย", password=one.password)
    assert next(key for key in one.service.view().keys if key.kid == kid).revoked_at
    before = one.user("AUTH01", UNIT).key_permits
    sought(qtbot, screen, "keys", kid)
    assert "ลายมือชื่อเดิมยังตรวจสอบได้" in visible_texts(screen)
    click(qtbot, screen, "ขออนุญาตกุญแจใหม่")
    rooms.give(qtbot, rooms.dialog(qtbot), "เสนอ", reason=REASON, order_no=ORDER)
    waiting = two.service.view().pending(uid)
    assert waiting is not None
    assert waiting.kind is ProposalKind.KEY_PERMIT
    assert not screen.permit_key.isEnabled()
    two.service.settle(waiting, approve=True, password=two.password)
    assert one.user("AUTH01", UNIT).key_permits == before + 1


def test_the_keys_of_the_other_administrator_are_the_banks_matter(
    qtbot: QtBot, one: Administrator, two: Administrator
) -> None:
    screen = rooms.workstations(qtbot, one)
    sought(qtbot, screen, "keys", two.station.desk.signer.kid)
    assert not screen.revoke_key.isVisible()
    assert "กุญแจของผู้ดูแลระบบเปลี่ยนได้โดยธนาคารเท่านั้น" in visible_texts(screen)
    sought(qtbot, screen, "keys", one.station.desk.signer.kid)
    assert screen.revoke_key.isVisible()


def test_what_happened_at_the_door_is_listed_with_who_and_where(qtbot: QtBot, two: Administrator) -> None:
    screen = rooms.workstations(qtbot, two)
    screen.open_subject("notes")
    rooms.rest(qtbot)
    table = screen.lists["notes"].table
    told = {(str(table.model.index(row, 1).data()), str(table.model.index(row, 2).data())) for row in range(5)}
    assert ("เริ่มใช้เครื่องใหม่", "สมหญิง แบบอย่าง · MAKER01") in told
    places: list[tuple[str, object]] = []
    screen.navigate.connect(lambda key, subject: places.append((key, subject)))
    table.grid.setFocus()
    press(table.grid, "Return")
    assert places[0][0] == "users"


def test_the_agencys_auditor_sees_all_of_it_and_can_do_nothing(
    qtbot: QtBot, central: Central, one: Administrator, tmp_path: Path
) -> None:
    station = Workstation.at(tmp_path, central).enter(central, "AUDIT02", PARENT)
    try:
        auditor = type(one)(station, type(one.service)(station.desk, station.sync), "")
        screen = rooms.workstations(qtbot, auditor)
        for tab, key in (("stations", one.station.desk.actor.device), ("keys", one.station.desk.signer.kid)):
            sought(qtbot, screen, tab, key)
            assert screen.lists[tab].table.model.rowCount() > 1
        policy, review = rooms.policy(qtbot, auditor), rooms.review(qtbot, auditor)
        assert review.list.table.model.rowCount() > 1
        assert not any(button.isVisible() for button in (policy.edit, review.propose, review.mark, review.mark_all))
        for button in (screen.permit, screen.revoke, screen.print, screen.revoke_key, screen.permit_key):
            assert not button.isVisible()
    finally:
        station.leave()
