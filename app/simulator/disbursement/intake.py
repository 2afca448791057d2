"""Taking a batch in: the maker's signature, the content, the limits, the money (reliability.md 4.8)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.simulator import arrival, chance, house_accounts, ledger, log, sources
from app.simulator.administration import policy
from app.simulator.calendar import VALUE_DAYS_AHEAD_MAX
from app.simulator.clock import local_date
from app.simulator.disbursement import batches, draws, follow_up, stages, terms, turns
from app.simulator.disbursement.batches import Batch
from app.simulator.disbursement.limits import demand_within_limit
from app.simulator.disbursement.states import Action, after
from app.simulator.fields import read_day
from app.simulator.payees import papers, register
from app.simulator.refusals import Refused
from app.simulator.signatures import demand_key
from app.simulator.tables import units
from app.wire.codes import BatchState, Refusal, Role
from app.wire.events import BATCH_SUBMITTED, NO_LEAF, BatchSubmitted
from app.wire.signature import MAKE, signature_sha256, verify

if TYPE_CHECKING:
    from sqlalchemy import Row

    from app.simulator.disbursement.call import Call
    from app.simulator.disbursement.content import Examined
    from app.wire.access import Service
    from app.wire.disbursement import Done, Payment, Submit


def submit(call: Call, cmd_id: str, examined: Examined) -> Done:
    """Take a new batch or a new edition in, reserve its money, and tell the unit."""
    command, payment = examined.command, examined.command.payment
    call.demand_envelope(cmd_id, command)
    _demand_maker(call, payment)
    public_key = demand_key(call.connection, call.signed, payment.maker_kid)
    if not verify(public_key, MAKE, examined.payment_bytes, command.payment_sig):
        raise Refused(Refusal.SIGNATURE_WRONG)
    examined.demand_sound()
    unit = call.connection.execute(select(units).where(units.c.unit == call.signed.unit)).one()
    before = _demand_edition(call, payment)
    register.demand_lines(call, payment, command.lines)
    terms.demand_kind(call.connection, payment, command.lines)
    service = terms.service_on(call.connection, payment.service, payment.value_date)
    _demand_limits(call, payment, unit, service)
    terms.demand_carried(service, command.lines)
    papers.demand_attached(call.connection, call.signed.unit, payment.attachments)
    follow_up.demand_open(call, payment, command.lines)
    draws.take(call, payment)
    voided = _withdraw_edition(call, before) if before is not None else ()
    owner = (call.signed.agency, call.signed.unit)
    beside = draws.beside(call.connection, call.signed.unit, payment)
    demanded = policy.demanded(call.connection, owner, payment, unit.signatures_needed, beside)
    batch = _store(call, examined, before, (demanded.signatures, turns.stages_text(demanded.stages)))
    turns.tell(call.connection, call.now, local_date(call.now), batch)
    body = BatchSubmitted(
        op_id=batch.op_id,
        rev=payment.rev,
        status=batch.status,
        version=str(batch.version),
        payment=batch.payment,
        payment_sig=batch.payment_sig,
        signatures_needed=str(batch.signatures_needed),
        voided=voided,
        stages=turns.stages_of(batch),
        together_satang=str(demanded.together or ""),
    )
    author = call.author(cmd_id, payment.maker_kid, signature_sha256(command.payment_sig))
    return call.done(cmd_id, batch, call.tell(batch, BATCH_SUBMITTED, body, author))


def _demand_maker(call: Call, payment: Payment) -> None:
    call.signed.demand(Role.MAKER_PAYMENT)
    if (payment.agency, payment.unit) != (call.signed.agency, call.signed.unit):
        raise Refused(Refusal.OTHER_UNIT)
    if payment.maker_uid != call.signed.uid:
        raise Refused(Refusal.NOT_THE_MAKER)
    if payment.device != call.signed.device:
        raise Refused(Refusal.DEVICE_WRONG)


def _demand_edition(call: Call, payment: Payment) -> Batch | None:
    """Return the batch as it stands if this is its next edition, None if it is a new one; refuse anything else."""
    before = batches.find(call.connection, payment.op_id)
    if before is None:
        if payment.rev != "1":
            raise Refused(Refusal.EDITION_CHANGED, rev="0")
        return None
    if before.unit != call.signed.unit:
        # Says nothing of the other unit's batch but that the number is taken.
        raise Refused(Refusal.FIELD_WRONG, field="op_id", line="")
    if before.maker_uid != call.signed.uid:
        raise Refused(Refusal.NOT_THE_MAKER)
    after(before.status, Action.SUBMIT)
    if payment.rev != str(before.rev + 1):
        raise Refused(Refusal.EDITION_CHANGED, rev=str(before.rev))
    return before


def _demand_limits(call: Call, payment: Payment, unit: Row[tuple[str, ...]], service: Service) -> None:
    if not sources.is_source(call.connection, payment.debit_acct, call.signed.unit):
        raise Refused(Refusal.ACCOUNT_UNKNOWN, account=payment.debit_acct)
    if int(payment.total_satang) > unit.batch_satang_max:
        raise Refused(Refusal.BATCH_LIMIT, batch_satang_max=str(unit.batch_satang_max))
    demand_within_limit(call.connection, call.signed.uid, int(payment.total_satang))
    hours = terms.hours(call.connection, call.signed.unit, service)
    earliest = call.calendar.earliest_value_date(call.now, hours.cut_off, hours.lead_days)
    day = read_day(payment.value_date)
    latest = local_date(call.now) + timedelta(days=VALUE_DAYS_AHEAD_MAX)
    if day is None or not earliest <= day <= latest or not call.calendar.is_open(day):
        raise Refused(Refusal.VALUE_DATE_WRONG, earliest=earliest.isoformat(), latest=latest.isoformat())
    today = local_date(call.now).isoformat()
    for name, said in (("doc_date", payment.doc_date), ("basis_date", payment.basis_date)):
        if said > today:  # no paper is of a day to come
            raise Refused(Refusal.FIELD_WRONG, field=name, line="")
    _demand_same_history(call, payment)


def _demand_same_history(call: Call, payment: Payment) -> None:
    """Every payment bears witness to the log its maker saw; another history than ours is refused (reliability 4.8)."""
    seen = payment.ckpt_root or NO_LEAF
    if log.leaf_at(call.connection, call.signed.unit, int(payment.ckpt_size)) != seen:
        raise Refused(Refusal.FIELD_WRONG, field="ckpt_root", line="")


def _withdraw_edition(call: Call, before: Batch) -> tuple[str, ...]:
    """Void what the edition before had reserved; return the kids whose signatures fall with it (AP-5)."""
    waiting = before.status in (BatchState.SUBMITTED, BatchState.IN_APPROVAL)
    if waiting:
        batches.void_lines(call.connection, before, call.at)
    return tuple(given.kid for given in batches.signatures(call.connection, before)) if waiting else ()


def _store(call: Call, examined: Examined, before: Batch | None, demanded: tuple[int, str]) -> Batch:
    command = examined.command
    batch = _new_batch(call, command, examined.payment_bytes.decode(), demanded)
    by = stages.by_person(call)
    if before is None:
        batches.add(call.connection, batch)
        stages.moved(call.connection, batch, Action.SUBMIT, by)
    else:
        edition = ("rev", "kind", "debit_acct", "value_date", "fy", "doc_no", "total_satang", "lines_count", "payment")
        asked = ("payment_sig", "maker_device", "lines_open", "service", "release_by", "salt")
        values = {name: getattr(batch, name) for name in (*edition, *asked)}
        values |= {"signatures_needed": batch.signatures_needed, "stages": batch.stages}
        batch = stages.move(call.connection, before, Action.SUBMIT, by, **values, next_line=1)
    ids = ledger.pending_ids(batch.op_id, batch.rev, batch.lines_count)
    batches.add_lines(call.connection, batch, examined.said, ids)
    to_a_unit = house_accounts.first_line(call.connection, batch.op_id, batch.rev)
    if to_a_unit is not None:
        raise Refused(Refusal.UNIT_ACCOUNT, line=str(to_a_unit))
    batches.reserve_lines(call.connection, batch, call.at)
    return batch


def _new_batch(call: Call, command: Submit, payment_text: str, demanded: tuple[int, str]) -> Batch:
    payment = command.payment
    return Batch(
        op_id=payment.op_id,
        agency=call.signed.agency,
        unit=call.signed.unit,
        rev=int(payment.rev),
        status=BatchState.SUBMITTED.value,
        version=1,
        kind=payment.kind,
        debit_acct=payment.debit_acct,
        value_date=payment.value_date,
        fy=payment.fy,
        doc_no=payment.doc_no,
        total_satang=int(payment.total_satang),
        lines_count=len(command.lines),
        payment=payment_text,
        payment_sig=command.payment_sig,
        maker_uid=call.signed.uid,
        maker_device=call.signed.device,
        signatures_needed=demanded[0],
        stages=demanded[1],
        pay_at="",
        bank_ref="",
        next_line=1,
        lines_open=len(command.lines),
        held="",
        service=payment.service,
        release_by=policy.in_force(call.connection, call.signed.agency)[1].release,
        salt=chance.drawn(call.connection).token_hex(16),
        turn=arrival.turn(call.connection, call.signed.unit),
    )
