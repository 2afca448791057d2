"""What of payments is not with the treasury, by revenue type: read at every look, so that no text is taken apart."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from app.domain.collections.payment import SETTLED, PaymentState
from app.domain.remittances.proposal import Collected
from app.domain.values.money import Money
from app.store.collection_tables import allocation as allocation_table
from app.store.collection_tables import bill as bill_table
from app.store.collection_tables import official_receipt as receipt_table
from app.store.collection_tables import payment as payment_table

if TYPE_CHECKING:
    from app.store.handles import Reading

_P, _A, _B, _R = payment_table.c, allocation_table.c, bill_table.c, receipt_table.c


def collected(rd: Reading) -> list[Collected]:
    """Return what belongs to bills of payments that are not all with the treasury, by payment and revenue type.

    A receipt's lines are those of the bills, as it was held against them when it came.
    """
    columns = (_P.payment_id, _P.payer_name, _P.value_date, _P.state, _P.open_req_id, _P.receipt_id)
    query = (
        select(*columns, _R.fy, _R.number, _B.revenue_type, func.sum(_A.satang).label("satang"))
        .join(allocation_table, _A.payment_id == _P.payment_id)
        .join(bill_table, _B.bill_id == _A.bill_id)
        .outerjoin(receipt_table, and_(_R.receipt_id == _P.receipt_id, _P.receipt_id != ""))
        .where(_P.remitted_at == "", _P.matched_satang > 0)
        .group_by(_P.id, _B.revenue_type)
        .order_by(_P.id, _B.revenue_type)
    )
    return [
        Collected(
            payment_id=row.payment_id,
            payer_name=row.payer_name,
            value_date=date.fromisoformat(row.value_date),
            is_settled=PaymentState(row.state) in SETTLED,
            open_req_id=row.open_req_id,
            receipt_id=row.receipt_id,
            receipt_fy=row.fy or 0,
            receipt_number=row.number or 0,
            revenue_type=row.revenue_type,
            amount=Money(row.satang),
        )
        for row in rd.connection.execute(query)
    ]
