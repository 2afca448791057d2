"""What holds in an agency: who must sign what, how long a password lasts, how a workstation comes into use."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.values.money import Money

_ANY_SUM = Money(0)


class WorkstationRule(StrEnum):
    """How a workstation that is not known yet is taken into use: at the first sign-in, or with a one-time code."""

    OPEN = "open"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """Signatures for batches above a sum; '' matches any unit, kind or account.

    ``stages`` names the uids who may give the first, second ... signature in that order; empty for any authorizers.
    """

    unit: str = ""
    kind: str = ""
    account: str = ""
    above: Money = _ANY_SUM
    signatures: int = 1
    stages: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy of an agency; ``password_days`` and ``review_months`` are 0 for never."""

    rules: tuple[PolicyRule, ...] = ()
    password_days: int = 0
    workstations: WorkstationRule = WorkstationRule.CODE
    review_months: int = 0
