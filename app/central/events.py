"""The unit's log as it arrives: the chain is checked, the bank's word on its head too, then the news is told.

A page is the continuation of what this workstation holds, or it is not accepted (reliability.md 4.5): another epoch,
a record that does not follow, a body that is not the committed one, a head the bank did not sign. In which order the
records of a page come, and how often, proves nothing and changes nothing: the chain says how they follow.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from app.central import (
    access_news,
    bills,
    closing,
    collections,
    payees,
    portal,
    recalls,
    receipts,
    remittances,
    treasury_books,
)
from app.central.access import key_is_named_right
from app.central.comments import read_comment
from app.central.guidance import remarks_of
from app.central.verification import whole
from app.domain.access.keys import PublicKey
from app.domain.access.news import AccessChanged, AccessNews, AccessProposed, SecurityNoticed
from app.domain.closing.news import DayNews
from app.domain.closing.news import subject as subject_of_a_day
from app.domain.collections.news import CollectionNews, subject
from app.domain.disbursement import outcome as news
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.review import Word
from app.domain.disbursement.transfer import LineStatus
from app.domain.payees.news import (
    PayeeNews,
    PayeesAside,
    PayeesChecked,
    PayeesProposed,
    PayeesRecalled,
    PayeesSettled,
)
from app.domain.recalls.news import RecallChanged, RecallNews
from app.domain.remittances import news as remitting
from app.domain.values.dates import parse_instant
from app.domain.values.errors import Tampered
from app.domain.values.money import Money
from app.wire import codec, signature
from app.wire import disbursement as orders
from app.wire import events as wire
from app.wire.codes import Decision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

WirePage = wire.EventsPage


@dataclass(frozen=True, slots=True)
class Position:
    """How much of the log is held: the last record's number and leaf. ``epoch`` is empty before the first page."""

    epoch: str = ""
    seq: int = 0
    leaf: str = wire.NO_LEAF

    def asked(self, limit: int) -> dict[str, str]:
        """Return what asks for so many records after it."""
        return {"after": str(self.seq), "limit": str(limit)} | ({"epoch": self.epoch} if self.epoch else {})


@dataclass(frozen=True, slots=True)
class Page:
    """Verified news in order; ``position`` is where it leaves this workstation, ``more`` that it is not the end.

    ``checkpoint`` is the bank's signature over that position, None where what it signed lies beyond.
    """

    events: tuple[news.LogEvent, ...]
    position: Position
    more: bool
    checkpoint: news.Checkpoint | None


class Incomplete(Tampered):
    """A page with a gap: what it tells is not contradicted, but it cannot be taken over either."""


def verified(page: wire.EventsPage, after: Position, bank_key: str) -> Page:
    """Check a page against what is held and return its news.

    Raises `Tampered`: ``history_forked`` where the log is not the continuation of ours (`Incomplete` where only
    records are missing), ``history_unsigned`` where the bank's signature on its head is wrong, ``history_changed``
    where a body is not the committed one, ``history_unreadable`` where an event says what no event may say.
    """
    if after.epoch and page.epoch != after.epoch:
        raise Tampered("history_forked", seq=after.seq, reason="epoch")
    if not head_is_signed(page.log, page.head_seq, page.head_leaf, page.head_sig, bank_key):
        raise Tampered("history_unsigned", seq=after.seq)
    seq, leaf = after.seq, after.leaf
    told: list[news.LogEvent] = []
    for event in _in_order(page.events, after.seq):
        event_leaf = _linked(event, page.log, seq, leaf)
        seq, leaf = seq + 1, event_leaf
        told.append(_told(event, seq, leaf))
    _at_the_head(page, seq, leaf)
    at_head = page.head_seq == str(seq)
    checkpoint = news.Checkpoint(page.log, seq, leaf, page.head_sig) if at_head else None
    return Page(tuple(told), Position(page.epoch, seq, leaf), page.more == "yes", checkpoint)


def head_is_signed(log: str, seq: str, leaf: str, signed: str, bank_key: str) -> bool:
    """Say whether the bank signed this end of a unit's log."""
    return signature.verify(bank_key, signature.CHECKPOINT, f"{log}\n{seq}\n{leaf}".encode(), signed)


def retold(record: bytes, salt: str, body: bytes) -> news.LogEvent:
    """Return what kept bytes of an event say; raise `Tampered` as `verified` where the body is not the record's."""
    try:
        said = codec.decode(record, wire.LogRecord)
        event = wire.Event(record=said, salt=salt, body=body.decode())
        seq = int(said.seq)
    except ValueError as problem:
        raise Tampered("history_unreadable", seq=0, type="record") from problem
    _demand_body(event, seq)
    return _told(event, seq, wire.leaf(said))


