"""Records of remittances in a saved paper: what the bank signed once it moved the money, and what the pages say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.verification import carried as signed
from app.verification.findings import Part, Unreadable
from app.wire import paper, signature
from app.wire.remittances import SUCCESS_RECORD, SuccessRecord

if TYPE_CHECKING:
    from app.verification.findings import Report
    from app.wire.paper import Carried


def check(pdf: bytes, carried: tuple[Carried, ...], bank_key: str) -> Report:
    """Check the records of a paper against the bank's public key (base64), its fingerprint, or nothing ('')."""
    return signed.check(_FORM, pdf, carried, bank_key)


def carried(pdf: bytes, name: str) -> tuple[Carried, ...]:
    """Return the records in a paper, none for other papers; raise `Unreadable` for a paper that is cut."""
    try:
        return paper.records(pdf)
    except ValueError as problem:
        raise Unreadable(name, "damaged") from problem


def is_whole(record: SuccessRecord) -> bool:
    """Say whether a record says what a record may say: its sum, no fee to the unit, two persons."""
    adds_up = signed.adds_up((item.satang for item in record.items), record.total_satang)
    two = record.maker_uid != record.auth_uid
    return record.typ == SUCCESS_RECORD and adds_up and two and record.fee_satang == "0"


_FORM = signed.Form(
    part=Part.SUCCESS_RECORD,
    label=signature.SUCCESS_RECORD,
    kind=SuccessRecord,
    is_whole=is_whole,
    name=lambda record: record.bank_ref,
    satangs=lambda record: (record.total_satang, record.fee_satang, *(item.satang for item in record.items)),
    tellings=lambda record: ((record.maker_name, record.auth_name, record.office),),
)
