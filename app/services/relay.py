"""Commands on their way: the stored bytes go out until there is a definite answer, and its effect is one commit.

An answer that did not come leaves the command SENT and the batch UNKNOWN; only the same bytes again settle it
(reliability.md 4.2). A person can never send the same intent as something new meanwhile.
"""

from __future__ import annotations

import logging
import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from app.central import (
    administration_orders,
    bills,
    closing,
    collections,
    comments,
    payees,
    portal,
    recalls,
    receipts,
    remittances,
)
from app.central.client import Answer, kept_answer
from app.central.disbursement import renewed
from app.central.line_orders import CLOSE
from app.central.verification import author_of_decision, edition_of_decision
from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchAction, BatchStatus, may
from app.domain.disbursement.record import Delivery
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.errors import KhlangError, Refused, Unreachable
from app.services.last_words import WORKSTATION_REVOKED
from app.store import audit_trail, disbursement, inbox, outbox, papers
from app.store.outbox import CommandState
from app.store.records import facts_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime

    from app.central.signed_orders import Prepared
    from app.domain.disbursement.record import Batch
    from app.services.desk import Desk
    from app.store.outbox import OutboxCommand
    from app.store.unit_of_work import Reading, Writing

BACK_OFF_MIN = timedelta(seconds=1)
BACK_OFF_MAX = timedelta(minutes=5)
_DIGITS_MAX = 9

SESSION_STALE = "session_stale"
NEEDS_SIGN_IN = frozenset({"session_ended", "password_must_change"})
MAINTENANCE = "maintenance"
TURNED_AWAY = frozenset({MAINTENANCE, "client_too_old"})
"""Refusals of everybody, or of this version of the program: they pass, and nothing is lost meanwhile."""
ENDS_SENDING = NEEDS_SIGN_IN | TURNED_AWAY | {WORKSTATION_REVOKED}

NOTHING_ARRIVED = ENDS_SENDING | {
    "server_unreachable",
    "tls_untrusted",
    "tls_expired",
    "tls_wrong_name",
    "tls_refused",
    "too_many_requests",
}
"""Troubles of a try that certainly had no effect: a batch that was only waiting before it is still only waiting."""

_FAMILIES = (
    administration_orders.FAMILY,
    payees.FAMILY,
    recalls.FAMILY,
    comments.FAMILY,
    bills.FAMILY,
    collections.FAMILY,
    receipts.FAMILY,
    portal.FAMILY,
    closing.FAMILY,
    remittances.FAMILY,
)
ORDERS = {kind: family for family in _FAMILIES for kind in family.kinds}
"""Commands that move no batch: their effect is told by the log."""

_OF_ANY_MAKER = frozenset({"cancel", CLOSE})
"""Commands about a batch that a colleague may give where its maker cannot."""
_LAST_WORD = {"batch.returned": BatchStatus.RETURNED, "batch.withdrawn": BatchStatus.WITHDRAWN}

_log = logging.getLogger(__name__)


