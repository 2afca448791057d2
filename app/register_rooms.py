"""The rooms of the payee register: composition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.services.payee_import import PayeeImport
from app.services.payee_papers import PayeePapers
from app.services.payee_scans import PayeeScans
from app.ui.navigation import place_of
from app.ui.screens.payees.import_register import RegisterImportScreen
from app.ui.screens.payees.register import RegisterScreen
from app.ui.screens.payees.requests import PayeeRequestsScreen

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.services.payees import Payees
    from app.ui.navigation import Place


def places(desk: Desk, register: Payees) -> tuple[Place, ...]:
    """Return the rooms in the order of the left column."""
    look = Action.VIEW_PAYEES
    scans, papers = PayeeScans(desk), PayeePapers(desk, register)
    return (
        place_of(RegisterScreen, lambda: RegisterScreen(register, scans, papers, desk), look),
        place_of(PayeeRequestsScreen, lambda: PayeeRequestsScreen(register, scans, desk), look),
        place_of(
            RegisterImportScreen,
            lambda: RegisterImportScreen(PayeeImport(desk, register), desk),
            Action.PROPOSE_PAYEES,
            shown=False,
        ),
    )
