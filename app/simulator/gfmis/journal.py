"""The one journal of the treasury's system: documents of events, numbered without gaps, told to the unit (RE-7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from app.simulator import log
from app.simulator.clock import moment_text
from app.simulator.gfmis import chart, entries, periods
from app.simulator.gfmis.entries import CREDIT, DEBIT, Side
from app.simulator.gfmis.numbers import document_number
from app.simulator.gfmis.tables import documents
from app.simulator.gfmis.tables import entries as entry_table
from app.simulator.tables import accounts
from app.wire.gfmis import GFMIS_BOOKED, BookedEntry, GfmisBooked, GfmisDocument

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.gfmis.periods import Period


class Matter(StrEnum):
    """What documents are about."""

    REMITTANCE = "remittance"
    POSTING = "posting"
    RECALL = "recall"
    DRAW = "draw"
    BATCH = "batch"
    LINE = "line"
    OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Booking:
    """One amount of one event, as the table of entries has it (``remit.revenue``, ``draw`` ...).

    ``account`` is the account at the bank that it moves, '' for none. ``gl_account`` is what the money is: the revenue
    type's, the deposit's or the expense's account. ``fund`` is whole, with its year.
    """

    event: str
    agency: str
    unit: str
    matter: Matter
    about: str
    satang: int
    account: str = ""
    gl_account: str = ""
    fund: str = ""
    revenue_code: str = ""
    text: str = ""
    reverses: str = ""

    @property
    def owner(self) -> tuple[str, str]:
        """Whose books and whose log."""
        return self.agency, self.unit


def book(connection: Connection, now: datetime, booking: Booking) -> tuple[GfmisDocument, ...]:
    """Book one event, tell it, and return its documents; refuse with ``period_closed``."""
    booked = write(connection, now, booking, periods.demand_open(connection, now))
    tell(connection, now, booking.owner, booked)
    return booked


def book_all(connection: Connection, now: datetime, bookings: Sequence[Booking]) -> list[tuple[GfmisDocument, ...]]:
    """Book several events of one unit and tell them in one; return the documents of each; refuse likewise."""
    period = periods.demand_open(connection, now)
    booked = [write(connection, now, booking, period) for booking in bookings]
    if booked:
        tell(connection, now, bookings[0].owner, [one for some in booked for one in some])
    return booked


def write(connection: Connection, now: datetime, booking: Booking, period: Period) -> tuple[GfmisDocument, ...]:
    """Keep the documents of one event in a period, numbered; raise `LookupError` if the table has none for it."""
    purpose = _purpose(connection, booking.account)
    found = entries.of_event(connection, booking.event, purpose)
    if not found:
        raise LookupError(booking.event, purpose)
    words = {entries.OF_TYPE: booking.gl_account, entries.OF_BANK: chart.bank_account(purpose) if purpose else ""}
    sides = entries.sides(found, words)
    kinds = dict.fromkeys(side.document for side in sides)
    return tuple(
        _keep(connection, now, booking, period, tuple(side for side in sides if side.document == kind))
        for kind in kinds
    )


def reverse(
    connection: Connection, now: datetime, matter: Matter, document: Row[Any], satang: int, period: Period
) -> GfmisDocument:
    """Take ``satang`` of a document back by another one of its kind, with debits and credits changed over."""
    mine = select(entry_table).where(entry_table.c.doc == document.doc).order_by(entry_table.c.n)
    sides = tuple(
        Side(document.kind, CREDIT if one.side == DEBIT else DEBIT, one.gl_account, bool(one.automatic))
        for one in connection.execute(mine)
    )
    booking = Booking(
        event="",
        agency=document.agency,
        unit=document.unit,
        matter=matter,
        about=document.about,
        satang=satang,
        fund=document.fund,
        revenue_code=document.revenue_code,
        text=document.text,
        reverses=f"{document.kind}/{document.fy}/{document.number}",
    )
    return _keep(connection, now, booking, period, sides)


def tell(connection: Connection, now: datetime, owner: tuple[str, str], booked: Sequence[GfmisDocument]) -> None:
    """Write documents of one unit into its log."""
    if booked:
        body = GfmisBooked(tuple(booked))
        log.append(connection, moment_text(now), owner, GFMIS_BOOKED, booked[0].about, body, log.BANK)


def of_matter(connection: Connection, unit: str, matter: Matter, about: str) -> list[Row[Any]]:
    """Return a unit's documents about one thing, in the order of their booking."""
    mine = (documents.c.unit == unit, documents.c.matter == matter.value, documents.c.about == about)
    return list(connection.execute(select(documents).where(*mine).order_by(documents.c.doc)))


def amounts(connection: Connection, of: Sequence[Row[Any]]) -> list[int]:
    """Return the sum of each of these documents, in satang."""
    e = entry_table.c
    booked = select(e.doc, func.max(e.satang)).where(e.doc.in_([one.doc for one in of]))
    found = {doc: int(satang) for doc, satang in connection.execute(booked.group_by(e.doc))}
    return [found[one.doc] for one in of]


def _purpose(connection: Connection, account: str) -> str:
    if not account:
        return ""
    kept: str = connection.execute(select(accounts.c.purpose).where(accounts.c.account == account)).scalar_one()
    return chart.purpose_of(kept)


def _keep(
    connection: Connection, now: datetime, booking: Booking, period: Period, sides: tuple[Side, ...]
) -> GfmisDocument:
    kind = sides[0].document
    document = GfmisDocument(
        kind=kind,
        number=document_number(connection, booking.agency, kind, period.fy),
        fy=period.fy,
        period=period.period,
        booked_at=moment_text(now),
        matter=booking.matter.value,
        about=booking.about,
        fund=booking.fund,
        revenue_code=booking.revenue_code,
        text=booking.text,
        reverses=booking.reverses,
        entries=tuple(
            BookedEntry(one.side, one.gl_account, str(booking.satang), "yes" if one.automatic else "no")
            for one in sides
        ),
    )
    named = {name: getattr(document, name) for name in GfmisDocument.__struct_fields__ if name != "entries"}
    values = named | {"agency": booking.agency, "unit": booking.unit}
    doc = connection.execute(insert(documents).values(values).returning(documents.c.doc)).scalar_one()
    rows = [
        {
            "doc": doc,
            "n": n,
            "side": one.side,
            "gl_account": one.gl_account,
            "satang": booking.satang,
            "automatic": int(one.automatic),
        }
        for n, one in enumerate(sides, 1)
    ]
    connection.execute(insert(entry_table), rows)
    return document
