"""The main tasks of both people without a mouse: nothing here clicks, and nothing is called but by its keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Qt, QTimerEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCompleter, QFileDialog, QLineEdit, QWidget

from app import i18n
from app.demo.hands import press, type_words, until
from app.domain.disbursement.batch import BatchStatus
from app.ui.screens.disbursement.evidence import EvidenceScreen
from tests.journeys import acts
from tests.journeys.lists import write_list
from tests.journeys.papers import assert_in_order, text_of
from tests.journeys.person import Person, at_desks

if TYPE_CHECKING:
    from pathlib import Path

    from app.desktop import Desktop
    from tests.helpers.raw_central import Central

pytestmark = pytest.mark.xdist_group("journeys: keyboard")

TABS_MAX = 60
TICKS_MAX = 600
"""A minute of looking at the dialog for files, ten times a second; then it is given up, and the test fails."""
PURPOSE = "ค่าวิทยากรอบรม"


def focus(desktop: Desktop) -> QWidget:
    """Return where keys go now; what a window manager does after a dialog, giving the focus back, is done here."""
    front = QApplication.activeModalWidget() or desktop.window
    assert front is not None
    if not front.isActiveWindow():
        front.activateWindow()
        until(front.isActiveWindow, "the window does not come to the front")
    return QApplication.focusWidget() or front


def keys(desktop: Desktop, *pressed: str) -> None:
    """Press keys one after the other; as a person would, look at what each did before the next."""
    for each in pressed:
        press(focus(desktop), each)
        acts.rest(desktop)


def write(desktop: Desktop, words: str) -> None:
    """Type where the cursor is."""
    type_words(focus(desktop), words)


def tab_to(desktop: Desktop, key: str) -> None:
    """Press Tab until the part of that name has the focus."""
    name = i18n.text(key)
    passed = []
    for _ in range(TABS_MAX):
        if focus(desktop).accessibleName() == name:
            return
        passed.append(focus(desktop).accessibleName() or type(focus(desktop)).__name__)
        press(focus(desktop), "Tab")
    raise AssertionError(f"Tab does not lead to {name!r}: {passed}")


class FileDialogHands(QObject):
    """Answers the dialog for files, which holds everything else up: a path, and Enter until it has gone."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._typed = False
        self._ticks_left = TICKS_MAX
        self.done = False
        self.startTimer(100)

    def timerEvent(self, _: QTimerEvent) -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            self.done = self._typed
            return
        name = QApplication.focusWidget()
        self._ticks_left -= 1
        if self._ticks_left < 0:
            dialog.reject()
        elif not isinstance(name, QLineEdit) or name.window() is not dialog:
            # No window manager brings it to the front. What is typed before it has the keyboard gets lost: the dialog
            # writes the chosen file's name over a field that has not the focus.
            dialog.activateWindow()
            dialog.findChildren(QLineEdit)[0].setFocus()
        elif not self._typed:
            self._typed = True
            name.setCompleter(QCompleter(name))  # proposals that come late would take Enter for themselves
            name.selectAll()
            type_words(name, str(self._path))
        else:
            QTest.keyClick(QApplication.activePopupWidget() or name, Qt.Key.Key_Return)


def answer_file_dialog(desktop: Desktop, keys_to_open: str, path: Path) -> None:
    """Press keys that open the dialog for files, type a path there and press Enter."""
    hands = FileDialogHands(path)
    press(focus(desktop), keys_to_open)
    until(lambda: hands.done, "no dialog for files came")
    hands.deleteLater()


def come_in(desktop: Desktop, password: str) -> None:
    write(desktop, password)
    keys(desktop, "Return")
    until(lambda: desktop.workplace is not None, "nobody came in")


def import_by_keys(desktop: Desktop, path: Path) -> str:
    keys(desktop, "Alt+2", "Ctrl+I")
    answer_file_dialog(desktop, "Ctrl+O", path)
    return acts.wait_for_rows(desktop)


def mend_a_cell(desktop: Desktop, words: str) -> None:
    """Go to the amount of the first line, type over it, and look at it again."""
    keys(desktop, "Ctrl+Home", "Right", "Right", "Right", "Right", "Right", "F2")
    write(desktop, words)
    keys(desktop, "Return", "Up")
    assert acts.text_here(desktop) == words


def hand_in_by_keys(desktop: Desktop) -> None:
    keys(desktop, "F6")
    tab_to(desktop, "editor.onward")
    keys(desktop, "Space")
    assert focus(desktop).accessibleName() == i18n.text("editor.purpose")
    write(desktop, PURPOSE)
    tab_to(desktop, "editor.sub_kind")
    keys(desktop, "Down")
    tab_to(desktop, "editor.document_no")
    write(desktop, "ฎ.701/2570")
    keys(desktop, "Tab", "Ctrl+Return")
    until(QApplication.activeModalWidget, "no question was asked")
    keys(desktop, "Return")
    until(lambda: QApplication.activeModalWidget() is None, "the question stayed")


