"""Versions of the rules in the database: put, listed, gone back to; what holds now, and how often each rule decided.

Whatever is decided from a change's commit on is decided by the new version, at every process of the central system;
what was decided before stays. Matches of rules with ``nth`` and hits are counted under the rule's id, whatever version
it is in.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import insert, select

from app.simulator import fields
from app.simulator.clock import moment_text
from app.simulator.refusals import Refused, wrong
from app.simulator.rules import RuleBook, text_of
from app.simulator.ruling.checking import RuleFault, RulesWrong, read
from app.simulator.ruling.tables import rule_versions
from app.simulator.storage import next_numbers
from app.simulator.tables import counters
from app.simulator.whole_tables import demand_looked_at
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection, Row

    from app.simulator.shared import Shared

SHARED = "rules"
PRODUCT, START, OPERATOR = "product", "start", "operator"
"""Who put a version: it came with the product, with ``--rules`` at the start, or by the operator's route."""
FAULTS_TOLD_MAX = 50
VERSIONS_SHOWN_MAX = 200
_HITS = "rule_hits:"


class VersionShown(msgspec.Struct):
    """A version: when and by whom it was put, and why; ``back_to`` is the one whose text it repeats, 0 for none."""

    version: int
    at: str
    who: str
    note: str
    back_to: int
    sha256: str


class RulesShown(msgspec.Struct):
    """The version in force, all versions, the newest first, and how often each rule in force has decided so far."""

    in_force: int
    versions: list[VersionShown]
    hits: dict[str, int]


class RulesText(msgspec.Struct):
    """What stands in a version."""

    version: int
    text: str


class RulesMeant(msgspec.Struct, forbid_unknown_fields=True):
    """A rules file as it is written, and why it is put."""

    text: str
    note: str = ""


class RulesWanted(RulesMeant, forbid_unknown_fields=True, kw_only=True):
    """A rules file that is to hold; ``version`` is the one in force that was looked at."""

    version: int


class RulesBack(msgspec.Struct, forbid_unknown_fields=True):
    """``version`` is the one that holds, and was looked at."""

    version: int


class RulesChecked(msgspec.Struct):
    """The mistakes of a file; none, and it could be put."""

    faults: list[RuleFault]


@dataclass(frozen=True, slots=True)
class Ruling:
    """A version with its rules."""

    version: int
    book: RuleBook


