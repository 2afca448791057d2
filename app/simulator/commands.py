"""The one transaction: inbox, effect, log and answer commit together or not at all (reliability.md 4.3)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec
from sqlalchemy import bindparam, insert, select

from app.simulator import sessions
from app.simulator.administration import acts, proposals
from app.simulator.clock import moment_text
from app.simulator.closing import orders as closing_orders
from app.simulator.collections import issuing as billing
from app.simulator.collections import letters, orders
from app.simulator.disbursement import decision, follow_up, intake, moves, remarks
from app.simulator.disbursement.call import Call
from app.simulator.disbursement.content import examine
from app.simulator.fields import is_uuid
from app.simulator.payees import changes, names
from app.simulator.portal import answering
from app.simulator.recalls import opening, returning
from app.simulator.receipts import making, register
from app.simulator.refusals import NOT_STORED, Refused, unreadable
from app.simulator.remittances import orders as remitting
from app.simulator.tables import inbox
from app.wire import (
    administration,
    bills,
    closing,
    collections,
    disbursement,
    payees,
    portal,
    recalls,
    receipts,
    remittances,
)
from app.wire import (
    orders as orders_of_two,
)
from app.wire.api import BODY_BYTES_MAX, PAYEES_BYTES_MAX
from app.wire.breach import of_text
from app.wire.codec import Message, NotCanonical, decode, encode
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.context import Central
    from app.simulator.sessions import Signed

CREATED = 201
_OK = 200
_TAKEN = select(inbox).where(inbox.c.agency == bindparam("agency"), inbox.c.cmd_id == bindparam("cmd_id"))
C = TypeVar("C", bound=Message)
Done = disbursement.Done | administration.AdminDone | payees.PayeesDone | recalls.RecallDone | orders_of_two.OrderDone
Said = Callable[[Call, str], Done]
"""What a command does, bound to what it says."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[C]):
    """A type of command: how it is read, what it does, and how long it may be."""

    form: type[C]
    effect: Callable[[Call, str, C], Done]
    bytes_max: int = BODY_BYTES_MAX

    def read(self, body: bytes) -> Said:
        """Return the command with its effect; raise `NotCanonical`."""
        said = decode(body, self.form)
        return lambda call, cmd_id: self.effect(call, cmd_id, said)


_SMALL: dict[str, Kind[Any]] = {
    disbursement.DECIDE: Kind(disbursement.Decide, decision.decide),
    disbursement.WITHDRAW: Kind(disbursement.Withdraw, moves.withdraw),
    disbursement.CANCEL: Kind(disbursement.Cancel, moves.cancel),
    disbursement.CLOSE_LINES: Kind(disbursement.CloseLines, follow_up.close),
    disbursement.COMMENT: Kind(disbursement.Comment, remarks.comment),
    administration.PROPOSE: Kind(administration.Propose, proposals.propose),
    administration.SETTLE: Kind(administration.Settle, proposals.settle),
    administration.RECALL: Kind(administration.Recall, proposals.recall),
    administration.ACT: Kind(administration.Act, acts.act),
    payees.PROPOSE_PAYEES: Kind(payees.ProposePayees, changes.propose, PAYEES_BYTES_MAX),
    payees.SETTLE_PAYEES: Kind(payees.SettlePayees, changes.settle),
    payees.RECALL_PAYEES: Kind(payees.RecallPayees, changes.recall),
    payees.PUT_PAYEES_ASIDE: Kind(payees.PutPayeesAside, changes.put_aside),
    payees.CHECK_NAMES: Kind(payees.CheckNames, names.check),
    recalls.OPEN_RECALL: Kind(recalls.OpenRecall, opening.open_recall),
    recalls.DROP_RECALL: Kind(recalls.DropRecall, opening.drop_recall),
    recalls.PROPOSE_RETURN: Kind(recalls.ProposeReturn, returning.propose_return),
    recalls.SETTLE_RETURN: Kind(recalls.SettleReturn, returning.settle_return),
    bills.ISSUE_BILLS: Kind(bills.IssueBills, billing.issue_bills, PAYEES_BYTES_MAX),
    bills.CANCEL_BILL: Kind(bills.CancelBill, billing.cancel_bill),
    bills.MAIL_LETTERS: Kind(bills.MailLetters, letters.mail_letters),
    collections.PROPOSE_COLLECTION: Kind(collections.ProposeCollection, orders.propose_collection),
    collections.SETTLE_COLLECTION: Kind(collections.SettleCollection, orders.settle_collection),
    collections.RECALL_COLLECTION: Kind(collections.RecallCollection, orders.recall_collection),
    remittances.PROPOSE_REMITTANCE: Kind(remittances.ProposeRemittance, remitting.propose_remittance),
    remittances.SETTLE_REMITTANCE: Kind(remittances.SettleRemittance, remitting.settle_remittance),
    remittances.RECALL_REMITTANCE: Kind(remittances.RecallRemittance, remitting.recall_remittance),
    receipts.ISSUE_RECEIPTS: Kind(receipts.IssueReceipts, making.issue_receipts),
    receipts.PRINT_RECEIPTS: Kind(receipts.PrintReceipts, register.print_receipts),
    portal.ANSWER_REQUEST: Kind(portal.AnswerRequest, answering.answer_request),
    portal.ISSUE_DOCUMENT: Kind(portal.IssueDocument, answering.issue_document),
    closing.PROPOSE_DAY: Kind(closing.ProposeDay, closing_orders.propose_day, PAYEES_BYTES_MAX),
    closing.SETTLE_DAY: Kind(closing.SettleDay, closing_orders.settle_day),
    closing.RECALL_DAY: Kind(closing.RecallDay, closing_orders.recall_day),
}
"""Every command but a submit, by its type."""


