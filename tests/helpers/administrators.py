"""Both administrators of the sample agency at their workstations, with what they do all day."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from stdnum.th import pin

from app.domain.access.company import UserRecord
from app.domain.access.grants import Grant
from app.domain.access.proposal import ProposalKind, ProposalStatus
from app.domain.access.user import Role
from app.services.administration import Administration
from tests.helpers.raw_central import UNIT
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.domain.access.company import CompanyUser
    from app.domain.access.proposal import Proposal
    from app.services.commands import Given
    from tests.helpers.raw_central import Central

PARENT = "GMIS210100"
REASON = "ตามคำสั่งแต่งตั้ง"
ORDER = "กค 12/2570"


@dataclass
class Administrator:
    """One of the two at a workstation."""

    station: Workstation
    service: Administration
    password: str

    @classmethod
    def at(cls, root: Path, central: Central, user_id: str) -> Administrator:
        station = Workstation.at(root, central).enter(central, user_id, PARENT)
        return cls(station, Administration(station.desk, station.sync), central.password(PARENT, user_id))

    def user(self, user_id: str, company_id: str = UNIT) -> CompanyUser:
        """Return a user as the central system tells now."""
        users = self.service.view().users
        return next(user for user in users if (user.company_id, user.record.user_id) == (company_id, user_id))

    def request(self, req_id: str) -> Proposal:
        """Return a request as the central system tells now."""
        return next(each for each in self.service.view().proposals if each.req_id == req_id)

    def waiting(self) -> list[Proposal]:
        """Return what nobody has decided."""
        return [each for each in self.service.view().proposals if each.status is ProposalStatus.PENDING]

    def approve(self, given: Given) -> Given:
        """Approve what the other proposed."""
        return self.service.settle(self.request(given.order_id), approve=True, password=self.password)


@contextmanager
def both(central: Central, folder: Path) -> Iterator[tuple[Administrator, Administrator]]:
    """Sign both in, each at a workstation of their own."""
    pair = (
        Administrator.at(folder / "admin-1", central, "ADMIN1"),
        Administrator.at(folder / "admin-2", central, "ADMIN2"),
    )
    try:
        yield pair
    finally:
        for each in pair:
            each.station.leave()


def citizen(number: int) -> str:
    """Return an invented citizen id with its check digit."""
    plain = f"32018{number:07d}"
    return f"{plain}{pin.calc_check_digit(plain)}"


def record(user_id: str, number: int, role: Role = Role.MAKER_PAYMENT) -> UserRecord:
    """Return the record of somebody who is not there yet."""
    return UserRecord(
        unit="2101000001",
        user_id=user_id,
        person_id=citizen(number),
        name_th="กัลยา น้ำใจงาม",
        name_en="Kanlaya Namchaingam",
        position="นักวิชาการเงินและบัญชี",
        mobile="0812345678",
        email="",
        grants=(Grant(role, date(2026, 11, 23), None, ORDER),),
    )


def added(one: Administrator, two: Administrator, user_id: str, number: int) -> CompanyUser:
    """Return a user whom both have added just now."""
    given = one.service.propose(ProposalKind.USER_ADD, "", record(user_id, number), reason=REASON, order_no=ORDER)
    two.approve(given)
    return one.user(user_id)


def moved(user: CompanyUser, position: str) -> UserRecord:
    """Return the record of a user in another position."""
    return replace(user.record, position=position)
