"""What the papers of a batch may say, proven from signed bytes before a word of it is printed.

What is in the store was checked when it came; whoever holds the store's key could have changed it since. So a paper is
told from evidence alone, and what lies beside it in the store must say the same, or there is no paper:

- the bank's key is not in the store: it is pinned in the keychain of the operating system, and online it is the one
  that the central system just proved over TLS. It signed the end of the unit's log; the chain leads from there to every
  event, to the keys of makers and authorizers, and to the names these people bear at the bank;
- the maker's signature holds the head and the root of the lines, hence every line, their order, count and sum;
- the authorizers' signatures hold the hash of that head;
- the bank's receipt holds the root, every outcome, and the sums of what was paid and what was not;
- acts that only this workstation knows (an import, an edit, a print) are held by its audit chain, and the chain by the
  head that the central system keeps of it.

What this cannot show, because nothing outside this machine says otherwise while it is offline:

- a whole store put back to an earlier, genuine state: papers then say what was true then. The next exchange with the
  central system finds it by the audit chain's head, and brings the missing news;
- acts of this workstation that were rewritten, with the whole audit chain and its anchor, after the last head that the
  central system keeps (a minute of work, or everything since the last time online);
- somebody who holds the keychain too, not the store's key alone: the bank's key can be exchanged there for as long as
  the machine stays offline. Online it is compared with the central system's at every sign-in;
- names are those under which people registered their newest key, not those they may bear by now.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.central import batch_proof, templates
from app.central.batch_proof import CONFIRMED
from app.central.log_proof import KeptEvent, ProvenLog
from app.domain.access.keys import PublicKey
from app.domain.disbursement.batch import EDITABLE, BatchStatus
from app.domain.disbursement.outcome import BatchCommented, BatchDecided, BatchFinished, BatchMoved
from app.domain.disbursement.record import TimelineEntry
from app.domain.disbursement.review import Word
from app.domain.disbursement.transfer import CreditTransfer, LineStatus
from app.domain.values.dates import parse_instant
from app.domain.values.errors import Refused, Tampered
from app.store import audit_trail, disbursement, inbox, outbox, timeline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.central.batch_proof import ProvenBatch
    from app.domain.access.template import TemplateVersion
    from app.domain.disbursement.outcome import LineOutcome, LogEvent
    from app.domain.disbursement.record import Batch, BatchHead, LineRecord
    from app.services.desk import Desk
    from app.store.unit_of_work import Reading

_log = logging.getLogger(__name__)

_OPEN_TO_MENDING = EDITABLE | {BatchStatus.CANCELLED}
"""The lines here may rightly be others than those of the newest signed edition."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A batch proven: ``lines`` with their ``outcomes`` by number (empty while they are open to mending).

    ``events`` are all that the bank told of it. ``names`` are Thai and English names by uid, ``desks`` what people
    call their workstations, by id.
    """

    status: BatchStatus
    head: BatchHead
    rev: int
    lines: tuple[CreditTransfer, ...]
    outcomes: Mapping[int, LineOutcome]
    receipt_signature: str
    events: tuple[LogEvent, ...]
    names: Mapping[str, tuple[str, str]]
    desks: Mapping[str, str]


class Proofs:
    """Proves batches for one desk; what is proven of the log is remembered, so that only what is new is read."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turn = threading.Lock()
        self._log: ProvenLog | None = None

    def prove(self, rd: Reading, batch: Batch) -> Proof:
        """Return what may be printed about a batch, everything of it checked in this one view of the store.

        Raises `Tampered` ``paper_...`` (fact ``batch``) where anything kept is not what was signed, `Refused`
        ``paper_unproven`` while the bank's signature over the newest events has not arrived.
        """
        try:
            return self._prove(rd, batch)
        except Tampered as problem:
            _log.error("no paper of %s: %s", batch.reference, problem)
            raise Tampered(problem.code, **{**problem.facts, "batch": batch.reference}) from problem

    def _prove(self, rd: Reading, batch: Batch) -> Proof:
        log, end = self.log(rd)
        events = _told(rd, log, batch.op_id, end)
        proven = self._edition(rd, batch, log, events)
        _demand_batch(rd, batch, proven)
        lines: tuple[CreditTransfer, ...] = ()
        if proven.status not in _OPEN_TO_MENDING and batch.status not in _OPEN_TO_MENDING:
            kept = disbursement.lines(rd, batch.op_id)
            lines = tuple(map(_transfer, kept))
            batch_proof.demand_lines(proven, lines)
            _demand_outcomes(kept, proven.outcomes)
            _demand_counts(batch, lines, proven.outcomes)
        return Proof(
            status=proven.status,
            head=proven.signed.head,
            rev=proven.signed.rev,
            lines=lines,
            outcomes=proven.outcomes,
            receipt_signature=proven.receipt[1] if proven.receipt else "",
            events=tuple(events),
            names=dict(log.names),
            desks={key.device: key.device_name for key in log.keys.values()},
        )

    def templates(self, rd: Reading) -> list[TemplateVersion]:
        """Return every version of what the agency's papers bear, proven like the batches; raise as `prove`."""
        log, end = self.log(rd)
        return templates.versions(_told(rd, log, self._desk.actor.agency, end))

    def history(self, rd: Reading, batch: Batch, proof: Proof) -> list[TimelineEntry]:
        """Return what the bank told of a batch and what was done here, in order, after proving the audit chain.

        Raises `Tampered` ``paper_audit_changed``.
        """
        verdict, agreed = audit_trail.verify(rd), self._desk.anchoring.agreed
        if not verdict.sound or (agreed is not None and not audit_trail.holds(rd, agreed)):
            raise Tampered("paper_audit_changed", batch=batch.reference)
        shown = [event for event in proof.events if event.kind not in timeline.EVENTS_LEFT_OUT]
        acts = timeline.acts_here(rd, batch.op_id, [event.record for event in shown], proof.desks)
        return timeline.joined((_step(event, proof) for event in shown), acts)

    def log(self, rd: Reading) -> tuple[ProvenLog, int]:
        """Return the log of the unit, proven as far as this view of the store goes, and how far that is.

        Raises `Tampered` ``paper_log_changed`` (fact ``seq``).
        """
        end = inbox.checkpoint(rd)
        with self._turn:
            log = self._log or ProvenLog(self._desk.actor.unit, self._desk.about.bank_public_key)
            if end is None:
                return log, 0
            log.extend(inbox.records(rd, log.size, end.seq), end)
            unread = log.unread_keys()
            log.learn_keys(kept_events(rd, unread))
            self._log = log
            return log, end.seq

    def _edition(self, rd: Reading, batch: Batch, log: ProvenLog, events: Sequence[LogEvent]) -> ProvenBatch:
        """Return the newest edition: as the log tells it, or as it lies in the outbox while the log is silent."""
        op_id, bank_key = batch.op_id, self._desk.about.bank_public_key
        proven = batch_proof.told(events, op_id, log.keys, bank_key) if events else None
        if proven is not None and proven.signed.rev >= batch.rev:
            return proven
        request = outbox.newest_submit(rd, op_id)
        if request is None:
            raise Refused("document_too_early") if batch.rev == 0 else Tampered("paper_signature_wrong")
        waiting = batch_proof.handed_in(request, op_id, log.keys | self._own_key())
        if waiting.signed.rev != batch.rev:
            raise Tampered("paper_signature_wrong")
        return waiting

    def _own_key(self) -> dict[str, PublicKey]:
        """Return the key that this desk signs with: the log may not have told of it yet."""
        signer = self._desk.signer
        return {signer.kid: PublicKey(signer.kid, signer.uid, signer.public_key, signer.device, "", "", "")}


