"""What the bank signed in a fiscal year besides batches and receipts: statements, closed days, remittances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.central import year_archive as machine
from app.central.closing import read_record as read_day
from app.central.signed_orders import Signed
from app.central.success_records import read_record as read_success
from app.domain.closing.day import OrderState
from app.domain.values.dates import BANGKOK, bangkok_day, clock_time
from app.domain.years.fiscal_year import FiscalYear, year_of
from app.store import closing, remittances, year_archives

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from app.central.year_archive import Thing
    from app.i18n import Language
    from app.store.unit_of_work import Reading


def things(reading: Reading, year: FiscalYear, language: Language) -> Iterator[tuple[Thing, bytes]]:
    """Give each with its file, a month's at a time."""
    yield from _statements(reading, year, language)
    for first, last in _months(year):
        yield from _days(reading, first, last, language)
        yield from _remittances(reading, year, first)


def _statements(reading: Reading, year: FiscalYear, language: Language) -> Iterator[tuple[Thing, bytes]]:
    for kept in year_archives.statements(reading, year):
        until = kept.until.astimezone(BANGKOK)
        since = clock_time(kept.since, language) if kept.since else ""
        begun = f"{kept.since.astimezone(BANGKOK):%Y%m%d-%H%M%S}" if kept.since else "first"
        name = f"{machine.SIGNED}/statement-{kept.account}-{begun}-{until:%Y%m%d-%H%M%S}.json"
        title = f"{since} – {clock_time(kept.until, language)}"
        thing = machine.Thing(
            machine.STATEMENT, kept.account, title, until.date().isoformat(), kept.closing.satang, name, kept.account
        )
        yield thing, machine.bank_signed(machine.STATEMENT, Signed(kept.text, kept.sig))


def _days(reading: Reading, first: date, last: date, language: Language) -> Iterator[tuple[Thing, bytes]]:
    for order in closing.orders(reading, first, last):
        if order.state is not OrderState.APPROVED or not order.record:
            continue
        day, state = order.day.isoformat(), read_day(order.record).state
        name = f"{machine.SIGNED}/day-{day}-{order.req_id}.json"
        title = i18n.words(language, f"year_archives.day_state.{state}")
        thing = machine.Thing(machine.DAY, f"{day} v{order.version}", title, day, None, name, order.req_id)
        yield (
            thing,
            machine.bank_signed(
                machine.DAY,
                Signed(order.record, order.record_sig),
                Signed(order.text, order.sig),
                Signed(order.decision, order.decision_sig),
            ),
        )


def _remittances(reading: Reading, year: FiscalYear, month: date) -> Iterator[tuple[Thing, bytes]]:
    for kept in remittances.moved_in(reading, f"{month:%Y-%m}"):
        if not kept.record:
            continue
        told = read_success(kept.record)
        if year_of(told.moved_at) != year:
            continue
        name = f"{machine.SIGNED}/remittance-{kept.req_id}.json"
        day = bangkok_day(told.moved_at).isoformat()
        thing = machine.Thing(
            machine.REMITTANCE, told.bank_ref, told.office_name, day, told.total.satang, name, kept.req_id
        )
        yield (
            thing,
            machine.bank_signed(
                machine.REMITTANCE,
                Signed(kept.record, kept.record_sig),
                Signed(kept.text, kept.sig),
                Signed(kept.decision, kept.decision_sig),
            ),
        )


def _months(year: FiscalYear) -> Iterator[tuple[date, date]]:
    """Give the first and the last day of each month."""
    first = year.first
    while first <= year.last:
        after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        yield first, after.fromordinal(after.toordinal() - 1)
        first = after
