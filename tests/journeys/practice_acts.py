"""What a person who practises does at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demo.hands import click, until
from app.ui.screens.practice import PracticeScreen
from tests.journeys.acts import place, rest

if TYPE_CHECKING:
    from app.desktop import Desktop

WAIT_SECONDS = 180.0


def room(desktop: Desktop) -> PracticeScreen:
    found = place(desktop).window.page("practice")
    assert isinstance(found, PracticeScreen)
    return found


def begin(desktop: Desktop) -> list[str]:
    """Go to the room, begin the first drill, and return its steps."""
    place(desktop).window.go("practice")
    until(lambda: room(desktop).chosen() is not None, "there is no drill", WAIT_SECONDS)
    click("practice.begin")
    until(lambda: any(one.startswith("ทำตอนนี้") for one in room(desktop).side.steps()), "not begun", WAIT_SECONDS)
    rest(desktop)
    return room(desktop).side.steps()


def see_it_passed(desktop: Desktop) -> tuple[list[str], int]:
    """Go to the room and wait until the drill is passed; return its steps and how many stand in the record."""
    place(desktop).window.go("practice")
    until(lambda: room(desktop).record.model.rowCount() > 0, "it was not passed", WAIT_SECONDS)
    rest(desktop)
    return room(desktop).side.steps(), room(desktop).record.model.rowCount()


def banner(desktop: Desktop) -> str:
    return place(desktop).window.banner.said()
