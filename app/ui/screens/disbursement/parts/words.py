"""The paying screens' common words: statuses as chips, days, people, accounts, events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import NOT_ACCEPTED, Delivery
from app.domain.disbursement.transfer import LineStatus
from app.domain.values import dates
from app.domain.values.baht_text import baht_text
from app.domain.values.identifiers import PROMPTPAY, BankTable, masked_account
from app.ui import days, errors
from app.ui.cells import Cell
from app.ui.flow import Event

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from app.domain.access.user import Unit
    from app.domain.disbursement.record import Batch, TimelineEntry
    from app.domain.disbursement.review import Remark
    from app.domain.values.money import Money
    from app.ui.theme import Tone

DASH = "–"
PROMPTPAY_SHOWN = 4

_BATCH: dict[BatchStatus, tuple[Tone, str]] = {
    BatchStatus.DRAFT: ("plain", "pencil"),
    BatchStatus.SUBMITTED: ("waiting", "hourglass"),
    BatchStatus.IN_APPROVAL: ("waiting", "hourglass"),
    BatchStatus.APPROVED: ("accent", "badge-check"),
    BatchStatus.RELEASED: ("accent", "send"),
    BatchStatus.SETTLED: ("done", "circle-check"),
    BatchStatus.PARTLY_SETTLED: ("waiting", "triangle-alert"),
    BatchStatus.REFUSED: ("refused", "circle-x"),
    BatchStatus.RETURNED: ("refused", "undo-2"),
    BatchStatus.WITHDRAWN: ("plain", "undo-2"),
    BatchStatus.CANCELLED: ("plain", "ban"),
}
_DELIVERY: dict[Delivery, tuple[Tone, str]] = {
    Delivery.QUEUED: ("waiting", "clock"),
    Delivery.UNKNOWN: ("unknown", "circle-question-mark"),
    Delivery.REFUSED: ("refused", "circle-x"),
}
_LINE: dict[LineStatus, tuple[Tone, str]] = {
    LineStatus.DRAFT: ("plain", "pencil"),
    LineStatus.PENDING: ("waiting", "hourglass"),
    LineStatus.SETTLED: ("done", "circle-check"),
    LineStatus.REJECTED: ("refused", "circle-x"),
    LineStatus.RETURNED: ("refused", "undo-2"),
    LineStatus.DECLINED: ("refused", "circle-x"),
    LineStatus.VOIDED: ("plain", "ban"),
}


def batch_status(batch: Batch) -> Cell:
    """Return the chip of a batch; a command still under way speaks louder than the state it left; doubt, loudest."""
    if batch.suspect:
        return Cell(i18n.text("batches.suspect_chip"), tone="refused", icon="shield-x", chip=True)
    if is_end_asked(batch):
        return Cell(i18n.text("batches.end_asked_chip"), tone="waiting", icon="hourglass", chip=True)
    if batch.delivery in _DELIVERY:
        tone, icon = _DELIVERY[batch.delivery]
        return Cell(i18n.text(f"batches.delivery.{batch.delivery}"), tone=tone, icon=icon, chip=True)
    tone, icon = _BATCH[batch.status]
    if batch.status is BatchStatus.IN_APPROVAL or (batch.status is BatchStatus.SUBMITTED and batch.signatures_have):
        words = i18n.text("batches.signed_of", have=batch.signatures_have, needed=batch.signatures_needed)
        return Cell(words, tone=tone, icon=icon, chip=True)
    return Cell(i18n.text(f"terms.batch.{batch.status}"), tone=tone, icon=icon, chip=True)


def is_end_asked(batch: Batch) -> bool:
    """Say whether the maker asked the bank to give up an approved batch, and no answer has come."""
    asked = batch.delivery in (Delivery.QUEUED, Delivery.UNKNOWN)
    return asked and batch.mine and batch.status is BatchStatus.APPROVED


def line_status(status: LineStatus) -> Cell:
    """Return the chip of a line."""
    tone, icon = _LINE[status]
    return Cell(i18n.text(f"terms.line.{status}"), tone=tone, icon=icon, chip=True)


def day(value: date | None) -> str:
    """Return ``24 พ.ย. 69`` or ``24 Nov 2026``; a dash for no day."""
    if value is None:
        return DASH
    return days.compact(value)


def moment(value: datetime | None) -> str:
    """Return ``24 พ.ย. 69 09:41``; a dash for no moment."""
    if value is None:
        return DASH
    return f"{day(dates.bangkok_day(value))} {value.astimezone(dates.BANGKOK):%H:%M}"


def remark(said: Remark) -> str:
    """Return what is said of a line: the reason of the list, and words after it."""
    reason = i18n.text(f"following.reason.{said.code.value}")
    return f"{reason} · {said.text}" if said.text else reason


def full_day(value: date | None) -> str:
    """Return the day with its weekday: ``จันทร์ 24 พ.ย. 69``."""
    return DASH if value is None else days.full_day(value)


def refusal(code: str, facts: Mapping[str, str]) -> tuple[str, str]:
    """Return what the central system's refusal means and what to do, the code where nothing else is known of it."""
    told = {name: errors.readable(value) for name, value in facts.items()}
    known, advice = (i18n.told(i18n.language(), f"errors.{key}", told) for key in (code, f"{code}.do"))
    return known or i18n.text("batches.refused_code", code=code), advice


