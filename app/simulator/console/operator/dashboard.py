"""The dashboard: how the central system stands, within a second (SIM-19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.simulator import operator
from app.simulator.console.operator.plots import Line, plot

if TYPE_CHECKING:
    from app.simulator.console.operator.figures import Figures
    from app.simulator.console.page import Asked
    from app.simulator.context import Central

LIVE = "/operator/dashboard/live"


class Dashboard:
    """Shows the newest figures and the plots of those before."""

    def __init__(self, central: Central, figures: Figures) -> None:
        self._central = central
        self._figures = figures

    async def show(self, _asked: Asked) -> dict[str, Any]:
        """Return all that the page shows, and the piece of it that is fetched again and again."""
        newest = await self._figures.fresh()
        kept = self._figures.kept()
        times = [one.at for one in kept]
        balances = plot(
            times,
            Line("units", [one.books.units_satang / 100 for one in kept]),
            Line("reserved", [one.books.reserved_satang / 100 for one in kept]),
        )
        return {
            "live": LIVE,
            "clock": operator.clock(self._central),
            "books": newest.books,
            "balances": balances,
        }
