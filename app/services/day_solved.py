"""How something that did not fit came to fit, in the words that a close keeps of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.closing.exceptions import OF_A_STATEMENT, ExceptionKind
from app.domain.remittances.remittance import RemittanceState
from app.store import audit_trail, remittances

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.domain.closing.exceptions import DayException, NumberedException
    from app.store.handles import Reading

SUCCESS_RECORD, TREASURY_RETURN = "success_record", "treasury_return"
"""The papers that are the evidence of money that went to the treasury, as the audit trail names them."""
PRINTED = frozenset({"print_document", "save_document"})


def how_solved(
    rd: Reading, carried: Collection[NumberedException], still: Collection[str], demanded: Collection[str]
) -> dict[str, str]:
    """Return in words how carried exceptions were solved, by their names; those that were not are left out.

    ``still`` are the names of what matching leaves over, ``demanded`` of what the central system wants to see.
    """
    found = {}
    for one in carried:
        told = one.told
        fits = told.exception_id not in (still if told.kind in OF_A_STATEMENT else demanded)
        words = _how(rd, told) if fits else ""
        if words:
            found[told.exception_id] = words
    return found


def is_printed(rd: Reading, req_id: str) -> bool:
    """Say whether the success record of a remittance, or of a return, was printed or saved at this workstation."""
    return any(
        entry.action in PRINTED
        and any(f'"document":"{paper}"' in entry.facts for paper in (SUCCESS_RECORD, TREASURY_RETURN))
        for entry in audit_trail.entries_about(rd, req_id)
    )


def _how(rd: Reading, told: DayException) -> str:
    match told.kind:
        case ExceptionKind.ACKNOWLEDGEMENT_MISSING:
            return _answered(rd, told.about)
        case ExceptionKind.RECORD_NOT_PRINTED:
            return _said("printed") if is_printed(rd, told.about) else ""
        case ExceptionKind.OTHER:
            return ""
    return _said("matched" if told.kind in OF_A_STATEMENT else told.kind.value)


def _answered(rd: Reading, req_id: str) -> str:
    known = remittances.one(rd, req_id)
    if known is None or known.state is RemittanceState.SENT:
        return ""
    if known.state is RemittanceState.REFUSED:
        return _said("refused")
    return _said("acknowledged", documents=", ".join(f"{one.kind} {one.number}" for one in known.documents))


def _said(key: str, **facts: object) -> str:
    """Return words for a signed text: those of the official language, whoever signs."""
    return i18n.words("th", f"closing.solved.{key}", **facts)
