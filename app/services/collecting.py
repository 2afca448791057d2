"""Money that came in: the payments of a day, the queue with candidates, and what two persons decide about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.central import collections as orders
from app.central.paired_orders import new_order_id
from app.central.signed_orders import Signed
from app.domain.access.permissions import Action, may
from app.domain.collections.bill import Bill, BillState
from app.domain.collections.candidates import candidates
from app.domain.collections.orders import CollectionAct, CollectionOrder, OrderState
from app.domain.collections.payment import PaymentState
from app.domain.values.errors import NotAllowed, Refused
from app.domain.values.money import Money
from app.domain.values.texts import cleaned
from app.services.collection_orders import CollectionDesk
from app.services.collection_rows import Limits, PaymentRows, receipt_of
from app.services.commands import reasoned
from app.store import bills, collection_orders, official_receipts, payments

if TYPE_CHECKING:
    from datetime import date

    from app.domain.collections.candidates import Candidate
    from app.domain.collections.orders import RefundTo, SignedCollectionOrder
    from app.domain.collections.payment import Payment
    from app.domain.collections.receipt import Receipt
    from app.services.collection_orders import OpenOrder
    from app.services.commands import Given
    from app.services.desk import Desk
    from app.services.sync import Sync
    from app.store.collection_orders import Happening

ORDERS_MAX = 500
_CANDIDATES_OF = frozenset(BillState) - {BillState.PAID}


@dataclass(frozen=True, slots=True)
class PaymentTold:
    """A payment with the bills that it belongs to or names, its orders, receipts and everything that happened to it.

    ``under_way``: a command about it has no answer yet, and no other may be given.
    """

    payment: Payment
    bills: tuple[Bill, ...]
    orders: tuple[SignedCollectionOrder, ...]
    receipts: tuple[Receipt, ...]
    history: tuple[Happening, ...]
    under_way: bool


@dataclass(frozen=True, slots=True)
class OrderTold:
    """An order of two persons with what it is about, as it is now; ``under_way`` as of `PaymentTold`.

    ``may_settle``: this person may decide it; ``may_recall``: this person made it and may take it back.
    """

    order: SignedCollectionOrder
    payment: Payment | None
    bill: Bill | None
    under_way: bool
    may_settle: bool
    may_recall: bool


class Collecting:
    """Reading answers from the store; every act may take seconds."""

    def __init__(self, desk: Desk, sync: Sync) -> None:
        self._desk = CollectionDesk(desk, sync)

    @property
    def today(self) -> date:
        """The day in Bangkok; answers from memory."""
        return self._desk.today

    def day_rows(
        self,
        first: date,
        last: date | None = None,
        channel: str = "",
        revenue_type: str = "",
        *,
        by_value: bool = False,
    ) -> PaymentRows:
        """Return what was paid on a day, or from a day to another, as a source of rows.

        ``channel`` and ``revenue_type`` '' ask for all; with ``by_value`` the day is that of money in the account.
        """
        limits = Limits(first, last or first, revenue_type=revenue_type, channel=channel, by_value=by_value)
        return PaymentRows(self._desk.desk, limits)

    def queue_rows(self) -> PaymentRows:
        """Return the money that waits in the queue as a source of rows; chips are its causes."""
        return PaymentRows(self._desk.desk, Limits(states=frozenset({PaymentState.QUEUED.value})))

    def told(self, payment_id: str) -> PaymentTold:
        """Return a payment with everything that happened to it, and write down who looked.

        Raises `Refused` ``payment_unknown``, `NotAllowed` ``role_missing``.
        """
        self._desk.looked_at(payment_id)
        with self._desk.desk.store.read() as rd:
            payment = payments.payment(rd, payment_id)
            if payment is None:
                raise Refused("payment_unknown")
            about = bills.named(rd, [each.bill_id for each in payment.allocations])
            named = bills.with_references(rd, payment.ref1, payment.ref2)
            if named is not None:
                about[named.bill_id] = named
            return PaymentTold(
                payment=payment,
                bills=tuple(about.values()),
                orders=tuple(collection_orders.of_payment(rd, payment_id)),
                receipts=tuple(map(receipt_of, official_receipts.of_payment(rd, payment_id))),
                history=tuple(collection_orders.history(rd, payment_id)),
                under_way=self._desk.under_way(rd, payment_id),
            )

    def candidates(self, payment: Payment) -> list[Candidate]:
        """Return the bills that money of the queue may be meant for, the likeliest first, with reasons."""
        with self._desk.desk.store.read() as rd:
            known = bills.in_states(rd, _CANDIDATES_OF)
            named = bills.with_references(rd, payment.ref1, payment.ref2)
        if named is not None and named.state not in _CANDIDATES_OF:
            known.append(named)
        return candidates(payment, known)

    def orders(self, *, waiting: bool = False) -> list[OrderTold]:
        """Return the orders that wait, the oldest first; or all to be listed: those that wait, then the newest."""
        with self._desk.desk.store.read() as rd:
            found = (
                collection_orders.in_state(rd, OrderState.WAITING)
                if waiting
                else collection_orders.every(rd, ORDERS_MAX)
            )
            about = payments.named(rd, {one.order.payment_id for one in found})
            known = bills.named(rd, {one.order.bill_id for one in found})
            busy = self._desk.busy(rd)
        return [self._told(one, about.get(one.order.payment_id), known.get(one.order.bill_id), busy) for one in found]

    def order(self, req_id: str) -> OrderTold:
        """Return one order; raise `Refused` ``order_unknown``."""
        with self._desk.desk.store.read() as rd:
            found = collection_orders.order(rd, req_id)
            if found is None:
                raise Refused("order_unknown")
            payment = payments.payment(rd, found.order.payment_id)
            bill = bills.bill(rd, found.order.bill_id)
            return self._told(found, payment, bill, self._desk.busy(rd))

    def open_orders(self) -> list[OpenOrder]:
        """Return the commands about money that came in that have no answer yet."""
        return [one for one in self._desk.open_orders() if one.kind in orders.KINDS]

    # -- acts ---------------------------------------------------------------------------------------------------------

    def propose_match(self, payment: Payment, bill: Bill, amount: Money, reason: str) -> Given:
        """Propose that so much of a payment belongs to a bill.

        Raises `Refused` ``reason_missing``, ``amount_nothing``, ``payment_exceeded`` and ``bill_exceeded`` (with what
        is left), `Conflict` ``order_under_way``, and the central system's refusals, as all of these acts do.
        """
        if amount.satang > payment.waiting.satang:
            raise Refused("payment_exceeded", left=payment.waiting.format())
        if amount.satang > bill.open_amount.satang:
            raise Refused("bill_exceeded", open=bill.open_amount.format())
        return self._propose(_order(CollectionAct.MATCH, payment, reason, amount, bill_id=bill.bill_id))

    def propose_unmatch(self, payment: Payment, bill_id: str, reason: str) -> Given:
        """Propose to take a payment off a bill again, whole; the money then waits in the queue."""
        part = next((each.amount for each in payment.allocations if each.bill_id == bill_id), Money(0))
        return self._propose(_order(CollectionAct.UNMATCH, payment, reason, part, bill_id=bill_id))

    def propose_refund(self, payment: Payment, amount: Money, to: RefundTo, reason: str) -> Given:
        """Propose to send so much of a payment back; also raise `Refused` ``refund_account_missing``."""
        if not (to.bank and to.account and cleaned(to.name)):
            raise Refused("refund_account_missing")
        if amount.satang > payment.waiting.satang:
            raise Refused("payment_exceeded", left=payment.waiting.format())
        order = _order(CollectionAct.REFUND, payment, reason, amount)
        return self._propose(replace(order, bank=to.bank, acct=to.account, acct_name=cleaned(to.name)))

    def propose_void(self, receipt: Receipt, reason: str) -> Given:
        """Propose that a receipt shall not hold any more; also raise `Refused` ``receipt_voided``."""
        if not receipt.holds:
            raise Refused("receipt_voided")
        order = CollectionOrder(
            req_id=new_order_id(),
            act=CollectionAct.VOID_RECEIPT,
            payment_id=receipt.told.payment_id,
            bill_id="",
            receipt_id=receipt.receipt_id,
            amount=None,
            bank="",
            acct="",
            acct_name="",
            reason=reasoned(reason),
        )
        return self._propose(order)

    def settle(self, told: OrderTold, *, approve: bool, password: str, reason: str = "") -> Given:
        """Decide about exactly the order that was shown; nothing is signed before the password was right.

        Raises `Refused` ``reason_missing`` for sending back without one, ``maker_cannot_approve``, ``password_wrong``,
        `NotAllowed` ``role_missing``, and the central system's refusals.
        """
        desk, order = self._desk.desk, told.order
        action = Action.APPROVE_COLLECTION if approve else Action.RETURN_COLLECTION
        if not may(desk.actor.person.roles, action):
            raise NotAllowed("role_missing", action=action.value)
        if order.maker_uid == desk.actor.person.uid:
            raise Refused("maker_cannot_approve")
        reason = reasoned(reason, needed=not approve)
        challenge = desk.central.challenge(password)
        shown = Signed(order.text, order.sig)
        prepared = orders.ORDERS.prepare_settle(
            desk.signer, order.order.req_id, shown, approve=approve, reason=reason, challenge=challenge, now=desk.now()
        )
        facts = _facts(order.order) | {"reason": reason}
        return self._desk.give(prepared, action, order.order.req_id, facts)

    def recall(self, told: OrderTold, reason: str) -> Given:
        """Take an own order back before it is settled; raise `Refused` ``reason_missing``, ``not_the_maker``."""
        desk, order = self._desk.desk, told.order
        reason = reasoned(reason)
        if order.maker_uid != desk.actor.person.uid:
            raise Refused("not_the_maker")
        prepared = orders.ORDERS.prepare_recall(desk.signer, order.order.req_id, reason)
        return self._desk.give(prepared, Action.RECALL_COLLECTION, order.order.req_id, {"reason": reason})

    def ask_again(self) -> None:
        """Ask the central system again for answers that are missing."""
        self._desk.sync.wake()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _propose(self, order: CollectionOrder) -> Given:
        if order.amount is not None and order.amount.satang <= 0:
            raise Refused("amount_nothing")
        desk = self._desk.desk
        prepared = orders.prepare_propose(desk.signer, order, desk.now())
        facts = _facts(order) | {"reason": order.reason}
        return self._desk.give(prepared, Action.PROPOSE_COLLECTION, order.req_id, facts)

    def _told(
        self, order: SignedCollectionOrder, payment: Payment | None, bill: Bill | None, busy: frozenset[str]
    ) -> OrderTold:
        person = self._desk.desk.actor.person
        waits, mine = order.state is OrderState.WAITING, order.maker_uid == person.uid
        return OrderTold(
            order=order,
            payment=payment,
            bill=bill,
            under_way=order.order.req_id in busy,
            may_settle=waits and not mine and may(person.roles, Action.APPROVE_COLLECTION),
            may_recall=waits and mine and may(person.roles, Action.RECALL_COLLECTION),
        )


def _order(act: CollectionAct, payment: Payment, reason: str, amount: Money, bill_id: str = "") -> CollectionOrder:
    return CollectionOrder(
        req_id=new_order_id(),
        act=act,
        payment_id=payment.payment_id,
        bill_id=bill_id,
        receipt_id="",
        amount=amount,
        bank="",
        acct="",
        acct_name="",
        reason=reasoned(reason),
    )


def _facts(order: CollectionOrder) -> dict[str, str]:
    """Return what an order is about, as the audit trail tells it."""
    amount = order.amount.format() if order.amount else ""
    told = {
        "act": order.act.value,
        "payment_id": order.payment_id,
        "bill_id": order.bill_id,
        "receipt_id": order.receipt_id,
        "amount": amount,
    }
    return {name: value for name, value in told.items() if value}
