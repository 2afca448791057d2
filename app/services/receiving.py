"""How the unit collects: asked for now and then, kept here, and read from what is kept."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from app.central.bills import read_receiving
from app.domain.access.permissions import Action
from app.domain.values.errors import Refused
from app.services.relay import NEEDS_SIGN_IN
from app.store import receiving as kept_receiving

if TYPE_CHECKING:
    from app.domain.collections.revenue import Receiving
    from app.services.desk import Desk

_log = logging.getLogger(__name__)


def refresh(desk: Desk) -> None:
    """Ask how the unit collects and keep what is new; raise `Unreachable`, and `Refused` for want of a session.

    Any other refusal leaves what is kept: it must not stop the exchange.
    """
    try:
        told, body = desk.central.collecting.receiving()
    except Refused as problem:
        if problem.code in NEEDS_SIGN_IN:
            raise
        _log.warning("how the unit collects is refused: %s", problem.code)
        return
    with desk.store.read() as rd:
        known = _plain(kept_receiving.receiving(rd))
    if _plain(body) == known:
        return
    with desk.store.write(desk.actor, Action.RECORD_UNIT, told.unit, {"account": told.account}) as tx:
        kept_receiving.put_receiving(tx, body)


def receiving(desk: Desk) -> Receiving:
    """Return how the unit collects; ``account`` is '' where the bank has opened none for it.

    Raises `Refused` ``receiving_unknown`` before the central system ever told.
    """
    with desk.store.read() as rd:
        body = kept_receiving.receiving(rd)
    if body is None:
        raise Refused("receiving_unknown")
    return read_receiving(body)


def _plain(body: bytes | None) -> Receiving | None:
    """Return what bytes say but the moment at which they were told."""
    return read_receiving(body) if body else None
