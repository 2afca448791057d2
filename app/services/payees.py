"""The payee register for one signed-in person: what the log told and what was verified, to be looked up."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from app.central import payees as orders
from app.domain.access.permissions import Action
from app.domain.payees import rules
from app.domain.payees.payee import PaidTo, Payee, PayeeRecord, read_qr
from app.domain.payees.register import Register
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import Refused
from app.services.payee_changes import PayeeChanges
from app.services.payee_views import PayeeCard, PayeeRows
from app.store import payee_listings, payees

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.services.desk import Desk
    from app.services.sync import Sync

FOUND_MAX = 12


class Payees:
    """Looks up, and lets change through ``changes``; every method may take seconds unless it says otherwise."""

    def __init__(self, desk: Desk, sync: Sync) -> None:
        self._desk = desk
        self.changes = PayeeChanges(desk, sync, self)
        self._register: Register | None = None
        self._turn = threading.Lock()
        desk.store.subscribe(self._store_changed)

    def rows(self) -> PayeeRows:
        """Return the register as a source of rows."""
        return PayeeRows(self._desk)

    def find(self, words: str, *, payable_on: date | None = None) -> Sequence[Payee]:
        """Return the first payees that hold all these words, names that begin with them before others.

        ``payable_on`` leaves out whoever may not be paid on that day.
        """
        if not words.strip():
            return []
        with self._desk.store.read() as rd:
            scanned = read_qr(words)
            if scanned:
                known = payee_listings.payee(rd, scanned)
                found = [known] if known else []
            else:
                ids = payee_listings.payee_ids(rd, self._today, search=words, count_max=5 * FOUND_MAX)
                by_id = payee_listings.payee_rows(rd, ids)
                found = sorted(
                    (by_id[identity] for identity in ids if identity in by_id),
                    key=lambda payee: not payee.record.name.startswith(words.strip()),
                )
        return [payee for payee in found if payable_on is None or payee.payable(payable_on)][:FOUND_MAX]

    def row_id(self, payee_id: str) -> int:
        """Return under which id the list has a payee, -1 for none."""
        with self._desk.store.read() as rd:
            return payee_listings.row_id(rd, payee_id)

    def payee(self, payee_id: str) -> Payee:
        """Return one payee; raise `Refused` ``payee_unknown``."""
        with self._desk.store.read() as rd:
            found = payee_listings.payee(rd, payee_id)
        if found is None:
            raise Refused("payee_unknown", payee_id=payee_id)
        return found

    def card(self, payee_id: str) -> PayeeCard:
        """Return everything about a payee, and write down that it was looked at; raise `Refused` ``payee_unknown``."""
        payee = self.payee(payee_id)
        with self._desk.store.read() as rd:
            told = payees.changes_of(rd, payee_id)
            paid = payee_listings.lines_of(rd, payee)
        self._desk.note(Action.VIEW_PAYEES, payee_id)
        return PayeeCard(payee, tuple(told), tuple(paid))

    def register(self) -> Register:
        """Return the whole register as lines are linked to it, read anew only after a change of it."""
        with self._turn:
            if self._register is None:
                with self._desk.store.read() as rd:
                    self._register = Register(payee_listings.registered(rd))
            return self._register

    def whom(self, paid: PaidTo) -> str:
        """Return the payee of a line, '' for nobody of the register."""
        register = self.register()
        if paid.payee_id and register.find(paid.payee_id) is not None:
            return paid.payee_id
        at_account = register.at(paid.bank, paid.acct)
        named = [payee for payee in at_account if payee.bears(paid.name)]
        return (named or at_account)[0].payee_id if at_account else ""

    @property
    def today(self) -> date:
        """The day in Bangkok, as far as the central system's clock is known; answers from memory."""
        return self._today

    @staticmethod
    def new_id() -> str:
        """Return a name for a new payee, for life; answers from memory."""
        return orders.new_payee_id()

    def faults(self, record: PayeeRecord) -> list[rules.Fault]:
        """Return what keeps a record from being proposed; answers from memory."""
        return rules.faults(record, self._desk.banks)

    # -- inside -------------------------------------------------------------------------------------------------------

    @property
    def _today(self) -> date:
        return bangkok_day(self._desk.now())

    def _store_changed(self, kinds: frozenset[str]) -> None:
        if "payee" in kinds:
            with self._turn:
                self._register = None
