"""Rights with their dates, and which of them one person may never hold at the same time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.access.user import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

MAKERS = frozenset({Role.MAKER_PAYMENT, Role.MAKER_COLLECTION, Role.MAKER_REMITTANCE})
ADMINISTRATORS = frozenset({Role.ADMIN_1, Role.ADMIN_2})
GRANTED_BY_ADMINISTRATORS = tuple(role for role in Role if role not in ADMINISTRATORS)
"""Administrators come from the bank only."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A right from its first day to its last, in Bangkok; ``valid_until`` None is without end.

    ``order_no`` names the written order; ``substitute_for`` is the uid whose place is taken meanwhile, or ''.
    """

    role: Role
    valid_from: date
    valid_until: date | None = None
    order_no: str = ""
    substitute_for: str = ""

    def in_force(self, day: date) -> bool:
        """Say whether the right counts on ``day``."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def ended(self, day: date) -> bool:
        """Say whether the right is over on ``day``."""
        return self.valid_until is not None and self.valid_until < day


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two rights that exclude each other, from the first day of both; ``user_id`` is whose the other one is."""

    role: Role
    other_role: Role
    user_id: str
    since: date
    until: date | None


def exclude(role: Role, other: Role) -> bool:
    """Say whether one person may not hold both: who makes never approves, who administers does nothing else."""
    pair = {role, other}
    if len(pair) == 1:
        return False
    return bool(pair & ADMINISTRATORS) or (Role.AUTHORIZER in pair and bool(pair & MAKERS))


def conflict(grants: Sequence[Grant], elsewhere: Iterable[tuple[str, Grant]], user_id: str = "") -> Conflict | None:
    """Return the first two rights of a person that exclude each other on a common day, None where all is well.

    ``grants`` are those of the user name ``user_id``, ``elsewhere`` those of the person's other names, each with its
    name. The rule is the same for a substitute: taking somebody's place never widens what one person may do.
    """
    own = [(user_id, grant) for grant in grants]
    others = [*own, *elsewhere]
    for place, (_, grant) in enumerate(own):
        for name, other in others[place + 1 :]:
            since, until = _common_days(grant, other)
            if exclude(grant.role, other.role) and (until is None or since <= until):
                return Conflict(grant.role, other.role, name, since, until)
    return None


def _common_days(grant: Grant, other: Grant) -> tuple[date, date | None]:
    ends = [end for end in (grant.valid_until, other.valid_until) if end is not None]
    return max(grant.valid_from, other.valid_from), min(ends, default=None)
