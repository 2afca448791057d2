"""A file that has been read and not yet kept: its layout, what is missing, and whether it was here before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.documents.workbook import reader as workbook
from app.domain.disbursement import columns as layouts
from app.domain.disbursement import fixed_width
from app.domain.disbursement.heading_words import Heading
from app.domain.disbursement.list_problems import Problem
from app.domain.disbursement.transfer import REQUIRED_FIELDS, Field
from app.store import disbursement, reference, remembered
from app.system import files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from app.domain.disbursement.columns import Layout, MappingProfile
    from app.domain.disbursement.lines import Cells
    from app.domain.disbursement.record import Batch
    from app.domain.values.money import Money
    from app.i18n import Language
    from app.services.desk import Desk
    from app.store.handles import Writing

HEAD_ROWS_SHOWN = 12
TEXT = "text"
LISTS_NAMED = 5
ALL_PROMPTPAY = -1
"""In place of the bank's column: every line is paid by PromptPay."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """One sheet of a file, understood as far as it could be; ``earlier`` are batches from the same bytes (DU-1).

    ``rivals`` are other sheets that hold a list too, where nobody said which one is meant.

    ``lines`` are those of a text without any delimiter, and ``cuts`` the places where they were cut into ``rows``.
    """

    name: str
    file_sha256: str
    encoding: str
    sheets: tuple[str, ...]
    sheet: str
    layout: Layout
    earlier: tuple[Batch, ...]
    rows: Sequence[Sequence[str]] = field(repr=False)
    formulas: tuple[tuple[int, int, int], ...] = field(repr=False)
    hidden: tuple[tuple[int, int], ...] = field(repr=False)
    struck: tuple[tuple[int, int, int], ...] = field(repr=False)
    hidden_columns: tuple[tuple[int, int], ...] = field(repr=False)
    format: str = ""
    lines: Sequence[str] = field(default=(), repr=False)
    cuts: tuple[int, ...] = ()
    profiles: Sequence[MappingProfile] = field(default=(), repr=False)
    rivals: tuple[str, ...] = ()

    @property
    def is_uncut(self) -> bool:
        """Whether its lines must be cut apart before there are columns."""
        return bool(self.lines) and not self.cuts

    @property
    def is_text(self) -> bool:
        """Whether its lines could be cut at places."""
        return self.format == TEXT

    @property
    def sheet_of_several(self) -> str:
        """The name of the sheet where the file has several, or an empty text."""
        return self.sheet if len(self.sheets) > 1 else ""

    @property
    def head_rows(self) -> Sequence[Sequence[str]]:
        """The first rows as text, titles and all."""
        return self.rows[: max(HEAD_ROWS_SHOWN, self.layout.header_row + 4)]

    @property
    def header_row(self) -> int:
        """The position of the heading row in ``head_rows``, or -1."""
        return self.layout.header_row

    @property
    def columns(self) -> Mapping[Field, int]:
        """Which column holds which field; `ALL_PROMPTPAY` for the bank where no column names one."""
        known = self.layout.columns
        found = {wanted: known[Heading(wanted.value)] for wanted in Field if Heading(wanted.value) in known}
        if Field.BANK not in found and Heading.BANK_NAME in known:
            found[Field.BANK] = known[Heading.BANK_NAME]
        if Heading.PROMPTPAY in known:
            found[Field.BANK] = ALL_PROMPTPAY
        return found

    @property
    def is_cover(self) -> bool:
        """Whether the list is on another sheet: this one is none, and what it lacks is not to be mended."""
        return bool(self.rivals) and Heading.ACCOUNT not in self.layout.columns

    @property
    def missing(self) -> Sequence[Field]:
        """Required fields that no column holds."""
        return [] if self.is_cover else [wanted for wanted in REQUIRED_FIELDS if wanted not in self.columns]

    @property
    def problems(self) -> Sequence[Problem]:
        """What keeps the rows from being read, in words of ``import_issues.problem``."""
        if not self.rivals:
            return self.layout.problems
        lists = self.rivals if self.is_cover else (self.sheet, *self.rivals)
        named = ", ".join(lists[:LISTS_NAMED]) + (" …" if lists[LISTS_NAMED:] else "")
        several = Problem("sheets_several", None, {"sheets": named, "count": len(lists)})
        return (several,) if self.is_cover else (several, *self.layout.problems)

    @property
    def profile(self) -> str:
        """The fingerprint of the remembered mapping that fitted, or an empty text."""
        return self.layout.fingerprint if self.layout.remembered else ""

    @property
    def rows_count(self) -> int:
        """How many lines would be taken."""
        return 0 if self.is_cover else self.layout.payee_count

    @property
    def skipped(self) -> Mapping[str, int]:
        """How many rows are left out, by cause; ``title`` are those above the headings."""
        counts = {"title": max(self.layout.header_row, 0)}
        for kind in self.layout.skipped.values():
            counts[kind.value] = counts.get(kind.value, 0) + 1
        return {cause: count for cause, count in counts.items() if count}

    @property
    def file_total(self) -> Money | None:
        """The sum that the file states, if it does."""
        return self.layout.declared_total

    def remapped(self, columns: Mapping[Field, int]) -> FileReading:
        """Return the same rows read with other columns; headings that are no field of a line keep theirs."""
        chosen = {Heading(wanted.value): column for wanted, column in columns.items() if column != ALL_PROMPTPAY}
        if columns.get(Field.BANK) == ALL_PROMPTPAY:
            chosen[Heading.PROMPTPAY] = columns.get(Field.ACCOUNT, 0)
        others = {Heading.TITLE, Heading.LAST_NAME, Heading.MARK}
        kept = {
            heading: column
            for heading, column in self.layout.columns.items()
            if heading in others and column not in chosen.values()
        }
        layout = layouts.remapped(
            self.rows,
            self.layout,
            {**kept, **chosen},
            formulas=self.formulas,
            hidden=self.hidden,
            hidden_columns=self.hidden_columns,
        )
        return replace(self, layout=layout)

    def cut_at(self, cuts: Sequence[int]) -> FileReading:
        """Return the same lines cut at these places."""
        rows = fixed_width.cut(self.lines, cuts)
        layout = layouts.recognise(rows, first_row=self.layout.first_row, profiles=self.profiles)
        return replace(self, rows=rows, layout=layout, cuts=tuple(cuts))

    def payees(self) -> list[tuple[int, Cells]]:
        """Return every payee's row number in the sheet and cells."""
        return layouts.payees(self.rows, self.layout, struck=self.struck)


