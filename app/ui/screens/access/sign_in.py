"""The sign-in window: company, user, password; what to do after a wrong password; a new one at the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from app import i18n
from app.ui import errors, theme, worker
from app.ui.buttons import Button
from app.ui.fields import TextField, form_is_right
from app.ui.icons import Icon
from app.ui.messages import announce
from app.ui.surfaces import Banner, Column, Notice, row_of, scroll_page
from app.ui.texts import Label, follow, switch
from app.ui.theme import SPACE
from app.ui.typed_fields import PasswordField

if TYPE_CHECKING:
    from app.ui.ports import Door, SignInAnswer

PASSWORD_MIN = 12
WINDOW = (960, 600)
FORM_WIDTH = 360
ASIDE_WIDTH = 380


class SignInWindow(QWidget):
    """Who are you? Emits ``opened`` when the session is open."""

    opened = Signal()
    language_chosen = Signal(str)

    def __init__(self, door: Door) -> None:
        super().__init__()
        self._door = door
        theme.dress(self, role="page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.company = TextField("sign_in.company", required=True, length_max=32)
        self.user = TextField("sign_in.user", required=True, length_max=64)
        self.password = PasswordField("sign_in.password")
        self.new_password = PasswordField("sign_in.new_password", hint="sign_in.new_password_hint")
        self.repeated = PasswordField("sign_in.new_password_again")
        self.notice = Notice()
        self.error = errors.ErrorNote()
        self.enter = Button("sign_in.enter", kind="primary", act=self._sign_in)
        self.change = Button("sign_in.change", kind="primary", act=self._change_password)
        self.banner = Banner()
        self._steps = QStackedWidget()
        self._lay_out()
        self._recall()
        follow(self, lambda: self.setWindowTitle(f"{i18n.text('ui.product')} · {i18n.text('sign_in.title')}"))
        QTimer.singleShot(0, self, self._ask_for_banner)

    # -- what happens ---------------------------------------------------------------------------------------------

    def _sign_in(self) -> None:
        if not form_is_right(self.company, self.user, self.password):
            return
        company, user = self.company.text().strip(), self.user.text().strip()
        password = self.password.text()
        self._wait(True)
        worker.run(self, lambda _: self._door.sign_in(company, user, password), self._answered, self._failed)

    def _change_password(self) -> None:
        if not form_is_right(self.new_password, self.repeated):
            return
        old, new = self.password.text(), self.new_password.text()
        if len(new) < PASSWORD_MIN or new == old:
            self.new_password.complain("sign_in.password_same" if new == old else "sign_in.password_short")
            self.new_password.setFocus()
            return
        if new != self.repeated.text():
            self.repeated.complain("sign_in.password_differs")
            self.repeated.setFocus()
            return
        self._wait(True)
        worker.run(self, lambda _: self._door.change_password(old, new), self._answered, self._failed)

    def _answered(self, answer: SignInAnswer) -> None:
        self._wait(False)
        self.error.clear()
        if answer.outcome == "open":
            self._forget()
            self.opened.emit()
        elif answer.outcome == "new_password":
            self._steps.setCurrentIndex(1)
            self.notice.turn("waiting", "key-round")
            self.notice.say("sign_in.must_change", "sign_in.must_change_why")
            self.new_password.setFocus()
        else:
            self._refuse(answer)

    def _refuse(self, answer: SignInAnswer) -> None:
        if answer.outcome == "locked":
            self.notice.turn("refused", "lock")
            self.notice.say(
                "sign_in.locked", "sign_in.locked_do", unlocker=answer.unlocker or i18n.text("sign_in.admin")
            )
        else:
            self.notice.turn("waiting", "triangle-alert")
            self.notice.say("sign_in.wrong", "sign_in.wrong_do", left=answer.tries_left)
        self.password.set_text("")
        self.password.setFocus()
        announce(self, f"{self.notice.words.text()} {self.notice.more.text()}")

    def _failed(self, error: Exception) -> None:
        self._wait(False)
        self.notice.hide()
        self.error.show_error(error)

    def _wait(self, waiting: bool) -> None:
        self.enter.setEnabled(not waiting)
        self.change.setEnabled(not waiting)
        self.enter.say("sign_in.entering" if waiting else "sign_in.enter")

    def _forget(self) -> None:
        for each in (self.password, self.new_password, self.repeated):
            each.set_text("")
        self.notice.hide()
        self._steps.setCurrentIndex(0)

    def _recall(self) -> None:
        self.company.set_text(self._door.last_company())
        self.user.set_text(self._door.last_user())
        first = next((each for each in (self.company, self.user) if not each.text()), self.password)
        first.setFocus()

    def _ask_for_banner(self) -> None:
        worker.run(self, lambda _: self._door.banner(), self.banner.show_text, errors.log_only)

    # -- how it looks ---------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        for each in (self.company, self.user, self.password):
            each.edit.returnPressed.connect(self._sign_in)
        for each in (self.new_password, self.repeated):
            each.edit.returnPressed.connect(self._change_password)
        self.notice.hide()
        for parts in (
            (self.company, self.user, self.password, self.enter),
            (self.new_password, self.repeated, self.change),
        ):
            step = QWidget()
            column = Column(step, spacing=SPACE.l)
            column.add(*parts)
            column.addStretch(1)
            self._steps.addWidget(step)
        form = QWidget()
        form.setFixedWidth(FORM_WIDTH)
        column = Column(form, spacing=SPACE.l)
        column.addStretch(1)
        column.add(Label("sign_in.title", role="title"), self.notice, self.error, self._steps)
        column.addStretch(2)
        area, page = scroll_page(margins=SPACE.xl)
        page.addWidget(form, 1, Qt.AlignmentFlag.AlignHCenter)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self._aside())
        below.addWidget(area, 1)
        whole = Column(self, spacing=0)
        whole.add(self.banner)
        whole.addLayout(below, 1)
        self.resize(*WINDOW)

    def _aside(self) -> QWidget:
        side = QWidget()
        theme.dress(side, role="nav")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(ASIDE_WIDTH)
        column = Column(side, margins=SPACE.xxl, spacing=SPACE.s)
        name = Label("ui.product", role="brand-big")
        column.add(name, Label("sign_in.promise", role="quiet", wrap=True))
        column.addStretch(1)
        device = Label(role="table")
        follow(device, lambda: device.setText(i18n.text("sign_in.device", device=self._door.device)))
        column.addLayout(row_of(Icon("monitor", "quiet"), device, None, spacing=SPACE.s))
        column.addSpacing(SPACE.s)
        column.addLayout(
            row_of(
                Button("ui.key_language", kind="quiet", icon="languages", act=self._switch_language),
                Button("sign_in.theme", kind="quiet", icon="moon", act=_switch_theme),
                None,
            )
        )
        return side

    def _switch_language(self) -> None:
        chosen: i18n.Language = "en" if i18n.language() == "th" else "th"
        switch(chosen)
        self.language_chosen.emit(chosen)


def _switch_theme() -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply(app, "dark" if theme.current().name == "light" else "light")
