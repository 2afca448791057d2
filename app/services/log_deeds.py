"""What the unit's log tells of decisions, changed rules, prints and voids, as an auditor asks for it.

A new subject adds its kinds of events to `KINDS`, and registers a reader of its news with `_told`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from app import i18n
from app.central.verification import head_of
from app.domain.access.news import AccessChanged, AccessProposed
from app.domain.access.permissions import Action
from app.domain.access.proposal import ProposalKind, ProposalStatus
from app.domain.closing.news import DaySettled
from app.domain.collections.news import BillsChanged, CollectionSettled, ReceiptsPrinted, ReceiptVoided
from app.domain.collections.orders import CollectionAct
from app.domain.collections.receipt import number_of, shown_number
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.outcome import BatchDecided, BatchMoved, BatchSubmitted
from app.domain.disbursement.record import short_reference
from app.domain.disbursement.review import Word
from app.domain.payees.changes import ChangeStatus
from app.domain.payees.news import PayeesSettled
from app.domain.recalls.news import RecallChanged
from app.domain.remittances.news import RemittanceSettled
from app.domain.reports.deeds import Deed, Source, Topic
from app.domain.values.dates import parse_instant, short

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.collections.receipt import OfficialReceipt
    from app.domain.disbursement.outcome import LogEvent
    from app.domain.values.money import Money

BATCH_KINDS = frozenset({"batch.signed", "batch.approved", "batch.returned", "batch.cancelled"})
SUBMITTED = "batch.submitted"
_RECEIPT_KINDS = frozenset({"receipts.printed", "receipt.voided"})
KINDS = BATCH_KINDS | _RECEIPT_KINDS | {"payees.settled", "collection.settled", "recall.changed", "bills.changed"}
KINDS |= {"access.proposed", "access.changed", "remittance.settled", "day.settled"}
"""Events that may tell of a deed."""

REMITTANCES, CLOSING = "remittances", "closing"
"""Screens by their key."""

APPROVED, RULES = frozenset({Topic.APPROVALS}), frozenset({Topic.RULES})
_ENDED = frozenset({Topic.VOIDS})
_DECISIONS = {Word.APPROVE: Action.APPROVE_BATCH, Word.RETURN: Action.RETURN_BATCH, Word.RELEASE: Action.RELEASE_BATCH}
_RETURNS = {"returned": Action.APPROVE_RETURN, "return_sent_back": Action.SEND_RETURN_BACK}


@dataclass(frozen=True, slots=True)
class Known:
    """What events are told with: editions of batches from the log, receipts from what the bank signed, payers' names.

    A bill's payer is a name to find it by, as the store has it. ``rules_screen`` shows requests about rules, or ''.
    """

    editions: Mapping[tuple[str, int], BatchSubmitted]
    receipts: Mapping[str, OfficialReceipt]
    payers: Mapping[str, str]
    rules_screen: str


def receipts_of(event: LogEvent) -> tuple[str, ...]:
    """Return the receipts that an event speaks of."""
    match event.news:
        case ReceiptsPrinted(prints=prints):
            return tuple(receipt_id for receipt_id, _ in prints)
        case ReceiptVoided(receipt_id=receipt_id):
            return (receipt_id,)
    return ()


def bills_of(event: LogEvent) -> tuple[str, ...]:
    """Return the bills that an event speaks of."""
    return tuple(bill_id for bill_id, _ in event.news.standings) if isinstance(event.news, BillsChanged) else ()


def deed(event: LogEvent, known: Known) -> Deed | None:
    """Return what an event tells an auditor, None where it is nobody's deed."""
    told = _told(event.news, event, known)
    if told is None:
        return None
    at = parse_instant(event.at)
    return Deed(**{"uid": event.uid, **told}, at=at, source=Source.LOG, number=event.seq, device=event.device)


Told = dict[str, Any]
"""Fields of a `Deed` beside those that every event has."""


@singledispatch
def _told(_said: object, _event: LogEvent, _known: Known) -> Told | None:
    """Return what news tells of a deed; most tell of none."""
    return None


