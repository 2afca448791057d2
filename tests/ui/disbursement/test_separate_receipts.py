"""A person keeps the receipts of a batch as files of their own, from an 80 mm roll, and replaces none by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QComboBox

from app import i18n
from app.documents.pdf.rendering import Pdf
from app.domain.disbursement.transfer import LineStatus
from app.store import disbursement
from app.ui.messages import Dialog
from tests.ui.disbursement import screens
from tests.ui.disbursement.hands import click
from tests.ui.looking import cut, named, press, type_words, unnamed, visible_texts

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.screens.disbursement.evidence import EvidenceScreen
    from tests.ui.disbursement.office import OfficeDesk

PAID = 27
FOLDER = "receipt-OP0007-th"
ROLL_POINTS = 226.77


def choose(screen: EvidenceScreen, label: str, choice: str) -> None:
    field = named(screen, i18n.text(label))
    assert isinstance(field, QComboBox)
    field.setCurrentText(i18n.text(choice))


def receipts_in_sight(qtbot: QtBot, maker: OfficeDesk) -> EvidenceScreen:
    screen = screens.evidence(qtbot, maker, "op-0007")
    assert not screen.files_choice.isVisible()
    click(qtbot, screen, i18n.text("evidence.receipt"))
    qtbot.waitUntil(lambda: screen.shows("receipt"))
    return screen


def told(qtbot: QtBot, screen: EvidenceScreen, key: str, **facts: object) -> None:
    """Wait until the writing is over; what is then said passes by, so it is read at once."""
    qtbot.waitUntil(lambda: not screen.separate.isVisible())
    assert i18n.text(key, **facts) in visible_texts(screen.window())


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_receipts_from_a_roll_are_seen_and_kept_one_file_each(
    qtbot: QtBot, maker: OfficeDesk, tmp_path: Path, language: i18n.Language
) -> None:
    i18n.use(language)
    screen = receipts_in_sight(qtbot, maker)
    choose(screen, "evidence.paper", "evidence.paper_roll")
    choose(screen, "evidence.files", "evidence.files_each")
    qtbot.waitUntil(lambda: screen.shows("receipt"))
    assert unnamed(screen) == []
    qtbot.waitUntil(lambda: cut(screen) == [])  # once it is laid out
    screen.save_each(tmp_path)
    told(qtbot, screen, "evidence.saved_each", count=str(PAID), folder=FOLDER)
    views = [Pdf(path.read_bytes()) for path in (tmp_path / FOLDER).iterdir()]
    assert [(view.pages, round(view.size(0)[0], 2)) for view in views] == [(1, ROLL_POINTS)] * PAID
    assert not screen.separate.isVisible()


def test_files_of_the_same_names_are_replaced_only_when_the_person_says_so(
    qtbot: QtBot, maker: OfficeDesk, tmp_path: Path
) -> None:
    screen = receipts_in_sight(qtbot, maker)
    screen.save_each(tmp_path)
    told(qtbot, screen, "evidence.saved_each", count=str(PAID), folder=FOLDER)
    kept = min((tmp_path / FOLDER).iterdir())
    kept.write_bytes(b"kept")
    for answer in ("ui.go_back", "evidence.exist_replace"):
        screen.save_each(tmp_path)
        qtbot.waitUntil(lambda: bool(screen.findChildren(Dialog)))
        (dialog,) = screen.findChildren(Dialog)
        assert i18n.text("evidence.exist_explain", count=PAID, folder=FOLDER) in visible_texts(dialog)
        assert kept.read_bytes() == b"kept"
        click(qtbot, dialog, i18n.text(answer))
        qtbot.waitUntil(lambda: not screen.findChildren(Dialog))
    qtbot.waitUntil(lambda: not screen.separate.isVisible())
    assert kept.read_bytes().startswith(b"%PDF")


def test_cancel_stops_the_writing_and_says_how_many_files_are_there(
    qtbot: QtBot, maker: OfficeDesk, tmp_path: Path
) -> None:
    screen = receipts_in_sight(qtbot, maker)
    screen.save_each(tmp_path)
    # Pressed before the first file can be begun or later: whatever is there is whole, and its number is told.
    click(qtbot, screen.separate, i18n.text("ui.cancel"))
    qtbot.waitUntil(lambda: not screen.separate.isVisible())
    said = visible_texts(screen.window())
    folder = tmp_path / FOLDER
    there = len(list(folder.iterdir())) if folder.exists() else 0
    key = "evidence.saved_each" if there == PAID else "evidence.stopped_each"
    assert i18n.text(key, count=str(there), total=str(PAID), folder=FOLDER) in said


def test_the_receipt_of_one_payee_is_found_by_name_and_kept_alone(
    qtbot: QtBot, maker: OfficeDesk, tmp_path: Path
) -> None:
    screen = screens.evidence(qtbot, maker, "op-0007")
    press(screen, "Ctrl+F")
    qtbot.waitUntil(lambda: screen.shows("receipt"))
    assert screen.only.edit.hasFocus()
    pages = pages_in_sight(screen)
    assert pages == PAID
    with maker.store.read() as reading:
        paid = next(each for each in disbursement.lines(reading, "op-0007") if each.status is LineStatus.SETTLED)
    type_words(screen.only.edit, paid.account)
    press(screen.only.edit, "Return")
    qtbot.waitUntil(lambda: screen.shows("receipt") and pages_in_sight(screen) == 1)
    screen.save_each(tmp_path)
    told(qtbot, screen, "evidence.saved_each", count="1", folder=FOLDER)
    (kept,) = (tmp_path / FOLDER).iterdir()
    assert paid.name.split()[-1] in kept.name
    screen.only.edit.selectAll()
    type_words(screen.only.edit, "ไม่มีคนนี้")
    press(screen.only.edit, "Return")
    qtbot.waitUntil(lambda: i18n.text("errors.paid_line_unknown", words="ไม่มีคนนี้") in visible_texts(screen))


def pages_in_sight(screen: EvidenceScreen) -> int:
    made = screen._made
    return made.pages if made is not None else 0
