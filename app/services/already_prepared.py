"""Whether somebody has prepared the same payment already: the same document, the same file, the same payees (DU-4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.disbursement.batch import FINAL
from app.store import disbursement

if TYPE_CHECKING:
    from app.domain.disbursement.record import Batch, LineRecord
    from app.services.desk import Desk
    from app.store.handles import Reading

DOCUMENT, FILE, PAYEES = "document", "file", "payees"


@dataclass(frozen=True, slots=True)
class Twin:
    """A batch that is not at its end and looks like this one; ``why`` is ``document``, ``file`` or ``payees``."""

    batch: Batch
    why: str


def twins(desk: Desk, op_id: str) -> list[Twin]:
    """Return the drafts and batches under way that may be the same payment as this one, the newest first."""
    with desk.store.read() as reading:
        mine = disbursement.batch(reading, op_id)
        if mine is None:
            return []
        others = disbursement.open_batches(reading, [status.value for status in FINAL])
        found = [(other, _why(reading, mine, other)) for other in others if other.op_id != op_id]
    return [Twin(other, why) for other, why in found if why]


def _why(reading: Reading, mine: Batch, other: Batch) -> str:
    if mine.head.follows == other.op_id or other.head.follows == mine.op_id:
        return ""  # one pays again what the other could not
    if mine.head.document_no and _plain(mine) == _plain(other):
        return DOCUMENT
    if mine.file_sha256 and mine.file_sha256 == other.file_sha256:
        return FILE
    alike = mine.lines_count and (mine.lines_count, mine.total) == (other.lines_count, other.total)
    return PAYEES if alike and _payees(reading, mine) == _payees(reading, other) else ""


def _plain(batch: Batch) -> str:
    return "".join(batch.head.document_no.split()).casefold()


def _payees(reading: Reading, batch: Batch) -> list[tuple[str, str, int]]:
    return sorted(map(_payment, disbursement.lines(reading, batch.op_id)))


def _payment(line: LineRecord) -> tuple[str, str, int]:
    return line.bank, line.account, line.satang or 0
