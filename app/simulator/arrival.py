"""In which order things came that one moment has: counted, since a frozen clock shows one moment for many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.storage import next_numbers

if TYPE_CHECKING:
    from sqlalchemy import Connection


def turn(connection: Connection, owner: str) -> int:
    """Return the next place in the order of a unit or an agency; each counts for itself, so that none waits."""
    return next_numbers(connection, f"turn:{owner}", 1).start
