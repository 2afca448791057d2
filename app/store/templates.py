"""Named lists of payees that a unit pays again and again; no signature and no result is in them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from app.domain.disbursement.record import LineRecord
from app.domain.values.dates import instant
from app.domain.values.errors import Conflict, Refused
from app.domain.values.money import Money
from app.store import records
from app.store.tables import template as template_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Row

    from app.domain.disbursement.record import BatchHead
    from app.store.handles import Reading, Writing

_CELLS = ("bank", "account", "name", "amount", "satang", "person_id", "mobile", "email", "reference")


@dataclass(frozen=True, slots=True)
class Template:
    """A template without its lines."""

    name: str
    head: BatchHead
    lines_count: int
    total: Money
    saved_at: datetime


def put_template(tx: Writing, name: str, head: BatchHead, lines: Iterable[LineRecord]) -> None:
    """Keep a template; raise `Conflict` ``template_exists`` for a name that is taken."""
    if tx.connection.execute(select(template_table.c.name).where(template_table.c.name == name)).first():
        raise Conflict("template_exists", name=name)
    kept = [[getattr(line, cell) for cell in _CELLS] for line in lines]
    satang = _CELLS.index("satang")
    values = {
        "name": name,
        "kind": str(head.kind),
        "head": json.dumps(records.head_values(head), ensure_ascii=False),
        "lines": json.dumps(kept, ensure_ascii=False),
        "lines_count": len(kept),
        "total_satang": sum(line[satang] or 0 for line in kept),
        "saved_at": instant(tx.at),
    }
    tx.connection.execute(insert(template_table), values)
    tx.touched("profile")


def delete_template(tx: Writing, name: str) -> None:
    """Throw a template away; raise `Refused` ``template_unknown``."""
    if tx.connection.execute(delete(template_table).where(template_table.c.name == name)).rowcount != 1:
        raise Refused("template_unknown", name=name)
    tx.touched("profile")


def templates(rd: Reading) -> list[Template]:
    """Return every template by its name."""
    columns = [column for column in template_table.c if column.name != "lines"]
    return [_template(row) for row in rd.connection.execute(select(*columns).order_by(template_table.c.name))]


def template_lines(rd: Reading, name: str) -> tuple[Template, list[LineRecord]]:
    """Return a template with its lines, numbered from 1; raise `Refused` ``template_unknown``."""
    row = rd.connection.execute(select(template_table).where(template_table.c.name == name)).first()
    if row is None:
        raise Refused("template_unknown", name=name)
    lines = [
        LineRecord(number=number, sheet_row=0, originals={}, **dict(zip(_CELLS, cells, strict=True)))
        for number, cells in enumerate(json.loads(row.lines), 1)
    ]
    return _template(row), lines


def _template(row: Row[Any]) -> Template:
    head: Any = SimpleNamespace(**json.loads(row.head))
    return Template(
        row.name,
        records.head_record(head),
        row.lines_count,
        Money(row.total_satang),
        records.moment(row.saved_at),
    )
