"""How the sum of a finished batch divides, and what can be done with what was not paid (ST-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app import i18n
from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.disbursement.follow_up import FINISHED, Fate, LineReason
from app.domain.disbursement.record import Delivery
from app.domain.values.money import Money
from app.ui.buttons import Button
from app.ui.fields import ComboField, TextArea
from app.ui.messages import Dialog
from app.ui.screens.disbursement.parts import reasons, words
from app.ui.surfaces import Notice, row_of
from app.ui.texts import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.disbursement.record import LineRecord
    from app.services.following import Following
    from app.ui.screens.disbursement.parts.ports import Desk

_ROWS_SHOWN = 6
WIDTH_MIN = 620


class FollowPanel(Notice):
    """``begin`` asks for a follow-up, ``close_wanted`` to end lines, ``opened`` carries a batch to look at."""

    begin = Signal()
    close_wanted = Signal()
    opened = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(tone="waiting", icon="undo-2")
        self._desk = desk
        self._found: Following | None = None
        self._begin = Button("following.begin", kind="primary", icon="redo-2", act=self.begin.emit)
        self._close = Button("following.close", icon="ban", act=self.close_wanted.emit)
        self._open = Button("following.open", icon="arrow-right", act=self._go)
        self.body.addLayout(row_of(self._begin, self._open, self._close, None))
        self.hide()

    def show_following(self, found: Following | None) -> None:
        """Show how a batch divides; nothing for one that failed nowhere."""
        self._found = found
        self.tell()

    def tell(self) -> None:
        """Say it in the language in use."""
        found = self._found
        failed = found is not None and any(
            found.equation.share(each).count for each in (Fate.OPEN, Fate.FOLLOWED, Fate.CLOSED)
        )
        self.setVisible(failed and found is not None and found.batch.status in FINISHED)
        if found is None or not failed:
            return
        left = found.equation.share(Fate.OPEN)
        self.turn("waiting" if left.count else "done", "undo-2" if left.count else "circle-check")
        if left.count:
            self.words.say("following.left", count=f"{left.count:,}", amount=left.total.format())
        elif found.followers:
            self.words.say("following.followed", batch=lambda: found.followers[-1].reference)
        else:
            self.words.say("following.settled")
        self.more.show_text(_equation(found))
        self.more.show()
        self._tell_buttons(found)

    def _tell_buttons(self, found: Following) -> None:
        roles = self._desk.actor.person.roles
        resting = found.batch.delivery in (Delivery.NONE, Delivery.REFUSED)
        mine = resting and (found.batch.mine or self._desk.unit.makes_no_more(found.batch.maker_uid))
        self._begin.setVisible(found.can_begin and permissions.may(roles, Action.EDIT_BATCH) and resting)
        self._close.setVisible(found.can_begin and mine and permissions.may(roles, Action.CLOSE_LINES))
        self._open.setVisible(bool(found.followers))

    def _go(self) -> None:
        if self._found is not None and self._found.followers:
            self.opened.emit(self._found.followers[-1].op_id)


class CloseDialog(Dialog):
    """Names the open lines, each to be ticked, and asks for a reason from a list and in words."""

    def __init__(
        self, parent: QWidget, lines: Sequence[LineRecord], act: Callable[[list[int], LineReason, str], object]
    ) -> None:
        super().__init__(parent, "following.close_ask")
        self.setMinimumWidth(WIDTH_MIN)
        self._act = act
        self._sum = Label(role="strong")
        self.lines = QListWidget()
        for line in lines:
            self.lines.addItem(_item(line))
        self.lines.setWordWrap(True)
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines.setMinimumHeight(min(len(lines), _ROWS_SHOWN) * self.lines.sizeHintForRow(0) + 8)
        self.reason = ComboField("following.reason", [(each.value, f"following.reason.{each}") for each in LineReason])
        self.reason.set_text(LineReason.OTHER_WAY)
        self.text = TextArea("following.reason_more", hint="following.reason_hint", lines=2, length_max=140)
        self.body.add(Label("following.close_explain", wrap=True), self.lines, self._sum, self.reason, self.text)
        self.add_button(Button("ui.go_back", act=self.reject))
        self._go = self.add_button(Button("following.close", kind="danger", act=self._finish, shortcut="Ctrl+Return"))
        self.lines.setAccessibleName(i18n.text("following.lines"))
        self.lines.itemChanged.connect(lambda _: self._count())
        self._satang = {line.number: line.satang or 0 for line in lines}
        self._count()
        self.lines.setFocus()

    def numbers(self) -> list[int]:
        """Return the lines that are ticked."""
        items = [self.lines.item(row) for row in range(self.lines.count())]
        return [
            int(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() == Qt.CheckState.Checked
        ]

    def _count(self) -> None:
        chosen = self.numbers()
        total = Money(sum(self._satang[number] for number in chosen))
        self._sum.say("following.chosen", count=f"{len(chosen):,}", amount=total.format())
        self._go.setEnabled(bool(chosen))

    def _finish(self) -> None:
        code, text = LineReason(self.reason.text()), self.text.text().strip()
        if code is LineReason.OTHER and not text:
            self.text.complain("approvals.reason_needed")
            self.text.control.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        chosen = self.numbers()
        self.accept()
        self._act(chosen, code, text)


def _item(line: LineRecord) -> QListWidgetItem:
    told = f"{line.number} · {line.name} · {words.account(line.bank, line.account)} · {line.amount}"
    item = QListWidgetItem(f"{told} · {reasons.title(line.reason)}" if line.reason else told)
    item.setData(Qt.ItemDataRole.UserRole, line.number)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked)
    return item


def _equation(found: Following) -> str:
    """Return ``1,000.00 = paid 700.00 + paid again 200.00 + closed 100.00``, shares of nothing left out."""
    shares = [
        f"{i18n.text(f'following.fate.{each}')} {found.equation.share(each).total.format()}"
        for each in Fate
        if found.equation.share(each).count
    ]
    return f"{found.batch.total.format()} = {' + '.join(shares)}"
