"""Money that comes in and goes back: by whatever channel, known by the bank's reference, matched as it comes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import delete, insert

from app.simulator import fields, ledger
from app.simulator.arrival import turn
from app.simulator.calendar import fiscal_year, opening
from app.simulator.clock import ClockTextWrong, local_date, moment_text, read_moment
from app.simulator.collections import bills, lookup, payments, receiving
from app.simulator.collections.matching import Asked, Came, cause_of
from app.simulator.collections.tables import allocations
from app.simulator.collections.tables import payments as payment_table
from app.simulator.disbursement.terms import OWN_BANK
from app.simulator.refusals import Refused
from app.simulator.sessions import note
from app.simulator.storage import next_number
from app.wire.codes import Refusal
from app.wire.collections import Channel, CollectionState
from app.wire.disbursement import PROMPTPAY
from app.wire.signature import sha256_hex

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection, Row

    from app.simulator.calendar import BankCalendar

REFERENCE_CHARS_MAX = 20
PLACE_CHARS_MAX = 100
_PAYMENT_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,39}\Z")
_OWN_NUMBER = re.compile(r"(?:P[0-9]{8}-[0-9]{8}|X[0-9]{8}-[0-9]{10}-[0-9]{6})\Z", re.IGNORECASE)
"""What the bank numbers itself, and records of cross-bank files: nobody else takes these."""
_DAYS_BACK_MAX = 366
_LOOKS_UP = frozenset({Channel.COUNTER, Channel.ATM, Channel.INTERNET, Channel.MOBILE, Channel.CARD})
"""Where the bill is looked up before money moves, so that mistakes are told to the payer."""


class PaymentWanted(msgspec.Struct, forbid_unknown_fields=True):
    """A payment as the bank reports it. ``payment_id`` '' lets the bank number it; ``paid_at`` '' is now.

    ``sending_bank`` '' is the bank itself. ``force`` takes it in whatever is wrong with it, as other banks do.
    """

    channel: Channel
    biller_id: str
    ref1: str
    ref2: str
    satang: str
    payer_name: str = ""
    sending_bank: str = ""
    place: str = ""
    paid_at: str = ""
    payment_id: str = ""
    force: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """A payment whose form was examined; ``said`` is the hash of what the bank said of it."""

    payment_id: str
    wanted: PaymentWanted
    paid_at: datetime
    value_date: date
    said: str


def receive(connection: Connection, now: datetime, calendar: BankCalendar, wanted: PaymentWanted) -> Row[Any]:
    """Take a payment in and tell its unit; the same again changes nothing, the same reference otherwise is refused."""
    home = receiving.of_biller(connection, wanted.biller_id)
    arrival = _examined(connection, now, calendar, wanted)
    known = known_as(connection, arrival)
    if known is not None:
        return known
    if wanted.channel in _LOOKS_UP and not wanted.force:
        _demand_payable(connection, now, wanted)
    return take(connection, now, home, [arrival])[0]


def known_as(connection: Connection, arrival: Arrival) -> Row[Any] | None:
    """Return the payment that came under this reference, None if none did; refuse the reference with other words."""
    known = payments.find(connection, arrival.payment_id)
    differs = known is not None and known.said_sha256 != arrival.said
    if differs or payments.written_otherwise(connection, arrival.payment_id):
        raise Refused(Refusal.COMMAND_ID_REUSED)
    return known


def take(connection: Connection, now: datetime, home: Row[Any], arrivals: list[Arrival]) -> list[Row[Any]]:
    """Take examined payments of one biller in, each matched as the one before left the bills, and tell them."""
    rows: list[Row[Any]] = []
    touched: dict[str, Row[Any]] = {}
    for arrival in arrivals:
        row, bill = _take(connection, now, home, arrival)
        rows.append(row)
        if bill is not None:
            touched[bill.bill_id] = bill
    _collect(connection, now, [row for row in rows if row.booked_at])
    payments.tell(connection, now, rows, payments.RECEIVED)
    if touched:
        bills.tell(connection, now, list(touched.values()), bills.PAID)
    return rows


def _take(connection: Connection, now: datetime, home: Row[Any], arrival: Arrival) -> tuple[Row[Any], Row[Any] | None]:
    wanted, satang = arrival.wanted, int(arrival.wanted.satang)
    bill = bills.of_references(connection, home.unit, wanted.ref1, wanted.ref2)
    came = Came(satang, bool(wanted.ref1 or wanted.ref2), bill is not None and bills.in_time(bill, arrival.paid_at))
    cause = cause_of(came, None if bill is None else _asked(bill))
    booked = arrival.value_date <= local_date(now)
    values = {
        "payment_id": arrival.payment_id,
        "agency": home.agency,
        "unit": home.unit,
        "account": home.account,
        "state": CollectionState.QUEUED.value if cause else CollectionState.MATCHED.value,
        "cause": cause.value if cause else "",
        "channel": wanted.channel.value,
        "ref1": wanted.ref1,
        "ref2": wanted.ref2,
        "bill_id": bill.bill_id if bill is not None else None,
        "satang": satang,
        "payer_name": wanted.payer_name,
        "sending_bank": wanted.sending_bank,
        "place": wanted.place,
        "paid_at": moment_text(arrival.paid_at),
        "arrived_at": moment_text(now),
        "value_date": arrival.value_date.isoformat(),
        "book_at": None if booked else moment_text(opening(arrival.value_date)),
        "booked_at": moment_text(now) if booked else "",
        "matched_satang": 0 if cause else satang,
        "said_sha256": arrival.said,
        "turn": turn(connection, home.unit),
    }
    row = connection.execute(insert(payment_table).values(values).returning(payment_table)).one()
    if bill is not None and cause is None:
        belongs = {"payment_id": row.payment_id, "bill_id": bill.bill_id, "satang": satang}
        connection.execute(insert(allocations).values(belongs))
    return row, bill if bill is None else payments.count_bill(connection, now, bill)


def _asked(bill: Row[Any]) -> Asked:
    return Asked(bill.satang, bill.matched_satang, bill.waiting_satang, bool(bill.cancelled_at))


def book(connection: Connection, now: datetime, rows: Sequence[Row[Any]]) -> None:
    """Bring money of one unit into its account whose day has come, and tell it."""
    booked = [payments.change(connection, row, book_at=None, booked_at=moment_text(now)) for row in rows]
    _collect(connection, now, booked)
    payments.tell(connection, now, booked, payments.RECEIVED)


def _collect(connection: Connection, now: datetime, rows: Sequence[Row[Any]]) -> None:
    ledger.collect(connection, [(money_of(row, row.payment_id, row.satang, now), bank_of(row)) for row in rows])


def reverse(connection: Connection, now: datetime, payment_id: str, reason: str) -> Row[Any]:
    """Take a payment back on the bank's word: it was never paid. Once; again changes nothing.

    Refused once anything was built on it: a receipt, a remittance, a refund, an order that waits.
    """
    row = payments.find(connection, payment_id)
    if row is None:
        raise Refused(Refusal.NOT_FOUND)
    if not fields.is_sentence(reason):
        raise _wrong("reason")
    if row.state == CollectionState.REVERSED:
        return row
    payments.demand_untouched(row)
    if row.open_req_id:
        raise Refused(Refusal.PROPOSAL_PENDING, req_id=row.open_req_id)
    if row.refunded_satang:
        raise Refused(Refusal.STATUS_FORBIDS, status=row.state, action="reverse")
    about = payments.bills_of(connection, row)
    connection.execute(delete(allocations).where(allocations.c.payment_id == payment_id))
    if row.booked_at:
        ledger.reverse(connection, money_of(row, payment_id, row.satang, now), bank_of(row))
    state = CollectionState.REVERSED.value
    row = payments.change(connection, row, state=state, matched_satang=0, book_at=None)
    changed = [payments.count_bill(connection, now, bills.find(connection, bill_id)) for bill_id in about]
    note(connection, now, payment_id, "operator.reversal", "", {"reason": reason})
    payments.tell(connection, now, [row], payments.REVERSED)
    if changed:
        bills.tell(connection, now, changed, bills.REVERSED)
    return row


def money_of(row: Row[Any], name: str, satang: int, now: datetime) -> ledger.Collected:
    """Return the ledger's entry for money of a payment; ``name`` moves it once."""
    fy = fiscal_year(local_date(now))
    return ledger.Collected(name, row.payment_id, row.account, satang, fy, moment_text(now))


