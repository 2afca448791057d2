"""One operation of the wire: method, path, who may ask, what is sent and what may be answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from app.wire.access import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping


class Who(StrEnum):
    """Who may ask."""

    EVERYBODY = "everybody"
    PERSON = "person"  # whoever is signed in; what each role may is decided by what is asked
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Query:
    """A parameter of the query: ``least`` and ``most`` bound a number, ``None`` marks a text of that form."""

    name: str
    about: str
    least: int | None = None
    most: int | None = None
    pattern: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """A body that is no JSON: its media types."""

    media: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """A body that is one of several messages; ``by_type`` names each by its ``typ``."""

    by_type: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """An answer that is one of several messages."""

    forms: tuple[Any, ...]


EMPTY = None
"""An answer without a body."""
_ALWAYS = (429, 503)
_AT_THE_GATE = 426
_WITH_BODY = (400, 408, 413, 415, 422)
_ASKS = {Who.EVERYBODY: (), Who.PERSON: (401, 403), Who.OPERATOR: (403, 408, 413, 415)}


@dataclass(frozen=True, slots=True)
class Operation:
    """A row of the contract; ``answers`` are what follows success, ``refusals`` the statuses that are its own."""

    method: str
    path: str
    who: Who
    english: str
    thai: str
    answers: Mapping[int, Any]
    body: Any = None
    query: tuple[Query, ...] = ()
    refusals: tuple[int, ...] = ()
    canonical: bool = True
    """Whether the body must be canonical; what staff sends need not."""
    gated: bool = True
    """Whether clients that are too old are turned away."""

    @property
    def name(self) -> str:
        """``GET /v1/events``: what the operation is called in notes."""
        return f"{self.method} {self.path}"

    @property
    def told(self) -> dict[int, Any]:
        """Every status that may be answered, with what its body is."""
        gate = (_AT_THE_GATE,) if self.gated else ()
        refused = {*_ALWAYS, *gate, *_ASKS[self.who], *self.refusals, *(_WITH_BODY if self.body is not None else ())}
        return {**dict.fromkeys(sorted(refused), Problem), **self.answers}


def of_staff(
    named: str,
    said: tuple[str, str],
    answers: Any,
    body: Any = None,
    *,
    query: tuple[Query, ...] = (),
    also: tuple[int, ...] = (),
) -> Operation:
    """Return a row that the operator's token opens: ``GET /v1/...``, English and Thai, what follows success."""
    method, _, path = named.partition(" ")
    told = answers if isinstance(answers, dict) else {200: answers}
    return Operation(method, path, Who.OPERATOR, *said, told, body, query, also, canonical=False, gated=False)
