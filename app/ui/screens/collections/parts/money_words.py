"""The words of money that came in: states and causes as chips, orders of two persons, receipts and their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.collections.orders import CollectionAct, OrderState
from app.domain.collections.payment import Payment, PaymentState
from app.domain.collections.receipt import shown_number
from app.domain.values import dates
from app.ui.cells import Cell
from app.ui.flow import Event
from app.ui.screens.collections.parts import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from app.domain.collections.orders import SignedCollectionOrder
    from app.domain.collections.receipt import Receipt
    from app.services.collecting import PaymentTold
    from app.services.official_receipts import ReceiptTold
    from app.ui.screens.collections.parts.ports import Desk
    from app.ui.theme import Tone

_PAYMENTS: dict[PaymentState, tuple[Tone, str]] = {
    PaymentState.MATCHED: ("done", "circle-check"),
    PaymentState.QUEUED: ("waiting", "hourglass"),
    PaymentState.REFUNDED: ("plain", "undo-2"),
    PaymentState.REVERSED: ("refused", "circle-x"),
}
_ORDERS: dict[OrderState, tuple[Tone, str]] = {
    OrderState.WAITING: ("waiting", "hourglass"),
    OrderState.APPROVED: ("done", "circle-check"),
    OrderState.RETURNED: ("refused", "undo-2"),
    OrderState.RECALLED: ("plain", "x"),
}
_TOLD: dict[str, Tone] = {"received": "accent", "reversed": "refused", "remitted": "done"}
_OLD_DAYS = 3
"""Money that waits for longer is marked."""


def payment_state(payment: Payment) -> Cell:
    """Return the chip of a payment, with the cause while it is queued."""
    tone, icon = _PAYMENTS[payment.state]
    return Cell(state_words(payment), tone=tone, icon=icon, chip=True)


def state_words(payment: Payment) -> str:
    """Return how a payment stands in words."""
    if payment.cause is not None:
        return i18n.text(f"collection_terms.queue.{payment.cause}")
    return i18n.text(f"collection_terms.payment.{payment.state}")


def proposal(payment: Payment) -> str | Cell:
    """Return the chip of the order that waits about a payment, a dash where none does."""
    if not payment.open_req_id:
        return words.DASH
    return Cell(i18n.text("incoming.order_waits"), tone="accent", icon="badge-check", chip=True)


def order_state(order: SignedCollectionOrder) -> Cell:
    """Return the chip of an order of two persons."""
    tone, icon = _ORDERS[order.state]
    return Cell(i18n.text(f"incoming.order.{order.state}"), tone=tone, icon=icon, chip=True)


def act(value: CollectionAct) -> str:
    """Return what an order does."""
    return i18n.text(f"incoming.act.{value}")


def receipt_state(receipt: Receipt) -> Cell:
    """Return the chip of a receipt: void with its reason, not printed yet, or how often."""
    if receipt.void is not None:
        return Cell(i18n.text("receipt_book.voided"), tone="refused", icon="ban", chip=True, hint=receipt.void.reason)
    if not receipt.prints:
        return Cell(i18n.text("receipt_book.not_printed"), tone="waiting", icon="printer", chip=True)
    return Cell(i18n.text("receipt_book.standing"), tone="done", icon="circle-check", chip=True)


def number(receipt: Receipt) -> str:
    """Return a receipt's number as it is printed."""
    return shown_number(receipt.told.fy, receipt.told.number)


def receipt_said(receipt: Receipt) -> str:
    """Return a receipt in one line: its number, the payer, the sum."""
    return f"{number(receipt)} · {receipt.told.payer_name} · {words.baht(receipt.told.total)}"


def copy_name(copy: int) -> str:
    """Return what a print is called: the original, or which copy."""
    return i18n.text("receipt_book.copy", count=copy) if copy else i18n.text("receipt_book.original")


