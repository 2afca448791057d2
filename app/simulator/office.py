"""The bank's back office, put together from its desks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.closing.reminders import DeadlineDesk
from app.simulator.collections.desks import BookingDesk, ExpiryDesk
from app.simulator.due import BackOffice, Desk
from app.simulator.portal.remitting import TreasuryDesk
from app.simulator.recalls.answers import RecallAnswers
from app.simulator.remittances import treasury_rules
from app.simulator.remittances.due import RemittanceDesk
from app.simulator.settlement import Settlement
from app.simulator.telling.reminders import Reminders
from app.simulator.telling.sms import SmsDesk

if TYPE_CHECKING:
    from app.simulator.context import Central


def back_office(central: Central) -> BackOffice:
    """Return all desks of a central system as one."""
    rules, calendar = central.rules, central.calendar
    desks: list[Desk] = [
        Settlement(central),
        RecallAnswers(rules, calendar),
        Reminders(rules, calendar),
        BookingDesk(),
        ExpiryDesk(),
        TreasuryDesk(),
        DeadlineDesk(),
        RemittanceDesk(treasury_rules.shipped(), calendar, central.bank_key),
    ]
    if central.ways.sms:
        desks.append(SmsDesk())
    return BackOffice(desks)
