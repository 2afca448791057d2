"""Settings: made from the fields of the settings record; what is chosen is kept at once. Also the practice guide."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from app import i18n
from app.ui import application, days, errors, theme, worker
from app.ui.buttons import Button
from app.ui.fields import CheckField, ComboField, TextField
from app.ui.messages import toast
from app.ui.screen import Screen
from app.ui.surfaces import Card, Column, KeyValues, Wrap, line, row_of, scroll_page
from app.ui.texts import Label, follow, switch
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.ui.ports import PracticeRule, SettingsBook

READ_ONLY = ("server_url", "ca_file")
REMEMBERED = ("company_id", "user_id")
"""Kept by the program itself; nothing to choose."""
TOLD = "tell_"
"""Choices about messages begin so."""
COLUMN_WIDTH_MIN = 440


class SettingsScreen(Screen):
    """How this workstation behaves."""

    key, title_key, icon = "settings", "settings.title", "settings"
    help_key = "settings.help"
    chosen = Signal(str, object)
    password_asked = Signal()

    def __init__(self, book: SettingsBook, practice: Callable[[], Sequence[PracticeRule]], version: str) -> None:
        super().__init__()
        self._book, self._practice = book, practice
        self.error = errors.ErrorNote()
        self.fields: dict[str, QWidget] = {}
        self._choices = Card("settings.choices")
        self._told = Card("settings.messages")
        self.password = Button("new_password.change", icon="key-round", act=self.password_asked.emit)
        self._server = Card("settings.server")
        self._guide = Card("settings.practice")
        self._guide.hide()
        self._rules: Sequence[PracticeRule] = ()
        self._rows = QGridLayout()
        self._fill()
        self._lay_out(version)
        self.setFocusProxy(next(iter(self.fields.values())))

    def refresh(self) -> None:
        """Show what is chosen now, here or by the keys of the window, and ask for the practice rules."""
        self._follow()
        worker.run(self, lambda _: self._practice(), self._hear_rules, errors.log_only)

    def open_subject(self, subject: object) -> None:
        """Ask for a new password at once when that is what somebody came for."""
        if subject == "password":
            self.password_asked.emit()

    def retranslate(self) -> None:
        """Tell the practice rules in the language in use."""
        self._show_rules(self._rules)
        QTimer.singleShot(0, self, self._follow)  # whoever switched keeps the choice right after this

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme when the keys of the window switch it."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            QTimer.singleShot(0, self, self._follow)

    def _follow(self) -> None:
        for name in ("language", "theme"):
            field = self.fields.get(name)
            if isinstance(field, ComboField):
                field.combo.blockSignals(True)
                field.set_text(str(self._book.values[name]))
                field.combo.blockSignals(False)

    def _fill(self) -> None:
        facts = KeyValues()
        self._server.body.add(facts)
        for name, value in self._book.values.items():
            if name in READ_ONLY:
                facts.put(f"settings.{name}", str(value) or "–")
            elif name not in REMEMBERED:
                self.fields[name] = self._field(name, value)
                told = name == "tray" or name.startswith(TOLD)
                (self._told if told else self._choices).body.add(self.fields[name])

    def _field(self, name: str, value: object) -> QWidget:
        label = f"settings.{name}"
        if isinstance(value, bool):
            tick = CheckField(label, act=partial(self._choose, name))
            tick.blockSignals(True)
            tick.setChecked(value)
            tick.blockSignals(False)
            return tick
        hint = f"{label}_hint" if i18n.has(f"{label}_hint") else ""
        allowed = self._book.limits[name]
        if isinstance(allowed, tuple):
            options = [(one, f"settings.{name}_{one}") for one in allowed]
            combo = ComboField(label, options, hint=hint)
            combo.set_text(str(value))
            combo.changed.connect(lambda: self._choose(name, combo.text()))
            combo.setMaximumWidth(SIZES.form_width)
            return combo
        number = TextField(label, hint=hint, required=True, length_max=4)
        number.set_text(str(value))
        number.setMaximumWidth(SIZES.form_width)
        number.edit.editingFinished.connect(lambda: self._choose_number(name, number, allowed[0], allowed[-1]))
        return number

    def _choose_number(self, name: str, field: TextField, low: int, high: int) -> None:
        if not field.edit.isModified():
            return
        words = field.text().strip()
        if not words.isdecimal() or not low <= int(words) <= high:
            field.complain("settings.number_wrong", low=low, high=high)
            return
        field.edit.setModified(False)
        self._choose(name, int(words))

    def _choose(self, name: str, value: object) -> None:
        self.error.clear()
        try:
            self._book.choose(**{name: value})
        except Exception as error:  # a full disk or a refused value is shown beside the choice
            self.error.show_error(error)
            return
        _use(name, value)
        self.chosen.emit(name, value)
        toast(self, "settings.kept")

    def _hear_rules(self, rules: Sequence[PracticeRule]) -> None:
        """Follow the rules that hold now; every exchange asks anew, and mostly nothing has changed."""
        if tuple(rules) != tuple(self._rules):
            self._show_rules(rules)

    def _show_rules(self, rules: Sequence[PracticeRule]) -> None:
        self._rules = rules
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        thai = i18n.language() == "th"
        for number, rule in enumerate(rules):
            trigger, effect = Label(role="strong", wrap=True), Label(role="table", wrap=True)
            trigger.show_text(rule.trigger_th if thai else rule.trigger_en)
            effect.show_text(rule.effect_th if thai else rule.effect_en)
            if number:
                self._rows.addWidget(line(), 2 * number - 1, 0, 1, 2)
            self._rows.addWidget(trigger, 2 * number, 0, Qt.AlignmentFlag.AlignTop)
            self._rows.addWidget(effect, 2 * number, 1, Qt.AlignmentFlag.AlignTop)
        self._guide.setVisible(bool(rules))

    def _lay_out(self, version: str) -> None:
        area, page = scroll_page(margins=SPACE.xl, spacing=SPACE.l)
        Column(self, spacing=0).add(area)
        page.addLayout(row_of(Label("settings.title", role="title"), None))
        page.add(self.error)
        self._guide.body.add(Label("settings.practice_why", role="quiet", wrap=True))
        self._rows.setColumnStretch(0, 2)
        self._rows.setColumnStretch(1, 3)
        self._rows.setHorizontalSpacing(SPACE.xl)
        self._guide.body.addLayout(self._rows)
        about = Card("settings.about")
        told = Label(role="table", wrap=True)
        follow(told, lambda: told.setText(i18n.text("settings.about_words", version=version)))
        about.body.add(told)
        left, right = QWidget(), QWidget()
        left_column, right_column = Column(left, spacing=SPACE.l), Column(right, spacing=SPACE.l)
        left_column.add(self._choices, self._told)
        own = Card("settings.password")
        own.body.add(Label("settings.password_why", role="quiet", wrap=True))
        own.body.addLayout(row_of(self.password, None))
        right_column.add(own, self._server, self._guide, about)
        left_column.addStretch(1)
        right_column.addStretch(1)
        page.add(Wrap((left, right), width_min=COLUMN_WIDTH_MIN))
        page.addStretch(1)


def _use(name: str, value: object) -> None:
    """Let a choice be seen at once."""
    app = QApplication.instance()
    if name == "language" and value in i18n.LANGUAGES:
        switch("en" if value == "en" else "th")
    elif name == "theme" and isinstance(app, QApplication):
        theme.apply(app, application.resolve(str(value)))
    elif name == "era":
        days.use_era("gregorian" if value == "gregorian" else "buddhist")
        switch(i18n.language())
