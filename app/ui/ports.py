"""What the shell screens ask of the services, as small protocols.

What answers from memory (properties and ``now``) is asked on the GUI thread, everything else on a worker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from app.services.board import Arrival, DeskState, Found, FoundGroup, HomeState, SyncState, Tile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from app.domain.access.audit import AuditEntry, AuditVerdict
    from app.domain.access.enrolment import AgencyApplication, Received
    from app.domain.access.password import PasswordVerdict
    from app.domain.access.proposal import Application
    from app.domain.access.user import Person
    from app.i18n import Language


__all__ = ["Arrival", "DeskState", "Found", "FoundGroup", "HomeState", "SyncState", "Tile"]


class Desk(Protocol):
    """What the main window needs; `app.services.overview.Overview` is one."""

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

    def unanswered(self) -> int:
        """Return how many of the person's commands have no answer yet."""
        ...

    def find(self, words: str, only: str = "") -> Sequence[FoundGroup]:
        """Return what holds these words by kind, or of one kind alone and then more of it."""
        ...


class About(Protocol):
    """Who is at the other side, and the words it orders to be shown."""

    @property
    def banner_th(self) -> str:
        """The order in Thai; may be empty."""
        ...

    @property
    def banner_en(self) -> str:
        """The order in English; may be empty."""
        ...


class Door(Protocol):
    """What the sign-in window needs; `app.services.sign_in.SignIn` is one."""

    @property
    def unsafe(self) -> bool:
        """Whether secrets lie in a plain file."""
        ...

    def about(self) -> About:
        """Ask who is at the other side."""
        ...

    def demand_open(self) -> None:
        """Raise `Refused` while everybody, or this version of the program, is turned away."""
        ...

    def accept_authority(self, code: str) -> None:
        """Trust another authority than before; raise `Refused` ``authority_code_wrong``."""
        ...

    def enter(
        self,
        company_id: str,
        user_id: str,
        password: str,
        new_password: str = "",
        *,
        activation: str = "",
        device_code: str = "",
        take_over: bool = False,
    ) -> object:
        """Sign in and return what the person works with; see `SignIn.enter` for what may be wanted first."""
        ...

    def judge(self, company_id: str, user_id: str, former: str, password: str) -> PasswordVerdict:
        """Judge a new password of this user, quickly; the central system decides."""
        ...

    def write_branch_form(self, path: Path, company_id: str, user_id: str, language: Language) -> None:
        """Write the PDF with which an administrator asks the branch for a new password; raise `Broken`."""
        ...


class Enrolment(Protocol):
    """What the application of a parent agency needs; `app.services.enrolment.Enrolment` is one."""

    def apply(self, form: AgencyApplication) -> Received:
        """Send an application; raise `Refused` ``field_wrong`` (fact ``field``), `Unreachable`."""
        ...

    def remembered(self) -> Received | None:
        """Return the application that was sent from this workstation last, None before the first."""
        ...

    def ask(self, application_id: str, code: str) -> Application:
        """Ask what became of an application; raise `Refused` ``application_unknown``, `Unreachable`."""
        ...

    def write_agency_form(
        self, path: Path, form: AgencyApplication, received: Received | None, language: Language
    ) -> None:
        """Write the application as a PDF to be signed; raise `Broken`."""
        ...


class Home(Protocol):
    """What the home screen needs; `app.services.overview.Overview` is one."""

    def now(self) -> datetime:
        """Return the moment by the clock of the program, aware."""
        ...

    def home(self) -> HomeState:
        """Return what waits for this person."""
        ...


class AuditTrail(Protocol):
    """What the audit screen needs; `app.services.audit_book.AuditBook` is one."""

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
    """What the sync screen needs; `app.services.overview.Overview` is one."""

    def now(self) -> datetime:
        """Return the moment by the clock of the program, aware."""
        ...

    def sync_state(self) -> SyncState:
        """Return how this workstation stands with the central system."""
        ...

    def pause(self, *, paused: bool) -> None:
        """Keep queued commands here, or let them go again."""
        ...

    def queue(self) -> Sequence[Mapping[str, object]]:
        """Return what waits to be sent: ``id``, ``kind``, ``what``, ``since``, ``tries``, ``state``.

        ``since`` is an aware datetime, ``state`` is ``queued`` (never sent) or ``sent`` (may have had its effect).
        """
        ...

    def sync(self) -> None:
        """Exchange everything with the central system once; raise one of our errors."""
        ...


class SettingsBook(Protocol):
    """What the settings screen needs."""

    @property
    def values(self) -> Mapping[str, object]:
        """The settings in use, by name: texts, numbers and truths."""
        ...

    @property
    def limits(self) -> Mapping[str, tuple[str, ...] | range]:
        """What may be chosen, by name: one of some words, or a number between two."""
        ...

    def choose(self, **choices: object) -> object:
        """Change some and keep them."""
        ...


class PracticeRule(Protocol):
    """What to enter in the simulator, and what will happen then."""

    @property
    def trigger_th(self) -> str:
        """What to enter, in Thai."""
        ...

    @property
    def trigger_en(self) -> str:
        """What to enter, in English."""
        ...

    @property
    def effect_th(self) -> str:
        """What happens, in Thai."""
        ...

    @property
    def effect_en(self) -> str:
        """What happens, in English."""
        ...
