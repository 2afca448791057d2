"""The sign-in window: company, user, password; and what to do when the door does not open at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from app import i18n
from app.domain.values.errors import Refused
from app.ui import errors, theme, worker
from app.ui.buttons import Button
from app.ui.fields import Hold, TextField, form_is_right
from app.ui.icons import Icon
from app.ui.password_field import PasswordField
from app.ui.surfaces import Banner, Column, Notice, row_of, scroll_page
from app.ui.texts import Label, follow, switch
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from app.ui.new_password import NewPasswordForm
    from app.ui.ports import About, Door
    from app.ui.screens.access.door_steps import ClosedStep, CodeStep, HeldStep
    from app.ui.screens.access.kept_out import KeptOut

WINDOW = (960, 640)
FORM_WIDTH = 360
AFTER_FIRST_PAINT_MS = 30
ASIDE_WIDTH = 380
NONE_LEFT = "0"
"""Tries that the central system, which counts in texts, leaves after the one that locks."""


class Attempt(NamedTuple):
    """One try to come in, with everything that was said so far."""

    company_id: str
    user_id: str
    password: str
    new_password: str = ""
    activation: str = ""
    device_code: str = ""
    take_over: bool = False

    def __repr__(self) -> str:
        """Name the person; what is secret stays out of logs."""
        return f"Attempt({self.company_id!r}, {self.user_id!r})"


class SignInWindow(QMainWindow):
    """Who are you? Emits ``opened`` with what the door gave once the session is open."""

    opened = Signal(object)
    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    enrolment_asked = Signal()
    practice_asked = Signal()

    def __init__(
        self, door: Door, *, company: str = "", user: str = "", device: str = "", practising: bool = False
    ) -> None:
        super().__init__()
        self._door, self._device = door, device
        self.company = TextField("sign_in.company", required=True, length_max=32)
        self.user = TextField("sign_in.user", required=True, length_max=64)
        self.password = PasswordField("sign_in.password")
        self.enter = Button("sign_in.enter", kind="primary", act=self._sign_in)
        self.enrol = Button("sign_in.enrol", kind="link", icon="landmark", act=self.enrolment_asked.emit)
        asked = "sign_in.practice_leave" if practising else "sign_in.practice"
        self.practise = Button(asked, kind="quiet", icon="badge-check", act=self.practice_asked.emit)
        self.practise.setProperty("place", "edge")
        self.change: NewPasswordForm | None = None
        self.step: CodeStep | HeldStep | ClosedStep | None = None
        self.banner = Banner()
        self._title = Label("sign_in.title", role="title")
        self._steps = QStackedWidget()
        self._hold = Hold(self._steps)
        self._column = Column(spacing=SPACE.l)
        self._kept_out: KeptOut | None = None
        self._lay_out(practising=practising)
        self._recall(company, user)
        follow(self, lambda: self.setWindowTitle(f"{i18n.text('ui.product')} · {i18n.text('sign_in.title')}"))
        self._painted = False

    @property
    def kept_out(self) -> KeptOut:
        """What is told above the form; made when there is something to tell: the first paint does not wait for it."""
        if self._kept_out is None:
            from app.ui.screens.access.kept_out import KeptOut
            from app.ui.tab_order import tab_before

            self._kept_out = KeptOut()
            self._kept_out.form_asked.connect(self._ask_where_to_save)
            self._kept_out.authority_asked.connect(self._ask_for_authority)
            self._column.insertWidget(self._column.indexOf(self._steps), self._kept_out)
            tab_before(self.company.edit, self._kept_out)
        return self._kept_out

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ask who is at the other side once the window is there: what that needs is heavy to load."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(AFTER_FIRST_PAINT_MS, self, self._ask_for_banner)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Esc; a shortcut would bring a thousand words of Qt before the first paint."""
        if event.key() == Qt.Key.Key_Escape:
            self._go_back()
        else:
            super().keyPressEvent(event)

    def write_branch_form(self, path: Path) -> None:
        """Write the form with which an administrator asks the branch for a new password."""
        company, user, language = self.company.text().strip(), self.user.text().strip(), i18n.language()
        work = partial(self._door.write_branch_form, path, company, user, language)
        worker.run(self, lambda _: work(), lambda _: self._told_saved(path), self.show_error)

    def show_error(self, error: Exception) -> None:
        """Tell an error above the form."""
        self.kept_out.show_error(error)

    def show_closed(self, since: str, attempt: Attempt | None = None) -> None:
        """Say that this workstation may not be used, and since when; whoever has a new code for it may enter it."""
        from app.ui.screens.access.door_steps import ClosedStep  # seldom needed

        step = ClosedStep(self._device, since, may_come_back=attempt is not None)
        if attempt is not None:
            step.code_asked.connect(lambda: self._ask_for_code(attempt, {}))
        self._show_step(step)

    def warn_of_settings(self) -> None:
        """Say that what was chosen on this workstation could not be read and stands at its default."""
        self.kept_out.warn("waiting", "triangle-alert", "sign_in.settings_damaged", "sign_in.settings_damaged_do")

    # -- what happens ---------------------------------------------------------------------------------------------

    def _sign_in(self) -> None:
        if form_is_right(self.company, self.user, self.password):
            self._try(Attempt(self.company.text().strip(), self.user.text().strip(), self.password.text()))

    def _try(self, attempt: Attempt) -> None:
        self._wait(True)
        worker.run(self, lambda _: self._enter(attempt), self._let_in, partial(self._refuse, attempt))

    def _enter(self, attempt: Attempt) -> object:
        company_id, user_id, password, new_password, *_ = attempt
        more = {"activation": attempt.activation, "device_code": attempt.device_code}
        return self._door.enter(company_id, user_id, password, new_password, **more, take_over=attempt.take_over)

    def _let_in(self, session: object) -> None:
        self._wait(False)
        self._begin_anew()
        self.password.set_text("")
        self.opened.emit(session)

    def _refuse(self, attempt: Attempt, error: Exception) -> None:
        self._wait(False)
        if self._kept_out is not None:
            self._kept_out.clear_error()
        code = error.code if isinstance(error, Refused) else ""
        facts = error.facts if isinstance(error, Refused) else {}
        if facts.get("tries_left") == NONE_LEFT:
            code, facts = "user_locked", {}
        wanted: dict[str, Callable[[], None]] = {
            "password_must_change": lambda: self._ask_for_new_password(attempt, facts),
            "session_elsewhere": lambda: self._ask_to_take_over(attempt, facts),
            "session_held": lambda: self._wait_for_session(attempt, facts),
            "workstation_unknown": lambda: self._ask_for_code(attempt, facts),
            "workstation_code_wrong": lambda: self._ask_for_code(attempt, facts),
            "workstation_revoked": lambda: self.show_closed(str(facts.get("revoked_at", "")), attempt),
        }
        if self.change is not None and self.change.refuse(code, facts):
            return
        if code in wanted:
            wanted[code]()
        elif self.kept_out.has_words_for(code):
            self._keep_out(code, facts)
        else:
            self.kept_out.clear()
            self.kept_out.show_error(error)

    def _keep_out(self, code: str, facts: Mapping[str, object]) -> None:
        from app.domain.access.company import is_parent  # not needed before the first window

        self._begin_anew()
        self.kept_out.refuse(code, facts, of_parent=is_parent(self.company.text().strip().upper()))
        self.password.set_text("")
        self.password.setFocus()

    def _ask_for_authority(self) -> None:
        """Ask for what the bank's letter says of the new authority; the password is typed again afterwards."""
        from app.ui.screens.access.new_authority import NewAuthorityDialog  # almost never needed

        dialog = NewAuthorityDialog(self, self._door.accept_authority)
        dialog.accepted.connect(self._believed)
        dialog.open()

    def _believed(self) -> None:
        from app.ui.messages import toast  # not needed before the first window

        self.kept_out.clear_error()
        self.password.set_text("")
        self.password.setFocus()
        toast(self, "sign_in.authority_accepted", icon="badge-check")
        self._ask_for_banner()

    def _ask_for_new_password(self, attempt: Attempt, facts: Mapping[str, object]) -> None:
        from app.ui.new_password import NewPasswordForm  # seldom needed

        self._begin_anew()
        first = facts.get("activation_needed") == "yes"
        judge = partial(self._door.judge, attempt.company_id, attempt.user_id, attempt.password)
        form = NewPasswordForm(judge, activation=first, leaves=True)
        form.left.connect(self._go_back)
        form.chosen.connect(lambda new, code: self._try(attempt._replace(new_password=new, activation=code)))
        self._show(form, "sign_in.must_change")
        if not first:
            self.kept_out.warn("waiting", "key-round", "sign_in.must_change_why")
        self.change = form

    def _ask_to_take_over(self, attempt: Attempt, facts: Mapping[str, object]) -> None:
        from app.ui import days  # seldom needed
        from app.ui.messages import Question, confirm

        told = {"device": facts.get("device_name", "–"), "since": partial(days.iso_moment, str(facts.get("since", "")))}
        # The Enter that sent the password may come twice: the other session ends only on a key meant for it.
        question = Question("sign_in.elsewhere", "sign_in.take_over", "sign_in.elsewhere_why", danger=True, facts=told)
        confirm(self, question, lambda: self._try(attempt._replace(take_over=True)))

    def _wait_for_session(self, attempt: Attempt, facts: Mapping[str, object]) -> None:
        from app.ui.screens.access.door_steps import HeldStep  # seldom needed

        step = HeldStep(int(str(facts.get("seconds", "0"))))
        step.over.connect(lambda: self._try(attempt))
        self._show_step(step)

    def _ask_for_code(self, attempt: Attempt, facts: Mapping[str, object]) -> None:
        from app.ui.screens.access.door_steps import CodeStep  # seldom needed

        if not isinstance(self.step, CodeStep):
            step = CodeStep(self._device)
            step.given.connect(lambda code: self._try(attempt._replace(device_code=code)))
            self._show_step(step)
        elif attempt.device_code:
            self.step.refuse(facts.get("tries_left", "–"))

    def _show_step(self, step: CodeStep | HeldStep | ClosedStep) -> None:
        self._begin_anew()
        step.left.connect(self._go_back)
        self._show(step, step.title, step.said())
        self.step = step

    def _show(self, form: QWidget, title: str, said: str = "") -> None:
        from app.ui.messages import announce  # not needed before the first window

        self._title.say(title)
        self._steps.addWidget(form)
        self._steps.setCurrentWidget(form)
        form.setFocus()
        announce(form, f"{self._title.text()} {said}".rstrip())

    def _go_back(self) -> None:
        """Leave a step for the three fields: perhaps somebody else wants to come in."""
        if self._steps.isEnabled() and (self.change is not None or self.step is not None):
            self._begin_anew()
            self.password.set_text("")
            self.password.setFocus()

    def _begin_anew(self) -> None:
        """Go back to the three fields."""
        if self._kept_out is not None:
            self._kept_out.clear()
        self._title.say("sign_in.title")
        for former in (self.change, self.step):
            if former is not None:
                self._steps.removeWidget(former)
                former.deleteLater()
        self.change = self.step = None

    def _wait(self, waiting: bool) -> None:
        (self._hold.begin if waiting else self._hold.end)()
        self.enter.say("sign_in.entering" if waiting else "sign_in.enter")

    def _ask_where_to_save(self) -> None:
        from app.ui.saving import ask_where  # seldom needed

        path = ask_where(self, "sign_in.branch_form", f"{i18n.text('sign_in.branch_form_name')}.pdf")
        if path is not None:
            self.write_branch_form(path)

    def _told_saved(self, path: Path) -> None:
        from app.ui.messages import toast  # not needed before the first window

        toast(self, "sign_in.branch_form_saved", name=path.name)

    def _recall(self, company: str, user: str) -> None:
        self.company.set_text(company)
        self.user.set_text(user)
        first = next((each for each in (self.company, self.user) if not each.text()), self.password)
        first.setFocus()

    def _ask_for_banner(self) -> None:
        worker.run(self, lambda _: self._door.about(), self._show_about, errors.log_only)

    def _show_about(self, about: About) -> None:
        self.banner.show_order(about.banner_th, about.banner_en)
        worker.run(self, lambda _: self._door.demand_open(), lambda _: None, self._show_closed_door)

    def _show_closed_door(self, error: Exception) -> None:
        """Say that nobody is let in now, before somebody types a password; trouble of the network is told later."""
        if isinstance(error, Refused) and not self.kept_out.error.isVisible():
            self.kept_out.show_error(error)

    # -- how it looks ---------------------------------------------------------------------------------------------

    def _lay_out(self, *, practising: bool) -> None:
        for each in (self.company, self.user, self.password):
            each.edit.returnPressed.connect(self._sign_in)
        # From the outside in: what is given to a parent is dressed anew with all that is in it already.
        page = QWidget(self)
        theme.dress(page, role="page")
        self.setCentralWidget(page)
        whole = Column(page, spacing=0)
        whole.add(self.banner)
        below = QHBoxLayout()
        below.setSpacing(0)
        whole.addLayout(below, 1)
        side = QWidget()
        below.addWidget(side)
        self._fill_aside(side, practising=practising)
        area, middle = scroll_page(margins=SPACE.xl)
        below.addWidget(area, 1)
        form = QWidget()
        form.setFixedWidth(FORM_WIDTH)
        middle.addWidget(form, 1, Qt.AlignmentFlag.AlignHCenter)
        form.setLayout(self._column)
        self._column.addStretch(1)
        self._column.add(self._title, self._steps)
        self._column.addStretch(2)
        usual = QWidget()
        self._steps.addWidget(usual)
        column = Column(usual, spacing=SPACE.l)
        column.add(self.company, self.user, self.password, self.enter, self.enrol)
        column.addStretch(1)
        self.resize(*WINDOW)

    def _fill_aside(self, side: QWidget, *, practising: bool) -> None:
        theme.dress(side, role="nav")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(ASIDE_WIDTH)
        column = Column(side, margins=SPACE.xxl, spacing=SPACE.s)
        name = Label("ui.product", role="brand-big")
        column.add(name, Label("sign_in.promise", role="quiet", wrap=True))
        column.addStretch(1)
        device = Label(role="table")
        follow(device, lambda: device.setText(i18n.text("sign_in.device", device=self._device)))
        if practising:
            column.add(Notice("sign_in.practising", tone="waiting", icon="badge-check"))
        if self._door.unsafe:
            column.add(Notice("sign_in.unsafe", tone="refused", icon="triangle-alert"))
        column.addLayout(row_of(Icon("monitor", "quiet"), device, None, spacing=SPACE.s))
        column.addSpacing(SPACE.s)
        language = Button("ui.key_language", kind="quiet", icon="languages", act=self._switch_language)
        language.setProperty("place", "edge")
        dress = Button("sign_in.theme", kind="quiet", icon="moon", act=self._switch_theme)
        column.addLayout(row_of(language, dress, None))
        column.addLayout(row_of(self.practise, None))

    def _switch_language(self) -> None:
        chosen: i18n.Language = "en" if i18n.language() == "th" else "th"
        switch(chosen)
        self.language_chosen.emit(chosen)

    def _switch_theme(self) -> None:
        chosen: theme.ThemeName = "dark" if theme.current().name == "light" else "light"
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, chosen)
        self.theme_chosen.emit(chosen)
