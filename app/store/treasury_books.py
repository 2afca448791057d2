"""Documents that the treasury booked for the unit, as the log told them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from app.domain.collections.request import Side
from app.domain.remittances.books import BookedEntry, GfmisDocument
from app.domain.values.dates import bangkok_day, instant, parse_instant
from app.domain.values.errors import Tampered
from app.domain.values.money import Money
from app.store import remittance_words
from app.store.records import among
from app.store.remittance_tables import gfmis_document as document_table
from app.store.remittance_tables import gfmis_entry as entry_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement

    from app.domain.remittances.news import DocumentsBooked
    from app.store.handles import Reading, Writing

NOT_FOLLOWING = "books_news_wrong"
_D, _E = document_table.c, entry_table.c


def put_booked(tx: Writing, told: DocumentsBooked, seq: int) -> None:
    """Keep documents; raise `Tampered` for a number that was told before."""
    for document in told.documents:
        _demand_new(tx, document, seq)
        values = {
            "kind": document.kind,
            "fy": document.fy,
            "number": document.number,
            "period": document.period,
            "booked_at": instant(document.booked_at),
            "booked_on": bangkok_day(document.booked_at).isoformat(),
            "matter": document.matter,
            "about": document.about,
            "fund": document.fund,
            "revenue_code": document.revenue_code,
            "text": document.text,
            "reverses": document.reverses,
            "satang": document.amount.satang,
            "seq": seq,
        }
        identity = tx.connection.execute(insert(document_table).values(values).returning(_D.id)).scalar_one()
        rows = [
            {
                "document": identity,
                "place": place,
                "side": entry.side.value,
                "gl_account": entry.gl_account,
                "satang": entry.amount.satang,
                "automatic": int(entry.automatic),
            }
            for place, entry in enumerate(document.entries, 1)
        ]
        tx.connection.execute(insert(entry_table), rows)
    remittance_words.index_documents(tx, told.documents)
    tx.touched("gfmis_document")


def of_matter(rd: Reading, about: str) -> list[GfmisDocument]:
    """Return the documents about a remittance, a posting, a recall, a draw or a batch, in the order of booking."""
    return list(_read(rd, _D.about == about).values()) if about else []


def with_number(rd: Reading, number: str) -> list[GfmisDocument]:
    """Return the documents with a number, of every kind and year."""
    return list(_read(rd, _D.number == number).values()) if number else []


def with_ids(rd: Reading, ids: Iterable[int]) -> dict[int, GfmisDocument]:
    """Return the documents with these row ids."""
    return _read(rd, _D.id.in_(among(ids)))


def _demand_new(tx: Writing, document: GfmisDocument, seq: int) -> None:
    name = (_D.kind == document.kind, _D.fy == document.fy, _D.number == document.number)
    if tx.connection.execute(select(_D.id).where(*name)).first() is not None:
        raise Tampered(NOT_FOLLOWING, seq=seq)


def _read(rd: Reading, *wanted: ColumnElement[bool]) -> dict[int, GfmisDocument]:
    rows = rd.connection.execute(select(document_table).where(*wanted).order_by(_D.id)).all()
    entries: dict[int, list[BookedEntry]] = {}
    query = select(entry_table).where(_E.document.in_(among(row.id for row in rows))).order_by(_E.document, _E.place)
    for row in rd.connection.execute(query):
        entry = BookedEntry(Side(row.side), row.gl_account, Money(row.satang), bool(row.automatic))
        entries.setdefault(row.document, []).append(entry)
    return {
        row.id: GfmisDocument(
            kind=row.kind,
            number=row.number,
            fy=row.fy,
            period=row.period,
            booked_at=parse_instant(row.booked_at),
            matter=row.matter,
            about=row.about,
            fund=row.fund,
            revenue_code=row.revenue_code,
            text=row.text,
            reverses=row.reverses,
            entries=tuple(entries.get(row.id, ())),
        )
        for row in rows
    }
