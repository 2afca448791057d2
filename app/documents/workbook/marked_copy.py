"""A copy of a faulty list to be handed back: rows where the file had them, wrong cells coloured, the fault in words."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

import xlsxwriter

from app.documents.workbook.template import FONT
from app.domain.disbursement.issues import Severity
from app.domain.disbursement.transfer import Field
from app.i18n import LANGUAGES, has, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from app.domain.disbursement.issues import Issue, Repair
    from app.domain.disbursement.lines import Cells
    from app.i18n import Language

FIELDS = (
    Field.BANK,
    Field.ACCOUNT,
    Field.NAME,
    Field.AMOUNT,
    Field.PERSON_ID,
    Field.MOBILE,
    Field.EMAIL,
    Field.REFERENCE,
)
_WIDTHS = (12, 20, 34, 16, 20, 16, 26, 18)
_TOLD_WIDTH = 70
_COLOURS = {Severity.ERROR: "#f6d3cf", Severity.SUSPECT: "#fbe3bd", Severity.WARNING: "#fdf1dc"}
_WORST = (Severity.ERROR, Severity.SUSPECT, Severity.WARNING)
SHEET_ROWS_MAX = 1_048_576
_FIRST_ROW = "first_row"
"""The fact of an issue that names another line."""


class MarkedLine(NamedTuple):
    """A line with its number in the draft, its row in the file (0 where it was typed), and its cells as they came."""

    number: int
    sheet_row: int
    cells: Cells


def marked_copy(
    file_name: str,
    lines: Sequence[MarkedLine],
    issues: Iterable[Issue],
    repairs: Iterable[Repair],
    language: Language,
) -> bytes:
    """Return an .xlsx file; issues and repairs name lines by their number in the draft."""
    target = io.BytesIO()
    places = _places(lines)
    told = _Told(issues, repairs, places)
    with xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        formats = {
            "title": book.add_format({"font_name": FONT, "font_size": 14, "bold": True}),
            "text": book.add_format({"font_name": FONT, "num_format": "@"}),
            "heading": book.add_format({"font_name": FONT, "bold": True, "bottom": 1, "bg_color": "#e3f0ed"}),
            "told": book.add_format({"font_name": FONT, "text_wrap": True, "valign": "top"}),
            **{
                severity.value: book.add_format({"font_name": FONT, "num_format": "@", "bg_color": colour})
                for severity, colour in _COLOURS.items()
            },
        }
        sheet = book.add_worksheet(words(language, "exports.marked.sheet"))
        for column, width in enumerate((*_WIDTHS, _TOLD_WIDTH, _TOLD_WIDTH)):
            sheet.set_column(column, column, width)
        top = min(places.values(), default=1) - 1
        _head(sheet, top, file_name, language, formats)
        for line in lines:
            _write(sheet, places[line.number], line, told, formats)
    return target.getvalue()


def _places(lines: Sequence[MarkedLine]) -> dict[int, int]:
    """Return the row of each line, from 0: the file's own, or below all of them; two never share one."""
    taken: set[int] = set()
    places: dict[int, int] = {}
    for line in lines:
        row = line.sheet_row - 1
        if row >= 1 and row not in taken and row < SHEET_ROWS_MAX:
            places[line.number] = row
            taken.add(row)
    following = max(taken, default=0) + 1
    for line in lines:
        if line.number not in places:
            places[line.number] = following
            following += 1
    return places


def _head(sheet: Worksheet, top: int, file_name: str, language: Language, formats: Mapping[str, Format]) -> None:
    if top > 0:
        title = words(language, "exports.marked.title", file=file_name or "–")
        sheet.write_string(0, 0, title, formats["title"])
    headings = [words(language, f"import_issues.heading.{field.value}") for field in FIELDS]
    headings += [words(each, "exports.marked.told") for each in LANGUAGES]
    for column, heading in enumerate(headings):
        sheet.write_string(top, column, heading, formats["heading"])
    sheet.freeze_panes(top + 1, 0)


class _Told:
    """What is to be said about each line, in words that name the rows of the file."""

    def __init__(self, issues: Iterable[Issue], repairs: Iterable[Repair], places: Mapping[int, int]) -> None:
        self._places = places
        self.issues: dict[int, list[Issue]] = {}
        self._repairs: dict[int, list[Repair]] = {}
        for issue in issues:
            if issue.severity is not Severity.NOTE:
                self.issues.setdefault(issue.row, []).append(issue)
        for repair in repairs:
            self._repairs.setdefault(repair.row, []).append(repair)

    def words(self, number: int, language: Language) -> str:
        """Return all that is said about a faulty line, and nothing about others."""
        found = self.issues.get(number, [])
        told = [self._issue(issue, language) for issue in found]
        if found:
            told += [
                words(language, "exports.marked.repaired", field=_field(each.field, language), repaired=each.repaired)
                for each in self._repairs.get(number, [])
            ]
        return "\n".join(told)

    def _issue(self, issue: Issue, language: Language) -> str:
        facts = dict(issue.facts)
        first = facts.get(_FIRST_ROW)
        if isinstance(first, int) and first in self._places:
            facts[_FIRST_ROW] = self._places[first] + 1
        told = words(language, f"import_issues.issue.{issue.code}", **facts)
        advice = f"import_issues.advice.{issue.code}"
        told = f"{told}: {words(language, advice, **facts)}" if has(advice) else told
        return f"{_field(issue.field, language)}: {told}" if issue.field else told


def _write(sheet: Worksheet, row: int, line: MarkedLine, told: _Told, formats: Mapping[str, Format]) -> None:
    issues = told.issues.get(line.number, [])
    for column, field in enumerate(FIELDS):
        own = [issue for issue in issues if issue.field is field or (issue.field is None and not column)]
        worst = next((severity for severity in _WORST if any(issue.severity is severity for issue in own)), None)
        sheet.write_string(row, column, getattr(line.cells, field.value), formats[worst.value if worst else "text"])
    for column, language in enumerate(LANGUAGES, len(FIELDS)):
        if said := told.words(line.number, language):
            sheet.write_string(row, column, said, formats["told"])


def _field(field: Field, language: Language) -> str:
    return words(language, f"import_issues.heading.{field.value}")
