"""The life of a batch at the central system: one table decides what may happen."""

from __future__ import annotations

from enum import StrEnum

from app.simulator.refusals import Refused
from app.wire.codes import BatchState, Refusal


class Action(StrEnum):
    """What is done to a batch: by people as far as ``let_go``, which releases it, from ``release`` on by the bank."""

    SUBMIT = "submit"
    SIGN = "sign"
    APPROVE = "approve"
    RETURN = "return"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    LET_GO = "let_go"
    RELEASE = "release"
    REFUSE = "refuse"
    SETTLE_ALL = "settle_all"
    SETTLE_SOME = "settle_some"
    SETTLE_NONE = "settle_none"


_S, _A = BatchState, Action

TRANSITIONS: dict[tuple[BatchState, Action], BatchState] = {
    (_S.SUBMITTED, _A.SUBMIT): _S.SUBMITTED,
    (_S.SUBMITTED, _A.SIGN): _S.IN_APPROVAL,
    (_S.SUBMITTED, _A.APPROVE): _S.APPROVED,
    (_S.SUBMITTED, _A.RETURN): _S.RETURNED,
    (_S.SUBMITTED, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.IN_APPROVAL, _A.SUBMIT): _S.SUBMITTED,
    (_S.IN_APPROVAL, _A.SIGN): _S.IN_APPROVAL,
    (_S.IN_APPROVAL, _A.APPROVE): _S.APPROVED,
    (_S.IN_APPROVAL, _A.RETURN): _S.RETURNED,
    (_S.APPROVED, _A.CANCEL): _S.CANCELLED,
    (_S.APPROVED, _A.LET_GO): _S.APPROVED,
    (_S.APPROVED, _A.RELEASE): _S.RELEASED,
    (_S.APPROVED, _A.REFUSE): _S.REFUSED,
    (_S.RELEASED, _A.SETTLE_ALL): _S.SETTLED,
    (_S.RELEASED, _A.SETTLE_SOME): _S.PARTLY_SETTLED,
    (_S.RELEASED, _A.SETTLE_NONE): _S.REFUSED,
    (_S.SETTLED, _A.SETTLE_SOME): _S.PARTLY_SETTLED,
    (_S.SETTLED, _A.SETTLE_NONE): _S.REFUSED,
    (_S.PARTLY_SETTLED, _A.SETTLE_SOME): _S.PARTLY_SETTLED,
    (_S.PARTLY_SETTLED, _A.SETTLE_NONE): _S.REFUSED,
    (_S.RETURNED, _A.SUBMIT): _S.SUBMITTED,
    (_S.RETURNED, _A.CANCEL): _S.CANCELLED,
    (_S.WITHDRAWN, _A.SUBMIT): _S.SUBMITTED,
    (_S.WITHDRAWN, _A.CANCEL): _S.CANCELLED,
}
"""``(state, action) -> state``; what is not here is refused. After settlement only late returns move a batch."""


def after(status: str, action: Action) -> BatchState:
    """Return where ``action`` leads from ``status``; refuse with ``status_forbids``."""
    following = TRANSITIONS.get((BatchState(status), action))
    if following is None:
        raise Refused(Refusal.STATUS_FORBIDS, status=status, action=action.value)
    return following
