"""Deciding about a batch: what its maker signed, what is odd about it, and a signature under the decision.

Approval is online only: limits, rights and the balance cannot be known otherwise. What is shown is read from bytes
whose signature was checked here, and exactly those are signed.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.central.disbursement import prepare_decide
from app.central.guidance import Declined, Guidance, guidance, was_released
from app.central.verification import verify_batch
from app.domain.access.permissions import Action
from app.domain.disbursement import duplicates, risk
from app.domain.disbursement.editions import differences
from app.domain.disbursement.record import Delivery
from app.domain.disbursement.review import Coverage, Review, Verdict, Word, review_of
from app.domain.disbursement.risk import RiskRule
from app.domain.values.errors import Conflict, Refused, Unanswered
from app.services import line_certainty, risk_view
from app.services.attachments import Attachments
from app.services.commands import queue
from app.services.mending import take_over
from app.services.stages import told_stages, told_together
from app.services.waiting import WaitingRows
from app.store import disbursement, inbox, reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from app.central.verification import VerifiedBatch
    from app.domain.disbursement.changes import Changes
    from app.domain.disbursement.record import Batch
    from app.domain.disbursement.risk import RiskMark
    from app.domain.disbursement.transfer import CreditTransfer, Field
    from app.domain.payees.certainty import Certainty
    from app.services.desk import Desk
    from app.services.sync import Sync
    from app.store.unit_of_work import Reading

__all__ = ["Approval", "ApprovalContent", "Declined", "Mark"]

MUST_OPEN_MAX = 30
"""So many lines the central system asks for at most; what is found here on top of that comes only up to there."""

TWO_ACCOUNTS = "person_two_accounts"
SAMPLE = "sample"
"""The mark of a line that is looked at by chance alone."""

_ACTIONS = {
    Word.APPROVE: Action.APPROVE_BATCH,
    Word.RETURN: Action.RETURN_BATCH,
    Word.RELEASE: Action.RELEASE_BATCH,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to look at before deciding: a rule with its data; ``number`` is the line, 0 for the whole batch.

    Codes: a `RiskRule` of ours or of the central system, `SAMPLE`, ``person_two_accounts``, ``same_file``,
    ``draw_together``; and for whoever has seen an earlier edition ``edition_changed``, ``line_changed``,
    ``line_added``, ``line_removed``.
    """

    code: str
    number: int
    field: Field | None
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ApprovalContent:
    """What an authorizer decides about: ``signed`` was verified; every value to show comes from its bytes.

    ``stages`` are as `app.services.inquiry.Inquiry.stages` tells; ``turn`` the uids of those who may give the next
    signature, as the central system says, which decides again. ``review`` holds what was opened and said so far.
    ``own_lines`` go to this person's own account. ``released`` says that somebody let the batch go already.
    ``before`` is the previous batch of the same kind and what changed since. ``certainty`` says of every line, by its
    number, how sure one may be of the account, as the log stood at its event ``heard``.
    """

    batch: Batch
    signed: VerifiedBatch
    marks: tuple[Mark, ...]
    stages: tuple[tuple[str, ...], ...] = ()
    turn: tuple[str, ...] = ()
    review: Review = field(default_factory=lambda: Review(frozenset()))
    declined: tuple[Declined, ...] = ()
    own_lines: tuple[int, ...] = ()
    released: bool = False
    before: tuple[Batch, Changes] | None = None
    certainty: Mapping[int, Certainty] = field(default_factory=dict)
    heard: int = -1

    @property
    def coverage(self) -> Coverage:
        """How much of it was looked at."""
        return self.review.coverage()

    @property
    def own_paid(self) -> tuple[int, ...]:
        """The lines of ``own_lines`` that would be paid: nobody approves or releases those."""
        return tuple(sorted(set(self.own_lines) & self.review.paid()))


