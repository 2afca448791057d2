"""What all commands carry, and what every order and every decision about one says of who signed it."""

from __future__ import annotations

from typing import Generic, TypeVar

from app.wire.codec import Message
from app.wire.forms import KeyId, Moment, Number, Sha256, Signature, Uuid


class Command(Message, frozen=True):
    """A request that changes something. ``cmd_id`` names it: the same bytes come again under it until the answer."""

    typ: str
    cmd_id: Uuid
    session_epoch: Number
    device: str


class Made(Message, frozen=True, kw_only=True):
    """What a maker signs at the workstation ``device``."""

    typ: str
    maker_uid: str
    maker_kid: KeyId
    device: str
    made_at: Moment


class Decided(Message, frozen=True, kw_only=True):
    """What a second person signs about exactly what was made, which the other fields name by its hashes.

    ``challenge`` is used once: the password was asked for it in this very session. A ``return`` has a ``reason``.
    """

    typ: str
    decision: str
    reason: str
    auth_uid: str
    auth_kid: KeyId
    device: str
    session_epoch: Number
    challenge: str
    at: Moment


class UnitOrder(Made, frozen=True, kw_only=True):
    """An order of a unit that another person of it decides; ``req_id`` names it from here on."""

    req_id: Uuid
    agency: str
    unit: str


class OrderDecision(Decided, frozen=True, kw_only=True):
    """A decision about a `UnitOrder`, which the hashes of its canonical text and of its signature name."""

    req_id: Uuid
    order_sha256: Sha256
    order_sig_sha256: Sha256


U = TypeVar("U", bound=UnitOrder)
D = TypeVar("D", bound=OrderDecision)


class ProposeOrder(Command, Generic[U], frozen=True):
    """Command of a maker: an order for another person to decide."""

    order: U
    order_sig: Signature


class SettleOrder(Command, Generic[D], frozen=True):
    """Command of an authorizer of the unit, another person than the maker."""

    decision: D
    decision_sig: Signature


class RecallOrder(Command, frozen=True):
    """Command of the maker: takes an order back that nobody settled yet."""

    req_id: Uuid
    reason: str


class OrderDone(Message, frozen=True):
    """Answer to a command that had its effect: ``id`` is its subject's, the rest says where in the log it stands."""

    cmd_id: Uuid
    id: str
    status: str
    at: Moment
    log: str
    seq: Number
    leaf: Sha256
