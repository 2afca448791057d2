"""Days are closed on the screen by one person and settled by another, by the names that a screen reader hears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox

from app import i18n
from app.demo.hands import click, control, fill, press, until
from app.domain.closing.day import DayState
from app.domain.closing.exceptions import ExceptionKind
from app.ui.printing import PrintDialog
from app.ui.screens.closing.days import ClosingScreen
from app.ui.screens.closing.guide import GuideScreen
from app.ui.screens.closing.guide_state import COMPARE, EXCEPTIONS, RECORDS, SIGN
from app.ui.theme import SPACE
from tests.pictures.album import rest
from tests.pictures.closing_office import MONDAY, TUESDAY, ClosingOffice, Seat
from tests.ui.looking import visible_texts

if TYPE_CHECKING:
    from datetime import date

    from app.domain.closing.exceptions import NumberedException
    from app.ui.screens.closing.parts.month_grid import MonthGrid

REASON = "รอกรมบัญชีกลางรับรู้"


def sit(seat: Seat) -> Seat:
    """Show the window of a person who has heard everything."""
    seat.place.window.show()
    seat.hear()
    return seat


def told(grid: MonthGrid) -> str:
    """Return what a screen reader says of the day with the cursor."""
    return str(grid.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole))


def calendar(seat: Seat, day: date) -> ClosingScreen:
    """Open the calendar at a day."""
    screen = seat.open(ClosingScreen, day.isoformat())
    until(lambda: screen.calendar.grid.day == day, "the day is not in sight")
    rest()
    return screen


def guide(seat: Seat) -> GuideScreen:
    """Open the guide from the calendar by its key."""
    press(seat.place.window, "Ctrl+Return")
    screen = seat.place.window.page(GuideScreen.key)
    assert isinstance(screen, GuideScreen)
    until(lambda: screen.isVisible() and screen.state is not None, "nothing was prepared")
    rest()
    return screen


def print_records(screen: GuideScreen) -> None:
    """Print the records that are missing, by keys alone."""
    press(screen, "Ctrl+P")
    until(lambda: isinstance(QApplication.activeModalWidget(), PrintDialog), "no printer was asked for")
    press(control("pdf.print"), "Return")
    until(lambda: screen.state is not None and not screen.state.found.not_printed, "nothing was printed")
    rest()


def sign(screen: GuideScreen) -> set[str]:
    """Ask for the signature and sign, by keys alone; return what the question said."""
    press(screen, "Ctrl+Return")
    until(lambda: QApplication.activeModalWidget() is not None, "nothing was asked")
    asked = QApplication.activeModalWidget()
    assert asked is not None
    texts = visible_texts(asked)
    press(asked, "Ctrl+Return")
    until(lambda: QApplication.activeModalWidget() is None, "it was not signed")
    rest()
    return texts


def approve(seat: Seat, words: str = "day_close.check_same") -> None:
    """Approve what waits, after everything was recomputed at this desk."""
    screen = seat.open(ClosingScreen, "waiting")
    until(lambda: screen.decisions.side.approve.isVisible(), "nothing may be approved")
    rest()
    assert i18n.text(words) in visible_texts(seat.place.window)
    press(screen, "Ctrl+Return")
    fill("administration.password", seat.closer.password)
    click("day_close.approve")
    until(lambda: QApplication.activeModalWidget() is None, "it was not approved")
    rest()


def exceptions_of(seat: Seat) -> dict[ExceptionKind, NumberedException]:
    """Return what this desk knows of exceptions, solved ones too."""
    seat.hear()
    return {one.kept.told.kind: one.kept for one in seat.closer.days.exceptions("th", open_only=False)}


def test_an_ordinary_day_is_closed_with_five_keys(office: ClosingOffice) -> None:
    office.remitted(120_000)
    office.at(MONDAY, "16:40")
    maker = sit(office.maker)
    calendar(maker, MONDAY)
    screen = guide(maker)  # the first key: Ctrl+Return
    assert screen.step == RECORDS
    print_records(screen)  # the second and the third: Ctrl+P and Return
    assert screen.step == SIGN, "steps that want nothing are gone through at once"
    said = sign(screen)  # the fourth and the fifth: Ctrl+Return twice
    assert any("23 พฤศจิกายน 2569" in text for text in said)
    assert any("1,200.00" in text for text in said)
    assert any("ไม่มีรายการค้าง" in text for text in said)
    authorizer = sit(office.authorizer)
    approve(authorizer)
    maker.hear()
    shown = calendar(maker, MONDAY)
    assert told(shown.calendar.grid) == "จันทร์ 23 พฤศจิกายน 2569, ปิดแล้ว, วันนี้"


def test_a_day_with_an_exception_is_settled_at_another_desk_and_the_next_day_carries_it_until_it_is_solved(
    office: ClosingOffice,
) -> None:
    silent = office.monday()
    maker, authorizer = sit(office.maker), office.authorizer
    calendar(maker, MONDAY)
    screen = guide(maker)
    print_records(screen)
    assert screen.step == EXCEPTIONS
    assert not screen.sign_it.isEnabled()
    fill("day_guide.reason", REASON)
    rest()
    press(screen, "Ctrl+Return")
    until(lambda: screen.step == SIGN, "the step stays")
    said = sign(screen)
    assert any("รายการค้าง 1 รายการ" in text for text in said)
    maker.place.window.hide()
    sit(authorizer)
    approve(authorizer)
    authorizer.place.window.hide()
    number = exceptions_of(maker)[ExceptionKind.ACKNOWLEDGEMENT_MISSING].number

    # The next day finds it again under its number and solves it, once the treasury has answered.
    office.tuesday()
    office.answered(silent)
    sit(maker)
    shown = calendar(maker, MONDAY)
    assert "ปิดแล้ว มีรายการค้าง" in told(shown.calendar.grid)
    assert "รายการค้าง 1 รายการ" in told(shown.calendar.grid)
    calendar(maker, TUESDAY)
    screen = guide(maker)
    print_records(screen)
    assert screen.step == SIGN
    assert screen.state is not None
    (draft,) = screen.state.drafts
    assert (draft.number, draft.solved) == (number, True)
    sign(screen)
    authorizer.hear()
    sit(authorizer)
    approve(authorizer)
    kept = exceptions_of(maker)[ExceptionKind.ACKNOWLEDGEMENT_MISSING]
    assert (kept.number, kept.solved_on) == (number, TUESDAY)


def test_a_closed_day_is_opened_again_by_two_persons_and_both_versions_stay_in_sight(office: ClosingOffice) -> None:
    office.remitted(120_000)
    office.at(MONDAY, "16:40")
    office.closed()
    maker, authorizer = sit(office.maker), office.authorizer
    shown = calendar(maker, MONDAY)
    click("day_close.reopen")
    fill("administration.reason", "พบใบนำฝากที่ยังไม่ได้บันทึก")
    press(control("administration.reason"), "Ctrl+Return")
    until(lambda: QApplication.activeModalWidget() is None, "it was not proposed")
    maker.hear()
    assert "รออนุมัติ" in told(shown.calendar.grid)
    maker.place.window.hide()
    sit(authorizer)
    approve(authorizer, "day_close.check_reopen")
    authorizer.place.window.hide()

    # It is closed once more, as its second version; both are in the calendar, each with its report.
    maker.hear()
    sit(maker)
    shown = calendar(maker, MONDAY)
    assert "เปิดใหม่ รอปิดอีกครั้ง" in told(shown.calendar.grid)
    office.closed()
    maker.hear()
    shown = calendar(maker, MONDAY)
    assert maker.closer.days.calendar(MONDAY, MONDAY)[0].state is DayState.CLOSED_WITH_EXCEPTIONS
    texts = visible_texts(shown.calendar.side)
    assert {"ปิดบัญชีฉบับที่ 1 รายการค้าง 1 รายการ", "เปิดฉบับที่ 1 ใหม่ เพราะพบใบนำฝากที่ยังไม่ได้บันทึก"} <= texts
    assert "ปิดบัญชีฉบับที่ 2 รายการค้าง 1 รายการ" in texts
    for version in ("1", "2"):
        shown.calendar.side.version.set_text(version)
        click("day_close.report")
        until(lambda: shown.paper.made is not None, "no report came")
        made = shown.paper.made
        assert made is not None
        assert f"-v{version}-" in made.name
        shown.go_back()
        rest()


def test_what_differs_at_the_second_desk_is_named_and_cannot_be_signed(office: ClosingOffice) -> None:
    office.remitted(120_000)
    office.at(MONDAY, "16:40")
    office.maker.closer.propose_day()
    authorizer = sit(office.authorizer)
    screen = authorizer.open(ClosingScreen, "waiting")
    until(lambda: screen.decisions.checked is not None, "nothing was recomputed")
    page = screen.decisions
    here = page.chosen()
    assert here is not None
    check = page.checked
    assert check is not None
    assert check.differences == ()
    assert page.side.approve.isVisible()
    click("day_close.send_back")
    fill("administration.reason", "ขอดูใบนำส่ง")
    fill("administration.password", authorizer.closer.password)
    click("day_close.send_back")
    until(lambda: QApplication.activeModalWidget() is None, "it was not sent back")
    maker = sit(office.maker)
    assert maker.closer.days.calendar(MONDAY, MONDAY)[0].state is DayState.OPEN
    back = maker.open(ClosingScreen, here.order.order.req_id)
    rest()
    assert "ขอดูใบนำส่ง" in visible_texts(back)


def test_the_preview_of_matching_names_each_rule_and_writes_nothing(office: ClosingOffice) -> None:
    office.monday()
    maker = sit(office.maker)
    calendar(maker, MONDAY)
    screen = guide(maker)
    before = maker.closer.station.desk.store
    assert screen.state is not None
    screen._go(COMPARE)
    click("day_guide.tab.matches", count="7")
    rest()
    model = screen.compare.matches.model
    rules = {str(model.index(row, 0).data()) for row in range(model.rowCount())}
    assert rules == {"เลขอ้างอิงและยอดตรงกัน", "ยอดเปิดบัญชี"}
    assert not maker.closer.days.orders()
    assert maker.closer.station.desk.store is before


def test_who_comes_before_the_cut_off_reads_it_below_the_heading_and_after_it_closes_the_day(
    office: ClosingOffice,
) -> None:
    maker = sit(office.maker)
    screen = maker.open(GuideScreen)
    note, early = screen._error, i18n.text("errors.day_not_over")
    assert early in visible_texts(screen)
    assert screen._title.mapTo(screen, QPoint()).y() <= SPACE.xl
    assert note.height() <= note.heightForWidth(note.width())
    assert note.geometry().top() < screen.height() // 4
    maker.hear()
    assert early in visible_texts(screen), "news prepares nothing while one reads"
    office.remitted(120_000)
    office.at(MONDAY, "16:40")
    maker.hear()
    maker.open(ClosingScreen)
    assert maker.open(GuideScreen) is screen
    until(lambda: screen.state is not None, "nothing was prepared")
    assert early not in visible_texts(screen)
    assert screen.pages.geometry().bottom() > screen.back.geometry().top() - 2 * SPACE.m, "the step has all the room"


def test_what_does_not_fit_and_who_looks_after_it_are_named_in_the_language_shown(office: ClosingOffice) -> None:
    office.monday()
    maker = sit(office.maker)
    calendar(maker, MONDAY)
    screen = guide(maker)
    print_records(screen)
    assert screen.step == EXCEPTIONS
    fill("day_guide.reason", REASON)
    rest()
    draft = screen.exceptions.chosen()
    assert draft is not None
    for language in ("en", "th"):
        press(screen, "Ctrl+Shift+L")
        rest()
        assert i18n.language() == language
        kind = i18n.text(f"closing_papers.exception.{draft.found.kind}")
        assert any(text.startswith(f"{kind} · ") for text in visible_texts(screen))
        owner = control("day_close.owner")
        assert isinstance(owner, QComboBox)
        people = {one.uid: one.name(language) for one in maker.closer.station.desk.unit.people}
        assert {str(owner.itemData(n)): owner.itemText(n) for n in range(owner.count())} == people
        assert owner.currentText() == people[draft.owner_uid]
        assert screen.exceptions.reason.text() == REASON
