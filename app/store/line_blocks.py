"""Lines on their way into the file, a block at a time: what all lines of a block leave empty is not bound.

Binding a value costs more than keeping it. What the lines of a block have at its default is written into the statement,
once; most lines of most drafts have no repairs, no result and no origin, and so go in at less than half the time.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, literal_column

from app.domain.disbursement.transfer import LineStatus
from app.store import records
from app.store.handles import words_of
from app.store.tables import line as line_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement

    from app.domain.disbursement.record import LineRecord
    from app.store.handles import Writing

BLOCK_LINES = 250
_NAMES = tuple(column.name for column in line_table.columns)
_DEFAULTS: dict[str, tuple[str | None, str]] = {
    **dict.fromkeys(("person_id", "mobile", "email", "reference", "originals"), ("", "''")),
    "status": (LineStatus.DRAFT.value, f"'{LineStatus.DRAFT.value}'"),
    **dict.fromkeys(("reason", "bank_reference", "notice", "verdicts", "origin", "closed"), ("", "''")),
    **dict.fromkeys(("payee_id", "payee_rev"), ("", "''")),
    "settled_at": (None, "NULL"),
}
"""What most lines hold there, and how the statement says so."""


def keep(tx: Writing, batch_id: int, lines: Iterable[LineRecord], *, replacing: bool = False) -> None:
    """Add lines to a batch, or replace those with the same numbers; ``lines`` is read once, as it goes."""
    waiting = iter(lines)
    while block := list(islice(waiting, BLOCK_LINES)):
        named = dict(zip(_NAMES, records.line_columns(batch_id, block), strict=True))
        bound = {name: values for name, values in named.items() if not _is_default(name, values)}
        tx.insert_many(_statement(tuple(bound), replacing=replacing), zip(*bound.values(), strict=True))


def _is_default(name: str, values: tuple[Any, ...]) -> bool:
    return name in _DEFAULTS and values.count(_DEFAULTS[name][0]) == len(values)


@lru_cache(256)
def _statement(bound: tuple[str, ...], *, replacing: bool) -> str:
    """Return what inserts a line of which these columns are bound, in their order."""
    values: dict[str, ColumnElement[Any]] = {
        name: bindparam(name) if name in bound else literal_column(_DEFAULTS[name][1]) for name in _NAMES
    }
    statement = insert(line_table).values(values)
    return words_of(statement.prefix_with("OR REPLACE") if replacing else statement)
