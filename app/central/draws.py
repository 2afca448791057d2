"""The unit's draws: from the wire's words to the domain's."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, Protocol

from app.central.verification import whole
from app.domain.disbursement.draw import Draw
from app.domain.recalls.recall import Document
from app.domain.values.money import Money
from app.wire import api
from app.wire import disbursement as wire


class Asked(Protocol):
    """Sends one request in the session and reads its answer; raises what `app.central.client.Central` raises."""

    def __call__(self, method: str, route: str, kind: type[wire.Draws], /) -> wire.Draws:
        """Send one request."""
        ...


class DrawsTold(NamedTuple):
    """Draws as they were told; ``unread`` are the documents of those that make no sense, a negative rest for one."""

    draws: tuple[Draw, ...]
    unread: tuple[str, ...] = ()


class DrawCalls:
    """What can be asked about draws."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def draws(self) -> DrawsTold:
        """Return the unit's draws, open ones first, and which of them cannot be read; those take no other with them."""
        read, unread = [], []
        for said in self._asked("GET", api.DRAWS, wire.Draws).draws:
            try:
                read.append(_draw(said))
            except ValueError:
                unread.append(said.doc_no)
        return DrawsTold(tuple(read), tuple(unread))


def _draw(said: wire.Draw) -> Draw:
    draw = Draw(
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
        documents=tuple(Document(one.kind, one.number) for one in said.documents),
    )
    if draw.returned.satang != whole(said.returned_satang):
        raise ValueError(said.doc_no)
    return draw
