"""What is left of a draw goes back to the treasury: wholly, and by the way that holds on the day it moves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.simulator.disbursement import draws
from app.simulator.recalls import routing
from app.simulator.recalls.money import ORDINARY
from app.simulator.refusals import Refused, wrong
from app.wire.codes import Refusal
from app.wire.remittances import RemittanceItem

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.recalls.routing import Way
    from app.wire.remittances import RemittanceOrder


def demand_whole(connection: Connection, order: RemittanceOrder, moves_on: str) -> None:
    """Refuse a return that is not the whole rest of its draw, from its account, by the way of the day it moves."""
    draw = draws.find(connection, order.unit, order.doc_no)
    if draw is None:
        raise Refused(Refusal.NOT_FOUND)
    left = draws.to_return(connection, draw, besides=order.req_id)
    if order.total_satang != str(left):
        raise Refused(Refusal.NOTHING_LEFT, doc_no=order.doc_no, residue_satang=str(left))
    if order.account != draw.account:
        raise wrong("account")
    if order.items != (RemittanceItem("", "", "", "", order.total_satang, ""),):
        raise wrong("items")
    if order.owner_unit:
        raise wrong("owner_unit")
    now = way(draw.fy, moves_on)
    if order.route != now.route:
        raise Refused(Refusal.ROUTE_CHANGED, route=now.route.value)


def way(fy: str, day: str) -> Way:
    """Return the way of ordinary money that was drawn in ``fy`` and goes back on a day."""
    return routing.way(ORDINARY, fy, date.fromisoformat(day))
