"""The unit's draws: from the wire's words to the domain's."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from app.central.verification import whole
from app.domain.disbursement.draw import Draw
from app.domain.values.errors import Unreachable
from app.domain.values.money import Money
from app.wire import api
from app.wire import disbursement as wire


class Asked(Protocol):
    """Sends one request in the session and reads its answer; raises what `app.central.client.Central` raises."""

    def __call__(self, method: str, route: str, kind: type[wire.Draws], /) -> wire.Draws:
        """Send one request."""
        ...


class DrawCalls:
    """What can be asked about draws."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def draws(self) -> tuple[Draw, ...]:
        """Return the unit's draws, open ones first; raise `Unreachable` ``server_unreadable``."""
        message = self._asked("GET", api.DRAWS, wire.Draws)
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
