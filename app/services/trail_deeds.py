"""What the trail of this workstation tells of files taken out and papers printed again, as an auditor asks for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app import i18n
from app.domain.access.permissions import Action
from app.domain.reports.deeds import Deed, Source, Topic
from app.domain.values.dates import parse_instant
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.domain.access.audit import AuditEntry

EXPORTS = frozenset(
    action.value
    for action in (
        Action.ARCHIVE_YEAR,
        Action.EXPORT_AUDIT,
        Action.EXPORT_FILE,
        Action.EXPORT_LIST,
        Action.EXPORT_STATEMENT,
        Action.MAKE_DOSSIER,
        Action.SAVE_DOCUMENT,
    )
)
PRINTS = frozenset({Action.PRINT_DOCUMENT.value, Action.PRINT_SLIP.value})
ACTIONS = EXPORTS | PRINTS
"""Entries that may tell of a deed."""

_PRINTED = "printed"


def deeds(entries: Iterable[AuditEntry], begins: str) -> Iterator[Deed]:
    """Give the deeds from the instant ``begins`` on; ``entries`` are all of `ACTIONS` from the first one on.

    Whether a paper was printed before is known from the entries before.
    """
    printed: set[tuple[str, ...]] = set()
    for entry in entries:
        facts = json.loads(entry.facts)
        if entry.action in EXPORTS:
            if entry.at >= begins:
                yield _export(entry, facts)
            continue
        paper = _paper(entry, facts)
        if paper is None:
            continue
        copies = int(facts.get("copies", "1"))
        if entry.at >= begins and (paper in printed or copies > 1):
            yield _reprint(entry, facts, copies)
        printed.add(paper)


def _paper(entry: AuditEntry, facts: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return by what a print is known again; None for an entry that tells of no print."""
    if entry.action == Action.PRINT_SLIP.value:
        return (entry.action, entry.about) if facts.get("outcome") == _PRINTED else None
    return (entry.action, entry.about, facts.get("document", ""))


def _reprint(entry: AuditEntry, facts: Mapping[str, str], copies: int) -> Deed:
    detail = i18n.text("audit_reports.copies", count=copies, printer=facts.get("printer", ""))
    return _deed(entry, Topic.REPRINTS, _document(facts) or entry.about, detail)


def _export(entry: AuditEntry, facts: Mapping[str, str]) -> Deed:
    """Tell of a file: its name and what it is, the filter or the hash, and the sum where it has one."""
    file, document = facts.get("file", ""), _document(facts)
    about = ": ".join(part for part in (document, file) if part)
    detail = facts.get("filter", "") or facts.get("file_sha256", "") or facts.get("digest", "")
    count = facts.get("rows") or facts.get("lines") or facts.get("entries") or facts.get("batches")
    told = [i18n.text("audit_reports.rows_out", count=count)] if count else []
    satang = facts.get("total_satang", "")
    amount = Money(int(satang)) if satang else None
    return _deed(entry, Topic.EXPORTS, about, " · ".join([*told, *([detail] if detail else [])]), amount)


def _document(facts: Mapping[str, str]) -> str:
    """Return what a paper is called, its code where the catalogue has no word for it."""
    code = facts.get("document", "")
    key = f"audit.value.{code}"
    return i18n.text(key) if code and i18n.has(key) else code


def _deed(entry: AuditEntry, topic: Topic, about: str, detail: str, amount: Money | None = None) -> Deed:
    return Deed(
        at=parse_instant(entry.at),
        topics=frozenset({topic}),
        act=entry.action,
        uid=entry.uid,
        source=Source.TRAIL,
        number=entry.seq,
        about=about,
        amount=amount,
        detail=detail,
        device=entry.device,
    )
