"""Lists that may be long: a bounded part of them on a page, the way to the next, and amounts as people type them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import func, select

from app.simulator.fields import is_digits
from app.simulator.refusals import wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnElement, Connection, Row, Select

    from app.simulator.console.page import Asked
    from app.simulator.pages.forms import Sent

T = TypeVar("T")
ROWS = 50
_AT_DIGITS, _TEXT_CHARACTERS = 7, 100
_BAHT_MAX = Decimal(10) ** 13
SURE = "yes"


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """Some rows of a list that has ``whole`` of them; the first one is number ``at`` (from 0)."""

    rows: Sequence[T]
    at: int
    whole: int

    @property
    def before(self) -> int:
        """Where the part before begins."""
        return max(self.at - ROWS, 0)

    @property
    def after(self) -> int:
        """Where the next part begins; 0 if this is the last one."""
        return self.at + ROWS if self.at + ROWS < self.whole else 0


def said(asked: Asked, *names: str) -> dict[str, str]:
    """Return what the address narrows a list to, by name; too long is nothing."""
    found = {name: asked.said(name).strip() for name in names}
    return {name: text if len(text) <= _TEXT_CHARACTERS else "" for name, text in found.items()}


def at(asked: Asked) -> int:
    """Return at which row the part begins that is asked for."""
    text = asked.said("at")
    return int(text) if is_digits(text, _AT_DIGITS) else 0


def part(asked: Asked, rows: Sequence[T]) -> Part[T]:
    """Return the part that is asked for of rows that are all at hand."""
    first = at(asked)
    return Part(rows[first : first + ROWS], first, len(rows))


def part_of(asked: Asked, query: Select[Any]) -> Callable[[Connection], Part[Row[Any]]]:
    """Return what reads the part that is asked for of a query's rows, and counts them all."""
    first = at(asked)

    def read(connection: Connection) -> Part[Row[Any]]:
        whole = connection.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
        return Part(connection.execute(query.limit(ROWS).offset(first)).all(), first, whole)

    return read


def like(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Return that a column has a text in it, whatever its case."""
    return func.lower(column).contains(text.lower(), autoescape=True)


def satang(sent: Sent, name: str, *, needed: bool = True) -> str:
    """Return the satang of an amount in baht (``1,234.50``); '' for an empty field that is not needed."""
    text = sent.text(name).strip().replace(",", "")
    if not text and not needed:
        return ""
    try:
        baht = Decimal(text)
    except InvalidOperation as problem:
        raise wrong(name) from problem
    if not (baht.is_finite() and 0 < baht < _BAHT_MAX) or baht * 100 != (baht * 100).to_integral_value():
        raise wrong(name)
    return str(int(baht * 100))


def demand_sure(sent: Sent) -> None:
    """Refuse a form that cannot be undone without the word of whoever sends it."""
    if sent.text("sure") != SURE:
        raise wrong("sure")
