"""What a person who practises does at the desk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView

from app import i18n
from app.demo.hands import NothingHappened, click, control, until
from app.domain.disbursement.transfer import Field
from app.domain.practice.drill import Standing
from app.ui.screens.practice.room import PracticeScreen
from tests.journeys.acts import (
    batches,
    editor,
    place,
    rest,
    run_from_palette,
    shown,
    sync,
    wait_for_rows,
    wait_for_words,
)

if TYPE_CHECKING:
    from app.desktop import Desktop

WAIT_SECONDS = 180.0


def room(desktop: Desktop) -> PracticeScreen:
    found = place(desktop).window.page("practice")
    assert isinstance(found, PracticeScreen)
    return found


def choose(desktop: Desktop, drill_id: str) -> None:
    """Go to the room and put the cursor on a drill."""
    place(desktop).window.go("practice")
    until(lambda: room(desktop).chosen() is not None, "there is no drill", WAIT_SECONDS)
    rest(desktop)
    table = room(desktop).table
    for position in range(table.model.rowCount()):
        table.grid.setCurrentIndex(table.model.index(position, 0))
        chosen = room(desktop).chosen()
        if chosen is not None and chosen.drill_id == drill_id:
            return
    raise NothingHappened(f"there is no drill {drill_id}")


def begin(desktop: Desktop, drill_id: str) -> list[str]:
    """Begin a drill, and return its steps once it is the person's turn."""
    choose(desktop, drill_id)
    click("practice.begin")
    return turn(desktop, "ทำตอนนี้ · ท่าน")


def turn(desktop: Desktop, words: str) -> list[str]:
    """Go to the room and wait until a step says so; return the steps."""
    place(desktop).window.go("practice")
    side = room(desktop).side
    until(lambda: any(words in one for one in side.steps()), f"not yet: {words}", WAIT_SECONDS)
    rest(desktop)
    return side.steps()


def bring_in(desktop: Desktop) -> str:
    """Bring the drill's file in, and return the number of the draft that it becomes."""
    place(desktop).window.go("practice")
    click("practice.file")
    return wait_for_rows(desktop)


def said_of_history(desktop: Desktop) -> list[str]:
    """Return what stands out against what was paid before, as it is read aloud beside the rows."""
    rest(desktop)
    listed = control("decision.risks")
    assert isinstance(listed, QAbstractItemView)
    model = listed.model()
    found = (model.index(position, 0) for position in range(model.rowCount()))
    return [str(index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data()) for index in found]


def batch_over(desktop: Desktop, satang: int) -> str:
    """Exchange until a batch of the person's partner over this sum is known; return its number."""

    def found() -> list[str]:
        sync(desktop)
        return [one.op_id for one in batches(desktop) if one.total.satang == satang]

    until(found, "the partner's batch did not come")
    rest(desktop)
    return found()[0]


def remove_row(desktop: Desktop, number: int) -> int:
    """Remove a row with the button for it; return how many rows are left."""
    rows = editor(desktop).rows
    rows.go_to(number, Field.NAME)
    click("editor.remove_rows")
    rest(desktop)
    return rows.model.rowCount()


def see_it_passed(desktop: Desktop) -> tuple[list[str], list[str]]:
    """Go to the room and wait until the chosen drill is passed; return its steps and what stands in the record."""
    place(desktop).window.go("practice")
    found = room(desktop)

    def passed() -> bool:
        drill = found.chosen()
        if drill is not None and drill.standing in (Standing.FAILED, Standing.SPOILT):
            raise NothingHappened(f"it was not passed: {found.side.trouble()}")
        return drill is not None and drill.standing is Standing.PASSED and found.record.isVisible()

    until(passed, "it was not passed", WAIT_SECONDS)
    rest(desktop)
    titles = [row[1] for row in shown(desktop, "practice.record")]
    return found.side.steps(), titles


def print_record(desktop: Desktop, language: str) -> str:
    """Open the paper of what was passed, in a language, and return its text."""
    place(desktop).window.go("practice")
    click("practice.certificate")
    paper = room(desktop).paper
    if paper.language.text() != language:
        rest(desktop)
        paper.language.set_text(language)
    until(lambda: paper.made is not None and paper.made.name.endswith(f"-{language}.pdf"), "no paper", WAIT_SECONDS)
    rest(desktop)
    assert paper.made is not None
    text = "\n".join(paper.made.view.text(page) for page in range(paper.made.pages))
    room(desktop).go_back()
    return text


def banner(desktop: Desktop) -> str:
    """Return what the banner says, once the window has heard it: it is asked for after the screen is there."""
    until(lambda: bool(place(desktop).window.banner.said()), "the banner says nothing", WAIT_SECONDS)
    return place(desktop).window.banner.said()


def open_beside(desktop: Desktop) -> None:
    """Open practice beside real work from the palette."""
    run_from_palette(desktop, i18n.text("practice.open"))
    wait_for_words(desktop, i18n.text("practice.opened"))


def children(_: Desktop, /) -> int:
    """Return how many processes wait for this one to take note of their end, or still run as its own."""
    try:
        return os.waitpid(-1, os.WNOHANG)[0] + 1
    except ChildProcessError:
        return 0
