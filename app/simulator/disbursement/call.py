"""What every command is handled with, and what every one that had its effect is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.simulator import log
from app.simulator.clock import moment_text
from app.simulator.refusals import Refused, wrong
from app.wire.codes import Refusal
from app.wire.disbursement import Done
from app.wire.orders import OrderDone

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from sqlalchemy import Connection

    from app.simulator.calendar import BankCalendar
    from app.simulator.disbursement.batches import Batch
    from app.simulator.log import Position
    from app.simulator.sessions import Signed
    from app.wire.codec import Message
    from app.wire.orders import Command


@dataclass(frozen=True, slots=True)
class Call:
    """One command inside its transaction: by whom, when; ``bank_key`` signs what the bank says of it."""

    connection: Connection
    now: datetime
    signed: Signed
    calendar: BankCalendar
    bank_key: Ed25519PrivateKey

    @property
    def at(self) -> str:
        """The moment as the wire writes it."""
        return moment_text(self.now)

    def demand_envelope(self, cmd_id: str, command: Command) -> None:
        """Refuse a command of another workstation or of an earlier session: the epoch is a fence."""
        if command.cmd_id != cmd_id:
            raise wrong("cmd_id")
        if command.device != self.signed.device:
            raise Refused(Refusal.DEVICE_WRONG)
        if command.session_epoch != str(self.signed.epoch):
            raise Refused(Refusal.SESSION_STALE)

    def tell(self, batch: Batch, kind: str, body: Message, author: log.Author) -> Position:
        """Write an event about ``batch`` into its unit's log."""
        return log.append(self.connection, self.at, batch.owner, kind, batch.op_id, body, author)

    def author(self, cmd_id: str, kid: str = "", sig_sha256: str = "") -> log.Author:
        """Return who acts here, for the log."""
        return log.Author(self.signed.uid, kid, self.signed.device, cmd_id, sig_sha256)

    def done(self, cmd_id: str, batch: Batch, position: Position) -> Done:
        """Return the answer to a command that had its effect."""
        return Done(
            cmd_id=cmd_id,
            op_id=batch.op_id,
            status=batch.status,
            version=str(batch.version),
            at=self.at,
            log=position.log,
            seq=str(position.seq),
            leaf=position.leaf,
        )

    def answer(self, cmd_id: str, subject: str, status: str, position: Position) -> OrderDone:
        """Return the answer to a command about anything but a batch: what became of which ``subject``."""
        return OrderDone(cmd_id, subject, status, self.at, position.log, str(position.seq), position.leaf)