def _in_order(events: Iterable[wire.Event], held: int) -> list[wire.Event]:
    """Return what is new of a page, each record once, in the order of its numbers.

    What is held already is left aside: whether a record says there what it said before, its leaf in the next one tells.
    """
    new = [event for event in events if _number(event) > held]
    return [event for event, _ in itertools.groupby(sorted(new, key=_number))]


def _number(event: wire.Event) -> int:
    seq = event.record.seq
    if not (seq.isascii() and seq.isdecimal()):
        raise Tampered("history_unreadable", seq=0, type="record")
    return int(seq)


def _linked(event: wire.Event, log: str, seq: int, leaf: str) -> str:
    record = event.record
    if _number(event) > seq + 1:
        raise Incomplete("history_forked", seq=seq + 1, reason="gap")
    if record.typ != wire.LOG_RECORD or record.log != log or record.seq != str(seq + 1) or record.prev != leaf:
        raise Tampered("history_forked", seq=seq + 1, reason="link")
    _demand_body(event, seq + 1)
    return wire.leaf(record)


def _demand_body(event: wire.Event, seq: int) -> None:
    try:
        committed = wire.body_commit(event.salt, event.body)
    except ValueError:
        committed = ""
    if committed != event.record.body_commit:
        raise Tampered("history_changed", seq=seq)


def _at_the_head(page: wire.EventsPage, seq: int, leaf: str) -> None:
    """Demand that the signed head lies at our end or beyond it, and at our end is our leaf."""
    head_seq = int(page.head_seq) if page.head_seq.isascii() and page.head_seq.isdecimal() else -1
    if head_seq < seq:
        raise Tampered("history_forked", seq=seq, reason="shorter")
    if head_seq == seq and page.head_leaf != leaf:
        raise Tampered("history_forked", seq=seq, reason="head")
    if page.more != "yes" and head_seq != seq:
        raise Incomplete("history_forked", seq=seq, reason="held_back")


def _told(event: wire.Event, seq: int, leaf: str) -> news.LogEvent:
    record = event.record
    try:
        item = _READERS[record.type](event.body.encode(), record)
    except (KeyError, ValueError) as problem:
        raise Tampered("history_unreadable", seq=seq, type=record.type[:40]) from problem
    return news.LogEvent(
        seq=seq,
        leaf=leaf,
        at=record.ts,
        kind=record.type,
        op_id=_about(item),
        uid=record.actor_uid,
        device=record.device,
        record=codec.encode(record),
        body=event.body.encode(),
        news=item,
        cmd_id=record.cmd_id,
        salt=event.salt,
    )


AnyNews = news.News | AccessNews | PayeeNews | RecallNews | CollectionNews | DayNews | remitting.RemittanceNews


def _about(item: AnyNews) -> str:
    if isinstance(item, CollectionNews):
        return subject(item)
    if isinstance(item, DayNews):
        return subject_of_a_day(item)
    if isinstance(item, remitting.RemittanceNews):
        return remitting.subject(item)
    match item:
        case news.KeyRegistered():
            return ""
        case AccessProposed() | AccessChanged() | SecurityNoticed():
            return access_news.subject(item)
        case RecallChanged():
            return item.recall.recall_id
        case PayeesProposed() | PayeesSettled() | PayeesRecalled() | PayeesAside() | PayeesChecked():
            return item.req_id
    return item.op_id


def _submitted(body: bytes, _: wire.LogRecord) -> news.News:
    said = codec.decode(body, wire.BatchSubmitted)
    payment = codec.decode(said.payment.encode(), orders.Payment)
    if payment.op_id != said.op_id or payment.rev != said.rev:
        raise ValueError(said.op_id)
    return news.BatchSubmitted(
        said.op_id,
        int(said.rev),
        BatchStatus(said.status),
        int(said.version),
        int(said.signatures_needed),
        said.payment.encode(),
        said.payment_sig,
        payment.maker_uid,
        said.stages,
        Money(whole(said.together_satang)) if said.together_satang else None,
    )


