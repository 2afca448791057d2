"""The life of a payment batch: every state, every action, one table."""

from __future__ import annotations

from enum import StrEnum


class BatchStatus(StrEnum):
    """Where a batch stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_APPROVAL = "in_approval"
    APPROVED = "approved"
    RELEASED = "released"
    SETTLED = "settled"
    PARTLY_SETTLED = "partly_settled"
    REFUSED = "refused"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class BatchAction(StrEnum):
    """What can be done to a batch, by a person or by the bank."""

    SUBMIT = "submit"
    SIGN = "sign"
    APPROVE = "approve"
    RETURN = "return"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    RELEASE = "release"
    SETTLE_ALL = "settle_all"
    SETTLE_SOME = "settle_some"
    SETTLE_NONE = "settle_none"


class Kind(StrEnum):
    """What may be paid through this channel (document 002; ว 103, ว 85); later kinds are rows of the unit's table."""

    WELFARE = "welfare"
    LOAN = "loan"
    PURCHASE = "purchase"


_S, _A = BatchStatus, BatchAction
_WAITING = (_S.SUBMITTED, _S.IN_APPROVAL)
_REPAIRABLE = (_S.RETURNED, _S.WITHDRAWN)

TRANSITIONS: dict[tuple[BatchStatus, BatchAction], BatchStatus] = {
    (_S.DRAFT, _A.SUBMIT): _S.SUBMITTED,
    (_S.DRAFT, _A.CANCEL): _S.CANCELLED,
    **{(status, _A.SUBMIT): _S.SUBMITTED for status in _REPAIRABLE},
    **{(status, _A.CANCEL): _S.CANCELLED for status in _REPAIRABLE},
    **{(status, _A.SIGN): _S.IN_APPROVAL for status in _WAITING},
    **{(status, _A.APPROVE): _S.APPROVED for status in _WAITING},
    **{(status, _A.RETURN): _S.RETURNED for status in _WAITING},
    (_S.SUBMITTED, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.APPROVED, _A.CANCEL): _S.CANCELLED,
    (_S.APPROVED, _A.RELEASE): _S.RELEASED,
    (_S.RELEASED, _A.SETTLE_ALL): _S.SETTLED,
    (_S.RELEASED, _A.SETTLE_SOME): _S.PARTLY_SETTLED,
    (_S.RELEASED, _A.SETTLE_NONE): _S.REFUSED,
    (_S.SETTLED, _A.SETTLE_SOME): _S.PARTLY_SETTLED,
    (_S.PARTLY_SETTLED, _A.SETTLE_SOME): _S.PARTLY_SETTLED,
    (_S.SETTLED, _A.SETTLE_NONE): _S.REFUSED,
    (_S.PARTLY_SETTLED, _A.SETTLE_NONE): _S.REFUSED,
}
"""``(status, action) -> status``. Approved, a batch is cancelled only by the bank's yes.

A late return after settlement is SETTLE_SOME or SETTLE_NONE again.
"""

EDITABLE = frozenset({_S.DRAFT, *_REPAIRABLE})
FINAL = frozenset({_S.SETTLED, _S.PARTLY_SETTLED, _S.REFUSED, _S.CANCELLED})

CANCEL_TOO_LATE = "cancel_too_late"
"""The bank's no to cancelling a batch that it has begun with."""

LINES_MAX = 100_000


def after(status: BatchStatus, action: BatchAction) -> BatchStatus | None:
    """Return the status that ``action`` leads to, or None where it is not allowed."""
    return TRANSITIONS.get((status, action))


def may(status: BatchStatus, action: BatchAction) -> bool:
    """Say whether ``action`` is allowed in ``status``."""
    return (status, action) in TRANSITIONS
