"""The rooms of collecting: composition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.services.bill_import import BillImport
from app.services.bill_papers import BillPapers
from app.services.bill_writing import BillWriting
from app.services.bills import Bills
from app.services.letters import Letters
from app.services.requests import Requests
from app.ui.navigation import place_of
from app.ui.screens.collections.bills_import import BillImportScreen
from app.ui.screens.collections.bills_list import BillsScreen
from app.ui.screens.collections.requests_list import RequestsScreen

if TYPE_CHECKING:
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
        place_of(RequestsScreen, lambda: RequestsScreen(requests, desk), look, group=GROUP),
    )
