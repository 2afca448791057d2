"""Closing a day: what two persons say of it, signed on its way out and verified on its way in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

from app.central import closing_words as words
from app.central.paired_orders import Form, PairedOrders, Step
from app.central.signed_orders import Signed, made_by
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
    from app.domain.closing.day import DayOrder, DayRecord

ORDERS = PairedOrders(
    Form(wire.DayOrder, wire.DAY_ORDER),
    Form(wire.DayDecision, wire.DAY_DECISION),
    (signature.PROPOSE_DAY, signature.SETTLE_DAY),
    Step(wire.ProposeDay, wire.PROPOSE_DAY, "propose_day"),
    Step(wire.SettleDay, wire.SETTLE_DAY, "settle_day"),
    Step(wire.RecallDay, wire.RECALL_DAY, "recall_day"),
)
FAMILY = ORDERS.family
KINDS = FAMILY.kinds

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
    return ORDERS.prepare_propose(signer, said)


def holds(item: news.DayNews, keys: Mapping[str, PublicKey]) -> bool:
    """Say whether an order, and the decision about it, were signed by those they name, two persons."""
    if isinstance(item, news.DayRecalled):
        return True
    order = Signed(item.text, item.sig)
    if isinstance(item, news.DayOrdered):
        return ORDERS.is_made(order, keys)
    return ORDERS.is_settled(order, Signed(item.decision, item.decision_sig), keys, approved=item.approved)


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
