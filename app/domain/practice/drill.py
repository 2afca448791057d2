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
class Drill:
    """A drill with its steps; ``passed`` times so far. ``problem`` is the central system's own word, '' for none."""

    drill_id: str
    title: Said
    teaches: Said
    standing: Standing
    passed: int
    passed_at: datetime | None
    problem: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Pass:
    """A drill that was passed, and when."""

    title: Said
    at: datetime


@dataclass(frozen=True, slots=True)
class DrillBook:
    """What a person may practise, and what was passed, the newest first."""

    drills: tuple[Drill, ...]
    record: tuple[Pass, ...]
