"""What holds in an agency: who must sign what, how long a password lasts, how a workstation comes into use."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.access.company import SUSPENDED, UserState
from app.domain.access.user import Role
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from app.domain.access.company import AgencyUnit, CompanyUser

_ANY_SUM = Money(0)
SIGNATURES_MAX = 5
REQUIRED, PERSON = "required", "person"


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
    """The policy of an agency; ``password_days`` and ``review_months`` are 0 for never.

    ``payees``: `REQUIRED` where every line must name the payee register. ``release``: `PERSON` where somebody who
    neither made nor signed a batch lets it go. Both '' where it is otherwise.
    """

    rules: tuple[PolicyRule, ...] = ()
    password_days: int = 0
    workstations: WorkstationRule = WorkstationRule.CODE
    review_months: int = 0
    payees: str = ""
    release: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """What a rule looks at in a batch."""

    unit: str
    kind: str
    account: str
    total: Money


@dataclass(frozen=True, slots=True)
class Need:
    """Signatures that a batch needs, by stages if any; ``rule`` is why, None where the unit's own number counts."""

    signatures: int
    stages: tuple[tuple[str, ...], ...] = ()
    rule: PolicyRule | None = None


def matches(rule: PolicyRule, payment: Payment) -> bool:
    """Say whether a rule speaks of a batch; a sum of exactly ``above`` is not above it."""
    scope = ((rule.unit, payment.unit), (rule.kind, payment.kind), (rule.account, payment.account))
    return all(wanted in ("", found) for wanted, found in scope) and payment.total > rule.above


def need(policy: Policy, payment: Payment, unit_signatures: int) -> Need:
    """Return what a batch needs: the strictest matching rule counts, the unit's own number where none matches.

    The strictest has the most signatures; among equals one with stages, then the first.
    """
    matching = [rule for rule in policy.rules if matches(rule, payment)]
    if not matching:
        return Need(unit_signatures)
    strictest = max(matching, key=lambda rule: (rule.signatures, bool(rule.stages)))
    return Need(strictest.signatures, strictest.stages, strictest)


def unmeetable(rule: PolicyRule, authorizers: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """Return the units that a rule covers and that have too few people for it.

    ``authorizers``: by unit, the uids of those who may sign there, each with the person behind it: every signature is
    another person's, and each stage needs one of its own.
    """
    covered = (unit for unit in authorizers if rule.unit in ("", unit))
    return tuple(unit for unit in covered if not _can_be_met(rule, authorizers[unit]))


def authorizers(units: Iterable[AgencyUnit], users: Sequence[CompanyUser], day: date) -> dict[str, dict[str, str]]:
    """Return who may sign in each paying unit on a day: the uids, each with the citizen id of the person behind it."""
    out = SUSPENDED | {UserState.REMOVED}
    able = [user for user in users if user.state not in out and Role.AUTHORIZER in user.record.roles(day)]
    return {
        unit.unit: {user.uid: user.record.person_id for user in able if user.record.unit == unit.unit}
        for unit in units
        if not unit.parent
    }


def scope(rule: PolicyRule) -> tuple[str, str, str, Money]:
    """Return which batches a rule speaks of: of two rules with the same, only the stricter could ever count."""
    return rule.unit, rule.kind, rule.account, rule.above


def _can_be_met(rule: PolicyRule, person_of: Mapping[str, str]) -> bool:
    stages = [frozenset(person_of[uid] for uid in stage if uid in person_of) for stage in rule.stages]
    return len(set(person_of.values())) >= rule.signatures and _one_each(stages, frozenset())


def _one_each(stages: Sequence[frozenset[str]], taken: frozenset[str]) -> bool:
    """Say whether every stage finds somebody who has no other."""
    if not stages:
        return True
    return any(_one_each(stages[1:], taken | {person}) for person in stages[0] - taken)
