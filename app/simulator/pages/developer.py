"""The page for whoever writes a client of their own: the rules in prose, with test vectors made by the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.contract import vectors
from app.simulator.fields import NAME_CHARS_MAX
from app.simulator.pages.frame import page
from app.wire import api, signature

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from app.simulator.pages.visits import Visit

_LIMITS = {
    "text": api.TEXT_CHARS_MAX,
    "name": NAME_CHARS_MAX,
    "proof": api.DEVICE_PROOF_SECONDS // 60,
    "lease": api.SESSION_LEASE_SECONDS // 60,
    "heartbeat": api.HEARTBEAT_SECONDS,
    "challenge": api.CHALLENGE_SECONDS // 60,
}
_LABEL = "KHLANG/1 "


async def show(_request: Request, visit: Visit) -> Response:
    """Show how to write a client."""
    return page(visit, "developer", vectors=vectors.vectors(), limits=_LIMITS, labels=_labels())


def _labels() -> list[str]:
    """Return the word of every label that something is signed under."""
    found = (one.decode() for one in vars(signature).values() if isinstance(one, bytes))
    return sorted(one.removeprefix(_LABEL).strip() for one in found if one.startswith(_LABEL))
