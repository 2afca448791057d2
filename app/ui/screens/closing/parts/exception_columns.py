"""The columns of what does not fit, wherever it is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.ui import days
from app.ui.cells import Cell
from app.ui.record_rows import RECORD
from app.ui.screens.closing.parts import words
from app.ui.table_model import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.services.day_book import ExceptionTold
    from app.ui.cells import Shown
    from app.ui.table_model import Row


def row_of(one: ExceptionTold) -> Row:
    """Return the row of an exception, with what it may be ordered by."""
    kept = one.kept
    return {
        RECORD: one,
        "number": kept.number,
        "kind": words.exception_kind(kept.told.kind),
        "about": one.called,
        "amount": kept.told.amount.satang if kept.told.amount else 0,
        "owner": one.owner,
        "age": one.age_days,
        "reason": kept.told.reason,
        "state": kept.told.state.value,
    }


def columns() -> tuple[Column, ...]:
    """Return number, kind, subject, sum, owner, age, reason and state."""

    def of(show: Callable[[ExceptionTold], Shown]) -> Callable[[Row], Shown]:
        return lambda row: show(row[RECORD])

    return (
        Column("number", "day_close.number", 76, show_row=of(lambda one: one.kept.number)),
        Column("kind", "day_close.kind", 180, stretch=True,
               show_row=of(lambda one: words.exception_kind(one.kept.told.kind))),
        Column("about", "day_close.about", 150, show_row=of(lambda one: one.called)),
        Column("amount", "day_close.amount", 100, align="right", amount=True,
               show_row=of(lambda one: words.amount(one.kept.told.amount))),
        Column("owner", "day_close.owner", 116, show_row=of(lambda one: one.owner)),
        Column("age", "day_close.age_head", 66, align="right", show_row=of(lambda one: words.age(one.age_days))),
        Column("reason", "day_close.reason", 130, show_row=of(lambda one: one.kept.told.reason)),
        Column("state", "day_close.exception_state", 118, show_row=of(state)),
    )  # fmt: skip


def state(one: ExceptionTold) -> Cell:
    """Return whether an exception is open, or when it was solved."""
    if one.kept.told.is_open:
        return Cell(i18n.text("day_close.exception.open"), tone="waiting", icon="hourglass", chip=True)
    solved = days.day(one.kept.solved_on) if one.kept.solved_on else ""
    return Cell(i18n.text("day_close.exception.solved"), tone="done", icon="circle-check", chip=True, hint=solved)


def told(found: Sequence[ExceptionTold]) -> list[Row]:
    """Return the rows of exceptions."""
    return [row_of(one) for one in found]
