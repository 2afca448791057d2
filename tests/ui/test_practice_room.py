"""The room of practice by its names, over a real central system: a tired clerk loses nothing unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app import i18n
from app.demo.hands import click, dismiss, press, until
from app.domain.practice.drill import Standing
from tests.helpers.raw_central import UNIT, Clerk, running
from tests.pictures.album import rest
from tests.pictures.practice_tour import DOUBLE, FAULTY, PAY, RIGHT, WRONG, Room

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central


@pytest.fixture
def room(central: Central, tmp_path: Path, qapp: QApplication) -> Iterator[Room]:
    made = Room(central, tmp_path / "desk", "MAKER01")
    yield made
    if made.standing is Standing.RUNNING:
        made.give_up()
    made.close()


def words_of(room: Room) -> str:
    """Return what the room says now."""
    return "\n".join(each.text() for each in room.screen.findChildren(QLabel) if each.isVisible())


def asked() -> bool:
    return QApplication.activeModalWidget() is not None


def test_a_drill_that_runs_is_not_begun_anew_or_given_up_by_a_slip_of_the_hand(room: Room) -> None:
    room.begin(FAULTY)
    began = room.station.desk.central.drills.book()
    press(room.screen.table.grid, "Return")
    until(asked, "Enter asked nothing")
    question = QApplication.activeModalWidget()
    assert question is not None
    focus = question.focusWidget()
    assert focus is not None
    press(focus, "Return")  # as who presses it twice
    until(lambda: not asked(), "the question stayed")
    click("practice.give_up")
    until(asked, "nothing was asked")
    dismiss()
    rest()
    assert room.station.desk.central.drills.book() == began
    room.give_up()
    assert room.standing is Standing.NEW
    assert room.chosen_id == FAULTY, "the cursor stays where it was"


def test_the_cursor_stays_on_the_drill_that_is_looked_at_when_there_is_news(room: Room) -> None:
    room.begin(FAULTY)
    room.choose(DOUBLE)
    room.hand_in(*RIGHT)
    assert room.chosen_id == DOUBLE
    room.choose(FAULTY)

    def is_told() -> bool:
        room.look()
        return i18n.text("practice.mistake") in room.screen.side.trouble()

    until(is_told, "the mistake was not told")


def test_who_begins_another_drill_is_told_that_the_first_one_is_given_up(room: Room) -> None:
    room.begin(FAULTY)
    room.choose(PAY)
    click("practice.begin" if room.standing is Standing.NEW else "practice.again")
    until(asked, "nothing was asked")
    click("practice.begin")
    until(lambda: room.standing is Standing.RUNNING, "it was not begun")
    rest()
    now = [one.drill_id for one in room.drills if one.standing is Standing.RUNNING]
    assert now == [PAY]


def test_a_mistake_that_spoils_ends_the_drill_and_says_where_it_stopped(room: Room) -> None:
    room.begin(FAULTY)
    assert room.screen.side.file.isVisible()
    room.hand_in(*WRONG)
    room.look_until(Standing.SPOILT)
    side = room.screen.side
    assert side.trouble().startswith(i18n.text("practice.spoilt"))
    assert side.steps()[0].startswith(i18n.text("practice.step.stopped"))
    assert "\n" not in side.steps()[0], "how it is done is no longer told"
    assert not side.file.isVisible()
    room.begin(FAULTY)
    assert side.trouble() == "", "begun again from a clean state"


def test_why_a_drill_was_not_begun_stays_in_sight_while_the_room_looks_again(
    tmp_path: Path, qapp: QApplication
) -> None:
    words = i18n.text("errors.drill_not_alone", people="1")
    with running(tmp_path / "central", "--clock", "frozen:2026-11-21T20:00:00+07:00", eased=True) as weekend:
        room = Room(weekend, tmp_path / "desk", "MAKER01")
        Clerk.ready(weekend, UNIT, "MAKER02")
        room.choose(PAY)
        assert i18n.text("practice.alone") in words_of(room)
        click("practice.begin")
        until(lambda: words in words_of(room), "it was not said")
        room.look()
        assert words in words_of(room)
        room.choose(DOUBLE)
        assert words not in words_of(room)
        room.close()


def test_a_drill_that_runs_goes_on_after_signing_out(central: Central, tmp_path: Path, qapp: QApplication) -> None:
    room = Room(central, tmp_path / "desk", "MAKER01")
    room.begin(DOUBLE)
    steps = room.screen.side.steps()
    assert i18n.text("practice.step.now") in steps[3]
    room.close()
    again = Room(central, tmp_path / "desk", "MAKER01")
    again.choose(DOUBLE)
    assert again.screen.side.steps() == steps
    again.give_up()
    again.close()
