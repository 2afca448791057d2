"""The file of a store in the hands of somebody who has its key: what a doctored or damaged store is made with."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from app.store.engine import connect
from app.store.unit_of_work import FILE_NAME
from tests.helpers.stores import KEY

if TYPE_CHECKING:
    from pathlib import Path


def doctor(folder: Path, statement: str, *values: object) -> None:
    """Run a statement on the file, past the door."""
    with closing(connect(folder / FILE_NAME, KEY)) as connection:
        connection.execute(statement, values)


def rows(folder: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Ask the file itself."""
    with closing(connect(folder / FILE_NAME, KEY)) as connection:
        return connection.execute(query, values).fetchall()
