"""Money to the treasury by keyboard and by the names of a screen reader: proposed, approved, answered, printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication

from app import i18n
from app.demo.hands import choose, click, control, fill, press, until
from app.domain.remittances.deadlines import Deadline, Rule
from app.domain.remittances.remittance import RemittanceState
from app.domain.values.money import Money
from app.ui.cells import Cell
from app.ui.command_palette import CommandPalette
from app.ui.screens.home import HomeScreen
from app.ui.screens.remittances.documents import DOCUMENTS, TreasuryDocumentsScreen
from app.ui.screens.remittances.parts import words
from app.ui.screens.remittances.remittances import FORM, MAIN, REGISTER, SIGNED, WAITING, RemittancesScreen
from app.ui.tiles import TileButton
from app.verification.command import main as verify
from tests.pictures import remitting_office
from tests.pictures.album import rest
from tests.ui.looking import type_words, visible_texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.domain.remittances.remittance import Remittance
    from tests.pictures.remitting_office import RemittingOffice, Seat

pytestmark = [pytest.mark.usefixtures("qapp"), pytest.mark.xdist_group("ui: money to the treasury")]
ONLY_THIS_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
REFUSED = 150_095
"""A total in .95: the treasury says that the period is closed."""


@pytest.fixture(scope="module")
def office(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemittingOffice]:
    with remitting_office.opened(tmp_path_factory.mktemp("treasury")) as made:
        yield made


def asked() -> QWidget:
    """Wait for the question in front."""
    until(QApplication.activeModalWidget, "nothing was asked")
    question = QApplication.activeModalWidget()
    assert question is not None
    return question


def closed() -> None:
    """Wait until no question stands before the window."""
    until(lambda: QApplication.activeModalWidget() is None, "the question stayed")
    rest()


def listed(screen: RemittancesScreen) -> list[Remittance]:
    """Return the remittances of the register in the order of its rows."""
    model = screen.register.table.model
    rows = (model.row_at(number) for number in range(model.rowCount()))
    return [row["record"] for row in rows if row is not None]


def at(screen: RemittancesScreen) -> str:
    """Return the remittance with the cursor."""
    one = screen.register.current()
    return one.req_id if one else ""


def proposed(office: RemittingOffice, *satang: int) -> str:
    """Let money come in and have it proposed."""
    return office.maker.remitter.proposed(office.maker.remitter.receipted(*satang))


def answered(office: RemittingOffice, *satang: int) -> str:
    """Let money come in, go to the treasury, and be answered."""
    req_id = proposed(office, *satang)
    office.authorizer.remitter.settle(req_id)
    office.maker.remitter.answered()
    return req_id


def palette(seat: Seat, typed: str) -> CommandPalette:
    """Open the search over everything and type into it."""
    window = seat.place.window
    window.setFocus()
    press(window, "Ctrl+K")
    found = next(each for each in window.findChildren(CommandPalette) if each.isVisible())
    type_words(found.field, typed)
    until(lambda: found.answered == (typed, ""), "the search did not answer")
    return found


def to(found: CommandPalette, title: str) -> None:
    """Go down with the arrow until the row with this title is chosen."""
    for _ in range(found.list.count()):
        if found.list.currentItem().text() == title:
            return
        press(found.field, "Down")
    raise AssertionError(f"{title} is not there")


def test_receipts_go_to_the_treasury_between_two_desks_by_keyboard_alone(
    office: RemittingOffice, tmp_path: Path
) -> None:
    maker, second = office.maker, office.authorizer
    paid = maker.remitter.receipted(150_000, 60_000)
    screen = maker.open(RemittancesScreen, "ready")
    assert screen._lists.currentIndex() == WAITING
    press(screen, "Ctrl+N")
    until(lambda: screen._pages.currentIndex() == FORM, "the form did not come")
    press(screen.form.source.control, "Down")
    until(lambda: screen.form.read() is not None, "nothing stands in the form")
    rest()
    draft = screen.form.read()
    assert draft is not None
    assert {part.payment_id for part in draft.parts} >= set(paid)
    assert words.baht(draft.total) in visible_texts(screen.form)
    assert i18n.text("remittances.fee_borne") in visible_texts(screen.form)
    press(screen.form.source.control, "Ctrl+Return")
    question = asked()
    said = " ".join(visible_texts(question))
    assert all(words in said for words in (draft.total.format(), f"{len(draft.parts):,}", "(4000)"))
    press(control("remittances.propose"), "Return")
    until(lambda: screen._lists.currentIndex() == REGISTER and at(screen), "it is not in the register")
    closed()
    req_id = at(screen)
    assert maker.remitter.one(req_id).state is RemittanceState.PROPOSED

    theirs = second.open(RemittancesScreen, "proposed")
    assert {one.state for one in listed(theirs)} == {RemittanceState.PROPOSED}
    theirs.open_subject(req_id)
    until(lambda: at(theirs) == req_id and theirs.side.approve.isVisible(), "it cannot be approved")
    second.come_to_front()
    press(theirs.register.table.grid, "Return")
    until(lambda: theirs._lists.currentIndex() == SIGNED, "what was signed did not come")
    rest()
    shown = [theirs.signed.table.model.row_at(row) for row in range(theirs.signed.table.model.rowCount())]
    assert {row["record"].part.payment_id for row in shown if row} == {part.payment_id for part in draft.parts}
    press(theirs.signed.table.grid, "Ctrl+Return")
    fill("administration.password", second.remitter.password)
    press(control("administration.password"), "Return")
    until(lambda: QApplication.activeModalWidget() is None, "it was not approved")
    rest()
    assert second.remitter.one(req_id).decided_by == second.remitter.station.desk.actor.person.uid

    maker.remitter.answered()
    screen = maker.open(RemittancesScreen, req_id)
    until(lambda: at(screen) == req_id and screen.side.paper.isVisible(), "there is no record")
    press(screen.register.table.grid, "Ctrl+P")
    until(lambda: screen.paper.made is not None, "no paper was made")
    file = tmp_path / "record.pdf"
    screen.paper.save(file)
    until(file.exists, "it was not saved")
    rest()
    assert verify([str(file), "--bank-key", maker.remitter.station.desk.about.bank_public_key]) == 0
    press(screen.paper, "Escape")
    until(lambda: screen._pages.currentIndex() == MAIN, "the paper stayed")
    assert i18n.text("remittances.next.acknowledged") in visible_texts(screen.side)


def test_single_receipts_are_marked_and_go_alone(office: RemittingOffice) -> None:
    maker = office.maker
    wanted, other = maker.remitter.receipted(11_100, 22_200)
    screen = maker.open(RemittancesScreen, "ready")
    waiting = screen.waiting
    place = [one.part.payment_id for one in waiting._shown].index(wanted)
    waiting.table.grid.selectRow(place)
    rest()
    click("remittances.go_chosen", count="1", total="111.00")
    until(lambda: screen.form.read() is not None, "the form is empty")
    draft = screen.form.read()
    assert draft is not None
    assert [part.payment_id for part in draft.parts] == [wanted]
    assert not screen.form.account.control.isEnabled(), "what lies in the receiving account goes from there"
    click("remittances.propose")
    asked()
    click("remittances.propose")
    until(lambda: at(screen), "it is not in the register")
    closed()
    order = maker.remitter.one(at(screen)).order
    assert order is not None
    assert [part.payment_id for part in order.parts] == [wanted]
    assert other in {one.part.payment_id for one in maker.remitter.remitting.waiting() if one.readiness == "ready"}


def test_what_goes_is_what_is_marked_in_whatever_order_the_receipts_stand(office: RemittingOffice) -> None:
    maker = office.maker
    maker.remitter.receipted(44_400, 45_500, 43_300)
    screen = maker.open(RemittancesScreen, "ready")
    table = screen.waiting.table
    largest_first = [name.key for name in table.model.columns].index("amount")
    table.grid.sortByColumn(largest_first, Qt.SortOrder.DescendingOrder)
    rest()
    for row in range(table.model.rowCount()):
        table.grid.selectionModel().setCurrentIndex(table.model.index(row, 0), ONLY_THIS_ROW)
        told = table.model.row_at(row)
        assert told is not None
        assert screen.waiting.marked() == [told["record"]]
    kept = screen.waiting.marked()
    maker.remitter.receipted(1)
    maker.open(RemittancesScreen, "ready")
    assert screen.waiting.marked() == kept, "news took the mark to another receipt"


def test_another_office_needs_a_reason_and_says_so_at_its_field(office: RemittingOffice) -> None:
    maker = office.maker
    maker.remitter.receipted(33_300)
    screen = maker.open(RemittancesScreen, "new")
    screen.form.begin("receipts:0")
    until(lambda: screen.form.read() is not None, "the form is empty")
    assert screen.form.office.text() == "4000", "the unit's own office stands there"
    assert not screen.form.office_reason.isVisible()
    choose("remittances.office_field", "1000")
    screen.form.go.click()
    until(lambda: screen.form.office_reason.wrong, "nothing was said")
    assert QApplication.activeModalWidget() is None
    said = i18n.text("remittance_faults.office_unexplained.do")
    assert any(said in each for each in visible_texts(screen.form))
    fill("remittances.office_reason", "สำนักงานคลังจังหวัดปิดทำการ")
    screen.form.go.click()
    question = asked()
    assert any("(1000)" in each for each in visible_texts(question))
    press(question, "Escape")
    closed()
    screen.go_back()
    rest()


def test_sent_back_with_its_reason_and_taken_back_its_receipts_are_ready_again(office: RemittingOffice) -> None:
    maker, second = office.maker, office.authorizer
    first, own = proposed(office, 44_400), proposed(office, 55_500)
    theirs = second.open(RemittancesScreen, first)
    until(lambda: at(theirs) == first and theirs.side.send_back.isVisible(), "it cannot be sent back")
    click("remittances.send_back")
    fill("administration.reason", "ขอตรวจรหัสรายได้ก่อน")
    fill("administration.password", second.remitter.password)
    click("remittances.send_back")
    closed()
    screen = maker.open(RemittancesScreen, first)
    until(lambda: at(screen) == first, "it is not there")
    until(lambda: "ขอตรวจรหัสรายได้ก่อน" in visible_texts(screen.side), "the reason is not told")
    assert not screen.side.recall.isVisible()
    screen.open_subject(own)
    until(lambda: at(screen) == own and screen.side.recall.isVisible(), "it cannot be taken back")
    click("remittances.take_back")
    fill("administration.reason", "เลือกผิดรายการ")
    click("remittances.take_back")
    closed()
    states = {maker.remitter.one(each).state for each in (first, own)}
    assert states == {RemittanceState.SENT_BACK, RemittanceState.RECALLED}


def test_what_the_treasury_refuses_says_why_and_what_to_do_and_goes_again(office: RemittingOffice) -> None:
    req_id = answered(office, REFUSED)
    screen = office.maker.open(RemittancesScreen, req_id)
    until(lambda: at(screen) == req_id and screen.side.again.isVisible(), "it cannot go again")
    said = " ".join(visible_texts(screen.side))
    assert i18n.text("remittance_papers.code.period_closed") in said
    assert i18n.text("remittances.refused_do.period_closed") in said
    click("remittances.again")
    rest()
    assert screen._lists.currentIndex() == WAITING
    until(lambda: any(one.part.amount.satang == REFUSED for one in screen.waiting._shown), "it does not wait again")


def test_documents_are_found_by_number_from_any_screen_and_open_what_they_are_about(office: RemittingOffice) -> None:
    maker = office.maker
    req_id = answered(office, 77_725)
    number = maker.remitter.one(req_id).standing.documents[0].number
    maker.hear()
    maker.place.window.go("home")
    rest()
    found = palette(maker, f"RA {number}")
    to(found, f"RA {number}")
    press(found.field, "Return")
    rest()
    page = maker.place.window.page("treasury_documents")
    assert isinstance(page, TreasuryDocumentsScreen)
    until(lambda: (one := page.chosen()) is not None and (one.kind, one.number) == ("RA", number), "no cursor on it")
    assert page._pages.currentIndex() == DOCUMENTS
    assert i18n.text("treasury_books.adds_up") in page.side._chip.accessibleName()
    press(page.table.grid, "Return")
    until(lambda: maker.place.window._here == ("remittances", req_id), "the remittance did not open")
    screen = maker.place.window.page("remittances")
    assert isinstance(screen, RemittancesScreen)
    until(lambda: at(screen) == req_id, "no cursor on it")
    for typed in ("777.25", maker.remitter.one(req_id).bank_ref):
        found = palette(maker, typed)
        to(found, i18n.text("remittance_terms.kind.revenue"))
        press(found.field, "Escape")
        rest()


def test_the_trial_balance_says_in_words_which_accounts_must_be_empty_and_are(office: RemittingOffice) -> None:
    answered(office, 88_800)
    page = office.authorizer.open(TreasuryDocumentsScreen, "trial")
    table = page.trial.table
    until(lambda: table.model.rowCount() > 0, "no books came")
    rest()
    click("treasury_books.only_zero")
    rest()
    zero = next(number for number, each in enumerate(table.model.columns) if each.key == "zero")
    said = {str(table.model.index(row, zero).data()) for row in range(table.model.rowCount())}
    assert said == {i18n.text("treasury_books.zero_right")}
    choose("treasury_books.until_period", "01")
    rest()
    until(lambda: page.trial._told is not None and page.trial._told.period == "01", "another period did not come")


def test_home_opens_what_waits_and_what_is_to_be_approved(office: RemittingOffice) -> None:
    maker, second = office.maker, office.authorizer
    proposed(office, 99_900)
    maker.remitter.receipted(12_300)
    for seat, key, tab in ((maker, "home.remit_ready", WAITING), (second, "home.remittances_to_approve", REGISTER)):
        home = seat.open(HomeScreen)
        press(next(each for each in home.findChildren(TileButton) if i18n.text(key) in each.accessibleName()), "Space")
        rest()
        screen = seat.place.window.page("remittances")
        assert isinstance(screen, RemittancesScreen)
        assert seat.place.window._here[0] == "remittances"
        assert screen._lists.currentIndex() == tab


def test_a_deadline_that_is_over_is_red_and_says_by_how_many_days() -> None:
    due = Deadline(Rule.OVER_CASH, date(2026, 11, 23), Money(1_500_000))
    over = words.deadline(due, date(2026, 11, 25))
    assert isinstance(over, Cell)
    assert (over.tone, over.icon) == ("refused", "triangle-alert")
    assert i18n.text("remittances.days_over", count=2) in over.text
    near = words.deadline(due, date(2026, 11, 23))
    assert isinstance(near, Cell)
    assert near.tone == "waiting"
    assert i18n.text("remittances.last_day") in near.text
    far = words.deadline(replace(due, day=date(2026, 12, 30)), date(2026, 11, 23))
    assert isinstance(far, Cell)
    assert far.tone == "plain"
