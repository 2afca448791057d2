"""Orders that people sign, as commands for the outbox: what all of them carry, whatever they are about.

A subject states its messages, its labels and its own fields. Who gave an order, where and in which session, and that a
signature stands behind it, is written and checked here. An order has a maker; a decision about it is another person's.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict, TypeVar

from msgspec import structs

from app.domain.values.dates import instant
from app.domain.values.errors import Refused, Tampered
from app.wire import codec, signature
from app.wire.codec import Message
from app.wire.codes import Decision
from app.wire.orders import Command

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from app.domain.access.keys import PublicKey
    from app.wire.orders import Decided, Made

M = TypeVar("M", bound=Message)
C = TypeVar("C", bound=Command)

_PLAIN = re.compile(r"[ -~]*\Z")


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, with which key, where, in which session; ``session_epoch`` is empty while there is none."""

    uid: str
    kid: str
    key: Ed25519PrivateKey = field(repr=False)
    agency: str
    unit: str
    device: str
    session_epoch: str

    @property
    def public_key(self) -> str:
        """The public half of the key, base64 of 32 bytes."""
        return signature.public_text(self.key)


@dataclass(frozen=True, slots=True)
class Signed:
    """The exact bytes that somebody signed, and the signature over them; both empty where nothing is signed."""

    text: bytes = field(default=b"", repr=False)
    signature: str = field(default="", repr=False)

    @property
    def digests(self) -> tuple[str, str]:
        """What a decision names it by: the hash of the text, and that of the signature."""
        return signature.sha256_hex(self.text), signature.signature_sha256(self.signature)


_UNSIGNED = Signed()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A command ready for the outbox: ``request`` is sent as it is, however often.

    ``op_id`` is the name of what it is about, ``rev`` the edition of a batch, 0 for anything else. ``signed`` are the
    exact bytes the person signed, empty where nothing is signed.
    """

    cmd_id: str
    op_id: str
    rev: int
    kind: str
    request: bytes = field(repr=False)
    signed: bytes = field(default=b"", repr=False)
    signature: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Family:
    """The commands of one subject, for whoever carries them.

    ``author`` returns the uid of who gave a kept command, '' where it does not say, and raises `Tampered`
    ``outbox_damaged``. ``renewed`` returns the same intent as a new command in the present session, None where only the
    person can repeat it: a decision names its session inside the signed bytes.
    """

    kinds: frozenset[str]
    author: Callable[[str, bytes], str]
    renewed: Callable[[str, bytes, Signer], Prepared | None]


class Envelope(TypedDict):
    """The fields of every command beside ``typ`` and its content."""

    cmd_id: str
    session_epoch: str
    device: str


class MakerFields(TypedDict):
    """The fields of every order that say who made it."""

    maker_uid: str
    maker_kid: str
    device: str
    made_at: str


class DeciderFields(TypedDict):
    """The fields of every decision that say what was decided, by whom, and when the password was asked for it."""

    decision: str
    reason: str
    auth_uid: str
    auth_kid: str
    device: str
    session_epoch: str
    challenge: str
    at: str


def new_cmd_id() -> str:
    """Return a name for a command; it is saved before the first try."""
    return str(uuid.uuid4())


def signed_text(name: str, text: str, line: int | None = None) -> str:
    """Return the text as it is signed; raise `Refused` ``field_wrong`` for one that may not be."""
    plain = codec.canonical_text(text)
    # Printable ASCII, most references and codes, needs no look at each letter.
    if not _PLAIN.match(plain) and codec.text_fault(plain):
        raise Refused("field_wrong", field=name, line="" if line is None else line)
    return plain


# -- on its way out ---------------------------------------------------------------------------------------------------


def envelope(signer: Signer) -> Envelope:
    """Return the fields of a new command."""
    return {"cmd_id": new_cmd_id(), "session_epoch": signer.session_epoch, "device": signer.device}


def made_by(signer: Signer, now: datetime) -> MakerFields:
    """Return what an order says of its maker."""
    return {"maker_uid": signer.uid, "maker_kid": signer.kid, "device": signer.device, "made_at": instant(now)}


def decided_by(signer: Signer, word: str, reason: str, challenge: str, now: datetime) -> DeciderFields:
    """Return what a decision says of itself and of who decided; ``word`` is one of `app.wire.codes.Decision`.

    Raises `Refused` ``field_wrong`` for a reason that may not be signed.
    """
    return {
        "decision": word,
        "reason": signed_text("reason", reason),
        "auth_uid": signer.uid,
        "auth_kid": signer.kid,
        "device": signer.device,
        "session_epoch": signer.session_epoch,
        "challenge": challenge,
        "at": instant(now),
    }


def word(*, approve: bool) -> str:
    """Return the word of a decision to approve, or to send back."""
    return (Decision.APPROVE if approve else Decision.RETURN).value


def sign(signer: Signer, label: bytes, content: Message) -> Signed:
    """Sign an order or a decision; ``label`` is its own of `app.wire.signature`."""
    text = codec.encode(content)
    return Signed(text, signature.sign(signer.key, label, text))


def prepared(kind: str, op_id: str, command: Command, signed: Signed = _UNSIGNED, rev: int = 0) -> Prepared:
    """Return a command ready for the outbox; ``op_id`` is the name of what it is about."""
    return Prepared(command.cmd_id, op_id, rev, kind, codec.encode(command), signed.text, signed.signature)


# -- kept -------------------------------------------------------------------------------------------------------------


def kept(request: bytes, form: type[M]) -> M:
    """Return what a kept command says; raise `Tampered` ``outbox_damaged``."""
    try:
        return codec.decode(request, form)
    except codec.NotCanonical as problem:
        raise Tampered("outbox_damaged") from problem


def in_session(command: C, signer: Signer) -> C | None:
    """Return the same as a new command of the present session; None if there is no session, or it is of this one.

    Only for a command that was refused for its old session: that refusal is kept at the other side under the old
    command's id, so the old one can never take effect.
    """
    if signer.session_epoch in ("", command.session_epoch):
        return None
    return structs.replace(command, **envelope(signer))


def is_makers(order: Made, signer: Signer) -> bool:
    """Say whether an order was made by this very person with this very key."""
    return (order.maker_uid, order.maker_kid) == (signer.uid, signer.kid)


# -- as it is told ----------------------------------------------------------------------------------------------------


def holds_by_maker(order: Made, signed: Signed, label: bytes, keys: Mapping[str, PublicKey]) -> bool:
    """Say whether an order, read from ``signed``, was signed by whom it names, at the workstation it names.

    A key that is not known here proves nothing.
    """
    key = keys.get(order.maker_kid)
    return (
        key is not None
        and (key.uid, key.device) == (order.maker_uid, order.device)
        and signature.verify(key.public_key, label, signed.text, signed.signature)
    )


def holds_by_other(
    decision: Decided, signed: Signed, label: bytes, maker_uid: str, keys: Mapping[str, PublicKey]
) -> bool:
    """Say whether a decision, read from ``signed``, was signed by whom it names, who is not the maker."""
    key = keys.get(decision.auth_kid)
    return (
        key is not None
        and key.uid == decision.auth_uid != maker_uid
        and signature.verify(key.public_key, label, signed.text, signed.signature)
    )
