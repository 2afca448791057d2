"""One payee: all fields, how sure the account is, what waits, every change and every payment, the form to print."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import i18n
from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.payees.changes import ChangeStatus
from app.domain.payees.payee import FIELDS
from app.ui import errors, worker
from app.ui.buttons import Button, IconButton
from app.ui.flow import Chip, Event, Timeline
from app.ui.messages import Prompt, ask_text
from app.ui.paper_view import PaperView
from app.ui.scan_view import ScanView
from app.ui.screens.payees.merge_dialog import MergeDialog
from app.ui.screens.payees.name_check import NameCheckCard
from app.ui.screens.payees.parts import words
from app.ui.screens.payees.parts.standing_notes import StandingNotes
from app.ui.screens.payees.payments import PaymentTable
from app.ui.surfaces import Card, KeyValues, SidePanel, row_of, scroll_page
from app.ui.surfaces import Column as Stack
from app.ui.texts import Label, ShortLabel
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.payees.changes import Change, Entry
    from app.domain.payees.payee import Payee
    from app.services.commands import Given
    from app.services.payee_papers import PayeePapers
    from app.services.payee_scans import PayeeScans
    from app.services.payee_views import PayeeCard
    from app.services.payees import Payees
    from app.ui.screens.payees.parts.ports import Desk

FACTS, PRINTED = 0, 1
"""Pages of the card."""


class PayeeCardView(QWidget):
    """``acted`` carries work that gives commands, and what to say when it is done."""

    left = Signal()
    edited = Signal(object)
    acted = Signal(object, str)
    request_wanted = Signal(str)
    batch_wanted = Signal(str)

    def __init__(self, service: Payees, scans: PayeeScans, papers: PayeePapers, desk: Desk) -> None:
        super().__init__()
        self._service, self._papers, self._desk = service, papers, desk
        self._payee_id = ""
        self._told: PayeeCard | None = None
        self._name, self._chip = ShortLabel(role="title"), Chip()
        self._notes = StandingNotes(desk, service)
        self._facts = KeyValues()
        self.check = NameCheckCard()
        self._scan_card, self.scan = Card("register.scan"), ScanView(scans.fetch)
        self._history = Timeline()
        self.payments = PaymentTable()
        self.paper = PaperView(papers)
        self._error = errors.ErrorNote()
        self._pages = QStackedWidget()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self._back)

    @property
    def name(self) -> str:
        """The name of the payee in sight, '' while none is."""
        return self._told.payee.record.name if self._told else ""

    def open_payee(self, payee_id: str) -> None:
        """Show a payee, with what is known at this moment."""
        if payee_id != self._payee_id:
            self._pages.setCurrentIndex(FACTS)
            self._told = None
            self._panel.setEnabled(False)
        self._payee_id = payee_id
        worker.run(self, lambda _: self._service.card(payee_id), self._show, self._error.show_error)

    def show_form(self) -> None:
        """Make the form of this payee and show it as it prints."""
        self._pages.setCurrentIndex(PRINTED)
        self.paper.show_paper("register.form", partial(self._papers.form, self._payee_id))

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._told is not None:
            self._tell(self._told)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._back = IconButton("register.back", "arrow-left", act=self.left.emit)
        head = row_of(self._back, self._name, self._chip, None)
        head.setContentsMargins(SPACE.m, SPACE.l, SPACE.l, 0)
        area, page = scroll_page(spacing=SPACE.l)
        left, right = Stack(spacing=SPACE.l), Stack(spacing=SPACE.l)
        account = Card("register.account")
        account.body.add(self._facts)
        left.add(account)
        left.addStretch(1)
        self._scan_card.body.add(self.scan)
        changes = Card("register.history")
        changes.body.add(self._history)
        right.add(self.check, self._scan_card, changes)
        right.addStretch(1)
        columns = row_of(spacing=SPACE.l)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        page.add(self._error, self._notes)
        page.addLayout(columns)
        page.add(Label("register.payments", role="section"), self.payments)
        facts = QWidget()
        stack = Stack(facts, spacing=0)
        stack.addLayout(head)
        stack.add(area, stretch=1)
        self._pages.addWidget(facts)
        self._pages.addWidget(self.paper)
        whole = row_of(spacing=0)
        whole.addWidget(self._pages, 1)
        whole.addWidget(self._side())
        self.setLayout(whole)

    def _side(self) -> SidePanel:
        self._panel = SidePanel()
        self.edit = Button("register.edit", kind="primary", icon="pencil", act=self._edit)
        self.ask = Button("register.check", icon="landmark", act=self._check)
        self.print = Button("register.form", icon="printer", act=self.show_form)
        self.end = Button("register.end", kind="danger", icon="ban", act=self._end)
        self.merge = Button("register.merge", icon="copy", act=self._merge)
        self._panel.body.addStretch(1)
        self._panel.foot.add(self.edit, self.ask, self.print, self.merge, self.end)
        return self._panel

    def _wire(self) -> None:
        self._notes.request_wanted.connect(self.request_wanted)
        self.payments.batch_wanted.connect(self.batch_wanted)
        self.check.adopted.connect(self._adopt)
        self.paper.left.connect(lambda: self._pages.setCurrentIndex(FACTS))

    def _show(self, told: PayeeCard) -> None:
        if told.payee.payee_id != self._payee_id:
            return
        self._told = told
        self._panel.setEnabled(True)
        self._error.clear()
        self._tell(told)

    def _tell(self, told: PayeeCard) -> None:
        payee, banks, roles = told.payee, self._desk.banks, self._desk.actor.person.roles
        self._name.show_text(payee.record.name)
        self._chip.show_cell(words.state(payee, self._service.today))
        self._notes.show_payee(payee)
        for name in FIELDS:
            self._facts.put(f"register.field.{name}", words.value(name, payee.record, banks) or words.DASH)
        maker = permissions.may(roles, Action.PROPOSE_PAYEES)
        free = maker and not payee.merged_into and payee.pending is None
        self.check.show_check(payee, may_adopt=free)
        self._scan_card.setVisible(bool(payee.record.form_sha256))
        self.scan.show_scan(payee.record.form_sha256, payee.payee_id)
        self._history.show_events([self._event(*each) for each in told.changes])
        self.payments.show_payments(told.payments)
        for button in (self.edit, self.end, self.merge):
            button.setVisible(maker and not payee.merged_into)
            button.setEnabled(payee.pending is None)
        self.ask.setVisible(permissions.may(roles, Action.CHECK_NAMES) and not payee.merged_into)

    def _event(self, change: Change, entry: Entry) -> Event:
        """Tell a change of this payee: what it did, who proposed it and who decided."""
        what, standing = words.entry(entry.kind), i18n.text(f"register.standing.{change.status}")
        if entry.left_out and change.status is ChangeStatus.APPROVED:
            told = i18n.text("register.step_left_out", what=what)
        else:
            told = i18n.text("register.step", what=what, standing=standing)
        who = i18n.text(
            "register.step_proposed",
            who=words.person(self._desk, change.maker_uid),
            at=words.moment(change.proposed_at),
        )
        parts = [who, words.answered(change, self._desk), change.reason, change.answer]
        rows = words.differing(entry.before, entry.record, self._desk.banks) if entry.before else ()
        parts.extend(f"{row.name}: {row.before or words.DASH} → {row.after or words.DASH}" for row in rows)
        return Event(told, " · ".join(part for part in parts if part), tone=words.standing(change).tone)

    def _edit(self) -> None:
        if self._told is not None:
            self.edited.emit(self._told.payee)

    def _check(self) -> None:
        payee_id = self._payee_id
        self.acted.emit(lambda: (self._service.changes.check_names([payee_id]),), "register.checked_sent")

    def _adopt(self) -> None:
        check = self._told.payee.check if self._told is not None else None
        about = f"{check.name} → {check.bank_name}" if check is not None else ""
        self._with_reason("register.adopt_ask", "register.adopt", self._service.changes.adopt_bank_name, about=about)

    def _end(self) -> None:
        self._with_reason("register.end_ask", "register.end", self._service.changes.end, danger=True)

    def _with_reason(
        self,
        title: str,
        act: str,
        work: Callable[[Payee, str], Sequence[Given]],
        *,
        about: str = "",
        danger: bool = False,
    ) -> None:
        told = self._told
        if told is None:
            return
        payee = told.payee
        prompt = Prompt(title, act, about=about or payee.record.name, danger=danger)
        ask_text(self, prompt, lambda reason: self.acted.emit(lambda: work(payee, reason), "register.proposed"))

    def _merge(self) -> None:
        if self._told is not None:
            done = self._told.payee
            MergeDialog(self, self._service, self._desk, done, self._merged).open()

    def _merged(self, given: Sequence[Given]) -> None:
        self.acted.emit(lambda: given, "register.proposed")
