"""Requests that came by the Portal: answered on their way out; what the Portal did with their money, read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.central.signed_orders import Family, envelope, in_session, kept, prepared, signed_text
from app.central.verification import whole
from app.domain.collections import news
from app.domain.collections.request import (
    Entry,
    IssuedDocument,
    PortalRequest,
    Posting,
    RequestAnswer,
    RequestState,
    Side,
)
from app.domain.collections.revenue import Treasury
from app.domain.disbursement.record import Attachment
from app.domain.values.dates import parse_instant
from app.domain.values.money import Money
from app.wire import codec
from app.wire import portal as wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.central.signed_orders import Prepared, Signer

ANSWER, DOCUMENT = "answer_request", "issue_document"
KINDS = frozenset({ANSWER, DOCUMENT})
"""Commands of the outbox that are about requests."""

_FORMS: dict[str, type[wire.AnswerRequest | wire.IssueDocument]] = {
    ANSWER: wire.AnswerRequest,
    DOCUMENT: wire.IssueDocument,
}


def prepare_answer(signer: Signer, request_id: str, answer: RequestAnswer, reason: str) -> Prepared:
    """Send a filed request back to its applicant, or refuse it."""
    command = wire.AnswerRequest(
        typ=wire.ANSWER_REQUEST,
        **envelope(signer),
        request_id=request_id,
        answer=answer.value,
        reason=signed_text("reason", reason),
    )
    return prepared(ANSWER, request_id, command)


def prepare_document(signer: Signer, request_id: str, issued: IssuedDocument) -> Prepared:
    """End a paid request with its document."""
    command = wire.IssueDocument(
        typ=wire.ISSUE_DOCUMENT,
        **envelope(signer),
        request_id=request_id,
        document_no=signed_text("document_no", issued.number),
        document_date=issued.day.isoformat(),
        document_sha256=issued.sha256,
    )
    return prepared(DOCUMENT, request_id, command)


def renewed(kind: str, request: bytes, signer: Signer) -> Prepared | None:
    """As `Family.renewed`."""
    again = in_session(codec.decode(request, _FORMS[kind]), signer)
    return prepared(kind, again.request_id, again) if again else None


def author(_kind: str, _request: bytes) -> str:
    """As `Family.author`: an answer does not say who gave it."""
    return ""


def subjects(kind: str, request: bytes) -> frozenset[str]:
    """Return the request that a kept command is about; raise `Tampered` ``outbox_damaged``."""
    return frozenset({kept(request, _FORMS[kind]).request_id})


FAMILY = Family(KINDS, author, renewed)


def read(view: bytes) -> PortalRequest:
    """Return what the bytes of a request say; raise ``ValueError`` for what no request says."""
    return _request(codec.decode(view, wire.PortalRequest))


def view_of(body: bytes) -> bytes:
    """Return the bytes of the request that the body of a `app.wire.portal.REQUEST_CHANGED` tells."""
    return codec.encode(codec.decode(body, wire.RequestChanged).request)


def read_postings(body: bytes) -> tuple[Posting, ...]:
    """Return the postings that the body of a `app.wire.portal.TREASURY_POSTED` tells; raise ``ValueError``."""
    return tuple(map(_posting, codec.decode(body, wire.TreasuryPosted).postings))


def _changed(body: bytes, _: object) -> news.RequestChanged:
    told = codec.decode(body, wire.RequestChanged)
    return news.RequestChanged(told.what, _request(told.request))


def _posted(body: bytes, _: object) -> news.TreasuryPosted:
    return news.TreasuryPosted(read_postings(body))


READERS: dict[str, Callable[[bytes, object], news.CollectionNews]] = {
    wire.REQUEST_CHANGED: _changed,
    wire.TREASURY_POSTED: _posted,
}


def _request(said: wire.PortalRequest) -> PortalRequest:
    issued = None
    if said.document_no:
        issued = IssuedDocument(said.document_no, date.fromisoformat(said.document_date), said.document_sha256)
    return PortalRequest(
        request_id=said.request_id,
        version=whole(said.version),
        state=RequestState(said.state),
        service=said.service,
        service_name_th=said.service_name_th,
        service_name_en=said.service_name_en,
        revenue_type=said.revenue_type,
        fee=Money(whole(said.fee_satang)) if said.fee_satang else None,
        applicant_name=said.applicant_name,
        applicant_id=said.applicant_id,
        applicant_address=said.applicant_address,
        applicant_email=said.applicant_email,
        applicant_mobile=said.applicant_mobile,
        details=said.details,
        documents=tuple(Attachment(one.sha256, one.name, one.media, whole(one.size)) for one in said.documents),
        filed_at=parse_instant(said.filed_at),
        reason=said.reason,
        bill_id=said.bill_id,
        payment_id=said.payment_id,
        receipt_id=said.receipt_id,
        reported_at=parse_instant(said.reported_at) if said.reported_at else None,
        issued=issued,
    )


def _posting(said: wire.Posting) -> Posting:
    """Read a posting; raise ``ValueError`` for entries that do not balance."""
    entries = tuple(
        Entry(one.document, one.number, Side(one.side), one.gl_account, Money(whole(one.satang)))
        for one in said.entries
    )
    debit, credit = (sum(one.amount.satang for one in entries if one.side is side) for side in Side)
    if not entries or debit != credit:
        raise ValueError(said.posting_id)
    return Posting(
        posting_id=said.posting_id,
        payment_id=said.payment_id,
        treasury=Treasury(said.treasury),
        revenue_code=said.revenue_code,
        fund=said.fund,
        amount=Money(whole(said.satang)),
        bank_ref=said.bank_ref,
        posted_at=parse_instant(said.posted_at),
        entries=entries,
    )
