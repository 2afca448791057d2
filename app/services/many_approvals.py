"""Approving several batches in one go: each is fetched, verified and signed by itself, and has a result of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.disbursement.batch import BatchAction, may
from app.domain.disbursement.record import Delivery
from app.domain.values.errors import KhlangError, Refused, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.domain.disbursement.record import Batch
    from app.services.approval import Approval, ApprovalContent

APPROVED, UNKNOWN, MUST_OPEN = "approved", "unknown", "must_open"
"""Results that are no error's code: signed, sent without an answer, lines to be opened first (fact ``count``)."""

_ENDS_ALL = frozenset({"password_wrong", "user_locked", "session_ended", "signed_in_offline"})
"""Refusals that the next batch would meet as well; a wrong password is never tried twice."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one batch: ``code`` is `APPROVED`, `UNKNOWN`, `MUST_OPEN` or an error's, with its facts."""

    batch: Batch
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


def approve_many(
    approval: Approval, batches: Sequence[Batch], password: str, report: Callable[[int, int], None]
) -> list[Result]:
    """Approve each batch that may be approved unseen, and say of each what became of it.

    Raises `Refused` ``password_wrong`` or ``user_locked`` while nothing has been signed yet.
    """
    results: list[Result] = []
    stopped: KhlangError | None = None
    for done, batch in enumerate(batches):
        report(done, len(batches))
        if stopped is not None:
            results.append(Result(batch, stopped.code, stopped.facts))
            continue
        try:
            results.append(_approve(approval, batch, password))
        except KhlangError as problem:
            if problem.code in _ENDS_ALL and not any(result.code == APPROVED for result in results):
                raise
            results.append(Result(batch, problem.code, problem.facts))
            if problem.code in _ENDS_ALL or isinstance(problem, Unreachable):
                stopped = problem
    report(len(batches), len(batches))
    return results


def _approve(approval: Approval, batch: Batch, password: str) -> Result:
    content = approval.content(batch.op_id)
    if not may(content.batch.status, BatchAction.APPROVE):
        raise Refused("status_forbids", status=content.batch.status.value, action=BatchAction.APPROVE.value)
    left = content.review.left()
    if left:
        return Result(content.batch, MUST_OPEN, {"count": len(left)})
    return _signed(approval, content, password)


def _signed(approval: Approval, content: ApprovalContent, password: str) -> Result:
    after = approval.approve(content, password)
    return Result(after, UNKNOWN if after.delivery is Delivery.UNKNOWN else APPROVED)
