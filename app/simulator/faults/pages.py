"""Event pages as a bad network or a bad queue tells them: repeated, with a gap, late, out of order (SIM-08)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.simulator.faults.kinds import Fault
from app.wire.codec import NotCanonical, decode, encode
from app.wire.events import EventsPage, leaf
from app.wire.signature import CHECKPOINT, sign

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    Disturb = Callable[[EventsPage, Ed25519PrivateKey], EventsPage]


def read(body: bytes) -> EventsPage | None:
    """Return an answer as the page it is; None for another one, and for one without events."""
    try:
        page = decode(body, EventsPage)
    except NotCanonical:
        return None
    return page if page.events else None


def disturbed(page: EventsPage, fault: Fault, bank_key: Ed25519PrivateKey) -> bytes:
    """Return the page as the fault leaves it."""
    return encode(_DISTURB[fault](page, bank_key))


def _repeated(page: EventsPage, _key: Ed25519PrivateKey) -> EventsPage:
    return msgspec.structs.replace(page, events=(*page.events, *page.events))


def _withheld(page: EventsPage, _key: Ed25519PrivateKey) -> EventsPage:
    gap = (len(page.events) - 1) // 2
    return msgspec.structs.replace(page, events=(*page.events[:gap], *page.events[gap + 1 :]))


def _late(page: EventsPage, key: Ed25519PrivateKey) -> EventsPage:
    """Return the page as it would have been earlier, rightly signed: what is held back comes with the next one."""
    told = page.events[: len(page.events) // 2]
    first = page.events[0].record
    seq, end = (told[-1].record.seq, leaf(told[-1].record)) if told else (str(int(first.seq) - 1), first.prev)
    signed = sign(key, CHECKPOINT, f"{page.log}\n{seq}\n{end}".encode())
    return msgspec.structs.replace(page, events=told, more="no", head_seq=seq, head_leaf=end, head_sig=signed)


def _mixed(page: EventsPage, _key: Ed25519PrivateKey) -> EventsPage:
    return msgspec.structs.replace(page, events=tuple(reversed(page.events)))


_DISTURB: dict[Fault, Disturb] = {
    Fault.EVENTS_REPEATED: _repeated,
    Fault.EVENTS_WITHHELD: _withheld,
    Fault.EVENTS_LATE: _late,
    Fault.EVENTS_MIXED: _mixed,
}
