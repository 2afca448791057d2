"""The words of recalls: states and deadlines as chips, the route to the treasury explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.recalls.recall import Recall, RecallState, Urgency
from app.ui import days
from app.ui.cells import Cell

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.domain.recalls.routing import Way
    from app.ui.screens.recalls.parts.ports import Desk
    from app.ui.theme import Tone

DASH = "–"
_STATES: dict[RecallState, tuple[Tone, str]] = {
    RecallState.OPEN: ("waiting", "hourglass"),
    RecallState.REFUSED: ("refused", "circle-x"),
    RecallState.MONEY_BACK: ("accent", "inbox"),
    RecallState.RETURN_PROPOSED: ("waiting", "badge-check"),
    RecallState.RETURNED: ("done", "circle-check"),
    RecallState.DROPPED: ("plain", "undo-2"),
}
_URGENCIES: dict[Urgency, tuple[Tone, str]] = {
    Urgency.AHEAD: ("plain", ""),
    Urgency.NEAR: ("waiting", "clock"),
    Urgency.OVER: ("refused", "triangle-alert"),
}


def state(recall: Recall) -> Cell:
    """Return the chip of a recall: where it stands, with the bank's reason as its hint."""
    tone, icon = _STATES[recall.state]
    return Cell(i18n.text(f"recalls.state.{recall.state}"), tone=tone, icon=icon, chip=True, hint=answer(recall))


def answer(recall: Recall) -> str:
    """Return why the bank brings nothing, '' where it said nothing of the kind."""
    if not recall.answer:
        return ""
    key = f"recalls.answer.{recall.answer}"
    return i18n.text(key) if i18n.has(key) else recall.answer


def year_end(recall: Recall, today: date) -> str | Cell:
    """Return how many days are left to 30 September, coloured when few."""
    left = recall.days_left(today)
    if left is None:
        return DASH
    tone, icon = _URGENCIES[recall.year_urgency(today)]
    return _days_cell(left, tone, icon, i18n.text("recalls.year_end_hint", year=recall.fiscal_year))


def remit_by(recall: Recall, today: date) -> str | Cell:
    """Return the last day for the return with the days left, coloured when near or over."""
    if recall.remit_by is None or not recall.is_open:
        return DASH
    left = (recall.remit_by - today).days
    tone, icon = _URGENCIES[recall.remit_urgency(today)]
    return _days_cell(left, tone, icon, i18n.text("recalls.remit_hint", day=days.day(recall.remit_by)))


def _days_cell(left: int, tone: Tone, icon: str, hint: str) -> Cell:
    key = "recalls.days_over" if left < 0 else "recalls.days_left"
    return Cell(i18n.text(key, count=abs(left)), tone=tone, icon=icon, hint=hint, chip=tone != "plain")


def route(recall: Recall, today: date) -> str:
    """Return the short name of the route on a day."""
    return i18n.text(f"recalls.route.{recall.way_on(today).route}")


def explained(recall: Recall, today: date) -> str:
    """Return why this route holds, and what would change it."""
    way = recall.way_on(today)
    said = i18n.text(f"recalls.why.{way.route}", year=recall.fiscal_year)
    left = recall.days_left(today)
    return said if left is None else f"{said} {i18n.text('recalls.changes_in', count=left)}"


def documents(way: Way) -> str:
    """Return the documents of a route in their order."""
    return " → ".join(way.documents)


def codes(way: Way) -> tuple[str, str, str]:
    """Return the account, revenue code and fund of a route, each with a dash where the rules name none."""
    return way.gl_account or i18n.text("recalls.as_told"), way.revenue_code or DASH, way.fund or DASH


def person(desk: Desk, uid: str) -> str:
    """Return the name of a colleague in the language in use."""
    return desk.unit.person_name(uid, i18n.language()) if uid else DASH


def day(value: date | None) -> str:
    """Return a day, or a dash."""
    return days.day(value) if value else DASH


def moment(value: datetime | None) -> str:
    """Return a moment, or a dash."""
    return days.moment(value) if value else DASH