def is_refusal(reason: str) -> bool:
    """Say whether a batch's reason is the code of the central system's refusal, and not what a person gave."""
    return i18n.has(f"errors.{reason}")


def purpose(batch: Batch) -> str:
    """Return what the batch is for, or the name of its file while nobody has said so."""
    return batch.head.purpose or batch.file_name or i18n.text("batches.no_purpose")


def sum_words(total: Money) -> str:
    """Return the sum in Thai words; documents and letters of the treasury have no English form of it."""
    return baht_text(total)


def bank(banks: BankTable, code: str) -> str:
    """Return the bank's code and name, as on the papers."""
    return banks.title(code, i18n.language())


def account(code: str, number: str) -> str:
    """Return ``006 xxx-x-x4471-x``, or PromptPay and the last digits of its id."""
    if code == PROMPTPAY:
        return f"{i18n.text('terms.promptpay')} x{number[-PROMPTPAY_SHOWN:]}"
    return f"{code} {masked_account(number)}".strip()


def events(entries: Sequence[TimelineEntry], unit: Unit) -> list[Event]:
    """Return the steps of a batch's life as the timeline shows them; an unknown step keeps its raw name."""
    return [_event(entry, unit) for entry in entries]


def _event(entry: TimelineEntry, unit: Unit) -> Event:
    key = f"terms.event.{entry.what}"
    what = i18n.text(key) if i18n.has(key) else entry.what
    if entry.what == NOT_ACCEPTED:
        what = i18n.text("batches.not_accepted", why=refusal(entry.detail, entry.facts)[0])
    elif entry.detail:
        what = f"{what} “{entry.detail}”"
    who = entry.name or entry.uid
    known = unit.person_name(entry.uid, i18n.language())
    if i18n.language() != "th" and known != entry.uid:  # what was written down then is Thai
        who = known
    tone: Tone = _EVENT_TONES.get(entry.what, "plain")
    return Event(what, " · ".join(part for part in (who, moment(entry.at)) if part), tone=tone)


_EVENT_TONES: dict[str, Tone] = {
    "batch.submitted": "waiting",
    "batch.signed": "accent",
    "batch.approved": "accent",
    "batch.returned": "refused",
    "batch.postponed": "waiting",
    "batch.released": "accent",
    "batch.refused": "refused",
    "batch.finished": "done",
    "batch.cancelled": "refused",
    "submit_batch": "waiting",
    "approve_batch": "accent",
    "return_batch": "refused",
    "release_batch": "accent",
    "batch.let_go": "accent",
    "cancel_batch": "refused",
    NOT_ACCEPTED: "refused",
}
