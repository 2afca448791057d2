"""What does not fit and is kept: its number, its owner and its age, until it is solved in fact (RC-3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from app.simulator import fields
from app.simulator.calendar import fiscal_year
from app.simulator.closing.tables import day_exceptions
from app.simulator.collections.tables import payments
from app.simulator.refusals import Refused, demand_fields, wrong
from app.simulator.remittances.tables import remittances
from app.simulator.storage import next_number
from app.simulator.tables import batches, users
from app.wire.api import EXCEPTIONS_PER_DAY_MAX
from app.wire.closing import DayException, ExceptionKind, NumberedException, exception_id
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy import Connection, Row

    from app.simulator.closing.demands import Found
    from app.wire.closing import DayOrder

OPEN, SOLVED = "open", "solved"
_K = ExceptionKind
_ABOUT_REMITTANCES = (_K.ACKNOWLEDGEMENT_MISSING, _K.REMITTANCE_REFUSED, _K.RECORD_NOT_PRINTED)
_ABOUT_ENTRIES = (_K.ENTRY_UNMATCHED, _K.AMOUNT_DIFFERS)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the central system holds against an order: what does not fit now, and the statements' entries by account."""

    unsolved: Sequence[Found]
    entries: dict[str, frozenset[str]]

    def demanded(self, until: str) -> list[Found]:
        """Return what a close up to ``until`` must tell."""
        return [one for one in self.unsolved if one.at <= until]


def kept_open(connection: Connection, unit: str, day: str = "") -> list[Row[Any]]:
    """Return what is not solved, by number; with a ``day``, what a close of it carries on."""
    e = day_exceptions.c
    mine = (e.unit == unit, e.state == OPEN, *((e.since <= day,) if day else ()))
    return list(connection.execute(select(day_exceptions).where(*mine).order_by(e.fy, e.n)))


def numbered(row: Row[Any]) -> NumberedException:
    """Return a kept exception as the wire says it."""
    said = DayException(**{name: getattr(row, name) for name in DayException.__struct_fields__})
    return NumberedException(said, f"{row.n}/{row.fy}", row.since, row.solved_on)


def wanted(connection: Connection, unit: str, day: str, until: str, facts: Facts) -> list[tuple[str, str]]:
    """Return kind and about of what a close must tell: what was open before, then what does not fit now.

    So many as an order can hold; the rest when there is room again.
    """
    carried = [(row.kind, row.about) for row in kept_open(connection, unit, day)]
    demanded = [(one.kind.value, one.about) for one in facts.demanded(until)]
    return list(dict.fromkeys(carried + demanded))[:EXCEPTIONS_PER_DAY_MAX]


def demand_told(connection: Connection, order: DayOrder, facts: Facts) -> None:
    """Refuse an order that leaves out what must be told, or calls solved what is not."""
    told = {(one.kind, one.about) for one in order.exceptions}
    for kind, about in wanted(connection, order.unit, order.day, order.until, facts):
        if (kind, about) not in told:
            raise Refused(Refusal.EXCEPTION_MISSING, kind=kind, about=about)
    still = {(one.kind.value, one.about) for one in facts.unsolved}
    for one in order.exceptions:
        if one.state == SOLVED and (one.kind, one.about) in still:
            raise Refused(Refusal.EXCEPTION_WRONG, exception_id=one.exception_id)


