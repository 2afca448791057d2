"""The administrators' rooms in both languages: all controls named, no text cut, at the smallest window too."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from app import i18n
from app.ui.buttons import Button
from app.ui.errors import ErrorNote
from app.ui.texts import switch
from app.ui.theme import SIZES
from tests.helpers.administrators import Administrator
from tests.helpers.raw_central import running
from tests.ui.administration import rooms
from tests.ui.disbursement.hands import click
from tests.ui.looking import cut, unnamed, visible_texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot


AREAS = ("policy", "workstations", "review", "administration", "paper_template")


def any_visible(parts: Sequence[QWidget]) -> bool:
    return any(each.isVisible() for each in parts)


def all_right(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.waitUntil(lambda: not cut(widget))
    assert not unnamed(widget)


@pytest.mark.parametrize("name", rooms.NAMES)
def test_every_control_has_a_name_and_no_text_is_cut_in_either_language(
    qtbot: QtBot, one: Administrator, name: str
) -> None:
    screen = rooms.room(qtbot, one, name)
    all_right(qtbot, screen)
    before = visible_texts(screen)
    switch("en")
    rooms.rest(qtbot)
    all_right(qtbot, screen)
    thai = {words for area in AREAS for words in i18n.area("th", area).values()}
    english = {words for area in AREAS for words in i18n.area("en", area).values()}
    assert not before & visible_texts(screen) & (thai - english)


@pytest.mark.parametrize("name", rooms.NAMES)
def test_at_its_smallest_a_room_cuts_nothing(qtbot: QtBot, one: Administrator, name: str) -> None:
    screen = rooms.room(qtbot, one, name)
    screen.resize(screen.minimumSizeHint().width(), SIZES.window_min[1])
    qtbot.waitUntil(lambda: not cut(screen))
    assert screen.minimumSizeHint().width() <= SIZES.window[0] - SIZES.nav_width
    assert screen.minimumSizeHint().height() <= SIZES.window[1] - 2 * SIZES.top_bar


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_dialogs_are_named_and_whole(qtbot: QtBot, one: Administrator, language: i18n.Language) -> None:
    i18n.use(language)
    policy = rooms.policy(qtbot, one)
    click(qtbot, policy, i18n.text("policy.edit"))
    policy.side.days.set_text("90")
    rooms.rest(qtbot)
    all_right(qtbot, policy)
    stations = rooms.workstations(qtbot, one)
    review = rooms.review(qtbot, one)
    review.list.table.grid.selectRow(0)
    click(qtbot, review, i18n.text("review.mark"))
    rooms.rest(qtbot)
    for screen, key, count in (
        (policy, "policy.add", 0),
        (policy, "policy.propose", 0),
        (stations, "workstations.permit", 0),
        (stations, "workstations.revoke", 0),
        (review, "review.propose_count", 1),
    ):
        click(qtbot, screen, i18n.text(key, count=count))
        front = rooms.dialog(qtbot)
        all_right(qtbot, front)
        front.reject()
        rooms.rest(qtbot)


def test_without_the_central_system_every_room_says_so_and_offers_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    with running(tmp_path / "central", eased=True) as central:
        one = Administrator.at(tmp_path / "admin", central, "ADMIN1")
        central.stop()
        for name in rooms.NAMES:
            notes = (screen := rooms.room(qtbot, one, name)).findChildren(ErrorNote)
            qtbot.waitUntil(partial(any_visible, notes))
            lit = [each for each in screen.findChildren(Button) if each.isVisible() and each.isEnabled()]
            assert not {"policy.edit", "workstations.permit", "review.paper"} & {each._key for each in lit}
        one.station.crash()
