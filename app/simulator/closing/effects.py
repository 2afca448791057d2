"""What may be ordered about a day, and what an approved order makes of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update

from app.simulator.clock import moment_text
from app.simulator.closing import days, demands, exceptions, figures, tables
from app.simulator.refusals import Refused, wrong
from app.wire.closing import DAY_RECORD, DayAct, DayRecord, DayState
from app.wire.codec import encode
from app.wire.codes import Refusal
from app.wire.signature import DAY_RECORD as LABEL
from app.wire.signature import sha256_hex, sign, signature_sha256

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from app.simulator.closing.days import NextDay
    from app.simulator.disbursement.call import Call
    from app.wire.closing import DayOrder, NumberedException
    from app.wire.statements import Statement

_CLOSED = (DayState.CLOSED.value, DayState.CLOSED_WITH_EXCEPTIONS.value)


def demand_right(call: Call, order: DayOrder) -> None:
    """Refuse an order that is not right in everything, as the central system sees it by itself."""
    following = days.following(call.connection, call.now, call.calendar, order.unit)
    if order.act == DayAct.REOPEN:
        _demand_closed(call.connection, order, following)
        return
    _demand_next(order, following)
    _demand_over(call, order, following)
    accounts = figures.accounts_of(call.connection, order.unit)
    if [one.account for one in order.accounts] != accounts:
        raise wrong("accounts")
    statements = figures.made_again(call.connection, order)
    facts = _facts(call.connection, order, statements)
    figures.demand_compared(order.compared, statements)
    figures.demand_matches(order.matches, facts.entries)
    exceptions.demand_sound(call.connection, order, accounts, facts)
    exceptions.demand_told(call.connection, order, facts)


def demand_right_still(call: Call, order: DayOrder) -> None:
    """Refuse to settle what is not right any more: the day, the books, or what does not fit moved meanwhile.

    How late it was when the maker signed was looked at then; the day may be over by now. Only what it closes must
    be over still: where the clock was put back before its end, money would come into it afterwards.
    """
    following = days.following(call.connection, call.now, call.calendar, order.unit)
    if order.act == DayAct.REOPEN:
        _demand_closed(call.connection, order, following)
        return
    _demand_next(order, following)
    if call.at <= order.until:
        raise Refused(Refusal.DAY_NOT_OVER, open_from=order.until)
    facts = _facts(call.connection, order, figures.made_again(call.connection, order))
    exceptions.demand_told(call.connection, order, facts)


def _demand_next(order: DayOrder, following: NextDay) -> None:
    if order.day != following.text:
        raise Refused(Refusal.DAY_WRONG, day=following.text)
    for field, said, right in (
        ("version", order.version, str(following.version)),
        ("since", order.since, following.since),
    ):
        if said != right:
            raise wrong(field)


def _demand_over(call: Call, order: DayOrder, following: NextDay) -> None:
    """Refuse a day before its cut-off, and one that does not end where it must: it, and later closes, join there."""
    if following.until:
        if order.until != following.until:
            raise wrong("until")
        return
    if call.at <= following.open_from:
        raise Refused(Refusal.DAY_NOT_OVER, open_from=following.open_from)
    if not following.open_from <= order.until < call.at:
        raise wrong("until")


def _demand_closed(connection: Connection, order: DayOrder, following: NextDay) -> None:
    """Refuse to reopen a day that is not closed, or another version of it than the last."""
    day = days.of_unit(connection, order.unit, order.day)
    if day is None or day.state not in _CLOSED:
        raise Refused(Refusal.DAY_WRONG, day=following.text)
    if order.version != str(day.version):
        raise wrong("version")


def _facts(connection: Connection, order: DayOrder, statements: Sequence[Statement]) -> exceptions.Facts:
    entries = {one.account: frozenset(entry.entry_id for entry in one.entries) for one in statements}
    return exceptions.Facts(demands.unsolved(connection, order.unit), entries)


def take(call: Call, order: DayOrder, kept: Row[Any], decision: str) -> dict[str, str]:
    """Give an approved order its effect; return the bank's signed record of it, by the names of the columns."""
    told: tuple[NumberedException, ...] = ()
    if order.act == DayAct.REOPEN:
        state, stretch = DayState.REOPENED, _reopen(call.connection, order)
    else:
        told = exceptions.keep(call.connection, order, date.fromisoformat(order.day))
        some_open = any(one.exception.state == exceptions.OPEN for one in told)
        state = DayState.CLOSED_WITH_EXCEPTIONS if some_open else DayState.CLOSED
        stretch = (order.since, order.until)
        _write(call.connection, order, state)
    record = _record(call, order, kept, (state, stretch, told), decision)
    return {"record": record.decode(), "record_sig": sign(call.bank_key, LABEL, record)}


def _reopen(connection: Connection, order: DayOrder) -> tuple[str, str]:
    mine = (tables.days.c.unit == order.unit, tables.days.c.day == order.day)
    change = update(tables.days).where(*mine).values(state=DayState.REOPENED.value).returning(tables.days)
    row = connection.execute(change).one()
    return row.since, row.until


def _write(connection: Connection, order: DayOrder, state: DayState) -> None:
    values = {"version": int(order.version), "state": state.value, "since": order.since, "until": order.until}
    mine = (tables.days.c.unit == order.unit, tables.days.c.day == order.day)
    if connection.execute(update(tables.days).where(*mine).values(values)).rowcount == 0:
        connection.execute(insert(tables.days).values(values | {"unit": order.unit, "day": order.day}))


def _record(
    call: Call,
    order: DayOrder,
    kept: Row[Any],
    said: tuple[DayState, tuple[str, str], tuple[NumberedException, ...]],
    decision: str,
) -> bytes:
    state, (since, until), told = said
    record = DayRecord(
        typ=DAY_RECORD,
        agency=order.agency,
        unit=order.unit,
        day=order.day,
        version=order.version,
        state=state.value,
        since=since,
        until=until,
        order_sha256=sha256_hex(kept.order.encode()),
        order_sig_sha256=signature_sha256(kept.order_sig),
        decision_sha256=sha256_hex(decision.encode()),
        exceptions=told,
        at=moment_text(call.now),
    )
    return encode(record)