def demand_sound(connection: Connection, order: DayOrder, accounts: Collection[str], facts: Facts) -> None:
    """Refuse exceptions that cannot be what they say, tell of nothing, or solve what was never open."""
    ids = [one.exception_id for one in order.exceptions]
    if len(ids) > EXCEPTIONS_PER_DAY_MAX or len(set(ids)) != len(ids):
        raise wrong("exceptions")
    people = dict(connection.execute(select(users.c.uid, users.c.removed).where(users.c.unit == order.unit)).all())
    known = _known(connection, order.unit, ids)
    sums = {(found.kind.value, found.about): str(found.satang) for found in facts.unsolved}
    for number, one in enumerate(order.exceptions, 1):
        if fault := _fault(one, order.unit, accounts):
            raise wrong(fault, str(number))
        if one.owner_uid not in people or (people[one.owner_uid] and one.state == OPEN):
            raise wrong("owner_uid", str(number))
        row = known.get(one.exception_id)
        if row is None or row.state == SOLVED:
            again = row is not None and one.state == SOLVED and row.solved_on == order.day
            fits = again or (one.state == OPEN and _is_there(connection, order.unit, one, facts))
        else:
            fits = row.account == one.account and (one.state == OPEN or row.since <= order.day)
        # What the central system demands has no other sum than what it is of, now or when it was told first.
        right = sums.get((one.kind, one.about), one.satang)
        if not fits or one.satang not in ("", right, row.satang if row is not None else right):
            raise Refused(Refusal.EXCEPTION_WRONG, exception_id=one.exception_id)


def _known(connection: Connection, unit: str, ids: list[str]) -> dict[str, Row[Any]]:
    mine = (day_exceptions.c.unit == unit, day_exceptions.c.exception_id.in_(ids))
    return {row.exception_id: row for row in connection.execute(select(day_exceptions).where(*mine))}


def _fault(one: DayException, unit: str, accounts: Collection[str]) -> str:
    try:
        demand_fields(
            ("kind", one.kind in frozenset(ExceptionKind)),
            ("about", fields.is_sentence(one.about)),
            ("exception_id", one.exception_id == exception_id(unit, one.kind, one.about)),
            ("account", not one.account or one.account in accounts),
            ("satang", not one.satang or fields.is_satang(one.satang)),
            ("state", one.state in (OPEN, SOLVED)),
            ("reason", fields.is_sentence(one.reason)),
        )
    except Refused as refused:
        return refused.facts["field"]
    return ""


def _is_there(connection: Connection, unit: str, one: DayException, facts: Facts) -> bool:
    """Say whether there is what a new exception is about; of what came while the order was made, too."""
    kind = ExceptionKind(one.kind)
    if kind in _ABOUT_ENTRIES:
        return one.about in facts.entries.get(one.account, frozenset())
    r, p, b = remittances.c, payments.c, batches.c
    found = None
    if kind in _ABOUT_REMITTANCES:
        found = select(r.account).where(r.req_id == one.about, r.unit == unit, r.sent_at != "")
    if kind is _K.PAYMENT_QUEUED:
        found = select(p.account).where(p.payment_id == one.about, p.unit == unit)
    if kind is _K.RESULT_MISSING:
        found = select(b.debit_acct).where(b.op_id == one.about, b.unit == unit, b.pay_at != "")
    return found is None or connection.scalar(found) == one.account


def keep(connection: Connection, order: DayOrder, day: date) -> tuple[NumberedException, ...]:
    """Write down what an approved close tells, new ones with the next numbers of their year, and return all of it."""
    known = _known(connection, order.unit, [one.exception_id for one in order.exceptions])
    return tuple(numbered(_keep(connection, order, day, one, known.get(one.exception_id))) for one in order.exceptions)


def _keep(connection: Connection, order: DayOrder, day: date, one: DayException, row: Row[Any] | None) -> Row[Any]:
    said = {"owner_uid": one.owner_uid, "state": one.state, "reason": one.reason, "satang": one.satang}
    if row is None:
        fy = fiscal_year(day)
        n = next_number(connection, f"exceptions:{order.unit}:{fy}")
        names = {"exception_id": one.exception_id, "kind": one.kind, "account": one.account, "about": one.about}
        place = {"unit": order.unit, "fy": fy, "n": n, "since": order.day}
        new = insert(day_exceptions).values(said | names | place)
        return connection.execute(new.returning(day_exceptions)).one()
    # What does not fit again after it was solved has its number still; its age begins anew.
    since = order.day if row.state == SOLVED and one.state == OPEN else min(row.since, order.day)
    solved_on = "" if one.state == OPEN else row.solved_on or order.day
    change = update(day_exceptions).where(day_exceptions.c.exception_id == row.exception_id)
    return connection.execute(
        change.values(said | {"since": since, "solved_on": solved_on}).returning(day_exceptions)
    ).one()
