"""The access review and the handover pack: marked one by one, proposed together, on paper as it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app import i18n
from app.documents.pdf.rendering import Pdf
from app.domain.access.grants import Grant
from app.domain.access.proposal import ProposalKind, Review
from app.domain.access.review import unreviewed
from app.domain.access.user import Role
from app.domain.values.dates import bangkok_day
from app.services.rights_board import RightsBoard
from app.ui.screens.administration.users import UsersScreen
from app.ui.theme import SIZES, SPACE
from tests.helpers.administrators import ORDER, REASON
from tests.helpers.raw_central import UNIT
from tests.helpers.workstation import Workstation
from tests.ui.administration import rooms
from tests.ui.disbursement.hands import click
from tests.ui.looking import press, visible_texts

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.paper_view import PaperView
    from app.ui.screens.administration.review import ReviewScreen
    from tests.helpers.administrators import Administrator
    from tests.helpers.raw_central import Central


def results(screen: ReviewScreen) -> list[str]:
    model = screen.list.table.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def saved(qtbot: QtBot, view: PaperView, path: Path) -> str:
    """Save the paper in sight and return its text."""
    qtbot.waitUntil(lambda: view.made is not None and view.preview.save.isEnabled())
    view.save(path)
    rooms.rest(qtbot)
    pdf = Pdf(path.read_bytes())
    return "\n".join(pdf.text(page) for page in range(pdf.pages))


def test_marked_users_are_proposed_together_and_reviewed_once_approved(
    qtbot: QtBot, one: Administrator, two: Administrator
) -> None:
    screen = rooms.review(qtbot, one)
    everybody = len(results(screen))
    assert set(results(screen)) == {"ยังไม่ทบทวน"}
    grid = screen.list.table.grid
    grid.setFocus()
    for row in (1, 2):
        grid.selectRow(row)
        press(grid, "Space")
        rooms.rest(qtbot)
    assert results(screen).count("ดูแล้ว ยังไม่เสนอ") == 2
    press(grid, "Space")
    rooms.rest(qtbot)
    assert results(screen).count("ดูแล้ว ยังไม่เสนอ") == 1
    press(grid, "Space")
    rooms.rest(qtbot)
    click(qtbot, screen, "เสนอผลการทบทวน 2 คน")
    rooms.give(qtbot, rooms.dialog(qtbot), "เสนอผลการทบทวน", reason=REASON)
    waiting = two.service.view().waiting(ProposalKind.REVIEW)
    assert waiting is not None
    assert isinstance(waiting.change, Review)
    assert len(waiting.change.uids) == 2
    assert "มีผลการทบทวน 2 คน รอผู้ดูแลระบบคนที่ 2" in visible_texts(screen)
    assert not screen.propose.isEnabled()
    two.service.settle(waiting, approve=True, password=two.password)
    screen.refresh()
    rooms.rest(qtbot)
    assert results(screen)[-2:] == ["ทบทวนแล้ว", "ทบทวนแล้ว"]
    assert f"ทบทวนแล้ว 2 จาก {everybody} คน" in visible_texts(screen)


@pytest.mark.parametrize("width", [960, 1024, 1366])
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_on_a_small_window_the_names_of_the_people_can_be_read(
    qtbot: QtBot, one: Administrator, width: int, language: i18n.Language
) -> None:
    i18n.use(language)
    screen = rooms.review(qtbot, one)
    screen.resize(width - SIZES.nav_width, SIZES.window_min[1])
    rooms.rest(qtbot)
    grid = screen.list.table.grid
    keys = [column.key for column in screen.list.table.model.columns]
    room = grid.columnWidth(keys.index("name")) - 2 * SPACE.s
    metrics = grid.fontMetrics()
    longest = max(metrics.horizontalAdvance(user.record.name(language)) for user in one.service.view().users)
    assert room > longest * 0.85, "more than a letter or two are missing"
    assert grid.isColumnHidden(keys.index("seen")) is (width < 1366)


def test_all_in_sight_are_marked_and_only_they(qtbot: QtBot, one: Administrator) -> None:
    screen = rooms.review(qtbot, one)
    screen._search.setText("แบบอย่างจังหวัด")
    rooms.rest(qtbot)
    shown = len(results(screen))
    assert 0 < shown < len(one.service.view().users)
    press(screen, "Ctrl+Shift+A")
    qtbot.waitUntil(lambda: results(screen) == ["ดูแล้ว ยังไม่เสนอ"] * shown)
    screen._search.setText("")
    rooms.rest(qtbot)
    assert results(screen).count("ดูแล้ว ยังไม่เสนอ") == shown


def test_the_board_of_both_tells_whom_nobody_reviewed_and_whose_rights_end(
    qtbot: QtBot, one: Administrator, two: Administrator
) -> None:
    user = one.user("MAKER02", UNIT)
    view = one.service.view()
    last = bangkok_day(view.at) + timedelta(days=14)
    record = replace(user.record, grants=(Grant(Role.MAKER_PAYMENT, bangkok_day(view.at), last, ORDER),))
    given = one.service.propose(ProposalKind.USER_CHANGE, user.uid, record, reason=REASON, version=user.version)
    two.approve(given)
    for who in (one, two):
        tiles = {tile.key: tile for tile in RightsBoard(who.service).home(who.station.desk.actor.person).tiles}
        assert (tiles["rights_ending"].count, tiles["rights_ending"].screen) == (1, "review")
        assert tiles["unreviewed"].count == len(unreviewed(view.users, view.review_period))
    screen = rooms.review(qtbot, two)
    screen.open_subject("ending")
    rooms.rest(qtbot)
    model = screen.list.table.model
    assert [str(model.index(row, 2).data()) for row in range(model.rowCount())] == ["ผู้ทำรายการจ่ายเงิน ถึง 7 ธ.ค. 69"]


def test_admin_2_sees_the_list_and_marks_nobody(qtbot: QtBot, two: Administrator) -> None:
    screen = rooms.review(qtbot, two)
    grid = screen.list.table.grid
    grid.setFocus()
    press(grid, "Space")
    rooms.rest(qtbot)
    assert "ดูแล้ว ยังไม่เสนอ" not in results(screen)
    assert not screen.mark.isVisible()
    assert not screen.propose.isVisible()


def test_the_review_list_is_made_as_things_stand_in_either_language(
    qtbot: QtBot, one: Administrator, tmp_path: Path
) -> None:
    screen = rooms.review(qtbot, one)
    press(screen, "Ctrl+P")
    words = saved(qtbot, screen.paper, tmp_path / "list.pdf")
    assert "สมหญิง แบบอย่าง" in words
    assert "2570-1" in words
    screen.paper.language.set_text("en")
    rooms.rest(qtbot)
    assert "Somying Baebyang" in saved(qtbot, screen.paper, tmp_path / "list-en.pdf")
    assert screen.go_back()
    assert screen.list.isVisible()


def test_the_handover_pack_of_a_person_holds_what_they_have_under_way(
    qtbot: QtBot, central: Central, one: Administrator, tmp_path: Path
) -> None:
    maker = Workstation.at(tmp_path / "maker", central).enter(central, "MAKER01")
    maker.submit(maker.draft(document_no="กค 0402/77"))
    assert maker.sync.sync_now().problem == ""
    uid = maker.desk.actor.person.uid
    review = rooms.review(qtbot, one)
    places: list[tuple[str, object]] = []
    review.navigate.connect(lambda key, subject: places.append((key, subject)))
    review.open_subject(uid)
    rooms.rest(qtbot)
    click(qtbot, review, "บันทึกส่งมอบงาน")
    assert places == [("handover", uid)]
    users = rooms.opened(qtbot, UsersScreen(one.service, one.station.desk.actor))
    users.navigate.connect(lambda key, subject: places.append((key, subject)))
    users.open_subject(uid)
    users.refresh()
    rooms.rest(qtbot)
    click(qtbot, users.side, "บันทึกส่งมอบงาน")
    assert places[1:] == [("handover", uid)]
    screen = rooms.handover(qtbot, one, uid)
    words = saved(qtbot, screen.paper, tmp_path / "pack.pdf")
    for said in ("สมหญิง แบบอย่าง", "กค 0402/77", "MAKER01", maker.desk.signer.kid[:4].upper()):
        assert said in words
    maker.crash()
