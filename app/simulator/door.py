"""What the bank decides about its door: its old rules, each a switch, and how many guesses an address has (SIM-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.simulator.refusals import Refused
from app.simulator.storage import facts, keep_fact
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from sqlalchemy import Connection

GUESSES = 200
GUESSES_MAX = 1_000_000
_HOLD_FACT, _GUESSES_FACT = "door.hold", "door.guesses"
_NO_LOCK_FACT, _NO_CHANGE_FACT = "door.no_lock", "door.no_first_change"
_YES = "yes"


class DoorRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``hold``: a session that was not signed out keeps everybody out until its lease ends (S13).

    ``guesses``: wrong passwords that an address has before it must wait. ``lock``: three wrong passwords lock (S15).
    ``first_change``: whoever comes with a password of the bank or an administrator chooses another at once. When
    passwords expire is each agency's policy.
    """

    hold: bool
    guesses: int
    lock: bool = True
    first_change: bool = True


def rules(connection: Connection) -> DoorRules:
    """Return what holds now."""
    kept = facts(connection, (_HOLD_FACT, _GUESSES_FACT, _NO_LOCK_FACT, _NO_CHANGE_FACT))
    return DoorRules(
        hold=kept.get(_HOLD_FACT) == _YES,
        guesses=int(kept.get(_GUESSES_FACT) or GUESSES),
        lock=kept.get(_NO_LOCK_FACT) != _YES,
        first_change=kept.get(_NO_CHANGE_FACT) != _YES,
    )


def put(connection: Connection, wanted: DoorRules) -> None:
    """Let other rules hold from now on."""
    if not 1 <= wanted.guesses <= GUESSES_MAX:
        raise Refused(Refusal.FIELD_WRONG, field="guesses", line="")
    keep_fact(connection, _HOLD_FACT, _YES if wanted.hold else "")
    keep_fact(connection, _GUESSES_FACT, str(wanted.guesses))
    keep_fact(connection, _NO_LOCK_FACT, "" if wanted.lock else _YES)
    keep_fact(connection, _NO_CHANGE_FACT, "" if wanted.first_change else _YES)
