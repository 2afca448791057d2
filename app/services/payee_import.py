"""Bringing an old register in: read as any workbook, its columns remembered, proposed as signed changes (PR-8)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.documents.workbook import reader as workbook
from app.domain.access.permissions import Action
from app.domain.payees import register_columns, register_file
from app.domain.payees.register_file import Judged, Present, Verdict
from app.services import whole_sheet
from app.store import payees, remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from app.domain.payees.payee import PersonType
    from app.domain.payees.register_columns import RegisterColumn, RegisterLayout
    from app.services.commands import Given
    from app.services.desk import Desk
    from app.services.payees import Payees

    Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """One sheet of a file, with its columns as they are understood."""

    name: str
    file_sha256: str
    first_row: int
    layout: RegisterLayout
    rows: Sequence[Sequence[str]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Every row with what becomes of it."""

    reading: RegisterReading
    rows: tuple[Judged, ...] = field(repr=False)

    def count(self, verdict: Verdict) -> int:
        """Return how many rows have this verdict."""
        return sum(each.verdict is verdict for each in self.rows)

    @property
    def left_out(self) -> int:
        """How many rows of the sheet name nobody."""
        return len(self.reading.rows) - len(self.rows)


class PayeeImport:
    """Reads, compares and proposes for one signed-in maker; every method may take seconds."""

    def __init__(self, desk: Desk, register: Payees) -> None:
        self._desk = desk
        self._register = register

    def read(self, path: Path, progress: Report, cancelled: Callable[[], bool]) -> RegisterReading:
        """Read the first sheet of a file and recognise its columns, as they were chosen the last time.

        Raises `BadInput` and `Refused` with the codes of ``documents.workbook`` and `whole_sheet`, `Refused`
        ``cancelled``.
        """
        found = workbook.read(path, sheet=None, cancelled=cancelled, progress=progress)
        layout = register_columns.recognise(found.rows)
        whole_sheet.demand_seen(found, layout.header_row, lambda rows: not register_columns.recognise(rows).missing)
        with self._desk.store.read() as rd:
            known = remembered.register_columns(rd, layout.fingerprint)
        width = max((len(row) for row in found.rows), default=0)
        if known and all(column < width for column in known.values()):
            layout = replace(layout, columns=known)
        whole_sheet.demand_wanted(found, layout.header_row, set(layout.columns.values()))
        return RegisterReading(found.file_name, found.file_sha256, found.first_row, layout, found.rows)

    @staticmethod
    def remapped(reading: RegisterReading, columns: Mapping[RegisterColumn, int]) -> RegisterReading:
        """Return the same rows with the columns that a person chose."""
        return replace(reading, layout=replace(reading.layout, columns=dict(columns)))

    def report(self, reading: RegisterReading, otherwise: PersonType) -> ImportReport:
        """Hold every row against the register as it is now; without the needed columns there are no rows."""
        if reading.layout.missing:
            return ImportReport(reading, ())
        register = self._register.register()
        with self._desk.store.read() as rd:
            records = payees.all_records(rd)
            pending = payees.pending_payees(rd)
        rows = register_file.judged(
            reading.rows,
            reading.layout,
            reading.first_row,
            Present(register, records, pending),
            self._desk.banks,
            otherwise,
            self._register.today,
            self._register.new_id,
        )
        return ImportReport(reading, tuple(rows))

    def propose(self, report: ImportReport, reason: str, progress: Report) -> Sequence[Given]:
        """Propose everybody who is new or differs, and remember the columns for the next file with these headings."""
        entries = [each.entry for each in report.rows if each.entry is not None]
        reading = report.reading
        given = self._register.changes.propose(entries, reason, reading.file_sha256, progress)
        layout = reading.layout
        with self._desk.store.write(self._desk.actor, Action.SAVE_PROFILE, "register", {"file": reading.name}) as tx:
            remembered.put_register_columns(tx, layout.fingerprint, layout.columns, reading.name)
        return given
