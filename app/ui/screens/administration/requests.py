"""Requests between both administrators: the list, and one decision after another without leaving the keyboard.

The decider sees only what would differ, before and after, read from signed bytes; nothing has an effect before.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.access.proposal import ProposalStatus
from app.domain.values.errors import Unanswered
from app.ui import errors, worker
from app.ui.buttons import Button, IconButton
from app.ui.flow import Chip
from app.ui.messages import toast
from app.ui.order_dialogs import Order, ReasonDialog, SignedDialog
from app.ui.screen import Screen
from app.ui.screens.administration.parts import words
from app.ui.screens.administration.parts.rows import TAGS, WORDS, ListedRows
from app.ui.screens.administration.request_panel import RequestPanel
from app.ui.screens.administration.request_view import RequestView
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, row_of
from app.ui.table_model import Column
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label, ShortLabel
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.access.proposal import AgencyView, Proposal
    from app.domain.access.user import Actor
    from app.services.administration import Administration, OpenOrder
    from app.services.commands import Given
    from app.services.paper_templates import PaperTemplates
    from app.ui.table_model import Row

LIST, REQUEST = 0, 1
CHIPS = tuple(ProposalStatus)


class RequestsScreen(Screen):
    """The requests; Enter opens one, Esc goes back to the list."""

    key, title_key, icon = "requests", "administration.requests", "badge-check"
    help_key = "administration.requests_help"

    def __init__(self, administration: Administration, papers: PaperTemplates, actor: Actor) -> None:
        super().__init__()
        self._administration, self._actor = administration, actor
        self._view: AgencyView | None = None
        self._orders: Sequence[OpenOrder] = ()
        self._req_id = ""
        self._source = ListedRows()
        self._search = SearchField("administration.search_requests")
        self._chips = {each.value: Button(f"administration.standing.{each}", kind="chip") for each in CHIPS}
        self._chips[ProposalStatus.PENDING.value].setChecked(True)
        self._error = errors.ErrorNote()
        self._open = Notice(tone="unknown", icon="circle-question-mark")
        self.list = TableView(
            self._columns(),
            self._source,
            name="requests",
            label="administration.requests_list",
            empty=Empty("administration.requests_none", "administration.requests_none_why", icon="badge-check"),
        )
        self._title, self._chip, self._place = ShortLabel(role="title"), Chip(), Label(role="quiet")
        self.view = RequestView(papers)
        self.panel = RequestPanel()
        self._pages = QStackedWidget()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.list.grid)

    # -- what the window asks -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the agency as it is now."""
        self.look(self._asked, self._take, self._error.show_error)

    def open_subject(self, subject: object) -> None:
        """Open one request by its id, or show the requests of one standing (its key)."""
        wanted = str(subject)
        if wanted in self._chips:
            self._show_list()
            for key, chip in self._chips.items():
                chip.setChecked(key == wanted)
            return
        self._req_id = wanted
        self._pages.setCurrentIndex(REQUEST)
        self._show_request()

    def go_back(self) -> bool:
        """Go from a request back to the list."""
        if self._pages.currentIndex() == REQUEST:
            self._show_list()
            return True
        return False

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._view is not None:
            self._take((self._view, self._orders))

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Return", "administration.key_open_request"),
            ("Ctrl+Return", "administration.approve"),
            ("Ctrl+PgDown", "administration.next"),
            ("Ctrl+PgUp", "administration.previous"),
        )

    # -- inside ---------------------------------------------------------------------------------------------------

    @staticmethod
    def _columns() -> tuple[Column, ...]:
        return (
            Column("kind", "administration.request", 150),
            Column("subject", "administration.about", 200, stretch=True),
            Column("proposer", "administration.proposer", 180),
            Column("at", "administration.proposed_at", 130, show_row=lambda row: row["at_words"]),
            Column("standing", "administration.state", 150, show_row=lambda row: row["standing_cell"]),
        )

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.add_row(Label("administration.requests", role="title"), None)
        self._search.setMinimumWidth(220)
        stack.addLayout(row_of(self._search, *self._chips.values(), None))
        self._open.hide()
        again = Button("administration.ask_again", icon="refresh-cw", act=self._ask_again)
        self._open.body.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)
        stack.add(self._error, self._open)
        stack.add(self.list, stretch=1)
        self.list.show_footer()
        self._pages.addWidget(page)
        self._pages.addWidget(self._request_page())
        Stack(self, spacing=0).add(self._pages)

    def _request_page(self) -> QWidget:
        self._back = IconButton("administration.back_to_requests", "arrow-left", act=self._show_list)
        self._previous = IconButton(
            "administration.previous", "chevron-left", act=lambda: self._step(-1), shortcut="Ctrl+PgUp"
        )
        self._next = IconButton(
            "administration.next", "chevron-right", act=lambda: self._step(1), shortcut="Ctrl+PgDown"
        )
        head = row_of(self._back, self._title, self._chip, None, self._place, self._previous, self._next)
        head.setContentsMargins(SPACE.m, SPACE.l, SPACE.l, 0)
        left = Stack(spacing=0)
        left.addLayout(head)
        left.add(self.view, stretch=1)
        whole = row_of(spacing=0)
        whole.addLayout(left, 1)
        whole.addWidget(self.panel)
        page = QWidget()
        page.setLayout(whole)
        return page

    def _wire(self) -> None:
        self._search.textChanged.connect(lambda _: self._look())
        for chip in self._chips.values():
            chip.toggled.connect(lambda _: self._look())
        self.list.opened.connect(self._open_row)
        self.list.answered.connect(self._listed)
        self.list.failed.connect(self._failed)
        self.panel.approved.connect(self._ask_approve)
        self.panel.returned.connect(self._ask_return)
        self.panel.recalled.connect(self._ask_recall)
        self.panel.asked_again.connect(self._ask_again)
        self.panel.next_wanted.connect(self._go_on)
        self.panel.slip_wanted.connect(self._go_to_user)
        self.panel.subject_wanted.connect(self._go_to_user)

    # -- the list -----------------------------------------------------------------------------------------------------

    def _asked(self) -> tuple[AgencyView, Sequence[OpenOrder]]:
        return self._administration.latest(), self._administration.orders()

    def _take(self, told: tuple[AgencyView, Sequence[OpenOrder]]) -> None:
        self._view, self._orders = told
        self._error.clear()
        self._source.put([self._row(each, self._view) for each in self._view.proposals])
        self._look()
        self._tell_open()
        if self._pages.currentIndex() == REQUEST:
            self._show_request()

    @staticmethod
    def _row(each: Proposal, view: AgencyView) -> Row:
        proposer, sound = words.person(view, each.maker_uid), not each.fault
        return {
            "key": each.req_id,
            "kind": words.kind(each.kind) if sound else words.DASH,
            "subject": each.subject_name if sound else each.req_id,
            "proposer": proposer if sound else words.DASH,
            "at": str(each.proposed_at),
            "at_words": words.moment(each.proposed_at),
            "standing": each.status.value,
            "standing_cell": words.standing(each),
            WORDS: f"{each.subject_name} {proposer} {each.reason} {each.order_no}",
            TAGS: frozenset({f"standing:{each.status}"}),
        }

    def _look(self) -> None:
        self.list.look_for(
            self._search.text(), {f"standing:{key}" for key, chip in self._chips.items() if chip.isChecked()}
        )

    def _listed(self) -> None:
        self.list.footer.say("administration.requests_count", count=f"{self.list.model.rowCount():,}")
        self._tell_place()

    def _tell_open(self) -> None:
        """Say what was sent and has no answer, or was refused after all."""
        unknown = [each for each in self._orders if not each.code]
        self._open.setVisible(bool(unknown))
        if unknown:
            self._open.say("administration.orders_unknown", "administration.order_unknown.do", count=len(unknown))

    def _open_row(self, identity: int) -> None:
        row = self.list.model.row_at(self.list.model.position_of(identity))
        if row is not None:
            self.open_subject(row["key"])

    def _show_list(self) -> None:
        self._req_id = ""
        self._pages.setCurrentIndex(LIST)
        self.list.grid.setFocus()

    # -- one request --------------------------------------------------------------------------------------------------

    @property
    def _request(self) -> Proposal | None:
        view = self._view
        return next((each for each in view.proposals if each.req_id == self._req_id), None) if view else None

    def _show_request(self) -> None:
        """Show what was signed, or a stop and nothing of it where the signature does not hold."""
        proposal, view, held = self._request, self._view, self.panel.held()
        self.panel.light()
        self._tell_place()
        self.view.show_request(proposal, view)
        self._chip.setVisible(proposal is not None)
        if proposal is None or view is None:
            self._title.show_text("")
            return
        self._chip.show_cell(words.standing(proposal))
        if proposal.fault:
            self._title.say("administration.stopped")
            return
        self._title.show_text(f"{words.kind(proposal.kind)}: {proposal.subject_name}")
        self.panel.show_request(proposal, view)
        self._offer(proposal, view)
        if held and not self.panel.hold():  # the button that was pressed is gone
            self._back.setFocus()

    def _offer(self, proposal: Proposal, view: AgencyView) -> None:
        """Light what may be said to it by this person, and nothing else."""
        roles, me = self._actor.person.roles, view.user(self._actor.person.uid)
        maker = view.user(proposal.maker_uid)
        mine = me is not None and maker is not None and me.record.person_id == maker.record.person_id
        next_one = [self.panel.next] if self._waiting(but=proposal.req_id) else []
        if any(each.order_id == proposal.req_id and not each.code for each in self._orders):
            self.panel.offer_inquiry()
        elif proposal.status is not ProposalStatus.PENDING:
            done = proposal.status is ProposalStatus.APPROVED
            offered = [*self._after(proposal, view, mine=mine), *next_one]
            self.panel.rule_out(f"administration.is_{proposal.status}", *offered, done=done)
        elif mine and permissions.may(roles, Action.RECALL_PROPOSAL):
            self.panel.light(self.panel.recall)
        elif mine:
            self.panel.rule_out("administration.own", *next_one, done=False)
        elif permissions.may(roles, Action.APPROVE_PROPOSAL):
            self.panel.light(self.panel.approve, self.panel.send_back)
            self.panel.approve.setFocus()
        else:
            self.panel.rule_out("administration.is_pending", done=False)

    def _after(self, proposal: Proposal, view: AgencyView, *, mine: bool) -> list[Button]:
        """Return what may follow a decision: the slip it left for Admin 2, another try for whom it went back to."""
        user, roles = view.user(proposal.subject), self._actor.person.roles
        if user is None:
            return []
        if proposal.status is ProposalStatus.APPROVED and user.slip_id and permissions.may(roles, Action.PRINT_SLIP):
            return [self.panel.slip]
        again = proposal.status is ProposalStatus.RETURNED and mine and view.pending(user.uid) is None
        return [self.panel.again] if again and permissions.may(roles, Action.PROPOSE_CHANGE) else []

    def _waiting(self, but: str = "") -> list[str]:
        pending = ProposalStatus.PENDING
        proposals = self._view.proposals if self._view else ()
        return [each.req_id for each in proposals if each.status is pending and each.req_id != but]

    def _in_sight(self) -> list[str]:
        model = self.list.model
        rows = (model.row_at(position) for position in range(model.rowCount()))
        return [str(row["key"]) for row in rows if row is not None]

    def _tell_place(self) -> None:
        listed = self._in_sight()
        at = listed.index(self._req_id) + 1 if self._req_id in listed else 0
        self._place.setVisible(bool(at))
        if at:
            self._place.say("administration.place", at=at, count=len(listed))
        self._previous.setEnabled(at > 1)
        self._next.setEnabled(bool(listed) and at < len(listed))

    def _step(self, by: int) -> None:
        listed = self._in_sight()
        at = listed.index(self._req_id) + by if self._req_id in listed else 0
        if 0 <= at < len(listed):
            self.open_subject(listed[at])

    def _go_on(self) -> None:
        waiting = self._waiting(but=self._req_id)
        if waiting:
            self.open_subject(waiting[0])

    def _go_to_user(self) -> None:
        if self._request is not None:
            self.navigate.emit("users", self._request.subject)

    # -- what is said to it -------------------------------------------------------------------------------------------

    def _ask_approve(self) -> None:
        proposal = self._request
        if proposal is None or self.panel.approve.isHidden():
            return

        def act(_: str, password: str) -> Given:
            return self._administration.settle(proposal, approve=True, password=password)

        order = Order("administration.approve_ask", "administration.approve", "badge-check", about=self._title.text())
        SignedDialog(self, order, act, partial(self._given, "administration.approved"), with_reason=False).open()

    def _ask_return(self) -> None:
        proposal = self._request
        if proposal is None:
            return

        def act(reason: str, password: str) -> Given:
            return self._administration.settle(proposal, approve=False, reason=reason, password=password)

        order = Order(
            "administration.send_back_ask", "administration.send_back", "undo-2", about=self._title.text(), danger=True
        )
        SignedDialog(self, order, act, partial(self._given, "administration.sent_back"), with_reason=True).open()

    def _ask_recall(self) -> None:
        proposal = self._request
        if proposal is None:
            return

        def act(reason: str) -> Given:
            return self._administration.recall(proposal, reason)

        order = Order(
            "administration.recall_ask", "administration.recall", "undo-2", about=self._title.text(), danger=True
        )
        ReasonDialog(self, order, act, partial(self._given, "administration.recalled")).open()

    def _given(self, told: str, given: Given) -> None:
        if given.known:
            toast(self, told)
        else:
            errors.show(self, Unanswered("unanswered"))
        self.changed.emit()
        self.refresh()

    def _ask_again(self) -> None:
        def done(_: object) -> None:
            toast(self, "administration.asked", icon="refresh-cw")
            self.changed.emit()
            self.refresh()

        worker.run(self, lambda _: self._administration.ask_again(), done, self._failed)

    def _failed(self, error: Exception) -> None:
        errors.show(self, error)
