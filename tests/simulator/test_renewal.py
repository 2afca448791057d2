"""A central system goes on with the database of a former program; one of a later program it leaves alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import inspect

from app.simulator.storage import Storage
from tests.helpers import postgres
from tests.helpers.raw_central import UNIT, Clerk, running, three_lines

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_books import Books
    from tests.helpers.raw_central import Central

LINES_HAD_NO_DEFAULTS = ("payee_id", "payee_rev", "person_id", "mobile", "email", "ref")
RUNS_HAD_NOT = ("run", "state", "begun", "mistakes", "busy")
DATABASES = ["postgresql"] if postgres.WANTED else ["sqlite", "postgresql"]


def _make_former(books: Books, *, on_postgres: bool) -> None:
    """Give the tables the shape they had before drills could be run again and lines left out what is empty."""
    for name in RUNS_HAD_NOT:
        books.execute(f"ALTER TABLE drill_runs DROP COLUMN {name}")
    if on_postgres:
        for name in LINES_HAD_NO_DEFAULTS:
            books.execute(f"ALTER TABLE lines ALTER COLUMN {name} DROP DEFAULT")
        return
    (made,) = books.execute("SELECT sql FROM sqlite_schema WHERE name = 'lines'").fetchone()
    bare = re.sub(rf"\b({'|'.join(LINES_HAD_NO_DEFAULTS)}) TEXT DEFAULT ''", r"\1 TEXT", made)
    assert bare.count("DEFAULT ''") == made.count("DEFAULT ''") - len(LINES_HAD_NO_DEFAULTS)
    indexes = books.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'lines' AND sql != ''"
    )
    kept = indexes.fetchall()
    books.execute("PRAGMA legacy_alter_table=ON")
    books.execute("ALTER TABLE lines RENAME TO lines_new")
    books.execute(bare)
    books.execute("INSERT INTO lines SELECT * FROM lines_new")
    books.execute("DROP TABLE lines_new")
    for _, sql in kept:
        books.execute(sql)


def _paid(central: Central) -> str:
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    answer, payment = maker.submit(three_lines())
    assert answer.status == 201, answer.body
    assert authorizer.decide(payment["op_id"]).status == 201
    central.settle()
    return str(payment["op_id"])


def _rows(central: Central, table: str) -> list[tuple[object, ...]]:
    with central.books() as books:
        return sorted(tuple(row) for row in books.execute(f"SELECT * FROM {table}"))  # noqa: S608 - named here


def _shape(central: Central) -> dict[str, dict[str, tuple[bool, bool]]]:
    """Return of every column whether it may be empty and has a default."""
    storage = Storage(central.database_url)
    with storage.writing() as connection:
        found = inspect(connection).get_multi_columns()
    storage.close()
    return {
        name: {one["name"]: (one["nullable"], one["default"] is not None) for one in there}
        for (_, name), there in found.items()
    }


@pytest.mark.parametrize("database", DATABASES)
def test_money_is_paid_on_with_the_database_of_a_former_program(tmp_path: Path, database: str) -> None:
    with running(tmp_path / "central", on_postgres=database == "postgresql") as central:
        first = _paid(central)
        central.stop()
        lines, batches, shape = _rows(central, "lines"), _rows(central, "batches"), _shape(central)
        assert lines
        with central.books() as books:
            _make_former(books, on_postgres=database == "postgresql")
            books.execute(
                "INSERT INTO drill_runs (uid, drill, began_at, began_seq, step, named, problem)"
                " VALUES ('somebody', 'first', '', 0, 3, '{}', '')"
            )
        central.restart()

        assert _rows(central, "lines") == lines
        assert _rows(central, "batches") == batches
        with central.books() as books:
            run = books.execute("SELECT state, run, mistakes, step FROM drill_runs").fetchall()
        assert [tuple(row) for row in run] == [("new", 0, "[]", 3)]
        second = _paid(central)
        stages = {central.operate("GET", f"batches/{op_id}").json["lines"][0]["status"] for op_id in (first, second)}
        assert stages == {"settled"}
        central.assert_books_right()
        central.stop()
        assert _shape(central) == shape
        central.restart()


def test_the_database_of_a_later_program_is_left_as_it_is_and_the_start_says_why(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        central.stop()
        with central.books() as books:
            books.execute("ALTER TABLE batches ADD COLUMN to_come TEXT NOT NULL DEFAULT ''")
        before = _rows(central, "facts")
        with pytest.raises(AssertionError, match=r"(?s)รุ่นใหม่กว่า.*later program.*batches\.to_come"):
            central.restart()
        assert central.stop() == 2
        assert _rows(central, "facts") == before
        with central.books() as books:
            books.execute("ALTER TABLE batches DROP COLUMN to_come")
        central.restart()
