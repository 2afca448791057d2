"""A crowd of payers for practice: so many payments on a unit's open bills, right and wrong ones by turns (SIM-12)."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from sqlalchemy import select

from app.simulator.collections import arrivals, bills, receiving, staff
from app.simulator.collections.arrivals import PaymentWanted
from app.simulator.collections.staff import PaymentsShown
from app.simulator.collections.tables import bills as bill_table
from app.simulator.refusals import Refused, wrong
from app.wire.codes import Refusal
from app.wire.collections import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.calendar import BankCalendar

COUNT_MAX = 200
Sort = Literal["exact", "under", "over", "double", "no_reference", "wrong_reference"]
SORTS: tuple[Sort, ...] = ("exact", "under", "over", "double", "no_reference", "wrong_reference")
_OF_NO_BILL = "999999999999"
"""A second reference whose check digits are wrong for every unit."""
_PAYERS = ("สมใจ ทดลองจ่าย", "มานะ ชำระตรง", "บริษัท ตัวอย่างการค้า จำกัด", "ปรีดา โอนเงิน")


class MixWanted(msgspec.Struct, forbid_unknown_fields=True):
    """So many payments to a unit, of these sorts by turns; none named: of all."""

    unit: str
    count: int
    sorts: tuple[Sort, ...] = ()


def pay_mix(connection: Connection, now: datetime, calendar: BankCalendar, wanted: MixWanted) -> PaymentsShown:
    """Have so many payments come in over all channels by turns, each sort on a bill of its own, the oldest bill first.

    Refused with ``not_found`` where the unit has too few open bills for them.
    """
    if not 0 < wanted.count <= COUNT_MAX:
        raise wrong("count")
    home = receiving.of_unit(connection, wanted.unit)
    if home is None:
        raise Refused(Refusal.RECEIVING_NONE)
    coming = itertools.islice(_coming(_open_bills(connection, wanted.unit), wanted.sorts or SORTS), wanted.count)
    turns = zip(coming, itertools.cycle(Channel), itertools.cycle(_PAYERS), strict=False)
    rows = []
    for (refs, satang), channel, payer in turns:
        bank = "014" if channel is Channel.OTHER_BANK else ""
        report = PaymentWanted(channel, home.biller_id, *refs, str(satang), payer, bank, force=True)
        rows.append(arrivals.receive(connection, now, calendar, report))
    if len(rows) < wanted.count:
        raise Refused(Refusal.NOT_FOUND)
    return PaymentsShown([staff.shown(row) for row in rows])


def _open_bills(connection: Connection, unit: str) -> Iterator[Row[Any]]:
    untouched = (bill_table.c.received_satang == 0, bill_table.c.matched_satang == 0)
    mine = (bill_table.c.unit == unit, bill_table.c.state.in_([state.value for state in bills.EXPIRING]), *untouched)
    return iter(connection.execute(select(bill_table).where(*mine).order_by(bill_table.c.ref2)).all())


def _coming(open_bills: Iterator[Row[Any]], sorts: tuple[Sort, ...]) -> Iterator[tuple[tuple[str, str], int]]:
    """Return references and amounts of payments; ends where the bills do."""
    for sort, bill in zip(itertools.cycle(sorts), open_bills, strict=False):
        refs, satang = (bill.ref1, bill.ref2), bill.satang
        if sort == "under" and satang > 1:
            yield refs, satang // 2
        elif sort == "over":
            yield refs, satang + 100
        elif sort == "no_reference":
            yield ("", ""), satang
        elif sort == "wrong_reference":
            yield (bill.ref1, _OF_NO_BILL), satang
        else:
            yield refs, satang
        if sort == "double":
            yield refs, satang
