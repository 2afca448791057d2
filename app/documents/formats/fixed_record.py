"""Records of fixed width by a table of fields: bytes of the Thai code page, checked after encoding."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import resources
from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ENCODING = "cp874"


@dataclass(frozen=True, slots=True)
class FixedField:
    """A field of a record; ``start`` counts from 0, all in bytes."""

    name: str
    start: int
    length: int
    numeric: bool

    @property
    def end(self) -> int:
        """The first byte after the field."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one kind of record, side by side without a gap."""

    fields: tuple[FixedField, ...]

    @property
    def width(self) -> int:
        """How many bytes a record has, without the end of its line."""
        return self.fields[-1].end

    def field(self, name: str) -> FixedField:
        """Return a field by its name."""
        return next(field for field in self.fields if field.name == name)

    def write(self, values: Mapping[str, str]) -> bytes:
        """Return the bytes; absent numbers are zeros, absent texts blanks. Raise ``ValueError`` for what cannot fit."""
        parts = []
        for field in self.fields:
            text = values.get(field.name, "")
            data = (text.zfill(field.length) if field.numeric else text).encode(ENCODING)
            if len(data) > field.length or (field.numeric and not data.isdigit()):
                raise ValueError(field.name)
            parts.append(data.ljust(field.length))
        return b"".join(parts)

    def read(self, data: bytes, line: int) -> dict[str, str]:
        """Return the values as texts, blanks after texts dropped; raise `BadInput` with the line's number."""
        if len(data) != self.width:
            raise BadInput("bank_file_width", line=line, found=len(data), expected=self.width)
        values = {}
        for field in self.fields:
            part = data[field.start : field.end]
            if field.numeric and not part.isdigit():
                raise BadInput("bank_file_number", line=line, field=field.name, start=field.start + 1)
            try:
                values[field.name] = part.decode(ENCODING).rstrip(" ")
            except UnicodeDecodeError as problem:
                raise BadInput("bank_file_encoding", line=line, start=field.start + 1) from problem
        return values


def fits(text: str, field: FixedField) -> str:
    """Return an empty text where ``text`` can be written, else ``not_encodable`` or ``too_long``."""
    try:
        data = text.encode(ENCODING)
    except UnicodeEncodeError:
        return "not_encodable"
    return "too_long" if len(data) > field.length else ""


@cache
def records(table: str) -> dict[str, Record]:
    """Return the records of a table in ``resources/data`` by their kind."""
    with resources.path("data", table).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        kind: _record(row for row in rows if row["record"] == kind)
        for kind in dict.fromkeys(row["record"] for row in rows)
    }


def _record(rows: Iterable[Mapping[str, str]]) -> Record:
    return Record(
        tuple(
            FixedField(row["field"], int(row["start"]) - 1, int(row["length"]), row["kind"].startswith("numeric"))
            for row in rows
        )
    )
