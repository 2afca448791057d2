"""The paying screens over a real store, ready to be looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from app.services.comments import Comments
from app.services.drafting import Drafting
from app.services.evidence import Evidence
from app.services.exporting import Exporting
from app.services.following import FollowUps
from app.services.saved_views import SavedViews
from app.ui.screens.disbursement.approvals import ApprovalsScreen
from app.ui.screens.disbursement.batch_editor import BatchEditor
from app.ui.screens.disbursement.batches import BatchesScreen
from app.ui.screens.disbursement.evidence import EvidenceScreen
from app.ui.screens.disbursement.import_file import ImportScreen
from app.ui.screens.disbursement.results import ResultsScreen
from app.ui.theme import SIZES
from tests.ui.disbursement.office import OfficeApproval, OfficeDesk, OfficeInquiry

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.sync import Sync
    from app.ui.screen import Screen


@dataclass
class Alarm:
    """Counts how often the courier was woken."""

    rung: int = 0

    def wake(self) -> None:
        self.rung += 1


@dataclass
class Gone:
    """Where a screen wanted to go."""

    places: list[tuple[str, Any]] = field(default_factory=list)

    def listen(self, screen: Screen) -> None:
        screen.navigate.connect(lambda key, subject: self.places.append((key, subject)))

    @property
    def last(self) -> tuple[str, Any]:
        return self.places[-1] if self.places else ("", None)


def drafting(desk: OfficeDesk, alarm: Alarm | None = None) -> Drafting:
    return Drafting(desk.for_services(), cast("Sync", alarm or Alarm()))


def kept(desk: OfficeDesk) -> tuple[SavedViews, Exporting]:
    """Return who keeps views and who writes files."""
    return SavedViews(desk.for_services()), Exporting(desk.for_services())


def follow_ups(desk: OfficeDesk) -> FollowUps:
    """Return who follows failed lines up; speaks to nobody."""
    return FollowUps(desk.for_services(), cast("Sync", Alarm()))


def _shown(qtbot: QtBot, screen: Screen) -> None:
    qtbot.addWidget(screen)
    screen.resize(SIZES.window[0] - SIZES.nav_width, SIZES.window[1] - SIZES.top_bar)
    screen.show()
    screen.activateWindow()


def batches(qtbot: QtBot, desk: OfficeDesk, asked: list[str] | None = None) -> BatchesScreen:
    screen = BatchesScreen(drafting(desk), OfficeInquiry(desk, [] if asked is None else asked), desk, *kept(desk))
    _shown(qtbot, screen)
    with qtbot.waitSignal(screen.table.answered):
        screen.refresh()
    return screen


def importing(qtbot: QtBot, desk: OfficeDesk) -> ImportScreen:
    screen = ImportScreen(drafting(desk))
    _shown(qtbot, screen)
    return screen


def editor(qtbot: QtBot, desk: OfficeDesk, op_id: str, alarm: Alarm | None = None) -> BatchEditor:
    screen = BatchEditor(drafting(desk, alarm), desk, kept(desk)[1])
    _shown(qtbot, screen)
    screen.open_subject(op_id)
    qtbot.waitUntil(screen.rows.isVisible)
    return screen


def approvals(
    qtbot: QtBot, desk: OfficeDesk, approval: OfficeApproval, asked: list[str] | None = None
) -> ApprovalsScreen:
    inquiry = OfficeInquiry(desk, [] if asked is None else asked)
    screen = ApprovalsScreen(approval, inquiry, desk, Comments(desk.for_services(), cast("Sync", Alarm())))
    _shown(qtbot, screen)
    with qtbot.waitSignal(screen.list.answered):
        screen.refresh()
    return screen


def results(qtbot: QtBot, desk: OfficeDesk, op_id: str, asked: list[str] | None = None) -> ResultsScreen:
    inquiry = OfficeInquiry(desk, [] if asked is None else asked)
    screen = ResultsScreen(inquiry, follow_ups(desk), desk, SavedViews(desk.for_services()))
    _shown(qtbot, screen)
    screen.open_subject(op_id)
    with qtbot.waitSignal(screen.table.answered):
        screen.refresh()
    qtbot.waitUntil(lambda: bool(screen.table.footer.text()))
    return screen


def evidence(qtbot: QtBot, desk: OfficeDesk, op_id: str) -> EvidenceScreen:
    service = desk.for_services()
    screen = EvidenceScreen(Evidence(service), OfficeInquiry(desk, []), desk, SavedViews(service))
    _shown(qtbot, screen)
    screen.open_subject(op_id)
    screen.refresh()
    qtbot.waitUntil(screen.preview.save.isEnabled)
    return screen
