"""What all commands carry, and what every order and every decision about one says of who signed it."""

from __future__ import annotations

from app.wire.codec import Message


class Command(Message, frozen=True):
    """A request that changes something. ``cmd_id`` names it: the same bytes come again under it until the answer."""

    typ: str
    cmd_id: str
    session_epoch: str
    device: str


class Made(Message, frozen=True, kw_only=True):
    """What a maker signs at the workstation ``device``."""

    typ: str
    maker_uid: str
    maker_kid: str
    device: str
    made_at: str


class Decided(Message, frozen=True, kw_only=True):
    """What a second person signs about exactly what was made, which the other fields name by its hashes.

    ``challenge`` is used once: the password was asked for it in this very session. A ``return`` has a ``reason``.
    """

    typ: str
    decision: str
    reason: str
    auth_uid: str
    auth_kid: str
    device: str
    session_epoch: str
    challenge: str
    at: str
