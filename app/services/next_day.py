"""Which day is to be closed next: asked of the central system, kept here, and read from what is kept."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from app.central import closing as orders
from app.domain.access.permissions import Action
from app.domain.values.errors import Refused
from app.services.relay import NEEDS_SIGN_IN
from app.store import closing

if TYPE_CHECKING:
    from app.domain.closing.day import Asked
    from app.services.desk import Desk

_log = logging.getLogger(__name__)


def refresh(desk: Desk) -> Asked:
    """Ask which day comes next and what must be in its close, and keep what is new."""
    unit = desk.actor.unit
    asked, body = desk.central.closing.next_day(unit)
    with desk.store.read() as rd:
        known = closing.asked(rd)
    if known is None or orders.read_asked(known, unit) != asked:
        with desk.store.write(desk.actor, Action.RECORD_UNIT, "days") as tx:
            closing.put_asked(tx, body)
    return asked


def learn(desk: Desk) -> None:
    """Ask it where it was never told: from the unit's first day on, days can be counted without asking again.

    A refusal other than for want of a session must not stop the exchange.
    """
    with desk.store.read() as rd:
        if closing.asked(rd) is not None:
            return
    try:
        refresh(desk)
    except Refused as problem:
        if problem.code in NEEDS_SIGN_IN:
            raise
        _log.warning("which day is to be closed next is refused: %s", problem.code)
