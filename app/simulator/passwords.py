"""Passwords: Argon2id in a small pool of its own, so that payments never wait behind sign-ins (T-01 to T-04)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import copy_context
from functools import cache, partial
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

import resources
from app.simulator.refusals import Refused
from app.wire.api import PASSWORD_CODE_POINTS_MIN
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from app.simulator.chance import Chance

WAITING_MAX = 64
_SALT_BYTES = 16
CODE_POINTS_MAX = 128
RETRY_AFTER_SECONDS = 2
NAME_LETTERS_MIN = 4
"""Shorter names are in too many words."""
REMEMBERED = 10
"""As many old passwords may not be used again."""


class Passwords:
    """Hashes and checks passwords with a pepper that the database does not hold."""

    def __init__(self, pepper: str, chance: Chance) -> None:
        self._pepper = pepper.encode()
        self._chance = chance
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="passwords")
        self._waiting = 0
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._nobody = ""

    def hash(self, password: str) -> str:
        """Return the hash to store."""
        # Named by what it salts: passwords are hashed at once in several threads, in no order.
        salt = self._chance.named("salt", self._peppered(password).hex()).bytes(_SALT_BYTES)
        return self._hash(password, salt)

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Join the queue and wait until nobody else's password for ``name`` is being checked.

        So a right password that is sent many times at once never runs out of tries on itself. Refuses with
        ``too_many_requests`` when the queue is full.
        """
        if self._waiting >= WAITING_MAX:
            raise Refused(Refusal.TOO_MANY_REQUESTS, retry_after=str(RETRY_AFTER_SECONDS))
        self._waiting += 1
        mine = self._turns.setdefault(name, asyncio.Lock())
        try:
            async with mine:
                yield
        finally:
            self._waiting -= 1

    async def matches(self, password: str, *stored: str) -> bool:
        """Say whether ``password`` is that of any ``stored`` hash; the same work is done when there is none.

        An empty hash is nobody's: the slip is not printed yet.
        """
        loop = asyncio.get_running_loop()
        work = partial(self._matches_any, password, tuple(filter(None, stored)))
        return await loop.run_in_executor(self._pool, copy_context().run, work)

    async def hashed(self, password: str) -> str:
        """Return what `hash` does, in the pool."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, copy_context().run, self.hash, password)

    def _matches_any(self, password: str, stored: tuple[str, ...]) -> bool:
        if not stored:
            self._nobody = self._nobody or self._hash("nobody's password", bytes(_SALT_BYTES))
            self._verify(self._nobody, password)
            return False
        return any([self._verify(one, password) for one in stored])

    def _hash(self, password: str, salt: bytes) -> str:
        return self._hasher.hash(self._peppered(password), salt=salt)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, self._peppered(password))
        except (VerificationError, InvalidHashError):
            return False

    def _peppered(self, password: str) -> bytes:
        normal = unicodedata.normalize("NFKC", password)
        return hmac.new(self._pepper, normal.encode(), hashlib.sha256).digest()


def demand_good(password: str, names: Iterable[str]) -> None:
    """Refuse a password that is short, common, or says by one of ``names`` whose it is."""
    normal = unicodedata.normalize("NFKC", password)
    if not PASSWORD_CODE_POINTS_MIN <= len(normal) <= CODE_POINTS_MAX:
        raise Refused(Refusal.PASSWORD_TOO_SHORT, characters_min=str(PASSWORD_CODE_POINTS_MIN))
    plain = _letters(normal)
    named = any(len(name) >= NAME_LETTERS_MIN and name in plain for name in map(_letters, names))
    if named or _is_common(plain):
        raise Refused(Refusal.PASSWORD_TOO_COMMON)


def _is_common(plain: str) -> bool:
    """Say whether common words make up most of it, be it the same one twice, or it only says something again."""
    if len(set(plain)) < PASSWORD_CODE_POINTS_MIN // 3 or plain in (plain + plain)[1:-1]:
        return True
    left = plain
    for word in _common_words():
        left = left.replace(word, "")
    return len(left) * 2 < len(plain)


def _letters(text: str) -> str:
    """Return letters and digits without case, in whatever script the digits were typed."""
    kept = (character for character in text.casefold() if character.isalnum())
    return "".join(str(unicodedata.decimal(character, character)) for character in kept)


@cache
def _common_words() -> tuple[str, ...]:
    """Return the words, the longest first: what is left of a password must not depend on their order."""
    text = resources.path("data", "common_passwords.txt").read_text("utf-8")
    words = {_letters(line) for line in text.splitlines() if line and not line.startswith("#")}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))
