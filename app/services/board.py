"""What the frame of the window and the home screen show; light, since it is imported before the first window."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, time

    from app.services.planning import Planned


@dataclass(frozen=True, slots=True)
class SyncState:
    """How this workstation stands with the central system; ``error_code`` is empty while all is well.

    ``unread_draws`` are the documents of draws that could not be read, while everything else was heard.
    ``turned_away``: everybody, or this version of the program, is; it passes by itself.
    """

    last_at: datetime | None = None
    online: bool = True
    queued: int = 0
    error_code: str = ""
    error_facts: Mapping[str, object] = field(default_factory=dict)
    clock_ahead_seconds: float = 0.0
    clock_wrong: bool = False
    paused: bool = False
    unread_draws: tuple[str, ...] = ()
    turned_away: bool = False


@dataclass(frozen=True, slots=True)
class DeskState:
    """What the frame of the window shows; ``badges`` counts work waiting for this person by screen key."""

    agency_name: str
    unit: str
    banner_th: str
    banner_en: str
    cut_off: time | None
    badges: Mapping[str, int]
    sync: SyncState


@dataclass(frozen=True, slots=True)
class Found:
    """Something the search found, and the screen that shows it; ``matched`` says what of it the words fit."""

    title: str
    detail: str
    screen: str
    subject: object
    icon: str = "file-text"
    matched: str = ""

    def matching(self, matched: str) -> Found:
        """Return it with what the words fit."""
        return replace(self, matched=matched)


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """What was found of one kind: the newest, and how many there are; ``more`` where they were not counted to the end.

    ``kind`` names it for another search of it alone.
    """

    kind: str
    title: str
    count: int
    found: Sequence[Found]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """One thing that waits: how many, since when or how much, and the list it opens."""

    key: str
    count: int
    screen: str
    subject: object = None
    satang: int | None = None
    oldest_at: datetime | None = None


class Board:
    """What of one subject waits for a person; a subject says only what it has, and the workplace names its board.

    A tile needs its words (``home.<key>``) and may have a look of its own in `app.ui.screens.home`; it is shown where
    its screen is among the person's rooms.
    """

    def tiles(self) -> Sequence[Tile]:
        """Return what waits, each only while there is something."""
        return ()

    def badges(self) -> Mapping[str, int]:
        """Return how much waits for this person by screen."""
        return {}

    def recent(self) -> Sequence[Found]:
        """Return what happened last, newest first, for whoever sees no batches."""
        return ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """How the person came in: the sign-in before this one (None the first time, or offline), when the password expires.

    ``password_expires_at`` is None where it does not, or where that is not known.
    """

    last_at: datetime | None = None
    last_device: str = ""
    password_expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HomeState:
    """What waits for this person today; ``recent`` is what happened last, newest first.

    ``plans`` are the batches that must be signed first.
    """

    tiles: Sequence[Tile]
    recent: Sequence[Found]
    cut_off: time | None
    value_date_text: str = ""
    arrival: Arrival = Arrival()
    plans: Sequence[Planned] = ()
