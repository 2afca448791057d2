"""What a central system says of its own condition, for those who run it."""

from __future__ import annotations

from app.wire.codec import Message
from app.wire.forms import YesNo

OK, WARNS, FAILS = "ok", "warns", "fails"


class Check(Message, frozen=True):
    """One thing that was looked at: ``ok``, ``warns`` (soon it will fail) or ``fails``, with what was seen."""

    name: str
    state: str
    seen: str


class Ready(Message, frozen=True):
    """Answer of ``GET /v1/ready``, with status 503 unless ``ready`` is yes: none of the ``checks`` fails.

    The checks are ``database``, ``schema``, ``letters``, ``back_office``, ``disk``, ``certificate``, ``authority``.
    """

    ready: YesNo
    checks: tuple[Check, ...]
