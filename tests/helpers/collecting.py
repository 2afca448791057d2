"""Desks of a unit that collects: its maker's and its authorizer's services, and payers at the simulated bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from app.domain.collections.bill_rules import BillFields
from app.domain.values.list_filter import EVERYTHING, ListFilter
from app.services.bills import Bills
from app.services.collecting import Collecting
from app.services.collection_reports import CollectionReports
from app.services.letters import Letters
from app.services.official_receipts import OfficialReceipts
from app.services.requests import Requests
from tests.helpers.raw_payees import tax_id

if TYPE_CHECKING:
    from app.domain.collections.bill import Bill
    from app.domain.collections.payment import Payment
    from tests.helpers.raw_central import Central
    from tests.helpers.workstation import Workstation

PORTAL, OWN = "GMIS210101", "GMIS210201"
"""Companies: the first one's money is sent on by the Portal, the second sends it itself."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for."""

    order: str = ""
    descending: bool = False
    search: str = ""
    chips: frozenset[str] = frozenset()
    narrowed: ListFilter = EVERYTHING


class Counter:
    """A person's services of collecting at a workstation."""

    def __init__(self, station: Workstation, central: Central, company_id: str, user_id: str) -> None:
        self.station, self.central = station, central
        self.password = central.password(company_id, user_id)
        desk, sync = station.desk, station.sync
        self.bills, self.money = Bills(desk, sync), Collecting(desk, sync)
        self.receipts, self.requests = OfficialReceipts(desk, sync), Requests(desk, sync)
        self.letters, self.reports = Letters(desk, sync), CollectionReports(desk)

    def hear(self) -> None:
        """Exchange everything with the central system."""
        state = self.station.sync.sync_now()
        assert not state.problem, (state.problem, state.facts)

    def lose_an_answer(self) -> None:
        """Let the central system do the next command and not answer it."""
        fault = {"fault": "lost_answer", "route": "commands", "count": 1}
        assert self.central.operate("POST", "faults", fault).status == 200

    def issue(self, *fields: BillFields) -> list[Bill]:
        """Issue bills and return them with their references."""
        given = self.bills.issue([self.bills.keep(one) for one in fields])
        assert given.known
        return self.bills.issued(given.order_id)

    def bill(self, n: int = 1, satang: int = 150_000, **changes: object) -> Bill:
        return self.issue(self.fields(n, satang, **changes))[0]

    def fields(self, n: int = 1, satang: int = 150_000, **changes: object) -> BillFields:
        """Return a bill that is right in everything but ``changes``."""
        right: dict[str, Any] = {
            "payer_name": f"บริษัท ตัวอย่างที่ {n} จำกัด",
            "payer_id": tax_id(n),
            "payer_address": "99 ถนนตัวอย่าง แขวงสมมุติ กรุงเทพมหานคร 10200",
            "payer_email": f"payer{n}@example.co.th",
            "payer_mobile": "0812345678",
            "revenue_type": "permit_fee",
            "item": "ค่าธรรมเนียมใบอนุญาตประกอบกิจการ",
            "satang": satang,
            "due_date": self.bills.today + timedelta(days=30),
        }
        return BillFields(**{**right, **changes})

    def pay(self, bill: Bill, satang: int | None = None, **changes: object) -> Payment:
        """Let somebody pay on a bill at the bank, and hear of it; faults are let through."""
        reference = bill.reference
        said = {
            "channel": "counter",
            "biller_id": reference.biller_id,
            "ref1": reference.ref1,
            "ref2": reference.ref2,
            "satang": str(bill.draft.amount.satang if satang is None else satang),
            "payer_name": bill.draft.payer_name,
            "force": True,
        }
        answer = self.central.operate("POST", "collections", {**said, **changes})
        assert answer.status == 200, answer.body
        self.hear()
        return self.money.told(str(answer.json["payment_id"])).payment

    def paid(self, count: int, satang: int = 150_000) -> list[Payment]:
        """Issue bills and let each be paid whole."""
        return [self.pay(bill) for bill in self.issue(*(self.fields(n, satang) for n in range(1, count + 1)))]


def settled(maker: Counter, authorizer: Counter, req_id: str, *, approve: bool = True, reason: str = "") -> None:
    """Let the authorizer decide an order, and both hear of it."""
    authorizer.hear()
    given = authorizer.money.settle(
        authorizer.money.order(req_id), approve=approve, password=authorizer.password, reason=reason
    )
    assert given.known
    maker.hear()


def day(text: str) -> date:
    return date.fromisoformat(text)
