"""Batches as stored: read, changed and voided inside the caller's transaction."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import bindparam, insert, select, update

from app.simulator import ledger
from app.simulator.refusals import Refused
from app.simulator.storage import insert_many
from app.simulator.tables import authorizations, batches, lines, users
from app.wire.codes import BatchState, LineState, Refusal
from app.wire.disbursement import Line, Payment, SignedAuthorization

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement, Connection

    from app.simulator.disbursement.content import ByField
    from app.simulator.sessions import Signed

PERSON = "person"
"""Somebody releases the batch."""
_LINE_COLUMNS = (
    lines.c.n,
    lines.c.bank,
    lines.c.acct,
    lines.c.name,
    lines.c.satang,
    lines.c.payee_id,
    lines.c.payee_rev,
    lines.c.person_id,
    lines.c.mobile,
    lines.c.email,
    lines.c.ref,
    lines.c.origin,
)

_MONEY = (lines.c.n, lines.c.pending_id, lines.c.bank, lines.c.satang)
"""What `ledger.Reserved` is made of."""
_FIND = select(batches).where(batches.c.op_id == bindparam("op_id"))
_ADD = insert(batches)
_a = authorizations.c
_SIGNATURES = select(authorizations).where(_a.op_id == bindparam("op_id"), _a.rev == bindparam("rev")).order_by(_a.n)
_PERSONS = select(users.c.uid, users.c.person).where(users.c.uid.in_(bindparam("uids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch: its edition now, and how far the bank has come with it. Fields are the table's columns."""

    op_id: str
    agency: str
    unit: str
    rev: int
    status: str
    version: int
    kind: str
    debit_acct: str
    value_date: str
    fy: str
    doc_no: str
    total_satang: int
    lines_count: int
    payment: str
    payment_sig: str
    maker_uid: str
    maker_device: str
    signatures_needed: int
    stages: str
    pay_at: str
    bank_ref: str
    next_line: int
    lines_open: int
    held: str
    service: str
    release_by: str
    salt: str
    turn: int

    @property
    def owner(self) -> tuple[str, str]:
        """The agency and the unit whose log tells about it."""
        return self.agency, self.unit

    @property
    def waits_for_release(self) -> bool:
        """Whether somebody who neither made nor signed it must still say that it goes to the bank."""
        return self.status == BatchState.APPROVED and self.release_by == PERSON and not self.pay_at

    def order(self, at: str) -> ledger.Order:
        """Return what transfers of this edition have in common."""
        return ledger.Order(self.op_id, self.rev, self.debit_acct, self.fy, at)

    def signed_payment(self) -> Payment:
        """Return the head that the maker signed."""
        return msgspec.json.decode(self.payment, type=Payment)


@dataclass(frozen=True, slots=True)
class Given:
    """A signature on the edition now."""

    uid: str
    kid: str
    device: str
    decision: str
    signed: SignedAuthorization


def find(connection: Connection, op_id: str) -> Batch | None:
    """Return a batch of any unit, or None."""
    row = connection.execute(_FIND, {"op_id": op_id}).mappings().one_or_none()
    return None if row is None else Batch(**row)


def of_unit(connection: Connection, signed: Signed, op_id: str) -> Batch:
    """Return a batch of the person's unit; another unit's is as unknown as none at all (T-15)."""
    batch = find(connection, op_id)
    if batch is None or batch.unit != signed.unit:
        raise Refused(Refusal.NOT_FOUND, op_id=op_id)
    return batch


def add(connection: Connection, batch: Batch) -> None:
    """Store a new batch."""
    connection.execute(_ADD, dataclasses.asdict(batch))


def change(connection: Connection, batch: Batch, **values: str | int) -> Batch:
    """Store new values under the next version; return the batch as it is then."""
    changes: dict[str, Any] = {**values, "version": batch.version + 1}
    connection.execute(update(batches).where(batches.c.op_id == batch.op_id).values(changes))
    return dataclasses.replace(batch, **changes)


