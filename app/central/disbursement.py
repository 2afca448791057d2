"""Paying: from the domain's words to the bytes that a person signs and the outbox keeps."""

from __future__ import annotations

import re
import secrets
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from msgspec import structs

from app.domain.values.dates import fiscal_year, instant
from app.domain.values.errors import Refused
from app.wire import codec, merkle, signature
from app.wire import disbursement as wire
from app.wire.codes import Decision

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from app.central.verification import VerifiedBatch
    from app.domain.disbursement.record import Attachment, Batch
    from app.domain.disbursement.review import Remark, Verdict
    from app.domain.disbursement.transfer import CreditTransfer

C = TypeVar("C", bound=wire.Submit | wire.Withdraw | wire.Cancel | wire.CloseLines)

_STEPS: dict[str, type[wire.Withdraw | wire.Cancel | wire.CloseLines]] = {
    "withdraw": wire.Withdraw,
    "cancel": wire.Cancel,
    "close_lines": wire.CloseLines,
}
"""Commands of a maker that sign nothing: the same intent can be said again in another session."""
_PLAIN = re.compile(r"[ -~]*\Z")


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, with which key, where, in which session; ``session_epoch`` is empty while there is none."""

    uid: str
    kid: str
    key: Ed25519PrivateKey = field(repr=False)
    agency: str
    unit: str
    device: str
    session_epoch: str

    @property
    def public_key(self) -> str:
        """The public half of the key, base64 of 32 bytes."""
        return signature.public_text(self.key)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A command ready for the outbox: ``request`` is sent as it is, however often.

    ``signed`` are the exact bytes the person signed (payment or authorization), empty where nothing is signed.
    """

    cmd_id: str
    op_id: str
    rev: int
    kind: str
    request: bytes = field(repr=False)
    signed: bytes = field(default=b"", repr=False)
    signature: str = field(default="", repr=False)


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
    payment = _payment(signer, batch, lines, merkle.root(map(codec.encode, records)), checkpoint, now)
    signed = codec.encode(payment)
    payment_sig = signature.sign(signer.key, signature.MAKE, signed)
    cmd_id = new_cmd_id()
    command = wire.Submit(
        typ=wire.SUBMIT,
        cmd_id=cmd_id,
        session_epoch=signer.session_epoch,
        device=signer.device,
        payment=payment,
        payment_sig=payment_sig,
        lines=tuple(records),
    )
    return Prepared(cmd_id, batch.op_id, batch.rev + 1, "submit", codec.encode(command), signed, payment_sig)


def line_records(lines: Sequence[CreditTransfer]) -> list[wire.Line]:
    """Return the lines as they are signed; raise `Refused` ``field_wrong`` for a text that may not be."""
    texts = ([line.name for line in lines], [line.reference for line in lines])
    plain = all(map(codec.all_plain, texts))  # then each is signed as it stands, and none needs a look of its own
    return [_line(transfer, plain=plain) for transfer in lines]


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
        decision=Decision(verdict.word.value),
        reason=signed_text("reason", verdict.reason),
        shown_sha256=batch.shown_sha256,
        auth_uid=signer.uid,
        auth_kid=signer.kid,
        device=signer.device,
        session_epoch=signer.session_epoch,
        challenge=challenge,
        at=instant(now),
        lines=tuple(map(_remark, verdict.remarks)),
        opened=tuple(map(str, verdict.opened)),
        value_date=verdict.value_date.isoformat() if verdict.value_date else "",
    )
    signed = codec.encode(authorization)
    signed_by = signature.sign(signer.key, signature.AUTHORIZE, signed)
    cmd_id = new_cmd_id()
    command = wire.Decide(
        typ=wire.DECIDE,
        cmd_id=cmd_id,
        session_epoch=signer.session_epoch,
        device=signer.device,
        authorization=authorization,
        authorization_sig=signed_by,
    )
    return Prepared(cmd_id, batch.op_id, batch.rev, "decide", codec.encode(command), signed, signed_by)


