"""The columns of a list of bills, and what it can be narrowed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.ui.filter_bar import Choices, Offer
from app.ui.record_rows import RECORD
from app.ui.screens.collections.parts import words
from app.ui.table_model import Column

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from app.domain.collections.bill import Bill
    from app.domain.collections.revenue import Receiving
    from app.ui.table_model import Row


def bill_of(row: Row) -> Bill:
    """Return the bill of a row."""
    record: Bill = row[RECORD]
    return record


def bill_columns(today: Callable[[], date]) -> tuple[Column, ...]:
    """Return the columns of the list."""
    return (
        Column("payer_name", "bills.field.payer_name", 190, stretch=True,
               show_row=lambda row: bill_of(row).draft.payer_name),
        Column("item", "bills.field.item", 124, show_row=lambda row: bill_of(row).draft.item),
        Column("ref2", "bills.ref2", 126, show_row=lambda row: words.reference(bill_of(row).reference.ref2)),
        Column("amount", "bills.field.amount", 104, align="right", amount=True,
               show_row=lambda row: bill_of(row).draft.amount.format()),
        Column("due_date", "bills.due", 98, show_row=lambda row: words.due(bill_of(row), today())),
        Column("state", "bills.standing", 140, show_row=lambda row: words.bill_state(bill_of(row).state)),
    )  # fmt: skip


def offer_of(receiving: Callable[[], Receiving | None]) -> Offer:
    """Return what lists of bills can be narrowed to: revenue types, and days of issuing."""

    def kinds() -> Choices:
        told = receiving()
        return [(kind.code, f"={kind.name(i18n.language())}") for kind in told.types] if told else []

    return Offer("bills.issued_on", None, kinds, kind="bills.field.revenue_type")
