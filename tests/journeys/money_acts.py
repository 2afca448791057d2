"""What people do about money that came in and its receipts, with hands; see `acts`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QApplication

from app.demo.hands import click, control, fill, press, until
from app.domain.collections.bill_rules import BillFields
from app.services.bills import Bills
from app.services.collecting import Collecting
from app.ui.screens.collections.queue_list import MATCH, QueueScreen
from app.ui.screens.collections.queue_orders import OrdersScreen
from app.ui.screens.collections.receipts_list import LIST, PAPER, ReceiptsScreen
from tests.journeys import acts

if TYPE_CHECKING:
    from pathlib import Path

    from app.desktop import Desktop
    from app.domain.collections.bill import Bill
    from app.domain.collections.payment import Payment
    from app.domain.collections.receipt import Receipt
    from app.ui.screen import Screen

S = TypeVar("S", bound="Screen")


def issue_bill(desktop: Desktop, payer: str, satang: int) -> Bill:
    """Issue a bill; the room of bills has its own tests."""
    acts.sync(desktop)
    place = acts.place(desktop)
    bills = Bills(place.desk, place.sync)
    fields = BillFields(
        payer_name=payer,
        payer_id="",
        payer_address="1 ถนนตัวอย่าง กรุงเทพมหานคร",
        payer_email="",
        payer_mobile="",
        revenue_type="permit_fee",
        item="ค่าธรรมเนียมใบอนุญาต",
        satang=satang,
        due_date=bills.today + timedelta(days=30),
    )
    [issued] = bills.issued(bills.issue([bills.keep(fields)]).order_id)
    return issued


def payment(desktop: Desktop, payment_id: str) -> Payment:
    """Return a payment after everything was heard."""
    acts.sync(desktop)
    acts.rest(desktop)
    place = acts.place(desktop)
    return Collecting(place.desk, place.sync).told(payment_id).payment


def propose_match(desktop: Desktop, payment_id: str, reason: str) -> list[str]:
    """Propose the likeliest bill for money of the queue; return what the window said about the candidates."""
    screen = _open(desktop, QueueScreen, payment_id)
    until(lambda: (here := screen.chosen()) and here.payment_id == payment_id, "the payment is not chosen")
    control("incoming.match")
    acts.rest(desktop)
    press(screen.table.grid, "Return")
    until(lambda: screen._pages.currentIndex() == MATCH, "no candidates came")
    acts.rest(desktop)
    model = screen.page.table.model
    rows = (model.row_at(number) for number in range(model.rowCount()))
    said = [str(row["why"]) for row in rows if row is not None]
    fill("incoming.reason", reason)
    press(control("incoming.reason"), "Ctrl+Return")
    until(lambda: payment(desktop, payment_id).open_req_id, "nothing was proposed")
    return said


def settle(desktop: Desktop, req_id: str, password: str, button: str = "incoming.approve") -> None:
    """Decide an order with the password."""
    acts.sync(desktop)
    screen = _open(desktop, OrdersScreen, req_id)
    until(lambda: (here := screen.chosen()) and here.order.order.req_id == req_id, "the order is not chosen")
    acts.rest(desktop)
    click(button)
    until(lambda: QApplication.activeModalWidget() is not None, "nothing was asked")
    fill("administration.password", password)
    press(control("administration.password"), "Return")
    _answered(desktop)


def issue_receipt(desktop: Desktop, payment_id: str) -> Receipt:
    """Have a receipt issued for everything that is due, and leave the question whether it shall be printed."""
    acts.sync(desktop)
    screen = _open(desktop, ReceiptsScreen, "due")
    until(lambda: screen.due.table.model.rowCount() > 0, "nothing is due")
    acts.rest(desktop)
    click("receipt_book.choose_all")
    acts.rest(desktop)
    screen.due.go.click()
    until(lambda: QApplication.activeModalWidget() is not None, "nothing was asked")
    click("receipt_book.issue_go")
    until(lambda: _receipts(desktop, payment_id, holding=True), "no receipt was issued")
    control("receipt_book.print_go")
    acts.dismiss(desktop)
    acts.rest(desktop)
    return _receipts(desktop, payment_id, holding=True)[0]


def print_receipt(desktop: Desktop, receipt_id: str, path: Path) -> str:
    """Have a print counted, save the paper, and return what it is called."""
    screen = _choose_receipt(desktop, receipt_id)
    click("receipt_book.print")
    control("receipt_book.print_go")
    said = next(words for words in acts.words_in_sight(desktop) if "·" in words and "/" in words)
    click("receipt_book.print_go")
    until(lambda: screen._pages.currentIndex() == PAPER and screen.paper.made, "no paper came", acts.LONG_SECONDS)
    screen.paper.save(path)
    until(path.exists, f"{path.name} was not written")
    acts.rest(desktop)
    screen.go_back()
    assert screen._pages.currentIndex() == LIST
    return said


def propose_void(desktop: Desktop, receipt_id: str, reason: str) -> str:
    """Propose that a receipt shall not hold any more; return the order's id."""
    _choose_receipt(desktop, receipt_id)
    click("receipt_book.void")
    fill("administration.reason", reason)
    press(control("administration.reason"), "Ctrl+Return")
    _answered(desktop)
    place = acts.place(desktop)
    waiting = Collecting(place.desk, place.sync).orders(waiting=True)
    return next(one.order.order.req_id for one in waiting if one.order.order.receipt_id == receipt_id)


def receipts_of(desktop: Desktop, payment_id: str) -> list[Receipt]:
    """Return every receipt that a payment had, after everything was heard."""
    acts.sync(desktop)
    acts.rest(desktop)
    return _receipts(desktop, payment_id)


# -- how --------------------------------------------------------------------------------------------------------------


def _open(desktop: Desktop, kind: type[S], subject: object = None) -> S:
    window = acts.place(desktop).window
    window.go(kind.key, subject)
    acts.rest(desktop)
    screen = window.page(kind.key)
    assert isinstance(screen, kind)
    return screen


def _choose_receipt(desktop: Desktop, receipt_id: str) -> ReceiptsScreen:
    screen = _open(desktop, ReceiptsScreen, receipt_id)
    until(lambda: (here := screen.chosen()) and here.receipt_id == receipt_id, "the receipt is not chosen")
    acts.rest(desktop)
    return screen


def _receipts(desktop: Desktop, payment_id: str, *, holding: bool = False) -> list[Receipt]:
    place = acts.place(desktop)
    found = Collecting(place.desk, place.sync).told(payment_id).receipts
    return [one for one in found if one.holds or not holding]


def _answered(desktop: Desktop) -> None:
    until(lambda: QApplication.activeModalWidget() is None, "the question stayed")
    acts.rest(desktop)
