"""The chain of what was done at this workstation: looked at, verified, handed to an auditor."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.store import audit_trail, listings
from app.system import files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.access.audit import AuditEntry, AuditVerdict
    from app.services.desk import Desk

ROWS_AT_ONCE = 1_000


class AuditBook:
    """The audit trail as one signed-in person may see it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def seqs(self, search: str, descending: bool) -> Sequence[int]:
        """Return the numbers of the entries that hold these words."""
        with self._desk.store.read() as reading:
            newest_first = listings.audit_ids(reading, search=search)
        return newest_first if descending else newest_first[::-1]

    def entries(self, seqs: Sequence[int]) -> Sequence[AuditEntry]:
        """Return these entries in this order."""
        with self._desk.store.read() as reading:
            found = listings.audit_rows(reading, seqs)
        return [found[seq] for seq in seqs if seq in found]

    def verify(self) -> AuditVerdict:
        """Check the whole chain, with what the central system keeps of it, and write down what came of it."""
        kept = self._desk.anchoring.kept() if self._desk.online else None
        with self._desk.store.read() as reading:
            verdict = audit_trail.compared(reading, audit_trail.verify(reading), kept)
        facts = {
            "checked": str(verdict.checked),
            "reason": verdict.reason,
            "broken_seq": str(verdict.broken_seq),
            "central": verdict.central.value,
            "central_seq": str(verdict.central_seq),
        }
        self._desk.note(Action.VERIFY_AUDIT, "audit", facts)
        return verdict

    def export(self, path: str) -> int:
        """Write the chain as lines of JSON, oldest first, and return how many; raise `Broken` ``file_unwritable``.

        Whole or not at all: half an export would look like a chain that was cut off.
        """
        seqs = self.seqs("", descending=False)
        with files.whole(Path(path)) as file:
            for start in range(0, len(seqs), ROWS_AT_ONCE):
                for entry in self.entries(seqs[start : start + ROWS_AT_ONCE]):
                    file.write(json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True).encode() + b"\n")
        self._desk.note(Action.EXPORT_AUDIT, "audit", {"entries": str(len(seqs))})
        return len(seqs)
