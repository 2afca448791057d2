"""What pages show of bills, payments and receipts, read in one transaction; of others' names only their beginnings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from app.simulator.clock import local_date
from app.simulator.collections import bills, lookup, payments, receiving, revenue
from app.simulator.collections.tables import bills as bill_table
from app.simulator.pages.payment_codes import Asked, bar_line, thai_qr
from app.simulator.portal import filing
from app.simulator.receipts import register
from app.simulator.refusals import Refused
from app.simulator.tables import accounts, agencies, units
from app.wire.codes import Refusal
from app.wire.collections import CollectionState
from app.wire.receipts import OfficialReceipt
from app.wire.signature import OFFICIAL_RECEIPT, public_text, verify

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from sqlalchemy import Connection, Row

    from app.wire.portal import PortalRequest

_SHOWN_LETTERS = 2
_HIDDEN = "•••"


@dataclass(frozen=True, slots=True)
class BillShown:
    """A bill as a page shows it; ``problem`` as in `app.simulator.collections.lookup`, '' where it can be paid.

    ``payer_address`` and ``payer_id`` are '' for whoever came with references only, ``payer_name`` its beginnings.
    """

    bill_id: str
    agency_name: str
    unit_name: str
    account_name: str
    biller_id: str
    company_code: str
    ref1: str
    ref2: str
    item: str
    type_th: str
    type_en: str
    satang: int
    to_pay_satang: int
    due_date: str
    payer_name: str
    payer_id: str
    payer_address: str
    state: str
    problem: str
    asked: Asked

    @property
    def qr(self) -> str:
        """The payload of its QR code."""
        return thai_qr(self.asked)

    @property
    def bars(self) -> str:
        """The text of its barcode."""
        return bar_line(self.asked)


@dataclass(frozen=True, slots=True)
class ReceiptShown:
    """A receipt that stands; ``is_signed``: the bank's signature over it is right."""

    receipt: OfficialReceipt
    is_signed: bool


@dataclass(frozen=True, slots=True)
class PaymentShown:
    """A payment; ``is_matched``: it belongs to its bill. ``is_reversed``: the bank took it back."""

    payment_id: str
    channel: str
    satang: int
    paid_at: str
    value_date: str
    is_matched: bool
    is_reversed: bool
    is_booked: bool
    receipt: ReceiptShown | None


@dataclass(frozen=True, slots=True)
class RequestShown:
    """A request with what came of it."""

    request: PortalRequest
    bill: BillShown | None
    payment: PaymentShown | None


def bill(connection: Connection, now: datetime, found: lookup.Found, *, whole: bool) -> BillShown:
    """Return a bill that was found; ``whole`` to its payer only."""
    row = found.bill
    if row is None:
        raise Refused(Refusal.NOT_FOUND)
    home = receiving.of_unit(connection, row.unit)
    if home is None:
        raise Refused(Refusal.RECEIVING_NONE)
    names = connection.execute(
        select(units.c.name, agencies.c.name.label("agency_name"))
        .join(agencies, agencies.c.agency == units.c.agency)
        .where(units.c.unit == row.unit)
    ).one()
    kind = next((one for one in revenue.of_all(connection) if one.code == row.revenue_type), None)
    return BillShown(
        bill_id=row.bill_id,
        agency_name=names.agency_name,
        unit_name=names.name,
        account_name=connection.scalar(select(accounts.c.name).where(accounts.c.account == home.account)) or "",
        biller_id=home.biller_id,
        company_code=home.company_code,
        ref1=row.ref1,
        ref2=row.ref2,
        item=row.item,
        type_th=kind.name_th if kind else row.revenue_type,
        type_en=kind.name_en if kind else row.revenue_type,
        satang=row.satang,
        to_pay_satang=found.to_pay_satang,
        due_date=row.due_date,
        payer_name=row.payer_name if whole else masked(row.payer_name),
        payer_id=row.payer_id if whole else "",
        payer_address=row.payer_address if whole else "",
        state=bills.state_of(row, local_date(now)).value,
        problem=found.problem,
        asked=Asked(home.biller_id, row.ref1, row.ref2, found.to_pay_satang or row.satang),
    )


def masked(name: str) -> str:
    """Return the beginnings of a name's words, enough for its owner to know it: ``สม••• ใจ•••``."""
    return " ".join(word[:_SHOWN_LETTERS] + _HIDDEN for word in name.split())


def request(connection: Connection, now: datetime, of: tuple[str, str], key: Ed25519PrivateKey) -> RequestShown:
    """Return a request to whoever holds its code (``of``: id and code), its bill and payment with it."""
    found = filing.request_of_applicant(connection, *of)
    paid = payments.find(connection, found.payment_id) if found.payment_id else None
    return RequestShown(
        request=found,
        bill=_bill_of(connection, now, found),
        payment=payment(connection, paid, key) if paid is not None else None,
    )


def _bill_of(connection: Connection, now: datetime, found: PortalRequest) -> BillShown | None:
    if not found.bill_id:
        return None
    row = connection.execute(select(bill_table).where(bill_table.c.bill_id == found.bill_id)).one()
    return bill(connection, now, lookup.look_up(connection, row.ref1, row.ref2, now), whole=True)


def payment(connection: Connection, row: Row[Any], key: Ed25519PrivateKey) -> PaymentShown:
    """Return a payment with its receipt; ``key`` is the bank's, whose public half must have signed that."""
    return PaymentShown(
        payment_id=row.payment_id,
        channel=row.channel,
        satang=row.satang,
        paid_at=row.paid_at,
        value_date=row.value_date,
        is_matched=row.state == CollectionState.MATCHED,
        is_reversed=row.state == CollectionState.REVERSED,
        is_booked=bool(row.booked_at),
        receipt=_receipt(connection, row.payment_id, key),
    )


def _receipt(connection: Connection, payment_id: str, key: Ed25519PrivateKey) -> ReceiptShown | None:
    signed = register.of_payment(connection, payment_id)
    if signed is None:
        return None
    is_signed = verify(public_text(key), OFFICIAL_RECEIPT, signed.receipt.encode(), signed.sig)
    return ReceiptShown(msgspec.json.decode(signed.receipt, type=OfficialReceipt), is_signed)
