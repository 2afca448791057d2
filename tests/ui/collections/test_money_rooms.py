"""Money that came in by keyboard and by the names of a screen reader: the day, the queue, two persons, reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtWidgets import QApplication

from app import i18n
from app.demo.hands import choose, click, control, fill, press, until
from app.domain.collections.orders import OrderState, RefundTo
from app.domain.collections.payment import PaymentState, QueueCause
from app.domain.values.listing import ListForm
from app.domain.values.money import Money
from app.ui.list_export import ExportDialog
from app.ui.plot import Fill
from app.ui.record_rows import RECORD
from app.ui.screens.collections.intraday_list import BY_VALUE, IntradayScreen
from app.ui.screens.collections.parts.payment_columns import payment_of
from app.ui.screens.collections.queue_list import MATCH, QueueScreen
from app.ui.screens.collections.queue_orders import OrdersScreen
from app.ui.screens.collections.reports_screen import KINDS, ReportsScreen
from app.ui.screens.home import HomeScreen
from app.workplace import Workplace
from tests.helpers.collecting import OWN, Counter, settled
from tests.helpers.raw_central import running
from tests.helpers.workstation import Workstation
from tests.pictures.album import dispose, rest
from tests.ui.collections.rooms import closed
from tests.ui.looking import visible_texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.domain.collections.payment import Payment
    from app.ui.screen import Screen
    from app.ui.table_view import TableView

pytestmark = [pytest.mark.usefixtures("qapp"), pytest.mark.xdist_group("ui: money that came in")]
S = TypeVar("S", bound="Screen")


@dataclass
class Seat:
    """A person with the window open."""

    counter: Counter
    place: Workplace

    def open(self, kind: type[S], subject: object = None) -> S:
        """Hear what is new, show a room and wait until it is drawn."""
        assert self.place.sync.sync_now().problem == ""
        self.place.window.look_again()
        self.place.window.go(kind.key, subject)
        rest()
        screen = self.place.window.page(kind.key)
        assert isinstance(screen, kind)
        return screen


@dataclass
class Office:
    """The maker's and the authorizer's desks of a unit that sends its money to the treasury itself."""

    maker: Seat
    authorizer: Seat

    def payment(self, payment_id: str) -> Payment:
        """Return a payment as the maker's desk knows it, after everything was heard."""
        self.maker.counter.hear()
        return self.maker.counter.money.told(payment_id).payment


