"""What the central system tells: a few batches of its log at a time become one commit of events, effects and cursor.

A batch that somebody else handed in is fetched with its lines and verified from its bytes before it is written, so
that nothing on this workstation ever rests on a word the maker did not sign.
"""

from __future__ import annotations

import itertools
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.central import access_news, verification
from app.central.events import Position
from app.domain.access.news import AccessChanged, AccessProposed, SecurityNoticed
from app.domain.access.permissions import Action, may
from app.domain.closing.news import DayNews
from app.domain.collections.news import CollectionNews
from app.domain.disbursement import outcome as news
from app.domain.disbursement.batch import CANCEL_TOO_LATE
from app.domain.disbursement.record import Batch, Delivery
from app.domain.disbursement.review import Word
from app.domain.disbursement.transfer import LineStatus
from app.domain.payees.news import PayeeNews
from app.domain.recalls.news import NoticesReported, RecallChanged
from app.domain.remittances.news import RemittanceNews
from app.domain.values.dates import parse_instant
from app.domain.values.errors import Refused, Tampered
from app.services.closing_arrivals import apply_day_news
from app.services.collection_arrivals import apply_collection_news
from app.services.mending import GONE, NOT_FETCHED, lines_now, put_content
from app.services.payee_arrivals import apply_payee_news
from app.services.recall_arrivals import apply_recall_news
from app.services.remittance_arrivals import apply_remittance_news
from app.store import disbursement, follow_ups, inbox, line_remarks, outbox, reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.central.events import Page
    from app.central.verification import VerifiedBatch
    from app.domain.access.keys import PublicKey
    from app.domain.disbursement.batch import BatchStatus
    from app.services.desk import Desk
    from app.store.unit_of_work import Reading, Writing

_BATCHES_AT_ONCE = 4
"""Content fetched for one commit: whoever is cut off again and again still comes forward, in bounded memory."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Contents:
    """The verified content of batches that a page speaks of, and those that did not hold, with the code."""

    verified: dict[str, VerifiedBatch] = field(default_factory=dict)
    suspect: dict[str, str] = field(default_factory=dict)


class Arrivals:
    """Takes over the news for one unit's store."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def position(self) -> Position:
        """Return how far this workstation has heard."""
        with self._desk.store.read() as rd:
            here = inbox.cursor(rd)
        return Position(here.epoch, here.seq, here.leaf)

    def take(self, page: Page) -> None:
        """Write a verified page, part by part: events, their effects and the cursor in one commit each.

        Raises `Tampered` where a decision, a receipt or an edition is not what was signed, `Unreachable` where the
        content of a batch cannot be had now; nothing of that part and of what follows it is written then.
        """
        for part in _parts(page.events):
            self._take(page, part)
        if not page.events:
            self._keep_end(page)

    def _take(self, page: Page, events: Sequence[news.LogEvent]) -> None:
        contents = self._fetched(events)
        facts = {"from": str(events[0].seq), "to": str(events[-1].seq)}
        with self._desk.store.write(self._desk.actor, Action.RECORD_EVENTS, "log", facts) as tx:
            applying = _Applying(tx, self._desk, reference.keys(tx), contents)
            for event in inbox.append(tx, page.position.epoch, events):
                applying.apply(event)
            if page.checkpoint is not None and events[-1] is page.events[-1]:
                inbox.put_checkpoint(tx, page.checkpoint)

    def _keep_end(self, page: Page) -> None:
        """Keep the bank's signature over the end of the log where it is not held yet: papers rest on it."""
        with self._desk.store.read() as rd:
            known = inbox.checkpoint(rd)
        if page.checkpoint is None or not page.checkpoint.seq or page.checkpoint == known:
            return
        facts = {"checkpoint": str(page.checkpoint.seq)}
        with self._desk.store.write(self._desk.actor, Action.RECORD_EVENTS, "log", facts) as tx:
            inbox.put_checkpoint(tx, page.checkpoint)

    def _fetched(self, events: Sequence[news.LogEvent]) -> Contents:
        """Fetch and verify what others handed in, outside the commit; the newest edition stands for the earlier."""
        contents = Contents()
        with self._desk.store.read() as rd:
            keys = reference.keys(rd)
            wanted = dict.fromkeys(
                event.op_id
                for event in events
                if isinstance(event.news, news.BatchSubmitted) and not is_from_here(rd, event)
            )
        keys |= {item.news.key.kid: item.news.key for item in events if isinstance(item.news, news.KeyRegistered)}
        if not may(self._desk.actor.person.roles, Action.OPEN_BATCH):  # somebody who may look fetches them
            contents.suspect.update(dict.fromkeys(wanted, NOT_FETCHED))
            return contents
        for op_id in wanted:
            try:
                content = self._desk.central.batch(op_id)
                contents.verified[op_id] = verification.verify_batch(content, keys.values())
            except Tampered as problem:
                _log.warning("a batch does not hold: %s", problem.code)
                contents.suspect[op_id] = problem.code
        return contents


