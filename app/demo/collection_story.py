"""The collecting part of the story: bills from a list, money that finds its bill or waits, receipts that prove it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import resources
from app.demo import payers
from app.demo.hands import click, control, fill, press, settle, until
from app.demo.part import Part
from app.domain.values import dates
from app.services.bills import Bills
from app.services.collecting import Collecting
from app.services.official_receipts import OfficialReceipts
from app.ui import days
from app.ui.screens.collections.bills_import import BillImportScreen
from app.ui.screens.collections.bills_list import BillsScreen
from app.ui.screens.collections.intraday_list import IntradayScreen
from app.ui.screens.collections.queue_list import QueueScreen
from app.ui.screens.collections.queue_orders import WAITING, OrdersScreen
from app.ui.screens.collections.receipts_list import ReceiptsScreen
from app.ui.screens.collections.reports_screen import ReportsScreen
from app.ui.table_model import Query

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.workplace import Workplace

SAMPLE = resources.path("samples", "bills_november_2569.xlsx")
BILLS, RECEIPTS, COPY = f"{BillsScreen.key}.pdf", "official-receipts.pdf", "official-receipt-copy.pdf"
RECEIPTED = (RECEIPTS, COPY)
LEFT = (BILLS, *RECEIPTED)
"""The papers that it leaves; those in `RECEIPTED` carry what the bank signed."""
TIME_TO_PAY = timedelta(days=30)
REASON = "ผู้ชำระพิมพ์เลขอ้างอิง 2 ผิดหลักสุดท้าย ชื่อและจำนวนเงินตรงกับใบแจ้ง"


class CollectionStory(Part):
    """Plays in one person's window."""

    def __init__(self, place: Workplace, out: Path, take: Callable[[str], None], exchange: Callable[[], None]) -> None:
        super().__init__(place, out, take, exchange)
        self._bills = Bills(place.desk, place.sync)
        self._money = Collecting(place.desk, place.sync)
        self._receipts = OfficialReceipts(place.desk, place.sync)

    def bill(self) -> str:
        """Bring the list in, issue all bills with one signature, keep their papers; return them for their payers."""
        window = self._place.window
        window.go(BillsScreen.key)
        click("bills.import")
        screen = self._screen(BillImportScreen)
        screen.read(SAMPLE)
        until(lambda: screen.report is not None, "the list was not read")
        fill("bills.import_due", days.day(dates.bangkok_day(self._place.desk.now()) + TIME_TO_PAY))
        press(control("bills.import_due"), "Return")
        until(lambda: screen.wanted, "no row can become a bill")
        settle()
        self._take("bills_import")
        count = len(screen.wanted)
        press(window, "Ctrl+Return")
        control("bills.issue")
        self._take("bills_issue")
        click("bills.issue")
        until(lambda: len(self._issued()) == count, "the bills were not issued")
        bills = self._screen(BillsScreen)
        until(lambda: bills.isVisible() and bills.table.model.rowCount() == count, "the bills are not listed")
        self._take("bills")
        click("bills.papers")
        self._keep(bills.paper, "bills_paper", BILLS)
        return payers.handed_out(self._bills.rows().rows(self._issued()))

    def match(self) -> None:
        """See what came in, and propose which bill the money without one is meant for."""
        window = self._place.window
        window.go(IntradayScreen.key)
        self._hear(self._waits, "no money came in that waits")
        payments = self._screen(IntradayScreen)
        until(lambda: payments.table.model.rowCount() == payers.COUNT, "the payments are not listed")
        self._take("payments")
        window.go(QueueScreen.key)
        queue = self._screen(QueueScreen)
        until(lambda: queue.chosen() is not None, "the queue is empty")
        self._take("queue")
        click("incoming.match")
        until(lambda: queue.page.bill is not None, "no bill is offered")
        fill("incoming.reason", REASON)
        self._take("match")
        click("incoming.match_go")
        self._hear(lambda: self._money.orders(waiting=True), "the match was not proposed")
        self._take("match_proposed")

    def settle(self, password: str) -> None:
        """Look at what the maker proposed, payment and bill beside each other, and sign."""
        self._hear(lambda: self._money.orders(waiting=True), "nothing was proposed")
        window = self._place.window
        window.go(OrdersScreen.key, WAITING)
        req_id = self._money.orders(waiting=True)[0].order.order.req_id
        control("incoming.approve")
        self._take("order")
        click("incoming.approve")
        fill("administration.password", password)
        self._take("order_sign")
        press(control("administration.password"), "Return")
        self._hear(lambda: not self._money.orders(waiting=True), "the match was not settled")
        window.go(OrdersScreen.key, req_id)
        screen = self._screen(OrdersScreen)
        until(lambda: screen.chosen() is not None, "the order is not listed")
        self._take("order_settled")

    def issue_receipts(self, count: int = payers.COUNT) -> None:
        """Issue the receipts of all ``count`` payments that are due, up to the question whether they are printed."""
        window = self._place.window
        window.go(ReceiptsScreen.key)
        self._hear(lambda: len(self._receipts.due()) == count, "not every payment is due for a receipt")
        screen = self._screen(ReceiptsScreen)
        until(lambda: screen.due.table.model.rowCount() == count, "what is due is not listed")
        click("receipt_book.choose_all")
        until(lambda: len(screen.due.marked()) == count, "not all are chosen")
        self._take("receipts_due")
        press(window, "Ctrl+Return")
        control("receipt_book.issue_go")
        self._take("receipts_issue")
        click("receipt_book.issue_go")
        control("receipt_book.print_go")

    def receipt(self) -> None:
        """Issue all receipts that are due, print the originals, and one of them a second time."""
        window = self._place.window
        self.issue_receipts()
        screen = self._screen(ReceiptsScreen)
        self._take("receipts_print")
        click("receipt_book.print_go")
        self._keep(screen.paper, "receipts_paper", RECEIPTS)
        original = screen.paper.made
        screen.go_back()
        until(lambda: screen.chosen() is not None, "the register is empty")
        self._take("receipts")
        click("receipt_book.print")
        control("receipt_book.print_go")
        self._take("receipt_print_again")
        click("receipt_book.print_go")
        until(lambda: screen.paper.made is not original, "the copy was not counted")
        self._keep(screen.paper, "receipt_copy", COPY)
        window.go(ReportsScreen.key)
        settle()
        self._take("collection_reports")

    # -- inside -----------------------------------------------------------------------------------------------------

    def _waits(self) -> bool:
        return bool(self._money.queue_rows().ids(Query()))

    def _issued(self) -> list[int]:
        return list(self._bills.rows().ids(Query()))
