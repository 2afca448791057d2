"""The access review: who was looked at in a period, and whose rights end soon."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.domain.access.company import UserState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from app.domain.access.company import CompanyUser
    from app.domain.access.grants import Grant

ENDING_DAYS = 14
"""So long before its last day a right is told of: time for a handover, and for an order that prolongs it."""


def to_review(users: Iterable[CompanyUser], period: str) -> list[CompanyUser]:
    """Return everybody whose rights are reviewed, whom nobody has looked at in ``period`` first."""
    present = (user for user in users if user.state is not UserState.REMOVED)
    return sorted(present, key=lambda user: (user.reviewed == period, user.company_id, user.record.user_id))


def unreviewed(users: Iterable[CompanyUser], period: str) -> list[CompanyUser]:
    """Return whom nobody has looked at in ``period``; nobody where no reviews are held."""
    return [user for user in to_review(users, period) if period and user.reviewed != period]


def ending(users: Iterable[CompanyUser], day: date, within: int = ENDING_DAYS) -> list[tuple[CompanyUser, Grant]]:
    """Return the rights in force on ``day`` whose last day comes within so many days, the first to end first.

    A right that goes on under another grant from the next day on does not end.
    """
    last = day + timedelta(days=within)
    found = [
        (until, user, grant)
        for user in users
        if user.state is not UserState.REMOVED
        for grant in user.record.grants
        if (until := grant.valid_until) is not None
        and grant.in_force(day)
        and until <= last
        and grant.role not in user.record.roles(until + timedelta(days=1))
    ]
    return [(user, grant) for _, user, grant in sorted(found, key=lambda each: (each[0], each[1].record.user_id))]
