"""A day at the counter when money comes in: what fits, what waits, what two persons decide, receipts, and reports."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QApplication, QDialog

from app.demo.hands import click, fill, until
from app.domain.collections.orders import RefundTo
from app.domain.values.money import Money
from app.ui.screens.collections.intraday_list import BY_VALUE, IntradayScreen
from app.ui.screens.collections.queue_list import MATCH, QueueScreen
from app.ui.screens.collections.queue_orders import OrdersScreen
from app.ui.screens.collections.receipts_list import PAPER, ReceiptsScreen
from app.ui.screens.collections.reports_screen import KINDS, ReportsScreen
from app.ui.theme import SIZES
from app.workplace import Workplace
from tests.helpers.collecting import Counter, settled
from tests.helpers.raw_central import UNIT, running
from tests.helpers.workstation import Workstation
from tests.pictures.album import dispose, rest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.domain.collections.bill import Bill
    from app.domain.collections.payment import Payment
    from app.ui.screen import Screen
    from tests.helpers.raw_central import Central
    from tests.pictures.album import Eye

S = TypeVar("S", bound="Screen")
COLLECTOR, AUTHORIZER, READER = "MAKER03", "AUTH01", "AUDIT01"
PAID = (
    ("matched", "บริษัท เรืองแสงตัวอย่าง จำกัด", 1_500_00, "counter"),
    ("receipted", "ห้างหุ้นส่วนจำกัด น้ำผึ้งสมมุติ", 2_750_50, "mobile"),
    ("voided", "นางปู่เจ้า สมมติชัย", 800_00, "internet"),
    ("printed", "บริษัท กี่ชั่วรุ่น (ตัวอย่าง) จำกัด (มหาชน)", 12_345_00, "promptpay"),
    ("card", "นายภูมิ จำลองกุล", 500_00, "card"),
    ("also", "นางสาวน้ำฝน พิสูจน์ผล", 650_00, "atm"),
)


@dataclass
class Seat:
    """A person with the window open, and the services behind it."""

    counter: Counter
    place: Workplace


@dataclass
class ReceivingOffice:
    """Three desks of a unit that collects, with payers at the bank."""

    central: Central
    maker: Seat
    authorizer: Seat
    reader: Seat
    paid: dict[str, Payment] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)

    def prepare(self) -> None:
        """Let money come in that fits and money that does not; propose, settle, issue, print and void."""
        counter = self.maker.counter
        for number, (name, payer, satang, channel) in enumerate(PAID, 1):
            bill = counter.bill(number, satang, payer_name=payer)
            self.paid[name] = counter.pay(bill, channel=channel)
        counter.bill(21, 4_500_00, payer_name="บริษัท ยังไม่จ่าย จำกัด")
        late = counter.bill(22, 990_00, payer_name="บริษัท ซื่อสัตย์ยิ่ง จำกัด")
        slipped = counter.bill(23, 1_234_50, payer_name="นายสลับ เลขผิด")
        self.paid["wrong"] = counter.pay(slipped, ref2=_slip(slipped), payer_name="สลับ เลขผิด")
        self.paid["nothing"] = counter.pay(late, 75_25, ref1="", ref2="", channel="other_bank", sending_bank="014")
        self.paid["over"] = counter.pay(counter.bill(24, 300_00, payer_name="นางสาวสี่ น้ำใส"), 350_00, channel="atm")
        self.paid["under"] = counter.pay(counter.bill(25, 700_00, payer_name="นายห้า ขาดเหลือ"), 600_00)
        self._receipts()
        self._decide(slipped)
        for seat in (self.maker, self.authorizer, self.reader):
            assert seat.place.sync.sync_now().problem == ""

    def _receipts(self) -> None:
        counter = self.maker.counter
        names = ("receipted", "voided", "printed")
        issued = counter.receipts.issued(counter.receipts.issue([self.paid[name].payment_id for name in names]).cmd_id)
        for name, receipt in zip(names, issued, strict=True):
            self.receipts[name] = receipt.receipt_id
        for _ in range(2):
            counter.receipts.count_print([self.receipts["printed"]])
        void = counter.money.propose_void(counter.receipts.told(self.receipts["voided"]).receipt, "ชื่อผู้ชำระไม่ครบ")
        settled(counter, self.authorizer.counter, void.order_id)

    def _decide(self, slipped: Bill) -> None:
        counter = self.maker.counter
        wrong, over = self.paid["wrong"], self.paid["over"]
        returned = counter.money.propose_match(wrong, slipped, wrong.waiting, "ผู้ชำระพิมพ์เลขผิดหนึ่งหลัก")
        settled(counter, self.authorizer.counter, returned.order_id, approve=False, reason="ขอดูสลิปก่อน")
        back = RefundTo("014", "1234567890", "นางสาวสี่ น้ำใส")
        self.orders["refund"] = counter.money.propose_refund(over, Money(50_00), back, "ชำระเกิน 50 บาท").order_id
        again = counter.money.told(wrong.payment_id).payment
        self.orders["match"] = counter.money.propose_match(again, slipped, again.waiting, "ตรวจสลิปแล้ว").order_id
        self.orders["returned"] = returned.order_id

    def close(self) -> None:
        """Sign everybody out; their windows go too."""
        for seat in (self.maker, self.authorizer, self.reader):
            seat.place.close()
            dispose(seat.place.window)


def _slip(bill: Bill) -> str:
    """Return a second reference with its first digit mistyped."""
    right = bill.reference.ref2
    return ("1" if right[0] != "1" else "2") + right[1:]


class ReceivingTour:
    """Goes through the rooms once."""

    def __init__(self, office: ReceivingOffice, eye: Eye) -> None:
        self._office, self._eye = office, eye

    def everything(self) -> None:
        """See all there is."""
        for part in (self.at_the_counter, self.with_receipts, self.at_other_desks):
            part()

    def at_the_counter(self) -> None:
        """See what the collection maker sees of money that came in."""
        self._with(self._office.maker, self.arriving, self.seeing_the_day, self.matching)

    def with_receipts(self) -> None:
        """See receipts and reports."""
        self._with(self._office.maker, self.receipting, self.counting)

    def at_other_desks(self) -> None:
        """See what the authorizer and an auditor see."""
        self._with(self._office.authorizer, self.deciding)
        self._with(self._office.reader, self.reading)

    def arriving(self, place: Workplace) -> None:
        """See home, and the palette that finds a payment by its bank reference."""
        place.window.go("home")
        rest()
        self._eye("home_receiving", place.window)
        palette = place.window.show_palette()
        palette.field.setText(self._office.paid["receipted"].payment_id)
        until(lambda: palette.list.count() > 0, "nothing was found")
        rest()
        self._eye("palette_payment", place.window)
        palette.reject()
        rest()

    def seeing_the_day(self, place: Workplace) -> None:
        """See the day's list: payments of each kind, by value date, an empty day."""
        window = place.window
        screen = self._open(place, IntradayScreen)
        for name in ("receipted", "matched", "over", "card"):
            self._choose(screen, self._office.paid[name].payment_id, lambda: _payment_id(screen))
            self._eye(f"day_{name}", window)
        screen.basis.set_text(BY_VALUE)
        rest()
        self._eye("day_in_account", window)
        click("incoming.day_before")
        rest()
        self._eye("day_empty", window)

    def matching(self, place: Workplace) -> None:
        """See the queue, money beside its candidates, a refund, and what waits for the second person."""
        window = place.window
        screen = self._open(place, QueueScreen)
        for name in ("wrong", "nothing", "under"):
            self._choose(screen, self._office.paid[name].payment_id, lambda: _payment_id(screen))
            self._eye(f"queue_{name}", window)
        click("incoming.match")
        until(lambda: screen._pages.currentIndex() == MATCH, "no candidates came")
        rest()
        self._eye("queue_candidates", window)
        click("incoming.match_go")
        rest()
        self._eye("queue_candidates_incomplete", window)
        screen.go_back()
        rest()
        self._choose(screen, self._office.paid["nothing"].payment_id, lambda: _payment_id(screen))
        click("incoming.refund")
        rest()
        click("incoming.refund_go")
        self._see_dialog("queue_refund", window)
        click("incoming.match")
        until(lambda: screen._pages.currentIndex() == MATCH, "no candidates came")
        rest()
        self._eye("queue_no_candidates", window)
        screen.go_back()
        screen.table.look_for("ไม่มีรายการนี้")
        rest()
        self._eye("queue_nothing_found", window)
        screen.table.look_for("")
        rest()

    def receipting(self, place: Workplace) -> None:
        """See what is due, the questions, the register with a void one, the paper in its sizes, and e-mail."""
        window = place.window
        screen = self._open(place, ReceiptsScreen, "due")
        until(lambda: screen.due.table.model.rowCount() > 0, "nothing is due")
        rest()
        self._eye("receipts_due", window)
        click("receipt_book.choose_all")
        rest()
        screen.due.go.click()
        self._see_dialog("receipts_issue", window)
        for name in ("receipted", "printed", "voided"):
            self._choose(screen, self._office.receipts[name], lambda: _receipt_id(screen))
            self._eye(f"receipt_{name}", window)
        self._choose(screen, self._office.receipts["printed"], lambda: _receipt_id(screen))
        click("receipt_book.void")
        self._see_dialog("receipt_void", window)
        click("receipt_book.mail")
        self._see_dialog("receipt_mail", window)
        click("receipt_book.print")
        rest()
        self._eye("receipt_print", window)
        click("receipt_book.print_go")
        until(lambda: screen._pages.currentIndex() == PAPER and screen.paper.made, "no paper came")
        rest()
        self._eye("receipt_paper", window)
        screen.paper.layout_choice.set_text("roll")
        until(lambda: screen.paper.made, "no paper came")
        rest()
        self._eye("receipt_paper_roll", window)
        screen.go_back()
        rest()

    def counting(self, place: Workplace) -> None:
        """See every report."""
        screen = self._open(place, ReportsScreen)
        for kind in KINDS:
            screen.kind.set_text(kind)
            rest()
            self._eye(f"report_{kind}", place.window)
        screen.kind.set_text(KINDS[0])
        rest()

    def deciding(self, place: Workplace) -> None:
        """See what waits for the authorizer, both questions, and what was decided."""
        window = place.window
        window.go("home")
        rest()
        self._eye("home_receiving_authorizer", window)
        screen = self._open(place, OrdersScreen)
        for name in ("match", "refund", "returned"):
            self._choose(screen, self._office.orders[name], lambda: _order_id(screen))
            self._eye(f"order_{name}", window)
        self._choose(screen, self._office.orders["match"], lambda: _order_id(screen))
        click("incoming.approve")
        self._see_dialog("order_approve", window)
        click("incoming.send_back")
        rest()
        fill("administration.reason", "ขอหลักฐานเพิ่ม")
        self._see_dialog("order_send_back", window)

    def reading(self, place: Workplace) -> None:
        """See what an auditor sees."""
        queue = self._open(place, QueueScreen)
        self._choose(queue, self._office.paid["under"].payment_id, lambda: _payment_id(queue))
        self._eye("queue_auditor", place.window)
        receipts = self._open(place, ReceiptsScreen)
        self._choose(receipts, self._office.receipts["voided"], lambda: _receipt_id(receipts))
        self._eye("receipts_auditor", place.window)

    # -- how ----------------------------------------------------------------------------------------------------------

    def _with(self, seat: Seat, *parts: Callable[[Workplace], None]) -> None:
        seat.place.window.resize(*SIZES.window)
        seat.place.window.show()
        rest()
        for part in parts:
            part(seat.place)
        seat.place.window.hide()

    def _open(self, place: Workplace, kind: type[S], subject: object = None) -> S:
        place.window.go(kind.key, subject)
        rest()
        screen = place.window.page(kind.key)
        assert isinstance(screen, kind)
        return screen

    def _choose(self, screen: Screen, subject: str, chosen: Callable[[], str]) -> None:
        screen.open_subject(subject)
        until(lambda: chosen() == subject, f"{subject} is not chosen")
        rest()

    def _see_dialog(self, name: str, window: QWidget) -> None:
        rest()
        self._eye(name, window)
        front = QApplication.activeModalWidget()
        assert isinstance(front, QDialog), name
        front.reject()
        rest()


def _payment_id(screen: IntradayScreen | QueueScreen) -> str:
    here = screen.chosen()
    return here.payment_id if here else ""


def _receipt_id(screen: ReceiptsScreen) -> str:
    here = screen.chosen()
    return here.receipt_id if here else ""


def _order_id(screen: OrdersScreen) -> str:
    here = screen.chosen()
    return here.order.order.req_id if here else ""


@contextmanager
def opened(folder: Path) -> Iterator[ReceivingOffice]:
    """Open the office for as long as the block lasts; its day has passed."""
    with running(folder / "central", eased=True) as central:
        seats = []
        for user_id in (COLLECTOR, AUTHORIZER, READER):
            station = Workstation.at(folder / user_id, central).enter(central, user_id, UNIT)
            place = Workplace(station.desk, station.sign_in, station.settings)
            seats.append(Seat(Counter(station, central, UNIT, user_id), place))
            assert place.sync.sync_now().problem == ""
        maker, authorizer, reader = seats
        office = ReceivingOffice(central, maker, authorizer, reader)
        try:
            office.prepare()
            yield office
        finally:
            office.close()
