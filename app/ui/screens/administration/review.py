"""The access review: who is still to be looked at, with which rights until when; marked, and proposed together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import i18n
from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.access.proposal import ProposalKind, Review
from app.domain.access.review import ending, to_review, unreviewed
from app.domain.values.dates import bangkok_day
from app.ui import days, errors
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.flow import Chip
from app.ui.order_dialogs import Order, RequestDialog
from app.ui.paper_view import PaperView
from app.ui.quiet_columns import QuietColumns
from app.ui.screen import Screen
from app.ui.screens.administration.parts import outcomes, words
from app.ui.screens.administration.parts.list_tab import RECORD, ListTab
from app.ui.screens.administration.parts.rows import TAGS, WORDS
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, row_of
from app.ui.table_model import Column
from app.ui.table_view import Empty
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.access.company import CompanyUser
    from app.domain.access.grants import Grant
    from app.domain.access.proposal import AgencyView
    from app.domain.access.user import Actor
    from app.services.access_papers import AccessPapers
    from app.services.administration import Administration
    from app.services.commands import Given
    from app.ui.table_model import Row

LIST, PAPER = 0, 1
OPEN, ENDING = "review:open", "days:ending"


class ReviewScreen(Screen):
    """The list of a period; Space marks the row, and marks stay until they are proposed."""

    key, title_key, icon = "review", "review.title", "file-check"
    help_key = "review.help"

    def __init__(self, administration: Administration, papers: AccessPapers, actor: Actor) -> None:
        super().__init__()
        self._administration, self._papers = administration, papers
        self._proposes = permissions.may(actor.person.roles, Action.PROPOSE_CHANGE)
        self._view: AgencyView | None = None
        self._marked: set[str] = set()
        self._chip, self._done = Chip(), Label(role="quiet")
        self._error = errors.ErrorNote()
        self._note = Notice(tone="waiting", icon="hourglass")
        self._search = SearchField("review.search")
        self.chips = {OPEN: Button("review.only_open", kind="chip"), ENDING: Button("review.only_ending", kind="chip")}
        empty = Empty("review.none", "review.none_why", icon="users")
        self.list = ListTab(_COLUMNS, "review", "review.list", empty)
        self.paper = PaperView(papers)
        self._pages = QStackedWidget()
        self._make_buttons()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.list)

    # -- what the window asks -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the agency as it is now; marks stay."""
        self.look(self._administration.view, self._take, self._error.show_error)

    def open_subject(self, subject: object) -> None:
        """Show one filter (``open`` or ``ending``), or put the cursor on a user by uid."""
        self._show_list()
        wanted = str(subject)
        for tag, chip in self.chips.items():
            chip.setChecked(tag.endswith(f":{wanted}"))
        self.list.seek(wanted)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._view is not None:
            self._take(self._view)

    def go_back(self) -> bool:
        """Go from the paper back to the list."""
        if self._pages.currentIndex() == PAPER:
            self._show_list()
            return True
        return False

    def leave(self) -> None:
        """Stop what is being made."""
        self.paper.stop()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Space", "review.mark"),
            ("Ctrl+Shift+A", "review.mark_all"),
            ("Ctrl+Return", "review.propose"),
            ("Ctrl+P", "review.paper"),
            ("Ctrl+F", "review.search"),
        )

    # -- inside ---------------------------------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        self.propose = Button(
            "review.propose", kind="primary", icon="send", act=self._ask_propose, shortcut="Ctrl+Return"
        )
        self.print = Button("review.paper", icon="printer", act=self._show_paper, shortcut="Ctrl+P")
        self.mark = Button("review.mark", icon="check", act=self._mark)
        self.mark_all = Button("review.mark_all", act=self._mark_all, shortcut="Ctrl+Shift+A")
        self.handover = Button("review.handover", icon="file-text", act=lambda: self._go("handover"))
        self.open_user = Button("review.open_user", icon="user", act=lambda: self._go("users"))
        for button in (self.propose, self.print, self.mark, self.mark_all):  # until the agency has been seen
            button.setEnabled(False)

    def _lay_out(self) -> None:
        head = Stack(spacing=SPACE.m)
        head.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, SPACE.s)
        head.add_row(Label("review.title", role="title"), self._chip, None, self.print, self.propose)
        self._search.setMinimumWidth(260)
        head.addLayout(row_of(self._search, *self.chips.values(), self.mark_all, None, self._done))
        head.add(self._error, self._note)
        self._rights = Stack(spacing=SPACE.xs)
        side = self.list.side
        side.body.addLayout(self._rights)
        side.body.addStretch(1)
        side.foot.add(self.mark, self.open_user, self.handover)
        page = QWidget()
        whole = Stack(page, spacing=0)
        whole.add(head)
        whole.add(self.list, stretch=1)
        QuietColumns(self.list.table, {"seen": 640})  # it stands beside the list, and names are to be read
        self._pages.addWidget(page)
        self._pages.addWidget(self.paper)
        Stack(self, spacing=0).add(self._pages)
        for part in (self.mark, self.mark_all, self.propose):
            part.setVisible(self._proposes)
        self._note.hide()
        self._chip.hide()

    def _wire(self) -> None:
        self.list.chosen.connect(self._show_user)
        self.list.table.opened.connect(lambda _: self._go("users"))
        self.list.table.failed.connect(self._error.show_error)
        self.paper.left.connect(self._show_list)
        self._search.textChanged.connect(lambda _: self._look())
        for chip in self.chips.values():
            chip.toggled.connect(lambda _: self._look())
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self.list.table.grid, self._mark)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _look(self) -> None:
        self.list.table.look_for(self._search.text(), {tag for tag, chip in self.chips.items() if chip.isChecked()})

    def _take(self, view: AgencyView) -> None:
        self._view = view
        self._error.clear()
        open_uids = {user.uid for user in unreviewed(view.users, view.review_period)}
        self._marked &= open_uids
        ends = {user.uid: grant for user, grant in reversed(ending(view.users, bangkok_day(view.at)))}
        people = to_review(view.users, view.review_period)
        self.list.put([self._row(user, ends.get(user.uid), view) for user in people])
        self._tell()

    def _row(self, user: CompanyUser, ends: Grant | None, view: AgencyView) -> Row:
        today, name = bangkok_day(view.at), user.record.name(i18n.language())
        unit, rights = words.unit(view, user.record.unit), words.roles(user, today)
        done = bool(view.review_period) and user.reviewed == view.review_period
        return {
            "key": user.uid,
            RECORD: user,
            "result": "done" if done else "marked" if user.uid in self._marked else "open",
            "result_cell": _result(done=done, marked=user.uid in self._marked),
            "name": name,
            "name_words": f"{name} · {user.record.user_id}",
            "unit": unit,
            "rights": rights,
            "rights_cell": _rights(user, ends, view, rights),
            "seen": str(user.last_sign_in_at or ""),
            "seen_words": words.moment(user.last_sign_in_at),
            WORDS: f"{user.record.user_id} {user.record.name_th} {user.record.name_en} {unit}",
            TAGS: frozenset({tag for tag, has in ((OPEN, not done), (ENDING, ends is not None)) if has}),
        }

    def _tell(self) -> None:
        """Tell the period, how far it is, and what waits."""
        view = self._view
        if view is None:
            return
        waiting, period = view.waiting(ProposalKind.REVIEW), view.review_period
        people, left = to_review(view.users, period), unreviewed(view.users, period)
        self._chip.setVisible(bool(period))
        words_of = i18n.text("review.period", period=period)
        done = Cell(words_of, tone="done", icon="circle-check", chip=True)
        self._chip.show_cell(Cell(words_of, tone="waiting", icon="hourglass", chip=True) if left else done)
        self._done.say("review.done", done=len(people) - len(left), all=len(people))
        self._done.setVisible(bool(period))
        self._note.setVisible(waiting is not None or not period)
        if not period:
            self._note.say("review.not_held", "review.not_held_do")
        elif waiting is not None and isinstance(waiting.change, Review):
            who, at = words.person(view, waiting.maker_uid), words.moment(waiting.proposed_at)
            self._note.say("review.waits", "review.waits_since", count=len(waiting.change.uids), who=who, at=at)
        free = bool(period) and waiting is None
        self.propose.say("review.propose_count" if self._marked else "review.propose", count=len(self._marked))
        self.propose.setEnabled(free and bool(self._marked))
        self.mark_all.setEnabled(free and bool(left))
        self.print.setEnabled(bool(period))
        self._show_user()

    def _show_user(self) -> None:
        user: CompanyUser | None = self.list.record
        view, tab = self._view, self.list
        if user is None or view is None:
            return
        done = bool(view.review_period) and user.reviewed == view.review_period
        marked = user.uid in self._marked
        tab.chip.show_cell(_result(done=done, marked=marked))
        tab.title.show_text(user.record.name(i18n.language()))
        put = tab.facts.put
        put("review.user", f"{user.record.user_id} · {user.company_id}")
        put("review.unit", words.unit(view, user.record.unit))
        put("review.position", user.record.position or words.DASH)
        put("review.seen", words.moment(user.last_sign_in_at))
        put("review.last", user.reviewed or words.DASH)
        put("review.open_batches", f"{user.open_batches:,}")
        self._tell_rights(user, view)
        self.mark.say("review.unmark" if marked else "review.mark")
        self.mark.show_icon("undo-2" if marked else "check")
        self.mark.setEnabled(not done and bool(view.review_period) and view.waiting(ProposalKind.REVIEW) is None)

    def _tell_rights(self, user: CompanyUser, view: AgencyView) -> None:
        while (item := self._rights.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._rights.add(Label("review.rights", role="section"))
        for grant in user.record.grants:
            label = Label(role="table", wrap=True, tone="quiet" if grant.ended(bangkok_day(view.at)) else "")
            label.show_text(words.grant_words(grant, view))
            self._rights.add(label)

    # -- marking ------------------------------------------------------------------------------------------------------

    def _mark(self) -> None:
        user: CompanyUser | None = self.list.record
        if user is not None and self._proposes and self.mark.isEnabled():
            self._marked ^= {user.uid}
            self._again()

    def _mark_all(self) -> None:
        """Mark everybody in the list as it is filtered now: what is not in sight was not looked at."""
        if self._view is None or not self.mark_all.isEnabled():
            return
        left = {user.uid for user in unreviewed(self._view.users, self._view.review_period)}
        model = self.list.table.model
        rows = (model.row_at(position) for position in range(model.rowCount()))
        self._marked |= {row[RECORD].uid for row in rows if row is not None} & left
        self._again()

    def _again(self) -> None:
        if self._view is not None:
            self._take(self._view)

    def _ask_propose(self) -> None:
        view = self._view
        if view is None or not self._marked:
            return
        review = Review(view.review_period, tuple(sorted(self._marked)))

        def act(reason: str, order_no: str) -> Given:
            return self._administration.propose(
                ProposalKind.REVIEW, view.agency, review, reason=reason, order_no=order_no
            )

        about = i18n.text("review.of", period=review.period, count=len(review.uids))
        order = Order("review.propose_ask", "review.propose", "send", "review.propose_why", about)
        RequestDialog(self, order, act, self._proposed).open()

    def _proposed(self, given: Given) -> None:
        self._marked.clear()
        outcomes.tell(self, "review.proposed", given)

    # -- papers -------------------------------------------------------------------------------------------------------

    def _show_paper(self) -> None:
        self._pages.setCurrentIndex(PAPER)
        self.paper.show_paper("review.paper_title", self._papers.review)
        self.paper.setFocus()

    def _show_list(self) -> None:
        self.paper.stop()
        self._pages.setCurrentIndex(LIST)
        self.list.setFocus()

    def _go(self, screen: str) -> None:
        user: CompanyUser | None = self.list.record
        if user is not None:
            self.navigate.emit(screen, user.uid)


def _result(*, done: bool, marked: bool) -> Cell:
    if done:
        return Cell(i18n.text("review.result.done"), tone="done", icon="circle-check", chip=True)
    if marked:
        return Cell(i18n.text("review.result.marked"), tone="accent", icon="check", chip=True)
    return Cell(i18n.text("review.result.open"), tone="waiting", icon="hourglass", chip=True)


def _rights(user: CompanyUser, ends: Grant | None, view: AgencyView, short: str) -> Cell:
    """Return what somebody may do; a right that ends soon speaks louder."""
    hint = "\n".join(words.grant_words(grant, view) for grant in user.record.grants)
    if ends is None or ends.valid_until is None:
        return Cell(short, hint=hint)
    until = i18n.text("review.until", role=words.role(ends.role), day=days.compact(ends.valid_until))
    return Cell(until, tone="waiting", hint=hint)


_COLUMNS = (
    Column("result", "review.result", 150, show_row=lambda row: row["result_cell"]),
    Column("name", "review.person", 180, stretch=True, show_row=lambda row: row["name_words"]),
    Column("rights", "review.rights", 210, stretch=True, show_row=lambda row: row["rights_cell"]),
    Column("seen", "review.seen", 130, show_row=lambda row: row["seen_words"]),
)
