"""Closing a day: what two persons say of it, signed on its way out and verified on its way in."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Protocol

from app.central import closing_words as words
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
    made_by,
    prepared,
    sign,
    signed_text,
    word,
)
from app.domain.closing import news
from app.domain.closing.day import Asked, DayAct, DayState
from app.domain.values.dates import parse_instant
from app.wire import api, codec, signature
from app.wire import closing as wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from app.central.signed_orders import Prepared, Signer
    from app.domain.access.keys import PublicKey
    from app.domain.closing.day import DayOrder, DayRecord, SignedDayOrder

PROPOSE, SETTLE, RECALL = "propose_day", "settle_day", "recall_day"
KINDS = frozenset({PROPOSE, SETTLE, RECALL})
"""Commands of the outbox that are about closing days."""

APPROVED, RETURNED = "approved", "returned"


class AskedDay(Protocol):
    """Sends one request in the session and reads its answer; raises what `app.central.client.Central` raises."""

    def __call__(self, method: str, route: str, kind: type[wire.DayAsked], /) -> wire.DayAsked:
        """Send one request."""
        ...


class ClosingCalls:
    """What can be asked about closing days."""

    def __init__(self, asked: AskedDay) -> None:
        self._asked = asked

    def next_day(self, unit: str) -> tuple[Asked, bytes]:
        """Return which day the unit is to close next with what must be in it, and the bytes that told it."""
        body = codec.encode(self._asked("GET", api.NEXT_DAY, wire.DayAsked))
        return read_asked(body, unit), body


def read_asked(body: bytes, unit: str) -> Asked:
    """Return what kept bytes tell of a unit's next day; raise ``ValueError`` for what makes no sense."""
    said = codec.decode(body, wire.DayAsked)
    return Asked(
        begins=date.fromisoformat(said.begins) if said.begins else None,
        day=date.fromisoformat(said.day) if said.day else None,
        since=parse_instant(said.since) if said.since else None,
        open_from=parse_instant(said.open_from) if said.open_from else None,
        demanded=tuple(words.demanded(one, unit) for one in said.demanded),
        open_exceptions=tuple(map(words.numbered, said.open_exceptions)),
    )


def new_order_id() -> str:
    """Return a name for a new order: it stays for life."""
    return str(uuid.uuid4())


def exception_id(unit: str, kind: str, about: str) -> str:
    """Return the name of what does not fit; the same thing has the same one at every workstation."""
    return wire.exception_id(unit, kind, about)


def prepare_propose(signer: Signer, order: DayOrder, now: datetime) -> Prepared:
    """Sign what a second person shall settle; raise `Refused` ``field_wrong`` for a text that may not be signed."""
    said = wire.DayOrder(
        typ=wire.DAY_ORDER,
        req_id=order.req_id,
        agency=signer.agency,
        unit=signer.unit,
        **words.order_fields(order),
        **made_by(signer, now),
    )
    signed = sign(signer, signature.PROPOSE_DAY, said)
    command = wire.ProposeDay(typ=wire.PROPOSE_DAY, **envelope(signer), order=said, order_sig=signed.signature)
    return prepared(PROPOSE, order.req_id, command, signed)


def prepare_settle(
    signer: Signer, order: SignedDayOrder, *, approve: bool, reason: str, challenge: str, now: datetime
) -> Prepared:
    """Sign the decision about exactly the order that was verified and shown."""
    order_sha256, order_sig_sha256 = Signed(order.text, order.sig).digests
    decision = wire.DayDecision(
        typ=wire.DAY_DECISION,
        req_id=order.order.req_id,
        order_sha256=order_sha256,
        order_sig_sha256=order_sig_sha256,
        **decided_by(signer, word(approve=approve), reason, challenge, now),
    )
    signed = sign(signer, signature.SETTLE_DAY, decision)
    command = wire.SettleDay(typ=wire.SETTLE_DAY, **envelope(signer), decision=decision, decision_sig=signed.signature)
    return prepared(SETTLE, decision.req_id, command, signed)


def prepare_recall(signer: Signer, req_id: str, reason: str) -> Prepared:
    """Take an own order back before it is settled."""
    text = signed_text("reason", reason)
    return prepared(RECALL, req_id, wire.RecallDay(typ=wire.RECALL_DAY, **envelope(signer), req_id=req_id, reason=text))


def renewed(kind: str, request: bytes, signer: Signer) -> Prepared | None:
    """As `Family.renewed`."""
    if kind == RECALL:
        recall = in_session(codec.decode(request, wire.RecallDay), signer)
        return prepared(kind, recall.req_id, recall) if recall else None
    if kind == PROPOSE:
        again = in_session(codec.decode(request, wire.ProposeDay), signer)
        return prepared(kind, again.order.req_id, again) if again and is_makers(again.order, signer) else None
    return None


