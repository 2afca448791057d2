"""Proof that what is stored is still what people signed; asked before every approval and every payment (T-07, T-08)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from app.simulator.disbursement import batches, declining
from app.simulator.disbursement.content import demand_same_lines
from app.simulator.refusals import Refused
from app.simulator.signatures import public_key_of
from app.wire.codec import Message
from app.wire.codes import Decision, Refusal
from app.wire.disbursement import Authorization, Payment
from app.wire.signature import AUTHORIZE, MAKE, sha256_hex, verify

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.disbursement.batches import Batch, Given
    from app.wire.disbursement import Line

M = TypeVar("M", bound=Message)


def demand_intact(connection: Connection, batch: Batch) -> tuple[Line, ...]:
    """Return the stored lines of a batch; refuse if head, lines or columns differ from what the maker signed."""
    payment = _read(batch.payment, Payment)
    public_key = public_key_of(connection, payment.maker_kid, payment.maker_uid)
    if not verify(public_key, MAKE, batch.payment.encode(), batch.payment_sig):
        raise Refused(Refusal.SIGNATURE_WRONG)
    if _columns(batch) != _signed(payment):
        raise Refused(Refusal.SIGNATURE_WRONG)
    lines = batches.read_lines(connection, batch)
    demand_same_lines(payment, lines)
    return lines


def demand_authorized(connection: Connection, batch: Batch) -> list[Given]:
    """Return the approvals of a batch; refuse if there are too few, or one is not over exactly this edition.

    Every declined line was declined by one of them, and where somebody releases batches, somebody else did.
    """
    given = batches.signatures(connection, batch)
    approvals = [one for one in given if one.decision == Decision.APPROVE]
    releases = [one for one in given if one.decision == Decision.RELEASE]
    said = [_signed_words(connection, batch, one) for one in (*approvals, *releases)]
    people = batches.persons(connection, [one.uid for one in approvals])
    maker = batches.persons(connection, [batch.maker_uid])
    if len(people) < batch.signatures_needed or people & maker:
        raise Refused(Refusal.SIGNATURE_WRONG)
    if {remark.n for words in said for remark in words.lines} != set(declining.declined(connection, batch)):
        raise Refused(Refusal.SIGNATURE_WRONG)
    if batch.release_by == batches.PERSON:
        by = batches.persons(connection, [one.uid for one in releases])
        if not by or by & (people | maker):
            raise Refused(Refusal.SIGNATURE_WRONG)
    return approvals


def _signed_words(connection: Connection, batch: Batch, one: Given) -> Authorization:
    """Return what an authorizer said; refuse words that are not signed so, or not over exactly this edition."""
    signed, public_key = one.signed, public_key_of(connection, one.kid, one.uid)
    sound = verify(public_key, AUTHORIZE, signed.authorization.encode(), signed.signature)
    about = _read(signed.authorization, Authorization)
    said = (about.auth_uid, about.auth_kid, about.decision, about.payment_sha256)
    if not sound or said != (one.uid, one.kid, one.decision, sha256_hex(batch.payment.encode())):
        raise Refused(Refusal.SIGNATURE_WRONG)
    return about


def _read(text: str, kind: type[M]) -> M:
    """Read what was signed; what cannot be read any more was not signed."""
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError as problem:
        raise Refused(Refusal.SIGNATURE_WRONG) from problem


def _columns(batch: Batch) -> tuple[str, ...]:
    """Return what the table says of a batch besides its signed text, and is acted on."""
    counted = (str(batch.rev), str(batch.lines_count), str(batch.total_satang))
    made = (batch.agency, batch.unit, batch.maker_uid, batch.maker_device)
    asked = (batch.kind, batch.debit_acct, batch.value_date, batch.fy, batch.doc_no, batch.service)
    return (batch.op_id, *counted, *made, *asked)


def _signed(payment: Payment) -> tuple[str, ...]:
    """Return the same from the signed text."""
    counted = (payment.rev, payment.lines_count, payment.total_satang)
    made = (payment.agency, payment.unit, payment.maker_uid, payment.device)
    asked = (payment.kind, payment.debit_acct, payment.value_date, payment.fy, payment.doc_no, payment.service)
    return (payment.op_id, *counted, *made, *asked)
