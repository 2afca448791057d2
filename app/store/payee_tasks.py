"""What of changes of the register went back to its maker: a task until it is proposed again or put aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, insert, literal_column, select

from app.domain.payees.changes import ChangeStatus
from app.domain.values.dates import instant
from app.domain.values.errors import Tampered
from app.store.payee_tables import payee_aside, payee_change, payee_entry

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select

    from app.domain.payees.news import PayeesAside
    from app.store.handles import Reading, Writing

_later_entry, _later_change = payee_entry.alias("later_entry"), payee_change.alias("later_change")
_TAKEN_UP = exists(
    select(_later_entry.c.payee_id)
    .join(_later_change, _later_change.c.req_id == _later_entry.c.req_id)
    .where(_later_entry.c.payee_id == payee_entry.c.payee_id, _later_change.c.seq > payee_change.c.seq)
    .correlate(payee_entry, payee_change)
)
_RETURNED = payee_change.c.status == ChangeStatus.RETURNED.value
_WENT_BACK = _RETURNED | (payee_entry.c.left_out == 1)
_TO_TAKE_UP = _WENT_BACK & ~_TAKEN_UP
"""A payee of a change that was sent back, or who was left out of an approved one, and no later change is about."""
_others = payee_entry.alias("others")
_PARTLY = select(_others.c.req_id).where(_others.c.left_out == literal_column("1"))  # as its index has it
_WAITED_FOR = ~exists().where(payee_aside.c.req_id == payee_change.c.req_id)


def put_aside(tx: Writing, said: PayeesAside, at: datetime) -> None:
    """Write that the maker put aside what went back of a change; raise `Tampered` ``payees_unknown_change``."""
    settled = payee_change.c.status.in_((ChangeStatus.RETURNED.value, ChangeStatus.APPROVED.value))
    known = select(payee_change.c.req_id).where(payee_change.c.req_id == said.req_id, settled, _WAITED_FOR)
    if tx.connection.execute(known).first() is None:
        raise Tampered("payees_unknown_change", request=said.req_id)
    values = {"req_id": said.req_id, "at": instant(at), "reason": said.reason}
    tx.connection.execute(insert(payee_aside), values)
    tx.touched("payee")


def sent_back(rd: Reading, uid: str) -> list[str]:
    """Return this person's changes that went back, wholly or in part, and wait to be taken up, the newest first.

    Those that were put aside are waited for no more.
    """
    return list(rd.connection.execute(of_maker(uid).order_by(payee_change.c.seq.desc())).scalars())


def to_take_up(rd: Reading, req_id: str) -> frozenset[str]:
    """Return the payees of a change who went back and whom no later change is about."""
    query = (
        select(payee_entry.c.payee_id)
        .join(payee_change, payee_entry.c.req_id == payee_change.c.req_id)
        .where(payee_change.c.req_id == req_id, _TO_TAKE_UP)
    )
    return frozenset(rd.connection.execute(query).scalars())


def of_maker(uid: str) -> Select[str]:
    """Return the question for the changes that `sent_back` names."""
    went_back = _RETURNED | payee_change.c.req_id.in_(_PARTLY)
    return (
        select(payee_change.c.req_id)
        .join(payee_entry, payee_entry.c.req_id == payee_change.c.req_id)
        .where(payee_change.c.maker_uid == uid, went_back, _TO_TAKE_UP, _WAITED_FOR)
        .group_by(payee_change.c.req_id)
    )
