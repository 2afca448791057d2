"""A batch as its papers may tell it: everything read from signed bytes, nothing from what the store says beside them.

The events of a batch, proven by `log_proof`, are told anew in their order. The maker's signature lies under the head
and the root of the lines; each authorizer's under the hash of that head; the bank's under the receipt, which names the
root, the outcomes by their hash, and both sums. Outcomes that came after a receipt (a late return) rest on the log
until the bank's next receipt confirms them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.central.disbursement import line_records
from app.central.verification import decision_holds, head_from, receipt_holds, whole
from app.domain.disbursement import outcome as news
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.errors import Refused, Tampered
from app.domain.values.money import Money
from app.wire import codec, signature
from app.wire import disbursement as wire
from app.wire import events as log
from app.wire.codes import Decision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.access.keys import PublicKey
    from app.domain.disbursement.record import BatchHead
    from app.domain.disbursement.transfer import CreditTransfer

CONFIRMED = frozenset({BatchStatus.RELEASED, BatchStatus.SETTLED, BatchStatus.PARTLY_SETTLED, BatchStatus.REFUSED})
"""The bank has begun to report; from here on nobody but the bank moves the batch."""


@dataclass(frozen=True, slots=True)
class SignedHead:
    """An edition's head as its maker signed it: ``payment`` are the bytes, ``head`` what they say."""

    payment: bytes = field(repr=False)
    payment_sig: str = field(repr=False)
    payment_sha256: str
    rev: int
    head: BatchHead
    maker_uid: str
    unit: str
    lines_root: str
    lines_count: int
    total: Money


@dataclass(slots=True)
class ProvenBatch:
    """The newest edition of a batch, with what became of it.

    ``events`` are all about the batch, earlier editions included, in the log's order. ``outcomes`` are the newest by
    line number; ``reported`` the same as the bank wrote them. ``receipt`` is the newest, ``settled`` the numbers of the
    lines that it counts as paid.
    """

    signed: SignedHead
    status: BatchStatus
    signatures_needed: int
    events: tuple[news.LogEvent, ...] = ()
    authorizations: list[tuple[bytes, str]] = field(default_factory=list)
    outcomes: dict[int, news.LineOutcome] = field(default_factory=dict)
    reported: dict[int, log.Outcome] = field(default_factory=dict)
    receipt: tuple[bytes, str] | None = None
    settled: frozenset[int] = frozenset()


def signed_head(payment_bytes: bytes, payment_sig: str, op_id: str, keys: Mapping[str, PublicKey]) -> SignedHead:
    """Return a payment's head after checking its maker's signature; raise `Tampered` ``paper_signature_wrong``."""
    try:
        payment = codec.decode(payment_bytes, wire.Payment)
        head, count, total = head_from(payment), whole(payment.lines_count), whole(payment.total_satang)
        rev = whole(payment.rev)
    except ValueError as problem:
        raise Tampered("paper_signature_wrong") from problem
    key = keys.get(payment.maker_kid)
    if (
        payment.typ != wire.PAYMENT
        or payment.op_id != op_id
        or key is None
        or (key.uid, key.device) != (payment.maker_uid, payment.device)
        or not signature.verify(key.public_key, signature.MAKE, payment_bytes, payment_sig)
    ):
        raise Tampered("paper_signature_wrong")
    return SignedHead(
        payment=payment_bytes,
        payment_sig=payment_sig,
        payment_sha256=signature.sha256_hex(payment_bytes),
        rev=rev,
        head=head,
        maker_uid=payment.maker_uid,
        unit=payment.unit,
        lines_root=payment.lines_root,
        lines_count=count,
        total=Money(total),
    )


def handed_in(request: bytes, op_id: str, keys: Mapping[str, PublicKey]) -> ProvenBatch:
    """Return an edition of which the log says nothing yet, from the signed command in the outbox.

    Raises `Tampered` ``paper_signature_wrong``.
    """
    try:
        said = codec.decode(request, wire.Submit)
    except codec.NotCanonical as problem:
        raise Tampered("paper_signature_wrong") from problem
    signed = signed_head(codec.encode(said.payment), said.payment_sig, op_id, keys)
    return ProvenBatch(signed, BatchStatus.SUBMITTED, 0)


def told(events: Sequence[news.LogEvent], op_id: str, keys: Mapping[str, PublicKey], bank_key: str) -> ProvenBatch:
    """Tell a batch from its proven events; raise `Tampered` ``paper_signature_wrong`` or ``paper_receipt_wrong``.

    ``events`` are all there are about the batch; the first is the submission of its first edition.
    """
    batch: ProvenBatch | None = None
    for event in events:
        match event.news:
            case news.BatchSubmitted() as said:
                signed = signed_head(said.payment, said.payment_sig, op_id, keys)
                if event.uid != signed.maker_uid or said.rev != signed.rev:
                    raise Tampered("paper_signature_wrong")
                batch = ProvenBatch(signed, said.status, said.signatures_needed)
            case news.BatchDecided() as said:
                _decided(_edition(batch, said.rev), said, event.uid, keys)
            case news.BatchMoved() as said:
                _edition(batch, said.rev).status = said.status
            case news.LinesReported() as said:
                _reported(_edition(batch, said.rev), said, event.body)
            case news.BatchFinished() as said:
                _finished(_edition(batch, said.rev), said, bank_key)
    if batch is None:
        raise Tampered("paper_signature_wrong")
    if batch.status in CONFIRMED:
        _demand_signatures(batch)
    batch.events = tuple(events)
    return batch


