"""A stretch of an account as a file tells it: written from what is kept, or read from somebody's, unsigned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from app.domain.values.dates import instant
from app.domain.values.errors import BadInput
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from app.domain.closing.statement import Entry, Side

CURRENCY = "THB"
_FOREIGN = UUID("6b1f7a52-90d3-5f38-8f5e-2d8a3c1e7b64")


@dataclass(frozen=True, slots=True)
class StatementFile:
    """What a file says of one account; balances None where it says none. ``entries`` are not the bank's signed word."""

    account: str = field(repr=False)
    name: str
    first: date
    last: date
    opening: Money | None
    closing: Money | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What of a file is new here: ``doubles`` are known already, word for word; nothing is written by looking."""

    file: StatementFile
    fresh: tuple[Entry, ...]
    doubles: int


def change(entries: Iterable[Entry]) -> int:
    """Return by how many satang movements change a balance."""
    return sum(entry.change for entry in entries)


def demand_sum(opening: Money | None, closing: Money | None, entries: Sequence[Entry]) -> None:
    """Raise `BadInput` ``statement_sum_wrong`` (facts ``stated``, ``found``) where both balances do not fit."""
    if opening is None or closing is None:
        return
    found = Money(opening.satang + change(entries))
    if found != closing:
        raise BadInput("statement_sum_wrong", stated=closing.format(), found=found.format())


def verdict(file: StatementFile, known: dict[str, Entry]) -> FileVerdict:
    """Hold a file against what is kept of its account.

    Raises `BadInput` ``statement_entry_differs`` (fact ``entry``) where it tells an entry otherwise than the bank
    signed it, or than another file told it.
    """
    fresh = []
    for entry in file.entries:
        there = known.get(entry.entry_id)
        if there is None:
            fresh.append(entry)
        elif _words(there) != _words(entry):
            raise BadInput("statement_entry_differs", entry=entry.bank_ref or entry.entry_id[:8])
    return FileVerdict(file, tuple(fresh), len(file.entries) - len(fresh))


def foreign_id(account: str, at: datetime, side: Side, satang: int, words: Sequence[str], place: int) -> str:
    """Return a name for an entry that its file gives none: the same file gives it the same one again.

    ``place`` tells apart entries that are alike in everything else, from 0.
    """
    return str(uuid5(_FOREIGN, "\x1f".join((account, instant(at), side.value, str(satang), *words, str(place)))))


def plain_id(reference: str) -> str:
    """Return an entry's name as statements have it: what was shortened to 32 signs for a file is whole again."""
    try:
        return str(UUID(reference)) if len(reference) == len(UUID(int=0).hex) else reference
    except ValueError:
        return reference


def _words(entry: Entry) -> tuple[object, ...]:
    return entry.account, entry.booked_at, entry.side, entry.amount
