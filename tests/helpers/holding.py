"""Holding an answer back, so that a test can act while it is waited for."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING, Any

from tests.helpers.patience import PATIENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest


@contextmanager
def held(monkeypatch: pytest.MonkeyPatch, kind: type, method: str) -> Iterator[None]:
    """Let every answer of a method of this class wait for the end of the block."""
    go_on, answer = Event(), getattr(kind, method)

    def late(*arguments: Any) -> Any:
        assert go_on.wait(PATIENCE_SECONDS)
        return answer(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(kind, method, late)
        try:
            yield
        finally:
            go_on.set()
