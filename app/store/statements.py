"""Account statements as the bank signed them, and their entries, each once however often it came (RC-1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from app.domain.closing.statement import Entry, EntryKind, Side
from app.domain.values.dates import instant, parse_instant
from app.domain.values.errors import Tampered
from app.domain.values.money import Money
from app.store.closing_tables import statement as statement_table
from app.store.closing_tables import statement_entry as entry_table
from app.store.records import among

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Row

    from app.domain.closing.statement import SignedStatement
    from app.store.handles import Reading, Writing

_S, _E = statement_table.c, entry_table.c


@dataclass(frozen=True, slots=True)
class KeptStatement:
    """A stretch as it is kept: from where to where, its balances, and the exact bytes that the bank signed."""

    account: str = field(repr=False)
    since: datetime | None
    until: datetime
    opening: Money
    closing: Money
    entries: int
    text: bytes = field(repr=False)
    sig: str = field(repr=False)


def put(tx: Writing, signed: SignedStatement) -> int:
    """Keep a stretch and its entries; return how many of them were not here yet.

    Raises `Tampered` ``statement_changed`` (fact ``account``) where the bank now tells an entry otherwise, leaves one
    out that it told before in this stretch, or adds one to a stretch that it told before.
    """
    said = signed.statement
    known = {one.entry_id for one in within(tx, said.account, said.since, said.until) if one.signed}
    late = covered(tx, said.account, [one for one in said.entries if one.entry_id not in known])
    if late or known - {one.entry_id for one in said.entries}:
        raise Tampered("statement_changed", account=said.account)
    added = put_entries(tx, said.account, said.entries)
    if stretch(tx, said.account, said.since, said.until) is not None:
        return added
    row = {
        "account": said.account,
        "since": _text(said.since),
        "until": instant(said.until),
        "opening_satang": said.opening.satang,
        "closing_satang": said.closing.satang,
        "entries": len(said.entries),
        "fetched_at": instant(tx.at),
        "text": signed.text,
        "sig": signed.sig,
    }
    tx.connection.execute(insert(statement_table), row)
    tx.touched("statement")
    return added


def put_entries(tx: Writing, account: str, entries: Sequence[Entry]) -> int:
    """Keep an account's entries that are not here yet and return their number; files' words become the bank's own.

    Raises `Tampered` ``statement_changed`` where the bank tells a signed one otherwise.
    """
    known = named(tx, account, [one.entry_id for one in entries])
    for entry in entries:
        found = known.get(entry.entry_id)
        if found is not None and found.signed and entry.signed and found != entry:
            raise Tampered("statement_changed", account=account)
        if found is not None and entry.signed and not found.signed:
            mine = (_E.account == account, _E.entry_id == entry.entry_id)
            tx.connection.execute(update(entry_table).where(*mine).values(_row(entry)))
    fresh = {entry.entry_id: _row(entry) for entry in entries if entry.entry_id not in known}
    if fresh:
        tx.connection.execute(insert(entry_table), list(fresh.values()))
        tx.touched("statement")
    return len(fresh)


def drop_unsigned(tx: Writing, account: str, since: datetime | None, until: datetime) -> int:
    """Forget what only files told of a stretch that the bank has signed since; return how many."""
    gone = delete(entry_table).where(*_stretch(account, since, until), _E.signed == 0)
    return tx.connection.execute(gone).rowcount


def stretch(rd: Reading, account: str, since: datetime | None, until: datetime) -> KeptStatement | None:
    """Return exactly this stretch, None where it was not fetched."""
    mine = (_S.account == account, _S.since == _text(since), _S.until == instant(until))
    row = rd.connection.execute(select(statement_table).where(*mine)).first()
    return _kept(row) if row else None


def ending_at(rd: Reading, account: str, until: datetime) -> KeptStatement | None:
    """Return a stretch that ends at a moment, None where there is none."""
    query = select(statement_table).where(_S.account == account, _S.until == instant(until)).order_by(_S.since)
    row = rd.connection.execute(query.limit(1)).first()
    return _kept(row) if row else None


def newest(rd: Reading, account: str) -> KeptStatement | None:
    """Return the stretch of an account that reaches furthest, None before any was fetched."""
    query = select(statement_table).where(_S.account == account).order_by(_S.until.desc(), _S.since)
    row = rd.connection.execute(query.limit(1)).first()
    return _kept(row) if row else None


def within(rd: Reading, account: str, since: datetime | None, until: datetime) -> list[Entry]:
    """Return the entries after one moment (None: from the beginning) up to another, in the order of their booking."""
    return _entries(rd, *_stretch(account, since, until))


def of_days(rd: Reading, account: str, first: date, last: date) -> list[Entry]:
    """Return the entries from one day in Bangkok to another, in the order of their booking."""
    return _entries(rd, _E.account == account, _E.booked_on.between(first.isoformat(), last.isoformat()))


def named(rd: Reading, account: str, entry_ids: Iterable[str]) -> dict[str, Entry]:
    """Return those of these entries of an account that are here."""
    found = _entries(rd, _E.account == account, _E.entry_id.in_(among(entry_ids)))
    return {one.entry_id: one for one in found}


def with_ids(rd: Reading, entry_ids: Iterable[str]) -> list[Entry]:
    """Return the entries with these ids, of whatever account."""
    return _entries(rd, _E.entry_id.in_(among(entry_ids)))


def change_before(rd: Reading, account: str, day: date) -> int:
    """Return by how many satang everything booked before a day changed the balance."""
    sides = select(_E.side, func.sum(_E.satang)).where(_E.account == account, _E.booked_on < day.isoformat())
    sums: dict[str, int] = {side: satang for side, satang in rd.connection.execute(sides.group_by(_E.side))}
    return sums.get(Side.IN.value, 0) - sums.get(Side.OUT.value, 0)


def covered(rd: Reading, account: str, entries: Iterable[Entry]) -> list[Entry]:
    """Return those that would have stood in a stretch of the account that is kept."""
    told = rd.connection.execute(select(_S.since, _S.until).where(_S.account == account)).all()
    moments = ((one, instant(one.booked_at)) for one in entries)
    return [one for one, at in moments if any(row.since < at <= row.until for row in told)]


def _stretch(account: str, since: datetime | None, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return _E.account == account, _E.booked_at > _text(since), _E.booked_at <= instant(until)


def _entries(rd: Reading, *wanted: ColumnElement[bool]) -> list[Entry]:
    query = select(entry_table).where(*wanted).order_by(_E.account, _E.booked_at, _E.id)
    return [_entry(row) for row in rd.connection.execute(query)]


def _row(entry: Entry) -> dict[str, object]:
    return {
        "account": entry.account,
        "entry_id": entry.entry_id,
        "booked_at": instant(entry.booked_at),
        "booked_on": entry.day.isoformat(),
        "side": entry.side.value,
        "satang": entry.amount.satang,
        "kind": entry.kind.value,
        "reference": entry.reference,
        "bank_ref": entry.bank_ref,
        "count": entry.count,
        "text": entry.text,
        "signed": int(entry.signed),
    }


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        account=row.account,
        entry_id=row.entry_id,
        booked_at=parse_instant(row.booked_at),
        side=Side(row.side),
        amount=Money(row.satang),
        kind=EntryKind(row.kind),
        reference=row.reference,
        bank_ref=row.bank_ref,
        count=row._mapping["count"],
        text=row.text,
        signed=bool(row.signed),
    )


def _kept(row: Row[Any]) -> KeptStatement:
    return KeptStatement(
        account=row.account,
        since=parse_instant(row.since) if row.since else None,
        until=parse_instant(row.until),
        opening=Money(row.opening_satang),
        closing=Money(row.closing_satang),
        entries=row.entries,
        text=row.text,
        sig=row.sig,
    )


def _text(at: datetime | None) -> str:
    return instant(at) if at else ""
