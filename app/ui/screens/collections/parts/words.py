"""The words of collecting: states as chips, ways of paying, references, days and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.collections.bill import BillState, LetterState
from app.domain.collections.request import RequestState
from app.domain.values import dates
from app.ui import days
from app.ui.cells import Cell

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.domain.collections.bill import Bill, LetterReport
    from app.domain.collections.bill_rules import BillFault
    from app.domain.collections.payment import Channel
    from app.domain.collections.revenue import Receiving, RevenueType
    from app.domain.values.money import Money
    from app.ui.screens.collections.parts.ports import Desk
    from app.ui.theme import Tone

DASH = "–"
_BILLS: dict[BillState, tuple[Tone, str]] = {
    BillState.ISSUED: ("accent", "file-text"),
    BillState.SENT: ("accent", "send"),
    BillState.VIEWED: ("accent", "eye"),
    BillState.PART_PAID: ("waiting", "hourglass"),
    BillState.PAID: ("done", "circle-check"),
    BillState.OVERPAID: ("unknown", "triangle-alert"),
    BillState.EXPIRED: ("refused", "clock"),
    BillState.CANCELLED: ("plain", "ban"),
}
_LETTERS: dict[LetterState, tuple[Tone, str]] = {
    LetterState.SENT: ("done", "circle-check"),
    LetterState.FAILED: ("refused", "circle-x"),
    LetterState.RECORDED: ("plain", "info"),
}
_REQUESTS: dict[RequestState, tuple[Tone, str]] = {
    RequestState.FILED: ("waiting", "inbox"),
    RequestState.SENT_BACK: ("plain", "undo-2"),
    RequestState.REFUSED: ("refused", "circle-x"),
    RequestState.BILLED: ("accent", "file-text"),
    RequestState.PAID: ("waiting", "badge-check"),
    RequestState.DONE: ("done", "circle-check"),
}


def bill_state(state: BillState) -> Cell:
    """Return the chip of a bill."""
    tone, icon = _BILLS[state]
    return Cell(i18n.text(f"bills.state.{state}"), tone=tone, icon=icon, chip=True)


def bill_tone(state: BillState) -> Tone:
    """Return the colour of a bill's state."""
    return _BILLS[state][0]


def letter_state(report: LetterReport) -> Cell:
    """Return the chip of an e-mail, with what the mail server said as its hint."""
    tone, icon = _LETTERS[report.state]
    return Cell(i18n.text(f"bills.letter.{report.state}"), tone=tone, icon=icon, chip=True, hint=report.problem)


def request_state(state: RequestState) -> Cell:
    """Return the chip of a request."""
    tone, icon = _REQUESTS[state]
    return Cell(i18n.text(f"requests.state.{state}"), tone=tone, icon=icon, chip=True)


def due(bill: Bill, today: date) -> str | Cell:
    """Return the last day to pay, coloured where it is over and money is still awaited."""
    shown = days.compact(bill.draft.due_date)
    over = bill.overdue_days(today)
    if not over or not bill.open_amount.satang:
        return shown
    return Cell(shown, tone="refused", hint=i18n.text("bills.overdue", count=over))


def reference(ref2: str) -> str:
    """Return a second reference in groups that can be read out."""
    return " ".join((ref2[:2], ref2[2:6], ref2[6:10], ref2[10:])).strip()


def channel(value: Channel) -> str:
    """Return what people call a way of paying."""
    return i18n.text(f"collection_terms.channel.{value}")


def revenue_type(receiving: Receiving | None, code: str) -> str:
    """Return the name of a revenue type, its code where the table does not know it."""
    found = receiving.find(code) if receiving else None
    return found.name(i18n.language()) if found else code


def offered(kind: RevenueType) -> tuple[str, str]:
    """Return a revenue type as a choice: its code, and its name with the fee where there is one."""
    fee = f" · {kind.fee.format()}" if kind.fee else ""
    return kind.code, f"={kind.name(i18n.language())}{fee}"


def fault(found: BillFault) -> str:
    """Return what is wrong with a field; an unknown code is shown as it is."""
    key = fault_key(found)
    return i18n.text(key, **found.facts) if key else found.code


def fault_key(found: BillFault) -> str:
    """Return the catalogue's key for a fault, '' for an unknown code."""
    keys = (f"bill_faults.{found.code}", f"errors.{found.code}", f"import_issues.issue.{found.code}")
    return next((key for key in keys if i18n.has(key)), "")


def person(desk: Desk, uid: str) -> str:
    """Return the name of a colleague in the language in use."""
    return desk.unit.person_name(uid, i18n.language()) if uid else DASH


def day(value: date | None) -> str:
    """Return a day, or a dash."""
    return days.day(value) if value else DASH


def moment(value: datetime | None) -> str:
    """Return ``24 พ.ย. 69 09:41``, or a dash."""
    if value is None:
        return DASH
    local = value.astimezone(dates.BANGKOK)
    return f"{days.compact(local.date())} {local:%H:%M}"


def fee(amount: Money | None) -> str:
    """Return a request's fee, a dash where the bill says it."""
    return amount.format() if amount else DASH


def baht(amount: Money) -> str:
    """Return a sum with its unit."""
    return i18n.text("ui.baht", amount=amount.format())
