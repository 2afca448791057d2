"""Handing signed commands to the outbox, in the commit of the act they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.store import outbox

if TYPE_CHECKING:
    from datetime import datetime

    from app.central.disbursement import Prepared
    from app.store.unit_of_work import Writing


def queue(tx: Writing, prepared: Prepared, at: datetime) -> None:
    """Keep a prepared command; `Sync` sends it as soon as it can."""
    outbox.queue(tx, outbox.new_command(prepared.cmd_id, prepared.op_id, prepared.kind, prepared.request, at))
