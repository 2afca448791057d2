"""What of payments may go to the treasury: wholly, by revenue type, in one living remittance only (RE-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from app.simulator import log
from app.simulator.clock import moment_text
from app.simulator.collections import payments as money
from app.simulator.collections.tables import allocations, bills, payments
from app.simulator.receipts.tables import receipts
from app.simulator.receipts.terms import is_settled
from app.simulator.refusals import Refused, wrong
from app.simulator.remittances.tables import parts
from app.wire.api import PARTS_PER_REMITTANCE_MAX
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.log import Author
    from app.wire.remittances import Part, RemittanceOrder

Key = tuple[str, str]
"""A payment and a revenue type: nothing goes twice under the same."""


def demand_free(connection: Connection, order: RemittanceOrder) -> None:
    """Refuse parts that may not go, are not whole, are named twice, or stand in another order than their receipts."""
    keys = [_key(part) for part in order.parts]
    if not 0 < len(keys) <= PARTS_PER_REMITTANCE_MAX or len(set(keys)) != len(keys):
        raise wrong("parts")
    ids = {part.payment_id for part in order.parts}
    rows, belongs = _payments(connection, order.unit, ids), _by_type(connection, ids)
    taken = _taken(connection, ids, besides=order.req_id)
    for part in order.parts:
        row = rows.get(part.payment_id)
        if row is None:
            raise Refused(Refusal.NOT_FOUND)
        if not _is_due(row, part, order.req_id) or _key(part) in taken:
            raise Refused(Refusal.PART_NOT_DUE, payment_id=part.payment_id)
        of_type = str(belongs.get(_key(part), 0))
        if part.satang != of_type:
            raise Refused(Refusal.PART_DIFFERS, payment_id=part.payment_id, satang=of_type)
    numbers = _numbers(connection, ids)
    if keys != sorted(keys, key=lambda key: (*numbers[key[0]], *key)):
        raise wrong("parts")


def sums(order: RemittanceOrder) -> dict[str, int]:
    """Return what an order's parts come to, by revenue type in the order of codes."""
    found: dict[str, int] = {}
    for part in order.parts:
        found[part.revenue_type] = found.get(part.revenue_type, 0) + int(part.satang)
    return dict(sorted(found.items()))


def take(connection: Connection, now: datetime, order: RemittanceOrder, author: Author) -> None:
    """Let parts belong to a remittance, and nothing else touch their payments."""
    if not order.parts:
        return
    values = [
        {
            "req_id": order.req_id,
            "payment_id": part.payment_id,
            "revenue_type": part.revenue_type,
            "satang": int(part.satang),
            "living": 1,
        }
        for part in order.parts
    ]
    connection.execute(insert(parts), values)
    rows = [money.change(connection, row, open_req_id=order.req_id) for row in _of(connection, order.req_id)]
    money.tell(connection, now, rows, money.ORDERED, author)


def let_go(connection: Connection, now: datetime, req_id: str, author: Author = log.BANK) -> None:
    """Let the parts of a remittance go with another one."""
    rows = [money.change(connection, row, open_req_id="") for row in _of(connection, req_id)]
    connection.execute(update(parts).where(parts.c.req_id == req_id).values(living=0))
    if rows:
        money.tell(connection, now, rows, money.RECALLED, author)


def booked(connection: Connection, now: datetime, req_id: str) -> None:
    """Write that the treasury booked the parts: a payment all of which went is remitted; the rest of others may go."""
    rows = _of(connection, req_id)
    ids = [row.payment_id for row in rows]
    went = _taken(connection, ids, besides="")
    left = {payment_id for payment_id, code in _by_type(connection, ids) if (payment_id, code) not in went}
    whole = [
        money.change(connection, row, open_req_id="", remitted_at=moment_text(now))
        for row in rows
        if row.payment_id not in left
    ]
    some = [money.change(connection, row, open_req_id="") for row in rows if row.payment_id in left]
    for changed, what in ((whole, money.REMITTED), (some, money.RECALLED)):
        if changed:
            money.tell(connection, now, changed, what)


def has_gone(connection: Connection, payment_id: str) -> bool:
    """Say whether anything of a payment is in a living remittance, or with the treasury."""
    mine = (parts.c.payment_id == payment_id, parts.c.living == 1)
    return connection.execute(select(parts.c.req_id).where(*mine)).first() is not None


def count(connection: Connection, req_id: str) -> int:
    """Return of how many parts a remittance is."""
    counted = select(func.count()).select_from(parts).where(parts.c.req_id == req_id)
    return connection.execute(counted).scalar_one()


def _key(part: Part) -> Key:
    return part.payment_id, part.revenue_type


def _payments(connection: Connection, unit: str, ids: Collection[str]) -> dict[str, Row[Any]]:
    mine = select(payments).where(payments.c.payment_id.in_(ids), payments.c.unit == unit)
    # Held until the commit, in one order: two makers who race for a payment come one after another.
    rows = connection.execute(mine.order_by(payments.c.payment_id).with_for_update())
    return {row.payment_id: row for row in rows}


def _by_type(connection: Connection, ids: Collection[str]) -> dict[Key, int]:
    """Return what of payments belongs to bills of which revenue type."""
    belongs = select(allocations.c.payment_id, bills.c.revenue_type, func.sum(allocations.c.satang).label("satang"))
    joined = belongs.join(bills, bills.c.bill_id == allocations.c.bill_id).where(allocations.c.payment_id.in_(ids))
    rows = connection.execute(joined.group_by(allocations.c.payment_id, bills.c.revenue_type))
    return {(row.payment_id, row.revenue_type): int(row.satang) for row in rows}


def _taken(connection: Connection, ids: Collection[str], besides: str) -> set[Key]:
    mine = (parts.c.payment_id.in_(ids), parts.c.living == 1, parts.c.req_id != besides)
    rows = connection.execute(select(parts.c.payment_id, parts.c.revenue_type).where(*mine))
    return {(row.payment_id, row.revenue_type) for row in rows}


def _is_due(row: Row[Any], part: Part, req_id: str) -> bool:
    receipted = bool(row.receipt_id) and row.receipt_id == part.receipt_id
    return receipted and is_settled(row) and not row.remitted_at and row.open_req_id in ("", req_id)


def _numbers(connection: Connection, ids: Collection[str]) -> dict[str, tuple[str, int]]:
    """Return year and number of the receipts that stand for payments."""
    standing = (receipts.c.payment_id.in_(ids), receipts.c.voided_at == "")
    rows = connection.execute(select(receipts.c.payment_id, receipts.c.fy, receipts.c.number).where(*standing))
    return {row.payment_id: (row.fy, row.number) for row in rows}


def _of(connection: Connection, req_id: str) -> Sequence[Row[Any]]:
    """Return the payments of a remittance."""
    ids = select(parts.c.payment_id).where(parts.c.req_id == req_id)
    mine = select(payments).where(payments.c.payment_id.in_(ids))
    return connection.execute(mine.order_by(payments.c.turn)).all()
