"""As much of a desk as the screens about closing may see. `app.services.desk.Desk` is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
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
