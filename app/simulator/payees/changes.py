"""The commands that change the register: a maker proposes, another person settles, or the maker recalls (PR-3).

Nothing that is proposed is paid before an authorizer approves it; until then the account before stays payable. What
went back waits for its maker until it is proposed again or put aside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from app.simulator import fields, log
from app.simulator.administration import notices
from app.simulator.administration.grants import holders
from app.simulator.clock import is_moment, local_date
from app.simulator.payees import register
from app.simulator.payees.record import demand_sound
from app.simulator.payees.tables import payee_changes, pending_payees
from app.simulator.refusals import Refused, demand_fields, wrong
from app.simulator.signatures import spend_challenge
from app.simulator.signed_words import (
    close,
    demand_decided,
    demand_decision,
    demand_made,
    demand_other_person,
    demand_same,
    demand_standing,
    is_known,
    original,
    pending,
)
from app.wire.administration import ProposalStatus
from app.wire.api import PAYEES_PER_CHANGE_MAX
from app.wire.codec import decode, encode
from app.wire.codes import Decision, Refusal, Role
from app.wire.payees import (
    PAYEE_CHANGE,
    PAYEE_DECISION,
    PAYEES_ASIDE,
    PAYEES_PROPOSED,
    PAYEES_RECALLED,
    PAYEES_SETTLED,
    PayeeChange,
    PayeeDecision,
    PayeesAside,
    PayeesDone,
    PayeesProposed,
    PayeesRecalled,
    PayeesSettled,
)
from app.wire.signature import PROPOSE_PAYEES, SETTLE_PAYEES, signature_sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Row

    from app.simulator.disbursement.call import Call
    from app.simulator.log import Position
    from app.wire.codec import Message
    from app.wire.payees import ProposePayees, PutPayeesAside, RecallPayees, SettlePayees


def propose(call: Call, cmd_id: str, command: ProposePayees) -> PayeesDone:
    """Take a maker's change in; it changes nothing yet."""
    change = command.change
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_PAYMENT)
    if (change.agency, change.unit) != (call.signed.agency, call.signed.unit):
        raise Refused(Refusal.OTHER_UNIT)
    demand_made(call, change, PROPOSE_PAYEES, command.change_sig)
    _demand_form(call, change)
    ids = [entry.payee_id for entry in change.entries]
    _demand_none_pending(call, ids)
    day = local_date(call.now)
    register.demand_applicable(call.connection, call.signed.unit, day.isoformat(), change.entries)
    row = {
        "req_id": change.req_id,
        "agency": change.agency,
        "unit": change.unit,
        "status": ProposalStatus.PENDING.value,
        "maker_uid": change.maker_uid,
        "maker_device": change.device,
        "change": encode(change).decode(),
        "change_sig": command.change_sig,
        "proposed_at": call.at,
    }
    stored = call.connection.execute(insert(payee_changes).values(row).returning(payee_changes)).one()
    waiting = [{"unit": change.unit, "payee_id": payee_id, "req_id": change.req_id} for payee_id in ids]
    call.connection.execute(insert(pending_payees), waiting)
    _tell(call, holders(call.connection, change.unit, day, Role.AUTHORIZER), notices.PAYEES_WAIT, change)
    body = PayeesProposed(stored.req_id, stored.change, stored.change_sig)
    author = call.author(cmd_id, change.maker_kid, signature_sha256(command.change_sig))
    return _done(cmd_id, call, stored, (PAYEES_PROPOSED, body, author))


