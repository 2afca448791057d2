"""Orders about days with what two persons and the bank signed, and what does not fit; told by the log alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from app.domain.closing.day import DayAct, OrderState
from app.domain.closing.exceptions import DayException, ExceptionKind, ExceptionState, NumberedException
from app.domain.search.kinds import Kind
from app.domain.values.dates import instant, parse_instant
from app.domain.values.errors import Tampered
from app.domain.values.money import Money
from app.store import search_index
from app.store.closing_tables import day_asked as asked_table
from app.store.closing_tables import day_exception as exception_table
from app.store.closing_tables import day_order as order_table

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Row

    from app.domain.closing.news import DayOrdered, DayRecalled, DaySettled
    from app.store.handles import Reading, Writing

NOT_FOLLOWING = "day_news_wrong"

_O, _X = order_table.c, exception_table.c


@dataclass(frozen=True, slots=True)
class StoredDayOrder:
    """An order as kept: what is asked for by columns, and the exact bytes that were signed, b'' before each."""

    req_id: str
    state: OrderState
    act: DayAct
    day: date
    version: int
    maker_uid: str
    made_at: datetime
    seq: int
    text: bytes = field(repr=False)
    sig: str = field(repr=False)
    decided_by: str
    decided_at: datetime | None
    answer: str
    decision: bytes = field(repr=False)
    decision_sig: str = field(repr=False)
    record: bytes = field(repr=False)
    record_sig: str = field(repr=False)


def put_asked(tx: Writing, body: bytes) -> None:
    """Replace what is known of the day to be closed next."""
    tx.connection.execute(delete(asked_table))
    tx.connection.execute(insert(asked_table), {"one": 1, "body": body})
    tx.touched("day")


def asked(rd: Reading) -> bytes | None:
    """Return the bytes that told which day comes next, None before they ever came."""
    body = rd.connection.execute(select(asked_table.c.body)).scalar()
    return None if body is None else bytes(body)


def put_ordered(tx: Writing, told: DayOrdered, seq: int) -> None:
    """Keep an order that waits; raise `Tampered` for one that was told before."""
    if order(tx, told.order.req_id) is not None:
        raise Tampered(NOT_FOLLOWING, seq=seq)
    said = told.order
    row = {
        "req_id": said.req_id,
        "state": OrderState.WAITING.value,
        "act": said.act.value,
        "day": said.day.isoformat(),
        "version": said.version,
        "since": _text(said.since),
        "until": _text(said.until),
        "maker_uid": told.maker_uid,
        "made_at": instant(told.made_at),
        "seq": seq,
        "text": told.text,
        "sig": told.sig,
        "decided_by": "",
        "decided_at": "",
        "answer": "",
        "decision": b"",
        "decision_sig": "",
        "record": b"",
        "record_sig": "",
    }
    tx.connection.execute(insert(order_table), row)
    tx.touched("day")


def put_settled(tx: Writing, told: DaySettled, at: datetime, seq: int) -> None:
    """Keep a decision, and what the bank keeps of it; raise `Tampered` unless it follows from what was told before."""
    known = order(tx, told.order.req_id)
    if known is None or known.state is not OrderState.WAITING or (known.text, known.sig) != (told.text, told.sig):
        raise Tampered(NOT_FOLLOWING, seq=seq)
    if told.approved and told.order.act is DayAct.CLOSE and not _follows(tx, known, told):
        raise Tampered(NOT_FOLLOWING, seq=seq)
    state = OrderState.APPROVED if told.approved else OrderState.RETURNED
    values = {
        "state": state.value,
        "seq": seq,
        "decided_by": told.decided_by,
        "decided_at": instant(at),
        "answer": told.reason,
        "decision": told.decision,
        "decision_sig": told.decision_sig,
        "record": told.record_text,
        "record_sig": told.record_sig,
    }
    tx.connection.execute(update(order_table).where(_O.req_id == told.order.req_id).values(values))
    if told.record is not None:
        put_exceptions(tx, told.record.exceptions, seq)
    tx.touched("day")


def put_recalled(tx: Writing, told: DayRecalled, uid: str, at: datetime, seq: int) -> None:
    """Write that an order was taken back; raise `Tampered` unless it waits and this is its maker."""
    known = order(tx, told.req_id)
    if known is None or known.state is not OrderState.WAITING or known.maker_uid != uid:
        raise Tampered(NOT_FOLLOWING, seq=seq)
    values = {"state": OrderState.RECALLED.value, "seq": seq, "decided_at": instant(at), "answer": told.reason}
    tx.connection.execute(update(order_table).where(_O.req_id == told.req_id).values(values))
    tx.touched("day")


def order(rd: Reading, req_id: str) -> StoredDayOrder | None:
    """Return an order, None where it was not heard of."""
    found = _orders(rd, _O.req_id == req_id)
    return found[0] if found else None


def orders(rd: Reading, first: date | None = None, last: date | None = None) -> list[StoredDayOrder]:
    """Return the orders about days from one to another, all for None, in the order of their newest events."""
    wanted = [_O.day >= first.isoformat()] if first else []
    wanted += [_O.day <= last.isoformat()] if last else []
    return _orders(rd, *wanted)


def in_period(rd: Reading, period: str) -> list[StoredDayOrder]:
    """Return the orders about a day, or the days of a month (ISO), in the order of their newest events."""
    return _orders(rd, _O.day.startswith(period, autoescape=True))


def waiting(rd: Reading) -> list[StoredDayOrder]:
    """Return the orders that wait for a second person, the oldest first."""
    return _orders(rd, _O.state == OrderState.WAITING.value)


def approved(rd: Reading, day: date) -> list[StoredDayOrder]:
    """Return what was approved about a day, in its order."""
    return _orders(rd, _O.state == OrderState.APPROVED.value, _O.day == day.isoformat())


def stretch_of(rd: Reading, day: date) -> tuple[datetime | None, datetime] | None:
    """Return from when to when a day was closed, None for one that never was; every version has the same."""
    closes = (_O.state == OrderState.APPROVED.value, _O.act == DayAct.CLOSE.value, _O.day == day.isoformat())
    row = rd.connection.execute(select(_O.since, _O.until).where(*closes).limit(1)).first()
    return (parse_instant(row.since) if row.since else None, parse_instant(row.until)) if row else None


def closed_before(rd: Reading, day: date) -> tuple[datetime | None, datetime] | None:
    """Return the stretch of the latest day before this one that was ever closed, None before the first."""
    closes = (_O.state == OrderState.APPROVED.value, _O.act == DayAct.CLOSE.value, _O.day < day.isoformat())
    row = rd.connection.execute(select(_O.since, _O.until).where(*closes).order_by(_O.day.desc()).limit(1)).first()
    return (parse_instant(row.since) if row.since else None, parse_instant(row.until)) if row else None


def exceptions(rd: Reading, *, open_only: bool = False) -> list[NumberedException]:
    """Return what does not fit as the newest record tells it: open ones first, the oldest of them first."""
    query = select(exception_table).order_by(_X.state, _X.since, _X.number)
    if open_only:
        query = query.where(_X.state == ExceptionState.OPEN.value)
    return [_exception(row) for row in rd.connection.execute(query)]


def _follows(tx: Writing, known: StoredDayOrder, told: DaySettled) -> bool:
    """Say whether a close has the number that comes next, and the stretch of the versions before it."""
    mine = (_O.day == told.order.day.isoformat(), _O.state == OrderState.APPROVED.value, _O.act == DayAct.CLOSE.value)
    rows = tx.connection.execute(select(_O.since, _O.until).where(*mine)).all()
    stretch = (_text(told.order.since), _text(told.order.until))
    return known.version == len(rows) + 1 and all(tuple(row) == stretch for row in rows)


def put_exceptions(tx: Writing, told: tuple[NumberedException, ...], seq: int) -> None:
    """Keep exceptions as a settled close tells them."""
    if not told:
        return
    names = [one.told.exception_id for one in told]
    tx.connection.execute(delete(exception_table).where(_X.exception_id.in_(names)))
    rows = [
        {
            "exception_id": one.told.exception_id,
            "number": one.number,
            "kind": one.told.kind.value,
            "account": one.told.account,
            "about": one.told.about,
            "satang": one.told.amount.satang if one.told.amount else None,
            "owner_uid": one.told.owner_uid,
            "state": one.told.state.value,
            "reason": one.told.reason,
            "since": one.since.isoformat(),
            "solved_on": one.solved_on.isoformat() if one.solved_on else "",
            "seq": seq,
        }
        for one in told
    ]
    tx.connection.execute(insert(exception_table), rows)
    search_index.put(tx, Kind.EXCEPTION, {one.told.exception_id: _words(one) for one in told})


def _words(one: NumberedException) -> tuple[str | int | None, ...]:
    """Return the values by which an exception is found, as `app.domain.search.kinds` orders them."""
    return one.told.reason, one.told.amount.satang if one.told.amount else None, one.number


def _orders(rd: Reading, *wanted: ColumnElement[bool]) -> list[StoredDayOrder]:
    query = select(order_table).where(*wanted).order_by(_O.seq)
    return [_order(row) for row in rd.connection.execute(query)]


def _order(row: Row[Any]) -> StoredDayOrder:
    return StoredDayOrder(
        req_id=row.req_id,
        state=OrderState(row.state),
        act=DayAct(row.act),
        day=date.fromisoformat(row.day),
        version=row.version,
        maker_uid=row.maker_uid,
        made_at=parse_instant(row.made_at),
        seq=row.seq,
        text=row.text,
        sig=row.sig,
        decided_by=row.decided_by,
        decided_at=parse_instant(row.decided_at) if row.decided_at else None,
        answer=row.answer,
        decision=row.decision,
        decision_sig=row.decision_sig,
        record=row.record,
        record_sig=row.record_sig,
    )


def _exception(row: Row[Any]) -> NumberedException:
    return NumberedException(
        told=DayException(
            exception_id=row.exception_id,
            kind=ExceptionKind(row.kind),
            account=row.account,
            about=row.about,
            amount=None if row.satang is None else Money(row.satang),
            owner_uid=row.owner_uid,
            state=ExceptionState(row.state),
            reason=row.reason,
        ),
        number=row.number,
        since=date.fromisoformat(row.since),
        solved_on=date.fromisoformat(row.solved_on) if row.solved_on else None,
    )


def _text(at: datetime | None) -> str:
    return instant(at) if at else ""
