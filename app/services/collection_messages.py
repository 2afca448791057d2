"""What of collecting a person is told in the inbox: orders, money that waits, requests, e-mails that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.permissions import Action, may
from app.domain.collections import news
from app.domain.collections.bill import LetterState
from app.domain.collections.payment import PaymentState
from app.domain.messages.message import Topic
from app.domain.values.money import Money
from app.services.collection_board import BILLS, ORDERS, QUEUE, RECEIPTS, REQUESTS
from app.store import bills, payments

if TYPE_CHECKING:
    from app.domain.access.user import Person
    from app.domain.collections.news import CollectionNews
    from app.store.handles import Reading

KINDS = ("collection.ordered", "collection.settled", "request.changed", "letters.reported")
MANY = ("collections.changed",)
"""Told of every payment: looked at apart, so that a busy day leaves everything else in sight."""

_REQUESTS = frozenset({"filed", "mended", "paid"})

Told = tuple[Topic, str, str, dict[str, str]]
"""Topic, screen, subject and facts."""


def of_collecting(rd: Reading, person: Person, said: CollectionNews) -> Told | None:
    """Return what news of collecting says to a person, None for nothing."""
    if not may(person.roles, Action.VIEW_COLLECTIONS):
        return None
    match said:
        case news.CollectionOrdered():
            able = may(person.roles, Action.APPROVE_COLLECTION) and said.maker_uid != person.uid
            return (Topic.COLLECTION_TO_APPROVE, ORDERS, said.order.req_id, _of_order(rd, said)) if able else None
        case news.CollectionSettled():
            facts = _of_order(rd, said) | {"what": "approved" if said.approved else "returned", "reason": said.reason}
            mine = said.maker_uid == person.uid
            return (Topic.COLLECTION_SETTLED, ORDERS, said.order.req_id, facts) if mine else None
    return _of_the_maker(rd, said) if may(person.roles, Action.PROPOSE_COLLECTION) else None


def _of_the_maker(rd: Reading, said: CollectionNews) -> Told | None:
    match said:
        case news.PaymentsChanged(what="received", payments=told):
            queued = [one for one in told if one.state is PaymentState.QUEUED]
            facts = {"count": f"{len(queued):,}", "amount": Money(sum(one.waiting.satang for one in queued)).format()}
            return (Topic.MONEY_QUEUED, QUEUE, queued[0].payment_id, facts) if queued else None
        case news.RequestChanged(what=what, request=request) if what in _REQUESTS:
            facts = {"what": what, "applicant": request.applicant_name, "service": request.service_name_th}
            return Topic.REQUEST, REQUESTS, request.request_id, facts
        case news.LettersReported(reports=reports):
            failed = [one for one in reports if one.state is LetterState.FAILED]
            facts = {"count": f"{len(failed):,}"}
            if not failed:
                return None
            screen = RECEIPTS if bills.bill(rd, failed[0].about) is None else BILLS
            return Topic.LETTER_FAILED, screen, failed[0].about, facts
    return None


def _of_order(rd: Reading, said: news.CollectionOrdered | news.CollectionSettled) -> dict[str, str]:
    paid = payments.payment(rd, said.order.payment_id)
    amount = said.order.amount or (paid.amount if paid else None)
    return {
        "act": said.order.act.value,
        "payer": paid.payer_name if paid else "",
        "amount": amount.format() if amount else "",
    }
