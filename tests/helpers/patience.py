"""Waiting for a fact outside a window: as long as it takes, within what no machine needs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE_SECONDS = 120.0
_PAUSE_SECONDS = 0.02


def wait_for(met: Callable[[], object], what: str) -> None:
    """Ask ``met`` again and again until it is true; fail with ``what`` after `PATIENCE_SECONDS`."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not met():
        assert time.monotonic() < deadline, what
        time.sleep(_PAUSE_SECONDS)
