"""What must be known before a payee is paid: a change that waits, an account of two people, an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.ui.buttons import Button
from app.ui.screens.payees.parts import words
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.domain.payees.payee import Payee
    from app.services.payees import Payees
    from app.ui.screens.payees.parts.ports import Desk


class StandingNotes(QWidget):
    """``request_wanted`` carries the id of the change that waits."""

    request_wanted = Signal(str)

    def __init__(self, desk: Desk, service: Payees) -> None:
        super().__init__()
        self._desk, self._service = desk, service
        self._req_id = ""
        self._pending = Notice(tone="waiting", icon="hourglass")
        self._shared = Notice(tone="unknown", icon="users")
        self._ended = Notice(tone="refused", icon="ban")
        look = Button("register.pending_open", kind="link", act=lambda: self.request_wanted.emit(self._req_id))
        self._pending.body.addWidget(look, 0, Qt.AlignmentFlag.AlignLeft)
        Stack(self, spacing=SPACE.s).add(self._pending, self._shared, self._ended)

    def show_payee(self, payee: Payee) -> None:
        """Show what holds for this payee; nothing where all is well."""
        mark = payee.pending
        self._req_id = mark.req_id if mark else ""
        if mark is not None:
            facts = {"who": words.person(self._desk, mark.maker_uid), "at": words.moment(mark.since)}
            self._pending.say("register.pending_here", "register.pending_more", **facts)
        self._pending.setVisible(mark is not None)
        if payee.shared_with:
            self._shared.say("register.shared_here", "register.shared_more", names=", ".join(payee.shared_with))
        self._shared.setVisible(bool(payee.shared_with))
        ended = payee.record.ended(self._service.today)
        if payee.merged_into:
            other = self._service.register().find(payee.merged_into)
            self._ended.say("register.merged_here", name=other.name if other else payee.merged_into)
        elif ended:
            self._ended.say("register.ended_here", day=words.day(payee.record.until))
        self._ended.setVisible(bool(payee.merged_into) or ended)
        self.setVisible(mark is not None or bool(payee.shared_with) or bool(payee.merged_into) or ended)
