"""What the papers say of a batch's head beside the usual, in the language of the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.disbursement.kinds import Basis
from app.domain.disbursement.record import short_reference
from app.domain.values.dates import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.access.user import Unit
    from app.domain.disbursement.record import BatchHead
    from app.i18n import Language


def kind_name(unit: Unit, head: BatchHead, language: Language) -> str:
    """Return what the unit's table calls kind and sort; '' for a kind that it does not know."""
    rows = [row for row in unit.kinds if (row.kind, row.sub_kind) == (head.kind, head.sub_kind)]
    if not rows:
        return ""
    name, key = rows[-1].name(language), f"terms.kind.{head.kind}"
    if not head.sub_kind or not i18n.has(key):
        return name
    return f"{i18n.words(language, key)} · {name}"


def facts(unit: Unit, head: BatchHead, language: Language) -> Iterator[tuple[str, str]]:
    """Give what was signed beside kind, account and day: a key of the documents' area and what to say."""
    if head.basis_no:
        rows = [row for row in unit.kinds if (row.kind, row.sub_kind) == (head.kind, head.sub_kind)]
        basis = (rows[-1].basis if rows else None) or Basis.CONTRACT
        day = f" {short(head.basis_date, language)}" if head.basis_date else ""
        yield f"basis.{basis.value}", f"{head.basis_no}{day}"
    if head.service:
        named = [row for row in unit.services if row.service == head.service]
        yield "service", named[-1].name(language) if named else head.service
    if head.drawn is not None:
        yield "drawn", head.drawn.format()
    if head.residue_reason:
        yield "residue_reason", head.residue_reason
    if head.follows:
        yield "follows", short_reference(head.follows)
    if head.attachments:
        yield "attachments", ", ".join(paper.name for paper in head.attachments)
