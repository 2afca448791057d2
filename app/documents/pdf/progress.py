"""Telling the one who waits how far a document is, and stopping when asked to."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.values.errors import Refused

Progress = Callable[[int, int], bool]
"""Called with (done, total); returns False to stop."""

STEP = 25
"""Items between two reports: often enough for a bar, seldom enough to cost nothing."""


def report(progress: Progress | None, done: int, total: int) -> None:
    """Pass on how far the work is, every `STEP` items and at its end; raise `Refused` ``document_stopped``."""
    if progress is None or (done % STEP and done != total):
        return
    if not progress(done, total):
        raise Refused("document_stopped", done=done, total=total)
