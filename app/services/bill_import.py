"""A list of bills brought in: read as any workbook, its columns remembered, every row judged, kept as drafts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.documents.workbook import reader as workbook
from app.domain.access.permissions import Action
from app.domain.collections import bill_columns, bill_list
from app.store import remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from app.domain.collections.bill_columns import BillColumn, BillLayout
    from app.domain.collections.bill_list import BillList, Defaults
    from app.services.bills import Bills
    from app.services.desk import Desk

    Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BillReading:
    """One sheet of a file, with its columns as they are understood."""

    name: str
    file_sha256: str
    first_row: int
    layout: BillLayout
    rows: Sequence[Sequence[str]] = field(repr=False)


class BillImport:
    """Reads and judges for one signed-in maker; every method may take seconds."""

    def __init__(self, desk: Desk, bills: Bills) -> None:
        self._desk = desk
        self._bills = bills

    def read(self, path: Path, progress: Report, cancelled: Callable[[], bool]) -> BillReading:
        """Read the first sheet of a file and recognise its columns, as they were chosen the last time.

        Raises `BadInput` and `Refused` with the codes of ``documents.workbook``, `Refused` ``cancelled``.
        """
        found = workbook.read(path, sheet=None, cancelled=cancelled, progress=progress)
        layout = bill_columns.recognise(found.rows)
        with self._desk.store.read() as rd:
            known = remembered.bill_columns(rd, layout.fingerprint)
        width = max((len(row) for row in found.rows), default=0)
        if known and all(column < width for column in known.values()):
            layout = replace(layout, columns=known)
        return BillReading(found.file_name, found.file_sha256, found.first_row, layout, found.rows)

    @staticmethod
    def remapped(reading: BillReading, columns: Mapping[BillColumn, int]) -> BillReading:
        """Return the same rows with the columns that a person chose."""
        return replace(reading, layout=replace(reading.layout, columns=dict(columns)))

    def judged(self, reading: BillReading, defaults: Defaults) -> BillList:
        """Judge every row; ``defaults`` hold for rows that do not say it. Without the needed columns there are none."""
        if reading.layout.missing:
            return bill_list.BillList(())
        return bill_list.judged(
            reading.rows,
            reading.layout,
            reading.first_row,
            self._bills.receiving(),
            self._bills.today,
            defaults,
        )

    def keep(self, reading: BillReading, found: BillList) -> list[str]:
        """Keep the rows without a fault as drafts, remember the columns, and return the drafts' ids in order."""
        kept = self._bills.keep_list([row.fields for row in found.billable], reading.file_sha256)
        layout, desk = reading.layout, self._desk
        with desk.store.write(desk.actor, Action.EDIT_BILLS, "drafts", {"file": reading.name}) as tx:
            remembered.put_bill_columns(tx, layout.fingerprint, layout.columns, reading.name)
        return kept