def finished_seq(proof: Proof) -> int | None:
    """Return by which event the bank, or the maker for good, was first done with a batch; None before."""
    for event in proof.events:
        match event.news:
            case BatchFinished() | BatchMoved(status=BatchStatus.CANCELLED | BatchStatus.REFUSED):
                return event.seq
    return None


def _told(rd: Reading, log: ProvenLog, op_id: str, end: int) -> list[LogEvent]:
    """Return all events about a batch: no more and no fewer than the proven log has of it.

    While news comes in, the newest events may lie beyond the end that the bank signed: their batches have to wait.
    """
    seqs = log.about(op_id, end)
    beside = inbox.known_seqs(rd, op_id)
    if beside and end < beside[-1] <= inbox.cursor(rd).seq:
        raise Refused("paper_unproven")
    if beside != seqs:
        raise Tampered("paper_log_changed", seq=min(set(beside) ^ set(seqs)))
    return log.tell(seqs, kept_events(rd, seqs))


def kept_events(rd: Reading, seqs: Sequence[int]) -> list[KeptEvent]:
    """Return what lies in the store of the events with these numbers, to be held against a proven log."""
    return [
        KeptEvent(
            each.record,
            each.salt,
            each.body,
            (each.seq, each.leaf, each.at, each.kind, each.op_id, each.uid, each.device, each.detail),
        )
        for each in inbox.events_at(rd, seqs)
    ]


