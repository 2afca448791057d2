"""Every paying screen in both languages: all controls named, no text cut, at the smallest window too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from app import i18n
from app.domain.disbursement.batch import BatchStatus
from app.ui.screens.disbursement.new_batch import NewBatchDialog
from app.ui.screens.disbursement.sign_dialog import ApproveDialog, SendBackDialog
from app.ui.screens.disbursement.template_name import TemplateDialog
from app.ui.texts import switch
from app.ui.theme import SIZES
from tests.ui.disbursement import screens
from tests.ui.disbursement.hands import click
from tests.ui.disbursement.office import OfficeApproval, batch, line, messy_draft, put
from tests.ui.looking import cut, press, unnamed, visible_texts
from tests.ui.windows import settle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from app.ui.screen import Screen
    from tests.ui.disbursement.office import OfficeDesk

NAMES = (
    "batches", "importing", "rows", "doctor", "hand_in", "approvals", "decision", "results", "unknown", "evidence",
)  # fmt: skip


def build(qtbot: QtBot, desk: OfficeDesk, name: str) -> Screen:
    if name in {"rows", "doctor", "hand_in"}:
        editor = screens.editor(qtbot, desk, messy_draft(desk.store))
        if name == "hand_in":
            editor.show_hand_in()
        elif name == "doctor":
            editor.show_doctor()
        return editor
    if name in {"approvals", "decision"}:
        approvals = screens.approvals(qtbot, desk, OfficeApproval(desk))
        if name == "decision":
            approvals.open_batch("op-0002")
            qtbot.waitUntil(approvals.view.isVisible)
        return approvals
    if name in {"results", "unknown"}:
        return screens.results(qtbot, desk, "op-0007" if name == "results" else "op-0003")
    if name == "evidence":
        return screens.evidence(qtbot, desk, "op-0007")
    return screens.batches(qtbot, desk) if name == "batches" else screens.importing(qtbot, desk)


def all_right(qtbot: QtBot, widget: QWidget) -> None:
    """Wait until what workers bring is laid out, then look."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    settle(qtbot, app)
    qtbot.waitUntil(lambda: not cut(widget))
    assert not unnamed(widget)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_control_has_a_name_and_no_text_is_cut(
    qtbot: QtBot, maker: OfficeDesk, name: str, language: i18n.Language
) -> None:
    i18n.use(language)
    screen = build(qtbot, maker, name)
    all_right(qtbot, screen)


@pytest.mark.parametrize("name", NAMES)
def test_the_language_can_be_switched_on_every_screen(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk, name: str
) -> None:
    screen = build(qtbot, maker, name)
    settle(qtbot, qapp)
    before = visible_texts(screen)
    switch("en")
    all_right(qtbot, screen)
    left = {words for words in before & visible_texts(screen) if words in i18n_values("th")}
    assert not left


def i18n_values(language: i18n.Language) -> set[str]:
    areas = ("batches", "importing", "editor", "doctor", "recurring", "twins", "approvals", "results", "evidence")
    same = {words for area in areas for words in i18n.area("en", area).values()}
    return {words for area in areas for words in i18n.area(language, area).values()} - same


@pytest.mark.parametrize("name", NAMES)
def test_at_its_smallest_a_screen_cuts_nothing_and_the_window_scrolls(
    qtbot: QtBot, maker: OfficeDesk, name: str
) -> None:
    screen = build(qtbot, maker, name)
    screen.resize(screen.minimumSizeHint().width(), SIZES.window_min[1])
    qtbot.waitUntil(lambda: not cut(screen))
    assert screen.minimumSizeHint().width() <= SIZES.window[0] - SIZES.nav_width
    assert screen.minimumSizeHint().height() <= SIZES.window[1] - 2 * SIZES.top_bar


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_dialogs_of_a_decision_are_named_and_whole(
    qtbot: QtBot, authorizer: OfficeDesk, language: i18n.Language
) -> None:
    i18n.use(language)
    screen = screens.approvals(qtbot, authorizer, OfficeApproval(authorizer))
    screen.open_batch("op-0002")
    qtbot.waitUntil(screen.view.isVisible)
    for key, kind in (("approvals.approve", ApproveDialog), ("approvals.send_back", SendBackDialog)):
        click(qtbot, screen.panel, i18n.text(key))
        dialog = next(each for each in screen.findChildren(kind) if each.isVisible())
        all_right(qtbot, dialog)
        dialog.reject()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_dialogs_of_a_new_batch_and_the_word_about_a_twin_are_named_and_whole(
    qtbot: QtBot, maker: OfficeDesk, language: i18n.Language
) -> None:
    i18n.use(language)
    screen = screens.batches(qtbot, maker)
    press(screen, "Ctrl+N")
    qtbot.waitUntil(lambda: bool(screen.findChildren(NewBatchDialog)))
    dialog = screen.findChildren(NewBatchDialog)[0]
    qtbot.waitUntil(dialog.anew.isEnabled)
    all_right(qtbot, dialog)
    click(qtbot, dialog, i18n.text("recurring.name_it"))
    naming = dialog.findChildren(TemplateDialog)[0]
    all_right(qtbot, naming)
    naming.reject()
    dialog.reject()
    lines = [line(number) for number in (1, 2)]
    for number, status in ((70, BatchStatus.SUBMITTED), (71, BatchStatus.DRAFT)):
        put(maker.store, batch(number, status, "สองคนทำ", lines), lines)
    editor = screens.editor(qtbot, maker, "op-0071")
    qtbot.waitUntil(editor.twins.isVisible)
    all_right(qtbot, editor)
