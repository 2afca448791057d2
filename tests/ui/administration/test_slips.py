"""The dialog of a sealed slip: to a printer or nowhere, with the secret in memory only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QAbstractButton

from app import i18n
from app.documents.pdf.rendering import Pdf
from app.domain.access.permissions import Action
from app.domain.values.errors import Broken
from app.store import audit_trail
from app.ui import printing
from app.ui.messages import Dialog
from app.ui.screens.administration.slip_dialog import SlipDialog, WaitingSlip
from tests.helpers.administrators import added
from tests.journeys.slips import SECRET
from tests.ui.administration import screens
from tests.ui.administration.screens import gone
from tests.ui.disbursement.hands import click
from tests.ui.looking import cut, press, unnamed, visible_texts
from tests.ui.printers import GOOD, JAMS, OFF, NoPrinters, OfficePrinters

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.screen import Screen
    from tests.helpers.administrators import Administrator

HELD = "ซองสร้างแล้ว แต่ยังไม่ได้พิมพ์ แก้ที่เครื่องพิมพ์หรือเลือกเครื่องอื่น แล้วพิมพ์อีกครั้ง"
ONLY_RESET = "เมื่อปิดหน้าต่างนี้ ซองจะหายไป ต้องรีเซ็ตรหัสผ่านเท่านั้นจึงจะได้ซองใหม่"

pytestmark = pytest.mark.qt_log_ignore(r"QPainter::begin\(\): Returned false")
"""Said by Qt of the printer that jams."""


@dataclass
class Desk:
    """A dialog over the screen of users, for somebody who was just added."""

    who: Administrator
    user_id: str
    slip_id: str
    screen: Screen
    dialog: SlipDialog
    folder: Path

    @property
    def unprinted(self) -> bool:
        """Whether the central system still has the secret to make."""
        return bool(self.who.user(self.user_id).slip_id)

    def outcomes(self) -> list[dict[str, str]]:
        """Return what the audit trail tells of the slip."""
        with self.who.station.desk.store.read() as rd:
            entries = audit_trail.entries_about(rd, self.slip_id)
        return [json.loads(each.facts or "{}") for each in entries if each.action == Action.PRINT_SLIP]


@pytest.fixture
def desk(
    qtbot: QtBot,
    one: Administrator,
    two: Administrator,
    tmp_path: Path,
    paper: Callable[[printing.Printers], None],
) -> Callable[[int, str], Desk]:
    def opened(number: int, default: str) -> Desk:
        user = added(one, two, f"MAKER{number}", number)
        screen = screens.users(qtbot, two)
        waiting = WaitingSlip(
            two.user(user.record.user_id).slip_id,
            "administration.act.print_slip",
            user.record.name_th,
            "slips.again_user",
        )
        paper(OfficePrinters(tmp_path, default) if default else NoPrinters())
        dialog = SlipDialog(screen, two.service.slips, waiting)
        dialog.open()
        return Desk(two, user.record.user_id, waiting.slip_id, screen, dialog, tmp_path)

    return opened


def test_a_slip_goes_to_the_usual_printer_and_nowhere_else(qtbot: QtBot, desk: Callable[[int, str], Desk]) -> None:
    at = desk(61, GOOD)
    assert at.dialog.printer.text() == GOOD
    click(qtbot, at.dialog, "พิมพ์")
    qtbot.waitUntil(lambda: f"ส่งซองไปที่ {GOOD} แล้ว" in visible_texts(at.dialog))
    assert [each.name for each in at.folder.iterdir()] == [f"{GOOD}.pdf"]
    assert Pdf((at.folder / f"{GOOD}.pdf").read_bytes()).pages == 1
    assert not [words for words in visible_texts(at.screen) if SECRET.search(words)]
    assert {"outcome": "printed", "printer": GOOD} in at.outcomes()
    assert not at.unprinted
    click(qtbot, at.dialog, "ปิด")
    gone(qtbot, at.screen)


def test_a_printer_that_is_off_is_told_before_the_secret_is_made(
    qtbot: QtBot, desk: Callable[[int, str], Desk]
) -> None:
    at = desk(62, OFF)
    click(qtbot, at.dialog, "พิมพ์")
    qtbot.waitUntil(lambda: f"เครื่องพิมพ์ {OFF} ไม่รับงาน" in visible_texts(at.dialog))
    assert at.unprinted
    assert not at.outcomes()
    assert HELD not in visible_texts(at.dialog)
    click(qtbot, at.dialog, "ยกเลิก")
    gone(qtbot, at.screen)


def test_a_slip_that_the_printer_lost_is_printed_on_another(qtbot: QtBot, desk: Callable[[int, str], Desk]) -> None:
    at = desk(63, JAMS)
    click(qtbot, at.dialog, "พิมพ์")
    qtbot.waitUntil(lambda: {HELD, ONLY_RESET} <= visible_texts(at.dialog))
    assert not at.unprinted
    assert not list(at.folder.iterdir())
    at.dialog.printer.set_text(GOOD)
    click(qtbot, at.dialog, "พิมพ์อีกครั้ง")
    qtbot.waitUntil(lambda: f"ส่งซองไปที่ {GOOD} แล้ว" in visible_texts(at.dialog))
    assert HELD not in visible_texts(at.dialog)
    assert [each for each in at.outcomes() if each] == [{"outcome": "printed", "printer": GOOD}]
    click(qtbot, at.dialog, "ปิด")
    gone(qtbot, at.screen)


def test_closing_asks_once_while_a_slip_is_held_and_it_can_still_be_printed(
    qtbot: QtBot, desk: Callable[[int, str], Desk]
) -> None:
    at = desk(64, JAMS)
    click(qtbot, at.dialog, "พิมพ์")
    qtbot.waitUntil(lambda: HELD in visible_texts(at.dialog))
    press(at.dialog, "Esc")
    question = next(each for each in at.dialog.findChildren(Dialog) if each.isVisible())
    assert {"ปิดทั้งที่ซองยังไม่ได้พิมพ์หรือไม่", ONLY_RESET} <= visible_texts(question)
    click(qtbot, question, "กลับ")
    assert at.dialog.isVisible()
    at.dialog.printer.set_text(GOOD)
    click(qtbot, at.dialog, "พิมพ์อีกครั้ง")
    qtbot.waitUntil(lambda: f"ส่งซองไปที่ {GOOD} แล้ว" in visible_texts(at.dialog))
    press(at.dialog, "Esc")
    gone(qtbot, at.screen)
    assert at.dialog.held is None


def test_what_came_out_badly_is_printed_again_while_the_dialog_is_open(
    qtbot: QtBot, desk: Callable[[int, str], Desk]
) -> None:
    at = desk(68, GOOD)
    click(qtbot, at.dialog, "พิมพ์")
    qtbot.waitUntil(lambda: f"ส่งซองไปที่ {GOOD} แล้ว" in visible_texts(at.dialog))
    (at.folder / f"{GOOD}.pdf").unlink()
    click(qtbot, at.dialog, "พิมพ์อีกครั้ง")
    qtbot.waitUntil((at.folder / f"{GOOD}.pdf").exists)
    qtbot.waitUntil(lambda: [each for each in at.outcomes() if each] == [{"outcome": "printed", "printer": GOOD}] * 2)
    click(qtbot, at.dialog, "ปิด")
    gone(qtbot, at.screen)


def test_a_slip_that_was_let_go_is_gone(qtbot: QtBot, desk: Callable[[int, str], Desk]) -> None:
    at = desk(65, JAMS)
    click(qtbot, at.dialog, "พิมพ์")
    qtbot.waitUntil(lambda: HELD in visible_texts(at.dialog))
    click(qtbot, at.dialog, "ปิด")
    click(qtbot, at.screen, "ปิดและทิ้งซอง")
    gone(qtbot, at.screen)
    assert not list(at.folder.iterdir())
    assert at.outcomes() == [{}]


@pytest.mark.parametrize(("language", "number"), [("th", 66), ("en", 67)])
def test_without_a_printer_no_secret_is_made_and_the_dialog_says_what_to_do(
    qtbot: QtBot, desk: Callable[[int, str], Desk], language: i18n.Language, number: int
) -> None:
    i18n.use(language)
    at = desk(number, "")
    assert {i18n.text("slips.no_printer"), i18n.text("slips.no_printer_do")} <= visible_texts(at.dialog)
    lit = [each.accessibleName() for each in at.dialog.findChildren(QAbstractButton) if each.isVisible()]
    assert lit == [i18n.text("ui.close")]
    assert not at.dialog.printer.isVisible()
    qtbot.waitUntil(lambda: not cut(at.dialog))
    assert not unnamed(at.dialog)
    click(qtbot, at.dialog, i18n.text("ui.close"))
    gone(qtbot, at.screen)
    assert at.unprinted
    assert not at.outcomes()


def test_a_printer_that_the_machine_does_not_know_takes_no_job(qapp: object) -> None:
    system = printing.SystemPrinters()
    assert "no such printer" not in system.names()
    with pytest.raises(Broken, match="printer_refused"):
        system.ready("no such printer")
