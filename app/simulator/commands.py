"""The one transaction: inbox, effect, log and answer commit together or not at all (reliability.md 4.3)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import insert, select

from app.simulator import sessions
from app.simulator.administration import acts, proposals
from app.simulator.clock import moment_text
from app.simulator.disbursement import decision, intake, moves
from app.simulator.disbursement.call import Call
from app.simulator.disbursement.content import Examined, examine
from app.simulator.fields import is_uuid
from app.simulator.refusals import NOT_STORED, Refused
from app.simulator.tables import inbox
from app.wire.administration import ACT, PROPOSE, RECALL, SETTLE, Act, AdminDone, Propose, Recall, Settle
from app.wire.api import BODY_BYTES_MAX
from app.wire.codec import NotCanonical, decode, encode
from app.wire.codes import Refusal
from app.wire.disbursement import CANCEL, DECIDE, SUBMIT, WITHDRAW, Cancel, Decide, Submit, Withdraw

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from app.simulator.calendar import BankCalendar
    from app.simulator.sessions import Signed
    from app.wire.disbursement import Done

CREATED = 201
_OK = 200
Small = Decide | Withdraw | Cancel | Propose | Settle | Recall | Act
_SMALL: dict[str, type[Small]] = {
    DECIDE: Decide,
    WITHDRAW: Withdraw,
    CANCEL: Cancel,
    PROPOSE: Propose,
    SETTLE: Settle,
    RECALL: Recall,
    ACT: Act,
}
"""Every command but a submit, by its type."""


class _Typed(msgspec.Struct):
    typ: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A command as it came: its bytes, their hash, and what they say, or why they cannot be read."""

    cmd_id: str
    body_sha256: str
    said: Examined | Small | Refused


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that may be given again; ``replayed`` if it was."""

    status: int
    body: bytes
    replayed: bool


def body_sha256(body: bytes) -> str:
    """Return the hash by which the same bytes are known again."""
    return hashlib.sha256(body).hexdigest()


def read(cmd_id: str, body: bytes) -> Sent:
    """Read and examine a command; nothing here needs the database."""
    said: Examined | Small | Refused
    try:
        said = _read(body)
    except Refused as refused:
        said = refused
    except NotCanonical:
        said = Refused(Refusal.NOT_CANONICAL)
    return Sent(cmd_id, body_sha256(body), said)


def _read(body: bytes) -> Examined | Small:
    try:
        typ = msgspec.json.decode(body, type=_Typed).typ
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise Refused(Refusal.NOT_CANONICAL) from problem
    if typ == SUBMIT:
        return examine(decode(body, Submit))
    if len(body) > BODY_BYTES_MAX:
        raise Refused(Refusal.TOO_LARGE)
    if typ not in _SMALL:
        raise Refused(Refusal.FIELD_WRONG, field="typ", line="")
    return decode(body, _SMALL[typ])


def answered(connection: Connection, signed: Signed, cmd_id: str, body_hash: str) -> Answer | None:
    """Return the answer this command was given before; refuse its name with other bytes or from somebody else."""
    if not is_uuid(cmd_id):
        raise Refused(Refusal.FIELD_WRONG, field="cmd_id", line="")
    row = connection.execute(
        select(inbox).where(inbox.c.agency == signed.agency, inbox.c.cmd_id == cmd_id)
    ).one_or_none()
    if row is None:
        return None
    if row.uid != signed.uid or row.body_sha256 != body_hash:
        raise Refused(Refusal.COMMAND_ID_REUSED)
    return Answer(_OK if row.status == CREATED else row.status, row.response, replayed=True)


def given_answer(connection: Connection, signed: Signed, cmd_id: str) -> Answer:
    """Return the stored answer to a person's own command; refuse with ``not_found`` where there is none."""
    row = connection.execute(
        select(inbox.c.status, inbox.c.response).where(
            inbox.c.agency == signed.agency, inbox.c.cmd_id == cmd_id, inbox.c.uid == signed.uid
        )
    ).one_or_none()
    if row is None:
        raise Refused(Refusal.NOT_FOUND)
    return Answer(_OK if row.status == CREATED else row.status, row.response, replayed=True)


def execute(connection: Connection, now: datetime, calendar: BankCalendar, token: str, sent: Sent) -> Answer:
    """Give a command its effect once; definite refusals are remembered like effects."""
    signed = sessions.authenticate_ready(connection, now, token)
    before = answered(connection, signed, sent.cmd_id, sent.body_sha256)
    if before is not None:
        return before
    status, response = CREATED, b""
    effect = connection.begin_nested()
    try:
        response = encode(_handle(Call(connection, now, signed, calendar), sent))
        effect.commit()
    except Refused as refused:
        effect.rollback()
        if refused.refusal in NOT_STORED:
            raise
        status, response = refused.status, encode(refused.problem())
    connection.execute(
        insert(inbox).values(
            agency=signed.agency,
            cmd_id=sent.cmd_id,
            uid=signed.uid,
            body_sha256=sent.body_sha256,
            status=status,
            response=response,
            at=moment_text(now),
        )
    )
    return Answer(status, response, replayed=False)


def _handle(call: Call, sent: Sent) -> Done | AdminDone:
    said, cmd_id = sent.said, sent.cmd_id
    if isinstance(said, Refused):
        raise said
    if isinstance(said, Examined):
        return intake.submit(call, cmd_id, said)
    if isinstance(said, Propose | Settle | Recall | Act):
        return _administer(call, cmd_id, said)
    if isinstance(said, Decide):
        return decision.decide(call, cmd_id, said)
    if isinstance(said, Withdraw):
        return moves.withdraw(call, cmd_id, said)
    return moves.cancel(call, cmd_id, said)


def _administer(call: Call, cmd_id: str, said: Propose | Settle | Recall | Act) -> AdminDone:
    if isinstance(said, Propose):
        return proposals.propose(call, cmd_id, said)
    if isinstance(said, Settle):
        return proposals.settle(call, cmd_id, said)
    if isinstance(said, Recall):
        return proposals.recall(call, cmd_id, said)
    return acts.act(call, cmd_id, said)
