"""Attention to news: while all is well a request is held open at the central system, so that news comes at once.

It only wakes the exchange, which fetches and checks the news as ever; whatever goes wrong here, the exchange still
looks by itself every few seconds. One thread, asleep unless the last round went well.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

from app.central.hearing import WAIT_SECONDS
from app.domain.values.errors import KhlangError

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.central.client import Central
    from app.central.events import Position
    from app.central.hearing import Hearing

CLOSE_SECONDS_MAX = 10.0
_HELD_SECONDS = WAIT_SECONDS / 2
"""An empty answer that comes sooner was not held: the other side does not know how, or it ends just now."""

_log = logging.getLogger(__name__)


class Attention:
    """Waits for news from `turn_to` on, and calls ``heard`` when there is some, on its own thread."""

    def __init__(self, central: Central, heard: Callable[[], None]) -> None:
        self._central = central
        self._heard = heard
        self._guard = threading.Condition()
        self._hearing: Hearing | None = None
        self._after: Position | None = None
        self._over = False
        self._thread = threading.Thread(target=self._run, name="attention", daemon=True)

    def turn_to(self, after: Position) -> None:
        """All is well and this is known: say when there is more."""
        with self._guard:
            if self._over:
                return
            self._after = after
            if self._thread.ident is None:
                self._thread.start()
            self._guard.notify()

    def close(self) -> None:
        """End a request under way at once, and the thread."""
        with self._guard:
            self._over = True
            hearing = self._hearing
            self._guard.notify()
        if hearing is not None:
            hearing.stop()
        if self._thread.ident is not None:
            self._thread.join(CLOSE_SECONDS_MAX)

    def _run(self) -> None:
        try:
            with closing(self._central.hearing) as hearing:
                with self._guard:
                    self._hearing = hearing
                while (after := self._wanted()) is not None:
                    self._listen(hearing, after)
        except KhlangError as problem:  # the file with the authority is gone; the exchange tells it
            _log.warning("nobody listens for news: %s", problem.code)

    def _wanted(self) -> Position | None:
        """Wait until the exchange wants to be told; return what it knows, None at the end."""
        with self._guard:
            self._guard.wait_for(lambda: self._over or self._after is not None)
            after, self._after = self._after, None
            return None if self._over else after

    def _listen(self, hearing: Hearing, after: Position) -> None:
        """Hold requests for as long as they are held; then it is for the exchange to say that all is well."""
        is_held = True
        while is_held and not self._over:
            began = time.monotonic()
            try:
                is_news = hearing.is_news(after)
            except KhlangError as problem:  # the exchange finds out by itself, and says what it means
                _log.debug("not listening: %s", problem.code)
                return
            if is_news:
                with self._guard:
                    self._after = None  # said before the news came
                self._heard()
                return
            is_held = time.monotonic() - began >= _HELD_SECONDS
