"""What is wrong with an .xls file, which of its cells are computed or struck through; calamine reads the values.

An .xls file is a small file system (compound file: sectors chained by an allocation table) with one stream of
records. Only what is needed to walk through the records is read: [MS-CFB] and [MS-XLS].
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from app.documents.workbook.formula_runs import FormulaRuns
from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER_BYTES = 512
_DIRECTORY_ENTRY_BYTES = 128
_LAST_SECTOR = 0xFFFFFFFA
"""Sector numbers from here on are marks: end of chain, free, table."""
_STREAM, _ROOT = 2, 5
_WORKBOOK_STREAMS = ("workbook", "book")
_MACRO_STORAGES = ("_vba_project_cur", "vba")
_ENCRYPTED_STREAMS = ("encryptedpackage", "encryptioninfo")

_BOF, _EOF, _BOUNDSHEET, _FILEPASS = 0x0809, 0x000A, 0x0085, 0x002F
_SUPBOOK = 0x01AE
_CONNECTIONS = frozenset({0x0876, 0x01AD, 0x00DC})
_FORMULAS = frozenset({0x0006, 0x0206, 0x0406})
_ARRAYS = frozenset({0x0021, 0x0221})
_ROW, _ROW_HIDDEN = 0x0208, 0x20
_COLUMNS, _COLUMN_HIDDEN = 0x007D, 0x01
_FONT, _FONT_STRUCK, _XF = 0x0031, 0x08, 0x00E0
_NO_FONT = 4
"""A number that no font has; the ones from there on are counted without it."""
_CELLS = frozenset({0x0006, 0x0206, 0x0406, 0x00FD, 0x0203, 0x0204, 0x00D6, 0x027E, 0x0205})
_NUMBERS = 0x00BD
_MACRO_SHEETS = frozenset({1, 6})
"""Kinds of sheets in a BOUNDSHEET record: old macros and modules."""
_INTERNAL_BOOKS = (b"\x01\x04", b"\x01\x3a")


class _CompoundFile:
    """The streams of a compound file in memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        if len(data) < _HEADER_BYTES:
            raise BadInput("file_damaged")
        sector_power, mini_power = struct.unpack_from("<HH", data, 30)
        if sector_power not in (9, 12) or mini_power != 6:
            raise BadInput("file_damaged")
        self._sector = 1 << sector_power
        self._mini_sector = 1 << mini_power
        self._sectors_max = len(data) // self._sector + 1
        directory, self._cutoff, mini_start = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
        self._table = self._numbers(self._table_sectors())
        self._mini_table = self._numbers(self._chain(mini_start, self._table))
        self.entries = dict(self._entries(directory))
        root = next((entry for entry in self.entries.values() if entry[0] == _ROOT), None)
        self._mini_stream = b"".join(map(self._bytes, self._chain(root[1], self._table))) if root else b""

    def _bytes(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        return self._data[start : start + self._sector]

    def _numbers(self, sectors: Iterator[int]) -> tuple[int, ...]:
        joined = b"".join(map(self._bytes, sectors))
        return struct.unpack(f"<{len(joined) // 4}I", joined[: len(joined) // 4 * 4])

    def _table_sectors(self) -> Iterator[int]:
        """Yield the sectors of the allocation table: 109 named in the header, more in a chain of their own."""
        yield from (sector for sector in struct.unpack_from("<109I", self._data, 76) if sector < _LAST_SECTOR)
        following = struct.unpack_from("<I", self._data, 68)[0]
        for _ in range(self._sectors_max):
            if following >= _LAST_SECTOR:
                return
            body = self._bytes(following)
            numbers = struct.unpack(f"<{len(body) // 4}I", body[: len(body) // 4 * 4])
            if not numbers:
                break
            yield from (sector for sector in numbers[:-1] if sector < _LAST_SECTOR)
            following = numbers[-1]
        raise BadInput("file_damaged")

    def _chain(self, sector: int, table: tuple[int, ...]) -> Iterator[int]:
        """Follow a chain of sectors; one that never ends or leaves the table is damage."""
        for _ in range(len(self._data) // self._mini_sector + 2):
            if sector >= _LAST_SECTOR:
                return
            if sector >= len(table):
                break
            yield sector
            sector = table[sector]
        raise BadInput("file_damaged")

    def _entries(self, start: int) -> Iterator[tuple[str, tuple[int, int, int]]]:
        """Yield name, and ``(type, first sector, size)``, of each entry of the directory."""
        directory = b"".join(map(self._bytes, self._chain(start, self._table)))
        for at in range(0, len(directory) - _DIRECTORY_ENTRY_BYTES + 1, _DIRECTORY_ENTRY_BYTES):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            first, size = struct.unpack_from("<II", directory, at + 116)
            if kind and 2 <= length <= 64:
                name = directory[at : at + length - 2].decode("utf-16-le", "replace")
                yield name.casefold(), (kind, first, size)

    def stream(self, name: str) -> bytes:
        """Return the bytes of a stream."""
        kind, first, size = self.entries[name]
        if kind != _STREAM or size > len(self._data):
            raise BadInput("file_damaged")
        if size >= self._cutoff:
            return b"".join(map(self._bytes, self._chain(first, self._table)))[:size]
        step = self._mini_sector
        pieces = (self._mini_stream[at * step : (at + 1) * step] for at in self._chain(first, self._mini_table))
        return b"".join(pieces)[:size]


def scan(data: bytes, sheet: str) -> FormulaRuns:
    """Raise `BadInput` for macros, encryption and links; return what `FormulaRuns` holds of one sheet."""
    file = _CompoundFile(data)
    if any(name in file.entries for name in _ENCRYPTED_STREAMS):
        raise BadInput("file_encrypted")
    if any(name in file.entries for name in _MACRO_STORAGES):
        raise BadInput("file_macros")
    name = next((name for name in _WORKBOOK_STREAMS if name in file.entries), None)
    if name is None:
        raise BadInput("file_not_workbook")
    return _computed(file.stream(name), sheet)


def refuse_encryption(data: bytes) -> None:
    """Raise `BadInput` for a workbook of any format that is wrapped in an encrypted compound file."""
    if any(name in _CompoundFile(data).entries for name in _ENCRYPTED_STREAMS):
        raise BadInput("file_encrypted")


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield kind and body of each record of one substream; raise `BadInput` where it breaks off.

    Charts inside a sheet are substreams of their own, nested between a begin and an end.
    """
    at, depth = start, 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            return
        at += 4 + length
    raise BadInput("file_damaged")


def _computed(stream: bytes, sheet: str) -> FormulaRuns:
    """Walk through the globals for hazards and the place of the sheet, then through the sheet."""
    starts: dict[str, int] = {}
    styles = _Styles()
    for kind, body in _records(stream, 0):
        _refuse_hazard(kind, body)
        styles.note(kind, body)
        if kind == _BOUNDSHEET and len(body) > 8:
            if body[5] in _MACRO_SHEETS:
                raise BadInput("file_macros")
            starts[_sheet_name(body)] = struct.unpack_from("<I", body)[0]
    if sheet not in starts:
        raise BadInput("file_damaged")
    return _marks(stream, starts[sheet], styles)


def _marks(stream: bytes, start: int, styles: _Styles) -> FormulaRuns:
    """Walk through a sheet for computed and struck cells, and rows that are not shown."""
    runs = FormulaRuns()
    for kind, body in _records(stream, start):
        _refuse_hazard(kind, body)
        for row, column in styles.struck_cells(kind, body):
            runs.struck.add(row, column)
        if kind in _FORMULAS and len(body) >= 4:
            runs.add(*struct.unpack_from("<HH", body))
        elif kind == _ROW and len(body) >= 14 and body[12] & _ROW_HIDDEN:
            row = struct.unpack_from("<H", body)[0]
            runs.hide(row, row)
        elif kind == _COLUMNS and len(body) >= 10 and body[8] & _COLUMN_HIDDEN:
            runs.hide_columns(*struct.unpack_from("<HH", body))
        elif kind in _ARRAYS and len(body) >= 6:
            first, last, left, right = struct.unpack_from("<HHBB", body)
            for column in range(left, right + 1):
                runs.add_range(first, last, column)
    return runs


class _Styles:
    """The fonts and cell styles of a workbook, and which of them are struck through."""

    def __init__(self) -> None:
        self._fonts: list[bool] = []
        self._struck: set[int] = set()
        self._count = 0

    def note(self, kind: int, body: bytes) -> None:
        """Take a record of the globals."""
        if kind == _FONT and len(body) >= 4:
            self._fonts.append(bool(body[2] & _FONT_STRUCK))
        elif kind == _XF and len(body) >= 2:
            font = struct.unpack_from("<H", body)[0]
            place = font - (font > _NO_FONT)
            if place < len(self._fonts) and self._fonts[place]:
                self._struck.add(self._count)
            self._count += 1

    def struck_cells(self, kind: int, body: bytes) -> Iterator[tuple[int, int]]:
        """Yield row and column of the struck cells in a record of a sheet."""
        if not self._struck:
            return
        if kind in _CELLS and len(body) >= 6:
            row, column, style = struct.unpack_from("<HHH", body)
            if style in self._struck:
                yield row, column
        elif kind == _NUMBERS and len(body) >= 6:
            row, column = struct.unpack_from("<HH", body)
            for place, at in enumerate(range(4, len(body) - 6, 6)):
                if struct.unpack_from("<H", body, at)[0] in self._struck:
                    yield row, column + place


def _refuse_hazard(kind: int, body: bytes) -> None:
    if kind == _FILEPASS:
        raise BadInput("file_encrypted")
    if kind in _CONNECTIONS or (kind == _SUPBOOK and _is_external(body)):
        raise BadInput("file_external_links")


def _is_external(body: bytes) -> bool:
    """Say whether a SUPBOOK record speaks of another file; its own book and add-in functions are harmless."""
    return len(body) != 4 or body[2:4] not in _INTERNAL_BOOKS


def _sheet_name(body: bytes) -> str:
    """Read the name in a BOUNDSHEET record; old files have one byte a letter and no flag."""
    length, flags = body[6], body[7]
    if flags & 1:
        return body[8 : 8 + 2 * length].decode("utf-16-le", "replace")
    return body[8 : 8 + length].decode("latin-1")
