"""The room of money that is called back: composition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.services.recall_papers import RecallPapers
from app.ui.navigation import place_of
from app.ui.screens.recalls.recalls import RecallsScreen

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.services.recalls import Recalls
    from app.ui.navigation import Place


def places(desk: Desk, recalls: Recalls) -> tuple[Place, ...]:
    """Return the rooms in the order of the left column."""
    papers = RecallPapers(desk, recalls)
    return (place_of(RecallsScreen, lambda: RecallsScreen(recalls, papers, desk), Action.OPEN_BATCH),)
