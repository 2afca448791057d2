"""What a person passed in practice, in a saved paper: what the simulated bank signed, and what the pages say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.verification import carried as signed
from app.verification.findings import Part, Unreadable
from app.wire import paper, signature
from app.wire.drills import PRACTICE_RECORD, PracticeRecord

if TYPE_CHECKING:
    from app.verification.findings import Report
    from app.wire.paper import Carried


def check(pdf: bytes, carried: tuple[Carried, ...], bank_key: str) -> Report:
    """Check a record of practice against the bank's public key (base64), its fingerprint, or nothing ('')."""
    return signed.check(_FORM, pdf, carried, bank_key)


def carried(pdf: bytes, name: str) -> tuple[Carried, ...]:
    """Return the record in a paper, none for other papers; raise `Unreadable` for a paper that is cut."""
    try:
        return paper.practices(pdf)
    except ValueError as problem:
        raise Unreadable(name, "damaged") from problem


def _is_whole(record: PracticeRecord) -> bool:
    return record.typ == PRACTICE_RECORD and bool(record.passed)


def _tellings(record: PracticeRecord) -> tuple[tuple[str, ...], ...]:
    thai = (record.name_th, *(one.title_th for one in record.passed))
    english = (record.name_en, *(one.title_en for one in record.passed))
    return tuple((record.unit, record.unit_name, *words) for words in (thai, english))


_FORM = signed.Form(
    part=Part.PRACTICE_RECORD,
    label=signature.PRACTICE_RECORD,
    kind=PracticeRecord,
    is_whole=_is_whole,
    name=lambda record: record.user_id,
    satangs=lambda _: (),
    tellings=_tellings,
)
