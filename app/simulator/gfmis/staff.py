"""What the treasury's staff sees of the books: the trial balance, and whether everything fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.simulator.gfmis import agreement, trial
from app.simulator.gfmis.tables import documents
from app.simulator.tables import units
from app.wire.gfmis import TrialBalance

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from app.simulator.gfmis.periods import Period


class TrialShown(msgspec.Struct):
    """A trial balance; ``faults`` of all years must be empty."""

    balance: TrialBalance
    faults: list[str]


def trial_balance(connection: Connection, now: datetime, whose: tuple[str, str], period: Period) -> TrialShown:
    """Return the trial balance of an agency and a unit, '' for any, and what does not fit in their books."""
    booked, homes = (
        [column == named for column, named in zip(columns, whose, strict=True) if named]
        for columns in ((documents.c.agency, documents.c.unit), (units.c.agency, units.c.unit))
    )
    found = trial.balance(connection, now, period, *booked)
    return TrialShown(found, trial.faults(connection, *booked) + agreement.faults(connection, *homes))
