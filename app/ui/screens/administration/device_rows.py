"""Workstations, keys and what happened at the door, as rows of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.access.company import WorkstationState
from app.domain.values.dates import parse_instant
from app.ui.cells import Cell
from app.ui.screens.administration.parts import words
from app.ui.screens.administration.parts.list_tab import RECORD
from app.ui.screens.administration.parts.rows import TAGS, WORDS
from app.ui.table_model import Column

if TYPE_CHECKING:
    from app.domain.access.company import SecurityNote, Workstation
    from app.domain.access.keys import PublicKey
    from app.domain.access.proposal import AgencyView
    from app.ui.table_model import Row
    from app.ui.theme import Tone

_STATES: dict[WorkstationState, tuple[Tone, str]] = {
    WorkstationState.PERMITTED: ("waiting", "hourglass"),
    WorkstationState.ENROLLED: ("done", "circle-check"),
    WorkstationState.REVOKED: ("refused", "ban"),
}
_NOTES: dict[str, tuple[Tone, str]] = {
    "user_locked": ("refused", "lock"),
    "session_taken_over": ("waiting", "monitor"),
    "workstation_enrolled": ("accent", "monitor"),
    "password_changed": ("plain", "key-round"),
    "slip_printed": ("waiting", "printer"),
}
CODE_SHOWN = 16


def state(station: Workstation) -> Cell:
    """Return the chip of a workstation."""
    tone, icon = _STATES[station.state]
    return Cell(i18n.text(f"workstations.state.{station.state}"), tone=tone, icon=icon, chip=True)


def key_state(key: PublicKey) -> Cell:
    """Return the chip of a signing key."""
    if key.revoked_at:
        return Cell(i18n.text("workstations.key.revoked"), tone="refused", icon="ban", chip=True)
    return Cell(i18n.text("workstations.key.valid"), tone="done", icon="circle-check", chip=True)


def note(what: str) -> Cell:
    """Return the chip of something at the door; what is not known keeps its raw name."""
    tone, icon = _NOTES.get(what, ("plain", "info"))
    words_of = i18n.text(f"workstations.note.{what}") if i18n.has(f"workstations.note.{what}") else what
    return Cell(words_of, tone=tone, icon=icon, chip=True)


def moment(text: str) -> str:
    """Return a moment as the central system wrote it, in words; a dash for none."""
    return words.moment(parse_instant(text) if text else None)


def code(name: str) -> str:
    """Return the start of a key's or device's name in groups that can be read out, as it stands on papers."""
    shown = name.replace("-", "")[:CODE_SHOWN].upper()
    return " ".join(shown[at : at + 4] for at in range(0, len(shown), 4))


def person(view: AgencyView, uid: str) -> str:
    """Return a user's name with the user name."""
    user = view.user(uid)
    return f"{user.record.name(i18n.language())} · {user.record.user_id}" if user else uid or words.DASH


def station_row(station: Workstation, view: AgencyView) -> Row:
    """Return a workstation as a row."""
    unit = words.unit(view, station.unit)
    by = person(view, station.enrolled_by)
    return {
        "key": station.device_id,
        RECORD: station,
        "name": station.name,
        "unit": unit,
        "state": station.state.value,
        "state_cell": state(station),
        "seen": str(station.last_seen_at or ""),
        "seen_words": words.moment(station.last_seen_at),
        "by": by,
        WORDS: f"{station.name} {unit} {by}",
        TAGS: frozenset(),
    }


def key_row(key: PublicKey, view: AgencyView) -> Row:
    """Return a signing key as a row."""
    user = view.user(key.uid)
    who, unit = person(view, key.uid), words.unit(view, user.record.unit) if user else words.DASH
    return {
        "key": key.kid,
        RECORD: key,
        "person": who,
        "unit": unit,
        "device": key.device_name,
        "state": "revoked" if key.revoked_at else "valid",
        "state_cell": key_state(key),
        "registered": key.registered_at,
        "registered_words": moment(key.registered_at),
        WORDS: f"{who} {unit} {key.device_name} {key.kid}",
        TAGS: frozenset(),
    }


def note_row(told: SecurityNote, view: AgencyView) -> Row:
    """Return something at the door as a row."""
    user = next((u for u in view.users if (u.company_id, u.record.user_id) == (told.company_id, told.user_id)), None)
    who = person(view, user.uid) if user else f"{told.company_id} {told.user_id}".strip()
    unit = words.unit(view, user.record.unit) if user else words.DASH
    return {
        "key": str(told.number),
        RECORD: user,
        "at": told.number,
        "at_words": words.moment(told.at),
        "what": told.what,
        "what_cell": note(told.what),
        "who": who,
        "unit": unit,
        "where": told.device_name or words.DASH,
        WORDS: f"{who} {unit} {told.device_name}",
        TAGS: frozenset(),
    }


STATIONS = (
    Column("name", "workstations.name", 190, stretch=True),
    Column("unit", "workstations.unit", 230),
    Column("state", "workstations.state", 150, show_row=lambda row: row["state_cell"]),
    Column("seen", "workstations.last_seen", 130, show_row=lambda row: row["seen_words"]),
)
KEYS = (
    Column("person", "workstations.person", 220, stretch=True),
    Column("device", "workstations.name", 150),
    Column("state", "workstations.state", 130, show_row=lambda row: row["state_cell"]),
    Column("registered", "workstations.registered", 130, show_row=lambda row: row["registered_words"]),
)
NOTES = (
    Column("at", "workstations.at", 140, show_row=lambda row: row["at_words"]),
    Column("what", "workstations.what", 190, show_row=lambda row: row["what_cell"]),
    Column("who", "workstations.who", 240, stretch=True),
    Column("unit", "workstations.unit", 240),
    Column("where", "workstations.where", 160),
)
