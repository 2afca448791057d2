"""What may be remitted now, of the unit's own payments and receipts, and how it is put together (RE-4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.remittances.kinds import kind_of, owner_of
from app.domain.remittances.remittance import Part, RemittanceItem
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from app.domain.collections.revenue import Receiving, RevenueType
    from app.domain.remittances.kinds import RemittanceKind

Key = tuple[str, str]
"""A payment and a revenue type: nothing goes twice under the same."""

PARTS_MAX = 2_000
"""Parts of one remittance; more of a kind make several."""


class Readiness(StrEnum):
    """Why a part of a payment may go now, or not yet."""

    READY = "ready"
    NOT_IN_ACCOUNT = "not_in_account"
    NOT_MATCHED = "not_matched"
    NO_RECEIPT = "no_receipt"
    ORDER_OPEN = "order_open"
    UNDER_WAY = "under_way"


@dataclass(frozen=True, slots=True)
class Collected:
    """What of a payment is of one revenue type, while not all of the payment is with the treasury.

    ``is_settled``: nothing of it waits in the queue. ``receipt_*`` are of its standing receipt, '' and 0 for none.
    """

    payment_id: str
    payer_name: str = field(repr=False)
    value_date: date
    is_settled: bool
    open_req_id: str
    receipt_id: str
    receipt_fy: int
    receipt_number: int
    revenue_type: str
    amount: Money

    @property
    def key(self) -> Key:
        """Payment and revenue type."""
        return self.payment_id, self.revenue_type


@dataclass(frozen=True, slots=True)
class WaitingPart:
    """What of a payment is of one revenue type and not with the treasury; it may go while it is ``READY``.

    ``kind`` and ``row`` are None for a revenue type that does not hold on the day (RE-9); ``owner_unit`` is the other
    unit whose money it is, or ''.
    """

    part: Part
    payer_name: str = field(repr=False)
    receipt_fy: int
    receipt_number: int
    since: date
    kind: RemittanceKind | None
    row: RevenueType | None
    owner_unit: str
    readiness: Readiness

    @property
    def key(self) -> Key:
        """Payment and revenue type."""
        return self.part.payment_id, self.part.revenue_type


@dataclass(frozen=True, slots=True)
class Proposal:
    """What can go as one remittance: parts of one kind and owner in the order of their receipts, and their sums."""

    kind: RemittanceKind
    owner_unit: str
    parts: tuple[Part, ...]
    items: tuple[RemittanceItem, ...]
    oldest: date

    @property
    def total(self) -> Money:
        """The sum of its parts, which is that of its items."""
        return Money(sum(part.amount.satang for part in self.parts))


def waiting_parts(
    collected: Iterable[Collected],
    under_way: Collection[Key],
    gone: Collection[Key],
    receiving: Receiving,
    today: date,
) -> list[WaitingPart]:
    """Return what is not with the treasury yet, in the order of receipts; what has none comes last.

    ``under_way`` is what waits with a remittance, ``gone`` what the bank has moved already.
    """
    rows = {row.code: row for row in receiving.types if row.holds_on(today)}
    found = [
        _waiting(one, rows.get(one.revenue_type), receiving.unit, _readiness(one, one.key in under_way, today))
        for one in collected
        if one.key not in gone
    ]
    return sorted(found, key=_order)


def proposals(waiting: Iterable[WaitingPart]) -> list[Proposal]:
    """Return everything that is ready as remittances, one of each kind and owner, the oldest money first."""
    groups: dict[tuple[RemittanceKind, str], list[WaitingPart]] = {}
    for one in sorted(waiting, key=_order):
        if one.readiness is Readiness.READY and one.kind is not None:
            groups.setdefault((one.kind, one.owner_unit), []).append(one)
    found = [
        _proposal(kind, owner, parts[start : start + PARTS_MAX])
        for (kind, owner), parts in groups.items()
        for start in range(0, len(parts), PARTS_MAX)
    ]
    return sorted(found, key=lambda one: (one.oldest, one.kind, one.owner_unit))


def _readiness(one: Collected, under_way: bool, today: date) -> Readiness:
    if under_way:
        return Readiness.UNDER_WAY
    if not one.is_settled:
        return Readiness.NOT_MATCHED
    if one.value_date > today:
        return Readiness.NOT_IN_ACCOUNT
    if not one.receipt_number:
        return Readiness.NO_RECEIPT
    return Readiness.ORDER_OPEN if one.open_req_id else Readiness.READY


def _waiting(one: Collected, row: RevenueType | None, unit: str, readiness: Readiness) -> WaitingPart:
    return WaitingPart(
        part=Part(one.payment_id, one.receipt_id, one.revenue_type, one.amount),
        payer_name=one.payer_name,
        receipt_fy=one.receipt_fy,
        receipt_number=one.receipt_number,
        since=one.value_date,
        kind=kind_of(row, unit) if row else None,
        row=row,
        owner_unit=owner_of(row, unit) if row else "",
        readiness=readiness,
    )


def _order(one: WaitingPart) -> tuple[bool, int, int, str, str]:
    return not one.receipt_number, one.receipt_fy, one.receipt_number, *one.key


def _proposal(kind: RemittanceKind, owner: str, parts: Sequence[WaitingPart]) -> Proposal:
    return Proposal(
        kind=kind,
        owner_unit=owner,
        parts=tuple(one.part for one in parts),
        items=items_of(parts),
        oldest=min(one.since for one in parts),
    )


def items_of(parts: Iterable[WaitingPart]) -> tuple[RemittanceItem, ...]:
    """Return the lines of parts: their sums by revenue type, in the order of the types' codes."""
    sums: Counter[str] = Counter()
    rows: dict[str, RevenueType] = {}
    for one in parts:
        sums[one.part.revenue_type] += one.part.amount.satang
        if one.row is not None:
            rows[one.part.revenue_type] = one.row
    return tuple(
        RemittanceItem(code, rows[code].revenue_code, rows[code].gl_account, rows[code].fund, Money(satang))
        for code, satang in sorted(sums.items())
        if code in rows
    )
