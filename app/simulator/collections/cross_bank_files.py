"""Taking a cross-bank file in: all of its payments or none, and no file twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import insert, select

from app.simulator.clock import local_date, moment_text
from app.simulator.collections import arrivals, receiving
from app.simulator.collections.arrivals import Arrival, PaymentWanted
from app.simulator.collections.tables import cross_bank_files, payments
from app.simulator.collections.tables import receiving as receiving_table
from app.simulator.refusals import Refused, wrong
from app.simulator.sessions import note
from app.wire.codes import Refusal
from app.wire.collections import Channel, CollectionState
from app.wire.signature import sha256_hex

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from app.simulator.collections.cross_bank import CrossBankFile, Paid

AGE_DAYS_MAX, AHEAD_DAYS_MAX = 366, 31
_SAME = ("ref1", "ref2", "sending_bank", "payer_name", "place")


class FileTaken(msgspec.Struct):
    """A file as it was taken in; ``again`` yes: it was here before, nothing happened."""

    sha256: str
    account: str
    effective_date: str
    count: int
    satang: str
    again: str


def take(connection: Connection, now: datetime, file: CrossBankFile) -> FileTaken:
    """Take every payment of a file in; the same again does nothing, another of the same day is refused.

    So is one with a payment that came in another file, whatever day that was for.
    """
    effective = file.effective.isoformat()
    told = FileTaken(file.sha256, file.account, effective, len(file.payments), str(file.satang), "no")
    known = select(cross_bank_files.c.sha256).where(cross_bank_files.c.sha256 == file.sha256)
    if connection.execute(known).first() is not None:
        told.again = "yes"
        return told
    unit = select(receiving_table.c.biller_id).where(receiving_table.c.account == file.account)
    biller_id = connection.scalar(unit)
    if file.effective > local_date(now) + timedelta(days=AHEAD_DAYS_MAX):
        raise wrong("date", "1")
    if biller_id is None:
        raise Refused(Refusal.RECEIVING_NONE)
    home = receiving.of_biller(connection, biller_id)
    coming = [_arrival(file, paid, biller_id, now) for paid in file.payments]
    for arrival in coming:
        if arrivals.known_as(connection, arrival) is not None:
            raise Refused(Refusal.COMMAND_ID_REUSED)
    _demand_new(connection, file, coming)
    arrivals.take(connection, now, home, coming)
    named = insert(cross_bank_files).values(sha256=file.sha256, account=file.account, effective_date=effective)
    connection.execute(named.values(count=told.count, satang=file.satang, at=moment_text(now)))
    note(connection, now, file.account, "operator.cross_bank_file", "", {"sha256": file.sha256})
    return told


def _demand_new(connection: Connection, file: CrossBankFile, coming: list[Arrival]) -> None:
    """Refuse a payment that is told again: the same money at the same second, by the same bank and references."""
    moments = [moment_text(arrival.paid_at) for arrival in coming]
    here = (payments.c.account == file.account, payments.c.channel == Channel.OTHER_BANK.value)
    mine = (*here, payments.c.paid_at.between(min(moments), max(moments)))
    told = select(*(payments.c[name] for name in (*_SAME, "satang", "paid_at")))
    there = {tuple(row) for row in connection.execute(told.where(*mine, payments.c.state != CollectionState.REVERSED))}
    for paid, arrival, moment in zip(file.payments, coming, moments, strict=True):
        said = (*(getattr(arrival.wanted, name) for name in _SAME), paid.satang, moment)
        if said in there:
            raise wrong("repeated", str(paid.number))


def _arrival(file: CrossBankFile, paid: Paid, biller_id: str, now: datetime) -> Arrival:
    """Return a payment of a file; it is known by account, day and record."""
    line = str(paid.number)
    if paid.biller_id not in ("", biller_id):
        raise wrong("biller_id", line)
    if not now - timedelta(days=AGE_DAYS_MAX) <= paid.paid_at <= now:
        raise wrong("date", line)
    wanted = PaymentWanted(
        channel=Channel.OTHER_BANK,
        biller_id=biller_id,
        ref1=paid.ref1,
        ref2=paid.ref2,
        satang=str(paid.satang),
        payer_name=paid.payer_name,
        sending_bank=paid.sending_bank,
        place=paid.branch,
        paid_at=moment_text(paid.paid_at),
        payment_id=f"X{file.effective:%Y%m%d}-{file.account}-{paid.number:06d}",
        force=True,
    )
    arrivals.demand_form(wanted)
    said = sha256_hex(msgspec.json.encode(wanted))
    return Arrival(wanted.payment_id, wanted, paid.paid_at, file.effective, said)
