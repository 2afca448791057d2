"""Bills by keyboard and by the names that a screen reader says."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from app import i18n
from app.demo.hands import choose, click, control, fill, press, until
from app.domain.collections.bill import BillState, LetterState
from app.domain.values.money import Money
from app.services.bill_import import BillImport
from app.ui.screens.collections.bills_import import BillImportScreen
from app.ui.screens.collections.bills_list import FAILED, FORM, LETTERS, LIST, BillsScreen
from app.ui.screens.collections.parts.import_rows import kind
from tests.helpers.holding import held
from tests.pictures.album import rest
from tests.ui.collections.rooms import NOBODY, closed, room
from tests.ui.looking import visible_texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.ui.collections.rooms import Room

pytestmark = [pytest.mark.usefixtures("qapp"), pytest.mark.xdist_group("ui: bills")]
TAX_ID = "0994000165501"


@pytest.fixture(scope="module")
def desk(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room(tmp_path_factory.mktemp("bills")) as made:
        yield made


def wrong(screen: BillsScreen) -> set[str]:
    """Return the fields of the form that say what is wrong with them."""
    return {name for name, field in screen.form.fields.items() if field.wrong}


def page(screen: BillsScreen) -> int:
    return screen._pages.currentIndex()


def choose_bill(screen: BillsScreen, bill_id: str) -> None:
    screen.open_subject(bill_id)
    until(lambda: (here := screen.chosen()) and here.bill_id == bill_id, "the bill is not chosen")
    rest()


def test_a_bill_is_written_signed_and_found_by_its_reference_without_a_mouse(desk: Room) -> None:
    screen = desk.open(BillsScreen)
    press(control("bills.new"), "Ctrl+N")
    until(lambda: page(screen) == FORM, "the form did not open")
    rest()
    press(control("bills.field.payer_name"), "Ctrl+Return")
    until(lambda: wrong(screen) == {"payer_name", "revenue_type", "item", "amount", "due_date"}, "no faults")
    fill("bills.field.payer_name", "บริษัท แป้นพิมพ์ จำกัด")
    fill("bills.field.payer_id", "0994000165502")
    fill("bills.field.payer_email", "keys@example.co.th")
    choose("bills.field.revenue_type", "permit_fee")
    fill("bills.field.amount", "1,234.5")
    fill("bills.field.due_date", "32/12/2569")
    press(control("bills.field.due_date"), "Ctrl+Return")
    until(lambda: wrong(screen) == {"payer_id", "due_date"}, "the check digit or the day is not judged")
    fill("bills.field.payer_id", TAX_ID)
    fill("bills.field.due_date", "31/12/2569")
    press(control("bills.field.due_date"), "Ctrl+Return")
    until(lambda: QApplication.activeModalWidget() is not None, "nothing was asked")
    front = QApplication.activeModalWidget()
    assert front is not None
    assert "หนึ่งพันสองร้อยสามสิบสี่บาทห้าสิบสตางค์" in visible_texts(front)
    press(control("bills.issue"), "Space")
    closed()
    bill = desk.find("แป้นพิมพ์")
    assert (bill.state, bill.draft.amount, bill.draft.payer_id) == (BillState.ISSUED, Money(1_234_50), TAX_ID)
    until(lambda: (here := screen.chosen()) and here.bill_id == bill.bill_id, "the new bill is not chosen")
    [group] = desk.place.overview.find(bill.reference.ref2)
    assert [(one.screen, one.subject) for one in group.found] == [("bills", bill.bill_id)]
    assert not desk.bills.drafts()


def test_what_is_typed_is_kept_until_it_is_issued_or_thrown_away(desk: Room) -> None:
    screen = desk.open(BillsScreen, "new")
    fill("bills.field.payer_name", "นางสาวค้างไว้ ก่อน")
    press(control("bills.field.payer_name"), "Esc")
    until(lambda: page(screen) == LIST, "the form stayed")
    rest()
    assert [one.fields.payer_name for one in desk.bills.drafts()] == ["นางสาวค้างไว้ ก่อน"]
    press(control("bills.new"), "Ctrl+N")
    until(lambda: screen.form.fields["payer_name"].text() == "นางสาวค้างไว้ ก่อน", "what was typed is lost")
    click("bills.start_over")
    until(lambda: screen.form.fields["payer_name"].text() == "", "the form was not emptied")
    rest()
    assert not desk.bills.drafts()
    screen.go_back()
    rest()


def test_a_fee_of_the_table_is_filled_in_and_cannot_be_another(desk: Room) -> None:
    screen = desk.open(BillsScreen, "new")
    choose("bills.field.revenue_type", "permit_copy")
    assert screen.form.amount.value() == Money(100_00)
    assert not screen.form.amount.control.isEnabled()
    assert screen.form.fields["item"].text() == "ค่าธรรมเนียมใบแทนใบอนุญาต"
    choose("bills.field.revenue_type", "permit_fee")
    assert screen.form.amount.control.isEnabled()
    click("bills.start_over")
    rest()
    screen.go_back()
    rest()


def test_a_list_says_what_is_wrong_in_the_cell_is_mended_in_place_and_issued(desk: Room, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    head = "ผู้ชำระเงิน,จำนวนเงิน,ครบกำหนด,อีเมล\n"
    rows = [
        "นายหนึ่ง นำเข้า,1500,31/12/2569,",
        "นายสอง นำเข้า,พันห้า,31/12/2569,",
        "นายสาม นำเข้า,99,,x@example.co.th",
    ]
    path.write_text(head + "\n".join([*rows, rows[0], "รวม,3099,,"]), "utf-8")
    screen = desk.open(BillImportScreen, path)
    until(lambda: screen.report is not None, "the list was not read")
    rest()
    choose("bills.import_type", "permit_fee")
    rest()
    assert screen.report is not None
    assert [kind(row) for row in screen.report.rows] == ["ready", "wrong", "wrong", "twin"]
    assert len(screen.wanted) == 1
    fill("bills.import_due", "30/12/2569")
    until(lambda: screen.report and kind(screen.report.rows[2]) == "ready", "the last day does not hold for all")
    rest()
    model = screen.table.model
    place = next(n for n, column in enumerate(model.columns) if column.key == "amount")
    assert model.index(1, place).data() == "พันห้า"
    assert model.setData(model.index(1, place), "1,500.25")
    until(lambda: screen.report and kind(screen.report.rows[1]) == "ready", "the cell was not mended")
    rest()
    click("bills.import_twins")
    assert len(screen.wanted) == 4
    click("bills.import_twins")
    press(screen.table.grid, "Ctrl+Return")
    until(lambda: QApplication.activeModalWidget() is not None, "nothing was asked")
    front = QApplication.activeModalWidget()
    assert front is not None
    assert i18n.text("ui.count", count=3) in visible_texts(front)
    press(control("bills.issue"), "Space")
    closed()
    until(lambda: desk.place.window._here[0] == "bills", "the bills are not shown")
    assert [desk.find(name).draft.amount.satang for name in ("นายหนึ่ง", "นายสอง", "นายสาม")] == [
        1_500_00,
        1_500_25,
        99_00,
    ]
    assert desk.find("นายสาม").draft.due_date.isoformat() == "2026-12-30"


def test_what_is_issued_was_judged_with_the_last_letter_typed(
    desk: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("ผู้ชำระเงิน,จำนวนเงิน,ครบกำหนด\nนายหก นำเข้า,600,31/12/2569\nนายเจ็ด นำเข้า,700,31/12/2569\n", "utf-8")
    screen = desk.open(BillImportScreen, path)
    choose("bills.import_type", "permit_fee")
    until(lambda: screen.report is not None and len(screen.wanted) == 2, "the list was not read")
    rest()
    model = screen.table.model
    place = next(n for n, column in enumerate(model.columns) if column.key == "amount")
    with held(monkeypatch, BillImport, "judged"):
        for row, text in ((0, "601"), (1, "701")):
            assert model.setData(model.index(row, place), text)
        screen.go.click()
        assert QApplication.activeModalWidget() is None
    rest()
    assert [row.fields.satang for row in screen.wanted] == [601_00, 701_00]
    press(screen.table.grid, "Ctrl+Return")
    until(lambda: QApplication.activeModalWidget() is not None, "nothing was asked")
    press(control("bills.issue"), "Space")
    closed()
    until(lambda: desk.place.window._here[0] == "bills", "the bills are not shown")
    assert [desk.find(name).draft.amount.satang for name in ("นายหก", "นายเจ็ด")] == [601_00, 701_00]


def test_letters_that_failed_are_listed_and_sent_again_to_another_address(desk: Room) -> None:
    counter = desk.counter
    good, bad = counter.issue(counter.fields(1), counter.fields(2, payer_email=NOBODY))
    screen = desk.open(BillsScreen)
    choose_bill(screen, good.bill_id)
    screen._look_letters_up([good, bad])
    until(lambda: page(screen) == LETTERS and len(screen.letters.letters) == 2, "the letters are not listed")
    press(screen.letters.table.grid, "Ctrl+Return")
    desk.heard(lambda: desk.letters.failed(), "no letter failed")
    assert [one.about for one in desk.letters.failed()] == [bad.bill_id]
    desk.heard(lambda: desk.bills.told(good.bill_id).bill.state is BillState.SENT, "the other was not sent")
    assert any("payer1@example.co.th" in str(each["To"]) for each in desk.mail.messages)
    screen.go_back()
    rest()
    screen.open_subject(FAILED)
    until(lambda: page(screen) == LETTERS and screen.letters.bill_ids == [bad.bill_id], "what failed is not listed")
    rest()
    model = screen.letters.table.model
    place = next(n for n, column in enumerate(model.columns) if column.key == "email")
    assert model.setData(model.index(0, place), "another@example.co.th")
    rest()
    click("bills.mail_go", count="1")
    desk.heard(lambda: not desk.letters.failed(), "the letter was not sent again")
    assert [one.state for one in desk.letters.of(bad.bill_id)] == [LetterState.FAILED, LetterState.SENT]
    screen.go_back()
    rest()


def test_bills_are_seen_one_or_all_as_they_print_and_saved(desk: Room, tmp_path: Path) -> None:
    first, _ = desk.counter.issue(desk.counter.fields(3), desk.counter.fields(4))
    screen = desk.open(BillsScreen)
    choose_bill(screen, first.bill_id)
    press(screen.table.grid, "Ctrl+P")
    until(lambda: screen.paper.made, "no paper came")
    assert screen.paper.made is not None
    assert screen.paper.made.pages == 1
    screen.paper.save(tmp_path / "bill.pdf")
    until(lambda: (tmp_path / "bill.pdf").exists(), "nothing was saved")
    rest()
    screen.go_back()
    rest()
    fill("bills.search", "ตัวอย่างที่")
    rest()
    count = screen.table.model.rowCount()
    assert count > 1
    click("bills.papers")
    until(lambda: screen.paper.made and screen.paper.made.pages == count, "not all are there")
    screen.go_back()
    fill("bills.search", "")
    press(control("bills.search"), "Backspace")
    rest()


def test_a_bill_is_given_up_with_a_reason_and_filters_count_what_they_show(desk: Room) -> None:
    bill = desk.counter.bill(5, 700_00)
    screen = desk.open(BillsScreen)
    choose_bill(screen, bill.bill_id)
    click("bills.cancel")
    fill("administration.reason", "ออกผิดราย")
    press(control("administration.reason"), "Ctrl+Return")
    closed()
    assert desk.bills.told(bill.bill_id).bill.standing.reason == "ออกผิดราย"
    screen.open_subject("cancelled")
    rest()
    model = screen.table.model
    shown = [row["record"] for row in (model.row_at(number) for number in range(model.rowCount())) if row]
    assert {one.state for one in shown} == {BillState.CANCELLED}
    total = Money(sum(one.draft.amount.satang for one in shown))
    until(lambda: screen.table.footer_end.text() == i18n.text("bills.footer_sum", total=total.format()), "no sum")
    assert screen.table.footer.text() == i18n.text("bills.footer", count=len(shown))
    screen.filters.clear()
    rest()


def test_money_on_a_bill_is_seen_beside_it(desk: Room) -> None:
    bill = desk.counter.bill(6, 800_00, due_date=desk.bills.today + timedelta(days=3))
    screen = desk.open(BillsScreen)
    choose_bill(screen, bill.bill_id)
    payment = desk.counter.pay(bill, 800_00, channel="promptpay")
    desk.hear()
    choose_bill(screen, bill.bill_id)
    until(lambda: any(payment.payment_id in each for each in visible_texts(screen.side)), "the payment is not seen")
    here = screen.chosen()
    assert here is not None
    assert here.state is BillState.PAID
    assert not screen.side.cancel.isVisible()
