"""What an operator sees of a recording: found by route, status, time, unit, person or text, secrets left out."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import msgspec

from app.simulator.recording import book
from app.simulator.recording.entries import Entry, Run

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

SHOWN_MAX = 200
BLANK = "•••"
_SECRETS = frozenset(
    {
        "password",
        "current",
        "new",
        "activation",
        "token",
        "secret",
        "challenge",
        "device_code",
        "device_proof",
        "key",
        "once",
    }
)
"""Names of what opens a door. So does ``code`` but in a refusal, and the ``text`` of a message to somebody."""


class Search(msgspec.Struct, kw_only=True):
    """What is looked for; '' and 0 where it does not matter. ``path`` is how it begins; ``after`` a number to go on."""

    method: str = ""
    path: str = ""
    status: int = 0
    since: str = ""
    until: str = ""
    unit: str = ""
    person: str = ""
    text: str = ""
    after: int = 0


class EntryShown(msgspec.Struct, kw_only=True):
    """An entry, its secrets left out; bodies that are not JSON are only measured."""

    n: int
    kind: str
    at: str
    method: str
    path: str
    query: str
    body: str
    status: int
    answer: str
    microseconds: int
    fault: str
    unit: str
    person: str
    worker: int


class EntriesShown(msgspec.Struct):
    """Entries in the order in which they came; ``more`` says yes where there are others after them."""

    entries: list[EntryShown]
    more: str


class RunShown(msgspec.Struct):
    """A recording; ``why`` it ended: ``asked``, ``disk_full``, ``too_slow`` or ``trouble``, '' while it goes on."""

    run: int
    began_at: str
    ended_at: str
    why: str
    entries: int
    seeded: str


class RecordingShown(msgspec.Struct):
    """``run`` is the number of the recording that goes on, 0 for none; ``why`` the last one ended by itself."""

    run: int
    why: str
    runs: list[RunShown]


def runs(path: Path) -> list[RunShown]:
    """Return every recording, the newest first."""
    found = []
    for number, count in book.numbers(path):
        run = book.run_of(path, number) or Run(began_at="", seed="")
        found.append(RunShown(number, run.began_at, run.ended_at, run.why, count, "yes" if run.seed else "no"))
    return found


def found(path: Path, run: int, search: Search) -> EntriesShown:
    """Return what of a recording fits, at most `SHOWN_MAX`; a text is looked for in what is shown, not in secrets."""
    if not path.exists():
        return EntriesShown([], "no")
    wanted: dict[str, object] = {
        "run = ?": run,
        "n > ?": search.after,
        "method = ?": search.method,
        "substr(path, 1, length(?)) = ?": search.path,
        "status = ?": search.status,
        "at >= ?": search.since,
        "at <= ?": search.until,
        "unit = ?": search.unit,
        "person = ?": search.person,
    }
    asked = {condition: value for condition, value in wanted.items() if value or condition == "run = ?"}
    values = [value for condition, value in asked.items() for _ in range(condition.count("?"))]
    shown: list[EntryShown] = []
    with closing(book.opened(path)) as database:
        # The conditions are ours, the values are bound.
        query = f"SELECT n, content FROM entries WHERE {' AND '.join(asked)} ORDER BY n"  # noqa: S608
        for n, content in _rows(database, query, values):
            one = _shown(n, msgspec.msgpack.decode(content, type=Entry))
            if search.text not in f"{one.path}?{one.query}\n{one.body}\n{one.answer}":
                continue
            if len(shown) == SHOWN_MAX:
                return EntriesShown(shown, "yes")
            shown.append(one)
    return EntriesShown(shown, "no")


def _rows(database: sqlite3.Connection, query: str, values: list[object]) -> sqlite3.Cursor:
    return database.execute(query, values)


def _shown(n: int, one: Entry) -> EntryShown:
    return EntryShown(
        n=n,
        kind=one.kind,
        at=one.at,
        method=one.method,
        path=one.path,
        query="&".join(map(_pair, one.query.split("&"))) if one.query else "",
        body=_readable(one.body),
        status=one.status,
        answer=_readable(one.answer),
        microseconds=one.microseconds,
        fault=one.fault,
        unit=one.unit,
        person=one.person,
        worker=one.worker,
    )


def _pair(said: str) -> str:
    name, is_said, value = said.partition("=")
    return f"{name}={BLANK}" if is_said and value and name in {*_SECRETS, "code"} else said


def _readable(body: bytes) -> str:
    """Return a body without its secrets; one that is not JSON may hold them anywhere."""
    if not body:
        return ""
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return f"({len(body)} bytes)"
    return msgspec.json.encode(_blanked(said)).decode()


def _blanked(said: Any) -> Any:
    if isinstance(said, dict):
        names = _SECRETS | ({"code"} - said.keys() if "facts" in said else {"code"})
        names |= {"text"} if "channel" in said else set()
        return {
            name: BLANK if value and isinstance(value, str) and name in names else _blanked(value)
            for name, value in said.items()
        }
    if isinstance(said, list):
        return [_blanked(one) for one in said]
    if isinstance(said, str) and said[:1] in ("{", "["):  # what was signed is a text within the text
        return _readable(said.encode())
    return said
