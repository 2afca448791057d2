"""The units of the agency and what was applied for at the bank; a new unit is proposed, approved, then sent there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.access.proposal import ProposalKind
from app.domain.values.identifiers import formatted_account
from app.ui import errors
from app.ui.buttons import Button
from app.ui.paper_view import PaperView
from app.ui.screen import Screen
from app.ui.screens.administration import unit_rows
from app.ui.screens.administration.parts import outcomes, words
from app.ui.screens.administration.parts.list_tab import ListTab
from app.ui.screens.administration.unit_form import UnitDialog
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, row_of
from app.ui.table_view import Empty
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.access.company import AgencyUnit
    from app.domain.access.proposal import AgencyView, Application, UnitApplication
    from app.domain.access.user import Actor
    from app.services.access_papers import AccessPapers
    from app.services.administration import Administration
    from app.services.commands import Given
    from app.ui.table_model import Column

UNITS, APPLICATIONS = "units", "applications"
TABS = (UNITS, APPLICATIONS)


class UnitsScreen(Screen):
    """Two lists: units with their accounts, and applications with what the bank said."""

    key, title_key, icon = "units", "units.title", "landmark"
    help_key = "units.help"

    def __init__(self, administration: Administration, papers: AccessPapers, actor: Actor) -> None:
        super().__init__()
        self._administration, self._papers, self._actor = administration, papers, actor
        self._view: AgencyView | None = None
        self._error = errors.ErrorNote()
        self._search = SearchField("units.search")
        self.apply = Button("units.apply", kind="primary", icon="plus", act=self._ask_apply, shortcut="Ctrl+N")
        self.tabs = {name: Button(f"units.tab.{name}", kind="tab") for name in TABS}
        self.lists = {
            UNITS: _tab(UNITS, unit_rows.UNITS, "landmark"),
            APPLICATIONS: _tab(APPLICATIONS, unit_rows.APPLICATIONS, "send"),
        }
        self.paper = PaperView(papers)
        self.form = Button("units.form", icon="file-text", act=self._show_form)
        self._answer = Notice()
        self._waits = Notice("units.waits", tone="waiting", icon="hourglass")
        self._pages, self._room = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.lists[UNITS])

    # -- what the window asks -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the agency as it is now."""
        self.look(self._administration.view, self._take, self._error.show_error)

    def open_subject(self, subject: object) -> None:
        """Show a tab by its name, or the row of a unit or an application by its code."""
        wanted = str(subject)
        if wanted in self.tabs:
            self.tabs[wanted].click()
            return
        for each in self.lists.values():
            each.seek(wanted)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._view is not None:
            self._take(self._view)

    def go_back(self) -> bool:
        """Leave the form; say whether there was one."""
        shown = self._room.currentWidget() is self.paper
        self._room.setCurrentIndex(0)
        return shown

    def leave(self) -> None:
        """Stop what is being made."""
        self.paper.stop()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Ctrl+N", "units.apply"), ("Ctrl+F", "units.search"))

    # -- inside -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        side = self.lists[APPLICATIONS].side
        side.body.add(self._answer)
        side.body.addStretch(1)
        side.foot.add(self.form)
        self.lists[UNITS].side.body.addStretch(1)
        head = Stack(spacing=SPACE.m)
        head.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, SPACE.s)
        head.add_row(Label("units.title", role="title"), None, self._search, self.apply)
        self._search.setMinimumWidth(290)
        if not permissions.may(self._actor.person.roles, Action.PROPOSE_CHANGE):
            self.apply.hide()
        self.apply.setEnabled(False)  # until the agency has been seen
        head.addLayout(row_of(*self.tabs.values(), None))
        head.add(self._error, self._waits)
        self._waits.hide()
        lists = QWidget()
        inner = Stack(lists, spacing=0)
        inner.add(head)
        for name in TABS:
            self._pages.addWidget(self.lists[name])
        inner.add(self._pages, stretch=1)
        self._room.addWidget(lists)
        self._room.addWidget(self.paper)
        Stack(self, spacing=0).add(self._room)
        self.tabs[UNITS].setChecked(True)

    def _wire(self) -> None:
        for name, tab in self.tabs.items():
            tab.clicked.connect(partial(self._turn_to, name))
            self.lists[name].table.failed.connect(self._error.show_error)
        self.lists[UNITS].chosen.connect(self._show_unit)
        self.lists[APPLICATIONS].chosen.connect(self._show_application)
        self.paper.left.connect(self.go_back)
        self._search.textChanged.connect(self._look)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)

    def _turn_to(self, name: str) -> None:
        self._pages.setCurrentWidget(self.lists[name])
        self.lists[name].setFocus()

    def _look(self, typed: str) -> None:
        for each in self.lists.values():
            each.table.look_for(typed)

    def _take(self, view: AgencyView) -> None:
        self._view = view
        self.apply.setEnabled(True)
        self._error.clear()
        self.lists[UNITS].put([unit_rows.unit_row(each, view) for each in view.units])
        newest = sorted(view.applications, key=lambda each: each.at, reverse=True)
        self.lists[APPLICATIONS].put([unit_rows.application_row(each) for each in newest if each.form is not None])
        pending = view.pending(view.agency)
        waits = pending is not None and pending.kind is ProposalKind.UNIT_APPLY
        self._waits.setVisible(waits)
        if waits and pending is not None:
            self._waits.say("units.waits", "units.waits_why", name=pending.subject_name)

    def _show_unit(self) -> None:
        unit: AgencyUnit | None = self.lists[UNITS].record
        if unit is None or self._view is None:
            return
        tab = self.lists[UNITS]
        tab.chip.show_cell(unit_rows.kind(unit))
        tab.title.show_text(unit.name)
        put = tab.facts.put
        put("units.unit", unit.unit)
        put("units.company", unit.company_id, role="strong")
        put("units.people", f"{unit_rows.people(unit, self._view):,}")
        if unit.parent:
            return
        put("units.cut_off", unit.cut_off)
        put("units.batch_max", unit.batch_max.format())
        put("units.signatures", str(unit.signatures_needed))
        accounts = (f"{formatted_account(each.account, None)} {each.name}" for each in unit.accounts)
        put("units.accounts", "\n".join(accounts) or words.DASH)

    def _show_application(self) -> None:
        application: Application | None = self.lists[APPLICATIONS].record
        if application is None or application.form is None:
            return
        tab, form = self.lists[APPLICATIONS], application.form
        tab.chip.show_cell(unit_rows.status(application))
        tab.title.show_text(application.name)
        put = tab.facts.put
        put("units.unit", form.unit)
        put("units.company", application.company_id or words.DASH, role="strong")
        put("units.branch", form.branch)
        put("units.address", form.address)
        put("units.sent_at", words.moment(application.at))
        put("units.number", application.application_id)
        tone, icon = unit_rows.STATES[application.status]
        key = f"units.answer.{application.status}"
        self._answer.turn(tone, icon)
        self._answer.say(key, f"{key}_do", company=application.company_id, reason=application.reason)

    def _show_form(self) -> None:
        application: Application | None = self.lists[APPLICATIONS].record
        if application is None:
            return
        make = partial(self._papers.unit_form, application.application_id)
        self.paper.show_paper("units.form_title", make, name=application.name)
        self._room.setCurrentWidget(self.paper)
        self.paper.setFocus()

    def _ask_apply(self) -> None:
        view = self._view
        if view is None or not self.apply.isVisible():
            return

        def act(form: UnitApplication, reason: str, order_no: str) -> Given:
            return self._administration.propose(
                ProposalKind.UNIT_APPLY, view.agency, form, reason=reason, order_no=order_no
            )

        UnitDialog(self, view.agency, act, partial(outcomes.tell, self, "units.proposed")).open()


def _tab(name: str, columns: tuple[Column, ...], icon: str) -> ListTab:
    empty = Empty(f"units.{name}_none", f"units.{name}_none_why", icon=icon)
    return ListTab(columns, f"units_{name}", f"units.tab.{name}", empty)
