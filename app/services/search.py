"""Searching everything that the person's rooms show, by any of its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.access.permissions import may
from app.domain.collections.scanned import searched
from app.domain.payees.payee import read_qr
from app.domain.search.kinds import FIELDS, Field, Kind
from app.domain.search.words import sought
from app.services.board import FoundGroup
from app.services.search_kinds import SHOWN, values_of
from app.store import search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.board import Found
    from app.services.desk import Desk
    from app.store.handles import Reading
    from app.store.search import Hit, Hits

FIRST_MAX = 3
"""So many of each kind are shown together."""

ALL_MAX = 100
"""So many are shown of one kind alone."""

_IN_TITLE = frozenset({Field.NAME, Field.PURPOSE, Field.REASON})


class Search:
    """Finds for one signed-in person; every search takes up to a third of a second."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def find(self, typed: str, only: str = "") -> Sequence[FoundGroup]:
        """Return what holds every word, by kind and the newest first; ``only`` one kind, and then more of it."""
        wanted = sought(read_qr(typed) or searched(typed))
        kinds = [kind for kind in self.kinds() if only in ("", kind.value)]
        if not wanted or not kinds:
            return []
        count_max = ALL_MAX if only else FIRST_MAX
        with self._desk.store.read() as rd:
            found = search.items(rd, [kind for kind in kinds if kind is not Kind.LINE], wanted, count_max)
            if Kind.LINE in kinds:
                found[Kind.LINE] = search.lines(rd, wanted, count_max)
            return [self._group(rd, kind, found[kind]) for kind in kinds if kind in found and found[kind].count]

    def kinds(self) -> list[Kind]:
        """Return the kinds that the person's rooms show, in the order of the results."""
        roles = self._desk.actor.person.roles
        return [kind for kind in Kind if may(roles, SHOWN[kind].needs)]

    def _group(self, rd: Reading, kind: Kind, hits: Hits) -> FoundGroup:
        rows = ((SHOWN[kind].row(self._desk, rd, hit), hit) for hit in hits.first)
        found = tuple(_with_match(kind, row, hit) for row, hit in rows if row is not None)
        return FoundGroup(kind.value, i18n.text(f"search.kind.{kind}"), hits.count, found, more=hits.more)


def _with_match(kind: Kind, row: Found, hit: Hit) -> Found:
    """Say in which of an item's values the words stand, where the title does not show it."""
    values = values_of(kind, hit)
    fields = [field for place, field in enumerate(FIELDS[kind]) if place in hit.fields and field not in _IN_TITLE]
    told = (i18n.text("search.matched", field=i18n.text(f"search.field.{field}"), value=values[field])
            for field in fields)  # fmt: skip
    return row.matching(" · ".join(told))
