"""What the treasury's staff sees of remittances, and answers to those that wait for it (SIM-13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec
from sqlalchemy import select

from app.simulator.refusals import Refused, wrong
from app.simulator.remittances import standing, treasury
from app.simulator.remittances.tables import remittances
from app.simulator.sessions import note
from app.wire.codes import Refusal
from app.wire.remittances import BookedDocument, RemittanceState, TreasuryCode

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

SHOWN_MAX = 1_000


class RemittanceShown(msgspec.Struct):
    """A remittance as the treasury's staff sees it; ``due_at`` '' if nothing comes by itself."""

    req_id: str
    unit: str
    state: str
    kind: str
    account: str
    office: str
    owner_unit: str
    doc_no: str
    satang: str
    made_at: str
    due_at: str
    sent_at: str
    bank_ref: str
    documents: tuple[BookedDocument, ...]
    answered_at: str
    code: str


class RemittancesShown(msgspec.Struct):
    """Remittances, the newest last."""

    remittances: list[RemittanceShown]


class AnswerWanted(msgspec.Struct, forbid_unknown_fields=True):
    """The treasury's answer; ``code`` is filled exactly for `refuse`."""

    answer: Literal["acknowledge", "refuse"]
    code: str = ""


def listed(connection: Connection, unit: str) -> RemittancesShown:
    """Return the newest remittances, of one unit if it is named."""
    newest = (remittances.c.made_at.desc(), remittances.c.unit, remittances.c.turn.desc())
    query = select(remittances).order_by(*newest).limit(SHOWN_MAX)
    if unit:
        query = query.where(remittances.c.unit == unit)
    return RemittancesShown([_shown(row) for row in reversed(connection.execute(query).all())])


def answer(connection: Connection, now: datetime, req_id: str, wanted: AnswerWanted) -> RemittanceShown:
    """Answer a remittance whose money came; refuse what is not known, not sent, or answered already.

    What the treasury's books cannot take is refused with its reason, whatever the staff wants.
    """
    row = standing.find(connection, req_id)
    if row is None:
        raise Refused(Refusal.NOT_FOUND)
    if row.state != RemittanceState.SENT:
        raise Refused(Refusal.STATUS_FORBIDS, status=row.state, action=wanted.answer)
    if wanted.answer == "acknowledge":
        if wanted.code:
            raise wrong("code")
        row = treasury.book(connection, now, row)
    else:
        if wanted.code not in frozenset(TreasuryCode):
            raise wrong("code")
        row = treasury.refuse(connection, now, row, TreasuryCode(wanted.code))
    note(connection, now, req_id, "operator.remittance", "", {"answer": wanted.answer, "code": wanted.code})
    return _shown(row)


def _shown(row: Row[Any]) -> RemittanceShown:
    made = {"satang", "due_at", "documents"}
    texts = {name: getattr(row, name) for name in RemittanceShown.__struct_fields__ if name not in made}
    documents = msgspec.json.decode(row.documents, type=tuple[BookedDocument, ...])
    return RemittanceShown(satang=str(row.satang), due_at=row.due_at or "", documents=documents, **texts)