def print_name(receipt: Receipt, copy: int) -> str:
    """Return as what a receipt comes out of the printer: a void one is neither original nor copy any more."""
    return copy_name(copy) if receipt.holds else i18n.text("receipt_book.voided")


def age(moment: datetime, today: date) -> str | Cell:
    """Return for how many days something waits; marked where that is long."""
    count = (today - dates.bangkok_day(moment)).days
    if count <= 0:
        return i18n.text("incoming.today")
    shown = i18n.text("incoming.days", count=count)
    return Cell(shown, tone="waiting") if count >= _OLD_DAYS else shown


def clock(moment: datetime) -> str:
    """Return the time of day in Bangkok."""
    return f"{moment.astimezone(dates.BANGKOK):%H:%M}"


def place(payment: Payment, desk: Desk) -> str:
    """Return where something was paid: the way, the bank, the branch."""
    bank = desk.banks.title(payment.sending_bank, i18n.language()) if payment.sending_bank else ""
    return " · ".join(part for part in (words.channel(payment.channel), bank, payment.place) if part)


def of_payment(told: PaymentTold, desk: Desk) -> list[Event]:
    """Return what happened to a payment, the oldest first: coming in, orders with who and why, receipts."""
    dated: list[tuple[datetime, Event]] = [
        (one.at, Event(i18n.text(f"incoming.happened.{one.what}"), words.moment(one.at), _TOLD[one.what]))
        for one in told.history
        if one.what in _TOLD
    ]
    for order in told.orders:
        dated += _of_order(order, desk)
    for receipt in told.receipts:
        dated += _of_receipt(receipt, desk, with_prints=False)
    return _by_time(dated)


def of_receipt(told: ReceiptTold, desk: Desk) -> list[Event]:
    """Return what happened to a receipt: issued, each print with its person, e-mails, voided."""
    dated = _of_receipt(told.receipt, desk, with_prints=True)
    dated += [
        (each.at, Event(_joined(i18n.text(f"bills.letter.{each.state}"), each.email), _joined(words.moment(each.at),
         each.problem), "refused" if each.state == "failed" else "plain"))
        for each in told.letters
    ]  # fmt: skip
    return _by_time(dated)


def _of_order(order: SignedCollectionOrder, desk: Desk) -> list[tuple[datetime, Event]]:
    said = order.order
    amount = words.baht(said.amount) if said.amount else ""
    asked = i18n.text("incoming.proposed_act", act=act(said.act))
    who = _joined(words.person(desk, order.maker_uid), words.moment(order.made_at))
    found = [(order.made_at, Event(_joined(asked, amount, said.reason), who, "accent"))]
    if order.decided_at is not None:
        tone = _ORDERS[order.state][0]
        what = _joined(f"{i18n.text(f'incoming.order.{order.state}')}: {act(said.act)}", order.answer, order.bank_ref)
        who = _joined(words.person(desk, order.decided_by), words.moment(order.decided_at))
        found.append((order.decided_at, Event(what, who, tone)))
    return found


def _of_receipt(receipt: Receipt, desk: Desk, *, with_prints: bool) -> list[tuple[datetime, Event]]:
    told = receipt.told
    issued = i18n.text("receipt_book.issued_as", number=number(receipt))
    who = _joined(words.person(desk, told.issuer_uid), words.moment(told.issued_at))
    found = [(told.issued_at, Event(issued, who, "done"))]
    if with_prints:
        for one in receipt.prints:
            who = _joined(words.person(desk, one.uid), words.moment(one.at))
            found.append((one.at, Event(i18n.text("receipt_book.printed_as", name=copy_name(one.copy)), who, "plain")))
    if receipt.void is not None:
        said = i18n.text("receipt_book.voided_as", number=number(receipt), reason=receipt.void.reason)
        found.append((receipt.void.at, Event(said, words.moment(receipt.void.at), "refused")))
    return found


def _by_time(dated: Sequence[tuple[datetime, Event]]) -> list[Event]:
    return [event for _, event in sorted(dated, key=lambda each: each[0])]


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
