"""Drills: from the wire's words to the domain's."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import quote

from app.domain.practice.drill import Drill, DrillBook, Pass, Said, Standing, Step, StepStanding
from app.domain.values.dates import parse_instant
from app.domain.values.errors import Unreachable
from app.wire import api
from app.wire import drills as wire
from app.wire.codec import Message

if TYPE_CHECKING:
    from collections.abc import Callable

M = TypeVar("M", bound=Message)
T = TypeVar("T")


class Asked(Protocol):
    """Sends one request in the session and reads its answer; raises what `app.central.client.Central` raises."""

    def __call__(self, method: str, route: str, kind: type[M], /) -> M:
        """Send one request."""
        ...


class DrillCalls:
    """What is asked about drills; all raise `Unreachable` ``server_unreadable`` for what makes no sense."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def book(self) -> DrillBook:
        """Return the person's drills and record."""
        said = self._asked("GET", api.DRILLS, wire.Drills)
        return _read(
            lambda: DrillBook(
                tuple(_drill(one) for one in said.drills),
                tuple(Pass(Said(one.title_th, one.title_en), parse_instant(one.at)) for one in said.record),
            )
        )

    def begin(self, drill_id: str) -> Drill:
        """Begin a drill, or begin it again; raise `Refused` ``not_found``."""
        said = self._asked("POST", f"{api.DRILLS}/{quote(drill_id, safe='')}", wire.Drill)
        return _read(lambda: _drill(said))

    def go_on(self, drill_id: str) -> Drill:
        """Have the others do their part as far as it goes now, and return the drill; raise as `begin`."""
        said = self._asked("GET", f"{api.DRILLS}/{quote(drill_id, safe='')}", wire.Drill)
        return _read(lambda: _drill(said))


def _read(made: Callable[[], T]) -> T:
    try:
        return made()
    except ValueError as problem:
        raise Unreachable("server_unreadable", status=HTTPStatus.OK.value) from problem


def _drill(said: wire.Drill) -> Drill:
    return Drill(
        drill_id=said.drill_id,
        title=Said(said.title_th, said.title_en),
        teaches=Said(said.teaches_th, said.teaches_en),
        standing=Standing(said.state),
        passed=int(said.passed),
        passed_at=parse_instant(said.passed_at) if said.passed_at else None,
        problem=said.problem,
        steps=tuple(
            Step(
                Said(one.text_th, one.text_en),
                Said(one.hint_th, one.hint_en),
                one.by == "you",
                StepStanding(one.state),
            )
            for one in said.steps
        ),
    )
