"""A person's own views of the lists, kept at this workstation and never shown to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.store import remembered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.values.list_filter import SavedView
    from app.services.desk import Desk


class SavedViews:
    """Views of one signed-in person."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def _uid(self) -> str:
        return self._desk.actor.person.uid

    def views(self, place: str) -> Sequence[SavedView]:
        """Return the views of a list, by name."""
        with self._desk.store.read() as reading:
            return remembered.views(reading, self._uid, place)

    def save(self, place: str, view: SavedView) -> None:
        """Keep a view, in place of an earlier one of the same name."""
        with self._desk.store.write(self._desk.actor, Action.CHANGE_SETTINGS, place, {"view": view.name}) as tx:
            remembered.put_view(tx, self._uid, place, view)

    def drop(self, place: str, name: str) -> None:
        """Forget a view."""
        with self._desk.store.write(self._desk.actor, Action.CHANGE_SETTINGS, place, {"view_dropped": name}) as tx:
            remembered.drop_view(tx, self._uid, place, name)
