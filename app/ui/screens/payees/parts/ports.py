"""As much of a desk as the register's screens may see. `app.services.desk.Desk` is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.access.user import Actor, Unit
    from app.domain.values.identifiers import BankTable


class Desk(Protocol):
    """Who sits here and what is known of the unit; answers from memory."""

    @property
    def actor(self) -> Actor:
        """The person who is signed in, at this workstation."""
        ...

    @property
    def unit(self) -> Unit:
        """The unit with its people, as the central system told last."""
        ...

    @property
    def banks(self) -> BankTable:
        """The banks by their code."""
        ...

    def now(self) -> datetime:
        """Return the moment by the clock of the program, aware."""
        ...
