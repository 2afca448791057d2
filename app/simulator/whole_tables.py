"""Tables that are replaced as a whole: over the version that was looked at, and over no other one.

So of two who change a table at once the later one is told to look again, and takes nothing back unseen.
"""

from __future__ import annotations

import msgspec

from app.simulator.refusals import wrong
from app.wire.signature import sha256_hex


class WholeTable(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """``version`` stands for all that the table says beside it: of whoever replaces it, what was looked at."""

    version: str


def version_of(*content: object) -> str:
    """Return what stands for this content: the same for the same."""
    return sha256_hex(msgspec.json.encode(content))


def demand_looked_at(held: str, looked_at: str) -> None:
    """Refuse with ``field_wrong`` and ``version`` where something else holds than what was looked at."""
    if looked_at != held:
        raise wrong("version")
