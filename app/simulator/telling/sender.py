"""Sends what waits by e-mail, beside everything else: money never waits for a mail server.

The network is spoken to on a thread of its own, between two short looks at the database. A letter that could not be
handed over is tried again after ever longer times of the machine's own clock, then given up with the server's code.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from app.simulator.news import LETTERS
from app.simulator.telling import letters, outboxes, smtp
from app.simulator.telling.outboxes import FAILED, SENT, Tried, Waits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.simulator.context import Central
    from app.simulator.telling.smtp import MailServer

_logger = logging.getLogger("khlang.central")
AGAIN_AFTER_SECONDS = (60.0, 300.0, 1800.0, 7200.0, 21600.0)
"""Between the first try and the sixth, which is the last."""
_LOOK_AGAIN_SECONDS = 3600.0
_LOOK_AGAIN_SECONDS_SHARED = 60.0
"""Where other processes may fall silent between their work and their word."""
_ADDRESS_WRONG = "address"


class MailSender:
    """Runs where the back office is; wakes when something was written."""

    def __init__(
        self, central: Central, server: MailServer, again_after: Sequence[float] = AGAIN_AFTER_SECONDS
    ) -> None:
        self._central = central
        self._server = server
        self._again_after = tuple(again_after)
        self._not_before: dict[tuple[str, int], float] = {}

    async def run_for_ever(self) -> None:
        """Send what waits, then sleep until woken or until something may be tried again."""
        news = self._central.news
        with news.awaited(LETTERS) as woken:
            while not news.is_over:
                try:
                    busy = await self._round()
                except Exception:
                    _logger.exception("mail")
                    busy = False
                if not busy:
                    await woken.sleep(self._seconds_to_sleep())

    async def _round(self) -> bool:
        """Try every letter whose time has come; return whether there was one."""
        waiting = await self._central.storage.read(outboxes.waiting)
        now = time.monotonic()
        mine = [one for one in waiting if self._not_before.get(_key(one), 0.0) <= now]
        if not mine:
            return False
        moment = self._central.clock.now()
        tried = await asyncio.to_thread(_send, self._server, mine, moment)
        settled = [self._judged(one) for one in tried]
        at = self._central.clock.text()
        await self._central.storage.write(lambda connection: outboxes.keep(connection, at, settled))
        return True

    def _judged(self, tried: Tried) -> Tried:
        """Give up what was tried often enough; remember when the rest is tried again."""
        key = _key(tried.waits)
        self._not_before.pop(key, None)
        if tried.state:
            return tried
        if tried.waits.tries >= len(self._again_after):
            return Tried(tried.waits, FAILED, tried.problem)
        self._not_before[key] = time.monotonic() + self._again_after[tried.waits.tries]
        return tried

    def _seconds_to_sleep(self) -> float:
        ahead = [moment - time.monotonic() for moment in self._not_before.values()]
        longest = _LOOK_AGAIN_SECONDS_SHARED if self._central.storage.is_shared else _LOOK_AGAIN_SECONDS
        return max(0.0, min([*ahead, longest]))


def _key(waits: Waits) -> tuple[str, int]:
    return waits.table.name, waits.n


def _send(server: MailServer, waiting: Sequence[Waits], now: datetime) -> list[Tried]:
    """Hand letters over on one connection; what is left when the line breaks is to be tried again."""
    tried: list[Tried] = []
    try:
        with smtp.Connection(server) as line:
            for one in waiting:
                tried.append(_send_one(line, one, server.sender, now))
    except smtp.Refusal as refusal:
        tried += [Tried(one, "", refusal.code) for one in waiting[len(tried) :]]
    return tried


def _send_one(line: smtp.Connection, one: Waits, sender: str, now: datetime) -> Tried:
    try:
        line.send(one.letter.address, letters.compose(one.letter, sender, now))
    except letters.LetterWrong:
        return Tried(one, FAILED, _ADDRESS_WRONG)
    except smtp.Refusal as refusal:
        return Tried(one, FAILED if refusal.final else "", refusal.code)
    return Tried(one, SENT, "")
