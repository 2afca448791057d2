"""How much one person may have under way to us at once: whoever sends much fills their own share and no machine."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.simulator.refusals import Refused
from app.wire.api import SUBMIT_BYTES_MAX
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PERSON_BYTES_MAX = SUBMIT_BYTES_MAX
"""The largest batch, or as many smaller requests as come to that."""
RETRY_SECONDS = 5


class UnderWay:
    """Counts the bytes of requests by person, from their arrival until they are answered."""

    def __init__(self) -> None:
        self._bytes: Counter[str] = Counter()

    @contextmanager
    def of(self, uid: str) -> Iterator[Callable[[int], None]]:
        """Give what counts pieces of a request of that person; it refuses with ``too_many_requests``."""
        mine = 0

        def count(size: int) -> None:
            nonlocal mine
            if self._bytes[uid] + size > PERSON_BYTES_MAX:
                raise Refused(Refusal.TOO_MANY_REQUESTS, retry_after=str(RETRY_SECONDS))
            self._bytes[uid] += size
            mine += size

        try:
            yield count
        finally:
            self._bytes[uid] -= mine
            if not self._bytes[uid]:
                del self._bytes[uid]
