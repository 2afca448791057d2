"""Movements and things of ours, written in few words, and whole random days of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from app.domain.closing.items import SIDES, OwnItem
from app.domain.closing.statement import Entry, EntryKind, Side
from app.domain.values.dates import bangkok_day
from app.domain.values.money import Money

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ACCOUNT, OTHER = "0061000042", "0061000123"
_OURS = sorted(SIDES, key=lambda kind: kind.value)


def entry(
    name: str,
    satang: int,
    kind: EntryKind = EntryKind.COLLECTION,
    reference: str = "",
    *,
    minutes: int = 0,
    account: str = ACCOUNT,
    bank_ref: str = "",
) -> Entry:
    side = SIDES.get(kind, Side.IN)
    at = MORNING + timedelta(minutes=minutes)
    return Entry(account, name, at, side, Money(satang), kind, reference or name, bank_ref, 1, "")


def item(
    reference: str,
    satang: int,
    kind: EntryKind = EntryKind.COLLECTION,
    *,
    minutes: int = 0,
    account: str = ACCOUNT,
    bank_ref: str = "",
    place: str = "",
) -> OwnItem:
    at = MORNING + timedelta(minutes=minutes)
    return OwnItem(kind, reference, account, Money(satang), 1, at, bangkok_day(at), bank_ref, place)


@st.composite
def days(draw: st.DrawFn) -> tuple[list[Entry], list[OwnItem]]:
    """Give entries and items that partly fit: some whole, some cut apart, some of one side alone."""
    entries: list[Entry] = []
    items: list[OwnItem] = []
    for n in range(draw(st.integers(0, 9))):
        kind = draw(st.sampled_from(_OURS))
        account, minutes = draw(st.sampled_from((ACCOUNT, OTHER))), draw(st.integers(0, 2000))
        satang, named = draw(st.integers(1, 12)) * 50, f"R{draw(st.integers(0, 6))}"
        whole_entry = entry(f"E{n}", satang, kind, named, minutes=minutes, account=account)
        whole_item = item(named, satang, kind, minutes=minutes, account=account, place=str(n))
        parts = draw(st.integers(1, 3))
        match draw(st.sampled_from(("same", "entry", "item", "entries", "items", "differs"))):
            case "entry":
                entries.append(whole_entry)
            case "item":
                items.append(whole_item)
            case "differs":
                entries.append(whole_entry)
                items.append(replace(whole_item, amount=Money(satang + 7)))
            case "entries":
                entries += [replace(whole_entry, entry_id=f"E{n}.{part}") for part in range(parts)]
                items.append(replace(whole_item, amount=Money(satang * parts)))
            case "items":
                entries.append(replace(whole_entry, amount=Money(satang * parts)))
                items += [replace(whole_item, place=f"{n}.{part}") for part in range(parts)]
            case _:
                entries.append(whole_entry)
                items.append(whole_item)
    return entries, items
