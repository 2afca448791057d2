"""What Admin 1 does in the room of what papers bear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.demo.hands import click, fill, until
from app.domain.access.proposal import ProposalKind
from app.ui.screens.administration.paper_template import PaperTemplateScreen
from tests.journeys.acts import place, rest, words_in_sight

if TYPE_CHECKING:
    from pathlib import Path

    from app.desktop import Desktop


def propose_template(desktop: Desktop, emblem: Path, texts: dict[str, str], reason: str) -> list[str]:
    """Write a template with an emblem from a file, propose it, and return what the room says then."""
    window = place(desktop).window
    window.go("paper_template")
    screen = window.page("paper_template")
    assert isinstance(screen, PaperTemplateScreen)
    rest(desktop)
    click("paper_template.edit")
    until(screen.form.isVisible, "no draft was begun")
    screen.form.read(emblem)
    until(screen.form.picture.isVisible, "the emblem was not read")
    for name, words in texts.items():
        fill(f"paper_template.{name}", words)
    until(lambda: screen.sample.idle, "no sample was made")
    click("paper_template.propose")
    until(lambda: QApplication.activeModalWidget() is not None, "nothing was asked")
    fill("administration.reason", reason)
    click("paper_template.propose")
    until(lambda: QApplication.activeModalWidget() is None, "it was not proposed")
    administration = place(desktop).administration
    until(lambda: administration.view().waiting(ProposalKind.TEMPLATE_CHANGE) is not None, "nothing waits")
    rest(desktop)
    return words_in_sight(desktop)


def agency_name(desktop: Desktop) -> str:
    """Return what requests about the agency are called."""
    return place(desktop).administration.view().agency_name
