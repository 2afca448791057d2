"""Which way wrongly paid money goes to the treasury, until when, and under which accounts (rules.md 3.4 to 3.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.simulator.calendar import BUDDHIST_ERA, WorkingDays, fiscal_year
from app.wire.recalls import Route

REMIT_WORKING_DAYS = 15
"""Regulation on disbursement 2562, section 97, counted in days on which government offices are open."""
MEDICAL = "medical"
"""The word of the table of kinds for money that is state revenue whenever it comes back (circular 209 of 2553)."""


@dataclass(frozen=True, slots=True)
class Way:
    """A route with what is recorded on it; '' where the rules name none."""

    route: Route
    documents: tuple[str, ...]
    gl_account: str
    revenue_code: str
    fund: str


def year_ends(fy: str) -> date:
    """Return 30 September of a Buddhist fiscal year, its last day."""
    return date(int(fy) - BUDDHIST_ERA, 9, 30)


def way(returns: str, fy: str, day: date) -> Way:
    """Return the way of money that was drawn in ``fy`` and is returned on ``day`` in Bangkok.

    ``returns`` is the kind's word: `MEDICAL` or ``ordinary``. The year's last day is still the year. The fund's first
    two digits are the fiscal year in which the revenue is received.
    """
    if returns == MEDICAL:
        return Way(Route.MEDICAL, ("RA", "R1"), "", "", "")
    if day <= year_ends(fy):
        return Way(Route.IN_YEAR, ("BD", "R6", "BE"), "2116010104", "", "")
    return Way(Route.PRIOR_YEAR, ("RA", "R1"), "4206010102", "811", f"{fiscal_year(day)[2:]}19400")


def days_left(route: Route, fy: str, day: date) -> str:
    """Return the days until the route changes, '' if it does not."""
    return str((year_ends(fy) - day).days) if route is Route.IN_YEAR else ""


def remit_by(offices: WorkingDays, back_on: str) -> str:
    """Return the last day to return money that came on ``back_on``; '' before it came."""
    return offices.days_after(date.fromisoformat(back_on), REMIT_WORKING_DAYS).isoformat() if back_on else ""
