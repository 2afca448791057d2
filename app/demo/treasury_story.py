"""The treasury's part of the story: money goes there between two persons, is booked, and its documents are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.demo.hands import choose, click, control, fill, press, settle, until
from app.demo.part import Part
from app.domain.remittances.kinds import RemittanceKind
from app.services.remitting import Remitting
from app.ui.screens.remittances.documents import TreasuryDocumentsScreen
from app.ui.screens.remittances.parts.sources import DRAW
from app.ui.screens.remittances.remittances import NEW, READY, RemittancesScreen
from app.ui.table_model import Query

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.services.remitting import RemittanceTold
    from app.workplace import Workplace

DEPOSIT, BASIS, BAHT = "00901", "สัญญาซื้อขายเลขที่ 12/2570", "25000"
"""A contractor's security goes from the off-budget account to the treasury."""
DRAWN = "3600000123"
"""Nobody is to be paid any more from this draw of the sample."""
RECORD, OWN_RECORD = "success-record.pdf", "success-record-of-receipts.pdf"
LEFT = (RECORD, OWN_RECORD)
"""The papers that it leaves; all of them carry what the bank signed."""


class TreasuryStory(Part):
    """Plays in one person's window."""

    def __init__(self, place: Workplace, out: Path, take: Callable[[str], None], exchange: Callable[[], None]) -> None:
        super().__init__(place, out, take, exchange)
        self._remitting = Remitting(place.desk, place.sync)

    def deposit(self) -> None:
        """Propose to pay a security into the treasury, by hand: what this unit collects the Portal remits."""
        self._place.window.go(RemittancesScreen.key, NEW)
        choose("remittances.source", RemittanceKind.DEPOSIT.value)
        settle()  # the line is another one from here on
        choose("remittances.deposit", DEPOSIT)
        fill("remittances.basis", BASIS)
        fill("remittances.amount_field", BAHT)
        press(control("remittances.amount_field"), "Tab")
        settle()
        self._take("deposit")
        self._propose("deposit")

    def give_back(self) -> None:
        """Propose to return what is left of a draw, by the way that the day asks for."""
        self._place.window.go(RemittancesScreen.key, f"{DRAW}{DRAWN}")
        control("remittances.propose")
        settle()
        self._take("draw_return")
        self._propose("draw_return")

    def remit(self) -> None:
        """See what waits and until when, and propose the revenue of which there are receipts."""
        self._place.window.go(RemittancesScreen.key, READY)
        proposals = self._screen(RemittancesScreen).waiting.proposals
        control("remittances.open_proposal")
        until(proposals.model.rowCount, "nothing is proposed")
        kinds = [one.kind for one in self._remitting.proposals()]
        until(lambda: proposals.choose(kinds.index(RemittanceKind.REVENUE)), "no revenue is proposed")
        settle()
        self._take("remittances_waiting")
        click("remittances.open_proposal")
        control("remittances.propose")
        settle()
        self._take("remittance")
        self._propose("remittance")

    def approve(self, password: str) -> str:
        """Sign everything that waits, and return the last of it."""
        self._hear(self._remitting.to_settle, "no remittance waits")
        found = [one.remittance.req_id for one in self._remitting.to_settle()]
        for req_id in found:
            self._approve(req_id, password)
        return found[-1]

    def keep_record(self, name: str, req_id: str) -> None:
        """Keep the bank's word that the money moved, with the numbers of the treasury as far as there are any."""
        screen = self._show(req_id)
        click("remittances.record")
        self._keep(screen.paper, name.removesuffix(".pdf").replace("-", "_"), name)
        screen.go_back()

    def booked(self) -> None:
        """Hear what the treasury answered, keep the record with its numbers, and find a document by its number."""
        rows = self._remitting.rows()
        found = rows.rows(rows.ids(Query()))
        req_id = next(one.req_id for one in found if one.standing.kind is RemittanceKind.DEPOSIT)
        self._hear(lambda: self._told(req_id).documents, "the treasury did not answer")
        self._show(req_id)
        control("remittances.record")
        self._take("remittance_booked")
        self.keep_record(RECORD, req_id)
        number = self._told(req_id).documents[-1].number
        window = self._place.window
        window.go(TreasuryDocumentsScreen.key, number)
        screen = self._screen(TreasuryDocumentsScreen)
        until(lambda: (found := screen.chosen()) and found.number == number, f"{number} is not found")
        settle()
        self._take("treasury_document")
        window.go(TreasuryDocumentsScreen.key, "trial")
        settle()
        self._take("trial_balance")

    # -- inside -----------------------------------------------------------------------------------------------------

    def _approve(self, req_id: str, password: str) -> None:
        """See what was signed, and sign; in the bank's hours the money moves at once."""
        screen = self._show(req_id)
        control("remittances.approve")
        click("remittances.open_signed")
        control("remittances.back")
        settle()
        self._take("remittance_signed")
        click("remittances.approve")
        fill("administration.password", password)
        self._take("remittance_sign")
        press(control("administration.password"), "Return")
        self._hear(lambda: self._told(req_id).may_print, "the bank did not move the money")
        screen.go_back()
        self._take("remittance_moved")

    def _propose(self, title: str) -> None:
        before = len(self._remitting.to_settle())
        press(self._place.window, "Ctrl+Return")
        until(lambda: QApplication.activeModalWidget() is not None, f"the {title} is not asked about")
        self._take(f"{title}_ask")
        click("remittances.propose")
        self._hear(lambda: len(self._remitting.to_settle()) > before, f"the {title} was not proposed")
        self._take(f"{title}_proposed")

    def _show(self, req_id: str) -> RemittancesScreen:
        self._place.window.go(RemittancesScreen.key, req_id)
        screen = self._screen(RemittancesScreen)
        until(lambda: (told := screen.side.told) and told.remittance.req_id == req_id, "the remittance is not listed")
        return screen

    def _told(self, req_id: str) -> RemittanceTold:
        return self._remitting.told(req_id)