class Approval:
    """Verifies, shows and signs for one signed-in authorizer; every method may take seconds."""

    def __init__(self, desk: Desk, sync: Sync) -> None:
        self._desk = desk
        self._sync = sync
        self._seen: dict[str, tuple[VerifiedBatch, ...]] = {}
        self._reviews: dict[str, Review] = {}

    @property
    def attachments(self) -> Attachments:
        """What opens the papers of a batch and holds them against their signed hashes."""
        return Attachments(self._desk)

    def waiting(self) -> WaitingRows:
        """Return what waits for a signature, or for somebody who lets it go, as a source of rows."""
        return WaitingRows(self._desk)

    def content(self, op_id: str) -> ApprovalContent:
        """Fetch the batch from the central system, check its maker's signature, tree, count and sum.

        Raises `Tampered` ``content_...`` when anything differs, `Unreachable` offline. Content that holds now, and did
        not when it was heard of, is taken over first: the marks need its lines.
        """
        received = self._desk.central.batch(op_id)
        with self._desk.store.read() as reading:
            keys = reference.keys(reading).values()
            signed = verify_batch(received, keys)
        told = guidance(received, signed)
        take_over(self._desk, signed)
        with self._desk.store.read() as reading:
            batch = disbursement.batch(reading, op_id)
            if batch is None:
                raise Refused("batch_unknown", op_id=op_id)
            lines = [risk_view.line_signed(line) for line in signed.lines]
            own = risk_view.marks(reading, self._desk, batch, lines)
            before = risk_view.since_last_time(reading, batch, lines, _joined(told, own))
            must = _must_open(told, own)
            marks = (*self._since_seen(signed), *self._marks(reading, batch, signed), *_line_marks(told, own, must))
            stages = told_stages(reading, op_id)
            certainty = line_certainty.of_lines(reading, self._desk, batch, signed.lines)
            heard = inbox.cursor(reading).seq
        self._desk.note(Action.OPEN_BATCH, op_id, {"payment_sha256": signed.payment_sha256})
        return ApprovalContent(
            batch,
            signed,
            marks,
            stages,
            received.turn,
            review=self._review(signed, must, told),
            declined=told.declined,
            own_lines=self._own_lines(told),
            released=was_released(signed.authorizations),
            before=before,
            certainty=certainty,
            heard=heard,
        )

    def look_again(self, content: ApprovalContent) -> ApprovalContent:
        """Return the content with what the register says of its lines now; the same one where nothing was heard."""
        with self._desk.store.read() as reading:
            heard = inbox.cursor(reading).seq
            if heard == content.heard:
                return content
            found = line_certainty.of_lines(reading, self._desk, content.batch, content.signed.lines)
        return replace(content, certainty=found, heard=heard)

    def decide(self, content: ApprovalContent, verdict: Verdict, password: str) -> Batch:
        """Sign what was shown and hand the decision in; return the batch after the answer, or without one yet.

        Raises `Refused` ``password_wrong``, ``user_locked``, and the central system's refusals of the decision, which
        the batch remembers too. Nothing is signed before the password was right. An answer that does not come leaves
        the batch UNKNOWN.
        """
        op_id = content.batch.op_id
        if verdict.word is Word.APPROVE:
            self.attachments.verify(op_id, content.signed.head.attachments)
        challenge = self._desk.central.challenge(password)
        prepared = prepare_decide(self._desk.signer, content.signed, verdict, challenge=challenge, now=self._desk.now())
        facts = {"payment_sha256": content.signed.payment_sha256, "rev": str(content.signed.rev), **_facts(verdict)}
        with self._desk.store.write(self._desk.actor, _ACTIONS[verdict.word], op_id, facts) as tx:
            present = disbursement.batch(tx, op_id)
            if present is None or present.delivery in (Delivery.QUEUED, Delivery.UNKNOWN):
                raise Conflict("decision_under_way", op_id=op_id)
            disbursement.set_status(tx, op_id, delivery=Delivery.QUEUED)
            queue(tx, prepared, self._desk.now())
        with suppress(Unanswered):  # the batch says so itself: its delivery is UNKNOWN, and the round goes on asking
            self._sync.deliver(prepared.cmd_id)
        with self._desk.store.read() as reading:
            after = disbursement.batch(reading, op_id)
        return after or content.batch

    def approve(self, content: ApprovalContent, password: str) -> Batch:
        """Sign the approval that stands for what was looked at and said; raise as `Review.approval` and `decide`."""
        _demand_not_to_oneself(content)
        return self.decide(content, content.review.approval(), password)

    def send_back(self, content: ApprovalContent, reason: str, password: str) -> Batch:
        """Return the batch to its maker with a reason, and what was said of lines; raise as `Review.way_back`."""
        return self.decide(content, content.review.way_back(reason), password)

    def release(self, content: ApprovalContent, value_date: date, password: str) -> Batch:
        """Let an approved batch go to the bank for a day.

        Raises `Refused` ``cut_off_passed`` (fact ``value_date``), and ``own_account`` before anything is signed.
        """
        _demand_not_to_oneself(content)
        return self.decide(content, Verdict(Word.RELEASE, value_date=value_date), password)

    def _review(self, signed: VerifiedBatch, must: Sequence[int], told: Guidance) -> Review:
        """Return what this person opened and said of this very edition in this sitting, else a fresh look."""
        declined = [each.remark.number for each in told.declined]
        fresh = review_of((line.number for line in signed.lines), must, declined)
        former = self._reviews.get(signed.payment_sha256)
        if former is not None:
            fresh.opened |= former.opened
            fresh.remarks |= {number: said for number, said in former.remarks.items() if number not in fresh.declined}
        self._reviews[signed.payment_sha256] = fresh
        return fresh

    def _own_lines(self, told: Guidance) -> tuple[int, ...]:
        """Return the lines of which the central system says that the money is this person's own."""
        uid = self._desk.actor.person.uid
        own = (mark for mark in told.marks if mark.rule == RiskRule.OWN_ACCOUNT and mark.facts.get("uid") == uid)
        return tuple(mark.number for mark in own)

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
        together = told_together(reading, batch.op_id)
        if together is not None:
            facts = {"total": together.format(), "doc_no": signed.head.document_no, "needed": batch.signatures_needed}
            yield Mark("draw_together", 0, None, facts)
        if signed.file_sha256:
            for other in disbursement.find_by_file(reading, signed.file_sha256):
                if other.op_id != batch.op_id:
                    facts = {"purpose": other.head.purpose, "status": other.status.value, "op_id": other.op_id}
                    yield Mark("same_file", 0, None, facts)
        for issue in duplicates.find(map(risk_view.line_signed, signed.lines)):
            if issue.code == TWO_ACCOUNTS:
                yield Mark(issue.code, issue.row, issue.field, issue.facts)


