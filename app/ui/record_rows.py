"""Record sources turned into row sources for tables, on the worker's side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from app.ui.table_model import FixedRows

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from app.ui.table_model import Query, Row

Record = TypeVar("Record")
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


class NumberedRecords(Generic[Record]):
    """Records at hand; each keeps its number while others come, go and are ordered, and so the mark on its row."""

    def __init__(self, key: Callable[[Record], Hashable], row: Callable[[Record], Row]) -> None:
        self._key, self._row = key, row
        self._numbers: dict[Hashable, int] = {}
        self._records: dict[int, Record] = {}

    def rows(self, records: Sequence[Record]) -> FixedRows:
        """Return a row source over these."""
        numbers = [self._numbers.setdefault(self._key(one), len(self._numbers)) for one in records]
        self._records.update(zip(numbers, records, strict=True))
        return FixedRows([self._row(one) for one in records], numbers)

    def named(self, numbers: Sequence[int]) -> list[Record]:
        """Return the records of rows by their ids, as they were last seen."""
        return [self._records[number] for number in numbers]