def demand_lines(batch: ProvenBatch, lines: Sequence[CreditTransfer]) -> None:
    """Check that these are the lines that were signed, and that the receipt's sums are theirs.

    Raises `Tampered` ``paper_lines_changed`` or ``paper_receipt_wrong``.
    """
    signed = batch.signed
    try:
        root = wire.lines_root(line_records(lines))
    except Refused as problem:
        raise Tampered("paper_lines_changed") from problem
    total = sum(line.amount.satang for line in lines)
    if (root, len(lines), total) != (signed.lines_root, signed.lines_count, signed.total.satang):
        raise Tampered("paper_lines_changed")
    if batch.receipt is not None:
        said = codec.decode(batch.receipt[0], wire.Receipt)
        paid = sum(line.amount.satang for line in lines if line.number in batch.settled)
        if (said.settled_satang, said.rejected_satang) != (str(paid), str(total - paid)):
            raise Tampered("paper_receipt_wrong")


def same_head(kept: BatchHead, signed: BatchHead) -> bool:
    """Say whether a head as kept says what was signed; texts are signed in their canonical form."""

    def facts(head: BatchHead) -> tuple[object, ...]:
        said = [getattr(head, name) for name in head.__slots__ if name != "attachments"]
        papers = [
            (paper.sha256, codec.canonical_text(paper.name), paper.media, paper.size) for paper in head.attachments
        ]
        return [codec.canonical_text(value) if isinstance(value, str) else value for value in said], papers

    return facts(kept) == facts(signed)


def _edition(batch: ProvenBatch | None, rev: int) -> ProvenBatch:
    if batch is None or batch.signed.rev != rev:
        raise Tampered("paper_signature_wrong")
    return batch


def _decided(batch: ProvenBatch, said: news.BatchDecided, uid: str, keys: Mapping[str, PublicKey]) -> None:
    signed = batch.signed
    if not decision_holds(said.authorization, said.authorization_sig, signed.payment_sha256, keys):
        raise Tampered("paper_signature_wrong")
    decision = codec.decode(said.authorization, wire.Authorization)
    if (
        decision.auth_uid != uid
        or decision.auth_uid == signed.maker_uid
        or decision.maker_sig_sha256 != signature.signature_sha256(signed.payment_sig)
    ):
        raise Tampered("paper_signature_wrong")
    batch.authorizations.append((said.authorization, said.authorization_sig))
    batch.status = said.status


def _reported(batch: ProvenBatch, said: news.LinesReported, body: bytes) -> None:
    for outcome, as_written in zip(said.outcomes, codec.decode(body, log.LinesReported).outcomes, strict=True):
        batch.outcomes[outcome.number] = outcome
        batch.reported[outcome.number] = as_written


def _finished(batch: ProvenBatch, said: news.BatchFinished, bank_key: str) -> None:
    """Hold the receipt against everything it confirms but the sums, which only the lines can tell."""
    signed = batch.signed
    if not receipt_holds(said.receipt, said.receipt_sig, signed.payment_sha256, bank_key):
        raise Tampered("paper_receipt_wrong")
    receipt = codec.decode(said.receipt, wire.Receipt)
    numbers = range(1, signed.lines_count + 1)
    if batch.reported.keys() != set(numbers):
        raise Tampered("paper_receipt_wrong")
    settled = frozenset(n for n, outcome in batch.outcomes.items() if outcome.status is LineStatus.SETTLED)
    claimed = (
        receipt.typ,
        receipt.log,
        receipt.status,
        receipt.lines_root,
        receipt.outcomes_sha256,
        receipt.settled_count,
        receipt.rejected_count,
        receipt.authz_sha256,
    )
    if claimed != (
        wire.RECEIPT,
        signed.unit,
        said.status.value,
        signed.lines_root,
        log.outcomes_sha256(batch.reported[number] for number in numbers),
        str(len(settled)),
        str(signed.lines_count - len(settled)),
        signature.sha256_hex(b"\n".join(_approvals(batch))),
    ):
        raise Tampered("paper_receipt_wrong")
    batch.receipt, batch.settled, batch.status = (said.receipt, said.receipt_sig), settled, said.status


def _approvals(batch: ProvenBatch) -> list[bytes]:
    decisions = ((text, codec.decode(text, wire.Authorization)) for text, _ in batch.authorizations)
    return [text for text, decision in decisions if decision.decision == Decision.APPROVE]


def _demand_signatures(batch: ProvenBatch) -> None:
    """Demand as many different authorizers as the bank said that the batch needs."""
    people = {codec.decode(text, wire.Authorization).auth_uid for text in _approvals(batch)}
    if len(people) < max(batch.signatures_needed, 1):
        raise Tampered("paper_signature_wrong")
