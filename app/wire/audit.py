"""Heads of workstations' audit chains, kept where the workstation's owner cannot reach them (reliability.md 4.8)."""

from __future__ import annotations

from app.wire.codec import Message
from app.wire.forms import Moment, Number


class AuditAnchor(Message, frozen=True):
    """Body of ``PUT /v1/audit-anchors/{device_id}``: the newest entry of the chain there, by number and digest."""

    device_id: str
    seq: Number
    digest: str


class KeptAnchor(Message, frozen=True):
    """A head as it was taken; ``at`` is the central system's time."""

    seq: Number
    digest: str
    at: Moment


class AuditAnchors(Message, frozen=True):
    """Answer of ``GET /v1/audit-anchors/{device_id}``: what is kept of a workstation's chain, the newest last.

    At most ``AUDIT_ANCHORS_MAX``. One that is held proves every entry before it; the older ones show a chain that was
    rewritten and then grew beyond what was known of it.
    """

    device_id: str
    anchors: tuple[KeptAnchor, ...]
