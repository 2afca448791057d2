"""What happened to a remittance, in order of time, as entries of a timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.ui.flow import Event
from app.ui.screens.remittances.parts import words

if TYPE_CHECKING:
    from app.services.remitting import RemittanceTold
    from app.ui.screens.remittances.parts.ports import Desk
    from app.ui.theme import Tone

_TONES: dict[str, Tone] = {
    "proposed": "accent",
    "approved": "accent",
    "sent_back": "waiting",
    "recalled": "waiting",
    "sent": "done",
    "acknowledged": "done",
    "refused": "refused",
    "booked": "plain",
}
_KINDS = {"remittance.ordered": "proposed", "remittance.recalled": "recalled", "gfmis.booked": "booked"}


def of_remittance(told: RemittanceTold, desk: Desk) -> list[Event]:
    """Return the states of a remittance, each with who brought it about, and the booking of its documents."""
    events = []
    for one in told.history:
        what = _KINDS.get(one.kind, one.what)
        if i18n.has(f"remittances.happened.{what}"):
            who = words.person(desk, one.uid) if one.uid else i18n.text("remittances.by_machine")
            said = i18n.text(f"remittances.happened.{what}")
            events.append(Event(said, f"{who} · {words.moment(one.at)}", _TONES.get(what, "plain")))
    return events
