"""The columns of lists of payments: what came in, from whom, by which way, and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.record_rows import RECORD
from app.ui.screens.collections.parts import money_words, words
from app.ui.table_model import Column

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from app.domain.collections.payment import Payment
    from app.ui.cells import Shown
    from app.ui.table_model import Row


def payment_of(row: Row) -> Payment:
    """Return the payment of a row."""
    record: Payment = row[RECORD]
    return record


def _of(show: Callable[[Payment], Shown]) -> Callable[[Row], Shown]:
    return lambda row: show(payment_of(row))


_REFERENCE = Column("payment_id", "incoming.payment_id", 166, show_row=_of(lambda one: one.payment_id))
_PAYER = Column("payer_name", "bills.field.payer_name", 150, stretch=True,
                show_row=_of(lambda one: one.payer_name or words.DASH))  # fmt: skip
_REF2 = Column("ref2", "bills.ref2", 126, show_row=_of(lambda one: words.reference(one.ref2) or words.DASH))
_CHANNEL = Column("channel", "incoming.channel", 126, show_row=_of(lambda one: words.channel(one.channel)))
_AMOUNT = Column("amount", "incoming.amount", 104, align="right", amount=True,
                 show_row=_of(lambda one: one.amount.format()))  # fmt: skip


def day_columns() -> tuple[Column, ...]:
    """Return the columns of a day's list, the latest first."""
    return (
        Column("paid_at", "incoming.time", 62, show_row=_of(lambda one: money_words.clock(one.paid_at))),
        _PAYER,
        _CHANNEL,
        _REFERENCE,
        _REF2,
        _AMOUNT,
        Column("state", "incoming.standing", 142, show_row=_of(money_words.payment_state)),
    )


def queue_columns(today: Callable[[], date]) -> tuple[Column, ...]:
    """Return the columns of the queue."""
    return (
        Column("cause", "incoming.cause", 168, show_row=_of(money_words.payment_state)),
        _PAYER,
        Column("waiting", "incoming.waiting", 118, align="right", amount=True, sortable=False,
               show_row=_of(lambda one: one.waiting.format())),
        Column("paid_at", "incoming.age", 84, show_row=_of(lambda one: money_words.age(one.paid_at, today()))),
        _REF2,
        _REFERENCE,
        Column("order", "incoming.order_column", 112, sortable=False, show_row=_of(money_words.proposal)),
    )  # fmt: skip


def due_columns() -> tuple[Column, ...]:
    """Return the columns of payments for which a receipt is due."""
    return (
        Column("paid_at", "incoming.paid_at", 142, sortable=False, show_row=_of(lambda one: words.moment(one.paid_at))),
        Column("payer", "bills.field.payer_name", 150, stretch=True, sortable=False,
               show_row=_of(lambda one: one.payer_name or words.DASH)),
        Column("channel_name", "incoming.channel", 126, sortable=False,
               show_row=_of(lambda one: words.channel(one.channel))),
        Column("reference", "incoming.payment_id", 166, sortable=False, show_row=_of(lambda one: one.payment_id)),
        Column("sum", "incoming.amount", 104, align="right", amount=True, sortable=False,
               show_row=_of(lambda one: one.matched.format())),
    )  # fmt: skip
