"""A morning at the agency itself: both administrators at workplaces over real stores, with requests in every state."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from app.domain.access.grants import Grant
from app.domain.access.proposal import ActKind, ProposalKind
from app.domain.access.user import Role
from app.domain.values.errors import Refused
from app.domain.values.money import Money
from app.workplace import Workplace
from tests.helpers.administrators import PARENT, record
from tests.helpers.raw_central import OTHER_UNIT, UNIT, Central, running
from tests.helpers.workstation import Workstation
from tests.pictures.album import dispose

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.domain.access.company import CompanyUser
    from app.domain.access.proposal import Change, Proposal

ADMIN_1, ADMIN_2 = "ADMIN1", "ADMIN2"
WRONG = "ไม่ใช่รหัสผ่านนี้"
TRIES = 3


@dataclass
class Agency:
    """A running central system and both administrators' workplaces; ``requests`` names them by their story."""

    central: Central
    one: Workplace
    two: Workplace
    folder: Path
    requests: dict[str, str]

    def password(self, user_id: str) -> str:
        """Return an administrator's password."""
        return self.central.password(PARENT, user_id)

    def user(self, user_id: str, company_id: str = UNIT) -> CompanyUser:
        """Return a user as the central system tells now."""
        users = self.one.administration.view().users
        return next(user for user in users if (user.company_id, user.record.user_id) == (company_id, user_id))

    def prepare(self) -> None:
        """Let a morning pass: something was decided, something waits, somebody is out, somebody is locked."""
        self._decide()
        self._propose("add", ProposalKind.USER_ADD, "", record("MAKER09", 9), "บรรจุใหม่ตามคำสั่ง")
        standing_in = self.user("MAKER03")
        place = Grant(Role.MAKER_PAYMENT, date(2026, 12, 1), date(2026, 12, 31), "กค 15/2570", self.user("MAKER01").uid)
        wanted = replace(
            standing_in.record,
            position="หัวหน้าฝ่ายการเงินและบัญชี",
            mobile="0898765432",
            batch_max=Money(50_000_000),
            grants=(standing_in.record.grants[0], place),
        )
        self._propose("change", ProposalKind.USER_CHANGE, standing_in.uid, wanted, "รักษาการแทนระหว่างลาคลอด")
        self._propose("remove", ProposalKind.USER_REMOVE, self.user("NEW01", OTHER_UNIT).uid, None, "ไม่มารายงานตัว")
        self.one.administration.act(
            ActKind.SUSPEND_NOW, self.user("MAKER02").uid, reason="พบการเข้าใช้ผิดปกติ", password=self.password(ADMIN_1)
        )
        guest = Workstation.at(self.folder / "guest", self.central)
        for _ in range(TRIES):
            with suppress(Refused):
                guest.enter_as(UNIT, "AUTH01", WRONG)
        self.exchange()

    def exchange(self) -> None:
        """Let both workplaces hear the news."""
        for place in (self.one, self.two):
            place.sync.sync_now()

    def close(self) -> None:
        """Sign both out; their windows go too."""
        for place in (self.one, self.two):
            place.close()
            dispose(place.window)

    def _decide(self) -> None:
        """Add somebody whose slip waits to be printed, and send a request back."""
        self._propose("added", ProposalKind.USER_ADD, "", record("MAKER08", 8), "โอนย้ายจากส่วนกลาง")
        user = self.user("AUTH02")
        self._propose("returned", ProposalKind.USER_SUSPEND, user.uid, None, "ย้ายหน่วย")
        for name, approve, reason in (("added", True, ""), ("returned", False, "ไม่มีคำสั่งแนบ")):
            request = self._request(name)
            self.two.administration.settle(request, approve=approve, reason=reason, password=self.password(ADMIN_2))

    def _request(self, name: str) -> Proposal:
        proposals = self.two.administration.view().proposals
        return next(each for each in proposals if each.req_id == self.requests[name])

    def _propose(self, name: str, kind: ProposalKind, subject: str, change: Change | None, reason: str) -> None:
        given = self.one.administration.propose(kind, subject, change, reason=reason, order_no="กค 15/2570")
        self.requests[name] = given.order_id


@contextmanager
def opened(folder: Path) -> Iterator[Agency]:
    """Open the agency for as long as the block lasts; its morning has passed."""
    with running(folder / "central", eased=True) as central:
        places = []
        for user_id in (ADMIN_1, ADMIN_2):
            station = Workstation.at(folder / user_id, central)
            station.settings.choose(company_id=PARENT, user_id=user_id, theme="light")
            desk = station.sign_in.enter(PARENT, user_id, central.password(PARENT, user_id))
            places.append(Workplace(desk, station.sign_in, station.settings))
        agency = Agency(central, places[0], places[1], folder, {})
        try:
            agency.prepare()
            yield agency
        finally:
            agency.close()
