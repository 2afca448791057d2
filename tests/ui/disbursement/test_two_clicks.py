"""Two clicks where one was meant: one draft is made, one question asked, and nothing is said to be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Never

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.disbursement.batch import BatchStatus
from app.domain.values.errors import Broken
from app.ui.messages import Dialog
from app.ui.screens.disbursement.follow_panel import CloseDialog
from app.ui.table_model import Query
from tests.ui.disbursement import screens
from tests.ui.disbursement.hands import click
from tests.ui.disbursement.office import OfficeDesk, OfficeInquiry
from tests.ui.looking import named
from tests.ui.windows import settle

if TYPE_CHECKING:
    import pytest
    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot

AGAIN, END, EMPTY = "จ่ายใหม่รายการที่ไม่สำเร็จ", "ปิดโดยไม่จ่ายซ้ำ", "สร้างชุดเปล่า"


def click_twice(qtbot: QtBot, qapp: QApplication, screen: QWidget, name: str) -> None:
    """Press a button as quickly as a hand that means a double click, and wait for all that comes of it."""
    qtbot.waitUntil(lambda: named(screen, name).isVisible())
    for _ in range(2):
        QTest.mouseClick(named(screen, name), Qt.MouseButton.LeftButton)
    settle(qtbot, qapp)


def drafts(desk: OfficeDesk) -> int:
    return len(OfficeInquiry(desk, []).batches(frozenset({BatchStatus.DRAFT.value})).ids(Query()))


def test_two_clicks_on_an_empty_batch_make_one_draft(qtbot: QtBot, qapp: QApplication, maker: OfficeDesk) -> None:
    before = drafts(maker)
    screen, gone = screens.batches(qtbot, maker), screens.Gone()
    gone.listen(screen)
    click_twice(qtbot, qapp, screen, EMPTY)
    assert drafts(maker) == before + 1
    assert [place for place, _ in gone.places] == ["editor"]
    click(qtbot, screen, EMPTY)
    qtbot.waitUntil(lambda: drafts(maker) == before + 2)


def test_two_clicks_on_paying_again_make_one_draft_and_no_error(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk
) -> None:
    before = drafts(maker)
    screen, gone = screens.results(qtbot, maker, "op-0007"), screens.Gone()
    gone.listen(screen)
    click_twice(qtbot, qapp, screen, AGAIN)
    assert drafts(maker) == before + 1
    assert [place for place, _ in gone.places] == ["editor"]
    assert screen.findChildren(Dialog) == []


def test_two_clicks_on_ending_failed_lines_ask_once(qtbot: QtBot, qapp: QApplication, maker: OfficeDesk) -> None:
    screen = screens.results(qtbot, maker, "op-0007")
    click_twice(qtbot, qapp, screen, END)
    assert len(screen.findChildren(CloseDialog)) == 1


def test_what_failed_can_be_tried_again(qtbot: QtBot, maker: OfficeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    screen, gone = screens.results(qtbot, maker, "op-0007"), screens.Gone()
    gone.listen(screen)

    def broken(_: str) -> Never:
        raise Broken("disk_full")

    with monkeypatch.context() as patched:
        patched.setattr(screen._follow_ups, "begin", broken)
        click(qtbot, screen, AGAIN)
        qtbot.waitUntil(lambda: bool(screen.findChildren(Dialog)))
    for each in screen.findChildren(Dialog):
        each.reject()
    click(qtbot, screen, AGAIN)
    qtbot.waitUntil(lambda: gone.last[0] == "editor")
