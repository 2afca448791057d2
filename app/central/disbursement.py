"""Paying: from the domain's words to the bytes that a person signs and the outbox keeps."""

from __future__ import annotations

import secrets
import uuid
from typing import TYPE_CHECKING

from app.central.signed_orders import (
    Signed,
    decided_by,
    envelope,
    in_session,
    is_makers,
    made_by,
    prepared,
    sign,
    signed_text,
)
from app.domain.values.dates import fiscal_year
from app.domain.values.errors import Refused
from app.wire import codec, signature
from app.wire import disbursement as wire

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from app.central.signed_orders import Prepared, Signer
    from app.central.verification import VerifiedBatch
    from app.domain.disbursement.record import Attachment, Batch
    from app.domain.disbursement.review import Remark, Verdict
    from app.domain.disbursement.transfer import CreditTransfer

_STEPS: dict[str, type[wire.Withdraw | wire.Cancel | wire.CloseLines]] = {
    "withdraw": wire.Withdraw,
    "cancel": wire.Cancel,
    "close_lines": wire.CloseLines,
}
"""Commands of a maker that sign nothing: the same intent can be said again in another session."""


def new_op_id() -> str:
    """Return a name for a new batch: 128 random bits, as it stays for life."""
    return str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))


def public_key_id(key: Ed25519PrivateKey) -> str:
    """Return the name under which the central system knows this key."""
    return signature.key_id(signature.public_text(key))


def prepare_submit(
    signer: Signer, batch: Batch, lines: Sequence[CreditTransfer], checkpoint: tuple[int, str], now: datetime
) -> Prepared:
    """Sign a new edition of a batch; ``checkpoint`` is the newest position of the log that was verified here.

    Raises `Refused` ``field_wrong`` (facts ``field``, ``line``) for a text that may not be signed, and
    ``value_date_missing``.
    """
    records = line_records(lines)
    payment = _payment(signer, batch, lines, wire.lines_root(records), checkpoint, now)
    signed = sign(signer, signature.MAKE, payment)
    command = wire.Submit(
        typ=wire.SUBMIT,
        **envelope(signer),
        payment=payment,
        payment_sig=signed.signature,
        lines=tuple(records),
    )
    return prepared("submit", batch.op_id, command, signed, batch.rev + 1)


def line_records(lines: Sequence[CreditTransfer]) -> list[wire.Line]:
    """Return the lines as they are signed; raise `Refused` ``field_wrong`` for a text that may not be."""
    return [
        wire.Line(
            n=str(line.number),
            bank=line.bank,
            acct=line.account,
            name=name,
            satang=str(line.amount.satang),
            payee_id=line.payee_id,
            payee_rev=line.payee_rev,
            person_id=line.person_id,
            mobile=line.mobile,
            email=line.email,
            ref=reference,
            origin=line.origin,
        )
        for line, (name, reference) in zip(lines, _signed_texts(lines), strict=True)
    ]


def _signed_texts(lines: Sequence[CreditTransfer]) -> Iterable[tuple[str, str]]:
    """Return name and reference of each line as they are signed."""
    names, references = [line.name for line in lines], [line.reference for line in lines]
    if codec.all_plain(names) and codec.all_plain(references):  # then none needs a look of its own
        return zip(names, references, strict=True)
    return [
        (signed_text("name", line.name, line.number), signed_text("reference", line.reference, line.number))
        for line in lines
    ]


def prepare_decide(
    signer: Signer, batch: VerifiedBatch, verdict: Verdict, *, challenge: str, now: datetime
) -> Prepared:
    """Sign an authorizer's decision on exactly what was verified and shown, with what is said of single lines."""
    authorization = wire.Authorization(
        typ=wire.AUTHORIZATION,
        op_id=batch.op_id,
        rev=str(batch.rev),
        payment_sha256=batch.payment_sha256,
        maker_sig_sha256=signature.signature_sha256(batch.payment_sig),
        shown_sha256=batch.shown_sha256,
        **decided_by(signer, verdict.word.value, verdict.reason, challenge, now),
        lines=tuple(map(_remark, verdict.remarks)),
        opened=tuple(map(str, verdict.opened)),
        value_date=verdict.value_date.isoformat() if verdict.value_date else "",
    )
    signed = sign(signer, signature.AUTHORIZE, authorization)
    command = wire.Decide(
        typ=wire.DECIDE,
        **envelope(signer),
        authorization=authorization,
        authorization_sig=signed.signature,
    )
    return prepared("decide", batch.op_id, command, signed, batch.rev)


