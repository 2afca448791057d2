"""The sign-in window: company, user, password; what to do after a wrong password; a new one at the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from app import i18n
from app.domain.values.errors import Refused, Tampered
from app.ui import errors, theme, worker
from app.ui.buttons import Button
from app.ui.fields import TextField, form_is_right
from app.ui.icons import Icon
from app.ui.password_field import PasswordField
from app.ui.surfaces import Banner, Column, Notice, row_of, scroll_page
from app.ui.texts import Label, follow, switch
from app.ui.theme import SPACE, Tone

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from app.ui.ports import About, Door
    from app.ui.screens.access.new_password import NewPasswordForm

WINDOW = (960, 600)
FORM_WIDTH = 360
AFTER_FIRST_PAINT_MS = 30
ASIDE_WIDTH = 380


class SignInWindow(QMainWindow):
    """Who are you? Emits ``opened`` with what the door gave once the session is open."""

    opened = Signal(object)
    language_chosen = Signal(str)
    theme_chosen = Signal(str)

    def __init__(self, door: Door, *, company: str = "", user: str = "", device: str = "") -> None:
        super().__init__()
        self._door, self._device = door, device
        self.company = TextField("sign_in.company", required=True, length_max=32)
        self.user = TextField("sign_in.user", required=True, length_max=64)
        self.password = PasswordField("sign_in.password")
        self.notice = Notice()
        self.error = errors.ErrorNote()
        self.enter = Button("sign_in.enter", kind="primary", act=self._sign_in)
        self.replaced = Button("sign_in.authority_ask", kind="link", act=self._ask_for_authority)
        self.change: NewPasswordForm | None = None
        self.banner = Banner()
        self._steps = QStackedWidget()
        self._lay_out()
        self._recall(company, user)
        follow(self, lambda: self.setWindowTitle(f"{i18n.text('ui.product')} · {i18n.text('sign_in.title')}"))
        self._painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ask who is at the other side once the window is there: what that needs is heavy to load."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(AFTER_FIRST_PAINT_MS, self, self._ask_for_banner)

    # -- what happens ---------------------------------------------------------------------------------------------

    def _sign_in(self) -> None:
        if not form_is_right(self.company, self.user, self.password):
            return
        company, user = self.company.text().strip(), self.user.text().strip()
        password = self.password.text()
        self._try(company, user, password, "")

    def _try(self, company: str, user: str, password: str, new: str) -> None:
        self._wait(True)
        worker.run(self, lambda _: self._door.enter(company, user, password, new), self._let_in, self._refuse)

    def _let_in(self, session: object) -> None:
        self._wait(False)
        self.error.clear()
        self.password.set_text("")
        self.notice.hide()
        self._end_change()
        self.opened.emit(session)

    def _refuse(self, error: Exception) -> None:
        self._wait(False)
        self.error.clear()
        self.replaced.hide()
        code = error.code if isinstance(error, Refused) else ""
        facts = error.facts if isinstance(error, Refused) else {}
        if code == "password_must_change":
            self._ask_for_new_password()
            return
        if code == "user_locked":
            self._warn("refused", "lock", "sign_in.locked", "sign_in.locked_do")
        elif code == "password_wrong":
            left = facts.get("tries_left", "–")
            self._warn("waiting", "triangle-alert", "sign_in.wrong", "sign_in.wrong_do", left=left)
        else:
            self.notice.hide()
            self.error.show_error(error)
            self.replaced.setVisible(isinstance(error, Tampered) and error.code == "authority_changed")
            return
        self.password.set_text("")
        self.password.setFocus()

    def _warn(self, tone: Tone, icon: str, what: str, do: str, **facts: object) -> None:
        from app.ui.messages import announce  # not needed before the first window

        self.notice.turn(tone, icon)
        self.notice.say(what, do, **facts)
        announce(self, f"{self.notice.words.text()} {self.notice.more.text()}")

    def _ask_for_authority(self) -> None:
        """Ask for what the bank's letter says of the new authority; the password is typed again afterwards."""
        from app.ui.screens.access.new_authority import NewAuthorityDialog  # almost never needed

        dialog = NewAuthorityDialog(self, self._door.accept_authority)
        dialog.accepted.connect(self._believed)
        dialog.open()

    def _believed(self) -> None:
        from app.ui.messages import toast  # not needed before the first window

        self.error.clear()
        self.replaced.hide()
        self.password.set_text("")
        self.password.setFocus()
        toast(self, "sign_in.authority_accepted", icon="badge-check")
        self._ask_for_banner()

    def _ask_for_new_password(self) -> None:
        from app.ui.screens.access.new_password import NewPasswordForm  # seldom needed

        self._end_change()
        company, user, old = self.company.text().strip(), self.user.text().strip(), self.password.text()
        self.change = NewPasswordForm(old)
        self.change.chosen.connect(lambda new: self._try(company, user, old, new))
        self._steps.addWidget(self.change)
        self._steps.setCurrentWidget(self.change)
        self._warn("waiting", "key-round", "sign_in.must_change", "sign_in.must_change_do")
        self.change.password.setFocus()

    def _end_change(self) -> None:
        if self.change is not None:
            self._steps.removeWidget(self.change)
            self.change.deleteLater()
            self.change = None

    def _wait(self, waiting: bool) -> None:
        self._steps.setEnabled(not waiting)
        self.enter.say("sign_in.entering" if waiting else "sign_in.enter")

    def _recall(self, company: str, user: str) -> None:
        self.company.set_text(company)
        self.user.set_text(user)
        first = next((each for each in (self.company, self.user) if not each.text()), self.password)
        first.setFocus()

    def _ask_for_banner(self) -> None:
        worker.run(self, lambda _: self._door.about(), self._show_about, errors.log_only)

    def _show_about(self, about: About) -> None:
        self.banner.show_order(about.banner_th, about.banner_en)

    # -- how it looks ---------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        for each in (self.company, self.user, self.password):
            each.edit.returnPressed.connect(self._sign_in)
        self.notice.hide()
        self.replaced.hide()
        usual = QWidget()
        column = Column(usual, spacing=SPACE.l)
        column.add(self.company, self.user, self.password, self.enter)
        column.addStretch(1)
        self._steps.addWidget(usual)
        form = QWidget()
        form.setFixedWidth(FORM_WIDTH)
        column = Column(form, spacing=SPACE.l)
        column.addStretch(1)
        column.add(Label("sign_in.title", role="title"), self.notice, self.error, self.replaced, self._steps)
        column.addStretch(2)
        area, middle = scroll_page(margins=SPACE.xl)
        middle.addWidget(form, 1, Qt.AlignmentFlag.AlignHCenter)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self._aside())
        below.addWidget(area, 1)
        page = QWidget()
        theme.dress(page, role="page")
        whole = Column(page, spacing=0)
        whole.add(self.banner)
        whole.addLayout(below, 1)
        self.setCentralWidget(page)
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
        follow(device, lambda: device.setText(i18n.text("sign_in.device", device=self._device)))
        if self._door.unsafe:
            column.add(Notice("sign_in.unsafe", tone="refused", icon="triangle-alert"))
        column.addLayout(row_of(Icon("monitor", "quiet"), device, None, spacing=SPACE.s))
        column.addSpacing(SPACE.s)
        language = Button("ui.key_language", kind="quiet", icon="languages", act=self._switch_language)
        language.setProperty("place", "edge")
        dress = Button("sign_in.theme", kind="quiet", icon="moon", act=self._switch_theme)
        column.addLayout(row_of(language, dress, None))
        return side

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