class RulesInForce:
    """What holds in this process now, kept up with the database by `Shared`."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared
        self._now: Ruling | None = None
        self._sha256 = ""
        shared.register(SHARED, self._load)

    @property
    def now(self) -> Ruling:
        """The version in force; what belongs together takes it once."""
        if self._now is None:
            raise LookupError(SHARED)
        return self._now

    @property
    def book(self) -> RuleBook:
        """Its rules."""
        return self.now.book

    def _load(self, connection: Connection) -> None:
        row = _newest(connection)
        if row is None:
            return  # before the first start has put one
        same = self._now is not None and row.sha256 == self._sha256
        book = self.now.book if same else RuleBook(read(row.text))
        self._now, self._sha256 = Ruling(row.version, book), row.sha256


def begin(connection: Connection, shared: Shared, now: datetime, asked: Path | None) -> None:
    """At the start: put the file that was asked for, or the product's, unless such a text is in force already.

    Without a file the product's own replaces only what the product put: an operator's rules stay.
    """
    newest = _newest(connection)
    if asked is None and newest is not None and newest.who != PRODUCT:
        return
    text = text_of(asked)
    if newest is None or newest.sha256 != _sha256(text):
        _add(connection, shared, now, (PRODUCT if asked is None else START, "", 0), text)


def check(text: str) -> tuple[RuleFault, ...]:
    """Return every mistake of a file."""
    try:
        read(text)
    except RulesWrong as problem:
        return problem.faults
    return ()


def put(connection: Connection, shared: Shared, now: datetime, who: str, wanted: RulesWanted) -> VersionShown:
    """Let a new text hold from now on; refuse with ``rules_wrong`` and facts: ``faults``, ``1``, ``2`` ...

    Refuses with ``field_wrong`` and ``version`` where another one was put since it was looked at. ``who`` is shown
    with it. The text that holds already is put again as well: somebody meant it.
    """
    _demand_in_force(connection, wanted.version)
    if not fields.is_text(wanted.note):
        raise wrong("note")
    faults = check(wanted.text)
    if faults:
        told = {str(n): str(fault) for n, fault in enumerate(faults[:FAULTS_TOLD_MAX], 1)}
        raise Refused(Refusal.RULES_WRONG, faults=str(len(faults)), **told)
    return _add(connection, shared, now, (who, wanted.note, 0), wanted.text)


def go_back(
    connection: Connection, shared: Shared, now: datetime, who: str, version: int, looked_at: int
) -> VersionShown:
    """Let the text of an earlier version hold again, under a new number; refuse with ``not_found``, and as `put`."""
    row = _row(connection, version)
    _demand_in_force(connection, looked_at)
    return _add(connection, shared, now, (who, "", version), row.text)


def listed(connection: Connection) -> RulesShown:
    """Return all versions and the hits of the rules in force; a rule that never decided has none."""
    rows = connection.execute(select(rule_versions).order_by(rule_versions.c.version.desc()).limit(VERSIONS_SHOWN_MAX))
    versions = [_shown(row) for row in rows]
    newest = _newest(connection)
    book = RuleBook(read(newest.text)) if newest else None
    counted = hits(connection)
    return RulesShown(
        versions[0].version if versions else 0,
        versions,
        {rule: counted.get(rule, 0) for rule in (book.ids if book else ())},
    )


def text(connection: Connection, version: int) -> RulesText:
    """Return what stands in a version; refuse with ``not_found``."""
    return RulesText(version, _row(connection, version).text)


def hits(connection: Connection) -> dict[str, int]:
    """Return how many lines, or requests to get money back, each rule has decided, in whatever version."""
    c = counters.c
    # The sign after ":" bounds the names by their order, which an index has.
    mine = select(c.name, c.value).where(c.name >= _HITS, c.name < f"{_HITS[:-1]};").order_by(c.name)
    return {row.name.removeprefix(_HITS): row.value for row in connection.execute(mine)}


def count_hits(connection: Connection, decided: Mapping[str, int]) -> None:
    """Count what rules have just decided."""
    for rule, count in sorted(decided.items()):
        next_numbers(connection, f"{_HITS}{rule}", count)


def _demand_in_force(connection: Connection, looked_at: int) -> None:
    newest = _newest(connection)
    demand_looked_at(str(newest.version if newest else 0), str(looked_at))


def _add(
    connection: Connection, shared: Shared, now: datetime, said: tuple[str, str, int], content: str
) -> VersionShown:
    newest = _newest(connection)
    who, note, back_to = said
    row = VersionShown((newest.version if newest else 0) + 1, moment_text(now), who, note, back_to, _sha256(content))
    connection.execute(insert(rule_versions).values(**msgspec.structs.asdict(row), text=content))
    shared.changed(connection, SHARED)
    return row


def _newest(connection: Connection) -> Row[tuple[str, ...]] | None:
    return connection.execute(select(rule_versions).order_by(rule_versions.c.version.desc()).limit(1)).one_or_none()


def _row(connection: Connection, version: int) -> Row[tuple[str, ...]]:
    row = connection.execute(select(rule_versions).where(rule_versions.c.version == version)).one_or_none()
    if row is None:
        raise Refused(Refusal.NOT_FOUND, version=str(version))
    return row


def _shown(row: Row[tuple[str, ...]]) -> VersionShown:
    return VersionShown(*(getattr(row, name) for name in VersionShown.__struct_fields__))


def _sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
