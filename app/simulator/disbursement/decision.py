"""Counting signatures: everything an authorizer signed is rebuilt here and compared (reliability.md 4.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator import fields, house_accounts
from app.simulator.clock import is_moment, local_date
from app.simulator.disbursement import batches, declining, known, opening, releasing, remarks, risk, stages, turns
from app.simulator.disbursement.batches import Given
from app.simulator.disbursement.evidence import demand_intact
from app.simulator.disbursement.limits import demand_at_work, demand_within_limit
from app.simulator.disbursement.states import Action, after
from app.simulator.payees import register
from app.simulator.refusals import Refused, wrong
from app.simulator.signatures import spend_challenge
from app.simulator.signed_words import demand_decided, demand_other_person
from app.wire.codec import encode
from app.wire.codes import Decision, Refusal, Role
from app.wire.disbursement import AUTHORIZATION, SignedAuthorization
from app.wire.events import BATCH_APPROVED, BATCH_RETURNED, BATCH_SIGNED, BatchDecided
from app.wire.shown import shown_sha256
from app.wire.signature import AUTHORIZE, sha256_hex, signature_sha256

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.simulator.disbursement.batches import Batch
    from app.simulator.disbursement.call import Call
    from app.wire.disbursement import Authorization, Decide, Done, Line

_EVENTS = {
    Action.SIGN: BATCH_SIGNED,
    Action.APPROVE: BATCH_APPROVED,
    Action.RETURN: BATCH_RETURNED,
    Action.LET_GO: BATCH_SIGNED,
}
_SIGNS = (Action.SIGN, Action.APPROVE)


def decide(call: Call, cmd_id: str, command: Decide) -> Done:
    """Count an authorizer's signature, send the batch back to its maker, or release it."""
    authorization = command.authorization
    call.demand_envelope(cmd_id, command)
    _demand_authorizer(call, command)
    batch = batches.of_unit(call.connection, call.signed, authorization.op_id)
    given = batches.signatures(call.connection, batch)
    action = _demand_may(call, batch, authorization, given)
    lines = _demand_same_edition(call, batch, authorization)
    _demand_form(batch, authorization, action)
    if action in _SIGNS:
        _demand_looked_at(call, batch, authorization, lines)
    pay_at = _pay_at(call, batch, authorization, action)
    if action is Action.LET_GO:
        _demand_still_right(call, batch, authorization, lines)
    spend_challenge(call.connection, call.now, call.signed, authorization.challenge)
    signed = SignedAuthorization(encode(authorization).decode(), command.authorization_sig)
    mine = Given(call.signed.uid, authorization.auth_kid, call.signed.device, authorization.decision, signed)
    batches.add_signature(call.connection, batch, mine)
    if action is Action.RETURN:
        batches.void_lines(call.connection, batch, call.at)
    batch = stages.move(call.connection, batch, action, stages.by_person(call, authorization.reason), pay_at=pay_at)
    _tell_next(call, batch, action)
    body = BatchDecided(
        op_id=batch.op_id,
        rev=str(batch.rev),
        status=batch.status,
        version=str(batch.version),
        decision=signed,
        signatures_have=str(len(given) + (action in _SIGNS)),
        signatures_needed=str(batch.signatures_needed),
    )
    author = call.author(cmd_id, authorization.auth_kid, signature_sha256(command.authorization_sig))
    done = call.done(cmd_id, batch, call.tell(batch, _EVENTS[action], body, author))
    if action in _SIGNS:
        declining.carry_out(call, batch, authorization.lines, author)
    return done


def _tell_next(call: Call, batch: Batch, action: Action) -> None:
    if action is Action.SIGN or batch.waits_for_release:
        turns.tell(call.connection, call.now, local_date(call.now), batch)
    elif action is Action.RETURN:
        turns.tell_maker(call.connection, call.now, batch)


def _demand_authorizer(call: Call, command: Decide) -> None:
    authorization = command.authorization
    call.signed.demand(Role.AUTHORIZER)
    demand_decided(call, authorization, AUTHORIZE, command.authorization_sig)
    if authorization.typ != AUTHORIZATION:
        raise wrong("typ")
    if not is_moment(authorization.at):
        raise wrong("at")


def _demand_may(call: Call, batch: Batch, authorization: Authorization, given: list[Given]) -> Action:
    """Return what is done; refuse whoever may not do it to this batch as it stands."""
    demand_other_person(call, batch.unit, (batch.maker_uid, batch.maker_device))
    action = _action(batch, authorization, given)
    after(batch.status, action)
    if action is Action.LET_GO and not batch.waits_for_release:
        raise Refused(Refusal.STATUS_FORBIDS, status=batch.status, action=action.value)
    if call.signed.person in batches.persons(call.connection, [one.uid for one in given]):
        raise Refused(Refusal.ALREADY_SIGNED)
    if action is not Action.RETURN:
        if action in _SIGNS:
            turns.demand_turn(call.connection, local_date(call.now), batch, call.signed.uid)
        demand_within_limit(call.connection, call.signed.uid, batch.total_satang)
        demand_at_work(call.connection, batch.maker_uid, [one.uid for one in given])
    return action