def add_lines(connection: Connection, batch: Batch, said: ByField, pending_ids: Sequence[str]) -> None:
    """Store the lines of an edition, all waiting; ``said`` is sound."""
    count = batch.lines_count
    values: dict[str, Iterable[str | int]] = {
        # To bind a value costs more than to keep it: where all say nothing, the table's default does.
        **{name: texts for name, texts in said.items() if any(texts)},
        "n": map(int, said["n"]),
        "satang": map(int, said["satang"]),
        "op_id": repeat(batch.op_id, count),
        "rev": repeat(batch.rev, count),
        "pending_id": pending_ids,
        "status": repeat(LineState.PENDING.value, count),
    }
    columns = tuple(column.name for column in lines.columns if column.name in values)
    insert_many(connection, lines, columns, zip(*(values[name] for name in columns), strict=True))


def read_lines(connection: Connection, batch: Batch) -> tuple[Line, ...]:
    """Return the lines of the edition now, in order, as the maker sent them."""
    mine = (lines.c.op_id == batch.op_id, lines.c.rev == batch.rev)
    rows = connection.execute(select(*_LINE_COLUMNS).where(*mine).order_by(lines.c.n))
    return tuple(Line(str(n), bank, acct, name, str(satang), *rest) for n, bank, acct, name, satang, *rest in rows)


def reserved(connection: Connection, *of_lines: ColumnElement[bool]) -> list[ledger.Reserved]:
    """Return what lines have reserved that still wait."""
    waiting = select(*_MONEY).where(*of_lines, lines.c.status == LineState.PENDING.value)
    return [ledger.Reserved(*row) for row in connection.execute(waiting.order_by(lines.c.n))]


def reserve_lines(connection: Connection, batch: Batch, at: str) -> None:
    """Reserve the money of all lines of the edition, or refuse with ``funds_short``."""
    ledger.reserve(connection, batch.order(at), select(*_MONEY).where(*_waiting(batch)))


def void_lines(connection: Connection, batch: Batch, at: str) -> None:
    """Let go of everything the edition has reserved, and of the lines that it was to pay again, declined ones too."""
    ledger.void(connection, batch.order(at), reserved(connection, *_waiting(batch)))
    given_up = lines.c.status.in_((LineState.PENDING.value, LineState.DECLINED.value))
    mine = (lines.c.op_id == batch.op_id, lines.c.rev == batch.rev, given_up)
    connection.execute(update(lines).where(*mine).values(status=LineState.VOIDED.value, at=at))


def _waiting(batch: Batch) -> tuple[ColumnElement[bool], ...]:
    return lines.c.op_id == batch.op_id, lines.c.rev == batch.rev, lines.c.status == LineState.PENDING.value


def add_signature(connection: Connection, batch: Batch, given: Given) -> None:
    """Store a decision on the edition now."""
    connection.execute(
        insert(authorizations).values(
            op_id=batch.op_id,
            rev=batch.rev,
            n=len(signatures(connection, batch)) + 1,
            uid=given.uid,
            kid=given.kid,
            device=given.device,
            decision=given.decision,
            authorization=given.signed.authorization,
            signature=given.signed.signature,
        )
    )


def signatures(connection: Connection, batch: Batch) -> list[Given]:
    """Return the decisions on the edition now, in the order in which they were signed."""
    rows = connection.execute(_SIGNATURES, {"op_id": batch.op_id, "rev": batch.rev})
    return [
        Given(row.uid, row.kid, row.device, row.decision, SignedAuthorization(row.authorization, row.signature))
        for row in rows
    ]


def persons(connection: Connection, uids: Iterable[str]) -> set[str]:
    """Return the human beings behind user names."""
    return set(person_of(connection, uids).values())


def person_of(connection: Connection, uids: Iterable[str]) -> dict[str, str]:
    """Return which human being is behind each user name."""
    return dict(connection.execute(_PERSONS, {"uids": list(uids)}).tuples().all())
