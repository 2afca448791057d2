"""Bills: signed on their way out, verified on their way in; e-mails to payers; how the unit collects."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Protocol

from app.central.signed_orders import (
    Family,
    Signed,
    envelope,
    holds_by_maker,
    in_session,
    is_makers,
    kept,
    made_by,
    prepared,
    sign,
    signed_text,
)
from app.central.verification import whole
from app.domain.collections import news
from app.domain.collections.bill import (
    BillDraft,
    BillReference,
    BillStanding,
    BillState,
    LetterReport,
    LetterState,
)
from app.domain.collections.references import parse
from app.domain.collections.revenue import Receiving, Remits, RevenueType, Treasury
from app.domain.values.dates import parse_instant
from app.domain.values.errors import BadInput, Unreachable
from app.domain.values.money import Money
from app.wire import api, codec, signature
from app.wire import bills as wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from app.central.signed_orders import Prepared, Signer
    from app.domain.access.keys import PublicKey

ISSUE, CANCEL, MAIL = "issue_bills", "cancel_bill", "mail_letters"
KINDS = frozenset({ISSUE, CANCEL, MAIL})
"""Commands of the outbox that are about bills."""
BILLS_MAX = api.BILLS_PER_ORDER_MAX
LETTERS_MAX = api.LETTERS_PER_COMMAND_MAX

_FORMS: dict[str, type[wire.IssueBills | wire.CancelBill | wire.MailLetters]] = {
    ISSUE: wire.IssueBills,
    CANCEL: wire.CancelBill,
    MAIL: wire.MailLetters,
}


class Asked(Protocol):
    """Sends one request in the session and reads its answer; raises what `app.central.client.Central` raises."""

    def __call__(self, method: str, route: str, kind: type[wire.Receiving], /) -> wire.Receiving:
        """Send one request."""
        ...


class CollectingCalls:
    """What can be asked about collecting."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def receiving(self) -> tuple[Receiving, bytes]:
        """Return how the unit collects, and the bytes that said it; raise `Unreachable` ``server_unreadable``."""
        message = self._asked("GET", api.RECEIVING, wire.Receiving)
        body = codec.encode(message)
        try:
            return read_receiving(body), body
        except ValueError as problem:
            raise Unreachable("server_unreadable", status=200) from problem


def new_bill_id() -> str:
    """Return a name for a new bill: it stays for life."""
    return str(uuid.uuid4())


def prepare_issue(signer: Signer, bills: Sequence[BillDraft], source_sha256: str, now: datetime) -> Prepared:
    """Sign bills; ``source_sha256`` is the hash of the list that they were read from, or ''.

    Raises `Refused` ``field_wrong`` (facts ``field``, ``line``: the bill's place from 1) for a text that may not be.
    """
    order = wire.BillOrder(
        typ=wire.BILL_ORDER,
        req_id=str(uuid.uuid4()),
        agency=signer.agency,
        unit=signer.unit,
        source_sha256=source_sha256,
        bills=tuple(_draft(bill, place) for place, bill in enumerate(bills, 1)),
        **made_by(signer, now),
    )
    signed = sign(signer, signature.ISSUE_BILLS, order)
    command = wire.IssueBills(typ=wire.ISSUE_BILLS, **envelope(signer), order=order, order_sig=signed.signature)
    return prepared(ISSUE, order.req_id, command, signed)


def prepare_cancel(signer: Signer, bill_id: str, reason: str) -> Prepared:
    """Give a bill up that nothing was paid on."""
    text = signed_text("reason", reason)
    command = wire.CancelBill(typ=wire.CANCEL_BILL, **envelope(signer), bill_id=bill_id, reason=text)
    return prepared(CANCEL, bill_id, command)


def prepare_mail(signer: Signer, letters: Sequence[tuple[str, str, str]]) -> Prepared:
    """Have papers e-mailed; each letter is bill or receipt, address, and the hash of the PDF."""
    command = wire.MailLetters(
        typ=wire.MAIL_LETTERS,
        **envelope(signer),
        letters=tuple(wire.Letter(about, signed_text("email", email), sha256) for about, email, sha256 in letters),
    )
    return prepared(MAIL, letters[0][0], command)


def renewed(kind: str, request: bytes, signer: Signer) -> Prepared | None:
    """As `Family.renewed`."""
    again = in_session(codec.decode(request, _FORMS[kind]), signer)
    match again:
        case wire.IssueBills():
            return prepared(kind, again.order.req_id, again) if is_makers(again.order, signer) else None
        case wire.CancelBill():
            return prepared(kind, again.bill_id, again)
        case wire.MailLetters():
            return prepared(kind, again.letters[0].about, again)
    return None


def author(kind: str, request: bytes) -> str:
    """As `Family.author`."""
    return kept(request, wire.IssueBills).order.maker_uid if kind == ISSUE else ""


def subjects(kind: str, request: bytes) -> frozenset[str]:
    """Return the bills and receipts that a kept command is about; raise `Tampered` ``outbox_damaged``."""
    if kind == ISSUE:
        order = kept(request, wire.IssueBills).order
        named = {bill.bill_id for bill in order.bills} | {bill.request_id for bill in order.bills}
        return frozenset(named - {""})
    if kind == CANCEL:
        return frozenset({kept(request, wire.CancelBill).bill_id})
    return frozenset(letter.about for letter in kept(request, wire.MailLetters).letters)


