"""The way through the agency's other rooms: policy, workstations and keys, access review, papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QApplication, QDialog

from app.demo.hands import click, fill, until
from app.domain.access.grants import Grant
from app.domain.access.policy import Policy, PolicyRule, WorkstationRule
from app.domain.access.proposal import ActKind, ProposalKind, Review, WorkstationPermit
from app.domain.access.user import Role
from app.domain.values.dates import bangkok_day
from app.domain.values.money import Money
from app.ui.screens.administration.handover import HandoverScreen
from app.ui.screens.administration.policy import PolicyScreen
from app.ui.screens.administration.review import ReviewScreen
from app.ui.screens.administration.workstations import WorkstationsScreen
from app.ui.theme import SIZES
from tests.helpers.raw_central import OTHER_UNIT
from tests.pictures.agency import ADMIN_2
from tests.pictures.album import rest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.domain.access.proposal import Change
    from app.ui.screen import Screen
    from app.workplace import Workplace
    from tests.pictures.agency import Agency
    from tests.pictures.album import Eye

S = TypeVar("S", bound="Screen")
FINANCE = "2101000001"
REASON = "ตามคำสั่งกรม"


class RoomsTour:
    """Goes through the rooms once, at both desks; what it needs there it has both administrators decide first."""

    def __init__(self, agency: Agency, eye: Eye) -> None:
        self._agency, self._eye = agency, eye

    def everything(self) -> None:
        """See all there is, empty rooms first."""
        agency = self._agency
        for place, part in (
            (agency.one, self.empty),
            (agency.one, self.policy),
            (agency.one, self.stations),
            (agency.one, self.review),
            (agency.two, self.second),
        ):
            place.window.resize(*SIZES.window)
            place.window.show()
            rest()
            part(place)
            place.window.hide()

    def empty(self, place: Workplace) -> None:
        """See the policy before there is a rule; then let both decide a few things."""
        place.window.go("policy")
        rest()
        self._eye("policy_none", place.window)
        agency = self._agency
        first, second = agency.user("AUTH02").uid, agency.user("AUTH01").uid
        rules = (
            PolicyRule(kind="welfare", above=Money(500_000_000), signatures=1),
            PolicyRule(FINANCE, above=Money(100_000_000), signatures=2, stages=((first, second), (second,))),
            PolicyRule(FINANCE, kind="loan", account="0061000026", signatures=2),
        )
        policy = Policy(rules, password_days=90, workstations=WorkstationRule.OPEN, review_months=6)
        view = place.administration.view()
        self._decide(ProposalKind.POLICY_CHANGE, view.agency, policy)
        self._decide(ProposalKind.WORKSTATION_PERMIT, FINANCE, WorkstationPermit(FINANCE, "FIN-PC-04"))
        user = agency.user("MAKER01", OTHER_UNIT)
        today = bangkok_day(view.at)
        ending = Grant(Role.MAKER_PAYMENT, today, today + timedelta(days=9), "กค 15/2570")
        self._decide(ProposalKind.USER_CHANGE, user.uid, replace(user.record, grants=(ending,)))
        period = place.administration.view().review_period
        self._decide(ProposalKind.REVIEW, view.agency, Review(period, tuple(sorted((first, user.uid)))))
        agency.exchange()

    def policy(self, place: Workplace) -> None:
        """See what is in force, a draft of it, a rule, the request, and what waits."""
        window = place.window
        window.go("policy")
        screen = _page(place, PolicyScreen)
        rest()
        fill("policy.amount", "1,250,000")
        self._eye("policy", window)
        click("policy.edit")
        rest()
        screen.side.days.set_text("0")
        screen.table.choose(screen.table.model.id_at(0))
        click("policy.remove")
        rest()
        self._eye("policy_draft", window)
        screen.table.choose(screen.table.model.id_at(0))
        click("policy.change")
        self._see_dialog("policy_rule", window)
        click("policy.add")
        fill("policy.above_field", "1.001")
        click("policy.keep")
        self._see_dialog("policy_rule_wrong", window)
        click("policy.discard")
        self._see_dialog("policy_discard", window)
        click("policy.propose")
        rest()
        fill("administration.reason", REASON)
        self._eye("policy_propose", window)
        click("policy.propose")
        until(lambda: QApplication.activeModalWidget() is None, "the policy was not proposed")
        rest()
        self._eye("policy_waiting", window)

    def stations(self, place: Workplace) -> None:
        """See workstations, keys and the door, and the questions of Admin 1."""
        window = place.window
        window.go("workstations", "stations")
        screen = _page(place, WorkstationsScreen)
        rest()
        self._eye("workstations", window)
        click("workstations.permit")
        self._see_dialog("workstations_permit", window)
        window.go("workstations", "keys")
        rest()
        self._eye("workstations_keys", window)
        kid = next(key.kid for key in place.administration.view().keys if key.uid == place.desk.actor.person.uid)
        screen.open_subject(kid)
        rest()
        self._eye("workstations_own_key", window)
        window.go("workstations", "notes")
        rest()
        self._eye("workstations_notes", window)

    def review(self, place: Workplace) -> None:
        """See the review with marks, its question, its paper, and a pack."""
        window = place.window
        window.go("review", self._agency.user("MAKER01").uid)
        screen = _page(place, ReviewScreen)
        rest()
        click("review.mark")
        rest()
        self._eye("review", window)
        screen.propose.click()
        self._see_dialog("review_propose", window)
        window.go("review", "ending")
        rest()
        self._eye("review_ending", window)
        click("review.paper")
        until(lambda: screen.paper.made, "the list was not made")
        rest()
        self._eye("review_paper", window)
        screen.go_back()
        window.go("handover", self._agency.user("MAKER03").uid)
        pack = _page(place, HandoverScreen)
        until(lambda: pack.paper.made, "the pack was not made")
        rest()
        self._eye("handover", window)

    def second(self, place: Workplace) -> None:
        """See what Admin 2 sees: a policy to decide, a slip to print, a workstation to revoke, the list."""
        window, view = place.window, place.administration.view()
        waiting = view.waiting(ProposalKind.POLICY_CHANGE)
        assert waiting is not None
        window.go("requests", waiting.req_id)
        rest()
        self._eye("request_policy", window)
        station = next(each for each in view.workstations if each.slip_id)
        window.go("workstations", station.device_id)
        _page(place, WorkstationsScreen).tabs["stations"].click()
        rest()
        self._eye("workstations_slip", window)
        click("workstations.revoke")
        fill("administration.reason", "เครื่องชำรุด")
        fill("administration.password", "ไม่ใช่รหัสนี้")
        click("workstations.revoke")
        rest()
        self._see_dialog("workstations_revoke_refused", window)
        place.administration.act(
            ActKind.REVOKE_WORKSTATION, station.device_id, reason="เครื่องชำรุด", password=self._agency.password(ADMIN_2)
        )
        window.go("workstations", station.device_id)
        rest()
        self._eye("workstations_revoked", window)
        window.go("review", "open")
        rest()
        self._eye("review_admin_2", window)
        window.go("home")
        rest()
        self._eye("rights_home_review", window)

    # -- how -----------------------------------------------------------------------------------------------------------

    def _decide(self, kind: ProposalKind, subject: str, change: Change) -> None:
        """Have both agree."""
        one, two = self._agency.one.administration, self._agency.two.administration
        one.view()
        given = one.propose(kind, subject, change, reason=REASON, order_no="กค 16/2570")
        request = next(each for each in two.view().proposals if each.req_id == given.order_id)
        two.settle(request, approve=True, password=self._agency.password(ADMIN_2))

    def _see_dialog(self, name: str, window: QWidget) -> None:
        rest()
        self._eye(name, window)
        front = QApplication.activeModalWidget()
        assert isinstance(front, QDialog), name
        front.reject()
        rest()


def _page(place: Workplace, screen: type[S]) -> S:
    page = place.window.page(screen.key)
    assert isinstance(page, screen)
    return page
