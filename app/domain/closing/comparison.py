"""The three columns of a close that must be equal: ours, the account's, and the treasury's."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from app.domain.closing.day import Compared, Tally
from app.domain.closing.items import TreasuryWord
from app.domain.closing.statement import EntryKind
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.domain.closing.items import OwnItem
    from app.domain.closing.statement import Entry

ANSWERED_BY_THE_TREASURY = frozenset({EntryKind.DRAW, EntryKind.REMITTANCE, EntryKind.POSTING})
"""Kinds about which the treasury has a word of its own."""

_ORDER = tuple(EntryKind)


def compared(entries: Iterable[Entry], items: Iterable[OwnItem]) -> tuple[Compared, ...]:
    """Return a row for every account and kind that anybody has a word about, by account and then in the kinds' order.

    Amounts are sums without side. The treasury's column is what it booked of ours.
    """
    ours: dict[tuple[str, EntryKind], list[tuple[int, int]]] = defaultdict(list)
    bank: dict[tuple[str, EntryKind], list[tuple[int, int]]] = defaultdict(list)
    treasury: dict[tuple[str, EntryKind], list[tuple[int, int]]] = defaultdict(list)
    for entry in entries:
        bank[entry.account, entry.kind].append((entry.count, entry.amount.satang))
    for item in items:
        told = (item.count, item.amount.satang)
        ours[item.account, item.kind].append(told)
        if item.treasury is TreasuryWord.BOOKED:
            treasury[item.account, item.kind].append(told)
    keys = sorted(ours.keys() | bank.keys(), key=lambda key: (key[0], _ORDER.index(key[1])))
    return tuple(
        Compared(
            what=kind,
            account=account,
            ours=_tally(ours[account, kind]),
            bank=_tally(bank[account, kind]),
            treasury=_tally(treasury[account, kind]) if kind in ANSWERED_BY_THE_TREASURY else None,
        )
        for account, kind in keys
    )


def _tally(told: list[tuple[int, int]]) -> Tally:
    return Tally(sum(count for count, _ in told), Money(sum(satang for _, satang in told)))
