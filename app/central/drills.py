"""Drills: from the wire's words to the domain's."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import quote

from app.domain.practice.drill import (
    Drill,
    DrillBook,
    Mistake,
    Pass,
    PracticeRecord,
    Said,
    Standing,
    Step,
    StepStanding,
)
from app.domain.values.dates import parse_instant
from app.domain.values.errors import Tampered, Unreachable
from app.wire import api, signature
from app.wire import drills as wire
from app.wire.codec import Message, decode

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
                tuple(_pass(one) for one in said.record),
            )
        )

    def begin(self, drill_id: str) -> Drill:
        """Begin a drill, or begin it again; raise `Refused` ``not_found``."""
        said = self._asked("POST", f"{api.DRILLS}/{quote(drill_id, safe='')}", wire.Drill)
        return _read(lambda: _drill(said))

    def give_up(self, drill_id: str) -> Drill:
        """Give a drill up; raise as `begin`."""
        said = self._asked("DELETE", f"{api.DRILLS}/{quote(drill_id, safe='')}", wire.Drill)
        return _read(lambda: _drill(said))

    def record(self, bank_public_key: str, uid: str) -> PracticeRecord:
        """Return what a person passed; raise `Tampered` ``practice_record_unsigned`` unless the bank signed it."""
        said = self._asked("GET", api.DRILL_RECORD, wire.SignedPracticeRecord)
        if not signature.verify(bank_public_key, signature.PRACTICE_RECORD, said.record.encode(), said.sig):
            raise Tampered("practice_record_unsigned")
        record = _read(lambda: _record_of(said))
        if record.uid != uid:
            raise Tampered("practice_record_unsigned")
        return record

    def go_on(self, drill_id: str) -> Drill:
        """Have the others do their part as far as it goes now, and return the drill; raise as `begin`."""
        said = self._asked("GET", f"{api.DRILLS}/{quote(drill_id, safe='')}", wire.Drill)
        return _read(lambda: _drill(said))


def _record_of(signed: wire.SignedPracticeRecord) -> PracticeRecord:
    text = signed.record.encode()
    said = decode(text, wire.PracticeRecord)
    return PracticeRecord(
        uid=said.uid,
        user_id=said.user_id,
        name=Said(said.name_th, said.name_en),
        agency_name=said.agency_name,
        unit=said.unit,
        unit_name=said.unit_name,
        offered=int(said.offered),
        passed=tuple(_pass(one) for one in said.passed),
        at=parse_instant(said.at),
        text=text,
        sig=signed.sig,
    )


def _pass(said: wire.Passed) -> Pass:
    title = Said(said.title_th, said.title_en)
    return Pass(title, int(said.seconds), parse_instant(said.at), int(said.mistakes))


def _read(made: Callable[[], T]) -> T:
    try:
        return made()
    except ValueError as problem:
        raise Unreachable("server_unreadable", status=HTTPStatus.OK.value) from problem


def _drill(said: wire.Drill) -> Drill:
    return Drill(
        drill_id=said.drill_id,
        title=Said(said.title_th, said.title_en),
        why=Said(said.why_th, said.why_en),
        teaches=Said(said.teaches_th, said.teaches_en),
        learnt=Said(said.learnt_th, said.learnt_en),
        file=said.file,
        alone=said.alone == "yes",
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
        mistakes=tuple(Mistake(Said(one.text_th, one.text_en), one.spoils == "yes") for one in said.mistakes),
    )
