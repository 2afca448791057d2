"""The inbox of one signed-in person: what happened for them, from the log; read marks, and topics switched off."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.central.events import retold
from app.domain.access.permissions import Action
from app.domain.access.user import Role
from app.domain.closing.news import DayNews
from app.domain.collections.news import CollectionNews
from app.domain.disbursement import outcome as news
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.review import Word
from app.domain.messages.message import Message, Topic
from app.domain.payees.news import PayeesProposed, PayeesSettled
from app.domain.recalls.news import NoticesReported, RecallChanged
from app.domain.recalls.recall import RecallState
from app.domain.remittances.news import RemittanceNews
from app.domain.values.dates import bangkok_day, instant, parse_instant
from app.services import closing_messages, collection_messages, planning, remittance_messages, waiting
from app.services.board import Board
from app.store import disbursement, messages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from app.domain.disbursement.record import Batch
    from app.domain.recalls.recall import Recall
    from app.services.desk import Desk
    from app.store.inbox import StoredEvent
    from app.store.unit_of_work import Reading

MESSAGES = "messages"
"""Its screen."""

MESSAGES_MAX = 200
SINCE_DAYS = 30
"""Older news is history: it stays in the lists and the timelines."""

_KINDS = (
    "batch.submitted",
    "batch.signed",
    "batch.approved",
    "batch.returned",
    "batch.postponed",
    "batch.refused",
    "batch.finished",
    "batch.commented",
    "recall.changed",
    "notices.reported",
    "payees.proposed",
    "payees.settled",
)
_TOLD_OF_RECALL = frozenset({"money_back", "refused", "return_sent_back", "returned"})

Told = tuple[Topic, str, str, dict[str, str]]
"""Topic, screen, subject and facts."""


class Messages(Board):
    """Everything answers from the store; ``quiet`` says which topics the person has switched off."""

    def __init__(self, desk: Desk, quiet: Callable[[], frozenset[str]] = frozenset) -> None:
        self._desk = desk
        self._quiet = quiet

    def every(self) -> Sequence[Message]:
        """Return the messages of the last weeks, the newest first."""
        person, quiet = self._desk.actor.person, self._quiet()
        since = instant(self._desk.now() - timedelta(days=SINCE_DAYS))
        with self._desk.store.read() as rd:
            seen = messages.read_by(rd, person.uid)
            found = []
            for event in self._events(rd, since):
                told = self._told(rd, event)
                if told is not None and told[0] not in quiet:
                    topic, screen, subject, facts = told
                    at, unread = parse_instant(event.at), event.seq not in seen
                    found.append(Message(event.seq, at, topic, screen, subject, facts, unread))
        return found

    def badges(self) -> Mapping[str, int]:
        """Return how many messages nobody has looked at."""
        return {MESSAGES: self.unread()}

    def unread(self) -> int:
        """Return how many messages nobody has looked at."""
        return sum(one.unread for one in self.every())

    def mark_read(self, seqs: Iterable[int]) -> None:
        """Remember that this person has read messages."""
        wanted = list(seqs)
        if not wanted:
            return
        facts = {"messages": str(len(wanted))}
        with self._desk.store.write(self._desk.actor, Action.READ_MESSAGES, "messages", facts) as tx:
            messages.mark_read(tx, self._desk.actor.person.uid, wanted)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _events(self, rd: Reading, since: str) -> list[StoredEvent]:
        """Return the events that may be told of, the newest first; payments leave room for everything else."""
        kinds = (*_KINDS, *collection_messages.KINDS, *remittance_messages.KINDS, *closing_messages.KINDS)
        found = messages.newest(rd, kinds, since, MESSAGES_MAX)
        if self._is(Role.MAKER_COLLECTION):
            found += messages.newest(rd, collection_messages.MANY, since, MESSAGES_MAX)
        return sorted(found, key=lambda event: event.seq, reverse=True)

    def _told(self, rd: Reading, event: StoredEvent) -> Told | None:
        """Return what an event says to this person, None for nothing."""
        if event.uid == self._desk.actor.person.uid:
            return None
        said = retold(event.record, event.salt, event.body).news
        if isinstance(said, CollectionNews):
            return collection_messages.of_collecting(rd, self._desk.actor.person, said)
        if isinstance(said, DayNews):
            return closing_messages.of_closing(self._desk.actor.person, said)
        if isinstance(said, RemittanceNews):
            return remittance_messages.of_remitting(self._desk.actor.person, said)
        match said:
            case RecallChanged(recall=recall):
                return self._of_recall(recall)
            case PayeesProposed():
                entries = str(len(said.entries))
                mine = self._is(Role.AUTHORIZER)
                return (Topic.PAYEES_TO_APPROVE, "register_requests", said.req_id, {"count": entries}) if mine else None
            case PayeesSettled():
                mine = self._is(Role.MAKER_PAYMENT)
                return (Topic.PAYEES_SETTLED, "register_requests", said.req_id, _of_payees(said)) if mine else None
        batch = disbursement.batch(rd, event.op_id)
        return None if batch is None else self._of_batch(rd, batch, said)

    def _of_batch(self, rd: Reading, batch: Batch, said: object) -> Told | None:
        facts = {"purpose": batch.head.purpose, "document_no": batch.head.document_no, "total": batch.total.format()}
        topic, screen, more = self._about_batch(batch, said)
        if topic is None and isinstance(said, news.BatchDecided) and self._may_release(rd, batch, said):
            topic, screen = Topic.TO_RELEASE, "approvals"
        return None if topic is None else (topic, screen, batch.op_id, facts | more)

    def _about_batch(self, batch: Batch, said: object) -> tuple[Topic | None, str, dict[str, str]]:
        match said:
            case news.BatchSubmitted():
                return self._asked(batch), "approvals", {}
            case news.BatchDecided(approved=False, reason=reason):
                return (Topic.RETURNED if batch.mine else None), "batches", {"reason": reason}
            case news.BatchDecided(word=Word.RELEASE):
                return None, "", {}
            case news.BatchDecided(status=BatchStatus.APPROVED):
                return (Topic.APPROVED if batch.mine else None), "batches", {}
            case news.BatchDecided():
                return self._asked(batch), "approvals", {}
            case news.BatchMoved() if batch.mine:
                return _moved(said)
            case news.BatchFinished():
                topic = Topic.LINES_FAILED if batch.failed_count else Topic.FINISHED
                return (topic if batch.mine else None), "results", {"count": f"{batch.failed_count:,}"}
            case news.BatchCommented(text=text):
                told = batch.mine or self._is(Role.AUTHORIZER)
                return (Topic.COMMENTED if told else None), "batches", {"text": text}
            case NoticesReported(reports=reports):
                failed = sum(report.state == "failed" for report in reports)
                return (Topic.NOTICE_FAILED if batch.mine and failed else None), "results", {"count": f"{failed:,}"}
        return None, "", {}

    def _may_release(self, rd: Reading, batch: Batch, said: news.BatchDecided) -> bool:
        """Say whether this was the last signature, and this person neither made nor signed the batch."""
        last = said.word is Word.APPROVE and said.status is BatchStatus.APPROVED
        waits = last and self._desk.unit.release == waiting.PERSON
        able = self._is(Role.AUTHORIZER) and not batch.mine
        return waits and able and self._desk.actor.person.uid not in planning.signed_by(rd, batch.op_id)

    def _asked(self, batch: Batch) -> Topic | None:
        return Topic.TO_APPROVE if self._is(Role.AUTHORIZER) and not batch.mine else None

    def _of_recall(self, recall: Recall) -> Told | None:
        uid = self._desk.actor.person.uid
        facts = {"payee": recall.payee, "amount": (recall.back or recall.asked).format(), "what": recall.what}
        proposed = recall.what == RecallState.RETURN_PROPOSED
        if proposed and self._is(Role.AUTHORIZER) and recall.ordered_by != uid:
            return Topic.RETURN_TO_APPROVE, "recalls", recall.recall_id, facts
        if recall.what in _TOLD_OF_RECALL and self._is(Role.MAKER_PAYMENT):
            return Topic.RECALL, "recalls", recall.recall_id, facts
        return None

    def _is(self, role: Role) -> bool:
        return role in self._desk.actor.person.roles


def _moved(said: news.BatchMoved) -> tuple[Topic, str, dict[str, str]]:
    if said.pay_at is not None:
        return Topic.POSTPONED, "batches", {"day": bangkok_day(said.pay_at).isoformat(), "text": said.reason}
    return Topic.REFUSED, "results", {}


def _of_payees(said: PayeesSettled) -> dict[str, str]:
    first = said.entries[0].record.name
    facts = {"count": str(len(said.entries)), "name": first, "reason": said.reason}
    if said.left_out:
        return {"what": "partly", "left": str(len(said.left_out)), **facts}
    return {"what": said.status.value, **facts}
