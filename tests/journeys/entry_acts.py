"""What a maker does to enter a batch by hand: pasting, the doctor's page, and a new batch from the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from app.demo.hands import click, control, fill, press, until
from app.ui.screens.disbursement.new_batch import NewBatchDialog
from tests.journeys.acts import editor, place, rest, wait_for_rows, words_in_sight

if TYPE_CHECKING:
    from app.desktop import Desktop


def begin_empty(desktop: Desktop) -> str:
    """Begin an empty batch from the list, and return its id."""
    press(place(desktop).window, "Alt+2")
    rest(desktop)
    click("batches.empty")
    return wait_for_rows(desktop)


def paste(desktop: Desktop, block: str, lines: int) -> list[str]:
    """Paste a block at the cursor, wait until so many lines are there, and return what is said beside them."""
    grid = editor(desktop).rows.grid
    QGuiApplication.clipboard().setText(block)
    press(grid, "Ctrl+V")
    until(lambda: editor(desktop).rows.model.rowCount() == lines and grid.isEnabled(), "the block was not taken")
    rest(desktop)
    return words_in_sight(desktop)


def take_back(desktop: Desktop) -> int:
    """Press Ctrl+Z in the grid, and return how many lines there are then."""
    press(editor(desktop).rows.grid, "Ctrl+Z")
    rest(desktop)
    return editor(desktop).rows.model.rowCount()


def make_again(desktop: Desktop) -> int:
    """Press Ctrl+Y in the grid, and return how many lines there are then."""
    press(editor(desktop).rows.grid, "Ctrl+Y")
    rest(desktop)
    return editor(desktop).rows.model.rowCount()


def accept_rule(desktop: Desktop) -> list[tuple[str, str, str]]:
    """Open the doctor's page, accept the first rule with Enter; return its cells: original, repair, verdict."""
    screen = editor(desktop)
    press(screen, "F9")
    until(screen.doctor.isVisible, "the doctor did not come")
    rest(desktop)
    press(screen.doctor.rules, "Return")
    rest(desktop)
    screen.doctor.rules.mark(0)
    model = screen.doctor.model
    found = [tuple(str(model.index(row, column).data()) for column in (2, 3, 4)) for row in range(model.rowCount())]
    click("doctor.back")
    until(screen.rows.isVisible, "the rows did not come back")
    return [(original, repaired, verdict) for original, repaired, verdict in found]


def begin_from_last(desktop: Desktop) -> str:
    """Press Ctrl+N and Enter: the payees of the last batch, amounts to be written anew; return the draft's id."""
    window = place(desktop).window
    press(window, "Alt+2")
    rest(desktop)
    former = editor(desktop).op_id
    press(window, "Ctrl+N")
    dialogs: list[NewBatchDialog] = []

    def ready() -> bool:
        dialogs[:] = [each for each in window.findChildren(NewBatchDialog) if each.isVisible()]
        return bool(dialogs) and dialogs[0].anew.isEnabled()

    until(ready, "nothing can be made from what was")
    press(dialogs[0].sources, "Return")
    until(lambda: editor(desktop).op_id not in ("", former) and editor(desktop).rows.isVisible(), "no draft came")
    return wait_for_rows(desktop)


def write_document(desktop: Desktop, document_no: str) -> list[str]:
    """Go on to the head, write the document's number, and return what the page says."""
    editor(desktop).show_hand_in()
    fill("editor.document_no", document_no)
    press(control("editor.document_no"), "Return")
    rest(desktop)
    return words_in_sight(desktop)
