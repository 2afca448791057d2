"""Batches whose content did not hold when it was fetched: asked for again, and taken over once it is what was signed.

Until then their lines are not here, nobody can approve them, and they say why.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from app.central import verification
from app.central.events import retold
from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.outcome import LinesClosed, LinesReported
from app.domain.disbursement.record import LineRecord
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.errors import Refused, Tampered
from app.services.relay import NEEDS_SIGN_IN
from app.store import disbursement, follow_ups, inbox, reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.central.verification import VerifiedBatch
    from app.services.desk import Desk
    from app.store.unit_of_work import Writing

NOT_FETCHED = "content_not_fetched"
"""Why a batch has no lines here that was told at the desk of somebody who may not look into batches."""

GONE = frozenset({BatchStatus.RETURNED, BatchStatus.WITHDRAWN, BatchStatus.CANCELLED})
"""Where a batch is when its lines wait for nobody."""

_log = logging.getLogger(__name__)


def fetch_again(desk: Desk) -> None:
    """Ask for the content of every suspect batch once more; raise `Unreachable` and `Refused` for want of a session."""
    with desk.store.read() as rd:
        waiting, keys = disbursement.suspects(rd), reference.keys(rd)
    for op_id, known in waiting.items():
        try:
            take_over(desk, verification.verify_batch(desk.central.batch(op_id), keys.values()))
        except Tampered as problem:
            if problem.code != known:
                _suspect(desk, op_id, problem.code)
        except Refused as problem:
            if problem.code in NEEDS_SIGN_IN:
                raise
            _log.warning("the content of a suspect batch is refused: %s", problem.code)


def take_over(desk: Desk, content: VerifiedBatch) -> None:
    """Put verified content where content that did not hold is missing; what was reported meanwhile is caught up on.

    Raises `Tampered` ``history_changed`` for another edition than the log's under the same number.
    """
    with desk.store.read() as rd:
        known = disbursement.batch(rd, content.op_id)
    if known is None or not known.suspect:
        return
    with desk.store.write(
        desk.actor, Action.RECORD_EVENTS, content.op_id, {"payment_sha256": content.payment_sha256}
    ) as tx:
        batch = disbursement.batch(tx, content.op_id)
        if batch is None or not batch.suspect or batch.rev != content.rev:
            return  # mended meanwhile, or about to be replaced by the edition that this content is of
        signed = disbursement.signed(tx, content.op_id, content.rev)
        if signed is None or signed.payment != content.payment:
            raise Tampered("history_changed", seq=0)
        put_content(tx, content)
        disbursement.mark_lines(tx, content.op_id, lines_now(batch.status, mine=batch.mine))
        for said in _reports(tx, content.op_id, content.rev):
            if isinstance(said, LinesReported):
                disbursement.set_outcomes(tx, content.op_id, said.outcomes)
            else:
                follow_ups.close_lines(tx, content.op_id, said.reasons)
        disbursement.set_status(tx, content.op_id, suspect="")


def put_content(tx: Writing, content: VerifiedBatch) -> None:
    """Put the lines of a verified edition in place of whatever lines the batch has."""
    disbursement.clear_lines(tx, content.op_id)
    disbursement.put_lines(tx, content.op_id, map(LineRecord.of, content.lines))


def lines_now(status: BatchStatus, *, mine: bool) -> LineStatus:
    """Return how lines without an answer stand: what came back is open again for its maker, void for others."""
    if status not in GONE:
        return LineStatus.PENDING
    return LineStatus.DRAFT if mine and status is not BatchStatus.CANCELLED else LineStatus.VOIDED


def _suspect(desk: Desk, op_id: str, code: str) -> None:
    with desk.store.write(desk.actor, Action.RECORD_EVENTS, op_id, {"problem": code}) as tx:
        disbursement.set_status(tx, op_id, suspect=code)


def _reports(tx: Writing, op_id: str, rev: int) -> Iterator[LinesReported | LinesClosed]:
    for event in inbox.known_events(tx, op_id):
        said = retold(event.record, event.salt, event.body).news
        if isinstance(said, LinesReported | LinesClosed) and said.rev == rev:
            yield said
