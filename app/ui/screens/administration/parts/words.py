"""The administration screens' common words: states as chips, rights, days, what a field holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.access.company import UserState
from app.domain.access.grants import Grant
from app.domain.access.policy import PolicyRule, WorkstationRule
from app.domain.access.proposal import ProposalStatus, UnitAccount
from app.domain.access.template import TemplateSigner
from app.domain.values import dates
from app.domain.values.money import Money
from app.ui import days
from app.ui.cells import Cell
from app.ui.screens.administration.parts import policy_words

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.domain.access.company import CompanyUser
    from app.domain.access.proposal import AgencyView, Proposal
    from app.ui.theme import Tone

DASH = "–"

_STATES: dict[UserState, tuple[Tone, str]] = {
    UserState.NEW: ("accent", "key-round"),
    UserState.ACTIVE: ("done", "circle-check"),
    UserState.SUSPENDED: ("refused", "ban"),
    UserState.SUSPENDED_UNCONFIRMED: ("refused", "triangle-alert"),
    UserState.REMOVED: ("plain", "circle-x"),
}
_STANDINGS: dict[ProposalStatus, tuple[Tone, str]] = {
    ProposalStatus.PENDING: ("waiting", "hourglass"),
    ProposalStatus.APPROVED: ("done", "circle-check"),
    ProposalStatus.RETURNED: ("refused", "undo-2"),
    ProposalStatus.RECALLED: ("plain", "undo-2"),
}


def state(user: CompanyUser) -> Cell:
    """Return the chip of a user; a lock speaks louder than the state behind it."""
    if user.locked and user.state is not UserState.REMOVED:
        return Cell(i18n.text("administration.locked"), tone="refused", icon="lock", chip=True)
    tone, icon = _STATES[user.state]
    return Cell(i18n.text(f"administration.state.{user.state}"), tone=tone, icon=icon, chip=True)


def standing(proposal: Proposal) -> Cell:
    """Return the chip of a request; doubt about a signature speaks loudest."""
    if proposal.fault:
        return Cell(i18n.text("administration.not_signed"), tone="refused", icon="shield-x", chip=True)
    tone, icon = _STANDINGS[proposal.status]
    return Cell(i18n.text(f"administration.standing.{proposal.status}"), tone=tone, icon=icon, chip=True)


def waiting(proposal: Proposal | None, view: AgencyView) -> str | Cell:
    """Return the badge of what waits about somebody: what, with who and since when as the hint."""
    if proposal is None:
        return ""
    hint = i18n.text(
        "administration.waiting_since", who=person(view, proposal.maker_uid), at=moment(proposal.proposed_at)
    )
    return Cell(kind(proposal.kind), tone="waiting", icon="hourglass", chip=True, hint=hint)


def kind(code: str) -> str:
    """Return what a kind of request, act or bank's change is called; an unknown one keeps its raw name."""
    key = f"administration.kind.{code}"
    return i18n.text(key) if i18n.has(key) else code


def person(view: AgencyView, uid: str) -> str:
    """Return the name of a user in the language in use."""
    return view.person_name(uid, i18n.language())


def unit(view: AgencyView, code: str) -> str:
    """Return a unit's name, or its code where it is not known."""
    found = view.unit(code)
    return found.name if found else code


def role(code: str) -> str:
    """Return what a role is called."""
    return i18n.text(f"terms.role.{code}")


def roles(user: CompanyUser, today: date) -> str:
    """Return the rights that count today, or those to come, or that there are none."""
    held = [grant for grant in user.record.grants if grant.in_force(today)]
    coming = [grant for grant in user.record.grants if grant.valid_from > today]
    if held:
        return ", ".join(dict.fromkeys(role(grant.role) for grant in held))
    if coming:
        first = min(coming, key=lambda grant: grant.valid_from)
        return i18n.text("administration.rights_from", role=role(first.role), day=days.compact(first.valid_from))
    return i18n.text("administration.rights_none")


def period(grant: Grant) -> str:
    """Return the days of a right."""
    if grant.valid_until is None:
        return i18n.text("administration.from", day=days.day(grant.valid_from))
    return i18n.text("administration.from_to", day=days.day(grant.valid_from), end=days.day(grant.valid_until))


def grant_words(grant: Grant, view: AgencyView) -> str:
    """Return a right with its days, its order and whose place it takes, in one line."""
    parts = [role(grant.role), period(grant)]
    if grant.substitute_for:
        parts.append(i18n.text("administration.instead_of", name=person(view, grant.substitute_for)))
    if grant.order_no:
        parts.append(i18n.text("administration.by_order", order=grant.order_no))
    return " · ".join(parts)


def limit(value: Money) -> str:
    """Return a person's limit; nothing leaves it to the unit."""
    return i18n.text("ui.baht", amount=value.format()) if value.satang else i18n.text("administration.limit_of_unit")


def moment(value: datetime | None) -> str:
    """Return ``24 พ.ย. 69 09:41``; a dash for no moment."""
    if value is None:
        return DASH
    local = value.astimezone(dates.BANGKOK)
    return f"{days.compact(local.date())} {local:%H:%M}"


def field(name: str) -> str:
    """Return what a field of a change is called."""
    return i18n.text(f"administration.field.{name}")


_POLICY_WORDS = {"payees": policy_words.payees, "release": policy_words.release}
"""Settings of the policy whose nothing has words as well."""


def value(name: str, what: object, view: AgencyView) -> str:
    """Return what a field of a change holds, in words; '' for nothing."""
    if isinstance(what, TemplateSigner):
        return " · ".join(part for part in (what.caption, what.name, what.position) if part)
    if name == "emblem":
        return i18n.text("administration.template_emblem", mark=str(what)[:8]) if what else ""
    return _POLICY_WORDS[name](str(what or "")) if name in _POLICY_WORDS else _value(name, what, view)


def _value(name: str, what: object, view: AgencyView) -> str:
    match what:
        case None | "" | ():
            return ""
        case Grant():
            return grant_words(what, view)
        case PolicyRule():
            return policy_words.sentence(what, view)
        case UnitAccount():
            return f"{what.account} {what.name} · {i18n.text(f'administration.purpose.{what.purpose}')}"
        case Money():
            return limit(what)
        case WorkstationRule():
            return i18n.text(f"administration.workstations.{what}")
        case int():
            if not what:
                return i18n.text("policy.never" if name == "password_days" else "policy.not_held")
            return i18n.text(f"administration.value.{name}", count=what)
        case tuple():
            return ", ".join(person(view, uid) for uid in what)
    return unit(view, str(what)) if name == "unit" else str(what)
