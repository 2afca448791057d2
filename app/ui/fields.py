"""Fields of a form: label above, control, hint or error below; names for screen readers come from the label.

Usage::

    name = TextField("payee.name", hint="payee.name_hint", required=True)
    day = DateField("batch.value_date")                   # this and other typed ones: see ``typed_fields``
    name.changed.connect(self._check)
    name.complain("errors.account_length", found=9)      # an error the screen found; "" clears it
    form_is_right(name, amount)   # shows every error, moves the focus to the first wrong field

Every field has ``text()``, ``set_text()``, ``changed``, ``complain()``, ``check()`` and ``control`` (the Qt widget).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import i18n
from app.ui import theme
from app.ui.texts import Label, follow
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction, QPaintEvent, QWheelEvent

AROUND_TEXT = 1 + 6 + 4
"""Border, padding and the margin of a document, so that all lines of a text area are seen at once."""
BELOW = 96
"""So much below a control is brought into sight with it: what is said there, in a few lines."""
LETTERS_MIN = 8
"""So many letters of a choice are always seen."""


class Field(QWidget):
    """A labelled control with room for a hint or an error."""

    changed = Signal()

    def __init__(
        self,
        label: str,
        control: QWidget,
        *,
        read: Callable[[], str],
        write: Callable[[str], object],
        hint: str = "",
        required: bool = False,
    ) -> None:
        super().__init__()
        self.control = control
        self._read, self._write = read, write
        self._label_key, self._hint_key, self._required = label, hint, required
        self._hint_facts: dict[str, object] = {}
        self._error: tuple[str, dict[str, object]] | None = None
        self._caption = Label(label, role="label")
        self._caption.setBuddy(control)
        self._note = Label(role="small", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE.xs)
        self._column.addWidget(self._caption)
        self._column.addWidget(control)
        self._column.addWidget(self._note)
        self.setFocusProxy(control)
        follow(self, self._tell)

    def text(self) -> str:
        """Return what stands in the control."""
        return self._read()

    def set_text(self, words: str) -> None:
        """Put words into the control."""
        self._write(words)

    def complain(self, key: str, **facts: object) -> None:
        """Show an error of the catalogue under the field, or clear it with an empty key."""
        self._error = (key, facts) if key else None
        self._tell()

    def name(self, label: str) -> None:
        """Call the field by other words of the catalogue."""
        self._label_key = label
        self._caption.say(label)
        self._tell()

    def advise(self, key: str, **facts: object) -> None:
        """Show another hint of the catalogue under the field, or none with an empty key."""
        self._hint_key, self._hint_facts = key, facts
        self._tell()

    def take_keyboard(self) -> None:
        """Take the keyboard where it can be seen: Qt scrolls to what Tab reaches, and to nothing else."""
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)
        self._come_into_sight()
        QTimer.singleShot(0, self, self._come_into_sight)  # a page grows only now by what was just said below

    def _come_into_sight(self) -> None:
        bring_into_sight(self.control, BELOW)

    def check(self) -> bool:
        """Show what is wrong with the field, if anything; return whether it is right."""
        if self._required and not self.text().strip():
            self.complain("ui.field_required")
            return False
        self.complain("")
        return True

    @property
    def wrong(self) -> bool:
        """Whether an error is shown."""
        return self._error is not None

    def _tell(self) -> None:
        label = i18n.text(self._label_key)
        if self._error:
            note = i18n.text(self._error[0], **self._error[1])
        else:
            note = i18n.text(self._hint_key, **self._hint_facts) if self._hint_key else ""
        self._note.show_text(note)
        self._note.setVisible(bool(note))
        theme.dress(self._note, tone="refused" if self._error else "")
        theme.dress(self.control, wrong="true" if self._error else "")
        self.control.setAccessibleName(label)
        self.control.setAccessibleDescription(note)


class TextField(Field):
    """One line of text."""

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        required: bool = False,
        placeholder: str = "",
        length_max: int = 200,
    ) -> None:
        self.edit = QLineEdit()
        self._placeholder = placeholder
        super().__init__(label, self.edit, read=self.edit.text, write=self.edit.setText, hint=hint, required=required)
        self.edit.setMaxLength(length_max)
        self.edit.textEdited.connect(self._typed)
        self.edit.editingFinished.connect(self._left)

    def _typed(self) -> None:
        if self.wrong:
            self.complain("")
        self.changed.emit()

    def _left(self) -> None:
        """Check what was typed; what a form said against the same words since, on Enter or before, stays told."""
        if self.edit.isModified() and self.text().strip() and not self.wrong:
            self.check()

    def _tell(self) -> None:
        super()._tell()
        self.edit.setPlaceholderText(i18n.text(self._placeholder) if self._placeholder else "")


class TextArea(Field):
    """Several lines of text, such as a reason; what is more than ``length_max`` is not taken, and that is said."""

    def __init__(
        self, label: str, *, hint: str = "", required: bool = False, lines: int = 3, length_max: int = 200
    ) -> None:
        self.edit = QPlainTextEdit()
        self._length_max = length_max
        super().__init__(
            label, self.edit, read=self.edit.toPlainText, write=self.edit.setPlainText, hint=hint, required=required
        )
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(lines * round(theme.TYPE.base * 1.5) + 2 * AROUND_TEXT)
        self._came = (0, 0)
        self.edit.document().contentsChange.connect(self._heed)
        self.edit.textChanged.connect(self._typed)

    def _heed(self, place: int, _gone: int, came: int) -> None:
        self._came = (place, came)

    def _typed(self) -> None:
        excess = len(self.edit.toPlainText()) - self._length_max
        if excess > 0:
            self._take_back(excess)  # comes back here
            self.complain("ui.text_full", count=self._length_max)
            return
        if self.wrong:
            self.complain("")
        self.changed.emit()

    def _take_back(self, excess: int) -> None:
        """Leave out the end of what came last: what stood there before, and behind it, stays."""
        place, came = self._came
        document, cursor = self.edit.document(), self.edit.textCursor()
        document.setUndoRedoEnabled(False)  # a step back would bring what is too much, and that again be left out
        cursor.setPosition(place)
        cursor.setPosition(min(place + came, document.characterCount() - 1), cursor.MoveMode.KeepAnchor)
        cursor.insertText(cursor.selectedText()[:-excess])
        document.setUndoRedoEnabled(True)
        self.edit.setTextCursor(cursor)


class Combo(QComboBox):
    """A choice as wide as its place, not as its longest entry; what does not fit ends in an ellipsis.

    The wheel never chooses: it belongs to the page on which the choice stands.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(LETTERS_MIN)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: who passes while scrolling must not choose something else."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as Qt does, with the words cut to their room."""
        # Qt makes all the words of QStyle when it is first named, which is not needed before the first window.
        from PySide6.QtWidgets import QStyle, QStyleOptionComboBox, QStylePainter

        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        if self.currentIndex() < 0:
            option.currentText = self.placeholderText()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width() - SPACE.xs
        option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()


