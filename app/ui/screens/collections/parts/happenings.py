"""What happened to a bill or a request, in order of time, as entries of a timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.collections.bill import LetterState
from app.domain.collections.payment import PaymentState
from app.ui.flow import Event
from app.ui.screens.collections.parts import words

if TYPE_CHECKING:
    from app.domain.collections.payment import Payment
    from app.domain.collections.request import Posting
    from app.services.bills import BillTold
    from app.services.requests import RequestTold
    from app.ui.screens.collections.parts.ports import Desk
    from app.ui.theme import Tone

_LETTERS: dict[LetterState, Tone] = {
    LetterState.SENT: "done",
    LetterState.FAILED: "refused",
    LetterState.RECORDED: "plain",
}
_PAYMENTS: dict[PaymentState, Tone] = {
    PaymentState.MATCHED: "done",
    PaymentState.QUEUED: "waiting",
    PaymentState.REFUNDED: "plain",
    PaymentState.REVERSED: "refused",
}
_TONES: dict[str, Tone] = {
    "paid": "done",
    "matched": "done",
    "done": "done",
    "expired": "refused",
    "cancelled": "refused",
    "refused": "refused",
    "reversed": "refused",
    "unmatched": "waiting",
    "unpaid": "waiting",
    "unbilled": "waiting",
    "filed": "accent",
    "mended": "accent",
    "": "accent",
}
_BILL_KINDS = frozenset({"bills.issued", "bills.changed"})
_REQUEST_KIND = "request.changed"


def of_bill(told: BillTold, desk: Desk) -> list[Event]:
    """Return the states of a bill, the first of them with its maker."""
    events = []
    for one in told.history:
        if one.kind in _BILL_KINDS:
            who = words.person(desk, told.bill.maker_uid) if not one.what else ""
            what = i18n.text(f"bills.happened.{one.what or 'issued'}")
            events.append(Event(what, _joined(who, words.moment(one.at)), _TONES.get(one.what, "plain")))
    return events


def of_payments(told: BillTold) -> list[Event]:
    """Return what was paid on a bill, or came with its references."""
    return [_of_payment(each) for each in told.payments]


def of_letters(told: BillTold) -> list[Event]:
    """Return what became of a bill's e-mails."""
    return [
        Event(
            _joined(i18n.text(f"bills.letter.{each.state}"), each.email),
            _joined(words.moment(each.at), each.problem),
            _LETTERS[each.state],
        )
        for each in told.letters
    ]


def of_request(told: RequestTold) -> list[Event]:
    """Return what happened to a request, what the Portal told, and what it sent to the treasury."""
    request = told.request
    dated = [
        (one.at, Event(i18n.text(f"requests.happened.{one.what}"), words.moment(one.at), _TONES.get(one.what, "plain")))
        for one in told.history
        if one.kind == _REQUEST_KIND
    ]
    if request.reported_at is not None:
        said = i18n.text("requests.happened.reported")
        dated.append((request.reported_at, Event(said, words.moment(request.reported_at), "done")))
    dated += [(each.posted_at, of_posting(each)) for each in told.postings]
    return [event for _, event in sorted(dated, key=lambda each: each[0])]


def of_posting(posting: Posting) -> Event:
    """Return what the Portal sent on: the sum, its documents with their numbers, and the bank's reference."""
    said = i18n.text(
        f"requests.remitted.{posting.treasury}", amount=posting.amount.format(), code=posting.revenue_code or words.DASH
    )
    numbered = dict.fromkeys(f"{entry.document}\u00a0{entry.number}" for entry in posting.entries)
    return Event(_joined(said, *numbered), _joined(words.moment(posting.posted_at), posting.bank_ref), "done")


def _of_payment(payment: Payment) -> Event:
    state = i18n.text(f"collection_terms.payment.{payment.state}")
    if payment.cause is not None:
        state = i18n.text(f"collection_terms.queue.{payment.cause}")
    return Event(
        _joined(words.baht(payment.amount), words.channel(payment.channel)),
        _joined(words.moment(payment.paid_at), state, payment.payment_id),
        _PAYMENTS[payment.state],
    )


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
