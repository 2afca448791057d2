"""Units and applications as rows of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.access.company import UserState
from app.ui.cells import Cell
from app.ui.screens.administration.parts import words
from app.ui.screens.administration.parts.list_tab import RECORD
from app.ui.screens.administration.parts.rows import TAGS, WORDS
from app.ui.table_model import Column

if TYPE_CHECKING:
    from app.domain.access.company import AgencyUnit
    from app.domain.access.proposal import AgencyView, Application
    from app.ui.table_model import Row
    from app.ui.theme import Tone

STATES: dict[str, tuple[Tone, str]] = {
    "received": ("waiting", "hourglass"),
    "approved": ("done", "circle-check"),
    "declined": ("refused", "circle-x"),
}


def kind(unit: AgencyUnit) -> Cell:
    """Return the chip of a unit: the agency itself, or a unit under it."""
    if unit.parent:
        return Cell(i18n.text("units.kind.parent"), tone="accent", icon="landmark", chip=True)
    return Cell(i18n.text("units.kind.unit"), tone="done", icon="circle-check", chip=True)


def status(application: Application) -> Cell:
    """Return the chip of an application."""
    tone, icon = STATES[application.status]
    return Cell(i18n.text(f"units.status.{application.status}"), tone=tone, icon=icon, chip=True)


def people(unit: AgencyUnit, view: AgencyView) -> int:
    """Return how many users a unit has."""
    return sum(user.record.unit == unit.unit and user.state is not UserState.REMOVED for user in view.users)


def unit_row(unit: AgencyUnit, view: AgencyView) -> Row:
    """Return a unit as a row."""
    return {
        "key": unit.unit,
        RECORD: unit,
        "name": unit.name,
        "unit": unit.unit,
        "company": unit.company_id,
        "people": people(unit, view),
        "accounts": len(unit.accounts),
        "kind": str(not unit.parent),
        "kind_cell": kind(unit),
        WORDS: f"{unit.name} {unit.unit} {unit.company_id}",
        TAGS: frozenset(),
    }


def application_row(application: Application) -> Row:
    """Return a unit's application as a row."""
    code = application.form.unit if application.form else ""
    return {
        "key": application.application_id,
        RECORD: application,
        "name": application.name,
        "unit": code,
        "company": application.company_id,
        "at": str(application.at),
        "at_words": words.moment(application.at),
        "status": application.status,
        "status_cell": status(application),
        WORDS: f"{application.name} {code} {application.company_id}",
        TAGS: frozenset(),
    }


UNITS = (
    Column("name", "units.name", 300, stretch=True),
    Column("unit", "units.unit", 120),
    Column("company", "units.company", 130),
    Column("people", "units.people", 80, align="right"),
    Column("kind", "units.kind_of", 130, show_row=lambda row: row["kind_cell"]),
)
APPLICATIONS = (
    Column("name", "units.name", 300, stretch=True),
    Column("unit", "units.unit", 120),
    Column("at", "units.sent_at", 150, show_row=lambda row: row["at_words"]),
    Column("status", "units.status_of", 150, show_row=lambda row: row["status_cell"]),
)
