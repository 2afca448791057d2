"""A close as it is kept, proven once more from its bytes before anything is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central.closing import holds, read_order, read_record, record_holds
from app.domain.closing import news
from app.wire import signature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.access.keys import PublicKey
    from app.domain.closing.day import SignedDayOrder


def record_is_signed(close: SignedDayOrder, keys: Mapping[str, PublicKey], bank_key: str) -> bool:
    """Say whether two persons signed an approved order as it is told, and the bank its record of it."""
    try:
        order, maker_uid, _ = read_order(close.text, close.order.req_id)
        record = read_record(close.record_text)
    except ValueError:
        return False
    if (order, maker_uid, record) != (close.order, close.maker_uid, close.record):
        return False
    told = news.DaySettled(
        order=order,
        maker_uid=maker_uid,
        approved=True,
        decided_by=close.decided_by,
        reason=close.answer,
        record=record,
        text=close.text,
        sig=close.sig,
        decision=close.decision,
        decision_sig=close.decision_sig,
        record_text=close.record_text,
        record_sig=close.record_sig,
    )
    return holds(told, keys) and record_holds(told, bank_key)


def order_sha256(close: SignedDayOrder) -> str:
    """Return the hash by which the bank's record names what the maker signed."""
    return signature.sha256_hex(close.text)
