"""The ledger of draws on its screen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.domain.disbursement.draw import Draw
from app.domain.values.money import Money
from app.services.drawing import Drawing
from app.store import draws
from app.ui.screens.disbursement.draws import DrawsScreen
from app.ui.theme import SIZES
from tests.ui.disbursement.office import OPENING
from tests.ui.looking import visible_texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.disbursement.office import OfficeDesk


def draw(doc_no: str, satang: int, *, paid: int = 0, reserved: int = 0, residue: int = 0, day: int = 18) -> Draw:
    return Draw(
        doc_no, date(2026, 11, day), "0060044715", 2570, Money(satang), Money(reserved), Money(paid), Money(residue),
        date(2026, 11, day), gfmis=True, batches=("op-0006",),
    )  # fmt: skip


SAMPLE = (
    draw("ฎ.106/2570", 5_000_000, paid=5_000_000),
    draw("ฎ.201/2570", 12_500_000, paid=10_000_000, reserved=2_000_000, residue=500_000, day=2),
    draw("ฎ.202/2570", 900_000, paid=600_000, reserved=0, residue=0, day=12),
    draw("ฎ.203/2570", 1_750_050, reserved=1_750_050),
)


def screen_of(qtbot: QtBot, desk: OfficeDesk) -> DrawsScreen:
    with desk.store.write(OPENING, Action.RECORD_UNIT, "draws") as tx:
        draws.put_draws(tx, SAMPLE)
    screen = DrawsScreen(Drawing(desk.for_services()))
    qtbot.addWidget(screen)
    screen.resize(SIZES.window[0] - SIZES.nav_width, SIZES.window[1] - SIZES.top_bar)
    screen.show()
    screen.refresh()
    qtbot.waitUntil(lambda: screen.table.model.rowCount() == 2)
    return screen


def test_what_is_not_paid_is_what_was_drawn_less_paid_less_returned(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screen_of(qtbot, maker)
    texts = visible_texts(screen)
    assert {"201,500.50", "156,000.00", "3,000.00", "42,500.50"} <= set(texts)
    ledger = Drawing(maker.for_services()).ledger()
    assert ledger.unpaid == ledger.drawn - ledger.paid - ledger.returned


def test_the_number_of_a_draw_is_whole_on_a_laptop_of_1280(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screen_of(qtbot, maker)
    screen.open_subject("ฎ.201/2570")
    screen.resize(1280 - SIZES.nav_width, 720 - SIZES.top_bar)
    qtbot.waitUntil(screen.side.isVisible)
    first = screen.table.model.columns[0]
    qtbot.waitUntil(lambda: screen.table.grid.columnWidth(0) >= first.width)


def test_a_draw_with_money_left_says_why_it_cannot_be_closed(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screen_of(qtbot, maker)
    screen.open_subject("ฎ.201/2570")
    screen.refresh()
    qtbot.waitUntil(lambda: screen.table.model.rowCount() == 4)
    qtbot.waitUntil(lambda: any("5,000.00" in text and "ปิดไม่ได้" in text for text in visible_texts(screen)))


def test_closed_draws_are_shown_when_they_are_asked_for(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screen_of(qtbot, maker)
    screen.open_subject("ฎ.202/2570")
    screen.refresh()
    qtbot.waitUntil(lambda: screen.table.model.rowCount() == 4)
    closed = [draw.doc_no for draw in SAMPLE if draw.closed]
    assert closed == ["ฎ.106/2570", "ฎ.202/2570"]


def test_a_draw_that_could_not_be_read_is_named_above_the_sums(qtbot: QtBot, maker: OfficeDesk) -> None:
    said = {
        "อ่านข้อมูลจากระบบกลางไม่ได้: ฎีกา ฎ.204/2570",
        "ยอดด้านล่างไม่รวมฎีกานี้ แจ้งธนาคารให้ตรวจสอบก่อนจ่ายเพิ่ม",
    }
    screen = screen_of(qtbot, maker)
    assert said.isdisjoint(visible_texts(screen))
    maker.unread_draws = ("ฎ.204/2570",)
    screen.refresh()
    qtbot.waitUntil(lambda: said <= visible_texts(screen))
