"""Money called back in the sample agency, in every state; and the way through its room, its papers and the inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog

from app.demo.hands import click, until
from app.domain.recalls.recall import Cause, RecallState
from app.domain.values.money import Money
from app.services.recalls import Letter
from app.ui.screens.disbursement.results import ResultsScreen
from app.ui.screens.recalls.recalls import RecallsScreen
from tests.helpers.raw_central import UNIT
from tests.pictures.album import rest

if TYPE_CHECKING:
    from app.domain.recalls.recall import Recall
    from app.workplace import Workplace
    from tests.pictures.album import Eye
    from tests.pictures.office import Office

STORY = (
    # batch and line, what is called back of it, what the bank says, how far it goes
    ("partly", 1, "3600.00", "", RecallState.OPEN),
    ("partly", 3, "2400.00", "money_back", RecallState.MONEY_BACK),
    ("settled", 3, "1174.50", "refused", RecallState.REFUSED),
    ("partly", 5, "500.00", "money_back", RecallState.RETURN_PROPOSED),
    ("settled", 5, "300.00", "money_back", RecallState.RETURNED),
)


def furnish(office: Office) -> None:
    """Call money back, and bring each recall as far as its story goes."""
    maker, authorizer = office.maker, office.authorizer
    for batch, number, baht, answer, state in STORY:
        paid = maker.recalls.paid_line(office.batches[batch], number)
        amount = min(Money.parse(baht), paid.left)
        cause = Cause.WRONG_PAYEE if amount == paid.left else Cause.OVERPAID
        day = maker.recalls.today
        letter = Letter(cause, amount, day, f"กค 0401/งบ {60 + number}", day, "เลขที่บัญชีเป็นของผู้มีชื่อซ้ำกัน")
        recall_id = maker.recalls.open(paid, letter).order_id
        if answer:
            office.central.wire.close()
            assert office.central.operate("POST", f"recalls/{recall_id}", {"answer": answer}).status == 200
        office.exchange()
        if state in (RecallState.RETURN_PROPOSED, RecallState.RETURNED):
            maker.recalls.propose_return(maker.recalls.recall(recall_id))
            office.exchange()
        if state is RecallState.RETURNED:
            password = office.central.password(UNIT, "AUTH01")
            authorizer.recalls.settle_return(authorizer.recalls.recall(recall_id), approve=True, password=password)
            office.exchange()
        assert maker.recalls.recall(recall_id).state is state


class RecallTour:
    """Looks at everything at both desks; nothing is sent."""

    def __init__(self, office: Office, eye: Eye) -> None:
        self._office, self._eye = office, eye

    def making(self, place: Workplace) -> None:
        """See the result that offers it, the assistant, the list in every state, both papers and the inbox."""
        window = place.window
        op_id = self._office.batches["settled"]
        window.go("results", op_id)
        rest()
        results = window.page(ResultsScreen.key)
        assert isinstance(results, ResultsScreen)
        results.table.grid.setCurrentIndex(results.table.model.index(5, 0))
        self._eye("recall_from_results", window)
        window.go("recalls", f"line:{op_id}:6")
        until(lambda: QApplication.activeModalWidget() is not None, "the assistant did not open")
        self._see_dialog("recall_assistant", place)
        for state in RecallState:
            recall = next((one for one in place.recalls.every() if one.state is state), None)
            if recall is not None:
                self._choose(place, recall)
                self._eye(f"recalls_{state}", window)
        self._choose(place, self._in(place, RecallState.MONEY_BACK))
        click("recalls.propose")
        self._see_dialog("recall_propose", place)
        self._paper(place, RecallState.OPEN, "recalls.letter")
        self._paper(place, RecallState.MONEY_BACK, "recalls.return_paper")
        self._paper(place, RecallState.RETURNED, "recalls.return_paper")
        window.go("messages")
        rest()
        self._eye("messages", window)

    def deciding(self, place: Workplace) -> None:
        """See what the second person is asked."""
        self._choose(place, self._in(place, RecallState.RETURN_PROPOSED))
        self._eye("recalls_to_approve", place.window)
        click("recalls.approve")
        self._see_dialog("recall_approve", place)
        click("recalls.send_back")
        self._see_dialog("recall_send_back", place)
        place.window.go("messages")
        rest()
        self._eye("messages_authorizer", place.window)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _in(self, place: Workplace, state: RecallState) -> Recall:
        return next(one for one in place.recalls.every() if one.state is state)

    def _screen(self, place: Workplace) -> RecallsScreen:
        screen = place.window.page(RecallsScreen.key)
        assert isinstance(screen, RecallsScreen)
        return screen

    def _choose(self, place: Workplace, recall: Recall) -> None:
        place.window.go("recalls", recall.recall_id)
        screen = self._screen(place)

        def chosen() -> bool:
            here = screen.chosen()
            return here is not None and here.recall_id == recall.recall_id

        until(chosen, "the recall is not chosen")
        rest()

    def _paper(self, place: Workplace, state: RecallState, button: str) -> None:
        self._choose(place, self._in(place, state))
        click(button)
        screen = self._screen(place)
        until(lambda: screen.paper.made, "no paper came")
        rest()
        self._eye(f"recall_paper_{state}", place.window)
        screen.go_back()

    def _see_dialog(self, name: str, place: Workplace) -> None:
        rest()
        self._eye(name, place.window)
        front = QApplication.activeModalWidget()
        assert isinstance(front, QDialog), name
        front.reject()
        rest()
