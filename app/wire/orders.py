"""What all commands carry, and what every order and every decision about one says of who signed it."""

from __future__ import annotations

from typing import Generic, TypeVar

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


class UnitOrder(Made, frozen=True, kw_only=True):
    """An order of a unit that another person of it decides; ``req_id`` names it from here on."""

    req_id: str
    agency: str
    unit: str


class OrderDecision(Decided, frozen=True, kw_only=True):
    """A decision about a `UnitOrder`, which the hashes of its canonical text and of its signature name."""

    req_id: str
    order_sha256: str
    order_sig_sha256: str


U = TypeVar("U", bound=UnitOrder)
D = TypeVar("D", bound=OrderDecision)


class ProposeOrder(Command, Generic[U], frozen=True):
    """Command of a maker: an order for another person to decide."""

    order: U
    order_sig: str


class SettleOrder(Command, Generic[D], frozen=True):
    """Command of an authorizer of the unit, another person than the maker."""

    decision: D
    decision_sig: str


class RecallOrder(Command, frozen=True):
    """Command of the maker: takes an order back that nobody settled yet."""

    req_id: str
    reason: str


class OrderDone(Message, frozen=True):
    """Answer to a command that had its effect: ``id`` is its subject's, the rest says where in the log it stands."""

    cmd_id: str
    id: str
    status: str
    at: str
    log: str
    seq: str
    leaf: str
