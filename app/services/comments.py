"""What people said of a batch and its lines: heard from the log, sent through the outbox, kept with the evidence."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.central.comments import prepare_comment
from app.central.events import retold
from app.domain.access.permissions import Action, may
from app.domain.disbursement.outcome import BatchCommented
from app.domain.values.dates import parse_instant
from app.domain.values.errors import Unanswered
from app.services.commands import queue
from app.store import inbox

if TYPE_CHECKING:
    from datetime import datetime

    from app.services.desk import Desk
    from app.services.sync import Sync

COMMENTED = "batch.commented"
"""What an event is called that holds a comment."""


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as the log tells it; ``number`` is the line, 0 for the whole batch."""

    at: datetime
    uid: str
    number: int
    text: str


class Comments:
    """Hears and says for one signed-in person; both may take seconds."""

    def __init__(self, desk: Desk, sync: Sync) -> None:
        self._desk = desk
        self._sync = sync

    @property
    def may_say(self) -> bool:
        """Whether this person may say something."""
        return may(self._desk.actor.person.roles, Action.COMMENT_BATCH)

    def about(self, op_id: str) -> list[Said]:
        """Return what was said about a batch, in the log's order."""
        with self._desk.store.read() as reading:
            events = [event for event in inbox.known_events(reading, op_id) if event.kind == COMMENTED]
        told = ((event, retold(event.record, event.salt, event.body).news) for event in events)
        return [
            Said(parse_instant(event.at), event.uid, said.number, said.text)
            for event, said in told
            if isinstance(said, BatchCommented)
        ]

    def say(self, op_id: str, number: int, text: str) -> bool:
        """Say something about a batch, or about its line ``number``; return whether it is known to have arrived.

        Raises `Refused` ``field_wrong`` for no text, and what `Sync.deliver` raises.
        """
        prepared = prepare_comment(self._desk.signer, op_id, number, text)
        facts = {"line": str(number)} if number else {}
        with self._desk.store.write(
            self._desk.actor, Action.COMMENT_BATCH, op_id, {**facts, "cmd_id": prepared.cmd_id}
        ) as tx:
            queue(tx, prepared, self._desk.now())
        with suppress(Unanswered):  # the outbox goes on sending it
            self._sync.deliver(prepared.cmd_id)
            self._sync.sync_now()
            return True
        return False
