"""The three-way comparison as a table: the unit, the account, the treasury, and what differs by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.closing.statement import EntryKind
from app.domain.values.money import formatted
from app.ui.cells import Cell
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RECORD
from app.ui.screens.closing.parts import words
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.theme import SIZES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.closing.day import Compared
    from app.ui.cells import Shown
    from app.ui.table_model import Row


EMPTY_ROWS = 3
"""An empty list has the height of so many rows, for what it says instead."""


class ComparedTable(TableView):
    """A row for every kind of movement of every account."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _columns(),
            FixedRows(()),
            name=name,
            label="day_close.compared",
            empty=Empty("day_close.compared_none", "day_close.compared_none_why", icon="equal"),
        )
        QuietColumns(self, {"account": 890})

    def show_rows(self, found: Sequence[Compared]) -> None:
        """Show these rows, those that differ first."""
        ordered = sorted(found, key=lambda one: one.agrees)
        self.model.use_source(FixedRows([{RECORD: one} for one in ordered]))


def _columns() -> tuple[Column, ...]:
    def of(show: Callable[[Compared], Shown]) -> Callable[[Row], Shown]:
        return lambda row: show(row[RECORD])

    def column(key: str, width: int, show: Callable[[Compared], Shown], *, right: bool = False) -> Column:
        return Column(
            key,
            f"day_close.{key}",
            width,
            "right" if right else "left",
            key == "what",
            sortable=False,
            show_row=of(show),
        )

    return (
        column("what", 130, lambda one: words.entry_kind(one.what)),
        column("account", 116, lambda one: words.account(one.account)),
        column("ours", 176, _ours, right=True),
        column("bank", 176, lambda one: words.tally(one.bank), right=True),
        column("treasury", 176, lambda one: words.tally(one.treasury), right=True),
        column("result", 140, _result),
    )


def _ours(one: Compared) -> str:
    return words.DASH if one.what is EntryKind.OPENING else words.tally(one.ours)


def _result(one: Compared) -> Cell:
    if one.agrees:
        return Cell(i18n.text("day_close.agrees"), tone="done", icon="circle-check", chip=True)
    return Cell(difference(one), tone="refused", icon="triangle-alert", chip=True, hint=explained(one))


def difference(one: Compared) -> str:
    """Return in a few words who says something else."""
    if one.ours != one.bank:
        return i18n.text("day_close.differs_bank")
    return i18n.text("day_close.differs_treasury")


def explained(one: Compared) -> str:
    """Return by how much the columns differ."""
    told = []
    if one.ours != one.bank:
        by = abs(one.ours.amount.satang - one.bank.amount.satang)
        told.append(_by("day_close.by_bank", abs(one.ours.count - one.bank.count), by))
    if one.treasury is not None and one.treasury != one.ours:
        by = abs(one.ours.amount.satang - one.treasury.amount.satang)
        told.append(_by("day_close.by_treasury", abs(one.ours.count - one.treasury.count), by))
    return " · ".join(told)


def _by(key: str, count: int, satang: int) -> str:
    return i18n.text(key, count=f"{count:,}", amount=formatted(satang))


def fit(table: TableView, rows_max: int = 8) -> None:
    """Give a table the height of its rows, so that a page of several tables scrolls as a whole."""
    rows = min(table.model.rowCount() or EMPTY_ROWS, rows_max)
    table.setFixedHeight((rows + 1) * SIZES.row + 4)
