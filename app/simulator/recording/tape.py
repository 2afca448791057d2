"""A recording that is played: what its requests drew and what time they saw, given back one request after another."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from app.simulator.passage import Passage
from app.simulator.recording.entries import FORMAT, Entry, Run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADER = "Khlang-Tape"
"""Which entry of the tape a request is; heard only by a central system that plays one."""


class TapeWrong(ValueError):
    """The file is no recording; the message says why."""


class Tape:
    """The entries of an exported recording, by their number from 1 on."""

    def __init__(self, path: Path) -> None:
        self._entries = {number: (one.draws, one.moments) for number, one in enumerate(entries(path), 1)}

    def passage(self, number: int) -> Passage:
        """Return what plays an entry; for another number one that plays nothing."""
        draws, moments = self._entries.get(number, ([], []))
        seen = (datetime.fromtimestamp(at, UTC) for at, times in moments for _ in range(times))
        return Passage(draws, seen)


def head(path: Path) -> Run:
    """Return what a recording began with and where it ended; raise `TapeWrong`."""
    try:
        with path.open("rb") as file:
            run = msgspec.json.decode(next(file, b""), type=Run)
    except OSError as problem:
        raise TapeWrong(str(problem)) from problem
    except msgspec.DecodeError as problem:
        raise TapeWrong(f"{path}: {problem}") from problem
    if run.typ != FORMAT:
        raise TapeWrong(f"{path}: {run.typ}")
    return run


def entries(path: Path) -> Iterator[Entry]:
    """Return the entries of a recording in their order; raise `TapeWrong`."""
    try:
        with path.open("rb") as file:
            next(file, b"")
            for line in file:
                yield msgspec.json.decode(line, type=Entry)
    except OSError as problem:
        raise TapeWrong(str(problem)) from problem
    except msgspec.DecodeError as problem:
        raise TapeWrong(f"{path}: {problem}") from problem
