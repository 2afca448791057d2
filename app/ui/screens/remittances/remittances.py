"""Money to the treasury: what waits and until when, a new remittance, all remittances, approval, success records."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.messages import toast
from app.ui.paper_view import PaperView
from app.ui.screen import Screen
from app.ui.screens.remittances.parts import words
from app.ui.screens.remittances.parts.sources import DRAW, to_go
from app.ui.screens.remittances.register_page import RegisterPage
from app.ui.screens.remittances.remit_acts import RemittanceActs
from app.ui.screens.remittances.remit_form import RemitForm
from app.ui.screens.remittances.remit_side import RemittanceSide
from app.ui.screens.remittances.signed_page import SignedPage
from app.ui.screens.remittances.waiting_page import WaitingPage
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.remittances.order_rules import RemittanceDraft, RemittanceFault
    from app.domain.remittances.proposal import WaitingPart
    from app.services.commands import Given
    from app.services.remittance_offer import RemittanceOffer
    from app.services.remittance_papers import RemittancePapers
    from app.services.remitting import RemittanceTold, Remitting
    from app.ui.filter_bar import Views
    from app.ui.screens.remittances.parts.ports import Desk

MAIN, FORM, PAPER = 0, 1, 2
WAITING, REGISTER, SIGNED = 0, 1, 2
READY, NEW = "ready", "new"
_LISTS = ("proposed", "sent", "refused")


class RemittancesScreen(Screen):
    """A remittance's id puts the cursor on it; ``ready`` shows what waits, ``proposed`` and ``sent`` these lists.

    ``new`` begins a remittance, ``draw:`` with a document gives back what is left of that draw.
    """

    key, title_key, icon = "remittances", "remittances.title", "landmark"
    help_key = "remittances.help"

    def __init__(
        self,
        service: Remitting,
        offer: Callable[[], RemittanceOffer],
        papers: RemittancePapers,
        desk: Desk,
        views: Views,
    ) -> None:
        super().__init__()
        self._service, self._ask_offer, self._papers = service, offer, papers
        self._names = words.Names()
        self._offer: RemittanceOffer | None = None
        self._begin_source = ""
        may = partial(permissions.may, desk.actor.person.roles)
        receipts, draws = may(Action.PROPOSE_REMITTANCE), may(Action.RETURN_DRAW)
        self._proposes = receipts or draws
        self.waiting = WaitingPage(self._names, receipts=receipts, draws=draws)
        self.register = RegisterPage(service.rows(), self._names, views)
        self.signed = SignedPage(desk, self._names)
        self.side = RemittanceSide(desk, self._names, proposes=receipts)
        self.form = RemitForm(self._names, receipts=receipts, draws=draws)
        self.paper = PaperView(papers)
        self.acts = RemittanceActs(self, service, self._names, self._given)
        self._tabs = [Button(f"remittances.tab.{name}", kind="tab") for name in ("waiting", "register")]
        self.new = Button("remittances.new", icon="plus", act=self.begin, shortcut="Ctrl+N")
        self._error = errors.ErrorNote()
        self._lists, self._pages = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._wire()
        self._show_tab(WAITING if receipts else REGISTER)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again; what is chosen and typed stays."""
        self.register.table.refresh()
        self.look(self._ask_offer, self._take, self._error.show_error)

    def open_subject(self, subject: object) -> None:
        """Show a list, begin a remittance, or put the cursor on one."""
        wanted = str(subject)
        if wanted == READY:
            self._show_tab(WAITING)
        elif wanted in _LISTS:
            self._show_tab(REGISTER)
            self.register.show_only(wanted)
        elif wanted == NEW or wanted.startswith(DRAW):
            self.begin("" if wanted == NEW else wanted)
        else:
            self._show_tab(REGISTER)
            self.register.seek(wanted)

    def go_back(self) -> bool:
        """Go from a form, a paper or a signed order back to the lists."""
        if self._pages.currentIndex() != MAIN:
            self.paper.stop()
            self._pages.setCurrentIndex(MAIN)
        elif self._lists.currentIndex() == SIGNED:
            self._show_tab(REGISTER)
        else:
            return False
        self.setFocus()
        return True

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self.waiting.retranslate()
        self.form.retranslate()
        self.signed.retranslate()
        self.refresh()
        self._choose()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+F", "remittances.search"),
            ("Ctrl+N", "remittances.new"),
            ("Return", "remittances.open_signed"),
            ("Ctrl+Return", "remittances.key_go"),
            ("Ctrl+P", "remittances.record"),
        )

    def begin(self, source: str = "") -> None:
        """Begin a remittance, from a source where one is named."""
        if not self._proposes:
            self._show_tab(REGISTER)
            return
        self._pages.setCurrentIndex(FORM)
        if self._offer is None:
            self._begin_source = source  # until it is known what there is
        else:
            self.form.begin(source)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        listed = QWidget()
        stack = Stack(listed, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.add_row(Label("remittances.title", role="title"), None, self.new)
        stack.addLayout(row_of(*self._tabs, None))
        stack.add(self._error)
        for page in (self.waiting, self.register, self.signed):
            self._lists.addWidget(page)
        stack.add(self._lists, stretch=1)
        self.new.setVisible(self._proposes)
        whole = row_of(spacing=0)
        whole.addWidget(listed, 1)
        whole.addWidget(self.side)
        main = QWidget()
        main.setLayout(whole)
        for whole_page in (main, self.form, self.paper):
            self._pages.addWidget(whole_page)
        Stack(self, spacing=0).add(self._pages)

    def _wire(self) -> None:
        for number, tab in enumerate(self._tabs):
            tab.clicked.connect(partial(self._show_tab, number))
        self.waiting.wanted.connect(self.begin)
        self.waiting.chosen.connect(self._begin_chosen)
        self.waiting.payment_opened.connect(partial(self.navigate.emit, "payments"))
        self.register.chosen.connect(self._choose)
        self.register.opened.connect(self._show_signed)
        self.signed.left.connect(self.go_back)
        self.signed.payment_opened.connect(partial(self.navigate.emit, "payments"))
        self.form.left.connect(self.go_back)
        self.form.source_chosen.connect(self._draft_wanted)
        self.form.wanted.connect(self._judge)
        self.paper.left.connect(self.go_back)
        side = self.side
        side.approve_wanted.connect(partial(self._settle, approve=True))
        side.send_back_wanted.connect(partial(self._settle, approve=False))
        side.recall_wanted.connect(self._recall)
        side.paper_wanted.connect(self._show_paper)
        side.signed_wanted.connect(self._show_signed)
        side.again_wanted.connect(partial(self._show_tab, WAITING))
        side.asked_again.connect(self._service.ask_again)
        for signal, screen in (
            (side.document_wanted, "treasury_documents"),
            (side.recall_opened, "recalls"),
            (side.draw_opened, "draws"),
        ):
            signal.connect(partial(self.navigate.emit, screen))
        QShortcut(QKeySequence.StandardKey.Find, self, self._seek)

    def _seek(self) -> None:
        if self._lists.currentIndex() == WAITING:
            self.waiting.seek()
        else:
            self.register.search.setFocus()

    def _show_tab(self, number: int) -> None:
        self._pages.setCurrentIndex(MAIN)
        self._lists.setCurrentIndex(number)
        self._tabs[min(number, REGISTER)].setChecked(True)
        for tab in self._tabs:
            tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # Qt takes it from those that are not checked
        self.setFocusProxy((self.waiting, self.register, self.signed)[number])
        self._choose()

    def _take(self, offer: RemittanceOffer) -> None:
        first, self._offer = self._offer is None, offer
        self._error.clear()
        self._names.learn(offer.terms, offer.receiving)
        self.waiting.show_offer(offer)
        self.form.offer(offer)
        if first:  # names of offices and codes are known from here on
            self.register.table.refresh()
            self._choose()
        if first and self._pages.currentIndex() == FORM:
            self.form.begin(self._begin_source)

    def _choose(self) -> None:
        one = None if self._lists.currentIndex() == WAITING else self.register.current()
        self.side.show_remittance(one)
        if one is not None:
            req_id = one.req_id
            worker.run(self, lambda _: self._service.told(req_id), self._show_told, errors.log_only)

    def _show_told(self, told: RemittanceTold) -> None:
        self.side.show_told(told)

    # -- a new one ----------------------------------------------------------------------------------------------------

    def _begin_chosen(self, parts: Sequence[WaitingPart]) -> None:
        """Begin with single receipts; those of several kinds or owners cannot go together."""
        found = self._offer.of_parts(parts) if self._offer else []
        if len(found) != 1:
            toast(self, "remittances.not_together", icon="circle-alert", count=len(found))
            return
        worker.run(self, lambda _: self._service.draft(found[0]), self._show_chosen, self._explain)

    def _show_chosen(self, draft: RemittanceDraft) -> None:
        self._pages.setCurrentIndex(FORM)
        self.form.begin_with(draft)

    def _draft_wanted(self, source: str) -> None:
        if source.startswith(DRAW):
            doc_no = source.removeprefix(DRAW)
            worker.run(self, lambda _: self._service.draw_draft(doc_no), partial(self._drafted, source), self._explain)
            return
        offered = to_go(self._offer, receipts=True, draws=False) if self._offer else []
        found = next((one.proposal for one in offered if one.source == source), None)
        if found is not None:
            proposal = found
            worker.run(self, lambda _: self._service.draft(proposal), partial(self._drafted, source), self._explain)

    def _drafted(self, source: str, draft: RemittanceDraft) -> None:
        if source == self.form.source.text():
            self.form.show_draft(draft)

    def _judge(self) -> None:
        draft = self.form.read()
        if draft is not None and self.form.go.isEnabled():
            self.form.busy(busy=True)
            worker.run(self, lambda _: self._service.faults(draft), partial(self._judged, draft), self._not_given)

    def _judged(self, draft: RemittanceDraft, faults: Sequence[RemittanceFault]) -> None:
        self.form.busy(busy=False)
        if not self.form.complain(faults):
            self.acts.propose(draft, partial(self.form.busy, busy=True), self._not_given)

    def _not_given(self, error: Exception) -> None:
        self.form.busy(busy=False)
        self.form.error.show_error(error)

    # -- a remittance -------------------------------------------------------------------------------------------------

    def _show_signed(self) -> None:
        told = self.side.told
        if told is not None and told.remittance.order is not None:
            self.signed.show_signed(told)
            self._show_tab(SIGNED)
            self.setFocus()

    def _show_paper(self) -> None:
        one = self.register.current()
        if one is not None:
            req_id = one.req_id
            self._pages.setCurrentIndex(PAPER)
            self.paper.show_paper("remittances.record", lambda language: self._papers.record(req_id, language))

    def _settle(self, *, approve: bool) -> None:
        if self.side.told is not None:
            self.acts.settle(self.side.told, approve=approve)

    def _recall(self) -> None:
        if self.side.told is not None:
            self.acts.recall(self.side.told)

    def _given(self, given: Given) -> None:
        if self._pages.currentIndex() == FORM:
            self.form.finished()
        self._show_tab(REGISTER)
        self.register.seek(given.order_id)
        self.changed.emit()
        self.refresh()

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)
