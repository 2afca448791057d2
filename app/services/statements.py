"""Movements of the unit's accounts: fetched from the bank, believed as it signed them, shown from what is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.central.remittance_terms import read_terms
from app.central.statements import read_statement
from app.domain.access.permissions import Action, require
from app.domain.closing.statement import summed
from app.domain.remittances.kinds import Purpose
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import Refused, Tampered
from app.domain.values.money import Money
from app.services import receiving
from app.store import remittances, statements

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.domain.closing.statement import Entry, SignedStatement
    from app.services.desk import Desk

RECEIVING_UNKNOWN = "receiving_unknown"


@dataclass(frozen=True, slots=True)
class AccountStanding:
    """An account of the unit: its balance where its movements end that are kept, None before any was fetched."""

    account: str = field(repr=False)
    name: str
    until: datetime | None
    balance: Money | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a round brought: entries that were not here yet by account; the same stretch again brings none."""

    until: datetime
    added: dict[str, int] = field(repr=False)

    @property
    def count(self) -> int:
        """How many entries are new."""
        return sum(self.added.values())


@dataclass(frozen=True, slots=True)
class Movements:
    """What moved on an account from one day to another; ``came_in`` and ``went_out`` are the sums of these entries.

    ``complete_until`` is the end of what the bank signed, None for nothing; ``unsigned`` counts what only files told.
    """

    account: str = field(repr=False)
    name: str
    first: date
    last: date
    opening: Money
    came_in: Money
    went_out: Money
    entries: tuple[Entry, ...]
    complete_until: datetime | None

    @property
    def closing(self) -> Money:
        """The balance after the last of them."""
        return self.opening + self.came_in - self.went_out

    @property
    def unsigned(self) -> int:
        """How many entries no statement of the bank's has told."""
        return sum(not entry.signed for entry in self.entries)


