"""Rows of a view that is at hand: filtered by words and by tags in groups, ordered by a column."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ui.table_model import Query, Row

TAGS, WORDS = "tags", "words"
"""Keys of a row: what filters ask for (``group:value``), and the texts in which words are looked for."""


@dataclass
class ListedRows:
    """A row source; ``rows`` is replaced as a whole by fresh ones. A row fits if each group of tags knows one of its.

    The id is the row's own ``id``, so that the chosen one is found again in a fresh view.
    """

    listed: Sequence[Row] = ()
    _ids: dict[str, int] = field(default_factory=dict)

    def put(self, rows: Sequence[Row]) -> None:
        """Show these rows from the next question on; each has a ``key`` that names it for good."""
        self.listed = [{**row, "id": self._ids.setdefault(str(row["key"]), len(self._ids))} for row in rows]

    def id_of(self, key: str) -> int:
        """Return the id of the row with this key, -1 for none."""
        return self._ids.get(key, -1)

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the ids of the rows that fit."""
        found = [row for row in self.listed if _fits(row, query)]
        if query.order:
            found.sort(key=lambda row: row[query.order], reverse=query.descending)
        return array("q", [row["id"] for row in found])

    def rows(self, ids: Sequence[int], /) -> Sequence[Row]:
        """Return these rows."""
        by_id = {row["id"]: row for row in self.listed}
        return [by_id[identity] for identity in ids if identity in by_id]


def _fits(row: Row, query: Query) -> bool:
    if query.search and query.search.casefold() not in str(row[WORDS]).casefold():
        return False
    groups: dict[str, set[str]] = {}
    for tag in query.chips:
        groups.setdefault(tag.partition(":")[0], set()).add(tag)
    return all(wanted & row[TAGS] for wanted in groups.values())
