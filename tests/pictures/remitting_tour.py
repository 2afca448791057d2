"""A day on which money goes to the treasury: what waits, the form, two persons, the record, documents, the books."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog

from app.demo.hands import click, fill, until
from app.ui.screens.remittances.documents import TRIAL, TreasuryDocumentsScreen
from app.ui.screens.remittances.remittances import RemittancesScreen
from tests.helpers.collecting import PORTAL
from tests.helpers.raw_remittances import BUDGET
from tests.pictures import remitting_office
from tests.pictures.album import rest
from tests.pictures.remitting_office import AUTHORIZER, MAKER, PAYER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from tests.pictures.album import Eye
    from tests.pictures.remitting_office import RemittingOffice, Seat

UNIT = "2102000001"
NEXT_DAY, REFUSED = 150_091, 150_095
"""Totals in .91 are answered on the next bank day, those in .95 are refused: the period is closed."""
NAMES = ("booked", "refused", "late", "waits", "returned")


@dataclass
class Told:
    """The office and what was sent by its name."""

    office: RemittingOffice
    sent: dict[str, str] = field(default_factory=dict)

    def prepare(self) -> None:
        """Collect, send, approve and refuse, and let the treasury answer; some still wait."""
        maker, second = self.office.maker.remitter, self.office.authorizer.remitter
        paid = maker.receipted(1_250_000, 275_050, REFUSED, NEXT_DAY, 80_000, 990_000)
        groups = {"booked": paid[:2], "refused": paid[2:3], "late": paid[3:4], "returned": paid[4:5]}
        for name, parts in groups.items():
            self.sent[name] = maker.proposed(parts)
        second.settle(self.sent["booked"])
        second.settle(self.sent["refused"])
        second.settle(self.sent["late"])
        second.settle(self.sent["returned"], approve=False, reason="ขอแนบรายละเอียดค่าธรรมเนียมก่อน")
        maker.answered()
        self.sent["waits"] = maker.proposed(paid[5:])
        maker.receipted(300_000, 45_000)
        maker.pay(maker.bill(41, 120_000, payer_name="บริษัท กี่ชั่วรุ่น (ตัวอย่าง) จำกัด (มหาชน)"))
        remitting_office.draw(self.office.central, "3690000201", 500_000, unit=UNIT, account=BUDGET[UNIT])
        for seat in self.office.seats.values():
            seat.remitter.hear()


class RemittingTour:
    """Goes through the rooms once."""

    def __init__(self, told: Told, eye: Eye) -> None:
        self._told, self._eye = told, eye

    def everything(self) -> None:
        """See all there is."""
        self.at_the_makers()
        self.at_other_desks()

    def at_the_makers(self) -> None:
        """See what waits, the form in its shapes, and the register."""
        seat = self._told.office.maker
        self._with(seat, self.waiting, self.forming, self.listing)

    def at_other_desks(self) -> None:
        """See what the authorizer and whoever pays see."""
        self._with(self._told.office.authorizer, self.deciding, self.reading)
        self._with(self._told.office.seats[PAYER], self.paying)

    def waiting(self, seat: Seat) -> None:
        """See what waits: together, one by one, marked, narrowed."""
        screen = seat.show(RemittancesScreen, "ready")
        self._eye("remit_waiting", seat.place.window)
        screen.waiting.table.grid.setFocus()
        screen.waiting.table.grid.selectAll()
        rest()
        self._eye("remit_waiting_marked", seat.place.window)

    def forming(self, seat: Seat) -> None:
        """See the form: empty, of receipts, to another office without a reason, of a draw, and the last question."""
        window = seat.place.window
        screen = seat.show(RemittancesScreen, "new")
        self._eye("remit_form", window)
        screen.form.begin("receipts:0")
        rest()
        self._eye("remit_form_receipts", window)
        screen.form.office.set_text("1000")
        rest()
        screen.form.go.click()
        rest()
        self._eye("remit_form_faults", window)
        fill("remittances.office_reason", "สำนักงานคลังจังหวัดปิดทำการชั่วคราว")
        screen.form.go.click()
        self._see_dialog("remit_form_ask", window)
        screen.form.begin("draw:3690000201")
        rest()
        self._eye("remit_form_draw", window)
        screen.go_back()
        rest()

    def listing(self, seat: Seat) -> None:
        """See remittances in their states, what was signed, the record, and the question before one is taken back."""
        window = seat.place.window
        for name in NAMES:
            screen = seat.show(RemittancesScreen, self._told.sent[name])
            self._eye(f"remittance_{name}", window)
        screen = seat.show(RemittancesScreen, self._told.sent["waits"])
        click("remittances.take_back")
        self._see_dialog("remittance_take_back", window)
        screen.register.filters.ask()
        self._see_dialog("remittances_filter", window)
        screen = seat.show(RemittancesScreen, self._told.sent["booked"])
        click("remittances.record")
        until(lambda: screen.paper.made, "no paper came")
        rest()
        self._eye("remittance_record", window)
        screen.go_back()
        screen.register.search.setText("ไม่มีรายการนี้")
        rest()
        self._eye("remittances_nothing", window)
        screen.register.search.clear()
        rest()

    def deciding(self, seat: Seat) -> None:
        """See what waits for the second person, all that was signed, and both questions."""
        window = seat.place.window
        seat.show(RemittancesScreen, "proposed")
        self._eye("remit_to_approve", window)
        click("remittances.open_signed")
        rest()
        self._eye("remit_signed", window)
        click("remittances.approve")
        self._see_dialog("remit_approve", window)
        click("remittances.send_back")
        self._see_dialog("remit_send_back", window)

    def reading(self, seat: Seat) -> None:
        """See the treasury's documents, one whole, and the books."""
        window = seat.place.window
        screen = seat.show(TreasuryDocumentsScreen)
        self._eye("treasury_documents", window)
        screen.search.setText("R1")
        rest()
        self._eye("treasury_documents_found", window)
        screen.search.clear()
        screen = seat.show(TreasuryDocumentsScreen, "trial")
        assert screen._pages.currentIndex() == TRIAL
        self._eye("trial_balance", window)
        screen.trial.only_zero.click()
        rest()
        self._eye("trial_balance_zero", window)

    def paying(self, seat: Seat) -> None:
        """See what whoever pays sees: everything, and the way back of what is left of a draw."""
        seat.show(RemittancesScreen, self._told.sent["booked"])
        self._eye("remittances_payer", seat.place.window)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _with(self, seat: Seat, *parts: object) -> None:
        for each in self._told.office.seats.values():
            each.place.window.setVisible(each is seat)
        rest()
        for part in parts:
            assert callable(part)
            part(seat)

    def _see_dialog(self, name: str, window: QWidget) -> None:
        rest()
        self._eye(name, window)
        front = QApplication.activeModalWidget()
        assert isinstance(front, QDialog), name
        front.reject()
        rest()


class DepositTour:
    """The form of a unit whose collected money the Portal remits: deposits by items."""

    def __init__(self, office: RemittingOffice, eye: Eye) -> None:
        self._office, self._eye = office, eye

    def everything(self) -> None:
        """See what waits, and the form with lines that are not right yet."""
        seat = self._office.maker
        window = seat.place.window
        seat.show(RemittancesScreen, "ready")
        self._eye("remit_portal", window)
        screen = seat.show(RemittancesScreen, "new")
        screen.form.begin("deposit_for_other")
        rest()
        click("remittances.add_row")
        rest()
        screen.form.go.click()
        rest()
        self._eye("remit_form_deposit", window)


@contextmanager
def opened(folder: Path) -> Iterator[Told]:
    """Open the office for as long as the block lasts; its day has been lived."""
    with remitting_office.opened(folder, MAKER, AUTHORIZER, PAYER) as office:
        told = Told(office)
        told.prepare()
        yield told


@contextmanager
def portal_opened(folder: Path) -> Iterator[RemittingOffice]:
    """Open the desk of a unit for which the Portal remits."""
    with remitting_office.opened(folder, MAKER, company_id=PORTAL) as office:
        yield office
