"""The treasury's part: it books a remittance and numbers its documents, or refuses it and the money comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from app.simulator import ledger
from app.simulator.administration import notices
from app.simulator.administration.grants import holders
from app.simulator.calendar import fiscal_year
from app.simulator.clock import local_date, moment_text, read_moment
from app.simulator.collections import revenue
from app.simulator.disbursement import draws
from app.simulator.gfmis import journal, periods
from app.simulator.gfmis.journal import Booking, Matter
from app.simulator.refusals import Refused
from app.simulator.remittances import contents, draw_returns, parts, standing, terms
from app.simulator.remittances.tables import remittance_orders
from app.wire.codes import Refusal, Role
from app.wire.remittances import (
    BookedDocument,
    RemittanceKind,
    RemittanceOrder,
    RemittanceState,
    TreasuryCode,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.recalls.routing import Way
    from app.wire.gfmis import GfmisDocument
    from app.wire.remittances import KindTerms


def order_of(connection: Connection, row: Row[Any]) -> tuple[str, RemittanceOrder]:
    """Return what the maker of a remittance signed: the canonical text, and read."""
    mine = select(remittance_orders.c.order).where(remittance_orders.c.req_id == row.req_id)
    text: str = connection.execute(mine).scalar_one()
    return text, msgspec.json.decode(text, type=RemittanceOrder)


def problem(connection: Connection, now: datetime, row: Row[Any]) -> TreasuryCode | None:
    """Return why the treasury cannot book a remittance that was sent, None if it can.

    Its tables are asked for the day on which the money moved, its books for the period of ``now``.
    """
    day = local_date(read_moment(row.sent_at)).isoformat()
    if periods.is_closed(connection, periods.of_day(local_date(now))):
        return TreasuryCode.PERIOD_CLOSED
    said = terms.find_kind(connection, row.kind, day)
    if said is None:
        return TreasuryCode.KIND_WRONG
    if terms.find_office(connection, row.office, day) is None:
        return TreasuryCode.OFFICE_WRONG
    if row.kind == RemittanceKind.DRAW_RETURN:
        return None if _way_signed(connection, row) else TreasuryCode.ROUTE_WRONG
    return _code_problem(connection, row, said, day)


def _code_problem(connection: Connection, row: Row[Any], said: KindTerms, day: str) -> TreasuryCode | None:
    _, order = order_of(connection, row)
    types, deposits = revenue.on(connection, day), terms.deposits_on(connection, day)
    for item in order.items:
        known = types.get(item.code) if order.parts else deposits.get(item.code)
        if known is None or known.revenue_code != item.revenue_code or known.gl_account != item.gl_account:
            return TreasuryCode.CODE_WRONG
        if known.owner_unit != row.owner_unit:
            return TreasuryCode.KIND_WRONG
        if order.parts and not contents.is_of_kind(types[item.code], said):
            return TreasuryCode.KIND_WRONG
    return None


def book(connection: Connection, now: datetime, row: Row[Any]) -> Row[Any]:
    """Book a remittance that was sent, number its documents and tell it; refuse with ``period_closed``."""
    booked = journal.book_all(connection, now, _bookings(connection, now, row))
    row = acknowledged(connection, now, row, booked)
    parts.booked(connection, now, row.req_id)
    return row


def acknowledged(
    connection: Connection,
    now: datetime,
    row: Row[Any],
    booked: Iterable[Sequence[GfmisDocument]],
) -> Row[Any]:
    """Write which documents a remittance was booked under, those of each of its lines, and tell it."""
    documents = [BookedDocument(str(item), one.kind, one.number) for item, some in enumerate(booked, 1) for one in some]
    row = standing.change(
        connection,
        row,
        RemittanceState.ACKNOWLEDGED,
        documents=msgspec.json.encode(documents).decode(),
        answered_at=moment_text(now),
        due_at=None,
    )
    standing.tell(connection, now, row, row.state)
    return row


def refuse(connection: Connection, now: datetime, row: Row[Any], code: TreasuryCode) -> Row[Any]:
    """Send the money of a remittance back: it may be sent again."""
    ledger.bring_back(connection, standing.money_of(row, now))
    answered = {"code": code.value, "answered_at": moment_text(now), "due_at": None}
    row = standing.change(connection, row, RemittanceState.REFUSED, **answered)
    parts.let_go(connection, now, row.req_id)
    standing.tell(connection, now, row, row.state)
    able = holders(connection, row.unit, local_date(now), Role.MAKER_REMITTANCE)
    people = sorted({*able, row.maker_uid, row.auth_uid})
    notices.tell(connection, now, people, notices.REMITTANCE_REFUSED, row.req_id, amount=notices.baht(row.satang))
    return row


def _bookings(connection: Connection, now: datetime, row: Row[Any]) -> list[Booking]:
    if row.kind == RemittanceKind.DRAW_RETURN:
        return [_draw_booking(connection, row)]
    _, order = order_of(connection, row)
    year = fiscal_year(local_date(now))[2:]
    return [
        Booking(
            event=f"remit.{row.kind}",
            agency=row.agency,
            unit=row.unit,
            matter=Matter.REMITTANCE,
            about=row.req_id,
            satang=int(item.satang),
            account=row.account,
            gl_account=item.gl_account,
            fund=f"{year}{item.fund}" if item.fund else "",
            revenue_code=item.revenue_code,
            text=item.basis,
        )
        for item in order.items
    ]


def _draw_booking(connection: Connection, row: Row[Any]) -> Booking:
    draw, way = _draw_and_way(connection, row)
    if not _way_signed(connection, row):
        raise Refused(Refusal.ROUTE_CHANGED, route=way.route.value)
    return Booking(
        event=f"remit.{row.kind}.{way.route.value}",
        agency=row.agency,
        unit=row.unit,
        matter=Matter.REMITTANCE,
        about=row.req_id,
        satang=row.satang,
        account=row.account,
        gl_account=draw.expense,
        fund=way.fund,
        revenue_code=way.revenue_code,
        text=row.doc_no,
    )


def _draw_and_way(connection: Connection, row: Row[Any]) -> tuple[Row[Any], Way]:
    """Return the draw of which the rest was sent, and the way of the day on which the money moved."""
    draw = draws.find(connection, row.unit, row.doc_no)
    if draw is None:
        raise LookupError(row.doc_no)
    return draw, draw_returns.way(draw.fy, local_date(read_moment(row.sent_at)).isoformat())


def _way_signed(connection: Connection, row: Row[Any]) -> bool:
    """Say whether the money of a draw moved by the way that was signed: it may have waited over the year's end."""
    return order_of(connection, row)[1].route == _draw_and_way(connection, row)[1].route
