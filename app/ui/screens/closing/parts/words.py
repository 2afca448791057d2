"""The words of closing: states of days as marks and words, kinds, who looks after what, and where it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.closing.day import DayAct, DayState, OrderState
from app.domain.closing.exceptions import ExceptionKind
from app.domain.closing.statement import EntryKind
from app.domain.values.identifiers import masked_account
from app.ui import days
from app.ui.cells import Cell

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from app.domain.closing.day import SignedDayOrder, Tally
    from app.domain.closing.days import CalendarDay
    from app.domain.values.money import Money
    from app.ui.screens.closing.parts.ports import Desk
    from app.ui.theme import Tone

DASH = "–"
WAITS, OFF, AHEAD, BEFORE = "waits", "off", "ahead", "before"
"""States of a day besides those of its closes: an order waits, a day off, a day to come, one before the beginning."""
MARKS: dict[str, tuple[Tone, str]] = {
    DayState.CLOSED: ("done", "circle-check"),
    DayState.CLOSED_WITH_EXCEPTIONS: ("waiting", "triangle-alert"),
    DayState.OPEN: ("refused", "circle-dashed"),
    DayState.REOPENED: ("unknown", "undo-2"),
    WAITS: ("accent", "hourglass"),
    AHEAD: ("plain", ""),
    BEFORE: ("plain", ""),
    OFF: ("plain", ""),
}
_ORDERS: dict[OrderState, tuple[Tone, str]] = {
    OrderState.WAITING: ("waiting", "hourglass"),
    OrderState.APPROVED: ("done", "circle-check"),
    OrderState.RETURNED: ("refused", "undo-2"),
    OrderState.RECALLED: ("plain", "undo-2"),
}
_REMITTANCES = frozenset(
    {ExceptionKind.ACKNOWLEDGEMENT_MISSING, ExceptionKind.REMITTANCE_REFUSED, ExceptionKind.RECORD_NOT_PRINTED}
)
_ROOMS: dict[EntryKind, str] = {
    EntryKind.BATCH: "results",
    EntryKind.LINE_RETURNED: "results",
    EntryKind.COLLECTION: "payments",
    EntryKind.REVERSAL: "payments",
    EntryKind.REFUND: "collection_orders",
    EntryKind.REMITTANCE: "remittances",
    EntryKind.REMITTANCE_REFUSED: "remittances",
    EntryKind.RECALL: "recalls",
    EntryKind.DRAW: "draws",
}
Place = tuple[str, str]
"""A screen by its key, and its subject."""


def standing(day: CalendarDay, today: date, begins: date | None, account: str = "") -> str:
    """Return the state under which a day stands in the calendar, for one account or for the whole unit.

    ``begins`` is the unit's first day, None while it is not known.
    """
    if not day.working:
        return OFF
    if day.waits:
        return WAITS
    state = day.by_account.get(account, day.state)
    if state is DayState.OPEN and day.day > today:
        return AHEAD
    if state is DayState.OPEN and day.day < (begins or today):
        return BEFORE
    return state.value


def open_count(order: SignedDayOrder | None, account: str = "") -> int:
    """Return how many exceptions stayed open with a close, of one account or of all."""
    if order is None or order.order.act is not DayAct.CLOSE:
        return 0
    return sum(one.is_open and (not account or one.account in (account, "")) for one in order.order.exceptions)


def day_chip(name: str) -> Cell:
    """Return the chip of a state of a day."""
    tone, icon = MARKS[name]
    return Cell(i18n.text(f"day_close.state.{name}"), tone=tone, icon=icon, chip=True)


def order_chip(order: SignedDayOrder) -> Cell:
    """Return where an order about a day stands, with the answer as its hint."""
    tone, icon = _ORDERS[order.state]
    return Cell(i18n.text(f"day_close.order.{order.state}"), tone=tone, icon=icon, chip=True, hint=order.answer)


def act(order: SignedDayOrder) -> str:
    """Return what is ordered about a day."""
    return i18n.text(f"day_close.act.{order.order.act}")


def entry_kind(kind: EntryKind) -> str:
    """Return what readers call a kind of movement."""
    return i18n.text(f"closing_papers.kind.{kind}")


def exception_kind(kind: ExceptionKind) -> str:
    """Return what readers call a kind of exception."""
    return i18n.text(f"closing_papers.exception.{kind}")


def tally(one: Tally | None) -> str:
    """Return how many and how much, a dash where nobody has a word."""
    if one is None:
        return DASH
    return i18n.text("day_close.tally", count=f"{one.count:,}", amount=one.amount.format())


def amount(one: Money | None) -> str:
    """Return a sum, a dash for none."""
    return one.format() if one is not None else DASH


def person(desk: Desk, uid: str) -> str:
    """Return the name of somebody of the unit, a dash for nobody."""
    return desk.unit.person_name(uid, i18n.language()) if uid else DASH


def moment(at: datetime | None) -> str:
    """Return a moment in Bangkok, a dash for none."""
    return days.moment(at) if at else DASH


def age(count: int) -> str:
    """Return for how many days something has not fitted."""
    return i18n.text("day_close.age", count=f"{count:,}")


def account(number: str, names: dict[str, str] | None = None) -> str:
    """Return an account as it is shown, with its name where that is known; a dash for none."""
    if not number:
        return DASH
    return " ".join(filter(None, (masked_account(number), (names or {}).get(number, ""))))


def room_of(kind: EntryKind, reference: str) -> Place | None:
    """Return where a movement or something of ours is opened, None where there is no such room."""
    key = _ROOMS.get(kind)
    return (key, reference.partition("/")[0]) if key and reference else None


def room_of_exception(kind: ExceptionKind, about: str) -> Place | None:
    """Return where that is opened which an exception is about, None where it has no room."""
    if kind in _REMITTANCES:
        return "remittances", about
    if kind is ExceptionKind.PAYMENT_QUEUED:
        return "collection_queue", about
    if kind is ExceptionKind.RESULT_MISSING:
        return "results", about
    if kind in (ExceptionKind.ENTRY_UNMATCHED, ExceptionKind.AMOUNT_DIFFERS):
        return "account_movements", about
    if kind is ExceptionKind.ITEM_UNMATCHED:
        what, _, rest = about.partition(":")
        return room_of(EntryKind(what), rest.partition(":")[0])
    return None


def lit(place: Place | None, has: Callable[[str], bool]) -> bool:
    """Say whether this person has the room in which something is opened."""
    return place is not None and has(place[0])
