"""Documents of the treasury's books as the log tells them: each adds up to zero, or it is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central.verification import whole
from app.domain.collections.request import Side
from app.domain.remittances.books import PERIODS, BookedEntry, GfmisDocument
from app.domain.remittances.news import DocumentsBooked
from app.domain.values.dates import parse_instant
from app.domain.values.money import Money
from app.wire import codec
from app.wire import gfmis as wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.remittances.news import RemittanceNews

_PERIODS = frozenset(f"{number:02d}" for number in range(1, PERIODS + 1))


def read_documents(body: bytes) -> tuple[GfmisDocument, ...]:
    """Return the documents that the body of a `app.wire.gfmis.GFMIS_BOOKED` tells; raise ``ValueError``."""
    return tuple(map(_document, codec.decode(body, wire.GfmisBooked).documents))


def _booked(body: bytes, _: object) -> RemittanceNews:
    return DocumentsBooked(read_documents(body))


READERS: dict[str, Callable[[bytes, object], RemittanceNews]] = {wire.GFMIS_BOOKED: _booked}


def _document(said: wire.GfmisDocument) -> GfmisDocument:
    """Read a document; raise ``ValueError`` for entries that do not balance."""
    document = GfmisDocument(
        kind=said.kind,
        number=said.number,
        fy=whole(said.fy),
        period=said.period,
        booked_at=parse_instant(said.booked_at),
        matter=said.matter,
        about=said.about,
        fund=said.fund,
        revenue_code=said.revenue_code,
        text=said.text,
        reverses=said.reverses,
        entries=tuple(
            BookedEntry(Side(one.side), one.gl_account, Money(whole(one.satang)), one.automatic == "yes")
            for one in said.entries
        ),
    )
    if not document.adds_up or document.period not in _PERIODS or not document.number:
        raise ValueError(document.name)
    return document
