"""E-mails to payers: papers handed to the central system, which mails them; what became of each, and again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.central import bills as orders
from app.domain.access.permissions import Action
from app.domain.values.errors import Refused
from app.services.collection_orders import CollectionDesk
from app.services.receiving import receiving
from app.store import bills

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.collections.bill import LetterReport
    from app.i18n import Language
    from app.services.commands import Given
    from app.services.desk import Desk
    from app.services.sync import Sync

    Report = Callable[[int, int], None]

PAYERS_LANGUAGE: Language = "th"
"""Official papers go out in Thai."""


@dataclass(frozen=True, slots=True)
class PaperLetter:
    """An e-mail to be sent: the paper of bill or receipt ``about`` to an address."""

    about: str
    email: str = field(repr=False)
    pdf: bytes = field(repr=False)


class Letters:
    """Reading answers from the store; sending may take seconds a paper."""

    def __init__(self, desk: Desk, sync: Sync) -> None:
        self._desk = CollectionDesk(desk, sync)

    @property
    def are_sent(self) -> bool:
        """Whether the central system hands e-mail to a server; otherwise letters are only recorded."""
        return receiving(self._desk.desk).mails

    def send(self, letters: Sequence[PaperLetter], progress: Report | None = None) -> Given:
        """Hand the papers in and order the e-mails, all in one command; again as often as it is needed.

        ``progress`` is told how many papers of how many were handed in. Raises `Refused` ``letters_no_address`` (fact
        ``about``), ``nothing_chosen``, ``too_many_chosen``, `Conflict` ``order_under_way``, `Unreachable` where a
        paper could not be handed in: nothing was ordered then.
        """
        if not letters:
            raise Refused("nothing_chosen")
        if len(letters) > orders.LETTERS_MAX:
            raise Refused("too_many_chosen", found=len(letters), limit=orders.LETTERS_MAX)
        for one in letters:
            if not one.email:
                raise Refused("letters_no_address", about=one.about)
        desk, named = self._desk.desk, []
        for place, one in enumerate(letters, 1):
            named.append((one.about, one.email, desk.central.papers.put(one.pdf)))
            if progress is not None:
                progress(place, len(letters))
        prepared = orders.prepare_mail(desk.signer, named)
        facts = {"letters": str(len(named))}
        return self._desk.give(prepared, Action.MAIL_LETTERS, named[0][0], facts)

    def of(self, about: str) -> list[LetterReport]:
        """Return what became of e-mails about a bill or a receipt, the oldest first."""
        with self._desk.desk.store.read() as rd:
            return bills.letters(rd, about)

    def failed(self) -> list[LetterReport]:
        """Return the e-mails that failed and were not sent since to anybody, the oldest first."""
        with self._desk.desk.store.read() as rd:
            return bills.failed_letters(rd)