class Relay:
    """Sends one unit's commands for the person at the desk, from one thread at a time."""

    def __init__(self, desk: Desk, chance: Callable[[], float] = random.random) -> None:
        self._desk = desk
        self._chance = chance
        self._turn = desk.sending

    def send_due(self, at: datetime | None = None) -> bool:
        """Send what is due and say whether any of it was refused; raise `Refused` with what stops all sending.

        ``at`` None is now; a later moment also takes what was to wait until then.
        """
        refused = False
        with self._turn:
            for command in self._mine(at or self._desk.now()):
                answer = self._send(command)
                if not answer.settled and answer.code in ENDS_SENDING:
                    raise Refused(answer.code, **answer.facts)
                refused |= answer.settled and not answer.done
        return refused

    def deliver(self, cmd_id: str) -> Answer:
        """Send one command now, unless the round was faster, and return what is known; it is kept before that."""
        with self._turn:
            with self._desk.store.read() as rd:
                command = outbox.command(rd, cmd_id)
            if command.state in (CommandState.DONE, CommandState.REFUSED):
                return kept_answer(command.response, done=command.state is CommandState.DONE)
            return self._send(command)

    def _mine(self, at: datetime) -> list[OutboxCommand]:
        """Return what is due and was commanded by this person: nobody else's session may carry it."""
        with self._desk.store.read() as rd:
            return [command for command in outbox.due(rd, at) if self._is_mine(rd, command)]

    def unanswered(self) -> int:
        """Return how many commands of this person have no answer yet."""
        with self._desk.store.read() as rd:
            return sum(self._is_mine(rd, command) for command in outbox.unsettled(rd))

    def _is_mine(self, rd: Reading, command: OutboxCommand) -> bool:
        uid = self._desk.actor.person.uid
        family = ORDERS.get(command.kind)
        said = family.author(command.kind, command.request) if family else ""
        if said:
            return said == uid
        if family or command.kind in _OF_ANY_MAKER:
            return audit_trail.author(rd, command.op_id, command.cmd_id) == uid
        if command.kind == "decide":
            return author_of_decision(command.request) == uid
        batch = disbursement.batch(rd, command.op_id)
        return batch is not None and batch.maker_uid == uid

    def _send(self, command: OutboxCommand) -> Answer:
        trouble = self._papers_first(command) if command.kind == "submit" else None
        if trouble is not None:
            with self._write(command) as tx:
                outbox.postpone(tx, command.cmd_id, self._next_try(command, trouble.facts), trouble.code)
            return Answer(settled=False, done=False, code=trouble.code, facts=_texts(trouble))
        with self._write(command) as tx:
            outbox.mark_sent(tx, command.cmd_id)
        answer = self._desk.central.send(command.cmd_id, command.request)
        if not answer.settled:
            self._leave_open(command, answer)
        elif answer.done:
            self._done(command, answer)
        elif answer.code == SESSION_STALE:
            return self._renew(command, answer)
        else:
            self._refused(command, answer)
        return answer

    def _papers_first(self, command: OutboxCommand) -> KhlangError | None:
        """Hand in what is attached to a batch before the batch; return what is in the way, or None.

        A paper that is refused lets the batch go on its way: the central system says of it what is missing.
        """
        with self._desk.store.read() as rd:
            batch = disbursement.batch(rd, command.op_id)
            hashes = tuple(paper.sha256 for paper in batch.head.attachments) if batch else ()
            waiting = papers.to_upload(rd, hashes)
        for sha256, content in waiting.items():
            try:
                self._desk.central.papers.put(content)
            except Unreachable as problem:
                return problem
            except Refused as problem:
                if problem.code in ENDS_SENDING:
                    return problem
                _log.warning("a paper is refused: %s", problem.code)
                return None
            with self._write(command, paper=sha256) as tx:
                papers.mark_uploaded(tx, sha256)
        return None

    def _next_try(self, command: OutboxCommand, facts: Mapping[str, object]) -> datetime:
        wait: timedelta = min(BACK_OFF_MIN * 2 ** min(command.tries, 16), BACK_OFF_MAX)
        return self._desk.now() + max(wait * (0.5 + self._chance() / 2), asked_to_wait(facts))

    def _leave_open(self, command: OutboxCommand, answer: Answer) -> None:
        next_at = self._next_try(command, answer.facts)
        _log.info("command %s open: %s", command.kind, answer.code)
        with self._write(command) as tx:
            outbox.postpone(tx, command.cmd_id, next_at, answer.code)
            if answer.code not in NOTHING_ARRIVED and command.kind not in ORDERS:
                disbursement.set_status(tx, command.op_id, delivery=Delivery.UNKNOWN)

    def _done(self, command: OutboxCommand, answer: Answer) -> None:
        with self._write(command) as tx:
            outbox.settle(tx, command.cmd_id, CommandState.DONE, answer.response)
            if command.kind in ORDERS:
                return  # what it changed is asked for anew, and told by the log
            batch = disbursement.batch(tx, command.op_id)
            # The log may have told more already; an answer never leads back.
            newer = batch is not None and answer.version > batch.version
            disbursement.set_status(
                tx,
                command.op_id,
                delivery=Delivery.NONE,
                status=BatchStatus(answer.status) if newer else None,
                version=answer.version if newer else None,
            )

    def _refused(self, command: OutboxCommand, answer: Answer) -> None:
        _log.info("command %s refused: %s", command.kind, answer.code)
        with self._write(command, code=answer.code, told=facts_text(answer.facts)) as tx:
            outbox.settle(tx, command.cmd_id, CommandState.REFUSED, answer.response)
            if command.kind in ORDERS:
                return
            batch = disbursement.batch(tx, command.op_id)
            if _leaves_it_be(command, batch):
                told = answer.code if command.kind == "cancel" else None
                disbursement.set_status(
                    tx, command.op_id, delivery=Delivery.NONE, reason=told, reason_facts=answer.facts
                )
                return
            disbursement.set_status(
                tx, command.op_id, delivery=Delivery.REFUSED, reason=answer.code, reason_facts=answer.facts
            )
            if command.kind == "submit" and batch is not None:
                self._back_to_the_maker(tx, batch)

    def _back_to_the_maker(self, tx: Writing, batch: Batch) -> None:
        """Undo what handing in did here: the edition never was, the batch can be mended again.

        Unless the log tells of this very edition: then the maker was faster at another workstation.
        """
        if disbursement.signed(tx, batch.op_id, batch.rev) is not None:
            return
        words = [_LAST_WORD[event.kind] for event in inbox.known_events(tx, batch.op_id) if event.kind in _LAST_WORD]
        status = words[-1] if words else BatchStatus.DRAFT
        disbursement.set_status(tx, batch.op_id, status=status, rev=max(batch.rev - 1, 0))
        disbursement.mark_lines(tx, batch.op_id, LineStatus.DRAFT)

    def _renew(self, command: OutboxCommand, answer: Answer) -> Answer:
        """Put the same intent into the present session, in the commit that settles the old command as refused."""
        family = ORDERS.get(command.kind)
        again = (family.renewed if family else renewed)(command.kind, command.request, self._desk.signer)
        if again is None:
            self._refused(command, answer)
            return answer
        fresh = self._requeued(command, again, answer)
        return self._send(fresh)

    def _write(self, command: OutboxCommand, **facts: str) -> AbstractContextManager[Writing]:
        named = {"command": command.cmd_id, "kind": command.kind, **facts}
        return self._desk.store.write(self._desk.actor, Action.RECORD_ANSWER, command.op_id, named)

    def _requeued(self, command: OutboxCommand, again: Prepared, answer: Answer) -> OutboxCommand:
        fresh = outbox.new_command(again.cmd_id, again.op_id, again.kind, again.request, self._desk.now())
        with self._write(command, code=answer.code) as tx:
            outbox.settle(tx, command.cmd_id, CommandState.REFUSED, answer.response)
            outbox.queue(tx, fresh)
        return replace(fresh, tries=0)


def _texts(problem: KhlangError) -> dict[str, str]:
    return {name: str(value) for name, value in problem.facts.items()}


def asked_to_wait(facts: Mapping[str, object]) -> timedelta:
    """Return how long the central system asks to be left alone, as far as that is a time one waits.

    Whoever is told until when it is closed asks now and then nevertheless: it may open earlier.
    """
    seconds = "" if "until" in facts else str(facts.get("retry_after", ""))
    readable = seconds.isascii() and seconds.isdecimal() and len(seconds) <= _DIGITS_MAX
    return min(timedelta(seconds=int(seconds)), BACK_OFF_MAX) if readable else timedelta()


def _leaves_it_be(command: OutboxCommand, batch: Batch | None) -> bool:
    """Say whether the batch stands as it stood after a refusal: who asked is told, or the log was faster.

    Then what was decided is no more, and the edition that waits now was refused nothing; or the bank has begun what
    should have been cancelled: how the batch stands says so, and why it was not cancelled stays told with it.
    """
    if command.kind == "decide" and batch is not None:
        return edition_of_decision(command.request) < batch.rev
    if command.kind == "cancel" and batch is not None:
        return not may(batch.status, BatchAction.CANCEL)
    return command.kind == CLOSE
