"""The return of called back money, ordered as `app.wire.recalls` has it, is a remittance like the others from there on.

The bank moves it and the treasury books it in the moment in which it is settled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.simulator.gfmis import journal, spending
from app.simulator.gfmis.journal import Booking, Matter
from app.simulator.remittances import moving, standing, terms, treasury
from app.simulator.remittances.moving import Moved
from app.wire.remittances import RemittanceItem, RemittanceKind, RemittanceState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from app.simulator.disbursement.call import Call
    from app.simulator.log import Author
    from app.simulator.recalls.money import Paid
    from app.simulator.recalls.routing import Way
    from app.wire.gfmis import GfmisDocument
    from app.wire.recalls import ReturnOrder


@dataclass(frozen=True, slots=True)
class Returned:
    """A recall whose money goes back (a row of the table of recalls), what was paid, and the way of today."""

    recall: Row[Any]
    paid: Paid
    way: Way


def book(call: Call, returned: Returned) -> tuple[GfmisDocument, ...]:
    """Book the return and number its documents; refuse with ``period_closed``."""
    recall, batch, way = returned.recall, returned.paid.batch, returned.way
    booking = Booking(
        event=f"remit.{RemittanceKind.RECALL_RETURN.value}.{way.route.value}",
        agency=recall.agency,
        unit=recall.unit,
        matter=Matter.RECALL,
        about=recall.recall_id,
        satang=recall.back_satang,
        account=batch.debit_acct,
        gl_account=spending.expense_of(call.connection, batch),
        fund=way.fund,
        revenue_code=way.revenue_code,
        text=returned.paid.line.name,
    )
    return journal.book(call.connection, call.now, booking)


def add(call: Call, returned: Returned, booked: Sequence[GfmisDocument], order: ReturnOrder, author: Author) -> None:
    """Write a settled return down as a remittance that was sent and acknowledged, and tell both."""
    recall, way = returned.recall, returned.way
    office = terms.own_office(call.connection, recall.unit)
    row = standing.add(
        call.connection,
        req_id=recall.req_id,
        agency=recall.agency,
        unit=recall.unit,
        state=RemittanceState.APPROVED.value,
        kind=RemittanceKind.RECALL_RETURN.value,
        account=order.account,
        office=office,
        office_account=terms.account_of(call.connection, office),
        owner_unit="",
        doc_no="",
        satang=recall.back_satang,
        maker_uid=order.maker_uid,
        auth_uid=author.uid,
        made_at=order.made_at,
        recall_id=recall.recall_id,
    )
    item = RemittanceItem("", way.revenue_code, way.gl_account, way.fund, str(recall.back_satang), "")
    moved = Moved(recall.order, (item,), recall.bank_ref, None)
    row = moving.recorded(call.connection, call.now, call.bank_key, row, moved, author)
    treasury.acknowledged(call.connection, call.now, row, [booked])