def bank_of(row: Row[Any]) -> str:
    """Return the bank through which a payment came."""
    if row.sending_bank:
        return str(row.sending_bank)
    return PROMPTPAY if row.channel == Channel.PROMPTPAY else OWN_BANK


def _demand_payable(connection: Connection, now: datetime, wanted: PaymentWanted) -> None:
    """Refuse what a payer's screen refuses, before money moves (CO-2)."""
    found = lookup.look_up(connection, wanted.ref1, wanted.ref2, now, wanted.biller_id)
    if found.problem in (lookup.REF1, lookup.REF2):
        raise _wrong(found.problem)
    if found.problem == lookup.UNKNOWN:
        raise Refused(Refusal.NOT_FOUND)
    if found.problem:
        raise Refused(Refusal.STATUS_FORBIDS, status=found.problem, action="pay")


def _examined(connection: Connection, now: datetime, calendar: BankCalendar, wanted: PaymentWanted) -> Arrival:
    demand_form(wanted)
    if wanted.payment_id and (not _PAYMENT_ID.match(wanted.payment_id) or _OWN_NUMBER.match(wanted.payment_id)):
        raise _wrong("payment_id")
    paid_at = _paid_at(wanted.paid_at, now)
    day = local_date(paid_at)
    value_date = calendar.days_after(day, 1) if wanted.channel is Channel.CARD else local_date(now)
    said = sha256_hex(msgspec.json.encode(msgspec.structs.replace(wanted, force=False)))
    return Arrival(wanted.payment_id or _numbered(connection, now), wanted, paid_at, value_date, said)


def demand_form(wanted: PaymentWanted) -> None:
    """Refuse values that no payment has."""
    for name, sound in (
        ("satang", fields.is_satang(wanted.satang)),
        ("ref1", fields.is_text(wanted.ref1, REFERENCE_CHARS_MAX)),
        ("ref2", fields.is_text(wanted.ref2, REFERENCE_CHARS_MAX)),
        ("payer_name", fields.is_text(wanted.payer_name, fields.NAME_CHARS_MAX)),
        ("sending_bank", not wanted.sending_bank or wanted.sending_bank in fields.bank_codes()),
        ("place", fields.is_text(wanted.place, PLACE_CHARS_MAX)),
    ):
        if not sound:
            raise _wrong(name)


def _paid_at(text: str, now: datetime) -> datetime:
    """Return when somebody paid; nobody pays tomorrow, and what is older than a year is a mistake."""
    if not text:
        return now
    try:
        moment = read_moment(text)
    except ClockTextWrong as problem:
        raise _wrong("paid_at") from problem
    if moment > now or (now - moment).days > _DAYS_BACK_MAX:
        raise _wrong("paid_at")
    return moment


def _numbered(connection: Connection, now: datetime) -> str:
    day = local_date(now)
    return f"P{day:%Y%m%d}-{next_number(connection, f'payment:{day.isoformat()}'):08d}"


def _wrong(field: str) -> Refused:
    return Refused(Refusal.FIELD_WRONG, field=field, line="")
