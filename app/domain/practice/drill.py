"""Drills: what a clerk practises step by step, and the record of those passed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Standing(StrEnum):
    """Where a person stands with a drill."""

    NEW = "new"
    RUNNING = "running"
    FAILED = "failed"  # the other side could not do its part
    SPOILT = "spoilt"  # by a mistake after which it cannot be passed
    PASSED = "passed"


class StepStanding(StrEnum):
    """Where a step stands."""

    OPEN = "open"
    NOW = "now"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the drill in both languages."""

    th: str
    en: str

    def of(self, language: str) -> str:
        """Return them in a language."""
        return self.en if language == "en" else self.th


@dataclass(frozen=True, slots=True)
class Step:
    """A step; ``own`` is done by the person, the others by the central system. ``hint`` may be empty."""

    text: Said
    hint: Said
    own: bool
    standing: StepStanding


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake that the central system saw; one that ``spoils`` ends the drill unpassed."""

    text: Said
    spoils: bool


@dataclass(frozen=True, slots=True)
class Drill:
    """A drill with its steps; ``passed`` times so far. ``problem`` is the central system's own word, '' for none.

    ``why`` says why it matters, ``learnt`` what to keep in mind. ``file`` names the sample to work with, or ''.
    ``alone``: nobody else may be signed in at the simulator when it begins.
    """

    drill_id: str
    title: Said
    why: Said
    teaches: Said
    learnt: Said
    file: str
    alone: bool
    standing: Standing
    passed: int
    passed_at: datetime | None
    problem: str
    steps: tuple[Step, ...]
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class Pass:
    """A drill that was passed: when, how long it took, and how many mistakes were seen on the way."""

    title: Said
    seconds: int
    at: datetime
    mistakes: int

    @property
    def minutes(self) -> int:
        """How many minutes it took, begun ones included."""
        return max(1, -(-self.seconds // 60))


@dataclass(frozen=True, slots=True)
class DrillBook:
    """What a person may practise, and what was passed, the newest first."""

    drills: tuple[Drill, ...]
    record: tuple[Pass, ...]


@dataclass(frozen=True, slots=True)
class PracticeRecord:
    """What a person passed, as a simulated bank signed it: ``text`` and ``sig``. ``offered`` counts the drills."""

    uid: str
    user_id: str
    name: Said
    agency_name: str
    unit: str
    unit_name: str
    offered: int
    passed: tuple[Pass, ...]
    at: datetime
    text: bytes
    sig: str
