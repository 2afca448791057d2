"""The bank's word that it moved money to the treasury: read from its exact bytes, and held against what was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central.verification import whole
from app.domain.remittances.kinds import RemittanceKind
from app.domain.remittances.remittance import RemittanceItem, SuccessRecord
from app.domain.values.dates import parse_instant
from app.domain.values.money import Money
from app.wire import codec, signature
from app.wire import remittances as wire

if TYPE_CHECKING:
    from app.domain.remittances.remittance import RemittanceOrder, SignedRecord, Standing


def read_record(text: bytes) -> SuccessRecord:
    """Return what the bytes of a record say; raise ``ValueError`` for what no record says."""
    said = codec.decode(text, wire.SuccessRecord)
    record = SuccessRecord(
        req_id=said.req_id,
        agency=said.agency,
        agency_name=said.agency_name,
        unit=said.unit,
        unit_name=said.unit_name,
        kind=RemittanceKind(said.kind),
        account=said.account,
        account_name=said.account_name,
        office=said.office,
        office_name=said.office_name,
        owner_unit=said.owner_unit,
        doc_no=said.doc_no,
        items=tuple(map(item_of, said.items)),
        parts_count=whole(said.parts_count),
        total=Money(whole(said.total_satang)),
        fee=Money(whole(said.fee_satang)),
        maker_uid=said.maker_uid,
        maker_name=said.maker_name,
        auth_uid=said.auth_uid,
        auth_name=said.auth_name,
        order_sha256=said.order_sha256,
        bank_ref=said.bank_ref,
        moved_at=parse_instant(said.moved_at),
    )
    adds_up = record.total.satang == sum(item.amount.satang for item in record.items)
    if said.typ != wire.SUCCESS_RECORD or not adds_up or record.fee.satang or record.maker_uid == record.auth_uid:
        raise ValueError(record.req_id)
    return record


def item_of(said: wire.RemittanceItem) -> RemittanceItem:
    """Return a line of a remittance; raise ``ValueError`` for what is no amount."""
    return RemittanceItem(
        said.code, said.revenue_code, said.gl_account, said.fund, Money(whole(said.satang)), said.basis
    )


def is_signed(record: SignedRecord, bank_key: str) -> bool:
    """Say whether the bank signed a record."""
    return signature.verify(bank_key, signature.SUCCESS_RECORD, record.text, record.sig)


def order_hash(text: bytes) -> str:
    """Return the hash by which a record names the order that it is about."""
    return signature.sha256_hex(text)


def is_of_standing(standing: Standing) -> bool:
    """Say whether a record is about the very remittance with which it was told."""
    if standing.record is None:
        return True
    told = standing.record.told
    return (told.req_id, told.kind, told.account, told.office, told.total, told.maker_uid) == (
        standing.req_id,
        standing.kind,
        standing.account,
        standing.office,
        standing.total,
        standing.maker_uid,
    )


def is_of_order(record: SuccessRecord, order: RemittanceOrder, text: bytes, decided_by: str) -> bool:
    """Say whether a record is about exactly the order that two persons signed, whose exact bytes are ``text``."""
    said = codec.decode(text, wire.RemittanceOrder)
    return (
        record.order_sha256 == order_hash(text)
        and (record.agency, record.unit) == (said.agency, said.unit)
        and (record.owner_unit, record.doc_no) == (order.owner_unit, order.doc_no)
        and (record.items, record.parts_count) == (order.items, len(order.parts))
        and record.auth_uid == decided_by
    )