def settle(call: Call, cmd_id: str, command: SettlePayees) -> PayeesDone:
    """Let a change hold, all of it or without those left out, or send it back; on the word of another person."""
    decision = command.decision
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.AUTHORIZER)
    demand_decided(call, decision, SETTLE_PAYEES, command.decision_sig)
    returns = decision.decision == Decision.RETURN
    demand_decision(decision, PAYEE_DECISION, ("left_out", not (returns and decision.left_out)))
    stored = waiting(call, decision.req_id, decision.decision)
    demand_other_person(call, stored.unit, (stored.maker_uid, stored.maker_device))
    demand_same((decision.change_sha256, decision.change_sig_sha256), stored.change, stored.change_sig)
    change = signed_change(call, stored)
    _demand_named(change, decision)
    status = ProposalStatus.RETURNED
    if decision.decision == Decision.APPROVE:
        status = ProposalStatus.APPROVED
        demand_standing(call.connection, change)
    spend_challenge(call.connection, call.now, call.signed, decision.challenge)
    if status is ProposalStatus.APPROVED:
        taken = [entry for entry in change.entries if entry.payee_id not in decision.left_out]
        _demand_not_own(call, change, decision.left_out)
        register.demand_applicable(call.connection, stored.unit, local_date(call.now).isoformat(), taken)
        register.apply(call, stored.req_id, taken)
    said = {"decision": encode(decision).decode(), "decision_sig": command.decision_sig}
    stored = _close(call, stored, status, **said)
    _tell(call, [stored.maker_uid], notices.PAYEES_SETTLED, change)
    texts = (stored.change, stored.change_sig, stored.decision, stored.decision_sig)
    body = PayeesSettled(stored.req_id, stored.status, *texts)
    author = call.author(cmd_id, decision.auth_kid, signature_sha256(command.decision_sig))
    return _done(cmd_id, call, stored, (PAYEES_SETTLED, body, author))


def recall(call: Call, cmd_id: str, command: RecallPayees) -> PayeesDone:
    """Take an unsettled change back."""
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_PAYMENT)
    stored = waiting(call, command.req_id, "recall")
    if stored.maker_uid != call.signed.uid:
        raise Refused(Refusal.NOT_THE_MAKER)
    if not fields.is_text(command.reason):
        raise wrong("reason")
    stored = _close(call, stored, ProposalStatus.RECALLED)
    body = PayeesRecalled(stored.req_id, command.reason)
    return _done(cmd_id, call, stored, (PAYEES_RECALLED, body, call.author(cmd_id)))


def put_aside(call: Call, cmd_id: str, command: PutPayeesAside) -> PayeesDone:
    """Let what went back of a settled change not be waited for any more; the register stays as it is."""
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_PAYMENT)
    changes = payee_changes.c
    own = (changes.req_id == command.req_id, changes.unit == call.signed.unit)
    stored = call.connection.execute(select(payee_changes).where(*own)).one_or_none()
    if stored is None:
        raise Refused(Refusal.NOT_FOUND)
    if not _went_back(stored):
        raise Refused(Refusal.STATUS_FORBIDS, status=stored.status, action="put_aside")
    if stored.maker_uid != call.signed.uid:
        raise Refused(Refusal.NOT_THE_MAKER)
    if not fields.is_text(command.reason):
        raise wrong("reason")
    aside = update(payee_changes).where(*own, changes.aside_at == "").values(aside_at=call.at)
    if not call.connection.execute(aside).rowcount:
        raise Refused(Refusal.STATUS_FORBIDS, status="aside", action="put_aside")
    body = PayeesAside(stored.req_id, command.reason)
    return _done(cmd_id, call, stored, (PAYEES_ASIDE, body, call.author(cmd_id)))


def _went_back(stored: Row[Any]) -> bool:
    """Say whether a change was sent back, or some payees were left out when it was approved."""
    if stored.status != ProposalStatus.APPROVED:
        return bool(stored.status == ProposalStatus.RETURNED)
    return bool(decode(stored.decision.encode(), PayeeDecision).left_out)


def waiting(call: Call, req_id: str, action: str) -> Row[Any]:
    """Return an unsettled change of the person's unit."""
    return pending(call.connection, payee_changes, req_id, payee_changes.c.unit == call.signed.unit, action)


