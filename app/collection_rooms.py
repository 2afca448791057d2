"""The rooms of collecting: composition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.services.bill_import import BillImport
from app.services.bill_papers import BillPapers
from app.services.bill_writing import BillWriting
from app.services.bills import Bills
from app.services.collecting import Collecting
from app.services.collection_reports import CollectionReports
from app.services.collection_rows import Limits
from app.services.letters import Letters
from app.services.official_receipt_papers import OfficialReceiptPapers
from app.services.official_receipts import OfficialReceipts
from app.services.requests import Requests
from app.ui.navigation import place_of
from app.ui.screens.collections.bills_import import BillImportScreen
from app.ui.screens.collections.bills_list import BillsScreen
from app.ui.screens.collections.intraday_list import IntradayScreen
from app.ui.screens.collections.queue_list import QueueScreen
from app.ui.screens.collections.queue_orders import OrdersScreen
from app.ui.screens.collections.receipts_list import ReceiptsScreen
from app.ui.screens.collections.reports_screen import ReportsScreen
from app.ui.screens.collections.requests_list import RequestsScreen

if TYPE_CHECKING:
    from app.services.collection_rows import ReceiptRows
    from app.services.desk import Desk
    from app.services.sync import Sync
    from app.ui.filter_bar import Views
    from app.ui.navigation import Place

GROUP = "ui.group_collecting"


def places(desk: Desk, sync: Sync, views: Views) -> tuple[Place, ...]:
    """Return the rooms in the order of the left column."""
    look = Action.VIEW_COLLECTIONS
    bills, requests = Bills(desk, sync), Requests(desk, sync)
    papers = BillPapers(desk, bills, Letters(desk, sync))

    def bills_screen() -> BillsScreen:
        writing = BillWriting(bills, requests, desk.actor.person.uid)
        return BillsScreen(bills, writing, papers, desk, views)

    return (
        place_of(BillsScreen, bills_screen, look, group=GROUP),
        place_of(
            BillImportScreen,
            lambda: BillImportScreen(BillImport(desk, bills)),
            Action.ISSUE_BILLS,
            shown=False,
        ),
        *_money_places(desk, sync, bills),
        place_of(RequestsScreen, lambda: RequestsScreen(requests, desk), look, group=GROUP),
    )


def _money_places(desk: Desk, sync: Sync, bills: Bills) -> tuple[Place, ...]:
    """Return the rooms of money that came in, its receipts and reports."""
    look = Action.VIEW_COLLECTIONS
    collecting, reports = Collecting(desk, sync), CollectionReports(desk)
    receipts, letters = OfficialReceipts(desk, sync), Letters(desk, sync)
    papers = OfficialReceiptPapers(desk, letters)

    def online() -> bool:
        return desk.online and sync.state().online

    def rows(fy: int) -> ReceiptRows:
        return receipts.rows(Limits(fy=fy))

    return (
        place_of(IntradayScreen, lambda: IntradayScreen(collecting, reports, bills.receiving, desk), look, group=GROUP),
        place_of(QueueScreen, lambda: QueueScreen(collecting, desk), look, group=GROUP),
        place_of(OrdersScreen, lambda: OrdersScreen(collecting, desk), look, group=GROUP),
        place_of(
            ReceiptsScreen,
            lambda: ReceiptsScreen(receipts, papers, letters, collecting, rows, online, desk),
            look,
            group=GROUP,
        ),
        place_of(ReportsScreen, lambda: ReportsScreen(reports, bills.receiving), look, group=GROUP),
    )
