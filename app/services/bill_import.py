"""A list of bills brought in: read as any workbook, its columns remembered, every row judged, kept as drafts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.central.bills import BILLS_MAX
from app.documents.workbook import reader as workbook
from app.domain.access.permissions import Action
from app.domain.collections import bill_columns, bill_list
from app.domain.collections.bill_columns import BillColumn
from app.domain.values.errors import Refused
from app.services import whole_sheet
from app.store import remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from app.domain.collections.bill_columns import BillLayout
    from app.domain.collections.bill_list import BillList, BillRow, Defaults
    from app.domain.collections.revenue import Receiving
    from app.services.bills import Bills
    from app.services.commands import Given
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
        self._handed_in: dict[str, set[int]] = {}

    def read(self, path: Path, progress: Report, cancelled: Callable[[], bool]) -> BillReading:
        """Read the first sheet of a file and recognise its columns, as they were chosen the last time.

        Raises `BadInput` and `Refused` with the codes of ``documents.workbook`` and `whole_sheet`, `Refused`
        ``cancelled``.
        """
        found = workbook.read(path, sheet=None, cancelled=cancelled, progress=progress)
        layout = bill_columns.recognise(found.rows)
        whole_sheet.demand_seen(found, layout.header_row, lambda rows: not bill_columns.recognise(rows).missing)
        with self._desk.store.read() as rd:
            known = remembered.bill_columns(rd, layout.fingerprint)
        width = max((len(row) for row in found.rows), default=0)
        if known and all(column < width for column in known.values()):
            layout = replace(layout, columns=known)
        whole_sheet.demand_wanted(found, layout.header_row, set(layout.columns.values()))
        if BillColumn.AMOUNT in layout.columns:
            amount = layout.columns[BillColumn.AMOUNT]
            whole_sheet.demand_amounts(found, layout.header_row, layout.headings, amount)
        return BillReading(found.file_name, found.file_sha256, found.first_row, layout, found.rows)

    @property
    def today(self) -> date:
        """The day in Bangkok; answers from memory."""
        return self._bills.today

    def receiving(self) -> Receiving:
        """Return how the unit collects; raise `Refused` ``receiving_unknown`` before that was ever told."""
        return self._bills.receiving()

    @staticmethod
    def remapped(reading: BillReading, columns: Mapping[BillColumn, int]) -> BillReading:
        """Return the same rows with the columns that a person chose."""
        return replace(reading, layout=replace(reading.layout, columns=dict(columns)))

    @staticmethod
    def mended(reading: BillReading, row: int, column: BillColumn, text: str) -> BillReading:
        """Return the same list with another text in a cell; ``row`` is the number that the spreadsheet shows.

        What the file has no column for gets one, behind the others.
        """
        columns, rows = dict(reading.layout.columns), [list(each) for each in reading.rows]
        place = columns.setdefault(column, max((len(each) for each in rows), default=0))
        cells = rows[row - reading.first_row]
        cells.extend([""] * (place + 1 - len(cells)))
        cells[place] = text
        return replace(reading, rows=rows, layout=replace(reading.layout, columns=columns))

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

    def issue(self, reading: BillReading, rows: Sequence[BillRow], progress: Report) -> list[Given]:
        """Sign the bills of rows without a fault and hand them in, so many at a time as one order may hold.

        They are kept as drafts until the log tells of their bills; what is refused is not kept, it still stands in the
        list. Again after a refusal, rows whose order went before it are left out. The columns are remembered for the
        next file with these headings. Raises as `app.services.bills.Bills.issue`.
        """
        handed_in = self._handed_in.setdefault(reading.file_sha256, set())
        wanted = [row for row in rows if row.can_be_billed and row.row not in handed_in]
        kept = self._bills.keep_list([row.fields for row in wanted], reading.file_sha256)
        layout, desk, given = reading.layout, self._desk, []
        with desk.store.write(desk.actor, Action.EDIT_BILLS, "drafts", {"file": reading.name}) as tx:
            remembered.put_bill_columns(tx, layout.fingerprint, layout.columns, reading.name)
        for first in range(0, len(kept), BILLS_MAX):
            order = {row.row for row in wanted[first : first + BILLS_MAX]}
            handed_in |= order
            try:
                given.append(self._bills.issue(kept[first : first + BILLS_MAX]))
            except Refused:  # of any other error nobody knows whether the order goes on its way
                handed_in -= order
                self._bills.drop(kept[first:])
                raise
            progress(min(first + BILLS_MAX, len(kept)), len(kept))
        del self._handed_in[reading.file_sha256]
        return given
