"""What others signed: checked from the bytes, and shown from the bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from app.central.signed_orders import kept
from app.domain.disbursement.record import Attachment, BatchHead
from app.domain.disbursement.transfer import CreditTransfer
from app.domain.values.errors import Tampered
from app.domain.values.money import Money
from app.wire import codec, signature
from app.wire import disbursement as wire
from app.wire.shown import shown_sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.domain.access.keys import PublicKey

_WHOLE = re.compile(r"(?:0|[1-9][0-9]{0,15})\Z")


@dataclass(frozen=True, slots=True)
class VerifiedBatch:
    """A batch as its maker signed it: every value here was read from the signed bytes."""

    op_id: str
    rev: int
    status: str
    version: int
    head: BatchHead
    maker_uid: str
    made_at: str
    file_sha256: str
    total: Money
    lines: tuple[CreditTransfer, ...]
    payment: bytes = field(repr=False)
    payment_sig: str = field(repr=False)
    payment_sha256: str
    shown_sha256: str
    authorizations: tuple[tuple[bytes, str], ...]

    @property
    def signed_by(self) -> frozenset[str]:
        """The uids of those who decided about this edition."""
        return frozenset(codec.decode(text, wire.Authorization).auth_uid for text, _ in self.authorizations)


def verify_batch(content: wire.BatchContent, keys: Iterable[PublicKey]) -> VerifiedBatch:
    """Check everything about a batch from its bytes and return the values to show, read from those bytes.

    Raises `Tampered`: ``content_unreadable``, ``content_key_unknown``, ``content_signature_wrong``,
    ``content_lines_changed``, ``content_total_wrong``, ``content_decision_wrong``.
    """
    payment_bytes = content.payment.encode()
    try:
        payment = codec.decode(payment_bytes, wire.Payment)
        lines = tuple(_transfer(at, line) for at, line in enumerate(content.lines, 1))
        head = head_from(payment)
    except ValueError as problem:
        raise Tampered("content_unreadable") from problem
    if payment.typ != wire.PAYMENT or payment.op_id != content.op_id:
        raise Tampered("content_unreadable")
    known = {key.kid: key for key in keys}
    _check_maker(payment, payment_bytes, content.payment_sig, known)
    if payment.lines_count != str(len(lines)) or payment.lines_root != wire.lines_root(content.lines):
        raise Tampered("content_lines_changed")
    total = sum(line.amount.satang for line in lines)
    if payment.total_satang != str(total):
        raise Tampered("content_total_wrong")
    authorizations = tuple((item.authorization.encode(), item.signature) for item in content.authorizations)
    payment_sha256 = signature.sha256_hex(payment_bytes)
    for authorization, signed in authorizations:
        if not decision_holds(authorization, signed, payment_sha256, known):
            raise Tampered("content_decision_wrong")
    return VerifiedBatch(
        op_id=payment.op_id,
        rev=int(payment.rev),
        status=content.status,
        version=int(content.version),
        head=head,
        maker_uid=payment.maker_uid,
        made_at=payment.made_at,
        file_sha256=payment.file_sha256,
        total=Money(total),
        lines=lines,
        payment=payment_bytes,
        payment_sig=content.payment_sig,
        payment_sha256=payment_sha256,
        shown_sha256=shown_sha256(payment, content.lines),
        authorizations=authorizations,
    )


def decision_holds(authorization: bytes, signed: str, payment_sha256: str, keys: Mapping[str, PublicKey]) -> bool:
    """Say whether a decision was signed by the person it names, over this payment."""
    try:
        said = codec.decode(authorization, wire.Authorization)
    except ValueError:
        return False
    key = keys.get(said.auth_kid)
    return (
        key is not None
        and key.uid == said.auth_uid
        and said.payment_sha256 == payment_sha256
        and signature.verify(key.public_key, signature.AUTHORIZE, authorization, signed)
    )


def receipt_holds(receipt: bytes, signed: str, payment_sha256: str, bank_key: str) -> bool:
    """Say whether the bank signed this receipt, for this payment."""
    try:
        said = codec.decode(receipt, wire.Receipt)
    except ValueError:
        return False
    return said.payment_sha256 == payment_sha256 and signature.verify(bank_key, signature.RECEIPT, receipt, signed)


def head_of(payment: bytes) -> tuple[BatchHead, int, Money, str, str]:
    """Return head, number of lines, sum, maker's uid and file hash of a payment's bytes; raise as `verify_batch`."""
    try:
        said = codec.decode(payment, wire.Payment)
        return (
            head_from(said),
            whole(said.lines_count),
            Money(whole(said.total_satang)),
            said.maker_uid,
            said.file_sha256,
        )
    except ValueError as problem:
        raise Tampered("content_unreadable") from problem


def author_of_decision(request: bytes) -> str:
    """Return the uid of who signed the decision in a command; raise `Tampered` ``outbox_damaged``."""
    return _decision(request).auth_uid


def edition_of_decision(request: bytes) -> int:
    """Return which edition the decision in a command is about; raise `Tampered` ``outbox_damaged``."""
    return int(_decision(request).rev)


def _decision(request: bytes) -> wire.Authorization:
    return kept(request, wire.Decide).authorization


def sha256(content: bytes) -> str:
    """Return the hash by which signed bytes are named."""
    return signature.sha256_hex(content)


def head_from(payment: wire.Payment) -> BatchHead:
    """Return what the maker wrote above the lines; raise ``ValueError`` for what is no date or number."""
    return BatchHead(
        kind=payment.kind,
        purpose=payment.purpose,
        memo=payment.memo,
        debit_account=payment.debit_acct,
        value_date=date.fromisoformat(payment.value_date),
        document_no=payment.doc_no,
        document_date=_day(payment.doc_date),
        duplicate_reason=payment.dup_ack,
        sub_kind=payment.sub_kind,
        service=payment.service,
        basis_no=payment.basis_no,
        basis_date=_day(payment.basis_date),
        drawn=Money(whole(payment.draw_satang)) if payment.draw_satang else None,
        residue_reason=payment.residue_reason,
        follows=payment.follows,
        attachments=tuple(
            Attachment(paper.sha256, paper.name, paper.media, whole(paper.size)) for paper in payment.attachments
        ),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def whole(text: str) -> int:
    """Return a number of the wire; raise ``ValueError`` for anything else."""
    if not _WHOLE.match(text):
        raise ValueError(text)
    return int(text)


def _check_maker(payment: wire.Payment, signed: bytes, payment_sig: str, keys: Mapping[str, PublicKey]) -> None:
    key = keys.get(payment.maker_kid)
    if key is None or key.uid != payment.maker_uid or key.device != payment.device:
        raise Tampered("content_key_unknown")
    if not signature.verify(key.public_key, signature.MAKE, signed, payment_sig):
        raise Tampered("content_signature_wrong")


def _transfer(number: int, line: wire.Line) -> CreditTransfer:
    if line.n != str(number):
        raise ValueError(line.n)
    return CreditTransfer(
        number=number,
        bank=line.bank,
        account=line.acct,
        name=line.name,
        amount=Money(whole(line.satang)),
        person_id=line.person_id,
        mobile=line.mobile,
        email=line.email,
        reference=line.ref,
        origin=line.origin,
        payee_id=line.payee_id,
        payee_rev=line.payee_rev,
    )
