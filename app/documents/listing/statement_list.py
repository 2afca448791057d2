"""The movements of an account as a list: what came in, what went out, and the balance after each (RC-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from app import i18n
from app.domain.closing.statement import Side
from app.domain.values.dates import clock_time, short
from app.domain.values.listing import ListColumn, Listing
from app.domain.values.money import Money, formatted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from app.domain.closing.statement import Entry
    from app.i18n import Language


class Moved(Protocol):
    """What moved on an account from one day to another."""

    @property
    def account(self) -> str:
        """Its number."""
        ...

    @property
    def name(self) -> str:
        """What the bank calls it."""
        ...

    @property
    def first(self) -> date:
        """The first day."""
        ...

    @property
    def last(self) -> date:
        """The last day."""
        ...

    @property
    def opening(self) -> Money:
        """The balance before the first day."""
        ...

    @property
    def closing(self) -> Money:
        """The balance after the last day."""
        ...

    @property
    def entries(self) -> Sequence[Entry]:
        """The movements in the order of their booking."""
        ...

    @property
    def complete_until(self) -> datetime | None:
        """Until when the bank has signed everything."""
        ...


def statement_list(moved: Moved, language: Language) -> Listing:
    """Return the list with its balances and sums above it."""
    came_in = [one.amount.satang for one in moved.entries if one.side is Side.IN]
    went_out = [one.amount.satang for one in moved.entries if one.side is Side.OUT]
    signed = clock_time(moved.complete_until, language) if moved.complete_until else "–"
    head = [
        (_said(language, "account"), f"{moved.account} {moved.name}"),
        (_said(language, "days"), f"{short(moved.first, language)} – {short(moved.last, language)}"),
        (_said(language, "opening"), moved.opening.format()),
        (_said(language, "came_in"), _sum(language, came_in)),
        (_said(language, "went_out"), _sum(language, went_out)),
        (_said(language, "closing"), moved.closing.format()),
        (_said(language, "signed_until"), signed),
    ]
    columns = [
        ListColumn(_said(language, "moment"), 110),
        ListColumn(_said(language, "what"), 130),
        ListColumn(_said(language, "reference"), 190),
        ListColumn(_said(language, "in"), 100, amount=True),
        ListColumn(_said(language, "out"), 100, amount=True),
        ListColumn(_said(language, "balance"), 110, amount=True),
    ]
    return Listing(_said(language, "title"), head, columns, len(moved.entries), list(_rows(moved, language)))


def kind_name(language: Language, kind: str) -> str:
    """Return what readers call a kind of movement."""
    return i18n.words(language, f"closing_papers.kind.{kind}")


def _rows(moved: Moved, language: Language) -> Iterator[list[str]]:
    balance = moved.opening.satang
    for one in moved.entries:
        balance += one.change
        amount = one.amount.format()
        came_in = one.side is Side.IN
        mark = "" if one.signed else f" ({_said(language, 'unsigned')})"
        yield [
            clock_time(one.booked_at, language),
            f"{kind_name(language, one.kind.value)}{mark}",
            " ".join(dict.fromkeys(filter(None, (one.bank_ref, one.text)))) or one.reference,
            amount if came_in else "",
            "" if came_in else amount,
            formatted(balance),
        ]


def _sum(language: Language, satang: list[int]) -> str:
    return _said(language, "counted", count=f"{len(satang):,}", amount=formatted(sum(satang)))


def _said(language: Language, key: str, **facts: object) -> str:
    return i18n.words(language, f"statement_list.{key}", **facts)
