"""Choosing the payee that stays when two are the same person: found while typing, named with the account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from app import i18n
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.fields import TextArea, form_is_right
from app.ui.messages import Dialog, announce, tell_subject
from app.ui.screens.payees.parts import words
from app.ui.texts import Label, follow
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from app.domain.payees.payee import Payee
    from app.services.payees import Payees
    from app.ui.screens.payees.parts.ports import Desk

WAIT_MS = 150


class MergeDialog(Dialog):
    """Proposes that another payee takes the place of ``away``."""

    def __init__(
        self, parent: QWidget, service: Payees, desk: Desk, away: Payee, done: Callable[[Any], object]
    ) -> None:
        super().__init__(parent, "register.merge_ask")
        self._service, self._desk, self._away, self._done = service, desk, away, done
        self._found: Sequence[Payee] = ()
        tell_subject(self, f"{away.record.name} · {words.account(desk.banks, away.record)}")
        self.body.add(Label("register.merge_explain", role="quiet", wrap=True))
        self.search = SearchField("register.merge_into")
        self.list = QListWidget()
        self.list.setSpacing(SPACE.xs)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        follow(self.list, lambda: self.list.setAccessibleName(i18n.text("register.merge_into")))
        self._none = Label("register.merge_none", role="quiet")
        self.reason = TextArea("register.reason", required=True, lines=2)
        self.error = errors.ErrorNote()
        self.body.add(self.search, self.list, self._none, self.reason, self.error)
        self.add_button(Button("ui.cancel", act=self.reject))
        self.go = self.add_button(
            Button("register.propose", kind="primary", icon="send", act=self._begin, shortcut="Ctrl+Return")
        )
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(WAIT_MS)
        self._soon.timeout.connect(self._look)
        self.search.textChanged.connect(lambda _: self._soon.start())
        self.list.hide()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look(self) -> None:
        asked, away, today = self.search.text(), self._away.payee_id, self._service.today

        def show(found: Sequence[Payee]) -> None:
            if asked == self.search.text():
                self._offer([payee for payee in found if payee.payee_id != away])

        worker.run(self, lambda _: self._service.find(asked, payable_on=today), show, self.error.show_error)

    def _offer(self, found: Sequence[Payee]) -> None:
        self._found = found
        self.list.clear()
        for payee in found:
            account = words.account(self._desk.banks, payee.record)
            self.list.addItem(QListWidgetItem(f"{payee.record.name}\n{account} · {payee.record.office}"))
        self.list.setCurrentRow(0 if found else -1)
        self.list.setVisible(bool(found))
        self._none.setVisible(not found)

    def _begin(self) -> None:
        row = self.list.currentRow()
        if not 0 <= row < len(self._found):
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, i18n.text("register.merge_none"))
            return
        if not self.go.isEnabled() or not form_is_right(self.reason):
            return
        into, reason = self._found[row], self.reason.text()
        self.go.setEnabled(False)
        self.error.clear()
        worker.run(self, lambda _: self._service.changes.merge(self._away, into, reason), self._succeeded, self._failed)

    def _succeeded(self, result: object) -> None:
        self.accept()
        self._done(result)

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.error.show_error(error)
