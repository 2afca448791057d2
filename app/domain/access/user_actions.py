"""What an administrator may do about a user now: one table of role, state and what waits lights the buttons."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.access.company import SUSPENDED, UserState
from app.domain.access.permissions import Action, may

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.domain.access.company import CompanyUser
    from app.domain.access.user import Role


class UserAction(StrEnum):
    """In the order in which the buttons stand."""

    PRINT_SLIP = "print_slip"
    CONFIRM_SUSPENSION = "confirm_suspension"
    UNLOCK = "unlock"
    CHANGE = "change"
    RESUME = "resume"
    KEY_PERMIT = "key_permit"
    SUSPEND = "suspend"
    REMOVE = "remove"
    RESET_PASSWORD = "reset_password"  # noqa: S105  (an action)
    END_SESSION = "end_session"
    SUSPEND_NOW = "suspend_now"


_PROPOSED = frozenset(
    {UserAction.CHANGE, UserAction.RESUME, UserAction.KEY_PERMIT, UserAction.SUSPEND, UserAction.REMOVE}
)
"""Wait for the other administrator; while one waits about a user, no second can be made."""

_NEEDS: dict[UserAction, Action] = {
    **dict.fromkeys(_PROPOSED, Action.PROPOSE_CHANGE),
    UserAction.PRINT_SLIP: Action.PRINT_SLIP,
    UserAction.CONFIRM_SUSPENSION: Action.CONFIRM_SUSPENSION,
    UserAction.UNLOCK: Action.UNLOCK,
    UserAction.RESET_PASSWORD: Action.RESET_PASSWORD,
    UserAction.END_SESSION: Action.END_SESSION,
    UserAction.SUSPEND_NOW: Action.SUSPEND_NOW,
}


def lit(user: CompanyUser, roles: Iterable[Role], me: str, *, waiting: bool) -> tuple[UserAction, ...]:
    """Return what somebody with these roles may do about a user; ``waiting``: a request about the user is undecided.

    Administrators are the bank's matter: nothing is lit for them.
    """
    held = frozenset(roles)
    if user.administers or user.state is UserState.REMOVED:
        return ()
    allowed = (action for action in UserAction if may(held, _NEEDS[action]))
    return tuple(action for action in allowed if _FITS[action](user, me) and not (waiting and action in _PROPOSED))


def _is_suspended(user: CompanyUser, _: str) -> bool:
    return user.state in SUSPENDED


def _is_not_suspended(user: CompanyUser, _: str) -> bool:
    return user.state not in SUSPENDED


_FITS: dict[UserAction, Callable[[CompanyUser, str], bool]] = {
    UserAction.PRINT_SLIP: lambda user, _: bool(user.slip_id),
    UserAction.CONFIRM_SUSPENSION: lambda user, me: (
        user.state is UserState.SUSPENDED_UNCONFIRMED and user.suspended_by != me
    ),
    UserAction.UNLOCK: lambda user, _: user.locked,
    UserAction.CHANGE: lambda _user, _: True,
    UserAction.RESUME: _is_suspended,
    UserAction.KEY_PERMIT: lambda user, _: user.state is UserState.ACTIVE,
    UserAction.SUSPEND: lambda user, _: user.state is not UserState.SUSPENDED,
    UserAction.REMOVE: lambda _user, _: True,
    UserAction.RESET_PASSWORD: _is_not_suspended,
    UserAction.END_SESSION: lambda user, _: user.signed_in,
    UserAction.SUSPEND_NOW: _is_not_suspended,
}
