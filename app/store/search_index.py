"""Keeping what can be searched, in the transaction that changes it; finding it is `app.store.search`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from app.domain.disbursement.transfer import LineStatus
from app.domain.search.words import kept_many, told
from app.store import records
from app.store.search_tables import batch_sought as batch_table
from app.store.search_tables import sought as sought_table
from app.store.tables import line as line_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.domain.search.kinds import Kind
    from app.store.handles import Reading, Writing

BLOCK_LINES = 1_000
_S, _L = sought_table.c, line_table.c
LINE_COLUMNS = (
    _L.id, _L.name, _L.account, _L.satang, _L.person_id, _L.mobile, _L.email, _L.reference, _L.bank_reference
)  # fmt: skip
"""A line's id and the values of `FIELDS` of `Kind.LINE`; the last is known later than the others."""


def put(tx: Writing, kind: Kind, items: Mapping[str, Sequence[str | int | None]]) -> None:
    """Let items be found from here on by these values, which stand in the order of `app.domain.search.kinds.FIELDS`."""
    names = list(items)
    texts = dict(zip(names, kept_many(list(items.values())), strict=True))
    query = select(_S.id, _S.name, _S.told, _S.words).where(_S.kind == kind.value, _S.name.in_(records.among(names)))
    for row in tx.connection.execute(query).all():
        written, text = told(items[row.name]), texts.pop(row.name)
        if written != row.told:
            _forget(tx, row.id, row.words)
            tx.connection.execute(update(sought_table).where(_S.id == row.id).values(told=written, words=text))
            _index(tx, row.id, text)
    for name, text in texts.items():
        values = {"kind": kind.value, "name": name, "told": told(items[name]), "words": text}
        made = insert(sought_table).values(values).returning(_S.id)
        _index(tx, tx.connection.execute(made).scalar_one(), text)


def remove(tx: Writing, kind: Kind, names: Iterable[str]) -> None:
    """Let items of these names be found no more."""
    gone = (_S.kind == kind.value, _S.name.in_(records.among(names)))
    for row in tx.connection.execute(select(_S.id, _S.words).where(*gone)).all():
        _forget(tx, row.id, row.words)
    tx.connection.execute(delete(sought_table).where(*gone))


def put_every(tx: Writing, kind: Kind, items: Mapping[str, Sequence[str | int | None]]) -> None:
    """Let exactly these items of a kind be found."""
    known = tx.connection.execute(select(_S.name).where(_S.kind == kind.value)).scalars()
    remove(tx, kind, set(known) - set(items))
    put(tx, kind, items)


def lines_will_change(tx: Writing, batch_id: int) -> None:
    """Forget the lines of a batch as they were; they are indexed again at the end, once they are handed in."""
    tx.connection.execute(delete(batch_table).where(batch_table.c.batch_id == batch_id))
    lines_moved(tx, batch_id)


def lines_moved(tx: Writing, batch_id: int) -> None:
    """Index the lines of a batch at the end of this change if they are handed in by then, and are not indexed yet."""
    tx.before_end(f"lines {batch_id}", partial(_settle, batch_id=batch_id))


def put_references(tx: Writing, batch_id: int, references: Mapping[int, tuple[str, str]]) -> None:
    """Let lines be found by what the bank calls them: by a line's id what it was called before, and what now."""
    changed = {identity: now for identity, (before, now) in references.items() if now != before}
    if any(references[identity][0] for identity in changed):
        lines_will_change(tx, batch_id)
    slot = _slot(tx, batch_id)
    if changed and slot is not None:
        _index_lines(tx, "line_reference", slot, list(changed), [(now,) for now in changed.values()])


def _settle(tx: Writing, batch_id: int) -> None:
    if _slot(tx, batch_id) is not None:
        return
    low, high = records.line_id_range(batch_id)
    query = select(*LINE_COLUMNS).where(_L.id.between(low, high), _L.status != LineStatus.DRAFT.value)
    rows = tx.tuples(query)
    if not rows:
        return
    made = insert(batch_table).values(batch_id=batch_id).returning(batch_table.c.slot)
    slot = tx.connection.execute(made).scalar_one()
    for first in range(0, len(rows), BLOCK_LINES):
        block = rows[first : first + BLOCK_LINES]
        _index_lines(tx, "line_words", slot, [row[0] for row in block], [row[1:-1] for row in block])
        named = [row for row in block if row[-1]]
        _index_lines(tx, "line_reference", slot, [row[0] for row in named], [row[-1:] for row in named])


def _index_lines(
    tx: Writing, index: str, slot: int, ids: Sequence[int], values: Sequence[Sequence[str | int | None]]
) -> None:
    if ids:
        rows = [records.line_id(slot, records.line_number(identity)) for identity in ids]
        texts = kept_many(values)
        tx.insert_many(f"INSERT INTO {index} (rowid, words) VALUES (?, ?)", zip(rows, texts, strict=True))  # noqa: S608


def _slot(rd: Reading, batch_id: int) -> int | None:
    known = select(batch_table.c.slot).where(batch_table.c.batch_id == batch_id)
    return rd.connection.execute(known).scalar()


def _index(tx: Writing, identity: int, words: str) -> None:
    tx.connection.exec_driver_sql("INSERT INTO sought_words (rowid, words) VALUES (?, ?)", (identity, words))


def _forget(tx: Writing, identity: int, words: str) -> None:
    forget = "INSERT INTO sought_words (sought_words, rowid, words) VALUES ('delete', ?, ?)"
    tx.connection.exec_driver_sql(forget, (identity, words))
