"""What a bill must say before it may be signed: payer, item, revenue type and its fee, amount, last day to pay."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from app.domain.collections.bill import BillDraft
from app.domain.values import identifiers
from app.domain.values.errors import BadInput
from app.domain.values.money import Money
from app.domain.values.texts import fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from app.domain.collections.revenue import Receiving, RevenueType

TEXT_CHARS_MAX = 200
"""Every text of a bill; it is signed."""
SATANG_MAX = 999_999_999_999
"""The largest amount that a Thai QR code can say: ten digits, a point, two digits."""
DUE_DAYS_MAX = 366
"""So many days ahead the last day to pay may be."""


@dataclass(frozen=True, slots=True)
class BillFields:
    """A bill as it is typed or imported, '' and None for what is not there yet."""

    payer_name: str = field(default="", repr=False)
    payer_id: str = field(default="", repr=False)
    payer_address: str = field(default="", repr=False)
    payer_email: str = field(default="", repr=False)
    payer_mobile: str = field(default="", repr=False)
    revenue_type: str = ""
    item: str = ""
    satang: int | None = None
    due_date: date | None = None


@dataclass(frozen=True, slots=True)
class BillFault:
    """What is wrong with a field of a bill; words in ``bill_faults.<code>``, filled by ``facts``."""

    field: str
    code: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


def faults(fields: BillFields, receiving: Receiving, today: date) -> list[BillFault]:
    """Return everything that keeps a bill from being signed, in the order of its fields."""
    return [*_payer(fields), *_asked(fields, receiving, today), *_due(fields, today)]


def draft(fields: BillFields, bill_id: str, request_id: str = "") -> BillDraft:
    """Return a bill of fields without faults; raise ``ValueError`` where amount or day are missing."""
    if fields.satang is None or fields.due_date is None:
        raise ValueError("a bill without amount or last day")
    return BillDraft(
        bill_id,
        fields.payer_name,
        fields.payer_id,
        fields.payer_address,
        fields.payer_email,
        fields.payer_mobile,
        fields.revenue_type,
        fields.item,
        Money(fields.satang),
        fields.due_date,
        request_id,
    )


def _payer(fields: BillFields) -> Iterator[BillFault]:
    if not fields.payer_name:
        yield BillFault("payer_name", "payer_missing")
    yield from _texts(fields, "payer_name", "payer_address")
    parsers: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("payer_id", identifiers.parse_person_or_tax_id),
        ("payer_email", identifiers.parse_email),
        ("payer_mobile", identifiers.parse_mobile),
    )
    for name, parse in parsers:
        value = getattr(fields, name)
        try:
            if value and parse(value) != value:
                yield BillFault(name, "text_hidden")
        except BadInput as problem:
            yield BillFault(name, problem.code, problem.facts)


def _texts(fields: BillFields, *names: str) -> Iterator[BillFault]:
    for name in names:
        text = getattr(fields, name)
        if len(text) > TEXT_CHARS_MAX:
            yield BillFault(name, "text_long", {"found": len(text), "expected": TEXT_CHARS_MAX})
        if fault(text):
            yield BillFault(name, "text_hidden")


def _asked(fields: BillFields, receiving: Receiving, today: date) -> Iterator[BillFault]:
    """Judge revenue type, item and amount together: a type may have one fee."""
    row = receiving.find(fields.revenue_type)
    if not fields.revenue_type:
        yield BillFault("revenue_type", "type_missing")
    elif row is None or not receiving.collects(row):
        yield BillFault("revenue_type", "type_unknown", {"text": fields.revenue_type})
    elif not row.holds_on(today):
        yield BillFault("revenue_type", "type_over", {"name": row.name_th})
    if not fields.item:
        yield BillFault("item", "item_missing")
    yield from _texts(fields, "item")
    yield from _amount(fields.satang, row)


def _amount(satang: int | None, row: RevenueType | None) -> Iterator[BillFault]:
    if satang is None:
        yield BillFault("satang", "amount_missing")
    elif satang <= 0:
        yield BillFault("satang", "amount_zero")
    elif satang > SATANG_MAX:
        yield BillFault("satang", "amount_too_large")
    elif row is not None and row.fee is not None and row.fee.satang != satang:
        facts = {"name": row.name_th, "fee": row.fee.format(), "found": Money(satang).format()}
        yield BillFault("satang", "amount_not_the_fee", facts)


def _due(fields: BillFields, today: date) -> Iterator[BillFault]:
    if fields.due_date is None:
        yield BillFault("due_date", "due_missing")
    elif fields.due_date < today:
        yield BillFault("due_date", "due_past")
    elif fields.due_date > today + timedelta(DUE_DAYS_MAX):
        yield BillFault("due_date", "due_too_far", {"limit": DUE_DAYS_MAX})
