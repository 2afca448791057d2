"""What broke the contract, kept beside the books: a bounded file of one JSON line each, which all workers append to.

It holds routes, JSON paths and sentences, never a value that was sent or answered.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

BODY = "khlang.body"
"""Where the scope of a request holds the body that was read."""
BROKEN = "khlang.broken"
"""Where it holds what broke the contract, for the log."""
NOTES_MAX = 500
"""So many are kept at least, the newest."""
_BYTES_MAX = 512 << 10
_FILE = "contract-notes.jsonl"
_MODE = 0o600

Side = Literal["request", "answer"]


class Note(msgspec.Struct, frozen=True):
    """One breach: ``path`` is a JSON path such as ``$.lines[3].satang``, ``sentence`` says what is wrong there.

    ``route`` is method and path of the operation as the contract has it; ``status`` is what was answered.
    """

    at: str
    side: Side
    route: str
    status: int
    path: str
    sentence: str


class Notes(msgspec.Struct):
    """Breaches of the contract, the oldest first."""

    notes: list[Note]


def keep(data: Path, notes: list[Note]) -> None:
    """Append notes; beyond a limit the older half is forgotten."""
    file = data / _FILE
    content = b"".join(msgspec.json.encode(note) + b"\n" for note in notes)
    # One write of whole lines in append mode: several workers do not tear each other's.
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _MODE)
    try:
        os.write(descriptor, content)
        size = os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)
    if size > _BYTES_MAX:
        _write(file, _lines(file)[-NOTES_MAX:])


def kept(data: Path) -> Notes:
    """Return what is kept; a line that was cut off by a power failure or a full disk is left out."""
    found = []
    for line in _lines(data / _FILE)[-NOTES_MAX:]:
        with suppress(msgspec.DecodeError):
            found.append(msgspec.json.decode(line, type=Note))
    return Notes(found)


def forget(data: Path) -> None:
    """Keep nothing of it."""
    (data / _FILE).unlink(missing_ok=True)


def _lines(file: Path) -> list[bytes]:
    try:
        return file.read_bytes().splitlines()
    except FileNotFoundError:
        return []


def _write(file: Path, lines: list[bytes]) -> None:
    beside = file.with_suffix(".new")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE), "wb") as new:
        new.write(b"".join(line + b"\n" for line in lines))
    beside.replace(file)
