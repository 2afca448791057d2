"""The operator's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.console.faces import Face
from app.simulator.console.operator.clock import ClockPages
from app.simulator.console.operator.dashboard import LIVE, Dashboard
from app.simulator.console.operator.snapshots import SnapshotPages
from app.simulator.console.page import Act, Page

if TYPE_CHECKING:
    from app.simulator.console.operator.figures import Figures
    from app.simulator.context import Central
    from app.simulator.worker import Worker


def operator_pages(central: Central, worker: Worker, figures: Figures) -> tuple[Page, ...]:
    """Return the operator's part of the table."""
    face, dashboard = Face.OPERATOR, Dashboard(central, figures)
    clock, states = ClockPages(central, worker), SnapshotPages(central, worker)
    return (
        Page(
            "/operator/dashboard",
            face,
            "operator.dashboard",
            "operator/dashboard",
            dashboard.show,
            letter="o",
            icon="chart-column",
        ),
        Page(LIVE, face, "operator.dashboard", "operator/dashboard_live", dashboard.show, live=True),
        Page(
            "/operator/clock",
            face,
            "operator.clock",
            "operator/clock",
            clock.show,
            acts=(Act("advance", clock.advance), Act("put", clock.put)),
            letter="c",
            icon="clock",
        ),
        Page(
            "/operator/snapshots",
            face,
            "operator.snapshots",
            "operator/snapshots",
            states.show,
            acts=(Act("save", states.save),),
            letter="s",
            icon="undo-2",
        ),
        Page(
            "/operator/snapshots/{name}",
            face,
            "operator.go_back",
            "operator/go_back",
            states.ask,
            acts=(Act("back", states.go_back, back_to="/operator/snapshots"),),
            under="/operator/snapshots",
        ),
    )
