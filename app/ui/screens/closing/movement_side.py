"""The right column of account movements: one entry, what it is, and what of ours it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app import i18n
from app.domain.closing.statement import Side
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.flow import Chip
from app.ui.screens.closing.parts import words
from app.ui.surfaces import KeyValues, Notice, SidePanel, row_of
from app.ui.texts import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.closing.statement import Entry


class EntrySide(SidePanel):
    """Asks by its signal for the screen of what the entry belongs to."""

    wanted = Signal()

    def __init__(self, has: Callable[[str], bool]) -> None:
        super().__init__()
        self._has = has
        self._chip, self._kind, self._amount = Chip(), Label(role="section", wrap=True), Label(role="hero")
        self._belongs = Label(role="table", wrap=True)
        self._note = Notice("movements.unsigned_why", tone="waiting", icon="info")
        self._facts = KeyValues()
        self.open_it = Button("movements.open_it", kind="primary", icon="arrow-right", act=self.wanted.emit)
        self.body.add(row_of(self._chip, None), self._kind, self._amount, self._belongs, self._note, self._facts)
        self.body.addStretch(1)
        self.foot.add(self.open_it)
        self.show_entry(None)

    def show_entry(self, entry: Entry | None) -> None:
        """Show another entry, or nothing."""
        for part in (self._chip, self._kind, self._amount, self._belongs, self._facts):
            part.setVisible(entry is not None)
        self._note.setVisible(entry is not None and not entry.signed)
        self.open_it.setVisible(entry is not None and words.lit(place_of(entry), self._has))
        if entry is None:
            return
        came_in = entry.side is Side.IN
        told = i18n.text("movements.came_in" if came_in else "movements.went_out")
        self._chip.show_cell(
            Cell(told, tone="done" if came_in else "plain", icon="plus" if came_in else "send", chip=True)
        )
        self._kind.show_text(words.entry_kind(entry.kind))
        self._amount.say("ui.baht", amount=entry.amount.format())
        self._belongs.show_text(belongs(entry))
        put = self._facts.put
        put("movements.booked_at", words.moment(entry.booked_at))
        put("movements.bank_ref", entry.bank_ref or words.DASH)
        put("movements.reference", entry.reference or words.DASH)
        put("movements.text", entry.text or words.DASH)
        put("movements.count_of", f"{entry.count:,}")
        put("movements.source", i18n.text("movements.signed" if entry.signed else "movements.from_file"))


def place_of(entry: Entry) -> words.Place | None:
    """Return where that is opened which an entry belongs to."""
    return words.room_of(entry.kind, entry.reference)


def belongs(entry: Entry) -> str:
    """Return what of ours an entry belongs to, in words."""
    return i18n.text(f"movements.belongs.{entry.kind}")
