"""The rooms of looking back: composition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.services.plots import Plots
from app.ui.navigation import place_of
from app.ui.screens.reports.plots import PlotsScreen

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.ui.navigation import Place


def places(desk: Desk) -> tuple[Place, ...]:
    """Return the rooms of a unit in the order of the left column."""
    return (place_of(PlotsScreen, lambda: PlotsScreen(Plots(desk)), Action.VIEW_REPORTS),)