@pytest.fixture(scope="module")
def office(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("money")
    seats = []
    with running(folder / "central", eased=True) as central:
        for user_id in ("MAKER03", "AUTH01"):
            station = Workstation.at(folder / user_id, central).enter(central, user_id, OWN)
            place = Workplace(station.desk, station.sign_in, station.settings)
            place.window.resize(1366, 768)
            place.window.show()
            seats.append(Seat(Counter(station, central, OWN, user_id), place))
            seats[-1].counter.hear()
        maker, authorizer = seats
        try:
            yield Office(maker, authorizer)
        finally:
            for seat in seats:
                dispose(seat.place.window)
                seat.counter.station.crash()


@pytest.fixture
def maker(office: Office) -> Seat:
    return office.maker


def listed(table: TableView) -> list[str]:
    found = (table.model.row_at(number) for number in range(table.model.rowCount()))
    return [payment_of(row).payment_id for row in found if row is not None]


def column(table: TableView, key: str) -> list[str]:
    rows = [table.model.row_at(number) for number in range(table.model.rowCount())]
    return [str(row[key]) for row in rows if row is not None]


def slipped(ref2: str) -> str:
    """Return a reference whose first digit was mistyped."""
    return ("1" if ref2[0] != "1" else "2") + ref2[1:]


def wrong(office: Office, number: int, satang: int = 1_000_00) -> Payment:
    """Let somebody pay under a reference with a wrong digit."""
    counter = office.maker.counter
    bill = counter.bill(number, satang)
    return counter.pay(bill, ref2=slipped(bill.reference.ref2))


def decide(office: Office, req_id: str, words: str, reason: str = "") -> None:
    """Let the authorizer decide an order with hands."""
    seat = office.authorizer
    screen = seat.open(OrdersScreen, req_id)
    until(lambda: (here := screen.chosen()) and here.order.order.req_id == req_id, "the order is not chosen")
    rest()
    click(words)
    until(lambda: QApplication.activeModalWidget() is not None, "nothing was asked")
    if reason:
        fill("administration.reason", reason)
    fill("administration.password", seat.counter.password)
    press(control("administration.password"), "Return")
    closed()
    seat.place.window.go("home")
    rest()


def test_a_day_is_narrowed_by_channel_type_and_state_and_its_sums_are_those_of_the_list(
    office: Office, maker: Seat, tmp_path: Path
) -> None:
    counter = maker.counter
    mobile = counter.pay(counter.bill(1, 1_250_00), channel="mobile")
    card = counter.pay(counter.bill(2, 400_00), channel="card")
    waits = wrong(office, 3, 90_25)
    screen = maker.open(IntradayScreen)
    until(lambda: {mobile.payment_id, card.payment_id, waits.payment_id} <= set(listed(screen.table)), "no list")
    choose("incoming.channel", "mobile")
    rest()
    assert listed(screen.table) == [mobile.payment_id]
    assert screen.table.footer_end.text() == i18n.text("bills.footer_sum", total="1,250.00")
    path = tmp_path / "day.csv"
    dialog = screen.table.export()
    dialog.choose(ListForm.CSV)
    dialog.save(path)
    until(path.exists, "no file was written")
    rest()
    said = path.read_text("utf-8-sig")
    assert said.count(mobile.payment_id) == 1
    assert card.payment_id not in said
    assert i18n.text("collection_terms.channel.mobile") in said
    screen.keep_list.click()  # the whole day, whatever the list is narrowed to
    until(lambda: isinstance(QApplication.activeModalWidget(), ExportDialog), "nothing was asked")
    whole = QApplication.activeModalWidget()
    assert isinstance(whole, ExportDialog)
    whole.choose(ListForm.CSV)
    whole.save(tmp_path / "whole.csv")
    until((tmp_path / "whole.csv").exists, "no file was written")
    rest()
    kept = (tmp_path / "whole.csv").read_text("utf-8-sig")
    assert [kept.count(one.payment_id) for one in (mobile, card, waits)] == [1, 1, 1]
    choose("incoming.channel", "")
    choose("bills.field.revenue_type", "permit_fee")
    rest()
    assert waits.payment_id not in listed(screen.table)
    choose("bills.field.revenue_type", "")
    click("collection_terms.payment.queued")
    rest()
    assert waits.payment_id in listed(screen.table)
    assert mobile.payment_id not in listed(screen.table)
    click("collection_terms.payment.queued")
    choose("incoming.basis", BY_VALUE)
    rest()
    assert card.payment_id not in listed(screen.table)
    assert i18n.text("incoming.cards_later", amount="400.00") in visible_texts(screen)
    choose("incoming.basis", "paid")
    first, *_ = maker.place.overview.find(mobile.payment_id)
    assert [(one.screen, one.subject) for one in first.found] == [("payments", mobile.payment_id)]


def test_money_under_a_wrong_reference_is_matched_by_two_persons_without_a_mouse(office: Office, maker: Seat) -> None:
    paid = wrong(office, 11)
    home = maker.open(HomeScreen)
    assert any(i18n.text("home.money_queued") in words for words in visible_texts(home))
    screen = maker.open(QueueScreen, paid.payment_id)
    until(lambda: (here := screen.chosen()) and here.payment_id == paid.payment_id, "the payment is not chosen")
    rest()
    press(screen.table.grid, "Return")
    until(lambda: screen._pages.currentIndex() == MATCH, "no candidates came")
    rest()
    why = column(screen.page.table, "why")[0]
    assert i18n.text("incoming.because.one_digit") in why
    assert i18n.text("incoming.because.same_payer") in why
    press(control("incoming.reason"), "Ctrl+Return")
    until(lambda: screen.page.reason.wrong, "the missing reason is not told")
    fill("incoming.reason", "เลขผิดหลักเดียว ตรวจสลิปแล้ว")
    press(control("incoming.reason"), "Ctrl+Return")
    until(lambda: office.payment(paid.payment_id).open_req_id, "nothing was proposed")
    rest()
    req_id = office.payment(paid.payment_id).open_req_id
    decide(office, req_id, "incoming.approve")
    after = office.payment(paid.payment_id)
    assert (after.state, after.open_req_id) == (PaymentState.MATCHED, "")
    said = maker.open(IntradayScreen, paid.payment_id)
    until(lambda: (here := said.chosen()) and here.payment_id == paid.payment_id, "the payment is not chosen")
    rest()
    assert any("เลขผิดหลักเดียว" in words for words in visible_texts(said.side))
    click("incoming.unmatch")
    fill("administration.reason", "จับคู่ผิดราย")
    press(control("administration.reason"), "Ctrl+Return")
    closed()
    decide(office, office.payment(paid.payment_id).open_req_id, "incoming.approve")
    assert office.payment(paid.payment_id).cause is QueueCause.UNMATCHED


def test_a_refund_names_its_account_is_sent_back_with_a_reason_taken_back_and_paid(office: Office, maker: Seat) -> None:
    counter = maker.counter
    paid = counter.pay(counter.bill(21, 300_00), 350_00)
    screen = maker.open(QueueScreen, paid.payment_id)
    until(lambda: (here := screen.chosen()) and here.payment_id == paid.payment_id, "the payment is not chosen")
    rest()
    click("incoming.refund")
    fill("incoming.refund_amount", "50")
    press(control("incoming.refund_amount"), "Ctrl+Return")
    assert QApplication.activeModalWidget() is not None
    choose("incoming.refund_bank", "014")
    fill("incoming.refund_account", "123-4-56789-0")
    fill("incoming.refund_name", "ผู้ชำระ เกิน")
    fill("administration.reason", "ชำระเกิน")
    press(control("administration.reason"), "Ctrl+Return")
    closed()
    first = office.payment(paid.payment_id).open_req_id
    assert counter.money.order(first).order.order.acct == "1234567890"
    decide(office, first, "incoming.send_back", "ขอหน้าสมุดบัญชี")
    assert office.payment(paid.payment_id).open_req_id == ""
    assert counter.money.order(first).order.state is OrderState.RETURNED
    again = office.payment(paid.payment_id)
    to = RefundTo("014", "1234567890", "ผู้ชำระ เกิน")
    second = counter.money.propose_refund(again, Money(50_00), to, "แนบหน้าสมุดแล้ว").order_id
    screen = maker.open(QueueScreen, paid.payment_id)
    until(screen.side.recall.isVisible, "the proposal cannot be taken back")
    rest()
    click("incoming.recall")
    fill("administration.reason", "แก้เลขบัญชี")
    press(control("administration.reason"), "Ctrl+Return")
    closed()
    assert counter.money.order(second).order.state is OrderState.RECALLED
    third = counter.money.propose_refund(office.payment(paid.payment_id), Money(50_00), to, "เลขบัญชีถูกแล้ว").order_id
    decide(office, third, "incoming.approve")
    assert office.payment(paid.payment_id).refunded == Money(50_00)
    assert counter.money.order(third).order.bank_ref


def test_the_maker_of_a_proposal_cannot_settle_it(office: Office, maker: Seat) -> None:
    paid = wrong(office, 31)
    counter = maker.counter
    [best, *_] = counter.money.candidates(paid)
    req_id = counter.money.propose_match(paid, best.bill, paid.waiting, "น่าจะใช่").order_id
    screen = maker.open(OrdersScreen, req_id)
    until(lambda: (here := screen.chosen()) and here.order.order.req_id == req_id, "the order is not chosen")
    rest()
    assert not screen.side.approve.isVisible()
    assert not screen.side.send_back.isVisible()
    assert screen.side.recall.isVisible()
    settled(counter, office.authorizer.counter, req_id)
    assert office.payment(paid.payment_id).state is PaymentState.MATCHED


def test_what_waits_stands_above_what_was_decided_later_and_its_payer_is_read_whole_on_a_laptop(
    office: Office, maker: Seat
) -> None:
    counter = maker.counter
    proposed = {
        counter.money.propose_match(paid, counter.money.candidates(paid)[0].bill, paid.waiting, "น่าจะใช่").order_id
        for paid in (wrong(office, 41), wrong(office, 42))
    }
    counter.hear()
    decided, waits = (one.order.order.req_id for one in counter.money.orders() if one.order.order.req_id in proposed)
    settled(counter, office.authorizer.counter, decided)
    screen = maker.open(OrdersScreen)
    maker.place.window.resize(1280, 720)
    until(lambda: screen.table.model.rowCount() > 1, "no list")
    rest()
    rows = [screen.table.model.row_at(number) for number in range(screen.table.model.rowCount())]
    listed_ids = [row[RECORD].order.order.req_id for row in rows if row is not None]
    assert listed_ids.index(waits) < listed_ids.index(decided)
    at = [each.key for each in screen.table.model.columns].index("payer")
    company = screen.table.grid.fontMetrics().horizontalAdvance("ห้างหุ้นส่วนจำกัด ตัวอย่างวิศวกรรมการก่อสร้าง")
    assert screen.table.grid.columnWidth(at) >= company
    settled(counter, office.authorizer.counter, waits)


def test_every_plot_shows_the_values_of_its_table_and_all_money_of_the_unit(office: Office, maker: Seat) -> None:
    counter = maker.counter
    counter.pay(counter.bill(41, 640_00), channel="atm")
    counter.bill(42, 77_00)
    screen = maker.open(ReportsScreen)
    for kind in KINDS:
        choose("reports.kind", kind)
        rest()
        assert [bar.name for bar in screen.plot.bars] == column(screen.table, "name"), kind
        amounts, counts = column(screen.table, "amount"), column(screen.table, "count")
        assert [Money(bar.value).format() for bar in screen.plot.bars] == amounts, kind
        told = [i18n.text("reports.bar", amount=a, count=n) for a, n in zip(amounts, counts, strict=True)]
        assert [bar.told for bar in screen.plot.bars] == told, kind
        lengths = [screen.plot.length(bar, 300.0) for bar in screen.plot.bars]
        most = max(bar.value for bar in screen.plot.bars)
        assert lengths == [max(2, 300.0 * bar.value / most) for bar in screen.plot.bars], kind
        for bar in screen.plot.bars:
            assert f"{bar.name}: {bar.told}" in screen.plot.accessibleDescription(), kind
    balance = counter.reports.balance()
    choose("reports.kind", "type")
    rest()
    assert balance.holds
    assert Money(sum(bar.value for bar in screen.plot.bars)) == balance.received
    hatched = [bar.value for bar in screen.plot.bars if bar.fill is Fill.APART]
    assert hatched == [balance.waiting.satang + balance.refunded.satang]
    fill("reports.first", "1/12/2569")
    press(control("reports.first"), "Tab")
    rest()
    assert screen.span.last.wrong or not screen.plot.bars
