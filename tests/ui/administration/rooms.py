"""The administrators' rooms over a real central system, ready to be looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QApplication

from app.services.access_papers import AccessPapers
from app.services.paper_templates import PaperTemplates
from app.ui import worker
from app.ui.messages import Dialog
from app.ui.screens.administration.handover import HandoverScreen
from app.ui.screens.administration.paper_template import PaperTemplateScreen
from app.ui.screens.administration.policy import PolicyScreen
from app.ui.screens.administration.review import ReviewScreen
from app.ui.screens.administration.units import UnitsScreen
from app.ui.screens.administration.workstations import WorkstationsScreen
from app.ui.theme import SIZES
from tests.ui.disbursement.hands import click
from tests.ui.looking import type_words
from tests.ui.windows import settle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from app.domain.access.user import Actor
    from app.ui.screen import Screen
    from tests.helpers.administrators import Administrator

S = TypeVar("S", bound="Screen")
NAMES = ("policy", "workstations", "review", "units", "paper_template")


def policy(qtbot: QtBot, who: Administrator) -> PolicyScreen:
    return opened(qtbot, PolicyScreen(who.service, who.station.desk.actor))


def paper_template(qtbot: QtBot, who: Administrator) -> PaperTemplateScreen:
    papers = PaperTemplates(who.station.desk)
    return opened(qtbot, PaperTemplateScreen(who.service, papers, who.station.desk.actor))


def workstations(qtbot: QtBot, who: Administrator) -> WorkstationsScreen:
    return opened(qtbot, WorkstationsScreen(who.service, who.station.desk.actor))


def review(qtbot: QtBot, who: Administrator, actor: Actor | None = None) -> ReviewScreen:
    papers = AccessPapers(who.station.desk, who.service)
    return opened(qtbot, ReviewScreen(who.service, papers, actor or who.station.desk.actor))


def units(qtbot: QtBot, who: Administrator) -> UnitsScreen:
    papers = AccessPapers(who.station.desk, who.service)
    return opened(qtbot, UnitsScreen(who.service, papers, who.station.desk.actor))


def handover(qtbot: QtBot, who: Administrator, uid: str) -> HandoverScreen:
    screen = HandoverScreen(AccessPapers(who.station.desk, who.service))
    screen.open_subject(uid)
    return opened(qtbot, screen)


def room(qtbot: QtBot, who: Administrator, name: str) -> Screen:
    rooms = {"policy": policy, "workstations": workstations, "review": review, "units": units}
    return (rooms | {"paper_template": paper_template})[name](qtbot, who)


def opened(qtbot: QtBot, screen: S) -> S:
    """Show a screen as large as in the window, and wait for what it asks for."""
    qtbot.addWidget(screen)
    screen.resize(SIZES.window[0] - SIZES.nav_width, SIZES.window[1] - SIZES.top_bar)
    screen.show()
    screen.activateWindow()
    screen.refresh()
    rest(qtbot)
    return screen


def rest(qtbot: QtBot) -> None:
    """Wait until nothing more follows."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    qtbot.waitUntil(lambda: worker.shared().idle)
    settle(qtbot, app)


def dialog(qtbot: QtBot) -> Dialog:
    """Return the dialog in front."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), Dialog))
    front = QApplication.activeModalWidget()
    assert isinstance(front, Dialog)
    return front


def give(qtbot: QtBot, front: Dialog, button: str, **typed: str) -> None:
    """Fill fields of a dialog by their attribute, press a button by its name, and wait for the answer."""
    for name, words in typed.items():
        field: QWidget = getattr(front, name).edit
        type_words(field, words)
    click(qtbot, front, button)
    rest(qtbot)


def in_role(actor: Actor, other: Actor) -> Actor:
    """Return an actor with the rights of another."""
    return replace(actor, person=replace(actor.person, roles=other.person.roles))
