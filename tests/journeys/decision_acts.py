"""What authorizers do beside approving one batch: many with one password, a line not to be paid, letting go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QPushButton

from app import i18n
from app.demo.hands import choose, click, control, fill, press, until
from app.ui.screens.disbursement.approvals import ApprovalsScreen
from app.ui.screens.disbursement.many_dialog import ManyDialog, ManyResults
from app.ui.screens.disbursement.sign_dialog import ReleaseDialog
from tests.journeys.acts import LONG_SECONDS, open_for_decision, place, rest, shown, sign, waiting_list, words_in_sight

if TYPE_CHECKING:
    from datetime import date

    from app.desktop import Desktop


def decision(desktop: Desktop) -> ApprovalsScreen:
    """Return the room of the waiting batches."""
    screen = place(desktop).window.page(ApprovalsScreen.key)
    assert isinstance(screen, ApprovalsScreen)
    return screen


# -- many at once ---------------------------------------------------------------------------------------------------


def ask_to_approve_all(desktop: Desktop, count: int) -> list[str]:
    """Choose all waiting batches with Ctrl+A and press Ctrl+Enter twice; return what the one dialog says."""
    assert len(waiting_list(desktop)) == count
    screen = decision(desktop)
    screen.list.grid.setFocus()
    press(screen.list.grid, "Ctrl+A")
    until(lambda: len(screen.chosen()) == count, "not all are chosen")
    press(screen.list.grid, "Ctrl+Return")
    until(QApplication.activeModalWidget, "no password was asked for")
    front = QApplication.activeModalWidget()
    assert isinstance(front, ManyDialog)
    press(front, "Ctrl+Return")  # without a password nothing begins
    assert QApplication.activeModalWidget() is front
    assert front.go.isEnabled()
    return words_in_sight(desktop)


def sign_all_twice(desktop: Desktop, password: str) -> list[str]:
    """Give the password once and press Ctrl+Enter twice; return the results, batch by batch, as the list says them."""
    fill("approvals.password", password)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ManyDialog)
    for _ in range(2):
        press(dialog.password.edit, "Ctrl+Return")
    until(lambda: isinstance(QApplication.activeModalWidget(), ManyResults), "there are no results", LONG_SECONDS)
    rest(desktop)
    assert len([each for each in QApplication.topLevelWidgets() if isinstance(each, ManyResults)]) == 1
    return [row[-1] for row in shown(desktop, "decision.many_list")]


def sign_all_in_vain(desktop: Desktop, password: str) -> list[str]:
    """Give a password that is not taken; return what the dialog says, which stays."""
    fill("approvals.password", password)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ManyDialog)
    press(dialog.password.edit, "Ctrl+Return")
    until(dialog.error.isVisible, "the password was taken", LONG_SECONDS)
    rest(desktop)
    return words_in_sight(desktop)


def open_refused(desktop: Desktop, position: int) -> str:
    """Open a batch of the results that was not approved, and return its id."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ManyResults)
    dialog.table.choose(position)
    click("decision.many_open")
    until(lambda: decision(desktop).page.content is not None, "the batch did not open", LONG_SECONDS)
    rest(desktop)
    return decision(desktop).page.op_id


# -- single lines ---------------------------------------------------------------------------------------------------


def decline(desktop: Desktop, op_id: str, number: int, reason: str) -> list[str]:
    """Open a batch, go to a line, press R and give a reason of the list; return what is said beside the line."""
    open_for_decision(desktop, op_id)
    screen = decision(desktop)
    screen.view.go_to(number)
    until(lambda: screen.page.line_meant() == number, f"line {number} is not in the list")
    press(screen.view, "R")
    choose("decision.reason", reason)
    press(control("decision.reason"), "Ctrl+Return")
    until(lambda: QApplication.activeModalWidget() is None, "the reason was not taken")
    rest(desktop)
    return words_in_sight(desktop)


def register_states(desktop: Desktop, op_id: str) -> list[str]:
    """Open a batch and turn to all its lines; return what the column of the register says of each, in their order."""
    open_for_decision(desktop, op_id)
    screen = decision(desktop)
    content = screen.page.content
    assert content is not None
    click("approvals.tab_all", count=f"{len(content.signed.lines):,}")
    rows = shown(desktop, "approvals.tab_all_name")
    grid = control("approvals.tab_all_name")
    assert isinstance(grid, QAbstractItemView)
    model = grid.model()
    heads = [str(model.headerData(place, Qt.Orientation.Horizontal)) for place in range(model.columnCount())]
    return [row[heads.index(i18n.text("certainty.title"))] for row in rows]


def open_line(desktop: Desktop, number: int) -> list[str]:
    """Look at a line of the open decision; return what is said beside it."""
    screen = decision(desktop)
    screen.view.go_to(number)
    screen.page.open_line(number)
    rest(desktop)
    return words_in_sight(desktop)


# -- letting go -----------------------------------------------------------------------------------------------------


def lit(_: Desktop, /, key: str) -> bool:
    """Say whether a button of that name is there to be pressed."""
    name = i18n.text(key)
    found = (each for each in QApplication.allWidgets() if isinstance(each, QPushButton))
    return any(each.isVisible() and each.isEnabled() and each.accessibleName() == name for each in found)


def release_too_late(desktop: Desktop, op_id: str, password: str) -> tuple[date | None, list[str]]:
    """Let a batch go after the cut-off; return the day that is proposed, and what the dialog says of it."""
    open_for_decision(desktop, op_id)
    click("decision.release")
    fill("approvals.password", password)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ReleaseDialog)
    press(control("approvals.password"), "Ctrl+Return")
    until(dialog.error.isVisible, "nothing was said of the cut-off", LONG_SECONDS)
    rest(desktop)
    return dialog.day.value(), words_in_sight(desktop)


def release_then(desktop: Desktop, password: str) -> list[str]:
    """Sign again for the day that was proposed; return what the screen says afterwards."""
    sign(desktop, password)
    rest(desktop)
    return words_in_sight(desktop)
