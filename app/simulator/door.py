"""What the bank decides about its door: the old rule that holds sessions, and how many guesses an address has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.simulator.refusals import Refused
from app.simulator.storage import fact, keep_fact
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from sqlalchemy import Connection

GUESSES = 200
GUESSES_MAX = 1_000_000
_HOLD_FACT, _GUESSES_FACT = "door.hold", "door.guesses"
_YES = "yes"


class DoorRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``hold``: a session that was not signed out keeps everybody out until its lease ends (S13).

    ``guesses``: wrong passwords that an address has before it must wait.
    """

    hold: bool
    guesses: int


def rules(connection: Connection) -> DoorRules:
    """Return what holds now."""
    return DoorRules(fact(connection, _HOLD_FACT) == _YES, int(fact(connection, _GUESSES_FACT) or GUESSES))


def put(connection: Connection, wanted: DoorRules) -> None:
    """Let other rules hold from now on."""
    if not 1 <= wanted.guesses <= GUESSES_MAX:
        raise Refused(Refusal.FIELD_WRONG, field="guesses", line="")
    keep_fact(connection, _HOLD_FACT, _YES if wanted.hold else "")
    keep_fact(connection, _GUESSES_FACT, str(wanted.guesses))