class ComboField(Field):
    """A choice of few; ``options`` are pairs of a value and the key of its words (or words after ``=``)."""

    def __init__(self, label: str, options: Sequence[tuple[str, str]] = (), *, hint: str = "") -> None:
        self.combo = Combo()
        self._options: list[tuple[str, str]] = []
        super().__init__(label, self.combo, read=self._chosen, write=self._choose, hint=hint)
        self.offer(options)
        self.combo.currentIndexChanged.connect(self.changed)

    def offer(self, options: Sequence[tuple[str, str]]) -> None:
        """Replace the choices and keep the chosen value where it is still there."""
        chosen = self.text()
        self._options = list(options)
        self.combo.blockSignals(True)
        self.combo.clear()
        for value, key in self._options:
            self.combo.addItem(_option_words(key), value)
        self.set_text(chosen)
        self.combo.blockSignals(False)

    def _chosen(self) -> str:
        return str(self.combo.currentData() or "")

    def _choose(self, words: str) -> None:
        """Choose a value; an unknown one chooses the first."""
        self.combo.setCurrentIndex(max(self.combo.findData(words), 0 if self._options else -1))

    def _tell(self) -> None:
        super()._tell()
        for index, (_, key) in enumerate(self._options):
            self.combo.setItemText(index, _option_words(key))


class CheckField(QCheckBox):
    """A tick with its words beside it."""

    def __init__(self, label: str, *, act: Callable[[bool], object] | None = None) -> None:
        super().__init__()
        self._key = label
        if act is not None:
            self.toggled.connect(lambda on: act(on))
        follow(self, self._tell)

    def _tell(self) -> None:
        self.setText(i18n.text(self._key))
        self.setAccessibleName(i18n.text(self._key))


def bring_into_sight(part: QWidget, below: int = 0) -> None:
    """Scroll the pages that a part is on until it can be seen, with some pixels below it."""
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(part, 0, below)
        above = above.parentWidget()


def form_is_right(*fields: Field) -> bool:
    """Check every field, show all errors at once and move the focus to the first wrong one."""
    wrong = [field for field in fields if not field.check()]
    if wrong:
        wrong[0].take_keyboard()
    return not wrong


class Hold:
    """Keeps parts of a window as they are while something is under way.

    Qt takes the keyboard from what cannot be used. It comes back to where it was, unless it has gone on meanwhile.
    """

    def __init__(self, *parts: QWidget) -> None:
        self._parts = parts
        self._at_hand: QWidget | None = None
        self._instead: QWidget | None = None

    def begin(self) -> None:
        """Let nothing in the parts be used."""
        window = self._parts[0].window()
        self._at_hand = window.focusWidget()
        for part in self._parts:
            part.setEnabled(False)
        self._instead = window.focusWidget()

    def end(self) -> None:
        """Let the parts be used again."""
        for part in self._parts:
            part.setEnabled(True)
        if self._at_hand is not None and self._parts[0].window().focusWidget() is self._instead:
            self._at_hand.setFocus(Qt.FocusReason.OtherFocusReason)
        self._at_hand = self._instead = None


def row_of(*fields: QWidget) -> QHBoxLayout:
    """Return fields side by side, aligned at their tops."""
    row = QHBoxLayout()
    row.setSpacing(SPACE.l)
    for field in fields:
        row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
    return row


def _option_words(key: str) -> str:
    return key[1:] if key.startswith("=") else i18n.text(key)


def name_inner_buttons(edit: QLineEdit) -> None:
    """Give the buttons Qt puts into a line edit the names it leaves out."""
    for button in edit.findChildren(QToolButton):
        action: QAction | None = button.defaultAction()
        button.setAccessibleName((action.text() if action else "") or i18n.text("ui.clear"))