def prepare_withdraw(signer: Signer, batch: Batch, reason: str) -> Prepared:
    """Ask for a batch back before its first signature."""
    return _prepare_step(wire.Withdraw, wire.WITHDRAW, "withdraw", signer, batch, reason)


def prepare_cancel(signer: Signer, batch: Batch, reason: str) -> Prepared:
    """Give a returned or withdrawn batch up for good."""
    return _prepare_step(wire.Cancel, wire.CANCEL, "cancel", signer, batch, reason)


def renewed(kind: str, request: bytes, signer: Signer) -> Prepared | None:
    """As `app.central.signed_orders.Family.renewed`."""
    if kind == "submit":
        fresh = in_session(codec.decode(request, wire.Submit), signer)
        if fresh is None or not is_makers(fresh.payment, signer):
            return None
        signed = Signed(codec.encode(fresh.payment), fresh.payment_sig)
        return prepared(kind, fresh.payment.op_id, fresh, signed, int(fresh.payment.rev))
    if kind in _STEPS:
        step = in_session(codec.decode(request, _STEPS[kind]), signer)
        return prepared(kind, step.op_id, step, rev=int(step.rev)) if step else None
    return None


def _prepare_step(
    form: type[wire.Withdraw | wire.Cancel], typ: str, kind: str, signer: Signer, batch: Batch, reason: str
) -> Prepared:
    command = form(
        typ=typ,
        **envelope(signer),
        op_id=batch.op_id,
        rev=str(batch.rev),
        reason=signed_text("reason", reason),
    )
    return prepared(kind, batch.op_id, command, rev=batch.rev)


def _payment(
    signer: Signer,
    batch: Batch,
    lines: Sequence[CreditTransfer],
    lines_root: str,
    checkpoint: tuple[int, str],
    now: datetime,
) -> wire.Payment:
    head = batch.head
    if head.value_date is None:
        raise Refused("value_date_missing")
    return wire.Payment(
        typ=wire.PAYMENT,
        op_id=batch.op_id,
        rev=str(batch.rev + 1),
        agency=signer.agency,
        unit=signer.unit,
        kind=head.kind,
        debit_acct=head.debit_account,
        value_date=head.value_date.isoformat(),
        fy=str(fiscal_year(head.value_date)),
        doc_no=signed_text("document_no", head.document_no),
        doc_date=head.document_date.isoformat() if head.document_date else "",
        purpose=signed_text("purpose", head.purpose),
        memo=signed_text("memo", head.memo),
        file_sha256=batch.file_sha256,
        lines_root=lines_root,
        lines_count=str(len(lines)),
        total_satang=str(sum(line.amount.satang for line in lines)),
        dup_ack=signed_text("duplicate_reason", head.duplicate_reason),
        **made_by(signer, now),
        ckpt_size=str(checkpoint[0]),
        ckpt_root=checkpoint[1],
        sub_kind=head.sub_kind,
        service=head.service,
        basis_no=signed_text("basis_no", head.basis_no),
        basis_date=head.basis_date.isoformat() if head.basis_date else "",
        draw_satang=str(head.drawn.satang) if head.drawn else "",
        residue_reason=signed_text("residue_reason", head.residue_reason),
        follows=head.follows,
        attachments=tuple(_attachment(paper) for paper in head.attachments),
    )


def _remark(remark: Remark) -> wire.LineRemark:
    text = signed_text("reason", remark.text, remark.number)
    return wire.LineRemark(n=str(remark.number), code=remark.code.value, text=text)


def _attachment(paper: Attachment) -> wire.Attachment:
    name = signed_text("attachment", paper.name)
    return wire.Attachment(sha256=paper.sha256, name=name, media=paper.media, size=str(paper.size))
