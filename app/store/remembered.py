"""What a workstation remembers of people's ways: views of lists, and where the lines of text files are cut.

Kept beside the column mappings, under names that no fingerprint of headings can be.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from app.domain.collections.bill_columns import BillColumn
from app.domain.payees.register_columns import RegisterColumn
from app.domain.values.dates import instant
from app.domain.values.list_filter import SavedView
from app.store.tables import profile as profile_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.store.handles import Reading, Writing

_VIEW, _CUTS, _REGISTER, _BILLS = "view", "cuts", "register", "bills"


def put_view(tx: Writing, uid: str, place: str, view: SavedView) -> None:
    """Keep a person's view of a list, in place of an earlier one of the same name."""
    _put(tx, f"{_VIEW}:{uid}:{place}:{view.name}", view.name, view.body())


def drop_view(tx: Writing, uid: str, place: str, name: str) -> None:
    """Forget a view."""
    gone = profile_table.c.fingerprint == f"{_VIEW}:{uid}:{place}:{name}"
    tx.connection.execute(delete(profile_table).where(gone))
    tx.touched("profile")


def views(rd: Reading, uid: str, place: str) -> list[SavedView]:
    """Return a person's views of a list by name; raise `BadInput` ``view_unreadable``."""
    own = profile_table.c.fingerprint.startswith(f"{_VIEW}:{uid}:{place}:", autoescape=True)
    rows = rd.connection.execute(select(profile_table).where(own).order_by(profile_table.c.name))
    return [SavedView.of(row.name, row.columns) for row in rows]


def put_cuts(tx: Writing, width: int, cuts: Sequence[int], file_name: str) -> None:
    """Remember where lines of this many letters are cut, with the file that taught it."""
    _put(tx, f"{_CUTS}:{width}", file_name, json.dumps(list(cuts)))


def cuts(rd: Reading, width: int) -> tuple[int, ...]:
    """Return where lines of this many letters were cut the last time, nothing where they never were."""
    known = select(profile_table.c.columns).where(profile_table.c.fingerprint == f"{_CUTS}:{width}")
    body = rd.connection.execute(known).scalar()
    return tuple(json.loads(body)) if body else ()


def put_register_columns(tx: Writing, fingerprint: str, columns: Mapping[RegisterColumn, int], file_name: str) -> None:
    """Remember which columns of an old payee register hold what, for the next one with these headings."""
    body = json.dumps({name.value: column for name, column in columns.items()})
    _put(tx, f"{_REGISTER}:{fingerprint}", file_name, body)


def register_columns(rd: Reading, fingerprint: str) -> dict[RegisterColumn, int]:
    """Return the columns of a register with these headings as they were chosen last; empty for none."""
    known = select(profile_table.c.columns).where(profile_table.c.fingerprint == f"{_REGISTER}:{fingerprint}")
    body = rd.connection.execute(known).scalar()
    return {RegisterColumn(name): column for name, column in json.loads(body).items()} if body else {}


def put_bill_columns(tx: Writing, fingerprint: str, columns: Mapping[BillColumn, int], file_name: str) -> None:
    """Remember which columns of a list of bills hold what, for the next one with these headings."""
    body = json.dumps({name.value: column for name, column in columns.items()})
    _put(tx, f"{_BILLS}:{fingerprint}", file_name, body)


def bill_columns(rd: Reading, fingerprint: str) -> dict[BillColumn, int]:
    """Return the columns of a list of bills with these headings as they were chosen last; empty for none."""
    known = select(profile_table.c.columns).where(profile_table.c.fingerprint == f"{_BILLS}:{fingerprint}")
    body = rd.connection.execute(known).scalar()
    return {BillColumn(name): column for name, column in json.loads(body).items()} if body else {}


def _put(tx: Writing, key: str, name: str, body: str) -> None:
    values = {"fingerprint": key, "name": name, "columns": body, "used_at": instant(tx.at)}
    tx.connection.execute(insert(profile_table).prefix_with("OR REPLACE"), values)
    tx.touched("profile")
