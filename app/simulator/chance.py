"""Everything random in the central system comes from here: by the operating system, or by a seed for practice (SIM-23).

With a seed, the same requests in the same order get the same bytes. What is drawn within a transaction takes the next
number of the history in it (`drawn`): what is undone was not drawn, and what commits first was drawn first. What is
drawn beside transactions takes the next number of the process (`Chance.beside`); secrets of the first start and salts
are named (`Chance.named`). Whoever knows the seed knows every secret: never where anything matters.

The keys of the TLS certificates stay outside (`certificates`): no byte of an answer depends on them, and whoever knows
a seed should not be able to speak in the server's name to others.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import math
import os
import threading
from itertools import count
from statistics import NormalDist
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.simulator.passage import tapped
from app.simulator.storage import CHANCE, fact, keep_fact, keep_number, next_number, numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection

T = TypeVar("T")

SEED_CHARACTERS_MAX = 100
PRACTICE_ONLY = "PRACTICE ONLY: every secret of this central system follows from its --random seed"
PRACTICE_ONLY_TH = "สุ่มตามค่าตั้งต้นที่กำหนด ใช้ฝึกซ้อมเท่านั้น"
_SEED, _DRAWN = "random", "chance"
STARTS = "chance_starts"
"""The counter of starts of a process with a seed."""
_BEGUN = "epoch"
_FRACTION_BITS = 53


class ChanceWrong(ValueError):
    """The seed cannot be used; the message says why."""


class Draws:
    """Random things made of one stream of bytes."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self.bytes = read

    def token_hex(self, size: int) -> str:
        """Return ``size`` bytes in hexadecimal digits."""
        return self.bytes(size).hex()

    def token_urlsafe(self, size: int) -> str:
        """Return ``size`` bytes in letters, digits, ``-`` and ``_``."""
        return base64.urlsafe_b64encode(self.bytes(size)).rstrip(b"=").decode()

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to ``limit`` - 1, each as likely as the others."""
        bits = (limit - 1).bit_length()
        size = (bits + 7) // 8
        while True:
            number = int.from_bytes(self.bytes(size)) >> (size * 8 - bits)
            if number < limit:
                return number

    def choice(self, among: Sequence[T]) -> T:
        """Return one of ``among``."""
        return among[self.below(len(among))]

    def uuid4(self) -> str:
        """Return a random UUID as a text."""
        return str(UUID(bytes=self.bytes(16), version=4))

    def random(self) -> float:
        """Return a number from 0 up to, but not including, 1."""
        return self.below(1 << _FRACTION_BITS) / (1 << _FRACTION_BITS)

    def uniform(self, least: float, most: float) -> float:
        """Return a number between the two, each as likely as the others."""
        return least + (most - least) * self.random()

    def lognormal(self, median: float, sigma: float) -> float:
        """Return a number whose logarithm is distributed normally about that of ``median``."""
        # Half a step away from 0, where the inverse has no value.
        share = (self.below(1 << _FRACTION_BITS) + 0.5) / (1 << _FRACTION_BITS)
        return median * math.exp(sigma * NormalDist().inv_cdf(share))

    def private_key(self) -> Ed25519PrivateKey:
        """Return a key to sign with."""
        return Ed25519PrivateKey.from_private_bytes(self.bytes(32))


class Chance:
    """The operating system's randomness, or with a ``seed`` what follows from it.

    ``run`` tells one start of a process from the others of the same history.
    """

    def __init__(self, seed: str = "", run: int = 0) -> None:
        self.seed = seed
        self.beside = self.named("beside", str(run))

    def warnings(self) -> tuple[str, ...]:
        """Return what whoever looks must be told, in Thai and in English; nothing where nothing can be foreseen."""
        return (PRACTICE_ONLY_TH, PRACTICE_ONLY) if self.seed else ()

    def named(self, *words: str) -> Draws:
        """Return the draws of that name: with a seed always the same, from the first on."""
        return Draws(tapped(_Stream(self.seed, words).read if self.seed else os.urandom))

    def drawn(self, connection: Connection) -> Draws:
        """Return the next draws of the history, in the caller's transaction."""
        return self.named(_DRAWN, str(next_number(connection, _DRAWN))) if self.seed else self.named()


_SYSTEM = Chance()


def begin(connection: Connection, asked: str | None) -> Chance:
    """Return the chance of this history: the seed asked for at its first start holds for ever.

    Raises `ChanceWrong` where another one, or one too late, is asked for.
    """
    kept, begun = fact(connection, _SEED), bool(fact(connection, _BEGUN))
    if asked is not None:
        if begun and asked != kept:
            raise ChanceWrong("a data folder keeps the randomness it began with; take a new one for another seed")
        kept = asked
    if not kept:
        return _SYSTEM
    keep_fact(connection, _SEED, kept)
    return Chance(kept, next_number(connection, STARTS))


def drawn(connection: Connection) -> Draws:
    """Return the next draws of the history that ``connection`` writes."""
    chance = connection.get_execution_options().get(CHANCE, _SYSTEM)
    if not isinstance(chance, Chance):
        raise TypeError(type(chance))
    return chance.drawn(connection)


def position(connection: Connection) -> int:
    """Return how far the history has drawn."""
    return numbers(connection, (_DRAWN,)).get(_DRAWN, 0)


def stay_at(connection: Connection, reached: int) -> None:
    """Draw nothing twice, although the database was put back to an earlier state."""
    if reached:
        keep_number(connection, _DRAWN, reached)


def demand_seed(seed: str) -> None:
    """Refuse a seed that is not a short printable text."""
    if not seed or len(seed) > SEED_CHARACTERS_MAX or not seed.isprintable():
        raise ChanceWrong(f"1 to {SEED_CHARACTERS_MAX} printable characters")


class _Stream:
    """Bytes without end that follow from seed and name; threads may read at once."""

    def __init__(self, seed: str, words: Sequence[str]) -> None:
        # Lengths first, so that no two names are written alike.
        name = "".join(f"{len(word)}:{word}" for word in words)
        self._key = hmac.new(seed.encode(), name.encode(), hashlib.sha256).digest()
        self._bytes = self._endless()
        self._lock = threading.Lock()

    def read(self, size: int) -> bytes:
        with self._lock:
            return bytes(next(self._bytes) for _ in range(size))

    def _endless(self) -> Iterator[int]:
        for number in count():
            yield from hmac.new(self._key, number.to_bytes(8), hashlib.sha256).digest()
