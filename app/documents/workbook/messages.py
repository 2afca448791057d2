"""What the reading process tells its parent: length-prefixed MessagePack, typed on both ends."""

from __future__ import annotations

import struct
from typing import IO

import msgspec

ROWS_PER_BLOCK = 1_000
_LENGTH = struct.Struct(">I")

FormulaRun = tuple[int, int, int]


class Request(msgspec.Struct, frozen=True):
    """What to read, and how much it may cost.

    ``cuts`` are the places where the lines of a text file are cut apart, none for whole lines; None asks for a
    delimiter.
    """

    path: str
    sheet: str | None
    file_bytes_max: int
    memory_bytes_max: int
    seconds_max: float
    cuts: list[int] | None = None


class Facts(msgspec.Struct, frozen=True, tag=True):
    """What is known before the first row.

    ``first_row`` counts from 1, formulas, struck cells, hidden rows and columns from 0.
    ``others`` are the first rows of the other sheets where nobody said which one to read, none of a big one.
    """

    file_sha256: str
    format: str
    sheet_names: list[str]
    sheet: str
    encoding: str
    delimiter: str
    first_row: int
    row_count: int
    formulas: list[FormulaRun]
    hidden: list[tuple[int, int]] = []
    struck: list[FormulaRun] = []
    hidden_columns: list[tuple[int, int]] = []
    others: dict[str, list[tuple[str, ...]]] = {}


class Block(msgspec.Struct, frozen=True, tag=True):
    """The next rows, a column at a time: few long tuples are made faster than many short ones."""

    columns: list[tuple[str, ...]]


class Refusal(msgspec.Struct, frozen=True, tag=True):
    """Why the file cannot be taken."""

    code: str
    facts: dict[str, str | int]


class End(msgspec.Struct, frozen=True, tag=True):
    """Everything was sent; without this message the rows are incomplete and must not be used."""


Message = Facts | Block | Refusal | End

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Message)


def send(stream: IO[bytes], message: Message) -> None:
    """Write one message."""
    body = _encoder.encode(message)
    stream.write(_LENGTH.pack(len(body)) + body)


def receive(stream: IO[bytes]) -> Message | None:
    """Read one message, or None at the end of the stream, a broken-off message included."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    return _decoder.decode(body) if len(body) == length else None
