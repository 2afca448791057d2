"""Which way wrongly paid money goes to the treasury, and until when (rules.md 3.6, 3.4; document 002)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.values.dates import BUDDHIST_OFFSET, fiscal_year


class Route(StrEnum):
    """The three ways."""

    IN_YEAR = "in_year"
    PRIOR_YEAR = "prior_year"
    MEDICAL = "medical"


@dataclass(frozen=True, slots=True)
class Way:
    """A route with the documents and codes it is recorded under; '' where the rules name none."""

    route: Route
    documents: tuple[str, ...]
    gl_account: str
    revenue_code: str
    fund: str


def year_ends(year: int) -> date:
    """Return 30 September of a Buddhist fiscal year, its last day."""
    return date(year - BUDDHIST_OFFSET, 9, 30)


def way(medical: bool, year: int, day: date) -> Way:
    """Return the way of money drawn in the fiscal year ``year`` and returned on ``day``; the last day is still in it.

    The fund's first two digits are the year in which the revenue is received.
    """
    if medical:
        return Way(Route.MEDICAL, ("RA", "R1"), "", "", "")
    if day <= year_ends(year):
        return Way(Route.IN_YEAR, ("BD", "R6", "BE"), "2116010104", "", "")
    return Way(Route.PRIOR_YEAR, ("RA", "R1"), "4206010102", "811", f"{str(fiscal_year(day))[2:]}19400")


def days_left(route: Route, year: int, day: date) -> int | None:
    """Return the days until the route changes, None if it does not."""
    return (year_ends(year) - day).days if route is Route.IN_YEAR else None
