"""The rooms of an agency's administrators, and of its auditor, who only looks: composition, loaded only there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.services.access_papers import AccessPapers
from app.services.paper_templates import PaperTemplates
from app.ui.navigation import place_of
from app.ui.screens.administration.handover import HandoverScreen
from app.ui.screens.administration.paper_template import PaperTemplateScreen
from app.ui.screens.administration.policy import PolicyScreen
from app.ui.screens.administration.requests import RequestsScreen
from app.ui.screens.administration.review import ReviewScreen
from app.ui.screens.administration.units import UnitsScreen
from app.ui.screens.administration.users import UsersScreen
from app.ui.screens.administration.workstations import WorkstationsScreen

if TYPE_CHECKING:
    from app.services.administration import Administration
    from app.services.desk import Desk
    from app.ui.navigation import Place


def places(desk: Desk, service: Administration) -> tuple[Place, ...]:
    """Return the rooms in the order of the left column."""
    look, actor, papers = Action.VIEW_ADMINISTRATION, desk.actor, AccessPapers(desk, service)
    templates = PaperTemplates(desk)
    return (
        place_of(UsersScreen, lambda: UsersScreen(service, actor), look),
        place_of(RequestsScreen, lambda: RequestsScreen(service, templates, actor), look),
        place_of(UnitsScreen, lambda: UnitsScreen(service, papers, actor), look),
        place_of(PolicyScreen, lambda: PolicyScreen(service, actor), look),
        place_of(PaperTemplateScreen, lambda: PaperTemplateScreen(service, templates, actor), look),
        place_of(WorkstationsScreen, lambda: WorkstationsScreen(service, actor), look),
        place_of(ReviewScreen, lambda: ReviewScreen(service, papers, actor), look),
        place_of(HandoverScreen, lambda: HandoverScreen(papers), look, shown=False),
    )
