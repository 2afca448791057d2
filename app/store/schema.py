"""Which shape the file must have: made at once when new, migrated when old, refused when newer or doctored."""

from __future__ import annotations

import hashlib
from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import insert

from app.domain.values.errors import Refused, Tampered
from app.store import (  # noqa: F401  (made with the others)
    closing_tables,
    collection_tables,
    payee_tables,
    recall_tables,
    remittance_tables,
    search_tables,
)
from app.store.tables import alembic_version, metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

REVISION = "0004"
REVISIONS = ("0001", "0002", "0003", REVISION)
"""Every revision in ``migrations/versions``, oldest first; the last is the one this program works with."""

FINGERPRINT = "f8dd7b7e0b4f0f1488ec07190ec0e7de89afa0e1a6ac7a026cee6c53da195926"
"""`fingerprint` of a file at `REVISION`."""


class Shape(Enum):
    """What kind of file was found."""

    EMPTY = "empty"
    OLD = "old"
    CURRENT = "current"


def shape(connection: Connection) -> Shape:
    """Say what the file is; raise `Refused` ``store_newer`` for a file of a later program."""
    names = {name for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_schema")}
    if not names:
        return Shape.EMPTY
    if "alembic_version" not in names:
        raise Tampered("store_schema_changed")
    revisions = [revision for (revision,) in connection.exec_driver_sql("SELECT version_num FROM alembic_version")]
    if len(revisions) != 1 or revisions[0] not in REVISIONS:
        raise Refused("store_newer", revision=" ".join(map(str, revisions)))
    return Shape.CURRENT if revisions[0] == REVISION else Shape.OLD


def check(connection: Connection) -> None:
    """Raise `Tampered` ``store_schema_changed`` unless the schema is, word for word, the one of `REVISION`.

    A trigger, a view, a table or an index more is enough.
    """
    if fingerprint(connection) != FINGERPRINT:
        raise Tampered("store_schema_changed")


def fingerprint(connection: Connection) -> str:
    """Return a hash over every object of the schema and its words, whatever the spacing."""
    objects = connection.exec_driver_sql(
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY 1, 2"
    )
    lines = ("|".join((kind, name, table, " ".join(sql.split()))) for kind, name, table, sql in objects)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def create(connection: Connection) -> None:
    """Make every table and stamp the file with `REVISION`."""
    metadata.create_all(connection)
    for statement in search_tables.INDEXES:
        connection.exec_driver_sql(statement)
    connection.execute(insert(alembic_version), {"version_num": REVISION})
