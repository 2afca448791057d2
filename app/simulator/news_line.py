"""News between the processes of one central system, over PostgreSQL's LISTEN and NOTIFY.

Told after the commit, on a session of its own: a NOTIFY inside the transaction would let all commits wait for one
another. What is told while the line is broken is made good by looking at everything when it stands again.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import psycopg

from app.simulator.news import EVERYTHING

if TYPE_CHECKING:
    from app.simulator.news import News
    from app.simulator.storage import Storage

_CHANNEL = "khlang"
_TELL = "SELECT pg_notify(%s, told) FROM unnest(%s::text[]) AS told"
_AGAIN_SECONDS = 1.0
_logger = logging.getLogger("khlang.central")


class NewsLine:
    """Carries what is told in this process to the others, and what they tell to those who wait here."""

    def __init__(self, storage: Storage, news: News) -> None:
        self._storage = storage
        self._news = news
        self._to_tell: set[str] = set()
        self._more = asyncio.Event()

    def tell(self, subjects: frozenset[str]) -> None:
        """Take over what the others are to be told."""
        self._to_tell |= subjects
        self._more.set()

    async def run_for_ever(self) -> None:
        """Listen and speak; begin anew whenever the database was away."""
        while True:
            try:
                async with await self._storage.line() as ears, await self._storage.line() as mouth:
                    await ears.execute(f"LISTEN {_CHANNEL}")
                    self._news.hear((EVERYTHING,))
                    async with asyncio.TaskGroup() as both:
                        both.create_task(self._listen(ears, mouth.info.backend_pid))
                        both.create_task(self._speak(mouth))
            except* psycopg.Error as problems:
                _logger.warning("news: %s", type(problems.exceptions[0]).__name__)
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _listen(self, ears: psycopg.AsyncConnection[Any], own: int) -> None:
        async for told in ears.notifies():
            if told.pid != own:
                self._news.hear((told.payload,))

    async def _speak(self, mouth: psycopg.AsyncConnection[Any]) -> None:
        while True:
            await self._more.wait()
            self._more.clear()
            subjects, self._to_tell = self._to_tell, set()
            try:
                await mouth.execute(_TELL, (_CHANNEL, list(subjects)))
            except psycopg.Error:
                self.tell(frozenset(subjects))
                raise
