"""What waits for an administrator: requests to decide, suspensions to confirm, slips to print, people locked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.access.company import UserState
from app.domain.access.permissions import Action, may
from app.domain.access.proposal import ProposalStatus
from app.domain.access.review import ending, unreviewed
from app.domain.values.dates import bangkok_day, clock_time
from app.services.board import Found, FoundGroup, HomeState, Tile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from app.domain.access.company import CompanyUser
    from app.domain.access.proposal import AgencyView, Proposal
    from app.domain.access.user import Person
    from app.services.administration import Administration

USERS, REQUESTS, REVIEW = "users", "requests", "review"
"""Screens by their key."""

FOUND_MAX = 20
RECENT_MAX = 8
_ICONS = {
    ProposalStatus.PENDING: "hourglass",
    ProposalStatus.APPROVED: "circle-check",
    ProposalStatus.RETURNED: "undo-2",
    ProposalStatus.RECALLED: "undo-2",
}


class RightsBoard:
    """Counts and gathers from the agency as last seen; asks for it anew only after news."""

    def __init__(self, administration: Administration) -> None:
        self._administration = administration

    def home(self, person: Person) -> HomeState:
        """Return what waits for this administrator, and the newest requests."""
        view = self._administration.standing()
        if view is None:
            return HomeState((), (), None)
        tiles = tuple(self._tiles(view, person))
        return HomeState(tiles, tuple(_found(each, view) for each in view.proposals[:RECENT_MAX]), None)

    def badges(self, person: Person) -> Mapping[str, int]:
        """Return how much waits for this administrator in each room."""
        view = self._administration.standing()
        if view is None:
            return {}
        asked = may(person.roles, Action.APPROVE_PROPOSAL)
        users = {user.uid for group in (_unconfirmed, _with_slip, _locked) for user in group(view, person)}
        return {REQUESTS: len(_to_settle(view, person)) if asked else len(_returned(view, person)), USERS: len(users)}

    def find(self, words: str) -> Sequence[FoundGroup]:
        """Return users whose names hold these words, from what was seen last."""
        view, wanted = self._administration.seen, words.strip().casefold()
        if view is None or not wanted:
            return []
        language = i18n.language()
        found = [
            Found(
                title=user.record.name(language),
                detail=f"{user.record.user_id} · {unit.name if (unit := view.unit(user.record.unit)) else ''}",
                screen=USERS,
                subject=user.uid,
                icon="circle-user",
            )
            for user in view.users
            if wanted in f"{user.record.user_id} {user.record.name_th} {user.record.name_en}".casefold()
        ]
        group = FoundGroup(USERS, i18n.text("search.kind.user"), len(found), found[:FOUND_MAX])
        return [group] if found else []

    def title(self, subject: str, req_id: str) -> str:
        """Return whom an order is about, '' where that is not known here."""
        view = self._administration.seen
        if view is None:
            return ""
        request = next((each.subject_name for each in view.proposals if each.req_id == req_id), "")
        return request or (view.person_name(subject, i18n.language()) if view.user(subject) else "")

    def _tiles(self, view: AgencyView, person: Person) -> Iterator[Tile]:
        roles = person.roles
        if may(roles, Action.APPROVE_PROPOSAL):
            yield _requests("to_settle", _to_settle(view, person), ProposalStatus.PENDING)
        if may(roles, Action.PROPOSE_CHANGE):
            yield _requests("proposed", _own(view, person), ProposalStatus.PENDING)
            yield _requests("proposals_returned", _returned(view, person), ProposalStatus.RETURNED)
        if may(roles, Action.CONFIRM_SUSPENSION):
            yield Tile("unconfirmed", len(_unconfirmed(view, person)), USERS, "suspended")
        if may(roles, Action.PRINT_SLIP):
            yield Tile("slips", len(_with_slip(view, person)), USERS, "slip")
            yield Tile("locked", len(_locked(view, person)), USERS, "locked")
        if not may(roles, Action.SUSPEND_NOW):
            yield _requests("requests_open", _pending(view), ProposalStatus.PENDING)
        yield from _review_tiles(view)
        unknown = sum(not order.code for order in self._administration.orders())
        if unknown:
            yield Tile("orders_unknown", unknown, REQUESTS, ProposalStatus.PENDING.value)


def _review_tiles(view: AgencyView) -> Iterator[Tile]:
    """Give whom nobody has looked at in the period running, and rights that end soon, while there are any."""
    left = unreviewed(view.users, view.review_period)
    ends = ending(view.users, bangkok_day(view.at))
    for key, people, subject in (("unreviewed", left, "open"), ("rights_ending", ends, "ending")):
        if people:
            yield Tile(key, len(people), REVIEW, subject)


def _requests(key: str, proposals: Sequence[Proposal], status: ProposalStatus) -> Tile:
    oldest: datetime | None = min((each.proposed_at for each in proposals), default=None)
    return Tile(key, len(proposals), REQUESTS, status.value, None, oldest)


def _pending(view: AgencyView) -> list[Proposal]:
    return [each for each in view.proposals if each.status is ProposalStatus.PENDING]


def _own(view: AgencyView, person: Person) -> list[Proposal]:
    return [each for each in _pending(view) if each.maker_uid == person.uid]


def _to_settle(view: AgencyView, person: Person) -> list[Proposal]:
    return [each for each in _pending(view) if each.maker_uid != person.uid]


def _returned(view: AgencyView, person: Person) -> list[Proposal]:
    """Return what was sent back to this person and not taken up since: the newest request of each subject."""
    newest: dict[str, Proposal] = {}
    for each in view.proposals:
        newest.setdefault(each.subject, each)
    return [each for each in newest.values() if (each.status, each.maker_uid) == (ProposalStatus.RETURNED, person.uid)]


def _unconfirmed(view: AgencyView, person: Person) -> list[CompanyUser]:
    if not may(person.roles, Action.CONFIRM_SUSPENSION):
        return []
    waiting = (user for user in view.users if user.state is UserState.SUSPENDED_UNCONFIRMED)
    return [user for user in waiting if user.suspended_by != person.uid]


def _with_slip(view: AgencyView, person: Person) -> list[CompanyUser]:
    return [user for user in view.users if user.slip_id] if may(person.roles, Action.PRINT_SLIP) else []


def _locked(view: AgencyView, person: Person) -> list[CompanyUser]:
    if not may(person.roles, Action.UNLOCK):
        return []
    return [user for user in view.users if user.locked and not user.administers]


def _found(each: Proposal, view: AgencyView) -> Found:
    language = i18n.language()
    if each.fault:
        wrong = i18n.text("administration.not_signed")
        return Found(wrong, clock_time(each.proposed_at, language), REQUESTS, each.req_id, "shield-x")
    detail = i18n.text(
        "home.request",
        status=i18n.text(f"administration.standing.{each.status}"),
        name=view.person_name(each.maker_uid, language),
        at=clock_time(each.settled_at or each.proposed_at, language),
    )
    title = f"{i18n.text(f'administration.kind.{each.kind}')}: {each.subject_name}"
    return Found(title, detail, REQUESTS, each.req_id, _ICONS[each.status])
