"""The rooms of closing days and of account movements: composition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.services.closing import Closing
from app.services.closing_papers import ClosingPapers
from app.services.day_book import DayBook
from app.services.list_exports import ListExports
from app.services.remittance_papers import RemittancePapers
from app.services.statement_files import StatementFiles
from app.services.statements import Statements
from app.ui.navigation import place_of
from app.ui.screens.closing.days import ClosingScreen
from app.ui.screens.closing.guide import GuideScreen
from app.ui.screens.closing.movements import MovementsScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.desk import Desk
    from app.services.sync import Sync
    from app.ui.navigation import Place

GROUP = "ui.group_closing"


def places(desk: Desk, sync: Sync, has: Callable[[str], bool]) -> tuple[Place, ...]:
    """Return the rooms in the order of the left column; ``has`` says which others this person may open."""
    look = Action.VIEW_CLOSING
    closing, book, statements = Closing(desk, sync), DayBook(desk), Statements(desk)
    papers = ClosingPapers(desk)

    def guide() -> GuideScreen:
        return GuideScreen(closing, book, statements, RemittancePapers(desk), desk, has)

    def movements() -> MovementsScreen:
        files = StatementFiles(desk, statements)
        return MovementsScreen(statements, files, papers, ListExports(desk), desk, has)

    return (
        place_of(ClosingScreen, lambda: ClosingScreen(closing, book, statements, papers, desk, has), look, group=GROUP),
        place_of(GuideScreen, guide, Action.PROPOSE_DAY, shown=False),
        place_of(MovementsScreen, movements, look, group=GROUP),
    )
