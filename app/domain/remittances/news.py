"""What the unit's log tells about remittances and the treasury's documents, read from signed bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.remittances.books import GfmisDocument
    from app.domain.remittances.remittance import RemittanceOrder, Standing


@dataclass(frozen=True, slots=True)
class RemittanceOrdered:
    """An order waits for a second person; ``text`` are the exact bytes that its maker signed."""

    order: RemittanceOrder
    maker_uid: str
    text: bytes = field(repr=False)
    sig: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RemittanceSettled:
    """A second person approved an order or sent it back; ``decision`` are the exact bytes that were signed."""

    order: RemittanceOrder
    maker_uid: str
    approved: bool
    decided_by: str
    reason: str
    text: bytes = field(repr=False)
    sig: str = field(repr=False)
    decision: bytes = field(repr=False)
    decision_sig: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RemittanceRecalled:
    """An order was taken back by its maker."""

    req_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class RemittanceChanged:
    """A remittance stands from here on as it says; ``what`` happened as the wire names it."""

    what: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class DocumentsBooked:
    """The treasury booked documents for the unit."""

    documents: tuple[GfmisDocument, ...]


RemittanceNews = RemittanceOrdered | RemittanceSettled | RemittanceRecalled | RemittanceChanged | DocumentsBooked


def subject(item: RemittanceNews) -> str:
    """Return the remittance that news is about; of documents, the matter of the first, as the log names it."""
    match item:
        case RemittanceOrdered(order=order) | RemittanceSettled(order=order):
            return order.req_id
        case RemittanceRecalled(req_id=req_id):
            return req_id
        case RemittanceChanged(standing=standing):
            return standing.req_id
        case DocumentsBooked(documents=documents):
            return documents[0].about if documents else ""
