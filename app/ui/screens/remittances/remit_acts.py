"""What persons do about remittances, asked in dialogs: proposed after a last look, settled and signed, taken back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app import i18n
from app.ui import worker
from app.ui.messages import Question, confirm, toast
from app.ui.order_dialogs import Order, ReasonDialog, SignedDialog
from app.ui.screens.remittances.parts import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.remittances.order_rules import RemittanceDraft
    from app.services.commands import Given
    from app.services.remitting import RemittanceTold, Remitting
    from app.ui.screen import Screen


class RemittanceActs:
    """Asks on behalf of a screen; ``done`` is called once an order was given."""

    def __init__(self, screen: Screen, service: Remitting, names: words.Names, done: Callable[[Given], object]) -> None:
        self._screen, self._service, self._names, self._done = screen, service, names, done

    def propose(self, draft: RemittanceDraft, begun: Callable[[], object], failed: Callable[[Exception], None]) -> None:
        """Name count, sum and destination once more, then sign."""

        def about() -> str:
            return f"{words.kind(draft.kind)} → {self._names.office(draft.office)} ({draft.office})"

        def act() -> None:
            begun()
            given = self._given("remittances.proposed")
            worker.run(self._screen, lambda _: self._service.propose(draft), given, failed)

        count = len(draft.parts) or len(draft.items)
        asked = Question("remittances.propose_ask", "remittances.propose", "remittances.propose_why", about, count,
                         draft.total)  # fmt: skip
        confirm(self._screen, asked, act)

    def settle(self, told: RemittanceTold, *, approve: bool) -> None:
        """Approve a remittance with the password, or send it back with a reason, too."""
        kind = "approve" if approve else "send_back"
        order = Order(
            f"remittances.{kind}_ask",
            f"remittances.{kind}",
            "badge-check" if approve else "undo-2",
            explain=f"remittances.{kind}_why",
            about=lambda: self._said(told),
            danger=not approve,
        )

        def act(reason: str, password: str) -> Given:
            return self._service.settle(told, approve=approve, password=password, reason=reason)

        done = "remittances.approved" if approve else "remittances.sent_back"
        SignedDialog(self._screen, order, act, self._given(done), with_reason=not approve).open()

    def recall(self, told: RemittanceTold) -> None:
        """Take an own remittance back before it is approved."""
        order = Order(
            "remittances.take_back_ask", "remittances.take_back", "undo-2", about=lambda: self._said(told), danger=True
        )
        act = partial(self._service.recall, told)
        ReasonDialog(self._screen, order, act, self._given("remittances.taken_back")).open()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _given(self, done: str) -> Callable[[Given], None]:
        def tell(given: Given) -> None:
            if given.known:
                toast(self._screen, done)
            else:
                toast(self._screen, "bills.order_unknown", icon="circle-question-mark")
            self._done(given)

        return tell

    def _said(self, told: RemittanceTold) -> str:
        one = told.remittance
        count = len(told.parts)
        counted = i18n.text("remittances.count", count=f"{count:,}") if count else ""
        office = f"{self._names.office(one.standing.office)} ({one.standing.office})"
        return " · ".join(filter(None, (words.kind(one.kind), words.baht(one.total), counted, office)))
