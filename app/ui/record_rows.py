"""Record sources turned into row sources for tables, on the worker's side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ui.table_model import Query, Row

Record_co = TypeVar("Record_co", covariant=True)

RECORD = "record"
"""The one key of a row: the whole record; columns use ``show_row``."""


class RecordSource(Protocol[Record_co]):
    """What a service hands out: ids in order, and records for ids."""

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the ids of all matching records in wanted order."""
        ...

    def rows(self, ids: Sequence[int], /) -> Sequence[Record_co]:
        """Return the records of ``ids`` in the same order."""
        ...


class RecordRows:
    """A row source over records."""

    def __init__(self, source: RecordSource[object]) -> None:
        self.source = source

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the ids of all matching records in wanted order."""
        return self.source.ids(query)

    def rows(self, ids: Sequence[int], /) -> Sequence[Row]:
        """Return one row a record."""
        return [{RECORD: record} for record in self.source.rows(ids)]
