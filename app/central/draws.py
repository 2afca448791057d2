"""The unit's draws: from the wire's words to the domain's."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.central.verification import whole
from app.domain.disbursement.draw import Draw
from app.domain.values.errors import Unreachable
from app.domain.values.money import Money

if TYPE_CHECKING:
    from app.wire import disbursement as wire


def told(message: wire.Draws) -> tuple[Draw, ...]:
    """Return the draws; raise `Unreachable` ``server_unreadable`` for what is no day or number."""
    try:
        return tuple(map(_draw, message.draws))
    except ValueError as problem:
        raise Unreachable("server_unreadable", status=200) from problem


def _draw(said: wire.Draw) -> Draw:
    return Draw(
        doc_no=said.doc_no,
        doc_date=date.fromisoformat(said.doc_date) if said.doc_date else None,
        account=said.account,
        fy=whole(said.fy),
        amount=Money(whole(said.satang)),
        reserved=Money(whole(said.reserved_satang)),
        paid=Money(whole(said.paid_satang)),
        residue=Money(whole(said.residue_satang)),
        drawn_on=date.fromisoformat(said.drawn_on),
        gfmis=said.gfmis == "yes",
        batches=said.batches,
    )
