"""One list of payees written by other programs' writers in every format, for tests of the reader."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING

import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook
from openpyxl.styles import Font

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Cell = str | int | float | None
Rows = list[list[Cell]]


def openpyxl_xlsx(rows: Rows) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("payees")
    for row in rows:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def xlsxwriter_xlsx(rows: Rows) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("payees")
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(at, column, value)
                elif value is not None:
                    sheet.write_number(at, column, value)
    return target.getvalue()


def xls(rows: Rows) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("payees")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(at, column, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def ods(rows: Rows) -> bytes:
    book = OpenDocumentSpreadsheet()
    table = Table(name="payees")
    for row in rows:
        line = TableRow()
        for value in row:
            if value is None:
                cell = TableCell()
            elif isinstance(value, str):
                cell = TableCell(valuetype="string")
                cell.addElement(P(text=value))
            else:
                cell = TableCell(valuetype="float", value=repr(value))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    target = io.BytesIO()
    book.write(target)
    return target.getvalue()


def delimited(rows: Sequence[Sequence[Cell]], delimiter: str, encoding: str) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=delimiter)
    writer.writerows([["" if value is None else value for value in row] for row in rows])
    return target.getvalue().encode(encoding)


FORMATS: dict[str, tuple[str, Callable[[Rows], bytes]]] = {
    "xlsx by openpyxl": (".xlsx", openpyxl_xlsx),
    "xlsx by XlsxWriter": (".xlsx", xlsxwriter_xlsx),
    "xls": (".xls", xls),
    "ods": (".ods", ods),
    "csv in UTF-8": (".csv", lambda rows: delimited(rows, ",", "utf-8")),
    "csv in UTF-8 with a mark": (".csv", lambda rows: delimited(rows, ",", "utf-8-sig")),
    "csv in CP874": (".csv", lambda rows: delimited(rows, ",", "cp874")),
    "csv with semicolons": (".csv", lambda rows: delimited(rows, ";", "utf-8")),
    "tsv": (".tsv", lambda rows: delimited(rows, "\t", "utf-8")),
    "unicode text of Excel": (".txt", lambda rows: delimited(rows, "\t", "utf-16")),
}


def repacked(
    workbook: bytes, changed: Mapping[str, bytes], *, removed: Sequence[str] = (), stored: bool = False
) -> bytes:
    """Return the zip file with some parts replaced, added or removed."""
    target = io.BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(target, "w", method) as new:
        names = [name for name in old.namelist() if name not in removed and name not in changed]
        for name in names:
            new.writestr(name, old.read(name))
        for name, data in changed.items():
            new.writestr(name, data)
    return target.getvalue()


def part(workbook: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook)) as opened:
        return opened.read(name)


def hiding_xlsx(rows: Rows, hidden: tuple[int, ...]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        for at in hidden:
            sheet.set_row(at, None, None, {"hidden": True})
    return target.getvalue()


def hiding_xls(rows: Rows, hidden: tuple[int, ...]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("payees")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    for at in hidden:
        sheet.row(at).hidden = True
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def hiding_ods(rows: Rows, hidden: tuple[int, ...]) -> bytes:
    plain = ods(rows)
    pieces = part(plain, "content.xml").split(b"<table:table-row>")
    for at in range(len(rows)):
        marked = b' table:visibility="filter"' if at in hidden else b""
        pieces[at + 1] = b"<table:table-row" + marked + b">" + pieces[at + 1]
    return repacked(plain, {"content.xml": b"".join(pieces)})


HIDING: dict[str, Callable[[Rows, tuple[int, ...]], bytes]] = {
    ".xlsx": hiding_xlsx,
    ".xls": hiding_xls,
    ".ods": hiding_ods,
}
"""Writers of lists with rows, counted from 0, that the sheet does not show."""


def striking_xlsx(rows: Rows, struck: tuple[int, ...]) -> bytes:
    """Strike the cells of the first row of ``struck`` by their style, of the others by the letters of their texts."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet, style = book.add_worksheet(), book.add_format({"font_strikeout": True})
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if at in struck[1:] and isinstance(value, str):
                    sheet.write_rich_string(at, column, value[:2], style, value[2:])
                else:
                    sheet.write(at, column, value, style if at in struck else None)
    return target.getvalue()


def striking_openpyxl(rows: Rows, struck: tuple[int, ...]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for at, row in enumerate(rows, 1):
        sheet.append(row)
        for cell in sheet[at] if at - 1 in struck else ():
            cell.font = Font(strike=True)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def striking_xls(rows: Rows, struck: tuple[int, ...]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("payees")
    style = xlwt.easyxf("font: struck_out on")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if at in struck:
                sheet.write(at, column, value, style)
            else:
                sheet.write(at, column, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def striking_ods(rows: Rows, struck: tuple[int, ...]) -> bytes:
    plain = ods(rows)
    style = (
        # odfpy declares this prefix for some processes only
        b'<office:automatic-styles><style:style xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
        b' style:name="ce1" style:family="table-cell">'
        b'<style:text-properties style:text-line-through-style="solid"/></style:style></office:automatic-styles>'
    )
    content = part(plain, "content.xml").replace(b"<office:automatic-styles/>", style)
    pieces = content.split(b"<table:table-row>")
    for at in struck:
        pieces[at + 1] = pieces[at + 1].replace(b"<table:table-cell ", b'<table:table-cell table:style-name="ce1" ')
    return repacked(plain, {"content.xml": b"<table:table-row>".join(pieces)})


STRIKING: dict[str, tuple[str, Callable[[Rows, tuple[int, ...]], bytes]]] = {
    "xlsx by XlsxWriter": (".xlsx", striking_xlsx),
    "xlsx by openpyxl": (".xlsx", striking_openpyxl),
    "xls": (".xls", striking_xls),
    "ods": (".ods", striking_ods),
}
"""Writers of lists with rows, counted from 0, that are struck through."""


def veiling_xlsx(rows: Rows, column: int) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        sheet.set_column(column, column, None, None, {"hidden": True})
        sheet.set_column(column + 5, 16383, None, None, {"hidden": True})
    return target.getvalue()


def veiling_xls(rows: Rows, column: int) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("payees")
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            sheet.write(at, place, value)
    sheet.col(column).hidden = True
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def veiling_ods(rows: Rows, column: int) -> bytes:
    plain = ods(rows)
    columns = (
        b'<table:table-column table:number-columns-repeated="%d"/>' % column
        + b'<table:table-column table:visibility="collapse"/><table:table-row>'
    )
    content = part(plain, "content.xml").replace(b"<table:table-row>", columns, 1)
    return repacked(plain, {"content.xml": content})


VEILING: dict[str, Callable[[Rows, int], bytes]] = {
    ".xlsx": veiling_xlsx,
    ".xls": veiling_xls,
    ".ods": veiling_ods,
}
"""Writers of lists with a column, counted from 0, that the sheet does not show."""
