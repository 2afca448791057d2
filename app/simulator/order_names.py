"""Names of orders about money on its way: given once for ever, whatever the order is about and whatever became of it.

A payment waits for an order by its name, and a decision names nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.collections.tables import collection_orders
from app.simulator.recalls.tables import recalls, return_orders
from app.simulator.remittances.tables import remittances
from app.simulator.signed_words import is_known

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NAMED = (collection_orders, recalls, remittances, return_orders)


def is_given(connection: Connection, req_id: str) -> bool:
    """Say whether an order of any kind had this name."""
    return any(is_known(connection, table, req_id) for table in _NAMED)