@_told.register(BatchDecided)
def _(said: BatchDecided, event: LogEvent, known: Known) -> Told | None:
    purpose, amount, maker_uid = _edition(known, said.op_id, said.rev)
    signed = i18n.text("audit_reports.signatures", have=said.signatures_have, needed=said.signatures_needed)
    declined = len(said.remarks) if said.word is Word.APPROVE else 0
    more = [i18n.text("audit_reports.declined", count=declined)] if declined else []
    return {
        "topics": APPROVED,
        "act": _DECISIONS[said.word].value,
        "about": purpose,
        "amount": amount,
        "detail": said.reason or " · ".join([signed, *more]),
        "maker_uid": maker_uid,
        "screen": "batches",
        "subject": said.op_id,
    }


@_told.register(BatchMoved)
def _(said: BatchMoved, event: LogEvent, known: Known) -> Told | None:
    if said.status is not BatchStatus.CANCELLED:
        return None
    purpose, amount, maker_uid = _edition(known, said.op_id, said.rev)
    return {
        "topics": _ENDED,
        "act": event.kind,
        "about": purpose,
        "amount": amount,
        "detail": said.reason,
        "maker_uid": maker_uid,
        "screen": "batches",
        "subject": said.op_id,
    }


def _edition(known: Known, op_id: str, rev: int) -> tuple[str, Money | None, str]:
    """Return what an edition was for, its sum and its maker, as signed."""
    submitted = known.editions.get((op_id, rev))
    if submitted is None:
        return short_reference(op_id), None, ""
    head, _, total, maker_uid, _ = head_of(submitted.payment)
    return f"{head.purpose} ({short_reference(op_id)})", total, maker_uid


@_told.register(PayeesSettled)
def _(said: PayeesSettled, event: LogEvent, _known: Known) -> Told | None:
    change = json.loads(said.change)
    approved = said.status is ChangeStatus.APPROVED
    left_out = [i18n.text("audit_reports.left_out", count=len(said.left_out))] if approved and said.left_out else []
    return {
        "topics": APPROVED,
        "act": (Action.APPROVE_PAYEES if approved else Action.RETURN_PAYEES).value,
        "about": named([entry.record.name for entry in said.entries]),
        "detail": said.reason or " · ".join([change["reason"], *left_out]),
        "maker_uid": change["maker_uid"],
        "screen": "register_requests",
        "subject": said.req_id,
    }


@_told.register(CollectionSettled)
def _(said: CollectionSettled, event: LogEvent, _known: Known) -> Told | None:
    order = said.order
    what = number_of(order.receipt_id) if order.act is CollectionAct.VOID_RECEIPT else order.payment_id
    return {
        "topics": APPROVED,
        "act": (Action.APPROVE_COLLECTION if said.approved else Action.RETURN_COLLECTION).value,
        "about": f"{i18n.text(f'incoming.act.{order.act}')}: {what}",
        "amount": order.amount,
        "detail": said.reason or order.reason,
        "maker_uid": said.maker_uid,
        "screen": "collection_orders",
        "subject": order.req_id,
    }


@_told.register(RecallChanged)
def _(said: RecallChanged, event: LogEvent, _known: Known) -> Told | None:
    recall = said.recall
    if recall.what not in _RETURNS:
        return None
    return {
        "topics": APPROVED,
        "act": _RETURNS[recall.what].value,
        "about": recall.payee,
        "amount": recall.back,
        "detail": recall.answer_to_order or recall.reason,
        "maker_uid": recall.ordered_by,
        "screen": "recalls",
        "subject": recall.recall_id,
    }


@_told.register(RemittanceSettled)
def _(said: RemittanceSettled, _event: LogEvent, _known: Known) -> Told | None:
    order = said.order
    named_by = order.doc_no or order.memo
    kind = i18n.text(f"remittance_terms.kind.{order.kind}")
    return {
        "topics": APPROVED,
        "act": (Action.APPROVE_REMITTANCE if said.approved else Action.SEND_REMITTANCE_BACK).value,
        "about": f"{kind}: {named_by}" if named_by else kind,
        "amount": order.total,
        "detail": said.reason or order.office_reason,
        "maker_uid": said.maker_uid,
        "screen": REMITTANCES,
        "subject": order.req_id,
    }


