"""Asking for news until it holds: a page that cannot be taken over is asked for again before anybody is alarmed.

What a plain repetition mends was trouble on the way. What is told the same wrong way again is an alarm at once; only
where records are missing, and nothing that is held is contradicted, is it asked for in a few more rounds first.
Nothing is taken from a page that does not hold, and nothing is sent in a round that did not hear the news.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from app.central.events import Incomplete
from app.domain.values.errors import Tampered, Unreachable

if TYPE_CHECKING:
    from app.central.events import Page, Position
    from app.services.desk import Desk

TRIES_MAX = 3
ROUNDS_MAX = 5
"""So often in a row may news be incomplete; then it is held back, and that is an alarm."""

_log = logging.getLogger(__name__)


class NewsPages:
    """The pages of its unit's log for one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._incomplete = 0

    def page(self, after: Position) -> Page:
        """Return the verified news after a position.

        Raises `Tampered` where it goes on not to hold, `Unreachable` ``news_incomplete`` while records are missing.
        """
        for _ in range(TRIES_MAX - 1):
            try:
                return self._asked(after)
            except Tampered as problem:
                _log.warning("news that does not hold, asked for again: %s", problem)
        try:
            return self._asked(after)
        except Incomplete as problem:
            self._incomplete += 1
            if self._incomplete >= ROUNDS_MAX:
                raise
            raise Unreachable("news_incomplete", seq=after.seq + 1) from problem

    def _asked(self, after: Position) -> Page:
        page = self._desk.central.events(after, self._desk.about.bank_public_key)
        self._incomplete = 0
        return page
