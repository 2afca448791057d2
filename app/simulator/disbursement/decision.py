"""Counting signatures: everything an authorizer signed is rebuilt here and compared (reliability.md 4.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator import fields
from app.simulator.calendar import fiscal_year
from app.simulator.clock import is_moment, local_date, moment_text
from app.simulator.disbursement import batches, terms, turns
from app.simulator.disbursement.batches import Given
from app.simulator.disbursement.evidence import demand_intact
from app.simulator.disbursement.limits import demand_at_work, demand_within_limit
from app.simulator.disbursement.states import Action, after
from app.simulator.payees import register
from app.simulator.refusals import Refused
from app.simulator.signatures import spend_challenge
from app.simulator.signed_words import demand_decided, demand_other_person
from app.wire.codec import encode
from app.wire.codes import Decision, Refusal, Role
from app.wire.disbursement import AUTHORIZATION, SignedAuthorization
from app.wire.events import BATCH_APPROVED, BATCH_RETURNED, BATCH_SIGNED, BatchDecided
from app.wire.shown import shown_sha256
from app.wire.signature import AUTHORIZE, sha256_hex, signature_sha256

if TYPE_CHECKING:
    from app.simulator.disbursement.batches import Batch
    from app.simulator.disbursement.call import Call
    from app.wire.disbursement import Authorization, Decide, Done

_EVENTS = {Action.SIGN: BATCH_SIGNED, Action.APPROVE: BATCH_APPROVED, Action.RETURN: BATCH_RETURNED}


def decide(call: Call, cmd_id: str, command: Decide) -> Done:
    """Count an authorizer's signature, or send the whole batch back to its maker."""
    authorization = command.authorization
    call.demand_envelope(cmd_id, command)
    _demand_authorizer(call, command)
    batch = batches.of_unit(call.connection, call.signed, authorization.op_id)
    given = batches.signatures(call.connection, batch)
    demand_other_person(call, batch.unit, (batch.maker_uid, batch.maker_device))
    action = _action(batch, authorization, given)
    status = after(batch.status, action)
    if call.signed.person in batches.persons(call.connection, [one.uid for one in given]):
        raise Refused(Refusal.ALREADY_SIGNED)
    if action is not Action.RETURN:
        turns.demand_turn(call.connection, local_date(call.now), batch, call.signed.uid)
        demand_within_limit(call.connection, call.signed.uid, batch.total_satang)
        demand_at_work(call.connection, batch.maker_uid, [one.uid for one in given])
    _demand_same_edition(call, batch, authorization)
    spend_challenge(call.connection, call.now, call.signed, authorization.challenge)
    signed = SignedAuthorization(encode(authorization).decode(), command.authorization_sig)
    mine = Given(call.signed.uid, authorization.auth_kid, call.signed.device, authorization.decision, signed)
    batches.add_signature(call.connection, batch, mine)
    pay_at = _pay_at(call, batch) if action is Action.APPROVE else ""
    if action is Action.RETURN:
        batches.void_lines(call.connection, batch, call.at)
    batch = batches.change(call.connection, batch, status=status.value, pay_at=pay_at)
    _tell_next(call, batch, action)
    body = BatchDecided(
        op_id=batch.op_id,
        rev=str(batch.rev),
        status=batch.status,
        version=str(batch.version),
        decision=signed,
        signatures_have=str(len(given) + (action is not Action.RETURN)),
        signatures_needed=str(batch.signatures_needed),
    )
    author = call.author(cmd_id, authorization.auth_kid, signature_sha256(command.authorization_sig))
    return call.done(cmd_id, batch, call.tell(batch, _EVENTS[action], body, author))


def _tell_next(call: Call, batch: Batch, action: Action) -> None:
    if action is Action.SIGN:
        turns.tell(call.connection, call.now, local_date(call.now), batch)
    elif action is Action.RETURN:
        turns.tell_maker(call.connection, call.now, batch)


def _demand_authorizer(call: Call, command: Decide) -> None:
    authorization = command.authorization
    call.signed.demand(Role.AUTHORIZER)
    demand_decided(call, authorization, AUTHORIZE, command.authorization_sig)
    if authorization.typ != AUTHORIZATION:
        raise Refused(Refusal.FIELD_WRONG, field="typ", line="")
    if not is_moment(authorization.at):
        raise Refused(Refusal.FIELD_WRONG, field="at", line="")


def _action(batch: Batch, authorization: Authorization, given: list[Given]) -> Action:
    if authorization.decision == Decision.RETURN:
        if not authorization.reason or not fields.is_text(authorization.reason):
            raise Refused(Refusal.FIELD_WRONG, field="reason", line="")
        return Action.RETURN
    if authorization.decision != Decision.APPROVE:
        raise Refused(Refusal.FIELD_WRONG, field="decision", line="")
    if not fields.is_text(authorization.reason):
        raise Refused(Refusal.FIELD_WRONG, field="reason", line="")
    return Action.APPROVE if len(given) + 1 >= batch.signatures_needed else Action.SIGN


def _demand_same_edition(call: Call, batch: Batch, authorization: Authorization) -> None:
    """Refuse a decision on anything but the edition as it is stored, signed and shown now (T-07)."""
    if authorization.rev != str(batch.rev) or authorization.payment_sha256 != sha256_hex(batch.payment.encode()):
        raise Refused(Refusal.EDITION_CHANGED, rev=str(batch.rev))
    if authorization.maker_sig_sha256 != signature_sha256(batch.payment_sig):
        raise Refused(Refusal.EDITION_CHANGED, rev=str(batch.rev))
    lines = demand_intact(call.connection, batch)
    if authorization.shown_sha256 != shown_sha256(batch.signed_payment(), lines):
        raise Refused(Refusal.SHOWN_DIFFERS)
    if authorization.decision == Decision.APPROVE:
        declined = {remark.n for remark in authorization.lines}
        paid = [line for line in lines if line.n not in declined]
        register.demand_still_held(call.connection, batch.unit, batch.value_date, paid)


def _pay_at(call: Call, batch: Batch) -> str:
    day = fields.read_day(batch.value_date)
    if day is None:
        raise Refused(Refusal.VALUE_DATE_WRONG, earliest="", latest="")
    service = terms.service_on(call.connection, batch.service, batch.value_date)
    hours = terms.hours(call.connection, batch.unit, service)
    moment = call.calendar.pay_at(call.now, day, hours.cut_off, hours.lead_days)
    if fiscal_year(local_date(moment)) != batch.fy:
        # Too late in the old year: money of one fiscal year is never paid in the next.
        raise Refused(Refusal.VALUE_DATE_WRONG, earliest=local_date(moment).isoformat(), latest="")
    return moment_text(moment)
