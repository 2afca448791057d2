"""The columns of the register of receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.record_rows import RECORD
from app.ui.screens.collections.parts import money_words, words
from app.ui.table_model import Column

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.collections.receipt import Receipt
    from app.ui.cells import Shown
    from app.ui.table_model import Row


def receipt_columns() -> tuple[Column, ...]:
    """Return the columns of the register; a voided receipt keeps its row and says why."""

    def of(show: Callable[[Receipt], Shown]) -> Callable[[Row], Shown]:
        return lambda row: show(row[RECORD])

    return (
        Column("number", "receipt_book.number", 116, show_row=of(_number)),
        Column("issued_at", "receipt_book.issued_at", 142, show_row=of(lambda one: words.moment(one.told.issued_at))),
        Column("payer_name", "bills.field.payer_name", 150, stretch=True, show_row=of(lambda one: one.told.payer_name)),
        Column("amount", "incoming.amount", 104, align="right", amount=True,
               show_row=of(lambda one: one.told.total.format())),
        Column("payment_id", "incoming.payment_id", 166, show_row=of(lambda one: one.told.payment_id)),
        Column("prints", "receipt_book.prints_short", 62, align="right", sortable=False,
               show_row=of(lambda one: f"{len(one.prints)}")),
        Column("state", "incoming.standing", 116, sortable=False, show_row=of(money_words.receipt_state)),
        Column("reason", "receipt_book.voided_because", 140, sortable=False,
               show_row=of(lambda one: one.void.reason if one.void else "")),
    )  # fmt: skip


def _number(receipt: Receipt) -> str:
    return f"{receipt.told.book}/{money_words.number(receipt)}"
