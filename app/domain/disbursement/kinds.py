"""The unit's tables of what may be paid and how the bank carries it, as the central system told them.

Rows have days of validity; what counts is the day on which a batch is paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, time

    from app.domain.values.money import Money

FOUNDING_LARGEST: Mapping[str, int] = MappingProxyType({"purchase": 499_999})
"""Where no table was told: a purchase stays below 5,000 baht (document 002); in satang."""


class Basis(StrEnum):
    """What a kind of payment rests on, by number and day."""

    CONTRACT = "contract"
    PERMISSION = "permission"


class Payees(StrEnum):
    """Whom a kind of payment may reach: anybody, or people whose citizen id is told."""

    ANY = "any"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class PaymentKind:
    """A kind of payment, or one of its sorts (``sub_kind``); ``basis`` is None where it rests on nothing further.

    ``line_below``: every line must be less. ``returns``: which way wrongly paid money goes back, ``ordinary`` or
    ``medical``. ``source`` names the rule, for people.
    """

    kind: str
    sub_kind: str
    name_th: str
    name_en: str
    valid_from: date
    valid_until: date | None
    line_below: Money | None
    basis: Basis | None
    returns: str
    payees: Payees
    source: str

    def name(self, language: str) -> str:
        """Return the name as readers of ``language`` expect it."""
        return self.name_th if language == "th" else self.name_en


@dataclass(frozen=True, slots=True)
class Service:
    """How the bank carries a batch to other banks; ``ordinary`` is the one that nobody has to name.

    ``smallest`` and ``largest`` bound a line, None is no limit. A batch approved before ``cut_off`` has value
    ``lead_days`` bank days later.
    """

    service: str
    name_th: str
    name_en: str
    smallest: Money | None
    largest: Money | None
    cut_off: time
    lead_days: int
    valid_from: date
    valid_until: date | None
    ordinary: bool
    source: str

    def name(self, language: str) -> str:
        """Return the name as readers of ``language`` expect it."""
        return self.name_th if language == "th" else self.name_en

    def takes(self, amount: Money) -> bool:
        """Say whether a line of this amount is within the limits."""
        return (self.smallest is None or amount >= self.smallest) and (self.largest is None or amount <= self.largest)


R = TypeVar("R", PaymentKind, Service)


def in_force(rows: Iterable[R], day: date) -> list[R]:
    """Return the rows that are valid on ``day``, in their order."""
    return [row for row in rows if row.valid_from <= day and (row.valid_until is None or day <= row.valid_until)]


def kinds_on(table: Iterable[PaymentKind], day: date) -> list[str]:
    """Return the kinds that may be paid on ``day``, each once."""
    return list(dict.fromkeys(row.kind for row in in_force(table, day)))


def sorts_of(table: Iterable[PaymentKind], kind: str, day: date) -> list[PaymentKind]:
    """Return the sorts among which a maker of this kind must choose; none where the kind has no sorts."""
    return [row for row in in_force(table, day) if row.kind == kind and row.sub_kind]


def kind_row(table: Iterable[PaymentKind], kind: str, sub_kind: str, day: date) -> PaymentKind | None:
    """Return the row that governs a batch on ``day``, or None where there is none."""
    return next((row for row in in_force(table, day) if (row.kind, row.sub_kind) == (kind, sub_kind)), None)


def strictest_limit(table: Sequence[PaymentKind], kind: str, sub_kind: str, day: date) -> Money | None:
    """Return what every line must stay below, also while the sort is not chosen yet: the least that may apply."""
    row = kind_row(table, kind, sub_kind, day)
    rows = [row] if row else [other for other in in_force(table, day) if other.kind == kind]
    return min((each.line_below for each in rows if each.line_below is not None), default=None) if rows else None


def largest_lines(table: Iterable[PaymentKind], day: date) -> Mapping[str, int]:
    """Return the most that a line of each bounded kind may be, in satang, by any row valid on ``day`` or later.

    The row of a batch's own sort and day binds when it is handed in; this is what no line of the kind can be.
    """
    bounds: dict[str, list[Money | None]] = {}
    for row in table:
        if row.valid_until is None or row.valid_until >= day:
            bounds.setdefault(row.kind, []).append(row.line_below)
    if not bounds:
        return FOUNDING_LARGEST
    return {kind: max(below).satang - 1 for kind, every in bounds.items() if (below := _bounded(every))}


def _bounded(every: Sequence[Money | None]) -> list[Money]:
    found = [each for each in every if each is not None]
    return found if len(found) == len(every) else []


def service_row(table: Iterable[Service], code: str, day: date) -> Service | None:
    """Return a service by its code, the ordinary one for '', or None where it is not offered on ``day``."""
    return next((row for row in in_force(table, day) if row.service == code or (row.ordinary and not code)), None)
