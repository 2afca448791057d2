"""How the unit remits: asked for now and then, kept here, and read from what is kept."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from app.central.remittance_terms import read_terms
from app.domain.access.permissions import Action
from app.domain.values.errors import Refused
from app.services.relay import NEEDS_SIGN_IN
from app.store import remittances

if TYPE_CHECKING:
    from app.domain.remittances.kinds import RemittanceTerms
    from app.services.desk import Desk

_log = logging.getLogger(__name__)


def refresh(desk: Desk) -> None:
    """Ask how the unit remits and keep what is new; raise `Unreachable`, and `Refused` for want of a session.

    Any other refusal leaves what is kept: it must not stop the exchange.
    """
    unit = desk.actor.unit
    try:
        told, body = desk.central.remitting.terms(unit)
    except Refused as problem:
        if problem.code in NEEDS_SIGN_IN:
            raise
        _log.warning("how the unit remits is refused: %s", problem.code)
        return
    with desk.store.read() as rd:
        kept = remittances.terms(rd)
    if kept is not None and read_terms(kept, unit) == told:
        return
    with desk.store.write(desk.actor, Action.RECORD_UNIT, unit, {"office": told.office}) as tx:
        remittances.put_terms(tx, body)


def terms(desk: Desk) -> RemittanceTerms:
    """Return how the unit remits; raise `Refused` ``remittance_terms_unknown`` before the central system ever told."""
    with desk.store.read() as rd:
        body = remittances.terms(rd)
    if body is None:
        raise Refused("remittance_terms_unknown")
    return read_terms(body, desk.actor.unit)
