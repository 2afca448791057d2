from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.values.errors import Refused
from app.store import disbursement, schema
from app.store.engine import connect, driver, writer_engine
from app.store.migration import MIGRATIONS, STEPS, upgrade
from app.store.schema import FINGERPRINT, REVISION, REVISIONS, fingerprint
from app.store.unit_of_work import FILE_NAME, Store
from tests.helpers.raw_store import doctor, rows
from tests.helpers.stores import KEY, MAKER, Clock, batch, lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection

LATER = """
from alembic import op

revision = "later"
down_revision = "{previous}"


def upgrade():
    op.execute("CREATE TABLE more (a TEXT NOT NULL) STRICT")
    op.execute("ALTER TABLE line ADD COLUMN mended TEXT NOT NULL DEFAULT ''")
    op.execute("UPDATE line SET mended = name")
    op.execute("CREATE INDEX line_by_mended ON line (mended)")
"""


def versions_with_a_later_step(folder: Path) -> Path:
    versions = folder / "versions"
    versions.mkdir()
    (versions / "later.py").write_text(LATER.format(previous=REVISION), "utf-8")
    return versions


def on_new_file(path: Path, work: Callable[[Connection], None]) -> str:
    engine = writer_engine(path, KEY)
    try:
        with engine.connect() as connection, connection.begin():
            work(connection)
            return fingerprint(connection)
    finally:
        engine.dispose()


def test_a_file_migrated_from_nothing_equals_one_made_at_once(tmp_path: Path) -> None:
    made = on_new_file(tmp_path / "made.db", schema.create)
    migrated = on_new_file(tmp_path / "migrated.db", lambda connection: upgrade(connection, REVISION, STEPS))
    assert (made, migrated) == (FINGERPRINT, FINGERPRINT)


def test_the_list_of_revisions_names_every_step_in_order() -> None:
    steps = [path.read_text("utf-8") for path in sorted((MIGRATIONS / "versions").glob("*.py"))]
    named = [re.search(r'^revision = "(\w+)"$', step, re.MULTILINE) for step in steps]
    assert tuple(match[1] for match in named if match) == REVISIONS
    assert REVISIONS[-1] == REVISION


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of a closed store with a batch."""
    folder = tmp_path / "desk"
    store = Store.open(folder, KEY, Clock())
    with store.write(MAKER, Action.IMPORT_BATCH, "op-1") as tx:
        disbursement.insert_batch(tx, batch(), lines(50))
    store.close()
    return folder


def test_a_file_of_a_later_program_is_refused_and_left_alone(folder: Path) -> None:
    doctor(folder, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Refused, match="store_newer"):
        Store.open(folder, KEY, Clock())
    assert rows(folder, "SELECT version_num FROM alembic_version") == [("9999",)]
    assert rows(folder, "SELECT count(*) FROM line") == [(50,)]


def test_an_older_file_is_copied_then_brought_up_to_date(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = on_new_file(
        tmp_path / "later.db",
        lambda connection: upgrade(connection, "later", (*STEPS, versions_with_a_later_step(tmp_path))),
    )
    (tmp_path / "versions" / "later.py").rename(folder / "later.py")
    monkeypatch.setattr(schema, "REVISION", "later")
    monkeypatch.setattr(schema, "REVISIONS", (*REVISIONS, "later"))
    monkeypatch.setattr(schema, "FINGERPRINT", later)
    monkeypatch.setattr("app.store.migration.STEPS", (MIGRATIONS / "versions", folder))
    store = Store.open(folder, KEY, Clock())
    with store.read() as rd:
        assert len(disbursement.lines(rd, "op-1")) == 50
        assert rd.connection.exec_driver_sql("SELECT mended FROM line LIMIT 1").scalar() != ""
    store.close()
    with closing(connect(folder / "khlang.before-later.db", KEY)) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISION,)]
        assert copy.execute("SELECT count(*) FROM line").fetchall() == [(50,)]


def test_a_file_of_the_first_program_keeps_its_batches_of_which_it_knew_less(folder: Path) -> None:
    doctor(folder, "DROP TABLE payee_aside")
    doctor(folder, "DROP INDEX payee_entry_left_out")
    doctor(folder, "ALTER TABLE batch DROP COLUMN file_sheet")
    doctor(folder, "ALTER TABLE batch DROP COLUMN reason_facts")
    doctor(folder, "UPDATE alembic_version SET version_num = '0001'")
    store = Store.open(folder, KEY, Clock())
    with store.read() as rd:
        kept = disbursement.batch(rd, "op-1")
        assert kept is not None
        assert (kept.file_sheet, kept.reason_facts, len(disbursement.lines(rd, "op-1"))) == ("", {}, 50)
    store.close()


def _upgrade_and_die(path: Path, versions: Path, statement: int) -> None:
    """Run as a process of its own: migrate, and be killed before the ``statement``-th statement."""
    engine = writer_engine(path, KEY)
    left = [statement]

    def count(_: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    with engine.connect() as connection:
        driver(connection).set_trace_callback(count)
        with connection.begin():
            upgrade(connection, "later", (*STEPS, versions))
    engine.dispose()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_migration_killed_at_any_statement_leaves_the_old_file_or_the_new(folder: Path, tmp_path: Path) -> None:
    versions = versions_with_a_later_step(tmp_path)
    file, old = folder / FILE_NAME, (folder / FILE_NAME).read_bytes()
    program = (
        "import sys; from pathlib import Path; from tests.store.test_schema import _upgrade_and_die; "
        "_upgrade_and_die(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))"
    )
    seen, statement, finished = set(), 0, False
    while not finished:
        statement += 1
        told = subprocess.run([sys.executable, "-c", program, str(file), str(versions), str(statement)], check=False)
        finished = told.returncode == 0
        assert finished or told.returncode == -signal.SIGKILL
        (version,) = rows(folder, "SELECT version_num FROM alembic_version")
        columns = rows(folder, "SELECT name FROM pragma_table_info('line') WHERE name = 'mended'")
        assert bool(columns) == (version == ("later",))
        assert rows(folder, "SELECT count(*) FROM line") == [(50,)]
        seen.add(version)
        for leftover in folder.glob("khlang.db*"):
            leftover.unlink()
        file.write_bytes(old)
    assert statement > 5
    assert seen == {(REVISION,), ("later",)}
