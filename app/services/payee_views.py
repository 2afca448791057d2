"""What the register's screens are told: rows of payees and changes, one payee, one change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.payees.payee import read_qr
from app.domain.values.dates import bangkok_day
from app.store import payee_listings, payees

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.disbursement.record import Batch, LineRecord
    from app.domain.payees.changes import Change, Entry
    from app.domain.payees.payee import NameCheck, Payee
    from app.services.desk import Desk
    from app.services.inquiry import Query

TO_TAKE_UP = "to_take_up"
"""Beside the states of changes: those that were sent back to the person, wholly or in part, and wait to be mended."""


@dataclass(frozen=True, slots=True)
class ChangeTold:
    """A change as a second person sees it: ``standing`` are the approved payees that it is about, by id.

    ``checks`` is what the bank said of the proposed names; ``under_way`` that a command about it has no answer yet.
    ``to_take_up`` are the payees that were sent back with it, or left out of its approval, and that no later change is
    about.
    """

    change: Change
    standing: Mapping[str, Payee]
    checks: Mapping[str, NameCheck]
    under_way: bool
    to_take_up: frozenset[str]


@dataclass(frozen=True, slots=True)
class PayeeCard:
    """Everything that is known of a payee: changes and payments, the newest first."""

    payee: Payee
    changes: tuple[tuple[Change, Entry], ...]
    payments: tuple[tuple[Batch, LineRecord], ...]


@dataclass(frozen=True, slots=True)
class PayeeRows:
    """The register as a source of rows."""

    desk: Desk

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the ids of all matching payees in wanted order; a scanned code finds its payee alone."""
        with self.desk.store.read() as rd:
            scanned = read_qr(query.search)
            if scanned:
                found = payee_listings.row_id(rd, scanned)
                return [found] if found >= 0 else []
            return payee_listings.payee_ids(
                rd,
                bangkok_day(self.desk.now()),
                order=query.order,
                descending=query.descending,
                search=query.search,
                states=query.chips,
            )

    def rows(self, ids: Sequence[int], /) -> Sequence[Payee]:
        """Return the payees of ``ids`` in the same order."""
        with self.desk.store.read() as rd:
            found = payee_listings.payee_rows(rd, ids)
        return [found[identity] for identity in ids if identity in found]


@dataclass(frozen=True, slots=True)
class ChangeRows:
    """The changes of the register as a source of rows, the newest first."""

    desk: Desk

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the numbers of the changes in the states that are asked for, `TO_TAKE_UP` among them."""
        mine = self.desk.actor.person.uid if TO_TAKE_UP in query.chips else ""
        newest = query.descending or not query.order
        with self.desk.store.read() as rd:
            return payees.change_ids(rd, query.chips - {TO_TAKE_UP}, query.search, sent_back_to=mine, descending=newest)

    def rows(self, ids: Sequence[int], /) -> Sequence[Change]:
        """Return the heads of these changes in the same order."""
        with self.desk.store.read() as rd:
            found = payees.change_rows(rd, ids)
        return [found[seq] for seq in ids if seq in found]
