"""Where a script is played: a unit, its people, and what the script has named so far."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from app.simulator.clock import BANGKOK, moment_text, read_moment
from app.simulator.operator import Advanced, AdvanceWanted, ClockShown
from app.simulator.scenarios.speaking import Person
from app.simulator.scenarios.story import Story
from app.wire import api
from app.wire.disbursement import BatchContent
from app.wire.events import EventsPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.simulator.faults.armed import Armed
    from app.simulator.scenarios.speaking import Wire
    from app.wire.disbursement import Line

Baht = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,13}(\.[0-9]{2})?$")]
"""An amount as a text: ``"1250.00"``, quoted, since YAML would make a fraction of it."""
SignedBaht = Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]{1,13}(\.[0-9]{2})?$")]
LocalTime = Annotated[str, msgspec.Meta(pattern=r"^([12][0-9]{3}-[0-9]{2}-[0-9]{2}T)?[0-2][0-9]:[0-5][0-9]$")]
"""A minute in Bangkok: ``"2026-12-04T15:00"``, or ``"15:00"`` of the same day; quoted."""
LocalDay = Annotated[str, msgspec.Meta(pattern=r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$")]
_STANDS = "frozen"
BATCH, BILL, PAYMENT, REMITTANCE, RECALL, DAY = "batch", "bill", "payment", "remittance", "recall", "day"


class Wrong(Exception):
    """The script cannot go on as it is written; the message says why."""


def mark_of(user: str) -> str:
    """Return the note of faults that strike nobody but a person who practises."""
    return f"practice of {user}"


def satang(baht: str) -> int:
    """Return an amount in satang."""
    whole, _, part = baht.partition(".")
    sign = -1 if whole.startswith("-") else 1
    return int(whole) * 100 + sign * int(part or "0")


class Stage:
    """What acts and expectations share while a script is played.

    ``began`` is where the unit's log stood at the beginning; what comes after ``heard`` is listened to. What is made
    bears the ``note`` in its purpose, and faults that a script arms strike nobody but ``only``, where that is given.
    """

    def __init__(
        self, wire: Wire, company: str, people: Mapping[str, str], *, heard: int = 0, note: str = "", only: str = ""
    ) -> None:
        self.wire = wire
        self.story = Story()
        self.note = note
        self._company = company
        self._only = only
        self._aliases = people
        self._people: dict[tuple[str, str], Person] = {}
        self._named: dict[tuple[str, str], str] = {}
        self.began = 0
        self._heard = heard
        self._listener: Person | None = None

    def person(self, called: str) -> Person:
        """Return who is called so: by the script, by user name, or as ``COMPANY/USER``."""
        company, _, user = self._aliases.get(called, called).rpartition("/")
        known = (company or self._company, user)
        if known not in self.wire.server.passwords:
            raise Wrong(f"nobody is called {called}")
        if known not in self._people:
            self._people[known] = Person(self.wire, *known)
        found = self._people[known]
        if known[0] == self._company:
            self._listener = found
        return found

    def leave(self) -> None:
        """Let everybody sign out."""
        for one in self._people.values():
            one.sign_out()

    def call(self, kind: str, name: str, found: str) -> None:
        """Remember what a name of the script stands for."""
        self._named[kind, name] = found

    def called(self, kind: str, name: str) -> str:
        """Return what a name of the script stands for."""
        if (kind, name) not in self._named:
            raise Wrong(f"no {kind} is called {name}")
        return self._named[kind, name]

    def is_called(self, kind: str, found: str) -> bool:
        """Say whether something has a name already."""
        return any(of == kind and one == found for (of, _), one in self._named.items())

    @property
    def names(self) -> dict[str, str]:
        """What names stand for, each as ``kind/name``."""
        return {f"{kind}/{name}": found for (kind, name), found in self._named.items()}

    def take(self, names: Mapping[str, str]) -> None:
        """Let names stand for what they stood for on another stage."""
        for named, found in names.items():
            kind, _, name = named.partition("/")
            self.call(kind, name, found)

    def listen(self) -> Story:
        """Hear what happened meanwhile in the unit, and return the story so far."""
        listener = self._listener or self.person(next(iter(self._aliases)))
        while True:
            page = listener.read(api.EVENTS, EventsPage, after=str(self._heard))
            for event in page.events:
                self.story.hear(event.record.type, event.body)
            self._heard += len(page.events)
            if page.more == "no":
                return self.story

    def lines(self, op_id: str) -> tuple[Line, ...]:
        """Return the lines of a batch as they were handed in."""
        listener = self._listener or self.person(next(iter(self._aliases)))
        return listener.read(f"{api.BATCHES}/{op_id}", BatchContent).lines

    def narrowed(self, fault: Armed) -> Armed:
        """Return a fault as it is armed from here."""
        if not self._only:
            return fault
        return msgspec.structs.replace(fault, company=self._company, user=self._only, note=mark_of(self._only))

    def is_meant(self, fault: Armed) -> bool:
        """Say whether a fault that waits was armed from a stage like this."""
        return fault.note == (mark_of(self._only) if self._only else "")

    def now(self) -> datetime:
        """Return the central system's time."""
        return read_moment(self.wire.shown(api.OPERATOR_CLOCK, ClockShown).now)

    def moment(self, text: str) -> datetime:
        """Return a minute as scripts write it; an hour alone is today's."""
        day = "" if "T" in text else f"{self.now().astimezone(BANGKOK).date().isoformat()}T"
        return datetime.fromisoformat(day + text).replace(tzinfo=BANGKOK)

    def advance(self, to: datetime) -> None:
        """Let time pass; what is due on the way is done."""
        wanted = AdvanceWanted(moment_text(to))
        msgspec.json.decode(self.wire.operate("POST", api.OPERATOR_ADVANCE, wanted), type=Advanced)

    def settle(self) -> None:
        """Let everything be done that is due now; where time runs, that is done by itself."""
        shown = self.wire.shown(api.OPERATOR_CLOCK, ClockShown)
        if shown.mode == _STANDS:
            self.advance(read_moment(shown.now))

    def later(self, minutes: float) -> None:
        """Let so much time pass."""
        self.advance(self.now() + timedelta(minutes=minutes))


class Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="act"):
    """Something that is done by ``play(stage)``, which raises `speaking.SaidNo` where it is refused.

    ``who`` of the acts that people do is a person's name in the script.
    """

    by_people: ClassVar[bool] = True
