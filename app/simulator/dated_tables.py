"""Tables whose rows hold on some days only, and which the operator may replace as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from app.simulator import fields
from app.simulator.refusals import Refused
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Dated(Protocol):
    """A row with its first day and its last one, '' without end."""

    @property
    def valid_from(self) -> str: ...  # noqa: D102
    @property
    def valid_until(self) -> str: ...  # noqa: D102


R = TypeVar("R", bound=Dated)
Check = tuple[str, bool]
"""A field, and whether it is sound."""


def holds(row: Dated, day: str) -> bool:
    """Say whether a row holds on a day."""
    return row.valid_from <= day and (not row.valid_until or day <= row.valid_until)


def demand_sound(
    rows: Sequence[R], rows_max: int, code: Callable[[R], str], checks: Callable[[R], Iterable[Check]]
) -> None:
    """Refuse a table that is not sound, telling the row (from 1) and what of it.

    Two rows of one ``code`` never hold on the same day.
    """
    if not 0 < len(rows) <= rows_max:
        raise Refused(Refusal.FIELD_WRONG, field="rows", line="")
    for at, row in enumerate(rows, 1):
        fault = next((name for name, sound in (*checks(row), *_dates(row)) if not sound), "")
        if fault:
            raise Refused(Refusal.FIELD_WRONG, field=fault, line=str(at))
        same = (other for other in rows[: at - 1] if code(other) == code(row))
        if any(holds(row, other.valid_from) or holds(other, row.valid_from) for other in same):
            raise Refused(Refusal.FIELD_WRONG, field="valid_from", line=str(at))


def _dates(row: Dated) -> Iterable[Check]:
    return (
        ("valid_from", fields.read_day(row.valid_from) is not None),
        ("valid_until", not row.valid_until or fields.read_day(row.valid_until) is not None),
    )
