"""The rooms of remitting: remittances, and the treasury's documents: composition."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.services import remittance_offer
from app.services.remittance_papers import RemittancePapers
from app.services.remitting import Remitting
from app.services.treasury_documents import TreasuryDocuments
from app.ui.navigation import place_of
from app.ui.screens.remittances.documents import TreasuryDocumentsScreen
from app.ui.screens.remittances.remittances import RemittancesScreen

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.services.sync import Sync
    from app.ui.filter_bar import Views
    from app.ui.navigation import Place

GROUP = "ui.group_remitting"


def places(desk: Desk, sync: Sync, views: Views) -> tuple[Place, ...]:
    """Return the rooms in the order of the left column."""
    look = Action.VIEW_REMITTANCES
    remitting = Remitting(desk, sync)
    offer = partial(remittance_offer.offered, desk)
    papers = RemittancePapers(desk)
    return (
        place_of(
            RemittancesScreen, lambda: RemittancesScreen(remitting, offer, papers, desk, views), look, group=GROUP
        ),
        place_of(
            TreasuryDocumentsScreen,
            lambda: TreasuryDocumentsScreen(TreasuryDocuments(desk), views),
            look,
            group=GROUP,
        ),
    )
