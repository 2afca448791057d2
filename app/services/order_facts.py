"""What the audit entry of an order says: about whom, and before and after of everything that it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central.administration_changes import differing, plain_text
from app.domain.access.company import CompanyUser, UserRecord, UserState, WorkstationState
from app.domain.access.proposal import ActKind, ProposalKind

if TYPE_CHECKING:
    from app.domain.access.proposal import AgencyView, Change

_EFFECTS: dict[str, tuple[str, str]] = {
    ProposalKind.USER_SUSPEND: ("state", UserState.SUSPENDED),
    ProposalKind.USER_RESUME: ("state", UserState.ACTIVE),
    ProposalKind.USER_REMOVE: ("state", UserState.REMOVED),
    ActKind.SUSPEND_NOW: ("state", UserState.SUSPENDED_UNCONFIRMED),
    ActKind.CONFIRM_SUSPENSION: ("state", UserState.SUSPENDED),
    ActKind.UNLOCK: ("locked", "no"),
    ActKind.RESET_PASSWORD: ("state", UserState.NEW),
    ActKind.END_SESSION: ("signed_in", "no"),
    ActKind.REVOKE_WORKSTATION: ("state", WorkstationState.REVOKED),
    ActKind.REVOKE_KEY: ("state", "revoked"),
}
"""What an order without a record of its own changes: the field, and its value then."""


def sides(
    kind: str, subject: str, view: AgencyView | None, before: Change | None, after: Change | None
) -> dict[str, str]:
    """Return ``subject_name``, ``before`` and ``after`` of an order: texts of what differs, '' for nothing."""
    user = view.user(subject) if view else None
    if after is not None:
        one, other = differing(before, after)
    elif kind == ProposalKind.KEY_PERMIT and user is not None:
        one = plain_text({"key_permits": str(user.key_permits)})
        other = plain_text({"key_permits": str(user.key_permits + 1)})
    elif kind in _EFFECTS:
        field, value = _EFFECTS[kind]
        one, other = plain_text({field: _present(subject, field, view)}), plain_text({field: str(value)})
    else:
        one, other = "", ""
    return {"subject_name": _called(user, after), "before": one, "after": other}


def _present(subject: str, field: str, view: AgencyView | None) -> str:
    """Return how a user, a workstation or a key stands now, '' where that is not known."""
    if view is None:
        return ""
    user = view.user(subject)
    if user is not None:
        value = getattr(user, field)
        return ("yes" if value else "no") if isinstance(value, bool) else str(value)
    station = next((each for each in view.workstations if each.device_id == subject), None)
    if station is not None:
        return station.state.value
    key = next((each for each in view.keys if each.kid == subject), None)
    return "" if key is None else "revoked" if key.revoked_at else "valid"


def _called(user: CompanyUser | None, after: Change | None) -> str:
    record = user.record if user else after if isinstance(after, UserRecord) else None
    return f"{record.user_id} {record.name_th}" if record else ""
