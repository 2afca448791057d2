"""What the shell screens ask of the services, as small protocols; every method is called on a worker thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, time

    from app.domain.access.audit import AuditEntry, AuditVerdict
    from app.domain.access.user import Person


@dataclass(frozen=True, slots=True)
class SyncState:
    """How this workstation stands with the central system; ``error_code`` is empty while all is well."""

    last_at: datetime | None = None
    online: bool = True
    queued: int = 0
    error_code: str = ""
    error_facts: Mapping[str, object] = field(default_factory=dict)
    clock_ahead_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class DeskState:
    """What the frame of the window shows; ``badges`` counts work waiting for this person by screen key."""

    agency_name: str
    unit: str
    banner: str
    cut_off: time | None
    badges: Mapping[str, int]
    sync: SyncState


@dataclass(frozen=True, slots=True)
class Found:
    """Something the search found, and the screen that shows it."""

    title: str
    detail: str
    screen: str
    subject: object
    icon: str = "file-text"


class Desk(Protocol):
    """What the main window needs."""

    @property
    def person(self) -> Person:
        """The person who is signed in."""
        ...

    def now(self) -> datetime:
        """Return the moment by the clock of the program, aware."""
        ...

    def state(self) -> DeskState:
        """Return what the frame shows."""
        ...

    def sync(self) -> None:
        """Exchange everything with the central system once; raise one of our errors."""
        ...

    def find(self, words: str) -> Sequence[Found]:
        """Return at most 20 objects that hold these words."""
        ...


@dataclass(frozen=True, slots=True)
class SignInAnswer:
    """What became of a password; ``tries_left`` counts after a wrong one, ``unlocker`` names who can unlock.

    ``outcome``: ``open``, ``wrong``, ``locked`` or ``new_password`` (right, but it must be changed first).
    """

    outcome: str
    tries_left: int = 0
    unlocker: str = ""


class Door(Protocol):
    """What the sign-in window needs."""

    @property
    def device(self) -> str:
        """The name of this workstation."""
        ...

    def last_company(self) -> str:
        """Return the company id used here last, or an empty text."""
        ...

    def last_user(self) -> str:
        """Return the user id used here last, or an empty text."""
        ...

    def banner(self) -> str:
        """Return the words the central system orders to be shown; empty if none or not reached."""
        ...

    def sign_in(self, company: str, user: str, password: str) -> SignInAnswer:
        """Try to open a session; raise one of our errors if the central system cannot be asked."""
        ...

    def change_password(self, old: str, new: str) -> SignInAnswer:
        """Replace the password at the first sign-in and open the session."""
        ...


@dataclass(frozen=True, slots=True)
class Tile:
    """One thing that waits: how many, since when or how much, and the list it opens."""

    key: str
    count: int
    screen: str
    subject: object = None
    satang: int | None = None
    oldest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HomeState:
    """What waits for this person today; ``recent`` is what happened last, newest first."""

    tiles: Sequence[Tile]
    recent: Sequence[Found]
    cut_off: time | None
    value_date_text: str = ""


class Home(Protocol):
    """What the home screen needs."""

    def now(self) -> datetime:
        """Return the moment by the clock of the program, aware."""
        ...

    def home(self) -> HomeState:
        """Return what waits for this person."""
        ...


class AuditTrail(Protocol):
    """What the audit screen needs."""

    def seqs(self, search: str, descending: bool) -> Sequence[int]:
        """Return the numbers of the entries that hold these words."""
        ...

    def entries(self, seqs: Sequence[int]) -> Sequence[AuditEntry]:
        """Return these entries in this order."""
        ...

    def verify(self) -> AuditVerdict:
        """Check the whole chain."""
        ...

    def export(self, path: str) -> int:
        """Write the chain to a file and return how many entries it holds."""
        ...


class SyncCentre(Protocol):
    """What the sync screen needs."""

    def now(self) -> datetime:
        """Return the moment by the clock of the program, aware."""
        ...

    def sync_state(self) -> SyncState:
        """Return how this workstation stands with the central system."""
        ...

    def queue(self) -> Sequence[Mapping[str, object]]:
        """Return what waits to be sent: ``id``, ``what``, ``since`` (datetime), ``tries``, ``state``."""
        ...

    def sync(self) -> None:
        """Exchange everything with the central system once; raise one of our errors."""
        ...
