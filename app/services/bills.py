"""Bills for one signed-in person: written, issued under a signature, given up, looked up with all that happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.central import bills as orders
from app.domain.access.permissions import Action
from app.domain.collections import bill_rules
from app.domain.collections.bill import UNPAID
from app.domain.values.errors import Conflict, Refused
from app.domain.values.money import Money
from app.services.collection_orders import CollectionDesk
from app.services.collection_rows import BillRows, Limits, receipt_of
from app.services.commands import reasoned
from app.services.receiving import receiving
from app.store import bills, collection_orders, official_receipts, payments
from app.store import receiving as kept_drafts
from app.store.receiving import KeptDraft

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from app.domain.collections.bill import Bill, LetterReport
    from app.domain.collections.bill_rules import BillFault, BillFields
    from app.domain.collections.payment import Payment
    from app.domain.collections.receipt import Receipt
    from app.domain.collections.revenue import Receiving
    from app.services.collection_orders import OpenOrder
    from app.services.commands import Given
    from app.services.desk import Desk
    from app.services.sync import Sync
    from app.store.collection_orders import Happening


@dataclass(frozen=True, slots=True)
class BillTold:
    """A bill with everything that happened to it, each in the order of time; ``receipts`` are of its payments.

    ``under_way``: a command about it has no answer yet, and no other may be given.
    """

    bill: Bill
    payments: tuple[Payment, ...]
    receipts: tuple[Receipt, ...]
    letters: tuple[LetterReport, ...]
    history: tuple[Happening, ...]
    under_way: bool


class Bills:
    """Reading answers from the store; issuing and giving up may take seconds."""

    def __init__(self, desk: Desk, sync: Sync) -> None:
        self._desk = CollectionDesk(desk, sync)

    @property
    def today(self) -> date:
        """The day in Bangkok; answers from memory."""
        return self._desk.today

    def receiving(self) -> Receiving:
        """Return how the unit collects; raise `Refused` ``receiving_unknown`` before that was ever told."""
        return receiving(self._desk.desk)

    def rows(self, limits: Limits | None = None) -> BillRows:
        """Return bills as a source of rows."""
        return BillRows(self._desk.desk, limits or Limits())

    def told(self, bill_id: str) -> BillTold:
        """Return a bill with everything that happened to it, and write down who looked.

        Raises `Refused` ``bill_unknown``, `NotAllowed` ``role_missing``.
        """
        self._desk.looked_at(bill_id)
        with self._desk.desk.store.read() as rd:
            bill = bills.bill(rd, bill_id)
            if bill is None:
                raise Refused("bill_unknown")
            paid = payments.of_bill(rd, bill_id, bill.reference.ref1, bill.reference.ref2)
            given = [receipt for one in paid for receipt in official_receipts.of_payment(rd, one.payment_id)]
            return BillTold(
                bill=bill,
                payments=tuple(paid),
                receipts=tuple(map(receipt_of, given)),
                letters=tuple(bills.letters(rd, bill_id)),
                history=tuple(collection_orders.history(rd, bill_id)),
                under_way=self._desk.under_way(rd, bill_id),
            )

    def row_id(self, bill_id: str) -> int:
        """Return the list's id of a bill, -1 where it was not heard of."""
        with self._desk.desk.store.read() as rd:
            return bills.row_id(rd, bill_id)

    def issued(self, order_id: str) -> list[Bill]:
        """Return the bills of an order of bills (`Given.order_id`), none before the log told of it."""
        with self._desk.desk.store.read() as rd:
            return bills.of_order(rd, order_id)

    def open_orders(self) -> list[OpenOrder]:
        """Return the commands about bills that have no answer yet."""
        return [one for one in self._desk.open_orders() if one.kind in orders.KINDS]

    # -- drafts -------------------------------------------------------------------------------------------------------

    def faults(self, fields: BillFields) -> list[BillFault]:
        """Return everything that keeps a bill from being signed, in the order of its fields."""
        return bill_rules.faults(fields, self.receiving(), self.today)

    def drafts(self) -> list[KeptDraft]:
        """Return the bills that are being written here, in the order in which they were begun."""
        with self._desk.desk.store.read() as rd:
            return kept_drafts.drafts(rd)

    def keep(self, fields: BillFields, bill_id: str = "", request_id: str = "") -> str:
        """Keep a bill as it is written, complete or not; return its id. ``bill_id`` '' begins one."""
        name = bill_id or orders.new_bill_id()
        return self._keep([KeptDraft(name, fields, request_id, "", self._desk.desk.actor.person.uid)])[0]

    def keep_list(self, found: Sequence[BillFields], source_sha256: str) -> list[str]:
        """Keep the bills of an imported list, ``source_sha256`` its file's hash; return their ids in the same order."""
        uid = self._desk.desk.actor.person.uid
        return self._keep([KeptDraft(orders.new_bill_id(), one, "", source_sha256, uid) for one in found])

    def drop(self, bill_ids: Iterable[str]) -> None:
        """Forget bills that were being written."""
        names = list(bill_ids)
        desk = self._desk.desk
        with desk.store.write(desk.actor, Action.EDIT_BILLS, "drafts", {"dropped": str(len(names))}) as tx:
            kept_drafts.drop_drafts(tx, names)

    # -- acts ---------------------------------------------------------------------------------------------------------

    def issue(self, bill_ids: Sequence[str]) -> Given:
        """Sign kept drafts, all in one order, and hand them in; `issued` tells their references once they are known.

        A draft stays until the log tells of its bill.

        Raises `Refused` ``bills_none``, ``too_many_chosen`` (facts ``found``, ``limit``), ``bill_faulty`` (facts
        ``bill_id``, ``field``), ``receiving_none``, `Conflict` ``order_under_way``, and the central system's refusals.
        """
        wanted = dict.fromkeys(bill_ids)
        chosen = [one for one in self.drafts() if one.bill_id in wanted]
        if not chosen:
            raise Refused("bills_none")
        if len(chosen) > orders.BILLS_MAX:
            raise Refused("too_many_chosen", found=len(chosen), limit=orders.BILLS_MAX)
        receiving = self.receiving()
        if not receiving.account:
            raise Refused("receiving_none")
        for one in chosen:
            for fault in bill_rules.faults(one.fields, receiving, self.today):
                raise Refused("bill_faulty", bill_id=one.bill_id, field=fault.field)
        sources = {one.source_sha256 for one in chosen}  # bills of several lists, or of none, name none
        signed = [bill_rules.draft(one.fields, one.bill_id, one.request_id) for one in chosen]
        source = sources.pop() if len(sources) == 1 else ""
        desk = self._desk.desk
        prepared = orders.prepare_issue(desk.signer, signed, source, desk.now())
        total = Money(sum(one.amount.satang for one in signed)).format()
        facts = {"bills": str(len(signed)), "total": total, "file_sha256": source}
        return self._desk.give(prepared, Action.ISSUE_BILLS, prepared.op_id, facts)

    def cancel(self, bill: Bill, reason: str) -> Given:
        """Give up a bill without money on it; raise `Refused` ``reason_missing``, `Conflict` ``status_forbids``."""
        reason = reasoned(reason)
        if bill.state not in UNPAID:
            raise Conflict("status_forbids", status=bill.state.value, action=Action.CANCEL_BILL.value)
        prepared = orders.prepare_cancel(self._desk.desk.signer, bill.bill_id, reason)
        return self._desk.give(prepared, Action.CANCEL_BILL, bill.bill_id, {"reason": reason})

    def ask_again(self) -> None:
        """Ask the central system again for answers that are missing."""
        self._desk.sync.wake()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _keep(self, drafts: list[KeptDraft]) -> list[str]:
        desk = self._desk.desk
        facts = {"bills": str(len(drafts)), "file_sha256": drafts[0].source_sha256} if drafts else {}
        with desk.store.write(desk.actor, Action.EDIT_BILLS, "drafts", facts) as tx:
            kept_drafts.put_drafts(tx, drafts)
        return [one.bill_id for one in drafts]
