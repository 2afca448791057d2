"""The lines of a batch as a list to be handed on: text, workbook or paper, every line with what became of it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from app import i18n
from app.documents.pdf import list_report
from app.documents.pdf.content import Printing
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.dates import clock_time, instant
from app.domain.values.listing import ListColumn, ListForm, Listing
from app.services import stationery

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.disbursement.outcome import LineOutcome
    from app.domain.disbursement.record import Batch
    from app.domain.disbursement.transfer import CreditTransfer
    from app.i18n import Language
    from app.services.desk import Desk

_COLUMNS = (
    ("number", 48),
    ("bank", 110),
    ("account", 110),
    ("name", 170),
    ("amount", 100),
    ("person_id", 120),
    ("mobile", 100),
    ("email", 160),
    ("reference", 120),
    ("status", 110),
    ("reason", 120),
    ("answered_at", 130),
)
_ON_PAPER = frozenset({"number", "bank", "account", "name", "amount", "status", "reason"})
_RIGHT = frozenset({"number", "amount"})


def content(
    desk: Desk,
    batch: Batch,
    lines: Sequence[CreditTransfer],
    outcomes: Mapping[int, LineOutcome],
    form: ListForm,
    language: Language,
    finished: int | None = None,
) -> bytes:
    """Return the bytes of the list; raise `Refused` ``list_too_long`` (fact ``limit``).

    ``finished`` is by which event the batch was, None where it is not: a paper bears what papers bore then.
    """
    listing = _listing(desk, batch, lines, outcomes, form, language)
    if form is ListForm.PDF:
        office = stationery.office(desk, finished)
        printing = Printing(desk.actor.person.name(language), instant(desk.now()), "full")
        return list_report.write(listing, office, printing, language)
    from app.documents.listing import tabular  # the workbook writer is needed for nothing else

    target = io.BytesIO()
    (tabular.write_xlsx if form is ListForm.XLSX else tabular.write_csv)(listing, target)
    return target.getvalue()


def _listing(
    desk: Desk,
    batch: Batch,
    lines: Sequence[CreditTransfer],
    outcomes: Mapping[int, LineOutcome],
    form: ListForm,
    language: Language,
) -> Listing:
    def words(key: str) -> str:
        return i18n.words(language, key)

    named = [(key, width) for key, width in _COLUMNS if form is not ListForm.PDF or key in _ON_PAPER]
    columns = [
        ListColumn(words(f"exports.column.{key}"), width, key == "amount", key in _RIGHT) for key, width in named
    ]
    head = [
        (words("exports.column.purpose"), f"{batch.head.purpose or batch.file_name or '–'} · {batch.reference}"),
        (words("exports.lines"), f"{len(lines):,}"),
        (words("ui.filter"), words("ui.filter_none")),
    ]

    def row(line: CreditTransfer) -> list[str]:
        cells = _cells(desk, line, outcomes.get(line.number), batch.rev > 0, language)
        return [cells[key] for key, _ in named]

    return Listing(words("exports.lines_title"), head, columns, len(lines), map(row, lines))


def _cells(
    desk: Desk, line: CreditTransfer, outcome: LineOutcome | None, handed_in: bool, language: Language
) -> dict[str, str]:
    status = outcome.status if outcome else LineStatus.PENDING if handed_in else LineStatus.DRAFT
    reason = outcome.reason if outcome else ""
    known = f"terms.reason.{reason}"
    return {
        "number": str(line.number),
        "bank": desk.banks.title(line.bank, language),
        "account": line.account,
        "name": line.name,
        "amount": line.amount.format(),
        "person_id": line.person_id,
        "mobile": line.mobile,
        "email": line.email,
        "reference": line.reference,
        "status": i18n.words(language, f"terms.line.{status.value}"),
        "reason": f"{reason} {i18n.words(language, known)}" if reason and i18n.has(known) else reason,
        "answered_at": clock_time(outcome.at, language) if outcome else "",
    }
