"""Which actions are lit for a batch and a person: the domain's two tables laid over one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.disbursement import batch as life
from app.domain.disbursement.batch import EDITABLE, BatchAction, BatchStatus
from app.domain.disbursement.record import Delivery

if TYPE_CHECKING:
    from app.domain.access.user import Actor
    from app.domain.disbursement.record import Batch

EDIT, DECIDE, ASK_AGAIN, RESULTS, EVIDENCE, EXPORT, WITHDRAW, CANCEL, DELETE = (
    "edit",
    "decide",
    "ask_again",
    "results",
    "evidence",
    "export",
    "withdraw",
    "cancel",
    "delete",
)
ASK_CANCEL = "ask_cancel"
"""To ask the bank to give up what was approved; its answer is yes or no."""
_WITH_RESULTS = frozenset(
    {BatchStatus.RELEASED, BatchStatus.SETTLED, BatchStatus.PARTLY_SETTLED, BatchStatus.REFUSED, BatchStatus.APPROVED}
)


def lit(batch: Batch, actor: Actor, *, left_behind: bool = False) -> tuple[str, ...]:
    """Return the actions that ``actor`` may start now, the main one first; ``left_behind``: its maker cannot.

    While an answer is unknown nothing can be done but to ask again and to look: a bank file of it would be one more way
    to pay. Where the content does not hold there is nothing to look at or to sign, and only its maker can still take it
    back.
    """
    roles = actor.person.roles
    looks = [RESULTS] if batch.status in _WITH_RESULTS and permissions.may(roles, Action.OPEN_BATCH) else []
    if batch.rev and permissions.may(roles, Action.MAKE_DOCUMENT):
        looks.append(EVIDENCE)
    if batch.delivery is Delivery.UNKNOWN:
        return (ASK_AGAIN, *looks)
    if batch.delivery is Delivery.QUEUED:
        return tuple(looks)
    if batch.lines_count and (batch.rev or batch.mine) and permissions.may(roles, Action.EXPORT_FILE):
        looks.append(EXPORT)
    if batch.suspect:
        return tuple(_endings(batch, actor, left_behind))
    return tuple([*_work(batch, actor), *looks, *_endings(batch, actor, left_behind)])


def _work(batch: Batch, actor: Actor) -> list[str]:
    roles = actor.person.roles
    if batch.status in EDITABLE and batch.mine and permissions.may(roles, Action.EDIT_BATCH):
        return [EDIT]
    waiting = life.may(batch.status, BatchAction.APPROVE)
    if waiting and not batch.mine and permissions.may(roles, Action.APPROVE_BATCH):
        return [DECIDE]
    return []


def _endings(batch: Batch, actor: Actor, left_behind: bool) -> list[str]:
    roles = actor.person.roles
    can_cancel = life.may(batch.status, BatchAction.CANCEL) and permissions.may(roles, Action.CANCEL_BATCH)
    end = ASK_CANCEL if batch.status is BatchStatus.APPROVED else CANCEL
    if not batch.mine:
        return [end] if left_behind and batch.rev and can_cancel else []
    found = []
    if life.may(batch.status, BatchAction.WITHDRAW) and permissions.may(roles, Action.WITHDRAW_BATCH):
        found.append(WITHDRAW)
    if batch.rev == 0 and batch.status is BatchStatus.DRAFT:
        return [*found, DELETE] if permissions.may(roles, Action.DELETE_DRAFT) else found
    if can_cancel:
        found.append(end)
    return found