def _parts(events: Sequence[news.LogEvent]) -> Iterator[Sequence[news.LogEvent]]:
    """Cut a page so that no part speaks of more than a few batches handed in."""
    submitted = [place for place, event in enumerate(events) if isinstance(event.news, news.BatchSubmitted)]
    cuts = [0, *submitted[_BATCHES_AT_ONCE::_BATCHES_AT_ONCE], len(events)]
    return (events[start:end] for start, end in itertools.pairwise(cuts) if start < end)


def is_from_here(rd: Reading, event: news.LogEvent) -> bool:
    """Say whether this edition was handed in by this very store: then its lines are here already.

    The workstation's name would not do: a copy of the folder has it too, with lines of its own.
    """
    return disbursement.batch(rd, event.op_id) is not None and outbox.knows(rd, event.cmd_id)


class _Applying:
    """The effects of one event, inside the commit."""

    def __init__(self, tx: Writing, desk: Desk, keys: dict[str, PublicKey], contents: Contents) -> None:
        self._tx = tx
        self._desk = desk
        self._keys = keys
        self._contents = contents

    def apply(self, event: news.LogEvent) -> None:
        """Write what an event says."""
        match event.news:
            case news.KeyRegistered(key=key):
                self._keys[key.kid] = key
                reference.put_keys(self._tx, self._keys.values())
            case news.BatchSubmitted() as submitted:
                self._submitted(submitted, event)
            case news.BatchDecided() as decided:
                self._decided(decided)
            case news.BatchMoved() as moved:
                self._moved(moved)
            case news.LinesReported() as reported:
                self._reported(reported)
            case news.BatchFinished() as finished:
                self._finished(finished)
            case news.LinesClosed(op_id=op_id, reasons=reasons):
                follow_ups.close_lines(self._tx, op_id, reasons)
            case AccessProposed() | AccessChanged() | SecurityNoticed() as said:
                if not access_news.holds(said, self._keys):
                    raise Tampered("access_signature_wrong", seq=event.seq)
            case _:
                self._of_a_register(event)

    def _of_a_register(self, event: news.LogEvent) -> None:
        """Write what an event says of payees, money called back, notices sent, collecting, remitting, or a day."""
        bank_key = self._desk.about.bank_public_key
        if isinstance(event.news, CollectionNews):
            apply_collection_news(self._tx, event.news, event, self._keys, bank_key)
            return
        if isinstance(event.news, RemittanceNews):
            apply_remittance_news(self._tx, event.news, event, self._keys, bank_key)
            return
        if isinstance(event.news, DayNews):
            apply_day_news(self._tx, event.news, event, self._keys, bank_key)
            return
        match event.news:
            case RecallChanged() | NoticesReported() as told:
                apply_recall_news(self._tx, told, event, self._keys)
            case told if isinstance(told, PayeeNews):
                apply_payee_news(self._tx, told, event, self._keys)

    def _submitted(self, said: news.BatchSubmitted, event: news.LogEvent) -> None:
        from_here = is_from_here(self._tx, event)
        if disbursement.batch(self._tx, said.op_id) is None:
            disbursement.insert_batch(self._tx, self._new_batch(said, event.at), ())
        if from_here:
            disbursement.set_status(self._tx, said.op_id, suspect="")
        else:
            self._replace_content(said)
        disbursement.mark_lines(self._tx, said.op_id, LineStatus.PENDING)
        disbursement.put_signed(self._tx, said.op_id, said.rev, said.payment, said.payment_sig, [], None)
        self._move(said.op_id, said.status, said.version, rev=said.rev, have=0, needed=said.signatures_needed)

    def _new_batch(self, said: news.BatchSubmitted, at: str) -> Batch:
        head, count, total, maker_uid, file_sha256 = verification.head_of(said.payment)
        moment = parse_instant(at)
        return Batch(
            op_id=said.op_id,
            rev=said.rev,
            status=said.status,
            head=head,
            file_sha256=file_sha256,
            lines_count=count,
            total=total,
            maker_uid=maker_uid,
            mine=maker_uid == self._desk.actor.person.uid,
            created_at=moment,
            updated_at=moment,
            version=said.version,
            signatures_needed=said.signatures_needed,
        )

    def _replace_content(self, said: news.BatchSubmitted) -> None:
        """Put head and lines of a verified edition in place of an earlier one's; no lines where they did not hold."""
        head, count, total, _, _ = verification.head_of(said.payment)
        disbursement.update_head(self._tx, said.op_id, head)
        disbursement.set_counts(self._tx, said.op_id, count, total, 0, 0)
        suspect = self._contents.suspect.get(said.op_id, "")
        disbursement.set_status(self._tx, said.op_id, suspect=suspect)
        if suspect:
            disbursement.clear_lines(self._tx, said.op_id)
        verified = self._contents.verified.get(said.op_id)
        if verified is None or verified.rev != said.rev:
            return
        if verified.payment != said.payment:
            raise Tampered("history_changed", seq=0)
        put_content(self._tx, verified)

    def _decided(self, said: news.BatchDecided) -> None:
        signed = self._signed(said.op_id, said.rev)
        payment_sha256 = verification.sha256(signed.payment)
        if not verification.decision_holds(said.authorization, said.authorization_sig, payment_sha256, self._keys):
            raise Tampered("content_decision_wrong", op_id=said.op_id)
        decisions = [*signed.authorizations, (said.authorization, said.authorization_sig)]
        disbursement.put_signed(
            self._tx, said.op_id, said.rev, signed.payment, signed.payment_sig, decisions, signed.receipt
        )
        self._move(
            said.op_id,
            said.status,
            said.version,
            reason=said.reason,
            have=said.signatures_have,
            needed=said.signatures_needed,
        )
        if said.word is Word.RETURN:
            line_remarks.put_remarks(self._tx, said.op_id, {each.number: each.written() for each in said.remarks})

    def _moved(self, said: news.BatchMoved) -> None:
        self._move(said.op_id, said.status, said.version, reason=said.reason)

    def _reported(self, said: news.LinesReported) -> None:
        if not disbursement.lines(self._tx, said.op_id, count=1):
            return  # the content did not hold; what is reported is caught up on when it does
        disbursement.set_outcomes(self._tx, said.op_id, said.outcomes)
        disbursement.set_status(self._tx, said.op_id, version=said.version)

    def _finished(self, said: news.BatchFinished) -> None:
        signed = self._signed(said.op_id, said.rev)
        payment_sha256 = verification.sha256(signed.payment)
        bank_key = self._desk.about.bank_public_key
        if not verification.receipt_holds(said.receipt, said.receipt_sig, payment_sha256, bank_key):
            raise Tampered("receipt_wrong", op_id=said.op_id)
        disbursement.put_signed(
            self._tx,
            said.op_id,
            said.rev,
            signed.payment,
            signed.payment_sig,
            list(signed.authorizations),
            (said.receipt, said.receipt_sig),
        )
        self._move(said.op_id, said.status, said.version)

    def _signed(self, op_id: str, rev: int) -> disbursement.SignedRecord:
        signed = disbursement.signed(self._tx, op_id, rev)
        if signed is None:
            raise Tampered("history_unreadable", seq=0, type="edition")
        return signed

    def _move(
        self,
        op_id: str,
        status: BatchStatus,
        version: int,
        *,
        rev: int | None = None,
        reason: str | None = None,
        have: int | None = None,
        needed: int | None = None,
    ) -> None:
        """Move the batch on; lines of an edition that came back wait for nobody, and its signatures are void.

        Why it was not cancelled is the last that is said of it: what comes after without a reason leaves that there.
        """
        batch = disbursement.batch(self._tx, op_id)
        if batch is None:
            raise Refused("batch_unknown", op_id=op_id)
        if status in GONE:
            have = 0
            disbursement.mark_lines(self._tx, op_id, lines_now(status, mine=batch.mine))
        disbursement.set_status(
            self._tx,
            op_id,
            status=status,
            delivery=batch.delivery if batch.delivery is Delivery.UNKNOWN else Delivery.NONE,
            rev=rev,
            version=version,
            reason=None if not reason and batch.reason == CANCEL_TOO_LATE else reason,
            signatures_have=have,
            signatures_needed=needed,
        )