def prepare_withdraw(signer: Signer, batch: Batch, reason: str) -> Prepared:
    """Ask for a batch back before its first signature."""
    return _prepare_step(wire.Withdraw, wire.WITHDRAW, "withdraw", signer, batch, reason)


def prepare_cancel(signer: Signer, batch: Batch, reason: str) -> Prepared:
    """Give a returned or withdrawn batch up for good."""
    return _prepare_step(wire.Cancel, wire.CANCEL, "cancel", signer, batch, reason)


def renewed(kind: str, request: bytes, signer: Signer) -> Prepared | None:
    """Return the same intent as a new command in the present session; None where only the person can repeat it.

    Only for a command that was refused for its old session: that refusal is kept at the other side under the old
    command's id, so the old one can never take effect. A decision names its session inside the signed bytes.
    """
    if kind == "submit":
        submit = codec.decode(request, wire.Submit)
        payment = submit.payment
        if (payment.maker_uid, payment.maker_kid) != (signer.uid, signer.kid) or not _is_older(submit, signer):
            return None
        fresh = _in_session(submit, signer)
        return Prepared(
            fresh.cmd_id,
            submit.payment.op_id,
            int(submit.payment.rev),
            kind,
            codec.encode(fresh),
            codec.encode(submit.payment),
            submit.payment_sig,
        )
    if kind in _STEPS:
        step = codec.decode(request, _STEPS[kind])
        if not _is_older(step, signer):
            return None
        again = _in_session(step, signer)
        return Prepared(again.cmd_id, step.op_id, int(step.rev), kind, codec.encode(again))
    return None


def _is_older(command: wire.Submit | wire.Withdraw | wire.Cancel | wire.CloseLines, signer: Signer) -> bool:
    """Say whether there is a session, and the command is not of it."""
    return signer.session_epoch not in ("", command.session_epoch)


def _in_session(command: C, signer: Signer) -> C:
    return structs.replace(command, cmd_id=new_cmd_id(), session_epoch=signer.session_epoch, device=signer.device)


def new_cmd_id() -> str:
    """Return a name for a command; it is saved before the first try."""
    return str(uuid.uuid4())


def _prepare_step(
    form: type[wire.Withdraw | wire.Cancel], typ: str, kind: str, signer: Signer, batch: Batch, reason: str
) -> Prepared:
    cmd_id = new_cmd_id()
    command = form(
        typ=typ,
        cmd_id=cmd_id,
        session_epoch=signer.session_epoch,
        device=signer.device,
        op_id=batch.op_id,
        rev=str(batch.rev),
        reason=signed_text("reason", reason),
    )
    return Prepared(cmd_id, batch.op_id, batch.rev, kind, codec.encode(command))


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
        maker_uid=signer.uid,
        maker_kid=signer.kid,
        device=signer.device,
        made_at=instant(now),
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


def _line(transfer: CreditTransfer, *, plain: bool) -> wire.Line:
    number = transfer.number
    return wire.Line(
        n=str(number),
        bank=transfer.bank,
        acct=transfer.account,
        name=transfer.name if plain else signed_text("name", transfer.name, number),
        satang=str(transfer.amount.satang),
        payee_id=transfer.payee_id,
        payee_rev=transfer.payee_rev,
        person_id=transfer.person_id,
        mobile=transfer.mobile,
        email=transfer.email,
        ref=transfer.reference if plain else signed_text("reference", transfer.reference, number),
        origin=transfer.origin,
    )


def signed_text(name: str, text: str, line: int | None = None) -> str:
    """Return the text as it is signed; raise `Refused` ``field_wrong`` for one that may not be."""
    plain = codec.canonical_text(text)
    # Printable ASCII, most references and codes, needs no look at each letter.
    if not _PLAIN.match(plain) and codec.text_fault(plain):
        raise Refused("field_wrong", field=name, line="" if line is None else line)
    return plain
