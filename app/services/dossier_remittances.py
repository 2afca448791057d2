"""Remittances in a dossier of a day or a month: those whose money moved then, each with its record and numbers."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from app.documents.pdf.dossier_content import FileInside, RemittanceInside
from app.documents.pdf.remittance_content import RemittancePaper
from app.domain.values.dates import instant
from app.services.remittance_papers import RemittancePapers
from app.services.remittance_rows import remittance_of
from app.store import remittances

if TYPE_CHECKING:
    from app.domain.remittances.remittance import Remittance
    from app.i18n import Language
    from app.services.desk import Desk


def moved_in(desk: Desk, period: str) -> list[Remittance]:
    """Return the remittances whose money moved on a day or in a month (ISO), the oldest first."""
    with desk.store.read() as rd:
        return [remittance_of(one) for one in remittances.moved_in(rd, period)]


def add_records(
    desk: Desk,
    moved: list[Remittance],
    language: Language,
    inside: dict[str, tuple[str, bytes]],
    listed: list[FileInside],
) -> None:
    """Make the success record of each, proven and on record like other papers; raise as `RemittancePapers.record`."""
    papers = RemittancePapers(desk)
    for one in moved:
        made = papers.record(one.req_id, language)
        name = f"papers/{made.name}"
        inside[name] = (one.req_id, made.pdf)
        listed.append(FileInside(name, RemittancePaper.RECORD.value, "", hashlib.sha256(made.pdf).hexdigest()))


def told(one: Remittance) -> RemittanceInside:
    """Return what the cover says of a remittance."""
    record = one.standing.record
    return RemittanceInside(
        bank_ref=one.bank_ref,
        kind=one.kind.value,
        moved_at=instant(one.moved_at) if one.moved_at else "",
        office=record.told.office_name if record else "",
        total_satang=one.total.satang,
        maker=record.told.maker_name if record else "",
        authorizer=record.told.auth_name if record else "",
        state=one.state.value,
        documents=tuple((document.kind, document.number) for document in one.standing.documents),
    )