class Statements:
    """The unit's account statements for one signed-in person; fetching may take seconds."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def today(self) -> date:
        """The day in Bangkok; answers from memory."""
        return bangkok_day(self._desk.now())

    def accounts(self) -> list[AccountStanding]:
        """Return every account of the unit by number, with where its kept movements end."""
        names = account_names(self._desk)
        with self._desk.store.read() as rd:
            newest = {account: statements.newest(rd, account) for account in names}
        return [
            AccountStanding(account, name, kept.until if kept else None, kept.closing if kept else None)
            for (account, name), kept in zip(names.items(), newest.values(), strict=True)
        ]

    def entry(self, entry_id: str) -> Entry | None:
        """Return a movement by its name, None where none of that name is kept here."""
        with self._desk.store.read() as rd:
            return next(iter(statements.with_ids(rd, [entry_id])), None)

    def fetch(self) -> Fetched:
        """Fetch what moved on every account since it was fetched last.

        Raises `NotAllowed` ``role_missing``, `Tampered` ``statement_...`` for what the bank did not sign or tells
        otherwise than before, and the central system's refusals.
        """
        require(self._desk.actor.person.roles, Action.FETCH_STATEMENTS)
        added: dict[str, int] = {}
        until: datetime | None = None
        for standing in self.accounts():
            signed = self._asked(standing.account, standing.until, until)
            until = signed.statement.until
            added[standing.account] = self._keep(signed)
        return Fetched(until or self._desk.now(), added)

    def stretch(self, since: datetime | None, until: datetime) -> list[SignedStatement]:
        """Return exactly this stretch of every account by number, from here or from the bank; raise as `fetch`."""
        found: list[SignedStatement] = []
        for account in account_names(self._desk):
            if since is not None:
                self._reach(account, since)
            with self._desk.store.read() as rd:
                kept = statements.stretch(rd, account, since, until)
            if kept is None:
                signed = self._asked(account, since, until)
                self._keep(signed)
            else:
                signed = self._read(account, kept.text, kept.sig)
            found.append(signed)
        return found

    def newest_moment(self, since: datetime | None) -> datetime:
        """Return the newest moment that is over, as the bank itself signs it; raise as `fetch`, and for no account."""
        account = next(iter(account_names(self._desk)), None)
        if account is None:
            raise Refused("statement_account_unknown", account="–")
        return self._asked(account, since, None).statement.until

    def movements(self, account: str, first: date, last: date) -> Movements:
        """Return what moved on an account from one day in Bangkok to another, as far as it is kept here.

        Raises `Refused` ``statement_account_unknown``.
        """
        name = account_names(self._desk).get(account)
        if name is None:
            raise Refused("statement_account_unknown", account=account)
        with self._desk.store.read() as rd:
            entries = statements.of_days(rd, account, first, last)
            opening = statements.change_before(rd, account, first)
            newest = statements.newest(rd, account)
        came_in = summed(one for one in entries if one.change > 0)
        went_out = summed(one for one in entries if one.change < 0)
        until = newest.until if newest else None
        return Movements(account, name, first, last, Money(opening), came_in, went_out, tuple(entries), until)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _reach(self, account: str, until: datetime) -> None:
        """Fetch what is missing up to a moment, so that no entry before it is unknown here."""
        with self._desk.store.read() as rd:
            newest, joining = statements.newest(rd, account), statements.ending_at(rd, account, until)
        if joining is None and (newest is None or newest.until < until):
            self._keep(self._asked(account, newest.until if newest else None, until))

    def _asked(self, account: str, since: datetime | None, until: datetime | None) -> SignedStatement:
        text, sig = self._desk.central.statements.statement(account, since, until)
        signed = self._read(account, text, sig)
        if signed.statement.since != since or (until is not None and signed.statement.until != until):
            raise Tampered("statement_wrong", account=account, what="other_stretch")
        return signed

    def _read(self, account: str, text: bytes, sig: str) -> SignedStatement:
        owner = (self._desk.actor.agency, self._desk.actor.unit)
        return read_statement(text, sig, self._desk.about.bank_public_key, owner, account)

    def _keep(self, signed: SignedStatement) -> int:
        """Keep a stretch after its balances were held against those that join it; raise `Tampered`."""
        said, desk = signed.statement, self._desk
        facts = {"account": said.account, "entries": str(len(said.entries)), "closing": said.closing.format()}
        with desk.store.write(desk.actor, Action.FETCH_STATEMENTS, said.account, facts) as tx:
            before = statements.ending_at(tx, said.account, said.since) if said.since else None
            opening = before.closing if before else None
            if (said.since is None and said.opening != Money(0)) or opening not in (None, said.opening):
                raise Tampered("statement_gap", account=said.account)
            added = statements.put(tx, signed)
            dropped = statements.drop_unsigned(tx, said.account, said.since, said.until)
            tx.note(added=str(added), dropped=str(dropped))
        return added


def account_names(desk: Desk) -> dict[str, str]:
    """Return the names of all accounts of the unit by number: those it pays from, collects on and remits from."""
    names = {one.account: one.name for one in desk.unit.accounts}
    try:
        told = receiving.receiving(desk)
    except Refused as problem:
        if problem.code != RECEIVING_UNKNOWN:
            raise
    else:
        if told.account:
            names[told.account] = told.account_name
    with desk.store.read() as rd:
        body = remittances.terms(rd)
    if body is not None:
        names |= {one.account: one.name for one in read_terms(body, desk.actor.unit).accounts}
    return dict(sorted(names.items()))


def receiving_account(desk: Desk) -> str:
    """Return the account on which the unit collects, '' for none; others than collectors know it as remitted from."""
    try:
        return receiving.receiving(desk).account
    except Refused as problem:
        if problem.code != RECEIVING_UNKNOWN:
            raise
    with desk.store.read() as rd:
        body = remittances.terms(rd)
    known = read_terms(body, desk.actor.unit).accounts if body else ()
    return next((one.account for one in known if one.purpose is Purpose.RECEIVING), "")
