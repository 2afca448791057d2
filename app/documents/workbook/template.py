"""The empty payee list that a clerk fills in: text cells keep their zeros, the example row marks itself."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter

from app.documents.workbook.cells import neutral
from app.domain.disbursement.bank_names import is_legacy
from app.domain.disbursement.batch import LINES_MAX
from app.domain.disbursement.heading_words import Heading
from app.i18n import words

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from app.domain.values.identifiers import BankTable
    from app.i18n import Language

FONT = "Sarabun"
HEADER_ROW = 2
"""From 0; above it the title and a hint."""
GUIDE_LINES = 6

_COLUMNS: tuple[tuple[Heading, int, str], ...] = (
    (Heading.NUMBER, 7, "1"),
    (Heading.NAME, 34, ""),
    (Heading.PERSON_ID, 20, "1234545678781"),
    (Heading.BANK, 24, "006"),
    (Heading.ACCOUNT, 20, "0123456789"),
    (Heading.AMOUNT, 16, "1500.5"),
    (Heading.MOBILE, 16, "0812345678"),
    (Heading.EMAIL, 26, "example@example.test"),
    (Heading.REFERENCE, 18, ""),
    (Heading.MARK, 16, ""),
)
_REQUIRED = frozenset({Heading.NAME, Heading.BANK, Heading.ACCOUNT, Heading.AMOUNT})
_NUMBERS = frozenset({Heading.NUMBER, Heading.AMOUNT})


def template(banks: BankTable, language: Language) -> bytes:
    """Return an .xlsx file with the payee list, the list of banks and a guide, in ``language``."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        formats = {
            "title": book.add_format({"font_name": FONT, "font_size": 16, "bold": True}),
            "text": book.add_format({"font_name": FONT, "num_format": "@"}),
            "wrapped": book.add_format({"font_name": FONT, "text_wrap": True, "valign": "top"}),
            "amount": book.add_format({"font_name": FONT, "num_format": "#,##0.00"}),
            "number": book.add_format({"font_name": FONT, "num_format": "0"}),
            "heading": book.add_format({"font_name": FONT, "bold": True, "bottom": 1, "bg_color": "#f6f7f5"}),
            "required": book.add_format({"font_name": FONT, "bold": True, "bottom": 1, "bg_color": "#e3f0ed"}),
            "example": book.add_format({"font_name": FONT, "italic": True, "font_color": "#66716d", "num_format": "@"}),
            "example_amount": book.add_format(
                {"font_name": FONT, "italic": True, "font_color": "#66716d", "num_format": "#,##0.00"}
            ),
        }
        payees = book.add_worksheet(_word(language, "sheet"))
        listed = _write_banks(book.add_worksheet(_word(language, "banks")), banks, formats)
        _write_payees(payees, language, formats)
        _offer_banks(payees, _word(language, "banks"), listed)
        _write_guide(book.add_worksheet(_word(language, "guide")), language, formats)
    return target.getvalue()


def _word(language: Language, name: str) -> str:
    return words(language, f"import_issues.template.{name}")


def _write_payees(sheet: Worksheet, language: Language, formats: dict[str, Format]) -> None:
    sheet.write_string(0, 0, _word(language, "title"), formats["title"])
    for column, (heading, width, example) in enumerate(_COLUMNS):
        column_format = {Heading.AMOUNT: "amount", Heading.NUMBER: "number"}.get(heading, "text")
        sheet.set_column(column, column, width, formats[column_format])
        heading_format = formats["required" if heading in _REQUIRED else "heading"]
        sheet.write_string(
            HEADER_ROW, column, words(language, f"import_issues.heading.{heading.value}"), heading_format
        )
        if heading in _NUMBERS:
            sheet.write_number(HEADER_ROW + 1, column, float(example), formats["example_amount"])
        else:
            text = {Heading.NAME: _word(language, "example_name"), Heading.MARK: _word(language, "example")}
            sheet.write_string(HEADER_ROW + 1, column, text.get(heading, example), formats["example"])
    sheet.freeze_panes(HEADER_ROW + 1, 2)


def _write_banks(sheet: Worksheet, banks: BankTable, formats: dict[str, Format]) -> int:
    """Write one cell a bank, code and name together, and return how many."""
    listed = [bank for bank in banks.banks.values() if not is_legacy(bank)]
    sheet.set_column(0, 0, 40, formats["text"])
    for row, bank in enumerate(listed):
        sheet.write_string(row, 0, neutral(f"{bank.code} {bank.name}"), formats["text"])
    return len(listed)


def _offer_banks(sheet: Worksheet, list_sheet: str, count: int) -> None:
    """Offer the banks in every cell of the bank column; typed codes and names stay allowed."""
    column = [heading for heading, _, _ in _COLUMNS].index(Heading.BANK)
    sheet.data_validation(
        HEADER_ROW + 1,
        column,
        HEADER_ROW + LINES_MAX,
        column,
        {"validate": "list", "source": f"='{list_sheet}'!$A$1:$A${count}", "show_error": False},
    )


def _write_guide(sheet: Worksheet, language: Language, formats: dict[str, Format]) -> None:
    sheet.set_column(0, 0, 90, formats["wrapped"])
    sheet.write_string(0, 0, _word(language, "guide"), formats["title"])
    for line in range(1, GUIDE_LINES + 1):
        sheet.write_string(line, 0, f"{line}. {_word(language, f'guide.{line}')}", formats["wrapped"])
