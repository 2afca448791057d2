"""What is known where a batch is looked at: past payments to its accounts, the register, and who its people are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import select

from app.simulator.disbursement import terms
from app.simulator.payees.tables import payees as payee_table
from app.simulator.tables import batches as batch_table
from app.simulator.tables import lines as line_table
from app.simulator.tables import roles, users
from app.wire.codes import LineState, Role
from app.wire.disbursement import PROMPTPAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from app.simulator.disbursement.batches import Batch
    from app.wire.disbursement import Line

Place = tuple[str, str]
"""Bank and account."""
_COUNTS = (LineState.PENDING.value, LineState.SETTLED.value)
_NAMED_APART = 1_000
"""Up to so many accounts are asked for by number; for more the unit's whole register is read."""


class Past(NamedTuple):
    """A line of another batch that was paid, or is about to be; ``day`` is its value date."""

    op_id: str
    name: str
    satang: int
    status: str
    day: str
    kind: str
    doc_no: str


class _Reached(msgspec.Struct):
    mobile: str = ""
    email: str = ""


class Payee(NamedTuple):
    """A payee as the register has them."""

    payee_id: str
    person_id: str
    name: str
    acct_name: str
    until: str
    ended_on: str
    changed_on: str
    record: str

    def reached_at(self) -> tuple[str, ...]:
        """Return where the register says that this payee is told of payments."""
        said = msgspec.json.decode(self.record, type=_Reached)
        return tuple(filter(None, (said.mobile, said.email)))

    def ended(self, day: str) -> str:
        """Return since when this payee may not be paid any more on ``day``, or ''."""
        return self.ended_on or (self.until if self.until and self.until < day else "")


class Insider(NamedTuple):
    """Somebody who made the batch or may approve it."""

    uid: str
    role: str


@dataclass(frozen=True, slots=True)
class Known:
    """All of it; ``people`` by citizen id, and by mobile number, since PromptPay goes by both."""

    kind: str
    day: str
    line_below: int
    past: dict[Place, list[Past]]
    payees: dict[Place, list[Payee]]
    people: dict[str, Insider]


def of_batch(connection: Connection, batch: Batch, lines: Sequence[Line]) -> Known:
    """Return what is known of the accounts that a batch pays."""
    return Known(
        kind=batch.kind,
        day=batch.value_date,
        line_below=_line_below(connection, batch),
        past=_past(connection, batch),
        payees=registered(connection, batch.unit, lines),
        people=_people(connection, batch),
    )


def registered(connection: Connection, unit: str, lines: Sequence[Line]) -> dict[Place, list[Payee]]:
    """Return the payees of the unit's register at the accounts of these lines."""
    p = payee_table.c
    named = (p.payee_id, p.person_id, p.name, p.acct_name, p.until, p.ended_on, p.account_changed_on, p.record)
    mine = select(p.bank, p.acct, *named).where(p.unit == unit).order_by(p.payee_id)
    accounts = {line.acct for line in lines}
    if len(accounts) <= _NAMED_APART:
        mine = mine.where(p.acct.in_(sorted(accounts)))
    found: dict[Place, list[Payee]] = defaultdict(list)
    for bank, acct, *rest in connection.execute(mine):
        found[bank, acct].append(Payee(*rest))
    return found


def own_lines(connection: Connection, unit: str, uid: str, lines: Sequence[Line]) -> list[str]:
    """Return the lines that pay an account of this person, as the line or the register says."""
    row = connection.execute(select(users.c.person, users.c.mobile).where(users.c.uid == uid)).one()
    mine, at = {row.person, row.mobile} - {""}, registered(connection, unit, lines)
    return [line.n for line in lines if not mine.isdisjoint(signs_of(line, at.get((line.bank, line.acct), ())))]


def signs_of(line: Line, at: Sequence[Payee]) -> tuple[str, ...]:
    """Return by what a line tells whose the account is: citizen ids, and what PromptPay goes by."""
    promptpay = (line.acct,) if line.bank == PROMPTPAY else ()
    return (line.person_id, *promptpay, *(payee.person_id for payee in at))


def _past(connection: Connection, batch: Batch) -> dict[Place, list[Past]]:
    """Return what was paid to the accounts of this batch by others of the unit, the newest first."""
    n, there, b = line_table.c, line_table.alias("there"), batch_table
    here = select(n.bank, n.acct).where(n.op_id == batch.op_id, n.rev == batch.rev).distinct().subquery("here")
    same_place = (there.c.acct == here.c.acct) & (there.c.bank == here.c.bank)
    of_edition = (b.c.op_id == there.c.op_id) & (b.c.rev == there.c.rev)
    facts = (there.c.op_id, there.c.name, there.c.satang, there.c.status, b.c.value_date, b.c.kind, b.c.doc_no)
    rows: Any = connection.execute(
        select(there.c.bank, there.c.acct, *facts)
        .select_from(here.join(there, same_place).join(b, of_edition))
        .where(there.c.op_id != batch.op_id, b.c.unit == batch.unit, there.c.status.in_(_COUNTS))
        .order_by(b.c.value_date.desc(), b.c.turn.desc(), there.c.n)
    )
    found: dict[Place, list[Past]] = defaultdict(list)
    for bank, acct, *rest in rows:
        found[bank, acct].append(Past(*rest))
    return found


def _line_below(connection: Connection, batch: Batch) -> int:
    payment = batch.signed_payment()
    kind = terms.kind_on(connection, batch.kind, payment.sub_kind, batch.value_date)
    return int(kind.line_satang_below) if kind is not None and kind.line_satang_below else 0


def _people(connection: Connection, batch: Batch) -> dict[str, Insider]:
    able = select(roles.c.uid).where(roles.c.role == Role.AUTHORIZER.value)
    mine = (users.c.uid == batch.maker_uid) | ((users.c.unit == batch.unit) & users.c.uid.in_(able))
    columns = (users.c.uid, users.c.user_id, users.c.person, users.c.mobile)
    rows = connection.execute(select(*columns).where(mine, users.c.removed == 0))
    found: dict[str, Insider] = {}
    for row in sorted(rows, key=lambda row: (row.uid != batch.maker_uid, row.user_id)):
        insider = Insider(row.uid, "maker" if row.uid == batch.maker_uid else "authorizer")
        for sign in {row.person, row.mobile} - {""}:
            found.setdefault(sign, insider)
    return found