def approve_by_keys(desktop: Desktop, password: str) -> None:
    keys(desktop, "F5", "Alt+3")
    tab_to(desktop, "approvals.list")
    keys(desktop, "Down", "Home", "Return")
    until(lambda: i18n.text("approvals.send_back") in acts.buttons_lit(desktop), "it was not opened")
    acts.rest(desktop)
    while i18n.text("approvals.approve") not in acts.buttons_lit(desktop):
        keys(desktop, "F8")
        acts.rest(desktop)
    keys(desktop, "Ctrl+Return")
    until(QApplication.activeModalWidget, "no password was asked for")
    write(desktop, password)
    keys(desktop, "Return")
    until(lambda: QApplication.activeModalWidget() is None, "the signature was not taken")


def results_by_keys(desktop: Desktop) -> list[str]:
    keys(desktop, "Alt+2")
    tab_to(desktop, "batches.list")
    keys(desktop, "Home", "Return")
    tab_to(desktop, "results.list")
    keys(desktop, "Ctrl+End")
    return acts.words_in_sight(desktop)


def save_a_paper_by_keys(desktop: Desktop, path: Path) -> None:
    """Find the evidence by the palette, choose the summary with an arrow, and save it."""
    keys(desktop, "Ctrl+K")
    write(desktop, i18n.text("evidence.title"))
    keys(desktop, "Return")
    tab_to(desktop, "evidence.detail")
    screen = acts.place(desktop).window.page(EvidenceScreen.key)
    assert isinstance(screen, EvidenceScreen)
    for paper, pressed in (("detail", ()), ("summary", ("Down",))):
        keys(desktop, *pressed)
        until(partial(screen.shows, paper), f"the paper {paper} did not come")
    until(lambda: i18n.text("pdf.save") in acts.buttons_lit(desktop), "it cannot be saved")
    answer_file_dialog(desktop, "Ctrl+S", path)
    until(path.exists, "the paper was not saved")


def help_by_keys(desktop: Desktop) -> list[str]:
    keys(desktop, "F1")
    said = acts.words_in_sight(desktop)
    keys(desktop, "Escape")
    return said


def turn_language_and_look(desktop: Desktop) -> tuple[str, str]:
    before = i18n.language()
    keys(desktop, "Ctrl+Shift+L", "Ctrl+Shift+D")
    after = i18n.language()
    keys(desktop, "Ctrl+Shift+L", "Ctrl+Shift+D")
    return before, after


def leave_by_keys(desktop: Desktop) -> None:
    keys(desktop, "Ctrl+K")
    write(desktop, i18n.text("ui.sign_out"))
    keys(desktop, "Return")
    until(lambda: desktop.workplace is None, "the person did not leave")


def test_a_batch_goes_from_the_file_to_its_paper_without_a_mouse(central: Central, tmp_path: Path) -> None:
    maker, authorizer = Person(central, tmp_path / "maker", "MAKER01"), Person(central, tmp_path / "auth", "AUTH01")
    with at_desks(maker, authorizer):
        tell(central, maker, authorizer, tmp_path)


def tell(central: Central, maker: Person, authorizer: Person, tmp_path: Path) -> None:
    maker.does(come_in, maker.password)
    authorizer.does(come_in, authorizer.password)
    op_id = maker.does(import_by_keys, write_list(tmp_path / "list.csv", ("250.00", "350.00")))
    maker.does(mend_a_cell, "250.25")
    assert "F8" in maker.does(help_by_keys), "the keys of the screen are one key away"
    maker.does(hand_in_by_keys)
    assert maker.does(acts.handed_in, op_id).status is BatchStatus.SUBMITTED

    authorizer.does(approve_by_keys, authorizer.password)
    central.settle()
    assert maker.does(acts.hear, op_id).status is BatchStatus.SETTLED
    assert "ผู้รับเงิน ตัวอย่างที่ 2" in maker.does(results_by_keys), "the chosen line stands beside the list"
    maker.does(save_a_paper_by_keys, tmp_path / "summary.pdf")
    assert_in_order(text_of(tmp_path / "summary.pdf"), (PURPOSE, "ฎ.701/2570", "600.25"))
    assert maker.does(turn_language_and_look) == ("th", "en")
    for person in (maker, authorizer):
        person.does(leave_by_keys)
