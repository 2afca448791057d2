"""What people do about money that was paid wrongly, with hands; see `acts`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.demo.hands import choose, click, control, fill, press, until
from app.ui.screens.recalls.recalls import RecallsScreen
from tests.journeys import acts

if TYPE_CHECKING:
    from pathlib import Path

    from app.desktop import Desktop
    from app.domain.recalls.recall import Recall


def call_back(desktop: Desktop, op_id: str, position: int, letter_no: str, reason: str, amount: str = "") -> str:
    """Call a paid line back from its result; ``amount`` is what was paid too much. Return the recall's id."""
    acts.show_results(desktop, op_id)
    acts.choose_row(desktop, "results.list", position)
    before = {one.recall_id for one in every(desktop)}
    click("results.recall")
    until(lambda: QApplication.activeModalWidget() is not None, "the assistant did not open")
    if amount:
        choose("recalls.what_went_wrong", "overpaid")
        fill("recalls.amount", amount)
    fill("recalls.letter_no", letter_no)
    fill("recalls.reason", reason)
    click("recalls.open")
    until(lambda: QApplication.activeModalWidget() is None, "the order was not taken")
    until(lambda: {one.recall_id for one in every(desktop)} - before, "the log does not tell of it")
    acts.rest(desktop)
    (made,) = {one.recall_id for one in every(desktop)} - before
    return made


def every(desktop: Desktop) -> list[Recall]:
    return acts.place(desktop).recalls.every()


def hear(desktop: Desktop, recall_id: str, state: str) -> Recall:
    """Exchange until a recall is in a state."""

    def found() -> Recall | None:
        acts.sync(desktop)
        return next((one for one in every(desktop) if (one.recall_id, one.state) == (recall_id, state)), None)

    until(found, f"the recall did not become {state}")
    acts.rest(desktop)
    return next(one for one in every(desktop) if one.recall_id == recall_id)


def choose_recall(desktop: Desktop, recall_id: str) -> list[str]:
    """Go to a recall in the list and return what the window says."""
    window = acts.place(desktop).window
    window.go(RecallsScreen.key, recall_id)
    screen = window.page(RecallsScreen.key)
    assert isinstance(screen, RecallsScreen)

    def chosen() -> bool:
        recall = screen.chosen()
        return recall is not None and recall.recall_id == recall_id

    until(chosen, "the recall is not chosen")
    acts.rest(desktop)
    return acts.words_in_sight(desktop)


def propose(desktop: Desktop, recall_id: str) -> list[str]:
    """Propose the return and return what was asked before."""
    choose_recall(desktop, recall_id)
    click("recalls.propose")
    until(lambda: QApplication.activeModalWidget() is not None, "nothing was asked")
    said = acts.words_in_sight(desktop)
    click("recalls.propose")
    until(lambda: QApplication.activeModalWidget() is None, "the question stayed")
    acts.rest(desktop)
    return said


def settle(desktop: Desktop, recall_id: str, password: str, reason: str = "") -> None:
    """Approve the return, or send it back with a reason."""
    choose_recall(desktop, recall_id)
    click("recalls.send_back" if reason else "recalls.approve")
    if reason:
        fill("administration.reason", reason)
    fill("administration.password", password)
    press(control("administration.password"), "Return")


def settled(desktop: Desktop) -> None:
    """Wait until the question has been answered."""
    until(lambda: QApplication.activeModalWidget() is None, "the decision was not taken")
    acts.rest(desktop)


def leave_question(desktop: Desktop) -> list[str]:
    """Wait for the reason why a decision was refused, and leave the question."""
    said: list[str] = []

    def refused() -> bool:
        said[:] = acts.words_in_sight(desktop)
        return any(acts.say(desktop, "errors.route_changed") in text for text in said)

    until(refused, "nothing was refused")
    acts.dismiss(desktop)
    return said


def save_paper(desktop: Desktop, recall_id: str, button: str, path: Path) -> None:
    """Make a paper of a recall and save it."""
    choose_recall(desktop, recall_id)
    click(button)
    screen = acts.place(desktop).window.page(RecallsScreen.key)
    assert isinstance(screen, RecallsScreen)
    until(lambda: screen.paper.made, "the paper was not made", acts.LONG_SECONDS)
    screen.paper.save(path)
    until(path.exists, f"{path.name} was not written")
    acts.rest(desktop)
    screen.go_back()
