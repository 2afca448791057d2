from __future__ import annotations

import logging
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, qInstallMessageHandler, qWarning
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from app import i18n
from app.domain.values.errors import BadInput, Broken, Refused, Unanswered
from app.domain.values.money import Money
from app.ui import days, errors, texts
from app.ui.buttons import Button
from app.ui.messages import Prompt, Question, ask_text, confirm, toast
from app.ui.texts import Label
from tests.ui.looking import named, press, unnamed, visible_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    return made


def test_an_error_says_what_happened_what_to_do_and_its_code(window: QWidget) -> None:
    told = errors.tell(BadInput("amount_unreadable", text="abc"))
    assert told.what == i18n.text("errors.amount_unreadable", text="abc")
    assert told.code == "amount_unreadable"
    assert errors.tell(ValueError("secret")).code == "unexpected:ValueError"
    assert "secret" not in "".join(str(part) for part in (errors.tell(ValueError("secret")).what,))


def test_a_code_without_words_or_without_its_facts_is_still_told(window: QWidget) -> None:
    assert errors.tell(Refused("never_heard_of")).code == "never_heard_of:Refused"
    assert errors.tell(BadInput("amount_unreadable")).what == i18n.text("errors.unexpected")


def test_words_of_the_server_are_plain_text_and_short(qtbot: QtBot) -> None:
    note = errors.ErrorNote()
    qtbot.addWidget(note)
    note.show_error(Refused("never_heard_of", server_text="<a href='http://evil'>" + "x" * 2000))
    shown = [each for each in note.findChildren(Label) if each.text().startswith("<a href")]
    assert len(shown) == 1
    assert shown[0].textFormat() is Qt.TextFormat.PlainText
    assert len(shown[0].text()) == errors.SERVER_WORDS_MAX


def test_an_unknown_outcome_has_its_own_colour(qtbot: QtBot) -> None:
    note = errors.ErrorNote()
    qtbot.addWidget(note)
    note.show_error(Unanswered("amount_unreadable", text=""))
    assert note.property("tone") == "unknown"
    note.show_error(Refused("amount_unreadable", text=""))
    assert note.property("tone") == "refused"


def test_the_code_can_be_copied(window: QWidget, qtbot: QtBot) -> None:
    dialog = errors.show(window, BadInput("date_unreadable", text="x"))
    press(named(dialog, i18n.text("ui.copy_code", code="date_unreadable")), "Space")
    assert QApplication.clipboard().text() == "date_unreadable"
    assert not unnamed(dialog)
    dialog.close()


@pytest.fixture
def _installed() -> Iterator[None]:
    hook = sys.excepthook
    handler = qInstallMessageHandler(None)
    errors.install()
    yield
    sys.excepthook = hook
    qInstallMessageHandler(handler)


@pytest.mark.usefixtures("_installed")
def test_what_nobody_caught_is_logged_and_shown_once(
    window: QWidget, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    with caplog.at_level(logging.WARNING):
        for words in ("first", "second"):
            error = ValueError(words)
            sys.excepthook(ValueError, error, None)
        qWarning("from qt")
    assert [record.levelname for record in caplog.records].count("ERROR") == 2
    assert caplog.messages[-1] == "qt: from qt"
    dialogs = [each for each in window.findChildren(QWidget) if each.isWindow() and each.isVisible()]
    assert len(dialogs) == 1
    assert i18n.text("errors.unexpected") in visible_texts(dialogs[0])
    dialogs[0].close()


def test_confirming_names_count_and_sum_in_digits_and_words(window: QWidget, qtbot: QtBot) -> None:
    done = list[bool]()
    question = Question("pdf.print_title", "pdf.print", count=300, total=Money(48627550))
    dialog = confirm(window, question, lambda: done.append(True))
    texts = visible_texts(dialog)
    assert "486,275.50 บาท" in texts
    assert "สี่แสนแปดหมื่นหกพันสองร้อยเจ็ดสิบห้าบาทห้าสิบสตางค์" in texts
    assert i18n.text("ui.count", count="300") in texts
    press(dialog, "Esc")
    assert not done
    dialog = confirm(window, question, lambda: done.append(True))
    press(named(dialog, i18n.text("pdf.print")), "Space")
    assert done == [True]


def test_a_question_speaks_the_language_that_is_chosen_while_it_is_open(window: QWidget, qtbot: QtBot) -> None:
    due, facts = date(2026, 12, 1), {"day": lambda: days.day(due)}
    question = Question("pdf.print_title", "pdf.print", "editor.submit_explain", lambda: days.day(due), facts=facts)
    dialog = confirm(window, question, lambda: None)
    assert "1 ธ.ค. 2569" in visible_texts(dialog)
    texts.switch("en")
    assert {"1 Dec 2026", i18n.text("editor.submit_explain", day="1 Dec 2026")} <= set(visible_texts(dialog))
    dialog.close()


def test_what_cannot_be_taken_back_has_the_focus_on_leaving(window: QWidget, qtbot: QtBot) -> None:
    dialog = confirm(window, Question("pdf.print_title", "pdf.print", danger=True), lambda: None)
    focused = dialog.focusWidget()
    assert isinstance(focused, Button)
    assert focused.accessibleName() == i18n.text("ui.go_back")
    dialog.close()


def test_a_reason_is_required_before_it_is_handed_on(window: QWidget, qtbot: QtBot) -> None:
    reasons = list[str]()
    dialog = ask_text(window, Prompt("pdf.print_title", "pdf.print"), reasons.append)
    go = named(dialog, i18n.text("pdf.print"))
    press(go, "Space")
    assert not reasons
    area = named(dialog, i18n.text("ui.reason"))
    assert isinstance(area, QPlainTextEdit)
    assert area.accessibleDescription() == i18n.text("ui.field_required")
    area.setPlainText(" ผิดบัญชี ")
    press(go, "Space")
    assert reasons == ["ผิดบัญชี"]


def test_a_passing_message_replaces_the_one_before(window: QWidget, qtbot: QtBot) -> None:
    toast(window, "settings.kept")
    toast(window, "sync.done")
    qtbot.waitUntil(lambda: i18n.text("settings.kept") not in visible_texts(window))
    assert i18n.text("sync.done") in visible_texts(window)


def test_work_that_outlived_the_store_ends_without_a_trace(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    errors.log_only(Broken("store_closed"))
    errors.log_only(Broken("disk_failed"))
    assert [(each.levelname, each.exc_info is None) for each in caplog.records] == [("INFO", True), ("WARNING", False)]
