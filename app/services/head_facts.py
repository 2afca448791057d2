"""What the papers say of a batch's head beside the usual, in the language of the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.disbursement.record import short_reference
from app.domain.values.dates import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.disbursement.record import BatchHead
    from app.i18n import Language


def kind_name(head: BatchHead, language: Language) -> str:
    """Return what kind and sort are called; a code that only the unit's unsigned table names stays a code."""
    kind = _term("kind", head.kind, language)
    return f"{kind} · {_term('sub_kind', head.sub_kind, language)}" if head.sub_kind else kind


def facts(head: BatchHead, language: Language) -> Iterator[tuple[str, str]]:
    """Give what was signed beside kind, account and day: a key of the documents' area and what to say."""
    if head.basis_no:
        day = f" {short(head.basis_date, language)}" if head.basis_date else ""
        yield "basis", f"{head.basis_no}{day}"
    if head.service:
        yield "service", _term("service", head.service, language)
    if head.drawn is not None:
        yield "drawn", head.drawn.format()
    if head.residue_reason:
        yield "residue_reason", head.residue_reason
    if head.follows:
        yield "follows", short_reference(head.follows)
    if head.attachments:
        yield "attachments", ", ".join(paper.name for paper in head.attachments)


def _term(family: str, code: str, language: Language) -> str:
    key = f"terms.{family}.{code}"
    return i18n.words(language, key) if i18n.has(key) else code
