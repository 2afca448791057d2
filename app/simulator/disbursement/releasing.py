"""When an approved batch goes to the bank: by itself after the last signature, or when a person says so (AP-12)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.simulator.calendar import VALUE_DAYS_AHEAD_MAX, fiscal_year, opening
from app.simulator.clock import local_date, moment_text
from app.simulator.disbursement import terms
from app.simulator.fields import read_day
from app.simulator.refusals import Refused
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from app.simulator.disbursement.batches import Batch
    from app.simulator.disbursement.call import Call


def moment_next(call: Call, batch: Batch) -> str:
    """Return when a batch is paid that goes to the bank now: on its value date, or the next day that is possible."""
    hours = _hours(call, batch)
    moment = call.calendar.pay_at(call.now, _value_date(batch), hours.cut_off, hours.lead_days)
    _demand_same_year(batch, local_date(moment))
    return moment_text(moment)


def moment_asked(call: Call, batch: Batch, asked: str) -> str:
    """Return when a batch is paid that somebody releases for a day.

    Refuses with ``cut_off_passed`` and the next possible day where that day cannot be kept any more.
    """
    hours = _hours(call, batch)
    earliest = call.calendar.earliest_value_date(call.now, hours.cut_off, hours.lead_days)
    possible = max(call.calendar.day_from(_value_date(batch)), earliest)
    _demand_same_year(batch, possible)
    day, latest = read_day(asked), local_date(call.now) + timedelta(days=VALUE_DAYS_AHEAD_MAX)
    if day is None:
        raise Refused(Refusal.FIELD_WRONG, field="value_date", line="")
    if day < possible:
        raise Refused(Refusal.CUT_OFF_PASSED, value_date=possible.isoformat())
    if day > max(latest, possible) or not call.calendar.is_open(day):
        raise Refused(Refusal.VALUE_DATE_WRONG, earliest=possible.isoformat(), latest=latest.isoformat())
    _demand_same_year(batch, day)
    return moment_text(max(opening(day), call.now))


def _hours(call: Call, batch: Batch) -> terms.Hours:
    service = terms.service_on(call.connection, batch.service, batch.value_date)
    return terms.hours(call.connection, batch.unit, service)


def _value_date(batch: Batch) -> date:
    day = read_day(batch.value_date)
    if day is None:
        raise Refused(Refusal.VALUE_DATE_WRONG, earliest="", latest="")
    return day


def _demand_same_year(batch: Batch, day: date) -> None:
    """Refuse what comes too late in the old year: money of one fiscal year is never paid in the next."""
    if fiscal_year(day) != batch.fy:
        raise Refused(Refusal.VALUE_DATE_WRONG, earliest=day.isoformat(), latest="")
