"""Matching by hand: movements and things of ours that a person says are the same money, with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.domain.closing.matching import ByHand
from app.domain.closing.statement import Side
from app.domain.values.money import formatted
from app.ui.buttons import Button
from app.ui.fields import TextArea, form_is_right
from app.ui.messages import Dialog
from app.ui.record_rows import RECORD
from app.ui.screens.closing.guide_state import entry_words, item_called
from app.ui.screens.closing.parts import words
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from app.domain.closing.items import OwnItem
    from app.domain.closing.matching import Matching
    from app.domain.closing.statement import Entry
    from app.ui.table_model import Row

ROWS_SHOWN = 3


class MatchDialog(Dialog):
    """Two lists in which several may be chosen; their sums must be equal on one account."""

    def __init__(self, parent: QWidget, matching: Matching, done: Callable[[ByHand], object]) -> None:
        super().__init__(parent, "day_guide.match_title")
        self._done = done
        entries = [*(one for pair in matching.differing for one in pair.entries), *matching.entries_left]
        items = [*(one for pair in matching.differing for one in pair.items), *matching.items_left]
        self.entries = _table("match_entries", "day_guide.bank_side", entries, _entry_columns())
        self.items = _table("match_items", "day_guide.own_side", items, _item_columns())
        self.sums = Notice(tone="plain", icon="equal")
        self.reason = TextArea("day_guide.match_reason", hint="day_guide.match_reason_hint", required=True, lines=2)
        self.setMinimumWidth(SIZES.window_min[0] - 2 * SPACE.xxl)
        self.body.add(Label("day_guide.match_why", role="quiet", wrap=True))
        for title, table in (("day_guide.bank_side", self.entries), ("day_guide.own_side", self.items)):
            side = Stack(spacing=SPACE.xs)
            side.add(Label(title, role="label"), table)
            self.body.add(side)
            table.grid.selectionModel().selectionChanged.connect(lambda *_: self._tell())
            table.answered.connect(table.grid.clearSelection)
            table.answered.connect(self._tell)
        self.body.add(self.sums, self.reason)
        self.add_button(Button("ui.cancel", act=self.reject))
        self.go = self.add_button(
            Button("day_guide.match_go", kind="primary", icon="equal", act=self.match, shortcut="Ctrl+Return")
        )
        self._tell()
        self.entries.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def match(self) -> None:
        """Hand out what was chosen, once its sums are equal and there is a reason."""
        if not self.go.isEnabled() or not form_is_right(self.reason):
            return
        said = ByHand(
            tuple(one.entry_id for one in self.chosen_entries),
            tuple(one.item_id for one in self.chosen_items),
            self.reason.text().strip(),
        )
        self.accept()
        self._done(said)

    @property
    def chosen_entries(self) -> list[Entry]:
        """The movements that are chosen."""
        return [row[RECORD] for row in _chosen(self.entries)]

    @property
    def chosen_items(self) -> list[OwnItem]:
        """The things of ours that are chosen."""
        return [row[RECORD] for row in _chosen(self.items)]

    def _tell(self) -> None:
        entries, items = self.chosen_entries, self.chosen_items
        theirs = sum(one.change for one in entries)
        ours = sum(map(_change, items))
        accounts = {one.account for one in entries} | {one.account for one in items}
        fits = bool(entries and items) and theirs == ours and len(accounts) == 1
        self.sums.turn("done" if fits else "waiting", "circle-check" if fits else "equal")
        key = "day_guide.match_fits" if fits else "day_guide.match_apart"
        self.sums.say(key, entries=f"{len(entries):,}", items=f"{len(items):,}", bank=formatted(theirs),
                      own=formatted(ours), left=formatted(theirs - ours))  # fmt: skip
        self.go.setEnabled(fits)


def _chosen(table: TableView) -> list[Row]:
    numbers = sorted(index.row() for index in table.grid.selectionModel().selectedRows())
    return [row for row in (table.model.row_at(number) for number in numbers) if row is not None]


def _table(name: str, label: str, found: Sequence[object], columns: Sequence[Column]) -> TableView:
    rows = FixedRows([{RECORD: one} for one in found])
    made = TableView(columns, rows, name=name, label=label, empty=Empty("day_guide.nothing_left", icon="circle-check"))
    made.grid.setSelectionMode(made.grid.SelectionMode.MultiSelection)
    made.setFixedHeight((ROWS_SHOWN + 1) * SIZES.row + SPACE.xs)
    made.refresh()
    return made


def _entry_columns() -> tuple[Column, ...]:
    return (
        Column("what", "day_close.what", 220, stretch=True, sortable=False,
               show_row=lambda row: entry_words(row[RECORD])),
        Column("moved_at", "day_guide.moved_at", 150, sortable=False,
               show_row=lambda row: words.moment(row[RECORD].booked_at)),
        Column("account", "day_close.account", 130, sortable=False,
               show_row=lambda row: words.account(row[RECORD].account)),
        Column("amount", "day_close.amount", 120, "right", sortable=False,
               show_row=lambda row: formatted(row[RECORD].change)),
    )  # fmt: skip


def _item_columns() -> tuple[Column, ...]:
    return (
        Column("what", "day_close.what", 220, stretch=True, sortable=False,
               show_row=lambda row: f"{words.entry_kind(row[RECORD].kind)} {item_called(row[RECORD])}"),
        Column("moved_at", "day_guide.moved_at", 150, sortable=False,
               show_row=lambda row: words.moment(row[RECORD].at)),
        Column("account", "day_close.account", 130, sortable=False,
               show_row=lambda row: words.account(row[RECORD].account)),
        Column("amount", "day_close.amount", 120, "right", sortable=False,
               show_row=lambda row: formatted(_change(row[RECORD]))),
    )  # fmt: skip


def _change(item: OwnItem) -> int:
    return item.amount.satang if item.side is Side.IN else -item.amount.satang
