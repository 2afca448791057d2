"""The form for a new password: twice the same, its rules told while it is typed, its strength, how long it holds.

Usage::

    form = NewPasswordForm(judge, activation=True)              # ``judge`` tells a password's `PasswordVerdict`
    form.chosen.connect(lambda password, code: ...)
    form.refuse("password_reused", {})                          # what the central system said against it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import i18n
from app.domain.access.password import STRENGTH_MAX, PasswordRule, PasswordVerdict
from app.ui import theme
from app.ui.buttons import Button
from app.ui.fields import form_is_right
from app.ui.icons import Icon
from app.ui.password_field import PasswordField
from app.ui.surfaces import Column, Paragraph, row_of
from app.ui.texts import Label, follow
from app.ui.theme import SIZES, SPACE
from app.ui.typed_fields import CodeField

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Judge = Callable[[str], PasswordVerdict]

BAR_HEIGHT = 6
REFUSALS: dict[str, PasswordRule] = {
    "password_too_short": PasswordRule.LENGTH,
    "password_too_common": PasswordRule.NOT_COMMON,
    "password_reused": PasswordRule.NOT_USED,
}
"""What the central system may say against a new password, and the rule that says why."""

_MARKS = {"met": ("circle-check", "done"), "broken": ("circle-x", "refused"), "open": ("circle-dashed", "quiet")}
_TONES = ("hairline", "waiting", "accent", "done", "done")


class _Rule(QWidget):
    """A rule with its mark: met, broken, or not to be told yet."""

    def __init__(self, rule: PasswordRule) -> None:
        super().__init__()
        self._key, self._state = f"new_password.rule_{rule.value}", "open"
        self._mark = Icon("circle-dashed", "quiet", SIZES.icon_small)
        self.words = Paragraph(self._key, role="small", wrap=True)
        row = row_of(self._mark, spacing=SPACE.s)
        row.addWidget(self.words, 1)
        self.setLayout(row)
        follow(self, self._tell)

    def show_state(self, state: str) -> None:
        self._state = state
        self._mark.show_icon(*_MARKS[state])
        theme.dress(self.words, tone="refused" if state == "broken" else "")
        self._tell()

    def _tell(self) -> None:
        rule, state = i18n.text(self._key), i18n.text(f"new_password.{self._state}")
        self.words.setAccessibleName(f"{rule}: {state}")


class StrengthBar(QWidget):
    """Steps from weak to strong; the word beside them says the same."""

    def __init__(self) -> None:
        super().__init__()
        self._strength = 0
        self.setFixedHeight(BAR_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_strength(self, strength: int) -> None:
        """Fill as many steps."""
        self._strength = strength
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the steps."""
        colours = theme.current().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(0, 0, 0, 0))
        width = (self.width() - SPACE.xs * (STRENGTH_MAX - 1)) / STRENGTH_MAX
        for step in range(STRENGTH_MAX):
            filled = step < self._strength
            painter.setBrush(QColor(getattr(colours, _TONES[self._strength] if filled else "hairline")))
            box = QRectF(step * (width + SPACE.xs), 0, width, BAR_HEIGHT)
            painter.drawRoundedRect(box, BAR_HEIGHT / 2, BAR_HEIGHT / 2)
        painter.end()


class PasswordRules(QWidget):
    """The rules under one another, how strong the password is, and how long it will hold."""

    def __init__(self, expiry: str, expires: Callable[[], str] | None) -> None:
        super().__init__()
        self._rules = {rule: _Rule(rule) for rule in PasswordRule}
        self._bar, self._word = StrengthBar(), Label(role="small")
        self._expiry = Paragraph(role="small", wrap=True)
        self._expiry.say(expiry, day=expires)
        column = Column(self, spacing=SPACE.xs)
        strength = row_of(spacing=SPACE.s)
        strength.addWidget(self._bar, 1)
        strength.addWidget(self._word)
        column.addLayout(strength)
        column.add(*self._rules.values(), self._expiry)
        self.show_verdict(None)

    def show_verdict(self, verdict: PasswordVerdict | None) -> None:
        """Mark each rule; None while nothing is typed. Only the central system knows all former passwords."""
        for rule, row in self._rules.items():
            if verdict is None:
                row.show_state("open")
            elif rule in verdict.broken:
                row.show_state("broken")
            else:
                row.show_state("open" if rule is PasswordRule.NOT_USED else "met")
        strength = verdict.strength if verdict else 0
        self._bar.show_strength(strength)
        self._word.say(f"new_password.strength_{strength}")

    def show_broken(self, rule: PasswordRule) -> None:
        """Mark a rule that the central system found broken."""
        self._rules[rule].show_state("broken")


class NewPasswordForm(QWidget):
    """Emits ``chosen`` with a password that nothing is known against, and the activation code or ''.

    ``leaves`` offers a way back, which emits ``left``.
    ``activation`` asks for the code that was sent to the person. ``expiry`` is the key of what the agency's policy says
    about how long passwords hold, ``expires`` tells the day that it may name. ``go`` is the key of the button's words.
    """

    chosen = Signal(str, str)
    left = Signal()

    def __init__(
        self,
        judge: Judge,
        *,
        activation: bool = False,
        leaves: bool = False,
        expiry: str = "new_password.by_policy",
        expires: Callable[[], str] | None = None,
        go: str = "new_password.go",
    ) -> None:
        super().__init__()
        self._judge = judge
        self.activation = CodeField("new_password.activation", hint="new_password.activation_hint", required=activation)
        self.password = PasswordField("new_password.password")
        self.rules = PasswordRules(expiry, expires)
        self.repeated = PasswordField("new_password.again")
        self.button = Button(go, kind="primary", act=self._choose)
        for each in (self.activation, self.password, self.repeated):
            each.edit.returnPressed.connect(self._choose)
        self.password.edit.textChanged.connect(self._judge_typed)
        column = Column(self, spacing=SPACE.l)
        column.add(self.activation, self.password, self.rules, self.repeated, self.button)
        self.activation.setVisible(activation)
        if leaves:
            column.add(Button("sign_in.back", act=self.left.emit))
        column.addStretch(1)
        self.setFocusProxy(self.activation if activation else self.password)

    def refuse(self, code: str, facts: Mapping[str, object]) -> bool:
        """Show what the central system said against the password or the code; say whether it was about them."""
        if code == "activation_wrong":
            self.activation.complain("new_password.activation_wrong", left=facts.get("tries_left", "–"))
            self.activation.setFocus()
            self.activation.edit.selectAll()
            return True
        if code not in REFUSALS:
            return False
        self.password.complain(f"errors.{code}")
        self.rules.show_broken(REFUSALS[code])
        self.repeated.set_text("")
        self.password.setFocus()
        self.password.edit.selectAll()
        return True

    def _judge_typed(self, words: str) -> None:
        self.rules.show_verdict(self._judge(words) if words else None)

    def _choose(self) -> None:
        """Hand over what is right; what is wrong with the password is told before it has to be typed again."""
        asked = [field for field in (self.activation, self.password) if not field.isHidden()]
        if not (form_is_right(*asked) and self._is_good() and form_is_right(self.repeated)):
            return
        new = self.password.text()
        if new != self.repeated.text():
            self.repeated.complain("new_password.differs")
            self.repeated.setFocus()
        else:
            self.chosen.emit(new, self.activation.value())

    def _is_good(self) -> bool:
        verdict = self._judge(self.password.text())
        if not verdict.good:
            first = next(rule for rule in PasswordRule if rule in verdict.broken)
            self.password.complain(f"new_password.broken_{first.value}", found=verdict.code_points)
            self.password.setFocus()
        return verdict.good
