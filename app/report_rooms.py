"""The rooms of looking back: composition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.services.audit_reports import AuditReports
from app.services.plots import Plots
from app.ui.navigation import place_of
from app.ui.screens.reports.audit_reports import AuditReportsScreen
from app.ui.screens.reports.plots import PlotsScreen

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.ui.navigation import Place


def places(desk: Desk) -> tuple[Place, ...]:
    """Return the rooms of a unit alone, in the order of the left column."""
    return (place_of(PlotsScreen, lambda: PlotsScreen(Plots(desk)), Action.VIEW_REPORTS),)


def audit_place(desk: Desk) -> Place:
    """Return the room of auditors, authorizers and administrators."""
    return place_of(AuditReportsScreen, lambda: AuditReportsScreen(AuditReports(desk)), Action.VIEW_AUDIT_REPORTS)
