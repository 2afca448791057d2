"""Finding items by what `app.store.search_index` keeps of them, the newest first, and counting all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from sqlalchemy import Integer, Text, and_, column, func, literal_column, or_, select, table

from app.domain.search.kinds import Kind
from app.domain.search.words import BAR, GRAM, kept, satang_of, told, values_told
from app.store import records
from app.store.search_index import LINE_COLUMNS
from app.store.search_tables import batch_sought as indexed_table
from app.store.search_tables import sought as sought_table
from app.store.tables import batch as batch_table
from app.store.tables import line as line_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import ColumnElement, Select

    from app.domain.search.words import Sought, Word
    from app.store.handles import Reading

COUNT_MAX = 10_000
"""So many of a kind are counted; whoever finds more writes another word."""

_S, _L = sought_table.c, line_table.c
_CELLS = (_L.name, _L.account, _L.person_id, _L.mobile, _L.email, _L.reference, _L.bank_reference)


@dataclass(frozen=True, slots=True)
class Hit:
    """An item by its name, for a line its id, with the values of `FIELDS` of its kind, sums as satang.

    ``fields`` are the places of those in which the words stand.
    """

    name: str
    values: tuple[str | int, ...]
    fields: frozenset[int]
    line_id: int = 0


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found of a kind: the newest, and how many there are; ``more`` where the counting ended."""

    first: tuple[Hit, ...]
    count: int
    more: bool = False


def items(rd: Reading, kinds: Collection[Kind], sought: Sought, count_max: int) -> dict[Kind, Hits]:
    """Return what is found of each kind but lines, ``count_max`` at most; kinds of which nothing is are left out."""
    query = select(_S.kind, _S.id).where(*_conditions(sought)).order_by(_S.id.desc())
    found: dict[str, list[int]] = {}
    for kind, identity in rd.tuples(query):
        found.setdefault(kind, []).append(identity)
    first = {kind: found[kind][:count_max] for kind in kinds if kind in found}
    wanted = _S.id.in_(records.among(identity for ids in first.values() for identity in ids))
    known = {row[0]: row[1:] for row in rd.tuples(select(_S.id, _S.name, _S.told, _S.words).where(wanted))}
    return {
        Kind(kind): Hits(tuple(_hit(sought, *known[identity]) for identity in ids), len(found[kind]))
        for kind, ids in first.items()
    }


def lines(rd: Reading, sought: Sought, count_max: int) -> Hits:
    """Return which lines are found, those of the newest batches first."""
    ids = sorted({*_indexed(rd, sought), *_not_indexed(rd, sought)}, reverse=True)
    query = select(*LINE_COLUMNS).where(_L.id.in_(records.among(ids[:count_max]))).order_by(_L.id.desc())
    first = tuple(_hit(sought, "", told(row[1:]), kept(row[1:]), row[0]) for row in rd.tuples(query))
    return Hits(first, min(len(ids), COUNT_MAX), more=len(ids) > COUNT_MAX)


def _hit(sought: Sought, name: str, values: str, text: str, line_id: int = 0) -> Hit:
    return Hit(name, values_told(values), sought.fields_in(text) or frozenset(), line_id)


def _known(sought: Sought) -> list[Word]:
    """Return the words that an index of three letters each can answer."""
    return [word for word in sought.words if all(len(form) >= GRAM for form in word.forms)]


def _short(sought: Sought) -> list[Word]:
    known = _known(sought)
    return [word for word in sought.words if word not in known]


def _matching(name: str, words: Iterable[Word]) -> Select[tuple[int]]:
    """Return the rows of an index in which every word stands, in one of its forms."""
    forms = (" OR ".join('"' + form.replace('"', '""') + '"' for form in word.forms) for word in words)
    index = table(name, column("rowid", Integer))
    return select(index.c.rowid).where(literal_column(name).op("MATCH")(" AND ".join(f"({each})" for each in forms)))


def _conditions(sought: Sought) -> list[ColumnElement[bool]]:
    known = _known(sought)
    conditions: list[ColumnElement[bool]] = [
        or_(*(func.instr(_S.words, form) > 0 for form in word.forms)) for word in _short(sought)
    ]
    return [*conditions, _S.id.in_(_matching("sought_words", known))] if known else conditions


def _indexed(rd: Reading, sought: Sought) -> Iterable[int]:
    known, short = _known(sought), _short(sought)
    if not known:
        return rd.integers(_newest(_written(short)))
    found = _by_letters(rd, known)
    return rd.integers(_newest(_L.id.in_(records.among(found)), _written(short))) if short else found


def _by_letters(rd: Reading, words: Sequence[Word]) -> list[int]:
    """Return the lines in whose words or bank's reference every word stands."""
    called = {word: set(rd.integers(_matching("line_reference", [word]))) for word in words}
    if any(called.values()):
        each = (called[word].union(rd.integers(_matching("line_words", [word]))) for word in words)
        rows = sorted(set.intersection(*each), reverse=True)
    else:
        rows = list(rd.integers(_newest_of(_matching("line_words", words))))
    batches = dict(rd.tuples(select(indexed_table.c.slot, indexed_table.c.batch_id)))
    return [
        records.line_id(batches[slot], records.line_number(row))
        for row in rows
        if (slot := records.batch_id_of(row)) in batches
    ]


def _newest_of(matching: Select[tuple[int]]) -> Select[tuple[int]]:
    return matching.order_by(literal_column("rowid").desc()).limit(COUNT_MAX + 1)


def _newest(*wanted: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(_L.id).where(*wanted).order_by(_L.id.desc()).limit(COUNT_MAX + 1)


def _not_indexed(rd: Reading, sought: Sought) -> Iterable[int]:
    """Look through the lines of batches that are not indexed, since they were never handed in."""
    rest = select(batch_table.c.id).where(batch_table.c.id.not_in(select(indexed_table.c.batch_id)))
    ranges = [_L.id.between(*records.line_id_range(batch_id)) for batch_id in rd.connection.execute(rest).scalars()]
    return rd.integers(_newest(or_(*ranges), _written(sought.words))) if ranges else ()


def _written(words: Iterable[Word]) -> ColumnElement[bool]:
    """Return whether the cells of a line hold every word, as they were typed but for blanks and dashes."""
    bar = literal_column(f"'{BAR}'", Text)
    joined = reduce(lambda text, cell: text + cell + bar, _CELLS, bar + "")
    text = func.replace(func.replace(joined, " ", ""), "-", "")
    return and_(*(or_(*(_form(text, form) for form in word.forms)) for word in words))


def _form(text: ColumnElement[str], form: str) -> ColumnElement[bool]:
    satang = satang_of(form)
    if satang is not None:
        return _L.satang == satang
    return text.contains(form.replace("-", ""), autoescape=True)