def forms() -> dict[str, type[Message]]:
    """Return the message of every command, by its type."""
    return {disbursement.SUBMIT: disbursement.Submit, **{typ: kind.form for typ, kind in _SMALL.items()}}


class _Typed(msgspec.Struct):
    typ: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A command as it came: its bytes, their hash, and what they say, or why they cannot be read."""

    cmd_id: str
    body_sha256: str
    said: Said | Refused


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that may be given again; ``replayed`` if it was."""

    status: int
    body: bytes
    replayed: bool


def body_sha256(body: bytes) -> str:
    """Return the hash by which the same bytes are known again."""
    return hashlib.sha256(body).hexdigest()


def read(cmd_id: str, body: bytes, body_hash: str) -> Sent:
    """Read and examine a command, with the hash of its bytes; nothing here needs the database."""
    said: Said | Refused
    try:
        said = _read(body)
    except Refused as refused:
        said = refused
    except NotCanonical as broken:
        said = unreadable(broken.breach)
    return Sent(cmd_id, body_hash, said)


def _read(body: bytes) -> Said:
    try:
        typ = msgspec.json.decode(body, type=_Typed).typ
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise unreadable(of_text(body, _Typed, problem)) from problem
    if typ == disbursement.SUBMIT:
        examined = examine(decode(body, disbursement.Submit))
        return lambda call, cmd_id: intake.submit(call, cmd_id, examined)
    if len(body) > (_SMALL[typ].bytes_max if typ in _SMALL else BODY_BYTES_MAX):
        raise Refused(Refusal.TOO_LARGE)
    if typ not in _SMALL:
        raise Refused(Refusal.FIELD_WRONG, field="typ", line="")
    return _SMALL[typ].read(body)


def answered(connection: Connection, signed: Signed, cmd_id: str, body_hash: str) -> Answer | None:
    """Return the answer this command was given before; refuse its name with other bytes or from somebody else."""
    if not is_uuid(cmd_id):
        raise Refused(Refusal.FIELD_WRONG, field="cmd_id", line="")
    row = connection.execute(_TAKEN, {"agency": signed.agency, "cmd_id": cmd_id}).one_or_none()
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


def execute(connection: Connection, central: Central, token: str, sent: Sent) -> Answer:
    """Give a command its effect once; definite refusals are remembered like effects."""
    now = central.clock.now()
    signed = sessions.authenticate_ready(connection, now, token)
    before = answered(connection, signed, sent.cmd_id, sent.body_sha256)
    if before is not None:
        return before
    status, response = CREATED, b""
    effect = connection.begin_nested()
    try:
        response = encode(_handle(Call(connection, now, signed, central.calendar, central.bank_key), sent))
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


def _handle(call: Call, sent: Sent) -> Done:
    if isinstance(sent.said, Refused):
        raise sent.said
    return sent.said(call, sent.cmd_id)
