"""The register's common words: states as chips, accounts, what a field holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app import i18n
from app.domain.payees.changes import ChangeStatus, EntryKind, counted, differing_fields
from app.domain.payees.payee import NameMatch, Verification
from app.domain.values import dates
from app.domain.values.errors import BadInput
from app.domain.values.identifiers import formatted_account
from app.ui import account_states, days
from app.ui.cells import Cell
from app.ui.comparison import Differing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.domain.payees.changes import Change, Entry
    from app.domain.payees.payee import Payee, PayeeRecord
    from app.domain.payees.register import RegisteredPayee
    from app.domain.values.identifiers import BankTable
    from app.ui.screens.payees.parts.ports import Desk
    from app.ui.theme import Tone

DASH = "–"
_WHO_IS_PAID = ("name", "person_id", "bank", "acct")

_MATCHES: dict[NameMatch, tuple[Tone, str]] = {
    NameMatch.MATCH: ("done", "circle-check"),
    NameMatch.CLOSE: ("waiting", "triangle-alert"),
    NameMatch.NONE: ("refused", "circle-x"),
    NameMatch.UNKNOWN: ("unknown", "circle-question-mark"),
}
_STANDINGS: dict[ChangeStatus, tuple[Tone, str]] = {
    ChangeStatus.PENDING: ("waiting", "hourglass"),
    ChangeStatus.APPROVED: ("done", "circle-check"),
    ChangeStatus.RETURNED: ("refused", "undo-2"),
    ChangeStatus.RECALLED: ("plain", "undo-2"),
}


def state(payee: Payee, today: date) -> Cell:
    """Return the chip of a payee: how sure one may be of the account, or that it has ended."""
    if payee.merged_into:
        return Cell(i18n.text("register.state.merged"), tone="plain", icon="copy", chip=True)
    if payee.record.ended(today):
        return Cell(i18n.text("register.state.ended"), tone="refused", icon="ban", chip=True)
    return account_states.chip(payee.verified)


def certainty(entry: Entry, standing: Payee | None, today: date) -> Cell:
    """Return the chip of how sure one may be of the account that an entry proposes: a new one is not verified yet."""
    if standing is not None and standing.record.account == entry.record.account:
        return state(standing, today)
    return account_states.chip(Verification.UNVERIFIED)


def match(verdict: NameMatch) -> Cell:
    """Return the chip of what the bank said of a name."""
    tone, icon = _MATCHES[verdict]
    return Cell(i18n.text(f"register.match.{verdict}"), tone=tone, icon=icon, chip=True)


def standing(change: Change) -> Cell:
    """Return the chip of a change; an approved one says how many payees were left out."""
    tone, icon = _STANDINGS[change.status]
    if change.aside_at is not None and change.status is ChangeStatus.RETURNED:
        return Cell(i18n.text("register.standing.aside"), tone="plain", icon="x", chip=True)
    if change.left_out_count:
        told = i18n.text("register.standing.partly", left=f"{change.left_out_count:,}")
        return Cell(told, tone="plain" if change.aside_at else "waiting", icon=icon, chip=True)
    return Cell(i18n.text(f"register.standing.{change.status}"), tone=tone, icon=icon, chip=True)


def pending(payee: Payee, desk: Desk) -> str | Cell:
    """Return the badge of a change that waits, with who and since when as its hint."""
    mark = payee.pending
    if mark is None:
        return ""
    hint = i18n.text("register.pending_hint", who=person(desk, mark.maker_uid), at=moment(mark.since))
    return Cell(i18n.text("register.pending"), tone="waiting", icon="hourglass", chip=True, hint=hint)


def person(desk: Desk, uid: str) -> str:
    """Return the name of a colleague in the language in use."""
    return desk.unit.person_name(uid, i18n.language())


def bank(banks: BankTable, code: str) -> str:
    """Return a bank's code and name."""
    return banks.title(code, i18n.language())


def account(banks: BankTable, record: PayeeRecord) -> str:
    """Return bank and number in one line."""
    number = formatted_account(record.acct, banks.find(record.bank))
    return f"{bank(banks, record.bank)} {number}".strip()


def moment(value: datetime | None) -> str:
    """Return ``24 พ.ย. 69 09:41``; a dash for no moment."""
    if value is None:
        return DASH
    local = value.astimezone(dates.BANGKOK)
    return f"{days.compact(local.date())} {local:%H:%M}"


def day(text: str) -> str:
    """Return an ISO day as people read it, '' for none."""
    try:
        return days.day(date.fromisoformat(text)) if text else ""
    except ValueError:
        return text


def iso_day(text: str) -> str:
    """Return a typed day in ISO form; what cannot be read stays as it is, to be complained about."""
    try:
        return dates.parse(text).isoformat() if text.strip() else ""
    except BadInput:
        return text.strip()


def field(name: str) -> str:
    """Return what a field of a record is called."""
    return i18n.text(f"register.field.{name}")


def value(name: str, record: PayeeRecord | RegisteredPayee, banks: BankTable) -> str:
    """Return what a field of a record holds, in words; '' for nothing."""
    text = str(getattr(record, name))
    if not text:
        return ""
    match name:
        case "person_type":
            return i18n.text(f"register.person.{text}")
        case "account_kind":
            return i18n.text(f"register.kind.{text}")
        case "bank":
            return bank(banks, text)
        case "acct":
            return formatted_account(text, banks.find(record.bank))
        case "permission_date" | "form_date" | "until":
            return day(text)
        case "form_sha256":
            return i18n.text("register.scan_attached", mark=text[:8])
    return text


def differing(before: PayeeRecord | None, after: PayeeRecord, banks: BankTable) -> list[Differing]:
    """Return only what differs, in words; of a new payee everything that it holds."""
    return [
        Differing(field(name), value(name, before, banks) if before else "", value(name, after, banks))
        for name in differing_fields(before, after)
    ]


def merging(ends: PayeeRecord, stays: RegisteredPayee, banks: BankTable) -> list[Differing]:
    """Return who ends beside who stays, be it the same or not: name, number and account."""
    return [Differing(field(name), value(name, ends, banks), value(name, stays, banks)) for name in _WHO_IS_PAID]


def entry(kind: EntryKind) -> str:
    """Return what an entry does to its payee."""
    return i18n.text(f"register.entry.{kind}")


def change_title(entries: Sequence[Entry]) -> str:
    """Return what a change does: ``เพิ่มผู้รับเงิน 298 · เปลี่ยนบัญชี 2``."""
    return " · ".join(f"{entry(kind)} {count:,}" for kind, count in counted(entries).items())


def answered(change: Change, desk: Desk) -> str:
    """Return who decided a change and when, '' before anybody did."""
    if change.decided_at is None:
        return ""
    return i18n.text("register.step_decided", who=person(desk, change.decided_by), at=moment(change.decided_at))
