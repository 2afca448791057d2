"""The guided close of the day that comes next: five steps, of which those that want nothing are gone through at once.

An ordinary day takes five keys: open the guide, print the records, confirm the printer, ask for the signature, sign.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from app import i18n
from app.ui import days, errors, worker
from app.ui.buttons import Button
from app.ui.flow import ProgressPanel, Stepper
from app.ui.messages import toast
from app.ui.screen import Screen
from app.ui.screens.closing.guide_compare import CompareStep
from app.ui.screens.closing.guide_exceptions import ExceptionsStep
from app.ui.screens.closing.guide_records import AccountsStep, RecordsStep
from app.ui.screens.closing.guide_sign import SignDialog, SignStep
from app.ui.screens.closing.guide_state import EXCEPTIONS, RECORDS, SIGN, GuideState
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.domain.closing.matching import ByHand
    from app.services.closing import Closing, Preparation
    from app.services.commands import Given
    from app.services.day_book import DayBook
    from app.services.remittance_papers import RemittancePapers
    from app.services.statements import Statements
    from app.ui.screens.closing.parts.ports import Desk
    from app.ui.worker import Task

STEPS = ("records", "accounts", "compare", "exceptions", "sign")
Found = tuple["Preparation", "Mapping[str, str]", "Mapping[str, str]"]


class GuideScreen(Screen):
    """Prepares the close when it is opened; nothing is written before the last key."""

    key, title_key, icon = "close_day", "day_guide.title", "badge-check"
    help_key = "day_guide.help"
    within = "closing"

    def __init__(
        self,
        service: Closing,
        book: DayBook,
        statements: Statements,
        papers: RemittancePapers,
        desk: Desk,
        has: Callable[[str], bool],
    ) -> None:
        super().__init__()
        self._service, self._book, self._statements = service, book, statements
        self._state: GuideState | None = None
        self._task: Task[Found] | None = None
        self._title = Label("day_guide.title", role="title")
        self.stepper = Stepper([f"day_guide.step.{name}" for name in STEPS])
        self.records, self.accounts = RecordsStep(papers), AccountsStep()
        self.compare, self.exceptions, self.sign = CompareStep(), ExceptionsStep(desk, has), SignStep()
        self._steps = (self.records, self.accounts, self.compare, self.exceptions, self.sign)
        self.pages = QStackedWidget()
        self._progress = ProgressPanel("day_guide.preparing")
        self._error = errors.ErrorNote()
        self.again = Button("day_guide.again", icon="refresh-cw", act=self.begin)
        self.leave_it = Button("day_guide.to_calendar", kind="quiet", icon="calendar", act=self._leave)
        self.back = Button("day_guide.back", icon="arrow-left", act=partial(self._walk, -1))
        self.forth = Button("day_guide.forth", kind="primary", icon="arrow-right", act=partial(self._walk, 1),
                            shortcut="Ctrl+Return")  # fmt: skip
        self.sign_it = Button("day_guide.sign", kind="primary", icon="badge-check", act=self._ask_sign,
                              shortcut="Ctrl+Return")  # fmt: skip
        self._lay_out()
        self._wire()
        self._show()

    # -- what the window asks -----------------------------------------------------------------------------------------

    @property
    def state(self) -> GuideState | None:
        """The close as it stands, None before anything was found."""
        return self._state

    @property
    def step(self) -> int:
        """The step in sight, from 0."""
        return self.pages.currentIndex()

    def refresh(self) -> None:
        """Prepare the close where that was not done; news does not change what is being looked at."""
        if self._state is None and self._task is None and self._error.isHidden():
            self.begin()

    def open_subject(self, subject: object) -> None:
        """Prepare the close of the day that comes next."""
        self.begin()

    def leave(self) -> None:
        """Forget why nothing could be prepared: who comes back has it tried anew."""
        self._error.clear()

    def go_back(self) -> bool:
        """Go a step back."""
        if self._state is not None and self.step > RECORDS:
            self._walk(-1)
            return True
        return False

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._state is not None:
            self._tell(self._state)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+Return", "day_guide.forth"),
            ("Esc", "day_guide.back"),
            ("Ctrl+P", "day_guide.print_all_key"),
            ("Ctrl+M", "day_guide.match_by_hand"),
        )

    def begin(self) -> None:
        """Fetch everything about the day; what was said of exceptions before stays."""
        if self._task is not None:
            return
        self._error.clear()
        self._progress.begin("day_guide.preparing")
        by_hand = self._state.found.by_hand if self._state else ()
        self._task = worker.run(self, lambda _: self._look(by_hand), self._take, self._failed)
        self._light()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        stack = Stack(self, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, SPACE.m)
        stack.add_row(self._title, None, self.leave_it, self.again)
        stack.add(self.stepper, self._progress, self._error)
        for step in self._steps:
            self.pages.addWidget(step)
        stack.add(self.pages, stretch=1)
        stack.addStretch()  # has the room below a note while there are no pages
        stack.addLayout(row_of(self.back, None, self.forth, self.sign_it))
        self._progress.hide()

    def _wire(self) -> None:
        self._progress.cancelled.connect(self._give_up)
        self.stepper.back.connect(self._go)
        self.records.printed.connect(self.begin)
        self.compare.by_hand.connect(self._match)
        self.exceptions.said.connect(self._said)
        self.exceptions.noted.connect(self._note)
        for step in (self.records, self.accounts, self.exceptions):
            step.room_wanted.connect(self.navigate)

    def _look(self, by_hand: Sequence[ByHand]) -> Found:
        found = self._service.prepare(by_hand)
        return found, self._called(found), {one.account: one.name for one in self._statements.accounts()}

    def _called(self, found: Preparation) -> Mapping[str, str]:
        return {one.found.exception_id: self._book.called(one.found) for one in found.drafts}

    def _take(self, found: Found) -> None:
        preparation, called, accounts = found
        self._task = None
        self._progress.hide()
        former = self._state
        same = former is not None and former.found.day == preparation.day
        self._state = former.anew(preparation, called) if former and same else GuideState(preparation, called, accounts)
        self._tell(self._state)
        self._go(self._state.wanted_step)

    def _failed(self, error: Exception) -> None:
        self._task = None
        self._progress.hide()
        self._error.show_error(error)
        self._light()

    def _give_up(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._progress.hide()
        self._leave()

    def _leave(self) -> None:
        self.navigate.emit("closing", self._state.found.day.isoformat() if self._state else "waiting")

    def _tell(self, state: GuideState) -> None:
        day = state.found.day
        self._title.say("day_guide.title_day", day=lambda: days.long_day(day), version=state.found.version)
        for step in self._steps:
            step.show_state(state)

    def _said(self) -> None:
        if self._state is not None:
            self.sign.show_state(self._state)
            self._light()

    def _go(self, step: int) -> None:
        self.pages.setCurrentIndex(step)
        self._show()
        if step == EXCEPTIONS:
            self.exceptions.first_unsaid()
        lit = self.sign_it if step == SIGN else self.forth
        if step == RECORDS and not self.records.print_all.isHidden():
            lit = self.records.print_all
        if step != EXCEPTIONS:
            lit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _walk(self, by: int) -> None:
        if self._state is not None:
            self._go(min(max(self.step + by, RECORDS), SIGN))

    def _show(self) -> None:
        self.stepper.go(self.step)
        self._light()

    def _light(self) -> None:
        """Show what may be done now."""
        there = self._state is not None and self._task is None
        last = self.step == SIGN
        self.stepper.setVisible(self._state is not None)
        self.pages.setVisible(there)
        self.back.setVisible(there)
        self.back.setEnabled(self.step > RECORDS)
        self.forth.setVisible(there and not last)
        self.sign_it.setVisible(there and last)
        ready = self._state is not None and self._state.unsaid == 0
        self.sign_it.setEnabled(ready)
        self.sign_it.explain("" if ready or self._state is None else i18n.text(
            "day_guide.unsaid", left=f"{self._state.unsaid:,}", count=f"{self._state.open_count:,}"))  # fmt: skip
        self.again.setVisible(self._task is None)

    # -- acts ---------------------------------------------------------------------------------------------------------

    def _match(self, by_hand: object) -> None:
        state = self._state
        if state is None or not isinstance(by_hand, tuple):
            return

        def work(_: worker.Progress) -> tuple[Preparation, Mapping[str, str]]:
            found = self._service.rematched(state.found, by_hand)
            return found, self._called(found)

        def done(told: tuple[Preparation, Mapping[str, str]]) -> None:
            self._state = state.anew(*told)
            self._tell(self._state)
            self._light()

        worker.run(self, work, done, self._explain)

    def _note(self, about: str) -> None:
        state = self._state
        if state is not None:
            state.own.append(self._service.noted(about))
            self._tell(state)
            self._light()

    def _ask_sign(self) -> None:
        if self._state is not None and self.sign_it.isEnabled():
            SignDialog(self, self._service, self._state, self._signed).open()

    def _signed(self, given: Given) -> None:
        day = self._state.found.day.isoformat() if self._state else ""
        if given.known:
            toast(self, "day_guide.proposed")
        else:
            toast(self, "day_close.unknown", icon="circle-question-mark")
        self._state = None
        self._title.say("day_guide.title")
        self._light()
        self.changed.emit()
        self.navigate.emit("closing", day)

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)
