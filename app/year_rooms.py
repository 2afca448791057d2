"""The rooms of the fiscal year: its end, and its archive: composition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.permissions import Action, may
from app.services.year_end import YearEnd
from app.ui.navigation import place_of
from app.ui.screens.years.archive import ArchiveScreen
from app.ui.screens.years.year_end import YearEndScreen

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.ui.navigation import Place

GROUP = "ui.group_year"


def places(desk: Desk) -> tuple[Place, ...]:
    """Return the rooms in the order of the left column."""
    remits = may(desk.actor.person.roles, Action.VIEW_REMITTANCES)
    return (
        place_of(YearEndScreen, lambda: YearEndScreen(YearEnd(desk), remits=remits), group=GROUP),
        place_of(
            ArchiveScreen,
            lambda: _archive_screen(desk),
            Action.ARCHIVE_YEAR,
            group=GROUP,
        ),
    )


def _archive_screen(desk: Desk) -> ArchiveScreen:
    from app.services.archive_reading import ArchiveReading  # its papers and proofs are needed for nothing else
    from app.services.year_archives import YearArchives

    return ArchiveScreen(YearArchives(desk), ArchiveReading(desk))
