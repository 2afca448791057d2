"""Pages for whoever is signed in: the log of acts, and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.simulator.console.acts import PAGE_MAX, Log
from app.simulator.console.faces import Face
from app.simulator.console.page import Asked, Page

if TYPE_CHECKING:
    from app.simulator.context import Central


def everybodys_pages(central: Central) -> tuple[Page, ...]:
    """Return the last pages of every menu."""
    log = Log(central.storage)

    async def acts(asked: Asked) -> dict[str, Any]:
        """Show what was done at the console: the operator sees all, others what was done at their desks."""
        before = asked.said("before")
        at = int(before) if before.isdecimal() and len(before) < 16 else None
        faces = None if Face.OPERATOR in asked.staff.faces else asked.staff.faces
        found = await log.newest(at, faces)
        return {"acts": found, "older": found[-1].n if len(found) == PAGE_MAX else 0}

    async def keys(_asked: Asked) -> dict[str, Any]:
        """List what the keyboard does."""
        return {}

    return (
        Page("/acts", None, "acts", "acts", acts, letter="l", icon="history"),
        Page("/keys", None, "keys", "keys", keys, letter="k", icon="keyboard"),
    )