def signed_change(call: Call, stored: Row[Any]) -> PayeeChange:
    """Return the change that its maker signed; refuse if it is not what is stored."""
    change = original(call.connection, PayeeChange, PROPOSE_PAYEES, stored.change, stored.change_sig)
    said = (change.req_id, change.agency, change.unit, change.maker_uid, change.device)
    if said != (stored.req_id, stored.agency, stored.unit, stored.maker_uid, stored.maker_device):
        raise Refused(Refusal.SIGNATURE_WRONG)
    return change


def _demand_form(call: Call, change: PayeeChange) -> None:
    ids = {entry.payee_id for entry in change.entries}
    demand_fields(
        ("typ", change.typ == PAYEE_CHANGE),
        ("req_id", fields.is_uuid(change.req_id) and not is_known(call.connection, payee_changes, change.req_id)),
        ("reason", fields.is_text(change.reason)),
        ("source_sha256", not change.source_sha256 or fields.is_sha256(change.source_sha256)),
        ("made_at", is_moment(change.made_at)),
        ("entries", 0 < len(change.entries) <= PAYEES_PER_CHANGE_MAX and len(ids) == len(change.entries)),
    )
    for number, entry in enumerate(change.entries, 1):
        demand_sound(number, entry, local_date(call.now))


def _demand_none_pending(call: Call, ids: list[str]) -> None:
    waiting = (pending_payees.c.unit == call.signed.unit, pending_payees.c.payee_id.in_(ids))
    first = select(pending_payees.c.req_id).where(*waiting).order_by(pending_payees.c.payee_id).limit(1)
    other = call.connection.scalar(first)
    if other is not None:
        raise Refused(Refusal.PROPOSAL_PENDING, req_id=other)


def _demand_named(change: PayeeChange, decision: PayeeDecision) -> None:
    """Refuse names of payees that the change is not about, or of scans that it does not have."""
    ids = {entry.payee_id for entry in change.entries}
    scanned = {entry.payee_id for entry in change.entries if entry.record.form_sha256}
    left_out = decision.left_out
    if not _are_some(left_out, ids) or len(left_out) == len(ids):
        raise wrong("left_out")
    if not _are_some(decision.forms_seen, scanned):
        raise wrong("forms_seen")


def _demand_not_own(call: Call, change: PayeeChange, left_out: Sequence[str]) -> None:
    """Refuse to approve an entry about oneself, as it shall be or as the register has it, or to one's own account."""
    before = register.of_unit(call.connection, call.signed.unit, {entry.payee_id for entry in change.entries})
    own = register.accounts_of(call.connection, call.signed)
    for number, entry in enumerate(change.entries, 1):
        held = before.get(entry.payee_id)
        about = {entry.record.person_id, held.person_id if held is not None else ""}
        is_own = call.signed.person in about or (entry.record.bank, entry.record.acct) in own
        if is_own and entry.payee_id not in left_out:
            raise Refused(Refusal.OWN_ACCOUNT, line=str(number))


def _are_some(named: tuple[str, ...], there: set[str]) -> bool:
    return len(set(named)) == len(named) and there.issuperset(named)


def _close(call: Call, stored: Row[Any], status: ProposalStatus, **values: str) -> Row[Any]:
    closed = close(call, payee_changes, stored.req_id, status, **values)
    call.connection.execute(delete(pending_payees).where(pending_payees.c.req_id == stored.req_id))
    return closed


def _tell(call: Call, uids: Iterable[str], what: str, change: PayeeChange) -> None:
    notices.tell(call.connection, call.now, uids, what, change.req_id, count=str(len(change.entries)))


def _done(cmd_id: str, call: Call, stored: Row[Any], event: tuple[str, Message, log.Author]) -> PayeesDone:
    kind, body, author = event
    owner = (stored.agency, stored.unit)
    position = log.append(call.connection, call.at, owner, kind, stored.req_id, body, author)
    return done(cmd_id, call, (stored.req_id, stored.status), position)


def done(cmd_id: str, call: Call, what: tuple[str, str], position: Position) -> PayeesDone:
    """Return the answer to a command that had its effect; ``what``: the change's id, or '', and its status."""
    return PayeesDone(cmd_id, *what, call.at, position.log, str(position.seq), position.leaf)