def _demand_batch(rd: Reading, batch: Batch, proven: ProvenBatch) -> None:
    """Hold what the store says of the batch as a whole against what is proven."""
    if batch.status is not proven.status and CONFIRMED & {batch.status, proven.status}:
        raise Tampered("paper_results_changed", line="")
    _demand_signed(rd, batch.op_id, proven)
    if _OPEN_TO_MENDING & {batch.status, proven.status}:
        return
    signed = proven.signed
    if (
        not batch_proof.same_head(batch.head, signed.head)
        or (batch.rev, batch.maker_uid) != (signed.rev, signed.maker_uid)
        or (batch.lines_count, batch.total) != (signed.lines_count, signed.total)
    ):
        raise Tampered("paper_head_changed")


def _demand_signed(rd: Reading, op_id: str, proven: ProvenBatch) -> None:
    """Hold the signed bytes as the store lists them against those of the log."""
    kept = disbursement.signed(rd, op_id)
    if not proven.events:  # nothing was told yet of the newest edition: what is listed is an earlier one's
        return
    if kept is None:
        raise Tampered("paper_signature_wrong")
    signed = proven.signed
    if (kept.rev, kept.payment, kept.payment_sig) != (signed.rev, signed.payment, signed.payment_sig):
        raise Tampered("paper_signature_wrong")
    if kept.authorizations != tuple(proven.authorizations):
        raise Tampered("paper_signature_wrong")
    if kept.receipt != proven.receipt:
        raise Tampered("paper_receipt_wrong")


def _demand_outcomes(kept: Sequence[LineRecord], outcomes: Mapping[int, LineOutcome]) -> None:
    for line in kept:
        here = (line.status, line.reason, line.bank_reference, line.settled_at, line.notice)
        said = outcomes.get(line.number)
        right = (
            (LineStatus.PENDING, "", "", None, "")
            if said is None
            else (said.status, said.reason, said.bank_reference, said.at, said.notice)
        )
        if here != right:
            raise Tampered("paper_results_changed", line=line.number)


def _demand_counts(batch: Batch, lines: Sequence[CreditTransfer], outcomes: Mapping[int, LineOutcome]) -> None:
    answered = [(line.amount.satang, outcomes[line.number].status) for line in lines if line.number in outcomes]
    settled = [satang for satang, status in answered if status is LineStatus.SETTLED]
    failed = [satang for satang, status in answered if status is not LineStatus.SETTLED]
    here = (batch.settled_count, batch.settled.satang, batch.failed_count, batch.failed.satang)
    if here != (len(settled), sum(settled), len(failed), sum(failed)):
        raise Tampered("paper_results_changed", line="")


def _transfer(line: LineRecord) -> CreditTransfer:
    transfer = line.transfer()
    if transfer is None:
        raise Tampered("paper_lines_changed")
    return transfer


def _step(event: LogEvent, proof: Proof) -> TimelineEntry:
    step = _plain_step(event, proof)
    match event.news:
        case BatchDecided(word=Word.RELEASE):
            return replace(step, what=timeline.LET_GO)
        case BatchDecided(rev=rev, word=Word.APPROVE) as said:
            count = len(proof.lines) if rev == proof.rev else 0
            declined = tuple(remark.number for remark in said.remarks)
            return replace(step, opened_count=said.opened_count, lines_count=count, declined=declined)
        case BatchCommented(number=number, text=text):
            return replace(step, detail=text, line=number)
    return step


def _plain_step(event: LogEvent, proof: Proof) -> TimelineEntry:
    return TimelineEntry(
        at=parse_instant(event.at),
        what=event.kind,
        uid=event.uid,
        name=proof.names.get(event.uid, ("", ""))[0],
        device=proof.desks.get(event.device, event.device),
        detail=getattr(event.news, "reason", ""),
    )
