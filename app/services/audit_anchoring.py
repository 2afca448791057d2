"""The head of this workstation's audit chain, left at the central system: what is rewritten here is contradicted there.

Nothing here writes an audit entry, or the chain would grow by being sent.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from app.domain.values.errors import Refused, Tampered, Unreachable
from app.store import audit_trail
from app.store.anchor import NO_ENTRY, Head

if TYPE_CHECKING:
    from app.central.client import Central
    from app.domain.access.audit import KeptHead
    from app.store.unit_of_work import Store

ANCHOR_SECONDS = 60.0
"""Between two heads that are sent, while somebody works."""
REWOUND = "audit_rewound"

_log = logging.getLogger(__name__)


class AuditAnchoring:
    """One desk's; `check` before the first head is sent, `send` after each round, `leave` at the end."""

    def __init__(self, store: Store, central: Central, device: str) -> None:
        self._store = store
        self._central = central
        self._device = device
        self._agreed: Head | None = None
        self._due_at = 0.0

    @property
    def agreed(self) -> Head | None:
        """The newest head that the central system and this workstation agree on, None before they compared."""
        return self._agreed

    def kept(self) -> tuple[KeptHead, ...] | None:
        """Return what the central system keeps of this chain, None where it cannot be asked."""
        try:
            return self._central.audit_anchors(self._device)
        except (Refused, Unreachable) as problem:
            _log.info("audit anchors not told: %s", problem.code)
            return None

    def check(self) -> None:
        """Compare the chain with what is kept of it, once, and again after every disagreement.

        Raises `Tampered` ``audit_rewound`` (fact ``seq``) for a store that was put back, cut or rewritten. No answer
        is no alarm: the question is asked again at the next round, and nothing is sent before.
        """
        if self._agreed is not None:
            return
        kept = self.kept()
        if kept is None:
            return
        with self._store.read() as rd:
            lost = audit_trail.first_lost(rd, kept)
        if lost is not None:
            raise Tampered(REWOUND, seq=lost.seq)
        self._agreed = Head(kept[-1].seq, kept[-1].digest) if kept else NO_ENTRY

    def send(self) -> None:
        """Leave the newest head, if it moved and the last one was sent long enough ago; failing to is no error.

        Raises `Tampered` ``audit_rewound`` where the central system knows a later or another one.
        """
        agreed = self._agreed
        if agreed is None or time.monotonic() < self._due_at:
            return
        with self._store.read() as rd:
            head, held = audit_trail.head(rd), audit_trail.holds(rd, agreed)
        if head == agreed:
            return
        if not held:
            self._agreed = None
            raise Tampered(REWOUND, seq=agreed.seq)
        self._due_at = time.monotonic() + ANCHOR_SECONDS
        try:
            self._central.keep_audit_anchor(self._device, head.seq, head.digest)
        except (Refused, Unreachable) as problem:
            if problem.code == "anchor_rewound":
                self._agreed = None
                raise Tampered(REWOUND, seq=problem.facts.get("seq", "")) from problem
            _log.info("audit anchor not kept: %s", problem.code)
        else:
            self._agreed = head

    def leave(self) -> None:
        """Leave the last head, the sign-out in it; an alarm that is raised now is raised again at the next sign-in."""
        self._due_at = 0.0
        try:
            self.send()
        except Tampered as problem:
            _log.error("alarm: %s", problem.code)
