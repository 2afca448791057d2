"""Services whose answers come later than people go on."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

WAIT = 20.0
"""Seconds after which an answer comes although nobody let it come: the test then fails by what it sees."""


class Late:
    """Stands before one call of a service and keeps back the answers to what ``kept`` names until ``come``."""

    def __init__(self, call: Callable[..., Any], kept: Callable[..., bool]) -> None:
        self._call, self._kept = call, kept
        self._come = threading.Event()
        self.asked = threading.Event()

    def __call__(self, *args: Any, **named: Any) -> Any:
        keep = self._kept(*args, **named)
        try:
            return self._call(*args, **named)
        finally:
            if keep:
                self.asked.set()
                self._come.wait(WAIT)

    def come(self) -> None:
        """Let the answers come."""
        self._come.set()


class First:
    """Names the first call only."""

    def __init__(self) -> None:
        self._over = False

    def __call__(self, *_: Any, **__: Any) -> bool:
        over, self._over = self._over, True
        return not over
