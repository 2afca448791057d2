"""What changed since the previous batch of the same kind: ten differences instead of three hundred lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.disbursement.changes import ChangeKind
from app.domain.values.money import Money
from app.ui.cells import Cell
from app.ui.screens.disbursement.parts import words
from app.ui.surfaces import Column as Stack
from app.ui.table_model import Column, FixedRows, Row
from app.ui.table_view import Empty, EmptyState, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.domain.disbursement.changes import Changes, Difference
    from app.domain.disbursement.lines import Line
    from app.domain.disbursement.record import Batch
    from app.ui.theme import Tone

_LOOKS: dict[ChangeKind, tuple[Tone, str]] = {
    ChangeKind.OWN_ACCOUNT: ("refused", "circle-user"),
    ChangeKind.SHARED_ACCOUNT: ("unknown", "users"),
    ChangeKind.ACCOUNT: ("refused", "pencil"),
    ChangeKind.AMOUNT: ("unknown", "triangle-alert"),
    ChangeKind.NEW: ("waiting", "plus"),
    ChangeKind.GONE: ("plain", "trash-2"),
}


class ChangesView(QWidget):
    """``gone_to`` carries the line of a difference that was opened."""

    gone_to = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._before: tuple[Batch, Changes] | None = None
        self._told = Label(role="quiet", wrap=True)
        self._first = EmptyState(Empty("decision.changes_first", icon="history"))
        self.table = TableView(
            (
                Column("number", "editor.row", 64, align="right", show_row=_number),
                Column("kind", "decision.change_kind", 150, sortable=False, show_row=_kind),
                Column("what", "decision.change_what", 300, stretch=True, sortable=False, show_row=_what),
            ),
            FixedRows(()),
            name="approvals_changes",
            label="decision.changes",
            empty=Empty("decision.changes_none", icon="circle-check"),
        )
        stack = Stack(self, spacing=SPACE.s)
        stack.setContentsMargins(0, SPACE.s, 0, 0)
        stack.add(self._told)
        stack.add(self.table, self._first, stretch=1)
        self.table.opened.connect(self._go)

    @property
    def count(self) -> int:
        """How many differences there are."""
        return len(self._before[1].differences) if self._before else 0

    def show_changes(self, before: tuple[Batch, Changes] | None) -> None:
        """Show what differs from the previous batch, or that there was none."""
        self._before = before
        for part in (self._told, self.table):
            part.setVisible(before is not None)
        self._first.setVisible(before is None)
        self.retranslate()
        differences = before[1].differences if before is not None else ()
        self.table.model.use_source(FixedRows([{"difference": each, "number": each.number} for each in differences]))

    def retranslate(self) -> None:
        """Tell what it is held against in another language."""
        if self._before is None:
            return
        batch, changes = self._before
        facts = {"same": f"{changes.same_count:,}", "moved": f"{changes.moved_count:,}"}
        self._told.say(
            "decision.changes_from", purpose=words.purpose(batch), day=words.day(batch.head.value_date), **facts
        )

    def _go(self, position: int) -> None:
        number = self._before[1].differences[position].number if self._before else 0
        if number:
            self.gone_to.emit(number)


def _number(row: Row) -> str:
    number: int = row["number"]
    return str(number) if number else words.DASH


def _kind(row: Row) -> Cell:
    each: Difference = row["difference"]
    tone, icon = _LOOKS[each.kind]
    return Cell(i18n.text(f"decision.change.{each.kind.value}"), tone=tone, icon=icon, chip=True)


def _what(row: Row) -> str:
    each: Difference = row["difference"]
    line = each.after or each.before
    before, after = _side(each, each.before), _side(each, each.after)
    told = i18n.text(f"terms.role.{_ROLES.get(each.told, each.told)}") if each.told in _ROLES else each.told
    return i18n.text(
        f"decision.change_told.{each.kind.value}",
        name=line.name if line else "",
        before=before,
        after=after,
        told=told,
    )


def _side(each: Difference, line: Line | None) -> str:
    if line is None:
        return ""
    amount, account = Money(line.satang or 0).format(), words.account(line.bank, line.account)
    if each.kind is ChangeKind.ACCOUNT:
        return account
    return amount if each.kind is ChangeKind.AMOUNT else f"{account} · {amount}"


_ROLES = {"authorizer": "authorizer", "maker": "maker_payment"}