FAMILY = Family(KINDS, author, renewed)


def holds(item: news.BillsIssued, keys: Mapping[str, PublicKey]) -> bool:
    """Say whether the maker whom an order names signed these bills for this unit."""
    order = codec.decode(item.order, wire.BillOrder)
    units = {order.unit, *(bill.reference.ref1[:-1] for bill in item.bills)}
    signed = Signed(item.order, item.order_sig)
    return len(units) == 1 and holds_by_maker(order, signed, signature.ISSUE_BILLS, keys)


def read_receiving(body: bytes) -> Receiving:
    """Return how a unit collects from the bytes that said it; raise ``ValueError`` for what no bank says."""
    said = codec.decode(body, wire.Receiving)
    return Receiving(
        unit=said.unit,
        agency_name=said.agency_name,
        unit_name=said.unit_name,
        account=said.account,
        account_name=said.account_name,
        company_code=said.company_code,
        biller_id=said.biller_id,
        promptpay_id=said.promptpay_id,
        remits=Remits(said.remits or Remits.UNIT.value),
        mails=said.mail == "on",
        types=tuple(map(_revenue_type, said.revenue_types)),
    )


def _revenue_type(said: wire.RevenueType) -> RevenueType:
    return RevenueType(
        code=said.code,
        name_th=said.name_th,
        name_en=said.name_en,
        revenue_code=said.revenue_code,
        gl_account=said.gl_account,
        fund=said.fund,
        treasury=Treasury(said.treasury),
        product_code=said.product_code,
        fee=Money(whole(said.fee_satang)) if said.fee_satang else None,
        valid_from=date.fromisoformat(said.valid_from),
        valid_until=date.fromisoformat(said.valid_until) if said.valid_until else None,
        source=said.source,
        owner_unit=said.owner_unit,
    )


def _draft(bill: BillDraft, place: int) -> wire.BillDraft:
    return wire.BillDraft(
        bill_id=bill.bill_id,
        payer_name=signed_text("payer_name", bill.payer_name, place),
        payer_id=bill.payer_id,
        payer_address=signed_text("payer_address", bill.payer_address, place),
        payer_email=bill.payer_email,
        payer_mobile=bill.payer_mobile,
        revenue_type=bill.revenue_type,
        item=signed_text("item", bill.item, place),
        satang=str(bill.amount.satang),
        due_date=bill.due_date.isoformat(),
        request_id=bill.request_id,
    )


def _issued(body: bytes, _: object) -> news.BillsIssued:
    told = codec.decode(body, wire.BillsIssued)
    text = told.order.encode()
    order = codec.decode(text, wire.BillOrder)
    if order.typ != wire.BILL_ORDER or order.req_id != told.req_id:
        raise ValueError(told.req_id)
    pairs = zip(order.bills, told.references, strict=True)
    return news.BillsIssued(
        req_id=told.req_id,
        source_sha256=order.source_sha256,
        maker_uid=order.maker_uid,
        bills=tuple(_with_reference(bill, reference) for bill, reference in pairs),
        order=text,
        order_sig=told.order_sig,
    )


def _with_reference(bill: wire.BillDraft, reference: wire.Reference) -> news.IssuedBill:
    """Read a bill with its references; raise ``ValueError`` for another bill's and for a wrong check digit."""
    if reference.bill_id != bill.bill_id:
        raise ValueError(bill.bill_id)
    try:
        parse(reference.ref1, reference.ref2)
    except BadInput as problem:
        raise ValueError(reference.ref2) from problem
    draft = BillDraft(
        bill_id=bill.bill_id,
        payer_name=bill.payer_name,
        payer_id=bill.payer_id,
        payer_address=bill.payer_address,
        payer_email=bill.payer_email,
        payer_mobile=bill.payer_mobile,
        revenue_type=bill.revenue_type,
        item=bill.item,
        amount=Money(whole(bill.satang)),
        due_date=date.fromisoformat(bill.due_date),
        request_id=bill.request_id,
    )
    given = BillReference(
        reference.ref1, reference.ref2, reference.biller_id, reference.company_code, reference.product_code
    )
    return news.IssuedBill(draft, given)


def _changed(body: bytes, _: object) -> news.BillsChanged:
    told = codec.decode(body, wire.BillsChanged)
    return news.BillsChanged(told.what, tuple((one.bill_id, _standing(one)) for one in told.bills))


def _standing(said: wire.BillStanding) -> BillStanding:
    return BillStanding(
        version=whole(said.version),
        state=BillState(said.state),
        matched=Money(whole(said.matched_satang)),
        received=Money(whole(said.received_satang)),
        reason=said.reason,
        at=parse_instant(said.at),
    )


def _reported(body: bytes, _: object) -> news.LettersReported:
    told = codec.decode(body, wire.LettersReported)
    return news.LettersReported(
        tuple(
            LetterReport(
                one.about, one.email, one.file_sha256, LetterState(one.state), one.problem, parse_instant(one.at)
            )
            for one in told.reports
        )
    )


READERS: dict[str, Callable[[bytes, object], news.CollectionNews]] = {
    wire.BILLS_ISSUED: _issued,
    wire.BILLS_CHANGED: _changed,
    wire.LETTERS_REPORTED: _reported,
}