def author(kind: str, request: bytes) -> str:
    """As `Family.author`."""
    if kind == PROPOSE:
        return kept(request, wire.ProposeDay).order.maker_uid
    return kept(request, wire.SettleDay).decision.auth_uid if kind == SETTLE else ""


FAMILY = Family(KINDS, author, renewed)


def holds(item: news.DayNews, keys: Mapping[str, PublicKey]) -> bool:
    """Say whether an order, and the decision about it, were signed by those they name, two persons."""
    if isinstance(item, news.DayRecalled):
        return True
    order, signed = codec.decode(item.text, wire.DayOrder), Signed(item.text, item.sig)
    if not holds_by_maker(order, signed, signature.PROPOSE_DAY, keys):
        return False
    if isinstance(item, news.DayOrdered):
        return True
    said = codec.decode(item.decision, wire.DayDecision)
    about = (said.typ, said.req_id, said.decision, said.order_sha256, said.order_sig_sha256)
    wanted = (wire.DAY_DECISION, order.req_id, word(approve=item.approved), *signed.digests)
    decided = Signed(item.decision, item.decision_sig)
    return about == wanted and holds_by_other(said, decided, signature.SETTLE_DAY, order.maker_uid, keys)


def record_holds(item: news.DaySettled, bank_key: str) -> bool:
    """Say whether the bank signed a record of exactly this order and decision; a return has none."""
    if item.record is None:
        return not item.approved and not item.record_text
    order_sha256, order_sig_sha256 = Signed(item.text, item.sig).digests
    record, order = item.record, item.order
    named = (record.order_sha256, record.order_sig_sha256, record.decision_sha256)
    if named != (order_sha256, order_sig_sha256, signature.sha256_hex(item.decision)) or not item.approved:
        return False
    if (record.day, record.version) != (order.day, order.version) or not _says_the_same(record, order):
        return False
    return signature.verify(bank_key, signature.DAY_RECORD, item.record_text, item.record_sig)


def _says_the_same(record: DayRecord, order: DayOrder) -> bool:
    """Say whether the bank keeps the stretch and the exceptions that were signed, and no other."""
    if order.act is DayAct.REOPEN:
        return record.state is DayState.REOPENED and not record.exceptions
    state = DayState.CLOSED_WITH_EXCEPTIONS if order.open_count else DayState.CLOSED
    told = tuple(one.told for one in record.exceptions)
    return (record.state, record.since, record.until, told) == (state, order.since, order.until, order.exceptions)


def read_order(text: bytes, req_id: str) -> tuple[DayOrder, str, datetime]:
    """Read an order, its maker's uid, and when it was made; raise ``ValueError`` for another one."""
    said = codec.decode(text, wire.DayOrder)
    if said.typ != wire.DAY_ORDER or req_id not in ("", said.req_id):
        raise ValueError(req_id)
    return words.order(said), said.maker_uid, parse_instant(said.made_at)


def read_record(text: bytes) -> DayRecord:
    """Read what the bank keeps of a close; raise ``ValueError`` for anything else."""
    said = codec.decode(text, wire.DayRecord)
    if said.typ != wire.DAY_RECORD:
        raise ValueError(said.typ)
    return words.record(said)


def _ordered(body: bytes, _: object) -> news.DayOrdered:
    told = codec.decode(body, wire.DayOrdered)
    text = told.order.encode()
    return news.DayOrdered(*read_order(text, ""), text, told.order_sig)


def _settled(body: bytes, _: object) -> news.DaySettled:
    told = codec.decode(body, wire.DaySettled)
    text, decision, record = told.order.encode(), told.decision.encode(), told.record.encode()
    order, maker_uid, _made_at = read_order(text, told.req_id)
    said = codec.decode(decision, wire.DayDecision)
    if told.status not in (APPROVED, RETURNED):
        raise ValueError(told.status)
    return news.DaySettled(
        order=order,
        maker_uid=maker_uid,
        approved=told.status == APPROVED,
        decided_by=said.auth_uid,
        reason=said.reason,
        record=read_record(record) if record else None,
        text=text,
        sig=told.order_sig,
        decision=decision,
        decision_sig=told.decision_sig,
        record_text=record,
        record_sig=told.record_sig,
    )


def _recalled(body: bytes, _: object) -> news.DayRecalled:
    told = codec.decode(body, wire.DayRecalled)
    return news.DayRecalled(told.req_id, told.reason)


READERS: dict[str, Callable[[bytes, object], news.DayNews]] = {
    wire.DAY_ORDERED: _ordered,
    wire.DAY_SETTLED: _settled,
    wire.DAY_RECALLED: _recalled,
}
