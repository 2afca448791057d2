"""Receipts by keyboard and by the names of a screen reader: many at once, counted prints, e-mail; nothing offline."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app import i18n
from app.demo.hands import click, control, dismiss, fill, press, until
from app.documents.pdf.rendering import Pdf
from app.domain.collections.bill import LetterState
from app.domain.collections.receipt import shown_number
from app.domain.values.errors import Unreachable
from app.domain.values.listing import ListForm
from app.domain.values.money import Money
from app.ui.list_export import ExportDialog
from app.ui.printing import PrintDialog
from app.ui.screens.collections.bills_list import BillsScreen
from app.ui.screens.collections.queue_acts import order_said
from app.ui.screens.collections.queue_orders import OrdersScreen
from app.ui.screens.collections.receipts_list import DUE, LIST, PAPER, ReceiptsScreen
from app.ui.screens.collections.receipts_mail import MailDialog
from tests.helpers.collecting import Counter, settled
from tests.helpers.raw_central import UNIT
from tests.helpers.workstation import Workstation
from tests.pictures.album import PATIENCE_SECONDS, rest
from tests.pictures.inspection import sideways
from tests.ui.collections.rooms import closed, room
from tests.ui.looking import visible_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from app.domain.collections.receipt import Receipt
    from app.services.official_receipts import Ordered
    from tests.ui.collections.rooms import Room

pytestmark = [pytest.mark.usefixtures("qapp"), pytest.mark.xdist_group("ui: receipts")]
MANY = 12


@pytest.fixture(scope="module")
def desk(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room(tmp_path_factory.mktemp("receipts")) as made:
        yield made


def page(screen: ReceiptsScreen) -> int:
    return screen._pages.currentIndex()


def issued(desk: Room, count: int) -> list[Receipt]:
    """Let bills be paid and have their receipts issued, without the screen."""
    paid = desk.counter.paid(count)
    return desk.counter.receipts.issued(desk.counter.receipts.issue([one.payment_id for one in paid]).cmd_id)


def chosen(desk: Room, receipt_id: str) -> ReceiptsScreen:
    desk.hear()
    screen = desk.open(ReceiptsScreen, receipt_id)
    until(lambda: (here := screen.chosen()) and here.receipt_id == receipt_id, "the receipt is not chosen")
    rest()
    return screen


def counted(desk: Room, screen: ReceiptsScreen) -> None:
    """Have a print counted and wait for its paper."""
    click("receipt_book.print")
    click("receipt_book.print_go")
    until(lambda: page(screen) == PAPER and screen.paper.made, "no paper came")
    rest()


def test_many_receipts_are_issued_at_once_and_printed_in_one_file(desk: Room) -> None:
    desk.counter.paid(MANY)
    desk.hear()
    tiles = {tile.key: tile.count for tile in desk.place.overview.home().tiles}
    assert tiles["receipts_due"] == MANY
    screen = desk.open(ReceiptsScreen, "due")
    until(lambda: screen.due.table.model.rowCount() == MANY, "nothing is due")
    rest()
    press(screen.due.table.grid, "Ctrl+A")
    rest()
    assert screen.due.go.accessibleName() == i18n.text("receipt_book.issue_count", count=MANY)
    press(screen.due.table.grid, "Ctrl+Return")
    until(lambda: QApplication.activeModalWidget() is not None, "nothing was asked")
    front = QApplication.activeModalWidget()
    assert front is not None
    assert "หนึ่งหมื่นแปดพันบาทถ้วน" in visible_texts(front)
    click("receipt_book.issue_go")
    said = i18n.text("receipt_book.print_many", originals=f"{MANY}", copies="0")
    until(lambda: (top := QApplication.activeModalWidget()) and said in visible_texts(top), "prints were not offered")
    click("receipt_book.print_go")
    until(lambda: page(screen) == PAPER and screen.paper.made, "no paper came")
    rest()
    made = screen.paper.made
    assert made is not None
    assert made.pages == MANY
    assert screen.go_back()
    assert page(screen) == LIST
    fy = desk.counter.receipts.years()[0]
    numbers = [one.told.number for one in desk.counter.receipts.register(fy)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [len(one.prints) for one in desk.counter.receipts.register(fy)] == [1] * MANY
    [group] = desk.place.overview.find(shown_number(fy, 3))
    assert [(one.screen, str(one.subject).rpartition("/")[2]) for one in group.found] == [("official_receipts", "3")]


def test_what_is_marked_stays_marked_when_more_money_comes_in(desk: Room) -> None:
    desk.counter.paid(3)
    desk.hear()
    screen = desk.open(ReceiptsScreen, "due")
    until(lambda: screen.due.table.model.rowCount() >= 3, "nothing is due")
    rest()
    press(screen.due.table.grid, "Ctrl+A")
    marked = screen.due.marked()
    assert len(marked) >= 3
    desk.counter.paid(1)
    desk.hear()
    until(lambda: screen.due.table.model.rowCount() == len(marked) + 1, "the news did not come")
    rest()
    assert screen.due.marked() == marked
    assert screen.due.go.accessibleName() == i18n.text("receipt_book.issue_count", count=len(marked))
    found = desk.counter.receipts.issued(desk.counter.receipts.issue([one.payment_id for one in marked]).cmd_id)
    desk.open(ReceiptsScreen, found[0].receipt_id)
    until(lambda: (here := screen.chosen()) and here.receipt_id == found[0].receipt_id, "it is not in the register")
    rest()
    press(screen.table.grid, "Ctrl+A")
    every = screen.table.marked_ids()
    desk.hear()
    assert len(every) >= 3
    assert screen.table.marked_ids() == every


def test_whoever_went_elsewhere_meanwhile_is_not_asked_there_to_have_a_print_counted(desk: Room) -> None:
    [paid] = desk.counter.paid(1)
    desk.hear()
    screen = desk.open(ReceiptsScreen, "due")
    screen.work.issue([paid])
    click("receipt_book.issue_go")
    desk.place.window.go("home")
    until(lambda: desk.counter.money.told(paid.payment_id).payment.receipt_id, "nothing was issued")
    rest()
    assert QApplication.activeModalWidget() is None, "Enter would count a print"
    desk.open(ReceiptsScreen)
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_bills_and_receipts_fit_on_a_laptop_of_1280_by_720(desk: Room, language: i18n.Language) -> None:
    [receipt] = issued(desk, 1)
    receipts = chosen(desk, receipt.receipt_id)
    bills, window = desk.open(BillsScreen), desk.place.window
    i18n.use(language)
    before = window.size()
    window.resize(1280, 720)
    for screen in (bills, receipts):
        window.go(screen.key)
        rest()
        assert screen.side.isVisible()
        assert list(sideways(window)) == []
    window.resize(before)


def test_while_receipts_are_issued_the_room_says_so_and_its_buttons_are_off(
    desk: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    [before] = issued(desk, 1)
    [paid] = desk.counter.paid(1)
    screen = chosen(desk, before.receipt_id)
    asked, may_answer, issue = Event(), Event(), desk.counter.receipts.issue

    def slow(payments: Sequence[str]) -> Ordered:
        asked.set()
        assert may_answer.wait(PATIENCE_SECONDS)
        return issue(payments)

    monkeypatch.setattr(screen.work._service, "issue", slow)
    screen.work.issue([paid])
    click("receipt_book.issue_go")
    until(asked.is_set, "nothing was asked of the bank")
    said = i18n.text("receipt_book.issuing", count="1")
    orders = (screen.side.print, screen.side.mail, screen._print_all, screen._mail_all)
    assert said in visible_texts(screen)
    assert [(each.isEnabled(), each.toolTip()) for each in orders] == [(False, said)] * len(orders)
    screen._show_tab(DUE)
    press(screen.due.table.grid, "Ctrl+A")
    assert (screen.due.go.isEnabled(), screen.due.go.toolTip()) == (False, said)
    may_answer.set()
    until(lambda: QApplication.activeModalWidget() is not None, "prints were not offered")
    dismiss()
    closed()
    assert said not in visible_texts(screen)
    assert all(each.isEnabled() for each in orders)


def test_what_was_paid_too_much_and_went_back_is_not_in_the_sum_of_the_question(desk: Room) -> None:
    [paid] = desk.counter.paid(1, 300_00)
    desk.hear()
    screen = desk.open(ReceiptsScreen, "due")
    over = Money(paid.amount.satang + 50_00)
    screen.work.issue([replace(paid, amount=over, refunded=Money(50_00))])
    until(lambda: QApplication.activeModalWidget() is not None, "nothing was asked")
    front = QApplication.activeModalWidget()
    assert front is not None
    assert "สามร้อยบาทถ้วน" in visible_texts(front)
    press(front, "Escape")
    closed()


def test_the_register_of_the_year_is_kept_with_every_number(desk: Room, tmp_path: Path) -> None:
    [receipt] = issued(desk, 1)
    screen = chosen(desk, receipt.receipt_id)
    screen.keep_register.click()
    until(lambda: isinstance(QApplication.activeModalWidget(), ExportDialog), "nothing was asked")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ExportDialog)
    path = tmp_path / "register.pdf"
    dialog.choose(ListForm.PDF)
    dialog.save(path)
    until(path.exists, "no file was written")
    rest()
    pdf = Pdf(path.read_bytes())
    said = "\n".join(pdf.text(number) for number in range(pdf.pages))
    assert i18n.words("th", "collection_lists.register_title") in said
    for one in desk.counter.receipts.register(receipt.told.fy):
        assert shown_number(one.told.fy, one.told.number) in said
    assert i18n.words("th", "collection_lists.register_missing") not in said


def test_a_counted_print_goes_to_the_printer_once_and_the_next_is_a_copy(desk: Room) -> None:
    [receipt] = issued(desk, 1)
    screen = chosen(desk, receipt.receipt_id)
    counted(desk, screen)
    assert any(i18n.text("receipt_book.original") in words for words in visible_texts(screen.paper))
    press(screen.paper.preview, "Ctrl+P")
    until(lambda: isinstance(QApplication.activeModalWidget(), PrintDialog), "no printer was asked for")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PrintDialog)
    assert not dialog.copies.isEnabled()
    dialog.reject()
    closed()
    screen.paper.after_print()
    assert not screen.paper.preview.print.isEnabled()
    assert not screen.paper.layout_choice.isEnabled()
    screen.go_back()
    rest()
    counted(desk, chosen(desk, receipt.receipt_id))
    assert any("สำเนา ครั้งที่ 1" in words for words in visible_texts(screen.paper))
    assert screen.paper.preview.print.isEnabled()
    screen.go_back()
    assert [one.copy for one in desk.counter.receipts.told(receipt.receipt_id).receipt.prints] == [0, 1]


def test_an_e_receipt_goes_to_the_payers_address_and_another_time_to_one_that_is_typed(desk: Room) -> None:
    [receipt] = issued(desk, 1)
    screen = chosen(desk, receipt.receipt_id)
    press(screen.table.grid, "Ctrl+M")
    until(lambda: QApplication.activeModalWidget() is not None, "no address was asked for")
    assert control("bills.field.payer_email").property("text") == "payer1@example.co.th"
    fill("bills.field.payer_email", "not an address")
    press(control("bills.field.payer_email"), "Ctrl+Return")
    rest()
    assert QApplication.activeModalWidget() is not None
    fill("bills.field.payer_email", "another@example.co.th")
    press(control("bills.field.payer_email"), "Ctrl+Return")
    closed()
    desk.heard(lambda: desk.letters.of(receipt.receipt_id), "nothing is known of the e-mail")
    [letter] = desk.letters.of(receipt.receipt_id)
    assert (letter.email, letter.state) == ("another@example.co.th", LetterState.SENT)
    assert len(desk.counter.receipts.told(receipt.receipt_id).receipt.prints) == 1


def test_a_double_click_on_the_e_mail_of_a_receipt_asks_once_and_counts_one_print(desk: Room) -> None:
    [receipt] = issued(desk, 1)
    chosen(desk, receipt.receipt_id)
    button = control("receipt_book.mail")
    for _ in range(2):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    until(lambda: QApplication.activeModalWidget() is not None, "no address was asked for")
    rest()
    assert len([each for each in QApplication.topLevelWidgets() if isinstance(each, MailDialog)]) == 1
    click("receipt_book.mail_go")
    closed()
    desk.heard(lambda: desk.letters.of(receipt.receipt_id), "nothing is known of the e-mail")
    assert len(desk.counter.receipts.told(receipt.receipt_id).receipt.prints) == 1
    click("receipt_book.mail")
    until(lambda: QApplication.activeModalWidget() is not None, "no address is asked for a second time")
    dismiss()
    closed()


def test_where_addresses_could_not_be_looked_up_they_can_be_asked_for_again(
    desk: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    [receipt] = issued(desk, 1)
    screen = chosen(desk, receipt.receipt_id)

    def broken(_: Sequence[str]) -> dict[str, str]:
        raise Unreachable("server_unreachable")

    with monkeypatch.context() as patched:
        patched.setattr(screen.work._service, "addresses", broken)
        click("receipt_book.mail")
        until(lambda: QApplication.activeModalWidget() is not None, "nobody said what went wrong")
        dismiss()
        closed()
    click("receipt_book.mail")
    until(lambda: isinstance(QApplication.activeModalWidget(), MailDialog), "no address is asked for a second time")
    dismiss()
    closed()


def test_a_void_receipt_stays_in_the_register_with_its_reason(desk: Room) -> None:
    [receipt] = issued(desk, 1)
    screen = chosen(desk, receipt.receipt_id)
    click("receipt_book.void")
    press(control("administration.reason"), "Ctrl+Return")
    fill("administration.reason", "ออกผิดราย")
    press(control("administration.reason"), "Ctrl+Return")
    closed()
    rest()
    screen = chosen(desk, receipt.receipt_id)
    until(screen.side.order.isVisible, "the proposal is not told")
    assert not screen.side.void.isVisible()
    assert i18n.text("receipt_book.void_waits") in visible_texts(screen.side)
    number = shown_number(receipt.told.fy, receipt.told.number)
    payment = desk.counter.receipts.told(receipt.receipt_id).payment
    assert payment is not None
    orders = desk.open(OrdersScreen, payment.open_req_id)
    until(lambda: number in visible_texts(orders.side), "the proposal does not name the receipt by its number")
    told = orders.chosen()
    assert told is not None
    assert number in order_said(told).split(" · ")


def test_a_void_receipt_is_not_called_an_original_before_it_is_printed(desk: Room, tmp_path: Path) -> None:
    [receipt] = issued(desk, 1)
    order = desk.counter.money.propose_void(receipt, "ออกผิดราย")
    station = Workstation.at(tmp_path, desk.central).enter(desk.central, "AUTH01")
    settled(desk.counter, Counter(station, desk.central, UNIT, "AUTH01"), order.order_id)
    station.crash()
    screen = chosen(desk, receipt.receipt_id)
    press(screen.table.grid, "Ctrl+P")
    control("receipt_book.print_go")
    assert any(words.endswith(i18n.text("receipt_book.voided")) for words in visible_texts(front()))
    press(control("receipt_book.print_go"), "Return")
    until(lambda: page(screen) == PAPER and screen.paper.made, "no paper came")
    rest()
    number = shown_number(receipt.told.fy, receipt.told.number)
    name = i18n.text("receipt_book.voided")
    assert i18n.text("receipt_book.paper_one", number=number, name=name) in visible_texts(screen)


def test_tab_goes_through_the_head_of_a_paper_as_it_is_read(desk: Room) -> None:
    paper = desk.open(ReceiptsScreen).paper
    assert paper.language.control.nextInFocusChain() is paper.layout_choice.control


def front() -> QWidget:
    """Return the question in front."""
    asked = QApplication.activeModalWidget()
    assert asked is not None
    return asked


def test_offline_nothing_is_issued_or_printed_and_the_window_says_why(desk: Room) -> None:
    [receipt] = issued(desk, 1)
    screen = chosen(desk, receipt.receipt_id)
    desk.counter.central.stop()
    click("receipt_book.print")
    click("receipt_book.print_go")
    until(lambda: QApplication.activeModalWidget() is not None, "nothing is said")
    front = QApplication.activeModalWidget()
    assert front is not None
    until(lambda: any(i18n.text("errors.receipts_offline") in words for words in visible_texts(front)), "not said why")
    front.close()
    closed()
    assert page(screen) == LIST
    desk.place.sync.sync_now()
    desk.place.window.look_again()
    until(lambda: i18n.text("receipt_book.offline") in visible_texts(screen), "the room does not say why")
    assert not desk.counter.receipts.told(receipt.receipt_id).receipt.prints
