"""Guesses by address: whoever tries much from one place is slowed, and nobody is locked out."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from math import ceil

from app.simulator.refusals import Refused
from app.wire.codes import Refusal

FORGIVEN_PER_SECOND = 0.5
ADDRESSES_MAX = 10_000
_V6_NETWORK_BITS = 64


class Guesses:
    """Counts what came from an address at this process; every two seconds one is forgiven.

    On the machine's clock and in memory: it holds guessers up and knows nothing of people. Wrong passwords of people
    are counted for all processes (`app.simulator.strangers`).
    """

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def demand_few(self, address: str, most: int) -> None:
        """Refuse with ``too_many_requests`` while more than ``most`` of this address are unforgiven."""
        over = self._unforgiven(place_of(address)) - most + 1
        if over > 0:
            raise Refused(Refusal.TOO_MANY_REQUESTS, retry_after=str(ceil(over / FORGIVEN_PER_SECOND)))

    def count(self, address: str) -> None:
        """Remember one more."""
        place = place_of(address)
        self._wrong[place] = (self._unforgiven(place) + 1, time.monotonic())
        self._wrong.move_to_end(place)
        if len(self._wrong) > ADDRESSES_MAX:
            self._wrong.popitem(last=False)

    def _unforgiven(self, place: str) -> float:
        count, at = self._wrong.get(place, (0.0, 0.0))
        return max(0.0, count - (time.monotonic() - at) * FORGIVEN_PER_SECOND)


def place_of(address: str) -> str:
    """Return what counts as one place: an address, or the network of a newer one, which has them by the billion."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, _V6_NETWORK_BITS), strict=False))
    return address
