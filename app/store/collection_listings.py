"""Lists of bills, payments and receipts: ids in wanted order at once, and the sums of exactly what is listed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from app.domain.collections.payment import PaymentState
from app.domain.values.money import Money
from app.store.collection_tables import allocation as allocation_table
from app.store.collection_tables import bill as bill_table
from app.store.collection_tables import official_receipt as receipt_table
from app.store.collection_tables import payment as payment_table
from app.store.collection_tables import receipt_print as print_table
from app.store.listings import Totals

if TYPE_CHECKING:
    from array import array
    from collections.abc import Collection, Mapping
    from datetime import date

    from sqlalchemy import ColumnElement, Table

    from app.store.handles import Reading

STANDING, VOIDED, NOT_PRINTED = "standing", "voided", "not_printed"
"""States of receipts that a list can be narrowed to."""
_PRINTED_NUMBER = re.compile(r"(?:[0-9]{1,5}/)?(?P<number>[0-9]{6})(?:/(?P<fy>[0-9]{4}))?")

_B, _P, _R, _A = bill_table.c, payment_table.c, receipt_table.c, allocation_table.c


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a list is asked for; what is empty or None asks for nothing. Both ends of a span belong to it.

    A row is in one of the ``states``, and in one ``within`` which the list stays whatever is asked for.

    Days are the issue's for bills and receipts, and that of paying for payments, or with ``by_value`` the one from
    which their money is in the account; ``revenue_type``, ``channel`` and ``fy`` narrow only the lists that have them.
    """

    search: str = ""
    states: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    first: date | None = None
    last: date | None = None
    revenue_type: str = ""
    channel: str = ""
    fy: int = 0
    by_value: bool = False
    satang_from: int | None = None
    satang_to: int | None = None


BILL_ORDERS: Mapping[str, ColumnElement[Any]] = {
    name: _B[name]
    for name in (
        "ref2",
        "payer_name",
        "revenue_type",
        "item",
        "due_date",
        "state",
        "issued_at",
        "changed_at",
        "matched_satang",
    )
} | {"amount": _B.satang}
PAYMENT_ORDERS: Mapping[str, ColumnElement[Any]] = {
    name: _P[name]
    for name in ("payment_id", "channel", "ref2", "payer_name", "paid_at", "value_date", "state", "cause", "receipt_id")
} | {"amount": _P.satang}
RECEIPT_ORDERS: Mapping[str, ColumnElement[Any]] = {
    name: _R[name] for name in ("number", "payer_name", "payment_id", "issued_at", "voided_at")
} | {"amount": _R.satang}


def bill_ids(rd: Reading, wanted: Narrowed, order: str = "", *, descending: bool = False) -> array[int]:
    """Return the ids of bills, the newest first unless told otherwise."""
    return _ids(rd, bill_table, _bills(wanted), BILL_ORDERS.get(order), descending=descending)


def bill_totals(rd: Reading, wanted: Narrowed) -> Totals:
    """Return count and sum of what `bill_ids` lists."""
    return _totals(rd, _B.satang, _bills(wanted))


def payment_ids(rd: Reading, wanted: Narrowed, order: str = "", *, descending: bool = False) -> array[int]:
    """Return the ids of payments, the newest first unless told otherwise."""
    return _ids(rd, payment_table, _payments(wanted), PAYMENT_ORDERS.get(order), descending=descending)


def payment_totals(rd: Reading, wanted: Narrowed) -> Totals:
    """Return count and sum of what `payment_ids` lists but what the bank took back."""
    return _totals(rd, _P.satang, [*_payments(wanted), _P.state != PaymentState.REVERSED.value])


def receipt_ids(rd: Reading, wanted: Narrowed, order: str = "", *, descending: bool = False) -> array[int]:
    """Return the ids of receipts, the newest first unless told otherwise."""
    return _ids(rd, receipt_table, _receipts(wanted), RECEIPT_ORDERS.get(order), descending=descending)


def receipt_totals(rd: Reading, wanted: Narrowed) -> Totals:
    """Return count and sum of what `receipt_ids` lists but what was voided."""
    return _totals(rd, _R.satang, [*_receipts(wanted), _R.voided_at == ""])