def _decided(body: bytes, _: wire.LogRecord) -> news.News:
    said = codec.decode(body, wire.BatchDecided)
    decision = codec.decode(said.decision.authorization.encode(), orders.Authorization)
    if decision.op_id != said.op_id or decision.rev != said.rev:
        raise ValueError(said.op_id)
    return news.BatchDecided(
        op_id=said.op_id,
        rev=int(said.rev),
        status=BatchStatus(said.status),
        version=int(said.version),
        signatures_have=int(said.signatures_have),
        signatures_needed=int(said.signatures_needed),
        approved=Decision(decision.decision) is Decision.APPROVE,
        reason=decision.reason,
        authorization=said.decision.authorization.encode(),
        authorization_sig=said.decision.signature,
        word=Word(decision.decision),
        remarks=tuple(remarks_of(decision)),
        opened_count=len(decision.opened),
        value_date=decision.value_date,
    )


def _moved(body: bytes, _: wire.LogRecord) -> news.News:
    said = codec.decode(body, wire.BatchMoved)
    return news.BatchMoved(said.op_id, int(said.rev), BatchStatus(said.status), int(said.version), said.reason)


def _postponed(body: bytes, _: wire.LogRecord) -> news.News:
    said = codec.decode(body, wire.BatchMoved)
    if said.status != BatchStatus.APPROVED:  # only what waits for its day can be moved to another
        raise ValueError(said.status)
    pay_at = parse_instant(said.pay_at)
    return news.BatchMoved(said.op_id, int(said.rev), BatchStatus.APPROVED, int(said.version), said.reason, pay_at)


@lru_cache(maxsize=1024)
def _moment(text: str) -> datetime:
    """Read an instant; the lines of a batch share a few, and reading one costs more than all else about a line."""
    return parse_instant(text)


def _reported(body: bytes, _: wire.LogRecord) -> news.News:
    said = codec.decode(body, wire.LinesReported)
    outcomes = tuple(
        news.LineOutcome(
            int(item.n), LineStatus(item.status), item.reason, item.bank_ref, _moment(item.at), item.notice
        )
        for item in said.outcomes
    )
    settled, returned = (Money(whole(text) if text else 0) for text in (said.settled_satang, said.returned_satang))
    return news.LinesReported(said.op_id, int(said.rev), int(said.version), outcomes, settled, returned)


def _finished(body: bytes, _: wire.LogRecord) -> news.News:
    said = codec.decode(body, wire.BatchFinished)
    receipt = codec.decode(said.receipt.receipt.encode(), orders.Receipt)
    if receipt.op_id != said.op_id or receipt.rev != said.rev:
        raise ValueError(said.op_id)
    return news.BatchFinished(
        op_id=said.op_id,
        rev=int(said.rev),
        status=BatchStatus(said.status),
        version=int(said.version),
        bank_ref=receipt.bank_ref,
        receipt=said.receipt.receipt.encode(),
        receipt_sig=said.receipt.signature,
    )


def _closed(body: bytes, _: wire.LogRecord) -> news.News:
    said = codec.decode(body, wire.LinesClosed)
    reasons = {int(line.n): f"{line.code} {line.text}".strip() for line in said.lines}
    return news.LinesClosed(said.op_id, int(said.rev), reasons)


def _key(body: bytes, record: wire.LogRecord) -> news.News:
    said = codec.decode(body, wire.KeyRegistered)
    if not key_is_named_right(said.kid, said.public_key):
        raise ValueError(said.kid)
    key = PublicKey(said.kid, said.uid, said.public_key, said.device_id, said.device_name, record.ts, "")
    return news.KeyRegistered(key, said.name_th, said.name_en)


_READERS: dict[str, Callable[[bytes, wire.LogRecord], AnyNews]] = {
    wire.BATCH_SUBMITTED: _submitted,
    wire.BATCH_SIGNED: _decided,
    wire.BATCH_APPROVED: _decided,
    wire.BATCH_RETURNED: _decided,
    wire.BATCH_WITHDRAWN: _moved,
    wire.BATCH_CANCELLED: _moved,
    wire.BATCH_POSTPONED: _postponed,
    wire.BATCH_RELEASED: _moved,
    wire.BATCH_REFUSED: _moved,
    wire.LINES_REPORTED: _reported,
    wire.BATCH_FINISHED: _finished,
    wire.LINES_CLOSED: _closed,
    wire.BATCH_COMMENTED: read_comment,
    wire.KEY_REGISTERED: _key,
    **access_news.READERS,
    **payees.READERS,
    **recalls.READERS,
    **bills.READERS,
    **collections.READERS,
    **receipts.READERS,
    **portal.READERS,
    **closing.READERS,
    **remittances.READERS,
    **treasury_books.READERS,
}
