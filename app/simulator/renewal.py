"""Brings the tables of a database that a former program made up to what this one writes; rows keep all they have.

Tables that are not there yet are made whole (`app.simulator.storage`). Here those that are there get the columns they
lack, and the values that stand where nothing is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, insert, inspect, literal, select, table, text

from app.simulator import sqlite_file
from app.simulator.postgres_server import DatabaseUnfit
from app.simulator.schema import every_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Table
    from sqlalchemy.engine.interfaces import ReflectedColumn

_FORMER = "_former"
_LATER = (
    "ฐานข้อมูลนี้สร้างโดยโปรแกรมรุ่นใหม่กว่า โปรดใช้โปรแกรมรุ่นนั้นหรือรุ่นที่ใหม่กว่า\n"
    "  A later program made this database; please use that one, or one later still"
)


def renew(connection: Connection) -> None:
    """Bring every table up to date, in the caller's transaction, in which references are not enforced.

    Raises `DatabaseUnfit` before anything is changed where there are columns that this program does not know.
    """
    columns = inspect(connection).get_multi_columns().items()
    found = {name: {one["name"]: one for one in there} for (_, name), there in columns}
    tables = [one for one in every_table().sorted_tables if one.name in found]
    strange = [f"{one.name}.{name}" for one in tables for name in found[one.name] if name not in one.columns]
    if strange:
        raise DatabaseUnfit(f"{_LATER}\n  {', '.join(strange[:5])}")
    renewed = _made_again if connection.dialect.name == sqlite_file.NAME else _altered
    for one in tables:
        if any(_lacks(column, found[one.name]) for column in one.columns):
            renewed(connection, one, found[one.name])


def _lacks(column: Column[Any], there: Mapping[str, ReflectedColumn]) -> bool:
    """Say whether a column, or the value that stands where nothing is written, is not there."""
    return column.name not in there or (column.server_default is not None and there[column.name]["default"] is None)


def _made_again(connection: Connection, wanted: Table, there: Mapping[str, ReflectedColumn]) -> None:
    """Make a table of SQLite again, which cannot give a column another default, and copy its rows."""
    former = table(wanted.name + _FORMER, *(Column(name) for name in there))
    connection.exec_driver_sql("PRAGMA legacy_alter_table=ON")  # others go on referring to the name, not to the table
    for index in inspect(connection).get_indexes(wanted.name):
        connection.exec_driver_sql(f'DROP INDEX "{index["name"]}"')
    connection.exec_driver_sql(f'ALTER TABLE "{wanted.name}" RENAME TO "{former.name}"')
    wanted.create(connection)
    added = {column.name: literal(_nothing(column)) for column in wanted.columns if _is_bare(column, there)}
    names = [*there, *added]
    connection.execute(insert(wanted).from_select(names, select(*former.columns, *added.values())))
    connection.exec_driver_sql(f'DROP TABLE "{former.name}"')


def _altered(connection: Connection, wanted: Table, there: Mapping[str, ReflectedColumn]) -> None:
    """Alter a table of PostgreSQL where it stands."""
    operations = Operations(MigrationContext.configure(connection))
    for column in wanted.columns:
        if column.name in there:
            if _lacks(column, there):
                operations.alter_column(wanted.name, column.name, server_default=_default(column))
            continue
        value = text(repr(_nothing(column))) if _is_bare(column, there) else _default(column)
        added: Column[Any] = Column(column.name, column.type, nullable=column.nullable, server_default=value)
        operations.add_column(wanted.name, added)
        if _is_bare(column, there):
            operations.alter_column(wanted.name, column.name, server_default=None)


def _is_bare(column: Column[Any], there: Mapping[str, ReflectedColumn]) -> bool:
    return column.name not in there and column.server_default is None


def _nothing(column: Column[Any]) -> int | str:
    """Return what stands for nothing in a column of this type, as everywhere in these tables."""
    return 0 if column.type.python_type is int else ""


def _default(column: Column[Any]) -> Any:
    return getattr(column.server_default, "arg", None)
