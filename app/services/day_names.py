"""By what people call the things that a close is about: the bank's references, not the names that machines give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.closing.exceptions import ExceptionKind
from app.domain.closing.statement import EntryKind
from app.domain.disbursement.record import short_reference
from app.store import movements, statements

if TYPE_CHECKING:
    from app.store.handles import Reading

_REMITTANCES = frozenset(
    {
        ExceptionKind.ACKNOWLEDGEMENT_MISSING,
        ExceptionKind.REMITTANCE_REFUSED,
        ExceptionKind.RECORD_NOT_PRINTED,
    }
)
_BATCHES = frozenset({EntryKind.BATCH.value, EntryKind.LINE_RETURNED.value})
_SENT = frozenset({EntryKind.REMITTANCE.value, EntryKind.REMITTANCE_REFUSED.value})


def called(rd: Reading, kind: ExceptionKind, about: str) -> str:
    """Return by what people know what an exception is about; its own name where nothing better is known here."""
    if kind in _REMITTANCES:
        return _remittance(rd, about)
    if kind is ExceptionKind.RESULT_MISSING:
        return short_reference(about)
    if kind in (ExceptionKind.ENTRY_UNMATCHED, ExceptionKind.AMOUNT_DIFFERS):
        entry = next(iter(statements.with_ids(rd, [about])), None)
        return (entry.bank_ref or entry.text or entry.reference) if entry else about
    if kind is ExceptionKind.ITEM_UNMATCHED:
        return _item(rd, about)
    return about


def _item(rd: Reading, about: str) -> str:
    """Return by what people know something of ours: ``kind:reference``, and its place where there are several."""
    kind, _, rest = about.partition(":")
    reference = rest.partition(":")[0]
    if kind in _BATCHES:
        return short_reference(reference.partition("/")[0])
    return _remittance(rd, reference) if kind in _SENT else reference


def _remittance(rd: Reading, req_id: str) -> str:
    moved = next((one for one in movements.remittances_moved(rd) if one.req_id == req_id), None)
    return moved.bank_ref if moved and moved.bank_ref else req_id
