"""Drills: what a clerk practises at a simulated central system, step by step, watched there. All values are strings."""

from __future__ import annotations

from enum import StrEnum

from app.wire.codec import Message
from app.wire.forms import Moment, Number


class DrillState(StrEnum):
    """Where a person stands with a drill."""

    NEW = "new"  # not begun since it was passed, or never
    RUNNING = "running"
    FAILED = "failed"  # the other side could not do its part: to be begun again
    PASSED = "passed"


class StepState(StrEnum):
    """Where a step of a drill stands."""

    OPEN = "open"
    NOW = "now"
    DONE = "done"


class DrillStep(Message, frozen=True):
    """A step: ``by`` is ``you``, or ``others`` whose part the central system does. ``hint_*`` may be ''."""

    by: str
    text_th: str
    text_en: str
    hint_th: str
    hint_en: str
    state: str


class Drill(Message, frozen=True):
    """A drill and how the person who asks stands with it.

    ``passed`` counts how often; ``passed_at`` is the newest time, or ''. ``problem`` says why the other side failed.
    """

    drill_id: str
    title_th: str
    title_en: str
    teaches_th: str
    teaches_en: str
    state: str
    began_at: Moment
    passed: Number
    passed_at: Moment
    problem: str
    steps: tuple[DrillStep, ...]


class Passed(Message, frozen=True):
    """A drill that was passed, and when."""

    drill_id: str
    title_th: str
    title_en: str
    at: Moment


class Drills(Message, frozen=True):
    """Answer of ``GET /v1/drills``: the person's drills, and the record of those passed, the newest first."""

    server_time: Moment
    drills: tuple[Drill, ...]
    record: tuple[Passed, ...]
