"""What a second workstation finds otherwise than proposed: every difference by its name, before anybody signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.ui.cells import Cell
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RECORD
from app.ui.screens.closing.parts import words
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.services.day_check import Difference
    from app.ui.cells import Shown
    from app.ui.table_model import Row

_FIXED = frozenset({"since", "account", "closing", "match"})


class DifferenceTable(TableView):
    """A row for every difference, those that stand in the way first."""

    def __init__(self) -> None:
        super().__init__(
            _columns(),
            FixedRows(()),
            name="day_differences",
            label="day_close.differences",
            empty=Empty("day_close.differences_none", icon="circle-check"),
        )
        QuietColumns(self, {"account": 760})

    def show_rows(self, found: Sequence[Difference]) -> None:
        """Show these differences."""
        ordered = sorted(found, key=lambda one: not one.hinders)
        self.model.use_source(FixedRows([{RECORD: one} for one in ordered]))


def _columns() -> tuple[Column, ...]:
    def of(show: Callable[[Difference], Shown]) -> Callable[[Row], Shown]:
        return lambda row: show(row[RECORD])

    return (
        Column("kind", "day_close.difference", 190, sortable=False, show_row=of(_kind)),
        Column("what", "day_close.what", 150, stretch=True, sortable=False, show_row=of(_what)),
        Column(
            "account", "day_close.account", 116, sortable=False, show_row=of(lambda one: words.account(one.account))
        ),
        Column("told", "day_close.was_told", 150, sortable=False, show_row=of(lambda one: one.told)),
        Column("found", "day_close.is_found", 150, sortable=False, show_row=of(lambda one: one.found)),
    )


def _kind(one: Difference) -> Cell:
    told = i18n.text(f"day_close.differs.{one.kind}")
    if one.hinders:
        return Cell(told, tone="refused", icon="triangle-alert", chip=True, hint=told)
    return Cell(told, icon="info", chip=True, hint=told)


def _what(one: Difference) -> str:
    if one.what in _FIXED:
        return i18n.text(f"day_close.differing.{one.what}")
    key = f"closing_papers.kind.{one.what}"
    if i18n.has(key):
        return i18n.text(key)
    return " · ".join(filter(None, (i18n.text(f"closing_papers.exception.{one.what}"), one.about)))
