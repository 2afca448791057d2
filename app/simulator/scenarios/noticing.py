"""By what a clerk's mistake in a drill is seen: on what really happened in the unit since the drill began."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.simulator.scenarios.stage import BATCH, BILL, PAYMENT, Baht, satang
from app.wire.codec import decode
from app.wire.codes import BatchState, LineState
from app.wire.collections import COLLECTION_ORDER, CollectionOrder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.simulator.scenarios.stage import Stage

_GIVEN_UP = frozenset({BatchState.RETURNED, BatchState.WITHDRAWN, BatchState.CANCELLED, BatchState.REFUSED})


class _Notice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="saw"):
    """What is looked for; ``is_seen(stage, uid)`` says whether the person did it."""


class Paid(_Notice, frozen=True, tag="paid"):
    """The person handed in lines to an account over an amount, ``times`` or more, in batches that still stand."""

    account: str
    baht: Baht
    times: int = 1

    def is_seen(self, stage: Stage, uid: str) -> bool:
        """Count them."""
        wanted = (self.account, str(satang(self.baht)))
        found = (line for op_id in _standing(stage, uid) for line in stage.lines(op_id))
        return sum((line.acct, line.satang) == wanted for line in found) >= self.times


class PaidAnotherAccount(_Notice, frozen=True, tag="paid_elsewhere"):
    """The person handed in a line under a name, in a batch that still stands, to another account than the right one."""

    name: str
    account: str

    def is_seen(self, stage: Stage, uid: str) -> bool:
        """Look through the lines."""
        found = (line for op_id in _standing(stage, uid) for line in stage.lines(op_id))
        return any(self.name in line.name and line.acct != self.account for line in found)


class OtherBatch(_Notice, frozen=True, tag="other_batch"):
    """The person handed in a batch that no step asked for, and it still stands."""

    def is_seen(self, stage: Stage, uid: str) -> bool:
        """Look for one without a name."""
        return any(not stage.is_called(BATCH, op_id) for op_id in _standing(stage, uid))


class Approved(_Notice, frozen=True, tag="approved"):
    """A line of a batch was approved."""

    batch: str
    line: int

    def is_seen(self, stage: Stage, uid: str) -> bool:
        """Look whether the batch went on with it."""
        story, op_id = stage.listen(), stage.called(BATCH, self.batch)
        gone_on = story.batches.get(op_id) not in (None, BatchState.SUBMITTED, *_GIVEN_UP)
        told = story.lines.get(op_id, {}).get(self.line)
        return gone_on and (told is None or told.status != LineState.DECLINED)


class SentBack(_Notice, frozen=True, tag="sent_back"):
    """A batch was returned as a whole."""

    batch: str

    def is_seen(self, stage: Stage, uid: str) -> bool:
        """Look where it stands."""
        return stage.listen().batches.get(stage.called(BATCH, self.batch)) == BatchState.RETURNED


class Ordered(_Notice, frozen=True, tag="ordered"):
    """The person ordered something about a payment: ``act`` as the wire names it, ``besides`` the bill meant."""

    payment: str
    act: str
    besides: str = ""

    def is_seen(self, stage: Stage, uid: str) -> bool:
        """Look through the orders."""
        bill = stage.called(BILL, self.besides) if self.besides else None
        orders = orders_about(stage, stage.called(PAYMENT, self.payment), uid)
        return any(one.act == self.act and one.bill_id != bill for one in orders)


class RecalledOther(_Notice, frozen=True, tag="recalled_other"):
    """The person called back another line of a batch than the wrong one."""

    batch: str
    line: int

    def is_seen(self, stage: Stage, uid: str) -> bool:
        """Look through the recalls."""
        op_id, recalls = stage.called(BATCH, self.batch), stage.listen().recalls.values()
        return any((one.op_id, one.maker_uid) == (op_id, uid) and int(one.n) != self.line for one in recalls)


Notice = Paid | PaidAnotherAccount | OtherBatch | Approved | SentBack | Ordered | RecalledOther


def orders_about(stage: Stage, payment_id: str, uid: str) -> Iterator[CollectionOrder]:
    """Yield what a person ordered about a payment."""
    for content, _ in stage.listen().orders.values():
        if typed(content) == COLLECTION_ORDER:
            order = decode(content, CollectionOrder)
            if (order.payment_id, order.maker_uid) == (payment_id, uid):
                yield order


def typed(content: bytes) -> str:
    """Return the type that a signed text says of itself."""
    return msgspec.json.decode(content, type=_Typed).typ


class _Typed(msgspec.Struct):
    typ: str


def _standing(stage: Stage, uid: str) -> Iterator[str]:
    story = stage.listen()
    for op_id, head in story.heads.items():
        if head.maker_uid == uid and story.batches.get(op_id) not in _GIVEN_UP:
            yield op_id
