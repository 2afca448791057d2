"""Orders of a unit that one person makes and another settles: their three commands, and the proof of what is told.

A subject states its messages, its labels and what its orders say; everything else is the same for all of them.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from app.central.signed_orders import (
    Family,
    Signed,
    decided_by,
    envelope,
    holds_by_maker,
    holds_by_other,
    in_session,
    is_makers,
    kept,
    prepared,
    sign,
    signed_text,
    word,
)
from app.wire import codec
from app.wire.orders import OrderDecision, ProposeOrder, RecallOrder, SettleOrder, UnitOrder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.central.signed_orders import Prepared, Signer
    from app.domain.access.keys import PublicKey

U = TypeVar("U", bound=UnitOrder)
D = TypeVar("D", bound=OrderDecision)
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Form(Generic[F]):
    """A message of a subject: its class, and the ``typ`` that it names itself by."""

    message: type[F]
    typ: str


@dataclass(frozen=True, slots=True)
class Step(Form[F]):
    """A command of a subject; ``kind`` is its name in the outbox."""

    kind: str


@dataclass(frozen=True, slots=True)
class PairedOrders(Generic[U, D]):
    """The orders of one subject; ``labels`` are those under which order and decision are signed."""

    order: Form[U]
    decision: Form[D]
    labels: tuple[bytes, bytes]
    propose: Step[ProposeOrder[U]]
    settle: Step[SettleOrder[D]]
    recall: Step[RecallOrder]

    @property
    def kinds(self) -> frozenset[str]:
        """Commands of the outbox that are about this subject."""
        return frozenset({self.propose.kind, self.settle.kind, self.recall.kind})

    @property
    def family(self) -> Family:
        """The commands of this subject, for whoever carries them."""
        return Family(self.kinds, self.author, self.renewed)

    # -- on its way out -----------------------------------------------------------------------------------------------

    def prepare_propose(self, signer: Signer, order: U) -> Prepared:
        """Sign what a second person shall settle."""
        signed = sign(signer, self.labels[0], order)
        command = self.propose.message(
            typ=self.propose.typ, **envelope(signer), order=order, order_sig=signed.signature
        )
        return prepared(self.propose.kind, order.req_id, command, signed)

    def prepare_settle(
        self, signer: Signer, req_id: str, order: Signed, *, approve: bool, reason: str, challenge: str, now: datetime
    ) -> Prepared:
        """Sign the decision about exactly the order that was verified and shown."""
        order_sha256, order_sig_sha256 = order.digests
        decision = self.decision.message(
            typ=self.decision.typ,
            req_id=req_id,
            order_sha256=order_sha256,
            order_sig_sha256=order_sig_sha256,
            **decided_by(signer, word(approve=approve), reason, challenge, now),
        )
        signed = sign(signer, self.labels[1], decision)
        command = self.settle.message(
            typ=self.settle.typ, **envelope(signer), decision=decision, decision_sig=signed.signature
        )
        return prepared(self.settle.kind, req_id, command, signed)

    def prepare_recall(self, signer: Signer, req_id: str, reason: str) -> Prepared:
        """Take an own order back before it is settled; raise `Refused` ``field_wrong`` for words that may not be."""
        text = signed_text("reason", reason)
        command = self.recall.message(typ=self.recall.typ, **envelope(signer), req_id=req_id, reason=text)
        return prepared(self.recall.kind, req_id, command)

    # -- kept ---------------------------------------------------------------------------------------------------------

    def renewed(self, kind: str, request: bytes, signer: Signer) -> Prepared | None:
        """As `Family.renewed`."""
        if kind == self.recall.kind:
            recall = in_session(codec.decode(request, self.recall.message), signer)
            return prepared(kind, recall.req_id, recall) if recall else None
        if kind == self.propose.kind:
            again = in_session(codec.decode(request, self.propose.message), signer)
            return prepared(kind, again.order.req_id, again) if again and is_makers(again.order, signer) else None
        return None

    def author(self, kind: str, request: bytes) -> str:
        """As `Family.author`."""
        if kind == self.propose.kind:
            return kept(request, self.propose.message).order.maker_uid
        return kept(request, self.settle.message).decision.auth_uid if kind == self.settle.kind else ""

    def proposed(self, kind: str, request: bytes) -> U | None:
        """Return the order of a kept command, None of one that only names it; raise `Tampered` ``outbox_damaged``."""
        return kept(request, self.propose.message).order if kind == self.propose.kind else None

    def named(self, kind: str, request: bytes) -> str:
        """Return the name of the order that a kept command is about; raise `Tampered` ``outbox_damaged``."""
        if order := self.proposed(kind, request):
            return order.req_id
        if kind == self.settle.kind:
            return kept(request, self.settle.message).decision.req_id
        return kept(request, self.recall.message).req_id

    # -- as it is told ------------------------------------------------------------------------------------------------

    def is_made(self, order: Signed, keys: Mapping[str, PublicKey]) -> bool:
        """Say whether an order was signed by whom it names."""
        return holds_by_maker(codec.decode(order.text, self.order.message), order, self.labels[0], keys)

    def is_settled(self, order: Signed, decision: Signed, keys: Mapping[str, PublicKey], *, approved: bool) -> bool:
        """Say whether order and decision were signed by those they name, two persons, about one another."""
        if not self.is_made(order, keys):
            return False
        made = codec.decode(order.text, self.order.message)
        said = codec.decode(decision.text, self.decision.message)
        about = (said.typ, said.req_id, said.decision, said.order_sha256, said.order_sig_sha256)
        wanted = (self.decision.typ, made.req_id, word(approve=approved), *order.digests)
        return about == wanted and holds_by_other(said, decision, self.labels[1], made.maker_uid, keys)


def new_order_id() -> str:
    """Return a name for a new order: it stays for life."""
    return str(uuid.uuid4())
