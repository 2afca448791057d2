"""Receipts: asked for on their way out; on their way in the bank's signature over every one is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central.signed_orders import Family, envelope, in_session, kept, prepared
from app.central.verification import whole
from app.domain.collections import news
from app.domain.collections.payment import Channel
from app.domain.collections.receipt import OfficialReceipt, ReceiptItem
from app.domain.values.dates import parse_instant
from app.domain.values.money import Money
from app.wire import api, codec, signature
from app.wire import receipts as wire

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.central.signed_orders import Prepared, Signer

ISSUE, PRINT = "issue_receipts", "print_receipts"
KINDS = frozenset({ISSUE, PRINT})
"""Commands of the outbox that are about receipts."""
RECEIPTS_MAX = api.RECEIPTS_PER_COMMAND_MAX

_FORMS: dict[str, type[wire.IssueReceipts | wire.PrintReceipts]] = {
    ISSUE: wire.IssueReceipts,
    PRINT: wire.PrintReceipts,
}


def prepare_issue(signer: Signer, payment_ids: Sequence[str]) -> Prepared:
    """Ask for a receipt for each payment, numbered in this order; all or none."""
    command = wire.IssueReceipts(typ=wire.ISSUE_RECEIPTS, **envelope(signer), payment_ids=tuple(payment_ids))
    return prepared(ISSUE, payment_ids[0], command)


def prepare_print(signer: Signer, receipt_ids: Sequence[str]) -> Prepared:
    """Have a print of each receipt counted, before it is printed."""
    command = wire.PrintReceipts(typ=wire.PRINT_RECEIPTS, **envelope(signer), receipt_ids=tuple(receipt_ids))
    return prepared(PRINT, receipt_ids[0], command)


def renewed(kind: str, request: bytes, signer: Signer) -> Prepared | None:
    """As `Family.renewed`."""
    again = in_session(codec.decode(request, _FORMS[kind]), signer)
    match again:
        case wire.IssueReceipts():
            return prepared(kind, again.payment_ids[0], again)
        case wire.PrintReceipts():
            return prepared(kind, again.receipt_ids[0], again)
    return None


def author(_kind: str, _request: bytes) -> str:
    """As `Family.author`: a command about receipts does not say who gave it."""
    return ""


def subjects(kind: str, request: bytes) -> frozenset[str]:
    """Return the payments, or the receipts, of a kept command; raise `Tampered` ``outbox_damaged``."""
    if kind == ISSUE:
        return frozenset(kept(request, wire.IssueReceipts).payment_ids)
    return frozenset(kept(request, wire.PrintReceipts).receipt_ids)


FAMILY = Family(KINDS, author, renewed)


def holds(item: news.ReceiptsIssued, bank_key: str) -> bool:
    """Say whether the bank signed every receipt."""
    return all(is_signed(one.text, one.sig, bank_key) for one in item.receipts)


def is_signed(text: bytes, sig: str, bank_key: str) -> bool:
    """Say whether the bank signed a receipt."""
    return signature.verify(bank_key, signature.OFFICIAL_RECEIPT, text, sig)


def read(text: bytes) -> OfficialReceipt:
    """Return what the bytes of a receipt say; raise ``ValueError`` for what no receipt says."""
    said = codec.decode(text, wire.OfficialReceipt)
    receipt = OfficialReceipt(
        receipt_id=said.receipt_id,
        agency=said.agency,
        agency_name=said.agency_name,
        unit=said.unit,
        unit_name=said.unit_name,
        fy=whole(said.fy),
        book=whole(said.book),
        number=whole(said.number),
        payer_name=said.payer_name,
        payer_id=said.payer_id,
        payer_address=said.payer_address,
        items=tuple(map(_item, said.items)),
        total=Money(whole(said.total_satang)),
        payment_id=said.payment_id,
        ref1=said.ref1,
        ref2=said.ref2,
        channel=Channel(said.channel),
        paid_at=parse_instant(said.paid_at),
        issued_at=parse_instant(said.issued_at),
        issuer_uid=said.issuer_uid,
        issuer_name=said.issuer_name,
    )
    name = f"{receipt.unit}/{receipt.fy}/{receipt.number}"
    book = (receipt.number - 1) // wire.BOOK + 1
    adds_up = receipt.total.satang == sum(item.amount.satang for item in receipt.items)
    if said.typ != wire.OFFICIAL_RECEIPT or (receipt.receipt_id, receipt.book) != (name, book) or not adds_up:
        raise ValueError(receipt.receipt_id)
    return receipt


def _item(said: wire.ReceiptItem) -> ReceiptItem:
    return ReceiptItem(
        said.bill_id, said.revenue_type, said.revenue_code, said.name_th, said.item, Money(whole(said.satang))
    )


def _issued(body: bytes, _: object) -> news.ReceiptsIssued:
    told = codec.decode(body, wire.ReceiptsIssued)
    texts = [(one.receipt.encode(), one.sig) for one in told.receipts]
    return news.ReceiptsIssued(tuple(news.IssuedReceipt(read(text), text, sig) for text, sig in texts))


def _printed(body: bytes, _: object) -> news.ReceiptsPrinted:
    told = codec.decode(body, wire.ReceiptsPrinted)
    return news.ReceiptsPrinted(tuple((one.receipt_id, whole(one.copy)) for one in told.prints))


def _voided(body: bytes, _: object) -> news.ReceiptVoided:
    told = codec.decode(body, wire.ReceiptVoided)
    return news.ReceiptVoided(told.receipt_id, told.req_id, told.reason)


READERS: dict[str, Callable[[bytes, object], news.CollectionNews]] = {
    wire.RECEIPTS_ISSUED: _issued,
    wire.RECEIPTS_PRINTED: _printed,
    wire.RECEIPT_VOIDED: _voided,
}
