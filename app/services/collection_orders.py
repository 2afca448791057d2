"""What every service of collecting does alike: give a command once, ask again, tell what has no answer yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.central import bills, collections, portal, receipts, remittances
from app.domain.access.permissions import Action
from app.domain.values.dates import bangkok_day
from app.services.commands import give, refusal
from app.store import outbox
from app.store.outbox import CommandState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from app.central.signed_orders import Prepared
    from app.services.commands import Given
    from app.services.desk import Desk
    from app.services.sync import Sync
    from app.store.handles import Reading

_SUBJECTS: dict[str, Callable[[str, bytes], frozenset[str]]] = {
    kind: family.subjects for family in (bills, collections, receipts, portal, remittances) for kind in family.KINDS
}


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """A command without its effect: ``subjects`` are the bills, payments, receipts and requests that it is about.

    ``unknown``: sent, and not answered yet. ``code`` says why it was refused for good, '' while its answer is awaited.
    """

    cmd_id: str
    kind: str
    subjects: frozenset[str]
    unknown: bool
    code: str


class CollectionDesk:
    """A person's desk as the services of collecting use it."""

    def __init__(self, desk: Desk, sync: Sync) -> None:
        self.desk = desk
        self.sync = sync
        self._looked_at: set[str] = set()

    @property
    def today(self) -> date:
        """The day in Bangkok, as far as the central system's clock is known; answers from memory."""
        return bangkok_day(self.desk.now())

    def open_orders(self) -> list[OpenOrder]:
        """Return the commands about collecting that have no answer yet."""
        with self.desk.store.read() as rd:
            return _open_orders(rd)

    def busy(self, rd: Reading) -> frozenset[str]:
        """Return everything that commands without an answer are about."""
        return frozenset(name for one in _open_orders(rd) for name in one.subjects)

    def under_way(self, rd: Reading, *about: str) -> bool:
        """Say whether a command about one of these has no answer yet."""
        return not self.busy(rd).isdisjoint(about)

    def looked_at(self, about: str) -> None:
        """Write down, once a sign-in, that this person looked at somebody's bill, payment, receipt or request.

        Raises `NotAllowed` ``role_missing``.
        """
        if about not in self._looked_at:
            self.desk.note(Action.VIEW_COLLECTIONS, about)
            self._looked_at.add(about)

    def give(self, prepared: Prepared, action: Action, about: str, facts: Mapping[str, str]) -> Given:
        """Keep a command in the commit of its act, send it, and take its news over where it is known.

        Raises `Conflict` ``order_under_way`` while a command about the same has no answer, and the central system's
        refusals.
        """
        mine = subjects(prepared.kind, prepared.request)
        given = give(
            self.desk,
            self.sync,
            prepared,
            (action, about, facts),
            lambda command: not subjects(command.kind, command.request).isdisjoint(mine),
        )
        if given.known:
            self.sync.sync_now()
        return given


def _open_orders(rd: Reading) -> list[OpenOrder]:
    return [
        OpenOrder(
            command.cmd_id,
            command.kind,
            subjects(command.kind, command.request),
            command.state is CommandState.SENT,
            refusal(command),
        )
        for command in outbox.unsettled(rd)
        if command.kind in _SUBJECTS
    ]


def subjects(kind: str, request: bytes) -> frozenset[str]:
    """Return what a command is about, nothing for a command of another room."""
    read = _SUBJECTS.get(kind)
    return read(kind, request) if read else frozenset()