def _bills(wanted: Narrowed) -> list[ColumnElement[bool]]:
    texts = (_B.payer_name, _B.payer_id, _B.item, _B.ref1, _B.ref2, _B.payer_email)
    found = [*_words(wanted.search, texts), *_span(_B.issued_on, _B.satang, wanted)]
    found += [_B.state.in_(sorted(states)) for states in (wanted.states, wanted.within) if states]
    return [*found, *([_B.revenue_type == wanted.revenue_type] if wanted.revenue_type else [])]


def _payments(wanted: Narrowed) -> list[ColumnElement[bool]]:
    texts = (_P.payment_id, _P.payer_name, _P.ref1, _P.ref2, _P.receipt_id)
    found = [*_words(wanted.search, texts), *_span(_P.value_date if wanted.by_value else _P.paid_on, _P.satang, wanted)]
    if wanted.revenue_type:
        of_type = select(_A.payment_id).join(bill_table, _B.bill_id == _A.bill_id)
        found.append(_P.payment_id.in_(of_type.where(_B.revenue_type == wanted.revenue_type)))
    for states in filter(None, (wanted.states, wanted.within)):
        found.append(or_(_P.state.in_(sorted(states)), _P.cause.in_(sorted(states))))
    return [*found, *([_P.channel == wanted.channel] if wanted.channel else [])]


def _receipts(wanted: Narrowed) -> list[ColumnElement[bool]]:
    texts = (_R.receipt_id, _R.payer_name, _R.payment_id)
    found = [or_(*(text.contains(word, autoescape=True) for text in texts), *_numbered(word))
             for word in wanted.search.split()]  # fmt: skip
    found += _span(_R.issued_on, _R.satang, wanted)
    marks = {
        STANDING: _R.voided_at == "",
        VOIDED: _R.voided_at != "",
        NOT_PRINTED: _R.receipt_id.not_in(select(print_table.c.receipt_id)),
    }
    chosen = [marks[state] for state in sorted(wanted.states) if state in marks]
    return [*found, *([or_(*chosen)] if chosen else []), *([_R.fy == wanted.fy] if wanted.fy else [])]


def _numbered(word: str) -> list[ColumnElement[bool]]:
    """Ask for the receipt with this printed number: ``000123/2570``, its book before it or not, or ``000123``."""
    found = _PRINTED_NUMBER.fullmatch(word)
    if found is None:
        return []
    number, fy = found["number"], found["fy"]
    return [(_R.number == int(number)) & (_R.fy == int(fy))] if fy else [_R.number == int(number)]


def _words(search: str, texts: Collection[ColumnElement[str]]) -> list[ColumnElement[bool]]:
    """Ask for every word somewhere."""
    return [or_(*(text.contains(word, autoescape=True) for text in texts)) for word in search.split()]


def _span(day: ColumnElement[str], satang: ColumnElement[int], wanted: Narrowed) -> list[ColumnElement[bool]]:
    limits = (
        (wanted.first is not None, day >= str(wanted.first)),
        (wanted.last is not None, day <= str(wanted.last)),
        (wanted.satang_from is not None, satang >= (wanted.satang_from or 0)),
        (wanted.satang_to is not None, satang <= (wanted.satang_to or 0)),
    )
    return [limit for is_set, limit in limits if is_set]


def _ids(
    rd: Reading,
    table: Table,
    conditions: list[ColumnElement[bool]],
    by: ColumnElement[Any] | None,
    *,
    descending: bool,
) -> array[int]:
    row_id = table.c.id
    query = select(row_id).where(*conditions)
    if by is None:
        return rd.integers(query.order_by(row_id.desc()))
    return rd.integers(query.order_by(*((by.desc(), row_id.desc()) if descending else (by, row_id))))


def _totals(rd: Reading, satang: ColumnElement[int], conditions: list[ColumnElement[bool]]) -> Totals:
    row = rd.connection.execute(select(func.count(), func.coalesce(func.sum(satang), 0)).where(*conditions)).one()
    return Totals(row[0], Money(row[1]))