@_told.register(DaySettled)
def _(said: DaySettled, _event: LogEvent, _known: Known) -> Told | None:
    order = said.order
    left = [i18n.text("audit_reports.exceptions", count=order.open_count)] if order.open_count else []
    return {
        "topics": APPROVED,
        "act": (Action.APPROVE_DAY if said.approved else Action.RETURN_DAY).value,
        "about": i18n.text(f"audit_reports.day.{order.act}", day=short(order.day, i18n.language())),
        "detail": said.reason or " · ".join(filter(None, [order.reason, *left])),
        "maker_uid": said.maker_uid,
        "screen": CLOSING,
        "subject": order.day.isoformat(),
    }


@_told.register(AccessProposed)
def _(said: AccessProposed, _event: LogEvent, known: Known) -> Told | None:
    if said.status is not ProposalStatus.RETURNED:
        return None
    return {
        "topics": APPROVED,
        "act": Action.RETURN_PROPOSAL.value,
        "about": _rule(said.kind, said.subject_name),
        "detail": said.reason,
        "maker_uid": json.loads(said.signed.proposal)["maker_uid"],
        "screen": known.rules_screen,
        "subject": said.req_id,
    }


@_told.register(AccessChanged)
def _(said: AccessChanged, event: LogEvent, known: Known) -> Told | None:
    decided = bool(said.signed.decision)
    proposal = json.loads(said.signed.proposal) if said.signed.proposal else {}
    words = [said.reason, proposal.get("reason", ""), proposal.get("order_no", "")]
    return {
        "topics": RULES | APPROVED if decided else RULES,
        "act": Action.APPROVE_PROPOSAL.value if decided else event.kind,
        "about": _rule(said.what, said.subject_name),
        "detail": " · ".join(filter(None, words)),
        "maker_uid": proposal.get("maker_uid", ""),
        "screen": known.rules_screen if said.what in frozenset(ProposalKind) else "",
        "subject": said.order_id,
    }


def _rule(what: str, subject_name: str) -> str:
    """Return what was changed of whom: a proposal, an act of one administrator, or of the bank."""
    key = f"administration.kind.{what}"
    name = i18n.text(key) if i18n.has(key) else i18n.text("audit_reports.by_bank")
    return f"{name}: {subject_name}" if subject_name else name


@_told.register(ReceiptsPrinted)
def _(said: ReceiptsPrinted, event: LogEvent, known: Known) -> Told | None:
    again = [(receipt_id, copy) for receipt_id, copy in said.prints if copy]
    if not again:
        return None
    copies = max(copy for _, copy in again)
    return {
        "topics": frozenset({Topic.REPRINTS}),
        "act": event.kind,
        "about": named([_receipt(known, receipt_id) for receipt_id, _ in again]),
        "detail": i18n.text("audit_reports.copy", copy=copies, count=len(again)),
        "screen": "official_receipts",
        "subject": again[0][0],
    }


@_told.register(ReceiptVoided)
def _(said: ReceiptVoided, event: LogEvent, known: Known) -> Told | None:
    receipt = known.receipts.get(said.receipt_id)
    return {
        "topics": _ENDED,
        "act": event.kind,
        "about": _receipt(known, said.receipt_id),
        "amount": receipt.total if receipt else None,
        "detail": said.reason,
        "screen": "official_receipts",
        "subject": said.receipt_id,
    }


def _receipt(known: Known, receipt_id: str) -> str:
    receipt = known.receipts.get(receipt_id)
    return f"{shown_number(receipt.fy, receipt.number)} {receipt.payer_name}" if receipt else receipt_id


@_told.register(BillsChanged)
def _(said: BillsChanged, event: LogEvent, known: Known) -> Told | None:
    if said.what != "cancelled":
        return None
    names = [known.payers.get(bill_id, bill_id) for bill_id, _ in said.standings]
    first, standing = said.standings[0]
    return {
        "topics": _ENDED,
        "act": Action.CANCEL_BILL.value,
        "about": named(names),
        "detail": standing.reason,
        "screen": "bills",
        "subject": first,
    }


def named(names: list[str]) -> str:
    """Return the first of some names and how many more there are."""
    return f"{names[0]} (+{len(names) - 1:,})" if len(names) > 1 else names[0] if names else ""
