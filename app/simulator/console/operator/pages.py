"""The operator's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.console.faces import Face
from app.simulator.console.operator.clock import ClockPages
from app.simulator.console.operator.dashboard import LIVE, Dashboard
from app.simulator.console.operator.day_changes import DayChangePages
from app.simulator.console.operator.days import DayPages
from app.simulator.console.operator.faults import FaultPages
from app.simulator.console.operator.gate import GatePages
from app.simulator.console.operator.recording import RecordingPages
from app.simulator.console.operator.rules import RulePages
from app.simulator.console.operator.snapshots import SnapshotPages
from app.simulator.console.page import Act, Page

if TYPE_CHECKING:
    from app.simulator.console.counter import Counter
    from app.simulator.console.operator.samples import Samples
    from app.simulator.console.page import Show
    from app.simulator.context import Central


def operator_pages(central: Central, counter: Counter, samples: Samples) -> tuple[Page, ...]:
    """Return the operator's part of the table."""
    clock = ClockPages(central, counter)
    return (
        *_dashboard(Dashboard(central, samples)),
        _page("clock", clock.show, "c", "clock", Act("advance", clock.advance), Act("put", clock.put)),
        _page("days", DayPages(central).show, "b", "calendar"),
        *_days(DayChangePages(central, counter)),
        *_snapshots(SnapshotPages(central, counter)),
        *_faults(FaultPages(central, counter)),
        *_rules(RulePages(central, counter)),
        *_gate(GatePages(central, counter)),
        *_recording(RecordingPages(central, counter)),
        _page("traffic", samples.traffic.show, "m", "send"),
    )


def _page(name: str, show: Show, letter: str, icon: str, *acts: Act) -> Page:
    """Return a page of the menu."""
    return Page(
        f"/operator/{name}", Face.OPERATOR, f"operator.{name}", f"operator/{name}", show, acts, letter=letter, icon=icon
    )


def _inner(path: str, name: str, show: Show, *acts: Act) -> Page:
    """Return a page that a page of the menu leads to."""
    under = "/".join(path.split("/")[:3])
    return Page(path, Face.OPERATOR, f"operator.{name}", f"operator/{name}", show, acts, under=under)


def _dashboard(dashboard: Dashboard) -> tuple[Page, ...]:
    return (
        _page("dashboard", dashboard.show, "o", "chart-column"),
        Page(LIVE, Face.OPERATOR, "operator.dashboard", "operator/dashboard_live", dashboard.show, live=True),
    )


def _days(changes: DayChangePages) -> tuple[Page, ...]:
    day = (Act("look", changes.look, stays=True), Act("put", changes.put, back_to="/operator/days"))
    hours = (Act("look", changes.look_hours, stays=True), Act("put", changes.put_hours, back_to="/operator/days"))
    back = Act("back", changes.go_back, back_to="/operator/days")
    return (
        _inner("/operator/days/day", "day", changes.day, *day),
        _inner("/operator/days/hours/{service}/{valid_from}", "hours", changes.hours, *hours),
        _inner("/operator/days/versions/{version}", "calendar_version", changes.version, back),
    )


def _snapshots(states: SnapshotPages) -> tuple[Page, ...]:
    back = Act("back", states.go_back, back_to="/operator/snapshots")
    return (
        _page("snapshots", states.show, "s", "undo-2", Act("save", states.save)),
        _inner("/operator/snapshots/{name}", "go_back", states.ask, back),
    )


def _faults(faults: FaultPages) -> tuple[Page, ...]:
    acts = (
        Act("arm", faults.arm),
        Act("load", faults.load),
        Act("take", faults.take),
        Act("disarm", faults.disarm),
        Act("scenario", faults.scenario),
    )
    return (_page("faults", faults.show, "t", "triangle-alert", *acts),)


def _recording(recording: RecordingPages) -> tuple[Page, ...]:
    return (
        _page("recording", recording.show, "p", "circle-dashed", Act("switch", recording.switch)),
        _inner("/operator/recording/{run}", "entries", recording.entries),
    )


def _gate(gate: GatePages) -> tuple[Page, ...]:
    acts = (Act("close", gate.close), Act("open", gate.open), Act("least", gate.least))
    return (
        _page("gate", gate.show, "g", "lock", *acts),
        _page("contract", gate.breaches, "n", "file-check", Act("forget", gate.forget)),
    )


def _rules(rules: RulePages) -> tuple[Page, ...]:
    check = Act("check", rules.check, with_files=True, stays=True)
    put = Act("put", rules.put, with_files=True, back_to="/operator/rules")
    back = Act("back", rules.go_back, back_to="/operator/rules")
    return (
        _page("rules", rules.show, "r", "filter"),
        _inner("/operator/rules/new", "new_rules", rules.new, check, put),
        _inner("/operator/rules/{version}", "version", rules.version, back),
    )
