"""What people do with draws, failed lines and papers, with hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demo.hands import click, control, fill, press, until
from app.domain.disbursement.transfer import Field
from app.ui.screens.disbursement.draws import DrawsScreen
from app.ui.screens.disbursement.results import ResultsScreen
from tests.journeys.acts import batch, choose_batch, editor, place, rest, sync, type_cell, wait_for_rows, words_in_sight

if TYPE_CHECKING:
    from app.desktop import Desktop
    from app.domain.disbursement.record import Delivery


def explain_residue(desktop: Desktop, reason: str) -> None:
    """Say why something of the draw is left over."""
    fill("editor.residue_reason", reason)
    press(control("editor.residue_reason"), "Return")
    rest(desktop)


def choose_day(desktop: Desktop, words: str) -> list[str]:
    """Type another value date, and return what the page says then."""
    fill("editor.value_date", words)
    press(control("editor.value_date"), "Return")
    rest(desktop)
    return words_in_sight(desktop)


def ledger(desktop: Desktop, document_no: str) -> list[str]:
    """Look a draw up in the ledger, and return what the screen says."""
    place(desktop).window.go(DrawsScreen.key, document_no)
    screen = place(desktop).window.page(DrawsScreen.key)
    assert isinstance(screen, DrawsScreen)
    rest(desktop)
    return words_in_sight(desktop)


def pay_again(desktop: Desktop, op_id: str) -> str:
    """Make a batch of what failed in another one, and return its id once its rows are there."""
    _results(desktop, op_id)
    click("following.begin")
    until(lambda: editor(desktop).isVisible() and editor(desktop).op_id != op_id, "no follow-up was made")
    return wait_for_rows(desktop)


def mend_account(desktop: Desktop, name: str, account: str) -> None:
    """Give the first line another name and another account."""
    type_cell(desktop, 1, Field.NAME, name)
    type_cell(desktop, 1, Field.ACCOUNT, account)


def results_say(desktop: Desktop, op_id: str) -> list[str]:
    """Return what the results of a batch say."""
    _results(desktop, op_id)
    return words_in_sight(desktop)


def hold_back_commands(desktop: Desktop) -> None:
    """Have the sync centre keep what is commanded here."""
    place(desktop).window.go("sync_centre")
    click("sync.pause")
    control("sync.go_on")
    until(lambda: place(desktop).sync.state().paused, "sending goes on")


def let_commands_go(desktop: Desktop) -> None:
    """Have the sync centre send again what was kept, and wait until it is on its way and answered."""
    place(desktop).window.go("sync_centre")
    click("sync.go_on")
    until(lambda: not place(desktop).sync.state().paused, "nothing is sent")
    sync(desktop)
    until(lambda: place(desktop).sync.state().queue == 0, "it was not sent")


def wait_for_delivery(desktop: Desktop, op_id: str, delivery: Delivery) -> list[str]:
    """Wait until a command about a batch is that far; return what stands beside the batch in the list."""
    until(lambda: batch(desktop, op_id).delivery is delivery, f"it is not {delivery}")
    choose_batch(desktop, op_id)
    return words_in_sight(desktop)


def _results(desktop: Desktop, op_id: str) -> None:
    window = place(desktop).window
    window.go(ResultsScreen.key, op_id)
    screen = window.page(ResultsScreen.key)
    assert isinstance(screen, ResultsScreen)
    until(screen.follow.isVisible, "nothing is said of what failed")
    rest(desktop)
