"""The workstation's audit chain, in a dossier and in a file of its own (JSON, an entry a line)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from app.verification.findings import Broken, Unreadable
from app.wire.dossier import Act

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FIRST_PREVIOUS = "0" * 64
LINE_BYTES_MAX = 1 << 20
_FIELDS = ("seq", "at", "uid", "name", "device", "action", "about", "facts", "previous")


def sealed(act: Act) -> str:
    """Return the hash that must seal an entry."""
    return hashlib.sha256(
        "\x1f".join(getattr(act, name) for name in _FIELDS).encode("utf-8", "surrogatepass")
    ).hexdigest()


def follow(acts: Iterable[Act], seq: int = 0, digest: str = FIRST_PREVIOUS) -> tuple[int, str]:
    """Follow entries after the one with ``seq`` and ``digest``; return the last one's.

    Raises `Broken` with the first entry's number that is not what was written, is missing or was moved.
    """
    for act in acts:
        seq += 1
        if act.seq != str(seq):
            raise Broken(str(seq), "missing")
        if act.digest != sealed(act):
            raise Broken(str(seq), "changed")
        if act.previous != digest:  # it is whole itself, so the one before it was changed and sealed anew
            raise Broken(str(max(seq - 1, 1)), "changed")
        digest = act.digest
    return seq, digest


def check(path: Path, head: str = "") -> str:
    """Check an exported trail, and that ``head`` (``NUMBER:DIGEST``) is in it; return the newest entry as such a head.

    Raises `Broken` with the first entry that is wrong, `Unreadable` where a line is no entry, `OSError`.
    """
    seq, digest, met = 0, FIRST_PREVIOUS, not head
    for act in entries(path):
        seq, digest = follow([act], seq, digest)
        met = met or f"{seq}:{digest}" == head
    if not met:
        wanted = head.partition(":")[0]
        reached = wanted.isdecimal() and wanted.isascii() and len(wanted) < 20 and int(wanted) <= seq
        raise Broken(wanted if reached else str(seq + 1), "changed" if reached else "cut_off")
    return f"{seq}:{digest}"


def entries(path: Path) -> Iterator[Act]:
    """Give the entries of an exported trail in its order; raise `Unreadable` for a line that is none."""
    with path.open("rb") as lines:
        number = 0
        while line := lines.readline(LINE_BYTES_MAX):
            number += 1
            yield _entry(line, number)


def _entry(line: bytes, number: int) -> Act:
    try:
        said = json.loads(line.decode())
        seq = said.pop("seq")
        if type(seq) is not int or not all(type(value) is str for value in said.values()):
            raise ValueError(seq)
        return Act(seq=str(seq), **said)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        raise Unreadable(str(number), "no_entry") from problem
