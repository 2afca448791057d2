"""Proof that what is stored is still what people signed; asked before every approval and every payment (T-07, T-08)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.simulator.disbursement import batches
from app.simulator.disbursement.content import demand_same_lines
from app.simulator.refusals import Refused
from app.simulator.signatures import public_key_of
from app.wire.codes import Decision, Refusal
from app.wire.disbursement import Authorization
from app.wire.signature import AUTHORIZE, MAKE, sha256_hex, verify

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.disbursement.batches import Batch, Given
    from app.wire.disbursement import Line


def demand_intact(connection: Connection, batch: Batch) -> tuple[Line, ...]:
    """Return the stored lines of a batch; refuse if head, lines or columns differ from what the maker signed."""
    payment = batch.signed_payment()
    public_key = public_key_of(connection, payment.maker_kid)
    if not verify(public_key, MAKE, batch.payment.encode(), batch.payment_sig):
        raise Refused(Refusal.SIGNATURE_WRONG)
    columns = (batch.op_id, str(batch.rev), batch.unit, batch.kind, batch.debit_acct, batch.value_date, batch.fy)
    signed = (
        payment.op_id,
        payment.rev,
        payment.unit,
        payment.kind,
        payment.debit_acct,
        payment.value_date,
        payment.fy,
    )
    if columns != signed or payment.total_satang != str(batch.total_satang):
        raise Refused(Refusal.SIGNATURE_WRONG)
    lines = batches.read_lines(connection, batch)
    demand_same_lines(payment, lines)
    return lines


def demand_authorized(connection: Connection, batch: Batch) -> list[Given]:
    """Return the approvals of a batch; refuse if there are too few, or one is not over exactly this edition."""
    approvals = [one for one in batches.signatures(connection, batch) if one.decision == Decision.APPROVE]
    payment_sha256 = sha256_hex(batch.payment.encode())
    for one in approvals:
        signed = one.signed
        sound = verify(public_key_of(connection, one.kid), AUTHORIZE, signed.authorization.encode(), signed.signature)
        about = msgspec.json.decode(signed.authorization, type=Authorization)
        if not sound or about.payment_sha256 != payment_sha256:
            raise Refused(Refusal.SIGNATURE_WRONG)
    people = batches.persons(connection, [one.uid for one in approvals])
    if len(people) < batch.signatures_needed or people & batches.persons(connection, [batch.maker_uid]):
        raise Refused(Refusal.SIGNATURE_WRONG)
    return approvals