def _action(batch: Batch, authorization: Authorization, given: list[Given]) -> Action:
    if not fields.is_text(authorization.reason):
        raise wrong("reason")
    if authorization.decision == Decision.RETURN:
        if not authorization.reason:
            raise wrong("reason")
        return Action.RETURN
    if authorization.decision == Decision.RELEASE:
        return Action.LET_GO
    if authorization.decision != Decision.APPROVE:
        raise wrong("decision")
    return Action.APPROVE if len(given) + 1 >= batch.signatures_needed else Action.SIGN


def _demand_same_edition(call: Call, batch: Batch, authorization: Authorization) -> tuple[Line, ...]:
    """Return the lines; refuse a decision on anything but the edition as it is stored, signed and shown now (T-07)."""
    if authorization.rev != str(batch.rev) or authorization.payment_sha256 != sha256_hex(batch.payment.encode()):
        raise Refused(Refusal.EDITION_CHANGED, rev=str(batch.rev))
    if authorization.maker_sig_sha256 != signature_sha256(batch.payment_sig):
        raise Refused(Refusal.EDITION_CHANGED, rev=str(batch.rev))
    lines = demand_intact(call.connection, batch)
    if authorization.shown_sha256 != shown_sha256(batch.signed_payment(), lines):
        raise Refused(Refusal.SHOWN_DIFFERS)
    return lines


def _demand_form(batch: Batch, authorization: Authorization, action: Action) -> None:
    remarks.demand_sound(authorization.lines, batch.lines_count)
    if action is Action.LET_GO and authorization.lines:
        raise wrong("lines")
    if action is not Action.LET_GO and authorization.value_date:
        raise wrong("value_date")
    opened = authorization.opened
    if len(opened) != len(set(opened)) or not all(remarks.is_line(n, batch.lines_count) for n in opened):
        raise wrong("opened")


def _demand_looked_at(call: Call, batch: Batch, authorization: Authorization, lines: Sequence[Line]) -> None:
    """Refuse to approve lines unseen, lines to oneself, and lines whose payee the register no longer has so."""
    before = declining.declined(call.connection, batch)
    declined = declining.demand_some_left(batch, before, authorization.lines)
    paid = [line for line in lines if line.n not in declined]
    register.demand_still_held(call.connection, batch.unit, batch.value_date, paid)
    _demand_not_to_oneself(call, batch, paid)
    _demand_to_payees(call, batch, paid)
    marks = risk.marks(call.connection, batch, lines)
    opening.demand_opened(authorization, opening.must_open(batch, call.signed.uid, marks, before))


def _demand_still_right(call: Call, batch: Batch, authorization: Authorization, lines: Sequence[Line]) -> None:
    """Refuse to release to oneself, and to an account that the register gave up after the last signature or will."""
    declined = set(declining.declined(call.connection, batch))
    paid = [line for line in lines if line.n not in declined]
    register.demand_still_held(call.connection, batch.unit, max(batch.value_date, authorization.value_date), paid)
    _demand_not_to_oneself(call, batch, paid)
    _demand_to_payees(call, batch, paid)


def _demand_to_payees(call: Call, batch: Batch, paid: Sequence[Line]) -> None:
    """Refuse lines to an account that is a unit's since they were handed in."""
    if house_accounts.first_line(call.connection, batch.op_id, batch.rev) is None:
        return
    units = house_accounts.among(call.connection, {(line.bank, line.acct) for line in paid})
    to_a_unit = next((line.n for line in paid if (line.bank, line.acct) in units), "")
    if to_a_unit:
        raise Refused(Refusal.UNIT_ACCOUNT, line=to_a_unit)


def _demand_not_to_oneself(call: Call, batch: Batch, paid: Sequence[Line]) -> None:
    own = known.own_lines(call.connection, batch.unit, call.signed.uid, paid)
    if own:
        raise Refused(Refusal.OWN_ACCOUNT, line=own[0])


def _pay_at(call: Call, batch: Batch, authorization: Authorization, action: Action) -> str:
    if action is Action.LET_GO:
        return releasing.moment_asked(call, batch, authorization.value_date)
    by_itself = action is Action.APPROVE and batch.release_by != batches.PERSON
    return releasing.moment_next(call, batch) if by_itself else ""
