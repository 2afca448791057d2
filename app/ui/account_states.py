"""How sure one may be of an account, as a chip: the same in the register and beside the lines of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.payees.payee import Verification
from app.ui.cells import Cell

if TYPE_CHECKING:
    from app.ui.theme import Tone

_LOOKS: dict[Verification, tuple[Tone, str]] = {
    Verification.UNVERIFIED: ("waiting", "circle-dashed"),
    Verification.FORM_SEEN: ("accent", "file-check"),
    Verification.NAME_CHECKED: ("done", "circle-check"),
    Verification.PAID_BEFORE: ("done", "badge-check"),
}


def chip(verified: Verification, hint: str = "") -> Cell:
    """Return icon and word of a state, with a longer word as its hint."""
    tone, icon = _LOOKS[verified]
    return Cell(i18n.text(f"register.state.{verified}"), tone=tone, icon=icon, chip=True, hint=hint)
