"""Receipts for one signed-in person: issued, their prints counted, voided ones kept in the register.

Only the central system numbers and counts: without it nothing is issued and nothing is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.central import receipts as orders
from app.documents.listing.collection_lists import receipt_register
from app.domain.access.permissions import Action
from app.domain.values.errors import Refused, Unreachable
from app.services.collection_orders import CollectionDesk
from app.services.collection_rows import Limits, ReceiptRows, receipt_of
from app.services.commands import refusal
from app.services.relay import SESSION_STALE
from app.store import bills, collection_orders, official_receipts, outbox, payments

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.central.signed_orders import Prepared
    from app.domain.collections.bill import LetterReport
    from app.domain.collections.payment import Payment
    from app.domain.collections.receipt import Receipt, ReceiptPrint
    from app.domain.values.listing import Listing
    from app.i18n import Language
    from app.services.collection_orders import OpenOrder
    from app.services.desk import Desk
    from app.services.sync import Sync
    from app.store.collection_orders import Happening
    from app.store.handles import Reading


@dataclass(frozen=True, slots=True)
class Ordered:
    """A command about receipts: ``cmd_id`` names it for `OfficialReceipts.issued` and `OfficialReceipts.counted`.

    ``known`` False: sent, and not answered yet; the exchange goes on asking, and the same names tell when it is known.
    """

    cmd_id: str
    known: bool


@dataclass(frozen=True, slots=True)
class CountedPrint:
    """A print that the central system counted: the receipt, and the mark that this very print bears."""

    receipt: Receipt
    mark: ReceiptPrint


@dataclass(frozen=True, slots=True)
class ReceiptTold:
    """A receipt with its payment, its e-mails and everything that happened to it; ``under_way`` as of a bill."""

    receipt: Receipt
    payment: Payment | None
    letters: tuple[LetterReport, ...]
    history: tuple[Happening, ...]
    under_way: bool


class OfficialReceipts:
    """Reading answers from the store; issuing and counting may take seconds."""

    def __init__(self, desk: Desk, sync: Sync) -> None:
        self._desk = CollectionDesk(desk, sync)

    @property
    def today(self) -> date:
        """The day in Bangkok; answers from memory."""
        return self._desk.today

    def rows(self, limits: Limits | None = None) -> ReceiptRows:
        """Return the register as a source of rows."""
        return ReceiptRows(self._desk.desk, limits or Limits())

    def due(self) -> list[Payment]:
        """Return the payments for which a receipt may be asked today, the oldest first."""
        with self._desk.desk.store.read() as rd:
            return payments.without_receipt(rd, self.today)

    def told(self, receipt_id: str) -> ReceiptTold:
        """Return a receipt with everything that happened to it, and write down who looked.

        Raises `Refused` ``receipt_unknown``, `NotAllowed` ``role_missing``.
        """
        self._desk.looked_at(receipt_id)
        with self._desk.desk.store.read() as rd:
            found = official_receipts.named(rd, [receipt_id])
            if not found:
                raise Refused("receipt_unknown")
            receipt = receipt_of(found[0])
            return ReceiptTold(
                receipt=receipt,
                payment=payments.payment(rd, receipt.told.payment_id),
                letters=tuple(bills.letters(rd, receipt_id)),
                history=tuple(collection_orders.history(rd, receipt_id)),
                under_way=self._desk.under_way(rd, receipt_id, receipt.told.payment_id),
            )

    def years(self) -> list[int]:
        """Return the Buddhist fiscal years in which receipts were issued, the newest first."""
        with self._desk.desk.store.read() as rd:
            return official_receipts.years(rd)

    def register(self, fy: int) -> list[Receipt]:
        """Return the receipts of a Buddhist fiscal year by their numbers; voided ones say why."""
        with self._desk.desk.store.read() as rd:
            return [receipt_of(one) for one in official_receipts.of_year(rd, fy)]

    def register_list(self, fy: int, language: Language) -> Listing:
        """Return the register of a Buddhist fiscal year as the list that is kept and printed."""
        return receipt_register(self.register(fy), language)

    def open_orders(self) -> list[OpenOrder]:
        """Return the commands about receipts that have no answer yet."""
        return [one for one in self._desk.open_orders() if one.kind in orders.KINDS]

    def addresses(self, receipt_ids: Sequence[str]) -> dict[str, str]:
        """Return where e-mail about receipts goes: where the last one went, else to the address of the bill, or ''."""
        with self._desk.desk.store.read() as rd:
            found = [receipt_of(one).told for one in official_receipts.named(rd, receipt_ids)]
            known = bills.named(rd, {item.bill_id for told in found for item in told.items})
            last = bills.last_letters(rd, receipt_ids)
        return {
            told.receipt_id: last[told.receipt_id].email
            if told.receipt_id in last
            else next((known[item.bill_id].draft.payer_email for item in told.items if item.bill_id in known), "")
            for told in found
        }

    # -- acts ---------------------------------------------------------------------------------------------------------

    def issue(self, payment_ids: Sequence[str]) -> Ordered:
        """Have a receipt issued for each payment, numbered in this order, all or none; `issued` tells them.

        Raises `Refused` ``receipts_offline`` (nothing is kept for later then), ``nothing_chosen``, ``too_many_chosen``,
        ``receipt_not_due`` (fact ``payment_id``), `Conflict` ``order_under_way``, and the central system's refusals.
        """
        self._demand(payment_ids)
        with self._desk.desk.store.read() as rd:
            known = payments.named(rd, payment_ids)
        for payment_id in payment_ids:
            payment = known.get(payment_id)
            if payment is None or not payment.can_be_receipted(self.today):
                raise Refused("receipt_not_due", payment_id=payment_id)
        self._demand_online()
        prepared = orders.prepare_issue(self._desk.desk.signer, payment_ids)
        return self._give(prepared, Action.ISSUE_RECEIPTS, len(payment_ids))

    def issued(self, cmd_id: str) -> list[Receipt]:
        """Return the receipts that a command issued, by their numbers; none before the log told of them."""
        with self._desk.desk.store.read() as rd:
            return [receipt_of(one) for one in official_receipts.of_command(rd, _took_effect(rd, cmd_id))]

    def count_print(self, receipt_ids: Sequence[str]) -> Ordered:
        """Have a print of each receipt counted; what is then to be printed, with its mark, is told by `counted`.

        Nothing may go to a printer before. Raises as `issue`; a voided receipt is printed with its mark, too.
        """
        self._demand(receipt_ids)
        self._demand_online()
        prepared = orders.prepare_print(self._desk.desk.signer, receipt_ids)
        return self._give(prepared, Action.PRINT_RECEIPTS, len(receipt_ids))

    def counted(self, cmd_id: str) -> list[CountedPrint]:
        """Return the prints that a command counted, by the receipts' numbers; none before the log told of them."""
        with self._desk.desk.store.read() as rd:
            marks = official_receipts.counted(rd, _took_effect(rd, cmd_id))
            found = [receipt_of(one) for one in official_receipts.named(rd, marks)]
        return [CountedPrint(one, one.prints[marks[one.receipt_id]]) for one in found]

    def ask_again(self) -> None:
        """Ask the central system again for answers that are missing."""
        self._desk.sync.wake()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _demand(self, names: Sequence[str]) -> None:
        if not names:
            raise Refused("nothing_chosen")
        if len(names) > orders.RECEIPTS_MAX:
            raise Refused("too_many_chosen", found=len(names), limit=orders.RECEIPTS_MAX)

    def _demand_online(self) -> None:
        """Ask whether the central system is there before anything is kept: a number is not asked for in advance."""
        desk = self._desk.desk
        if not desk.online:
            raise Refused("receipts_offline")
        try:
            desk.central.heartbeat()
        except Unreachable as problem:
            raise Refused("receipts_offline") from problem

    def _give(self, prepared: Prepared, action: Action, count: int) -> Ordered:
        given = self._desk.give(prepared, action, prepared.op_id, {"receipts": str(count)})
        return Ordered(prepared.cmd_id, given.known)


def _took_effect(rd: Reading, cmd_id: str) -> str:
    """Return the name under which a command took effect: the present session may have had to give it again."""
    command = outbox.command(rd, cmd_id)
    while refusal(command) == SESSION_STALE and (again := outbox.next_alike(rd, command.cmd_id)) is not None:
        command = again
    return command.cmd_id