def _demand_not_to_oneself(content: ApprovalContent) -> None:
    if content.own_paid:
        raise Refused("own_account", line=content.own_paid[0])


def _joined(told: Guidance, own: Sequence[RiskMark]) -> list[RiskMark]:
    """Return our marks and those of the central system whose rule is known here, each line and rule once."""
    known = [
        risk.RiskMark(mark.number, RiskRule(mark.rule), mark.facts) for mark in told.marks if mark.rule in risk.RULES
    ]
    there = {(mark.number, mark.rule) for mark in known}
    return [*known, *(mark for mark in own if (mark.number, mark.rule) not in there)]


def _line_marks(told: Guidance, own: Sequence[RiskMark], must: Sequence[int]) -> list[Mark]:
    """Return the central system's marks and what only we found; lines to be opened without a mark are the sample."""
    marks = [Mark(mark.rule, mark.number, None, mark.facts) for mark in told.marks]
    there = {(mark.number, mark.code) for mark in marks}
    marks += [
        Mark(mark.rule.value, mark.number, None, mark.facts)
        for mark in own
        if (mark.number, mark.rule.value) not in there
    ]
    grave = {mark.number for mark in marks if mark.code in risk.GRAVE}
    marks += [Mark(SAMPLE, number, None, {}) for number in must if number not in grave]
    return marks


def _must_open(told: Guidance, own: Sequence[RiskMark]) -> tuple[int, ...]:
    """Return what the central system wants opened, and what it should want by our own marks, up to the same bound."""
    declined = {each.remark.number for each in told.declined}
    ours = (number for number in risk.must_open(own, MUST_OPEN_MAX) if number not in declined)
    return tuple(dict.fromkeys((*told.must_open, *ours)))[: max(MUST_OPEN_MAX, len(told.must_open))]


def _facts(verdict: Verdict) -> dict[str, str]:
    """Return what the audit trail says of a decision beside what it is about."""
    said = {
        "reason": verdict.reason,
        "opened": str(len(verdict.opened)) if verdict.opened else "",
        "lines": ",".join(f"{remark.number}:{remark.code.value}" for remark in verdict.remarks),
        "value_date": verdict.value_date.isoformat() if verdict.value_date else "",
    }
    return {name: value for name, value in said.items() if value}


def _said(line: CreditTransfer | None) -> str:
    return f"{line.name} · {line.bank} {line.account} · {line.amount.format()}" if line else ""
