"""Deciding about a batch: what its maker signed, what is odd about it, and a signature under the decision.

Approval is online only: limits, rights and the balance cannot be known otherwise. What is shown is read from bytes
whose signature was checked here, and exactly those are signed.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from app.central.disbursement import prepare_decide
from app.central.verification import VerifiedBatch, verify_batch
from app.domain.access.permissions import Action
from app.domain.disbursement import duplicates
from app.domain.disbursement.editions import differences
from app.domain.disbursement.lines import Line
from app.domain.disbursement.record import Delivery
from app.domain.disbursement.transfer import Field
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import Conflict, Refused, Unanswered
from app.domain.values.texts import cleaned
from app.services.attachments import Attachments
from app.services.commands import queue
from app.services.mending import take_over
from app.services.stages import told_stages
from app.store import disbursement, reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.central.disbursement import Prepared
    from app.domain.disbursement.record import Batch
    from app.domain.disbursement.transfer import CreditTransfer
    from app.services.desk import Desk
    from app.services.sync import Sync
    from app.store.unit_of_work import Reading

PAID_ALIKE_DAYS = 45
"""How far back a payment alike is looked for: a month's list and its late repeat."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to look at before deciding: a rule with its data; ``number`` is the line, 0 for the whole batch.

    Codes: ``duplicate_payment``, ``account_two_names``, ``person_two_accounts``, ``same_file``, ``paid_alike``; and for
    whoever has seen an earlier edition ``edition_changed``, ``line_changed``, ``line_added``, ``line_removed``.
    """

    code: str
    number: int
    field: Field | None
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ApprovalContent:
    """What an authorizer decides about: ``signed`` was verified; every value to show comes from its bytes.

    ``stages`` are as `app.services.inquiry.Inquiry.stages` tells; ``turn`` the uids of those who may give the next
    signature, as the central system says, which decides again.
    """

    batch: Batch
    signed: VerifiedBatch
    marks: tuple[Mark, ...]
    stages: tuple[tuple[str, ...], ...] = ()
    turn: tuple[str, ...] = ()


class Approval:
    """Verifies, shows and signs for one signed-in authorizer; every method may take seconds."""

    def __init__(self, desk: Desk, sync: Sync) -> None:
        self._desk = desk
        self._sync = sync
        self._seen: dict[str, tuple[VerifiedBatch, ...]] = {}

    @property
    def attachments(self) -> Attachments:
        """What opens the papers of a batch and holds them against their signed hashes."""
        return Attachments(self._desk)

    def content(self, op_id: str) -> ApprovalContent:
        """Fetch the batch from the central system, check its maker's signature, tree, count and sum.

        Raises `Tampered` ``content_...`` when anything differs, `Unreachable` offline. Content that holds now, and did
        not when it was heard of, is taken over first: the marks need its lines.
        """
        received = self._desk.central.batch(op_id)
        with self._desk.store.read() as reading:
            keys = reference.keys(reading).values()
            signed = verify_batch(received, keys)
        take_over(self._desk, signed)
        with self._desk.store.read() as reading:
            batch = disbursement.batch(reading, op_id)
            if batch is None:
                raise Refused("batch_unknown", op_id=op_id)
            marks = (*self._since_seen(signed), *self._marks(reading, batch, signed))
            stages = told_stages(reading, op_id)
        self._desk.note(Action.OPEN_BATCH, op_id, {"payment_sha256": signed.payment_sha256})
        return ApprovalContent(batch, signed, marks, stages, received.turn)

    def approve(self, content: ApprovalContent, password: str) -> Batch:
        """Sign what was shown and hand the decision in; return the batch after the answer, or without one yet.

        Raises `Refused` ``password_wrong``, ``user_locked``, and the central system's refusals of the decision, which
        the batch remembers too. Nothing is signed before the password was right. An answer that does not come leaves
        the batch UNKNOWN.
        """
        return self._decide(content, password, Action.APPROVE_BATCH, reason="")

    def send_back(self, content: ApprovalContent, reason: str, password: str) -> Batch:
        """Return the whole batch to its maker with a reason; raise `Refused` ``reason_missing`` without one."""
        reason = cleaned(reason)
        if not reason:
            raise Refused("reason_missing")
        return self._decide(content, password, Action.RETURN_BATCH, reason=reason)

    def _decide(self, content: ApprovalContent, password: str, action: Action, *, reason: str) -> Batch:
        op_id = content.batch.op_id
        if action is Action.APPROVE_BATCH:
            self.attachments.verify(op_id, content.signed.head.attachments)
        challenge = self._desk.central.challenge(password)
        prepared = prepare_decide(
            self._desk.signer,
            content.signed,
            approve=action is Action.APPROVE_BATCH,
            reason=reason,
            challenge=challenge,
            now=self._desk.now(),
        )
        self._queue(content, prepared, action, reason)
        with suppress(Unanswered):  # the batch says so itself: its delivery is UNKNOWN, and the round goes on asking
            self._sync.deliver(prepared.cmd_id)
        with self._desk.store.read() as reading:
            after = disbursement.batch(reading, op_id)
        return after or content.batch

    def _queue(self, content: ApprovalContent, prepared: Prepared, action: Action, reason: str) -> None:
        facts = {"payment_sha256": content.signed.payment_sha256, "rev": str(content.signed.rev)}
        if reason:
            facts["reason"] = reason
        with self._desk.store.write(self._desk.actor, action, prepared.op_id, facts) as tx:
            present = disbursement.batch(tx, prepared.op_id)
            if present is None or present.delivery in (Delivery.QUEUED, Delivery.UNKNOWN):
                raise Conflict("decision_under_way", op_id=prepared.op_id)
            disbursement.set_status(tx, prepared.op_id, delivery=Delivery.QUEUED)
            queue(tx, prepared, self._desk.now())

    def _since_seen(self, signed: VerifiedBatch) -> Iterator[Mark]:
        """Say what the maker changed since this person looked at the batch, in this sitting."""
        before = self._seen_before(signed)
        if before is None:
            return
        totals = {"before_count": f"{len(before.lines):,}", "before_total": before.total.format()}
        yield Mark(
            "edition_changed", 0, None, {**totals, "count": f"{len(signed.lines):,}", "total": signed.total.format()}
        )
        for found in differences(before.lines, signed.lines):
            code = "line_removed" if found.after is None else "line_added" if found.before is None else "line_changed"
            facts = {"before": _said(found.before), "after": _said(found.after)}
            yield Mark(code, found.after.number if found.after else 0, None, facts)

    def _seen_before(self, signed: VerifiedBatch) -> VerifiedBatch | None:
        """Return the edition that this person saw before this one, and remember this one."""
        others = [one for one in self._seen.get(signed.op_id, ()) if one.rev != signed.rev][-1:]
        self._seen[signed.op_id] = (*others, signed)
        return others[0] if others else None

    def _marks(self, reading: Reading, batch: Batch, signed: VerifiedBatch) -> Iterator[Mark]:
        if signed.file_sha256:
            for other in disbursement.find_by_file(reading, signed.file_sha256):
                if other.op_id != batch.op_id:
                    facts = {"purpose": other.head.purpose, "status": other.status.value, "op_id": other.op_id}
                    yield Mark("same_file", 0, None, facts)
        lines = (
            Line(line.number, line.bank, line.account, line.name, line.amount.satang, line.person_id)
            for line in signed.lines
        )
        for issue in duplicates.find(lines):
            yield Mark(issue.code, issue.row, issue.field, issue.facts)
        since = bangkok_day(self._desk.now()) - timedelta(days=PAID_ALIKE_DAYS)
        for number, alike in sorted(disbursement.paid_alike_in(reading, batch.op_id, since).items()):
            facts = {"day": alike.day, "document_no": alike.document_no, "status": alike.status.value}
            yield Mark("paid_alike", number, Field.AMOUNT, facts)


def _said(line: CreditTransfer | None) -> str:
    return f"{line.name} · {line.bank} {line.account} · {line.amount.format()}" if line else ""
