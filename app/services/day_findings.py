"""What a workstation finds of a stretch by itself: the bank's statements against its own log, and what is left open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.central.closing import exception_id
from app.central.statements import text_sha256
from app.domain.closing.comparison import compared
from app.domain.closing.day import AccountDay
from app.domain.closing.exceptions import OF_A_STATEMENT, ExceptionKind, Proposed
from app.domain.closing.findings import of_matching
from app.domain.closing.matching import match
from app.services.own_items import Stretch, own_items
from app.services.statements import receiving_account
from app.store import closing, demands, statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from app.domain.closing.day import Compared
    from app.domain.closing.exceptions import NumberedException
    from app.domain.closing.items import OwnItem
    from app.domain.closing.matching import ByHand, Matching
    from app.domain.closing.statement import Entry, SignedStatement
    from app.services.desk import Desk
    from app.store.handles import Reading


@dataclass(frozen=True, slots=True)
class Books:
    """Everything of a stretch as one view of the store has it; nothing in it is asked for again.

    ``entries`` and ``items`` are the stretch's own; ``older_entries`` and ``older_items`` are carried on unmatched.
    ``demanded`` is what our own log says must be told.
    """

    unit: str
    since: datetime | None
    until: datetime
    as_of: datetime
    statements: tuple[SignedStatement, ...] = field(repr=False)
    entries: tuple[Entry, ...] = field(repr=False)
    items: tuple[OwnItem, ...] = field(repr=False)
    older_entries: tuple[Entry, ...] = field(repr=False)
    older_items: tuple[OwnItem, ...] = field(repr=False)
    carried: tuple[NumberedException, ...] = field(repr=False)
    demanded: tuple[Proposed, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Findings:
    """What comes of a stretch: sums by account, what fits together, the three columns, and what does not fit.

    ``unmatched`` are the exceptions of the statements; those that the central system demands are told beside them.
    """

    accounts: tuple[AccountDay, ...]
    matching: Matching
    compared: tuple[Compared, ...]
    unmatched: tuple[Proposed, ...]


def books(
    desk: Desk, signed: Sequence[SignedStatement], since: datetime | None, until: datetime, as_of: datetime
) -> Books:
    """Return everything of a stretch from what is kept here; ``signed`` are its statements, by account."""
    stretch = Stretch(since, until, as_of, receiving_account(desk))
    unit = desk.actor.unit
    with desk.store.read() as rd:
        carried = closing.exceptions(rd, open_only=True)
        older = _older(rd, stretch, carried)
        return Books(
            unit=unit,
            since=since,
            until=until,
            as_of=as_of,
            statements=tuple(signed),
            entries=tuple(entry for one in signed for entry in one.statement.entries),
            items=own_items(rd, stretch),
            older_entries=older[0],
            older_items=older[1],
            carried=tuple(carried),
            demanded=tuple(
                Proposed(exception_id(unit, kind.value, about), kind, account, about, amount)
                for kind, account, about, amount in demands.unsolved(rd, until, stretch.receiving)
            ),
        )


def find(kept: Books, by_hand: Sequence[ByHand] = ()) -> Findings:
    """Return what comes of a stretch; pure, the same at every workstation, and nothing is written."""
    matching = match((*kept.entries, *kept.older_entries), (*kept.items, *kept.older_items), by_hand)
    return Findings(
        accounts=tuple(map(_account_day, kept.statements)),
        matching=matching,
        compared=compared(kept.entries, kept.items),
        unmatched=tuple(of_matching(matching, lambda kind, about: exception_id(kept.unit, kind.value, about))),
    )


def _account_day(signed: SignedStatement) -> AccountDay:
    said = signed.statement
    return AccountDay(
        account=said.account,
        opening=said.opening,
        came_in=said.came_in,
        went_out=said.went_out,
        closing=said.closing,
        entries=len(said.entries),
        statement_sha256=text_sha256(signed.text),
    )


def _older(
    rd: Reading, stretch: Stretch, carried: Iterable[NumberedException]
) -> tuple[tuple[Entry, ...], tuple[OwnItem, ...]]:
    """Return what is carried on from closes before this stretch: entries by their names, and our own again."""
    waiting = [one for one in carried if one.told.kind in OF_A_STATEMENT]
    about = {one.told.about for one in waiting if one.told.kind is not ExceptionKind.ITEM_UNMATCHED}
    entries = [one for one in statements.with_ids(rd, about) if not stretch.holds(one.booked_at)]
    if not waiting or stretch.since is None:
        return tuple(entries), ()
    began = _began(rd, waiting)
    before = Stretch(began, stretch.since, stretch.as_of, stretch.receiving)
    named = {one.told.about for one in waiting if one.told.kind is ExceptionKind.ITEM_UNMATCHED}
    differing = {one.told.about for one in waiting if one.told.kind is ExceptionKind.AMOUNT_DIFFERS}
    references = {(one.kind, one.reference) for one in entries if one.entry_id in differing}
    # What this workstation came to know only now of the very money: nothing else can have been matched with it.
    late = {(*_money(one), one.booked_at) for one in entries if one.entry_id not in differing}
    items = [
        one
        for one in own_items(rd, before)
        if one.item_id in named or (one.kind, one.reference) in references or (*_money(one), one.at) in late
    ]
    return tuple(entries), tuple(items)


def _money(one: Entry | OwnItem) -> tuple[object, ...]:
    return one.account, one.kind, one.reference, one.amount.satang


def _began(rd: Reading, waiting: Sequence[NumberedException]) -> datetime | None:
    """Return where the stretch began in which the oldest of these was told first."""
    first = min(one.since for one in waiting)
    told = closing.stretch_of(rd, first)
    return told[0] if told else None
