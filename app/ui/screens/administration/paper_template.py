"""What the agency's papers bear: the versions with who and when, a draft with the paper beside it, the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import i18n
from app.domain.access import permissions
from app.domain.access.differences import differences
from app.domain.access.permissions import Action
from app.domain.access.proposal import ProposalKind
from app.ui import errors
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.flow import Chip
from app.ui.messages import Question, confirm, toast
from app.ui.order_dialogs import Order, RequestDialog
from app.ui.screen import Screen
from app.ui.screens.administration.parts import outcomes, words
from app.ui.screens.administration.parts.rows import TAGS, WORDS, ListedRows
from app.ui.screens.administration.template_form import TemplateForm
from app.ui.screens.administration.template_sample import TemplateSample
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, row_of, scroll_page
from app.ui.table_model import Column
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.access.proposal import AgencyView
    from app.domain.access.template import TemplateVersion
    from app.domain.access.user import Actor
    from app.services.administration import Administration
    from app.services.commands import Given
    from app.services.paper_templates import PaperTemplates
    from app.ui.table_model import Row

VERSIONS, DRAFT = 0, 1


class PaperTemplateScreen(Screen):
    """Every version there was, with a paper of the chosen one; Admin 1 writes the next one."""

    key, title_key, icon = "paper_template", "paper_template.title", "file-text"
    help_key = "paper_template.help"

    def __init__(self, administration: Administration, papers: PaperTemplates, actor: Actor) -> None:
        super().__init__()
        self._administration, self._papers = administration, papers
        self._proposes = permissions.may(actor.person.roles, Action.PROPOSE_CHANGE)
        self._view: AgencyView | None = None
        self._versions: Sequence[TemplateVersion] = ()
        self._drafting, self._version = False, 0
        self._source = ListedRows()
        self._chip = Chip()
        self._error = errors.ErrorNote()
        self._waiting = Notice(tone="waiting", icon="hourglass")
        self._draft_note = Notice(tone="waiting", icon="pencil")
        self.table = TableView(
            _COLUMNS,
            self._source,
            name="paper_templates",
            label="paper_template.versions",
            empty=Empty("paper_template.none", "paper_template.none_why", icon="file-text"),
        )
        self.form = TemplateForm()
        self.sample = TemplateSample(papers)
        self._pages = QStackedWidget()
        self._make_buttons()
        self._lay_out()
        self.table.chosen.connect(lambda _: self._show_chosen())
        self.table.answered.connect(self._show_chosen)
        self.table.failed.connect(self._error.show_error)
        self.form.changed.connect(self._changed)
        self.setFocusProxy(self.table.grid)

    # -- what the window asks -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the agency and the versions as they are now; a draft stays as it is."""
        self.look(self._asked, self._take, self._error.show_error)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._view is not None:
            self._take((self._view, self._versions))

    def go_back(self) -> bool:
        """Ask before a draft is left behind."""
        if self._drafting:
            self._ask_discard()
            return True
        return False

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+E", "paper_template.edit"),
            ("Ctrl+O", "paper_template.choose"),
            ("Ctrl+Return", "paper_template.propose"),
        )

    # -- inside ---------------------------------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        self.edit = Button("paper_template.edit", kind="primary", icon="pencil", act=self._begin, shortcut="Ctrl+E")
        self.propose = Button(
            "paper_template.propose", kind="primary", icon="send", act=self._ask_propose, shortcut="Ctrl+Return"
        )
        self.discard = Button("paper_template.discard", act=self._ask_discard)
        self._open = Button("paper_template.open_request", kind="link", act=self._open_request)

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.l, 0)
        stack.add_row(Label("paper_template.title", role="title"), self._chip, None)
        stack.addLayout(row_of(self.edit, self.propose, self.discard, None))
        self._waiting.body.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        self._draft_note.say("paper_template.draft_why", "paper_template.draft_do")
        stack.add(self._error, self._waiting, self._draft_note)
        area, body = scroll_page(margins=SPACE.xs)
        body.add(self.form)
        body.addStretch(1)
        self._pages.addWidget(self.table)
        self._pages.addWidget(area)
        stack.add(self._pages, stretch=1)
        side = Stack()
        side.setContentsMargins(0, SPACE.l, SPACE.xl - 4, 0)
        side.add(self.sample, stretch=1)
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addLayout(side, 1)
        self.setLayout(whole)
        for part in (self._waiting, self._draft_note, self.edit, self.discard, self.propose):
            part.hide()  # until the agency has been seen

    def _asked(self) -> tuple[AgencyView, Sequence[TemplateVersion]]:
        return self._administration.view(), self._papers.versions()

    def _take(self, told: tuple[AgencyView, Sequence[TemplateVersion]]) -> None:
        self._view, self._versions = told
        self._error.clear()
        self._source.put([_row(each, self._view) for each in self._versions])
        self.table.refresh()
        self._tell_standing()
        self._light()

    def _tell_standing(self) -> None:
        view = self._view
        if view is None:
            return
        if self._drafting:
            cell = Cell(i18n.text("paper_template.draft"), tone="waiting", icon="pencil", chip=True)
        elif view.template_version:
            told = i18n.text("paper_template.in_force", version=view.template_version)
            cell = Cell(told, tone="done", icon="circle-check", chip=True)
        else:
            cell = Cell(i18n.text("paper_template.nothing"), tone="plain", icon="circle-dashed", chip=True)
        self._chip.show_cell(cell)
        waiting = view.waiting(ProposalKind.TEMPLATE_CHANGE)
        self._waiting.setVisible(waiting is not None)
        if waiting is not None:
            who, at = words.person(view, waiting.maker_uid), words.moment(waiting.proposed_at)
            self._waiting.say("paper_template.waits", "paper_template.waits_since", who=who, at=at)

    def _light(self) -> None:
        """Light what may be done now: one request at a time, and only by Admin 1."""
        view = self._view
        free = view is not None and view.waiting(ProposalKind.TEMPLATE_CHANGE) is None
        self.edit.setVisible(self._proposes and not self._drafting)
        self.edit.setEnabled(free)
        for part in (self.discard, self.propose, self._draft_note):
            part.setVisible(self._drafting)
        self.propose.setEnabled(free and self._differing() > 0)

    def _show_chosen(self) -> None:
        """Show a paper of the version under the cursor, or of the newest."""
        if self._drafting or self._view is None:
            return
        row = self.table.current_row()
        chosen = next((each for each in self._versions if row and each.version == row["version"]), None)
        shown = chosen or next(iter(self._versions), None)
        if shown is None:
            self.sample.show_template(self._view.template, 0, {})
        else:
            self.sample.show_template(shown.template, shown.version, self.form.emblems)

    def _differing(self) -> int:
        return len(differences(self._view.template, self.form.template())) if self._view and self._drafting else 0

    # -- the draft ----------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        view = self._view
        if view is None or not self.edit.isEnabled():
            return
        mark = view.template.emblem
        self.look(lambda: self._papers.emblem(mark) if mark else b"", self._draw_up, self._error.show_error)

    def _draw_up(self, emblem: bytes) -> None:
        view = self._view
        if view is None:
            return
        if emblem:
            self.form.emblems[view.template.emblem] = emblem
        self._drafting, self._version = True, view.template_version
        self.form.fill(view.template)
        self._pages.setCurrentIndex(DRAFT)
        self._tell_standing()
        self._light()
        self.form.texts["office"].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end(self) -> None:
        self._drafting = False
        self._pages.setCurrentIndex(VERSIONS)
        self._tell_standing()
        self._light()
        self._show_chosen()
        self.table.grid.setFocus()

    def _changed(self) -> None:
        if self._drafting:
            self.sample.show_template(self.form.template(), self._version + 1, self.form.emblems, soon=True)
            self._light()

    def _ask_discard(self) -> None:
        count = self._differing()
        if not count:
            self._end()
            return
        question = Question(
            "paper_template.discard_ask",
            "paper_template.discard",
            "paper_template.discard_why",
            danger=True,
            facts={"count": count},
        )
        confirm(self, question, self._end)

    def _ask_propose(self) -> None:
        view = self._view
        if view is None or not self._drafting:
            return
        if not self.form.is_right():
            return
        draft, version = self.form.template(), self._version
        if not self._differing():
            toast(self, "paper_template.same", icon="info")
            return
        emblem = self.form.emblems.get(draft.emblem, b"") if draft.emblem != view.template.emblem else b""

        def act(reason: str, order_no: str) -> Given:
            if emblem:
                self._papers.leave_emblem(emblem)
            return self._administration.propose(
                ProposalKind.TEMPLATE_CHANGE, view.agency, draft, reason=reason, order_no=order_no, version=version
            )

        dialog = RequestDialog(
            self, Order("paper_template.propose_ask", "paper_template.propose", "send"), act, self._proposed
        )
        explained = Label(role="quiet", wrap=True)
        explained.say("paper_template.propose_why", count=self._differing())
        dialog.body.insertWidget(0, explained)
        dialog.open()

    def _proposed(self, given: Given) -> None:
        self._end()
        outcomes.tell(self, "paper_template.proposed", given)

    def _open_request(self) -> None:
        waiting = self._view.waiting(ProposalKind.TEMPLATE_CHANGE) if self._view else None
        if waiting is not None:
            self.navigate.emit("requests", waiting.req_id)


def _row(each: TemplateVersion, view: AgencyView) -> Row:
    proposer, decider = words.person(view, each.proposed_by), words.person(view, each.decided_by)
    return {
        "key": f"{each.version}",
        "version": each.version,
        "since": words.moment(each.since),
        "proposer": proposer,
        "decider": decider,
        WORDS: f"{proposer} {decider}",
        TAGS: frozenset(),
    }


_COLUMNS = (
    Column("version", "paper_template.version", 70, align="right", sortable=False),
    Column("since", "paper_template.since", 130, sortable=False),
    Column("proposer", "paper_template.proposed_by", 150, stretch=True, sortable=False),
    Column("decider", "paper_template.decided_by", 150, sortable=False),
)