def read(
    desk: Desk,
    path: Path,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    sheet: str | None,
    *,
    whole_lines: bool = False,
) -> FileReading:
    """Read one sheet in a process of its own and recognise its layout with what is remembered of other files.

    ``whole_lines`` looks for no delimiter: a person will say where the lines are to be cut.
    """
    wanted = () if whole_lines else None
    found = workbook.read(path, sheet=sheet, cuts=wanted, cancelled=cancelled, progress=progress)
    lines = [row[0] for row in found.rows] if found.format == TEXT and not found.delimiter else []
    with desk.store.read() as reading:
        profiles = reference.profiles(reading)
        earlier = tuple(disbursement.find_by_file(reading, found.file_sha256))
        cuts = remembered.cuts(reading, fixed_width.width_of(lines)) if lines and not whole_lines else ()
    layout = layouts.recognise(
        found.rows,
        first_row=found.first_row,
        formulas=found.formulas,
        hidden=found.hidden,
        hidden_columns=found.hidden_columns,
        profiles=profiles,
    )
    read = FileReading(
        name=found.file_name,
        file_sha256=found.file_sha256,
        encoding=found.encoding,
        sheets=found.sheet_names,
        sheet=found.sheet,
        layout=layout,
        earlier=earlier,
        rows=found.rows,
        formulas=found.formulas,
        hidden=found.hidden,
        struck=found.struck,
        hidden_columns=found.hidden_columns,
        format=found.format,
        lines=lines,
        profiles=profiles,
        rivals=_rivals(layout, found.others, profiles),
    )
    return read.cut_at(cuts) if cuts else read


def _rivals(
    layout: Layout, others: Mapping[str, Sequence[Sequence[str]]], profiles: Sequence[MappingProfile]
) -> tuple[str, ...]:
    """Return the other sheets that could be meant as well as the one with this layout, or in place of it."""
    if Heading.ACCOUNT in layout.columns and not layout.payee_count:
        return ()
    return tuple(name for name, rows in others.items() if not rows or _is_list(rows, profiles))


def _is_list(rows: Sequence[Sequence[str]], profiles: Sequence[MappingProfile]) -> bool:
    layout = layouts.recognise(rows, profiles=profiles)
    return Heading.ACCOUNT in layout.columns and Heading.AMOUNT in layout.columns and layout.payee_count > 0


def remember(tx: Writing, reading: FileReading) -> None:
    """Remember what a person said of a file's columns, for the next one of its form."""
    reference.put_profile(tx, reading.layout.profile(), reading.name)
    if reading.cuts:
        remembered.put_cuts(tx, fixed_width.width_of(reading.lines), reading.cuts, reading.name)


def write_template(desk: Desk, path: Path, language: Language) -> None:
    """Write the empty payee list in ``language``, whole or not at all."""
    from app.documents.workbook.template import template  # the workbook writer is needed for nothing else

    files.replace(path, template(desk.banks, language))
