"""Drills: what a clerk practises at a simulated central system, step by step, watched there. All values are strings."""

from __future__ import annotations

from enum import StrEnum

from app.wire.codec import Message
from app.wire.forms import Moment, Number, Signature

PRACTICE_RECORD = "khlang.practice-record/1"


class DrillState(StrEnum):
    """Where a person stands with a drill."""

    NEW = "new"  # not begun, or given up
    RUNNING = "running"
    FAILED = "failed"  # the other side could not do its part: to be begun again
    SPOILT = "spoilt"  # by a mistake after which it cannot be passed: to be begun again
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


class DrillMistake(Message, frozen=True):
    """A mistake that was seen; ``spoils``: ``yes`` where the drill cannot be passed any more, or ``no``."""

    text_th: str
    text_en: str
    spoils: str


class Drill(Message, frozen=True):
    """A drill and how the person who asks stands with it.

    ``why_*`` says why it matters, ``teaches_*`` what is practised, ``learnt_*`` what to keep in mind. ``passed`` counts
    how often; ``passed_at`` is the newest time, or ''. ``problem`` says why the other side failed. ``file`` names the
    sample that is worked with, or ''. ``alone`` is ``yes`` where nobody else may be signed in when it begins.
    """

    drill_id: str
    title_th: str
    title_en: str
    why_th: str
    why_en: str
    teaches_th: str
    teaches_en: str
    learnt_th: str
    learnt_en: str
    file: str
    alone: str
    state: str
    began_at: Moment
    passed: Number
    passed_at: Moment
    problem: str
    steps: tuple[DrillStep, ...]
    mistakes: tuple[DrillMistake, ...]


class Passed(Message, frozen=True):
    """A drill that was passed ``at`` a moment of the simulator: how many mistakes were seen on the way.

    ``seconds`` is how long it took by the machine's clock, since drills move the simulator's.
    """

    drill_id: str
    title_th: str
    title_en: str
    seconds: Number
    at: Moment
    mistakes: Number


class Drills(Message, frozen=True):
    """Answer of ``GET /v1/drills``: the person's drills, and the record of those passed, the newest first."""

    server_time: Moment
    drills: tuple[Drill, ...]
    record: tuple[Passed, ...]


class PracticeRecord(Message, frozen=True):
    """What a simulated bank signs, label PRAC: who passed which drills. ``offered`` counts those for this person."""

    typ: str
    uid: str
    user_id: str
    name_th: str
    name_en: str
    agency: str
    agency_name: str
    unit: str
    unit_name: str
    offered: Number
    passed: tuple[Passed, ...]
    at: Moment


class SignedPracticeRecord(Message, frozen=True):
    """``record`` is the canonical text of a `PracticeRecord`, ``sig`` the simulated bank's over it."""

    record: str
    sig: Signature
