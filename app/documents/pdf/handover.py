"""The handover pack (บันทึกส่งมอบงาน): what a person leaves behind, to be signed by giver, taker and superior."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import look
from app.documents.pdf.access_content import AccessPaper
from app.documents.pdf.batch_head import Fact
from app.documents.pdf.leaves import Leaves, Place
from app.documents.pdf.rights import right_days
from app.documents.pdf.table import GAP, Cell, Column, Table
from app.documents.pdf.wording import Wording, fingerprint
from app.domain.values.identifiers import BankTable

if TYPE_CHECKING:
    from app.documents.pdf.access_content import Handover
    from app.documents.pdf.paper import Style
    from app.i18n import Language

_NUMBER = 22.0
_KID_SHOWN = 16


def write(pack: Handover, language: Language) -> bytes:
    """Return the pack; an empty part says so."""
    wording = Wording(language, BankTable(()), "full")
    words = wording.words
    leaves = Leaves(AccessPaper.HANDOVER, pack, wording, words("handover.subtitle", name=pack.name))
    leaves.facts(
        [
            Fact(words("name"), pack.name),
            Fact(words("position"), pack.position or "–"),
            Fact(words("slip.user"), f"{pack.company_id} · {pack.user_id}"),
        ]
    )
    _write_work(leaves, pack)
    _write_access(leaves, pack)
    leaves.section(words("handover.confirmed"), 110)
    leaves.paragraph(words("handover.declaration"))
    leaves.signing(
        [
            Place(pack.name, words("handover.gives")),
            Place("", words("handover.takes")),
            Place("", words("handover.superior")),
        ]
    )
    return leaves.data()


def _write_work(leaves: Leaves, pack: Handover) -> None:
    """Set what the person may do, and what is unfinished."""
    wording = leaves.wording
    words = wording.words
    _part(
        leaves,
        "rights",
        (("handover.role", 150.0), ("handover.days", 0.0)),
        [(wording.term("role", right.role), right_days(right, wording)) for right in pack.rights],
    )
    _part(
        leaves,
        "batches",
        (("handover.batch", 0.0), ("handover.what", 110.0), ("handover.state", 80.0), ("handover.sum", 90.0)),
        [
            (
                " · ".join(filter(None, (batch.document_no, batch.reference))),
                words(f"handover.part_{batch.part}"),
                wording.term("batch", batch.status),
                wording.amount(batch.total_satang),
            )
            for batch in pack.batches
        ],
    )


def _write_access(leaves: Leaves, pack: Handover) -> None:
    """Set the person's keys and workstations."""
    wording = leaves.wording
    words = wording.words
    _part(
        leaves,
        "keys",
        (("handover.key", 130.0), ("handover.workstation", 0.0), ("handover.since", 92.0), ("handover.revoked", 92.0)),
        [
            (
                fingerprint(key.kid[:_KID_SHOWN]),
                key.device_name,
                wording.moment(key.registered_at),
                wording.moment(key.revoked_at) if key.revoked_at else words("handover.in_use"),
            )
            for key in pack.keys
        ],
    )
    _part(
        leaves,
        "workstations",
        (("handover.workstation", 0.0), ("handover.state", 110.0), ("handover.seen", 110.0)),
        [
            (station.name, words(f"workstation.{station.state}"), wording.moment(station.last_seen_at))
            for station in pack.workstations
        ],
    )


def _part(leaves: Leaves, name: str, columns: tuple[tuple[str, float], ...], rows: list[tuple[str, ...]]) -> None:
    """Set a numbered table; the column of width 0 takes what the others leave."""
    wording = leaves.wording
    leaves.section(wording.words(f"handover.{name}"), 70)
    if not rows:
        leaves.paragraph(wording.words(f"handover.no_{name}"))
        return
    rest = look.MEASURE - 12 - _NUMBER - sum(width for _, width in columns) - len(columns) * GAP
    table = Table(
        [
            Column(wording.text("column_number"), _NUMBER, "right"),
            *(
                Column(wording.words(key), width or rest, "right" if key == "handover.sum" else "left")
                for key, width in columns
            ),
        ],
        look.LEFT + 6,
    )
    leaves.table(table, [table.row(_cells(number, row)) for number, row in enumerate(rows, 1)])


def _cells(number: int, texts: tuple[str, ...]) -> list[Cell]:
    styles: list[Style] = [look.BODY, look.STRONG, *([look.BODY] * (len(texts) - 1))]
    return [Cell(((text, style),)) for text, style in zip((f"{number:,}", *texts), styles, strict=True)]
