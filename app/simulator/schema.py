"""Every table of the central system, wherever it is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator import passed_over, strangers, tables
from app.simulator.administration import tables as administration
from app.simulator.closing import tables as closing
from app.simulator.collections import tables as collections
from app.simulator.console import tables as console
from app.simulator.disbursement import tables as disbursement
from app.simulator.drills import tables as drills
from app.simulator.faults import tables as faults
from app.simulator.gfmis import tables as gfmis
from app.simulator.holidays import tables as holidays
from app.simulator.payees import tables as payees
from app.simulator.portal import tables as portal
from app.simulator.recalls import tables as recalls
from app.simulator.receipts import tables as receipts
from app.simulator.remittances import tables as remittances
from app.simulator.ruling import tables as ruling
from app.simulator.telling import tables as telling

if TYPE_CHECKING:
    from sqlalchemy import MetaData

_PARTS = (
    tables,
    administration,
    closing,
    collections,
    console,
    disbursement,
    drills,
    faults,
    gfmis,
    holidays,
    passed_over,
    payees,
    portal,
    recalls,
    receipts,
    remittances,
    ruling,
    strangers,
    telling,
)
"""All write into one `MetaData`; a part that is not named here may not be there yet when the tables are made."""


def every_table() -> MetaData:
    """Return all tables; raise `RuntimeError` if a part keeps its own."""
    if any(part.metadata is not tables.metadata for part in _PARTS):
        raise RuntimeError(_PARTS)
    return tables.metadata
