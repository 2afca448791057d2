"""What a list is narrowed to, beside its words and chips; kept under a name, it is a view."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date

from app.domain.values.errors import BadInput

NAME_CHARS_MAX = 60


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Limits on the rows of a list; what is empty or None asks for nothing, both ends of a span belong to it."""

    kind: str = ""
    bank: str = ""
    day_from: date | None = None
    day_to: date | None = None
    satang_from: int | None = None
    satang_to: int | None = None

    def __bool__(self) -> bool:
        """Say whether it asks for anything."""
        return self != ListFilter()


EVERYTHING = ListFilter()


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list as a person likes to see it: words, chips and limits under a name."""

    name: str
    search: str = ""
    chips: frozenset[str] = frozenset()
    narrowed: ListFilter = field(default_factory=ListFilter)

    def body(self) -> str:
        """Return everything but the name as text, to be kept."""
        values = {"search": self.search, "chips": sorted(self.chips), "narrowed": asdict(self.narrowed)}
        return json.dumps(values, ensure_ascii=False, sort_keys=True, default=date.isoformat)

    @classmethod
    def of(cls, name: str, body: str) -> SavedView:
        """Read what `body` wrote; raise `BadInput` ``view_unreadable`` for anything else."""
        try:
            values = json.loads(body)
            limits = values["narrowed"]
            days = {key: date.fromisoformat(limits[key]) if limits[key] else None for key in ("day_from", "day_to")}
            return cls(name, values["search"], frozenset(values["chips"]), ListFilter(**{**limits, **days}))
        except (ValueError, KeyError, TypeError) as problem:
            raise BadInput("view_unreadable", name=name) from problem
