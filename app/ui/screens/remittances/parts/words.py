"""The words of remittances: states as chips with the next step, deadlines, accounts, destinations, items."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app import i18n
from app.domain.collections.receipt import shown_number
from app.domain.remittances.proposal import Readiness
from app.domain.remittances.remittance import RemittanceState
from app.domain.values import dates
from app.ui import days
from app.ui.cells import Cell

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.collections.revenue import Receiving
    from app.domain.remittances.deadlines import Deadline
    from app.domain.remittances.kinds import RemittanceKind, RemittanceTerms
    from app.domain.remittances.proposal import WaitingPart
    from app.domain.remittances.remittance import Remittance, RemittanceItem, TreasuryCode
    from app.domain.values.money import Money
    from app.ui.screens.remittances.parts.ports import Desk
    from app.ui.theme import Tone

DASH = "–"
NEVER = date.max
"""Stands after every deadline."""
NEAR_DAYS = 3
"""A deadline this near is marked."""
_STATES: dict[RemittanceState, tuple[Tone, str]] = {
    RemittanceState.PROPOSED: ("waiting", "hourglass"),
    RemittanceState.SENT_BACK: ("plain", "undo-2"),
    RemittanceState.RECALLED: ("plain", "undo-2"),
    RemittanceState.APPROVED: ("accent", "badge-check"),
    RemittanceState.SENT: ("accent", "landmark"),
    RemittanceState.ACKNOWLEDGED: ("done", "circle-check"),
    RemittanceState.REFUSED: ("refused", "circle-x"),
}
_READINESS: dict[Readiness, tuple[Tone, str]] = {
    Readiness.READY: ("done", "circle-check"),
    Readiness.NOT_IN_ACCOUNT: ("plain", "clock"),
    Readiness.NOT_MATCHED: ("waiting", "triangle-alert"),
    Readiness.NO_RECEIPT: ("waiting", "file-text"),
    Readiness.ORDER_OPEN: ("waiting", "hourglass"),
    Readiness.UNDER_WAY: ("accent", "send"),
}


class Names:
    """Names of offices, deposits and revenue types, as far as they were told; codes where they were not."""

    def __init__(self) -> None:
        self._terms: RemittanceTerms | None = None
        self._receiving: Receiving | None = None

    def learn(self, terms: RemittanceTerms | None, receiving: Receiving | None) -> None:
        """Take over what was told last."""
        self._terms, self._receiving = terms, receiving

    def office(self, code: str) -> str:
        """Return a treasury office by name, the code where it is not known."""
        found = next((one for one in self._terms.offices if one.code == code), None) if self._terms else None
        return found.name(i18n.language()) if found else code or DASH

    def account(self, number: str) -> str:
        """Return one of the unit's accounts: its number, and what it is for."""
        found = self._terms.find_account(number) if self._terms else None
        return f"{number} {i18n.text(f'remittance_terms.purpose.{found.purpose}')}" if found else number

    def item(self, item: RemittanceItem) -> str:
        """Return what a line is of: a revenue type, or a deposit with its basis."""
        name = self.code(item.code)
        return f"{name} ({item.basis})" if item.basis else name

    def code(self, code: str) -> str:
        """Return a revenue type or deposit by name, the code where it is not known."""
        row = self._receiving.find(code) if self._receiving else None
        if row is not None:
            return row.name(i18n.language())
        deposit = next((one for one in self._terms.deposits if one.code == code), None) if self._terms else None
        return deposit.name(i18n.language()) if deposit else code or i18n.text("remittances.draw_residue")


def state(one: Remittance) -> Cell:
    """Return the chip of a remittance, with what comes next as its hint."""
    tone, icon = _STATES[one.state]
    said = i18n.text(f"remittance_terms.state.{one.state}")
    return Cell(said, tone=tone, icon=icon, chip=True, hint=next_step(one))


def tone(one: RemittanceState) -> Tone:
    """Return the colour of a state."""
    return _STATES[one][0]


def next_step(one: Remittance) -> str:
    """Return what comes next; of what the treasury refused, why and what to do."""
    code = one.standing.code
    if one.state is RemittanceState.REFUSED and code is not None:
        do = i18n.text(f"remittances.refused_do.{code}")
        return i18n.text("remittances.next.refused_why", reason=refusal(code), do=do)
    if one.state is RemittanceState.APPROVED and one.standing.due_at is not None:
        return i18n.text("remittances.next.approved_at", moment=days.moment(one.standing.due_at))
    return i18n.text(f"remittances.next.{one.state}")


def refusal(code: TreasuryCode) -> str:
    """Return why the treasury did not book a remittance."""
    return i18n.text(f"remittance_papers.code.{code}")


def kind(value: RemittanceKind) -> str:
    """Return the name of a kind."""
    return i18n.text(f"remittance_terms.kind.{value}")


def readiness(one: WaitingPart) -> Cell:
    """Return whether a part may go, and what it waits for."""
    if one.kind is None:
        return Cell(
            i18n.text("remittances.code_over"), tone="refused", icon="ban", chip=True,
            hint=i18n.text("remittances.code_over_hint", code=one.part.revenue_type),
        )  # fmt: skip
    mark, icon = _READINESS[one.readiness]
    said = i18n.text(f"remittance_terms.readiness.{one.readiness}")
    return Cell(said, tone=mark, icon=icon, chip=True, hint=i18n.text(f"remittances.readiness_do.{one.readiness}"))


def deadline(one: Deadline | None, today: date) -> str | Cell:
    """Return the last day with the days left, in words; red when it is over, amber when near."""
    if one is None:
        return DASH
    left = one.days_left(today)
    mark: Tone = "refused" if left < 0 else "waiting" if left <= NEAR_DAYS else "plain"
    said = i18n.text("remittances.due", day=days.compact(one.day), left=days_left(left))
    hint = i18n.text(f"remittance_terms.rule.{one.rule}")
    icon = "triangle-alert" if left < 0 else "clock"
    return Cell(said, tone=mark, icon=icon if mark != "plain" else "", chip=mark != "plain", hint=hint)


def days_left(left: int) -> str:
    """Return how many days are left, or by how many it is over."""
    key = "days_over" if left < 0 else "last_day" if left == 0 else "days_left"
    return i18n.text(f"remittances.{key}", count=abs(left))


def documents(one: Remittance) -> str:
    """Return the treasury's documents of a remittance: kind and number of each."""
    return " · ".join(f"{each.kind} {each.number}" for each in one.standing.documents) or DASH


def receipt_no(fy: int, number: int) -> str:
    """Return the number of a receipt, a dash where there is none."""
    return shown_number(fy, number) if number else DASH


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


def baht(amount: Money) -> str:
    """Return a sum with its unit."""
    return i18n.text("ui.baht", amount=amount.format())
