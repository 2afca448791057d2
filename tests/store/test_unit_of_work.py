from __future__ import annotations

import errno
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, delete, insert, text, update

from app.domain.access.audit import AuditVerdict
from app.domain.access.permissions import Action
from app.domain.values.errors import Broken, NotAllowed, Refused, Tampered
from app.store import audit_trail, disbursement, listings
from app.store.anchor import Head
from app.store.tables import audit, unit
from app.store.unit_of_work import FILE_NAME, Store
from tests.helpers.raw_store import doctor, rows
from tests.helpers.stores import AUTHORIZER, KEY, MAKER, Clock, batch, lines

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Executable


def keep(store: Store, op_id: str = "op-1", count: int = 3) -> None:
    with store.write(MAKER, Action.IMPORT_BATCH, op_id, {"file": "พ.ย.xlsx"}) as tx:
        disbursement.insert_batch(tx, batch(op_id, lines=count), lines(count))


def test_a_change_and_its_audit_entry_are_one_commit(store: Store) -> None:
    keep(store)
    with store.read() as rd:
        (entry,) = audit_trail.entries(rd)
        assert audit_trail.head(rd) == Head(1, entry.digest)
    assert (entry.seq, entry.action, entry.about, entry.uid, entry.device) == (1, "import_batch", "op-1", "u-1", "d-1")
    assert (entry.name, entry.facts) == ("มาลี ใจดี", '{"file":"พ.ย.xlsx"}')


def test_who_lacks_the_right_changes_nothing_and_the_door_stays_shut(store: Store) -> None:
    with pytest.raises(NotAllowed, match="role_missing"), store.write(AUTHORIZER, Action.IMPORT_BATCH, "op-1") as tx:
        disbursement.insert_batch(tx, batch(), lines(3))
    with store.read() as rd:
        assert disbursement.batch(rd, "op-1") is None
        assert audit_trail.head(rd).seq == 0


@pytest.mark.parametrize("left", [None, 0, 1])
def test_a_file_that_was_cut_to_nothing_or_is_gone_is_not_made_anew(tmp_path: Path, left: int | None) -> None:
    store = Store.open(tmp_path, KEY, Clock())
    keep(store)
    store.close()
    file = tmp_path / FILE_NAME
    whole = file.read_bytes()
    if left is None:
        file.unlink()
    else:
        file.write_bytes(whole[:left])
    for _ in range(2):
        with pytest.raises(Tampered, match="store_damaged"):
            Store.open(tmp_path, KEY, Clock())
    file.write_bytes(whole)
    store = Store.open(tmp_path, KEY, Clock())
    with store.read() as rd:
        assert disbursement.batch(rd, "op-1") is not None
        assert audit_trail.verify(rd).sound
    store.close()


def test_a_store_whose_anchor_takes_nothing_more_is_closed_all_the_same(tmp_path: Path) -> None:
    store = Store.open(tmp_path, KEY, Clock())
    keep(store)
    anchor = tmp_path / "khlang.anchor"
    kept = anchor.read_bytes()
    anchor.unlink()
    anchor.mkdir()
    store.close()
    anchor.rmdir()
    anchor.write_bytes(kept)
    Store.open(tmp_path, KEY, Clock()).close()


def test_any_exception_leaves_everything_as_it_was(store: Store) -> None:
    def half_done() -> None:
        with store.write(MAKER, Action.IMPORT_BATCH, "op-1") as tx:
            disbursement.insert_batch(tx, batch(), lines(3))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    with store.read() as rd:
        assert list(listings.line_ids(rd, None)) == []
        assert audit_trail.head(rd).seq == 0
    keep(store)


def test_a_change_inside_a_change_is_a_mistake_of_the_program(store: Store) -> None:
    with (
        store.write(MAKER, Action.SIGN_IN, "u-1"),
        pytest.raises(RuntimeError, match="two authors"),
        store.write(MAKER, Action.SIGN_IN, "u-1"),
    ):
        pass


def test_readers_can_only_query(store: Store) -> None:
    with pytest.raises(Broken, match="store_read_only"), store.read() as rd:
        rd.connection.execute(insert(unit), {"one": 1, "body": "{}"})


@pytest.mark.parametrize(
    "statement",
    [
        update(audit).values(name="somebody else"),
        delete(audit),
        text("CREATE TRIGGER t AFTER INSERT ON line BEGIN SELECT 1; END"),
        text("CREATE VIEW v AS SELECT 1"),
        text("ATTACH DATABASE ':memory:' AS other"),
    ],
)
def test_not_even_the_door_lets_the_past_be_rewritten(store: Store, statement: Executable) -> None:
    keep(store)
    with pytest.raises(Broken, match="store_failed"), store.write(MAKER, Action.SIGN_IN, "u-1") as tx:
        tx.connection.execute(statement)
    with store.read() as rd:
        assert audit_trail.head(rd).seq == 1
        assert audit_trail.verify(rd).sound


def test_listeners_hear_what_changed_after_the_commit_and_cannot_undo_it(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[tuple[frozenset[str], int]] = []

    def listen(kinds: frozenset[str]) -> None:
        with store.read() as rd:
            heard.append((kinds, audit_trail.head(rd).seq))

    def fail(_: frozenset[str]) -> None:
        raise ZeroDivisionError

    store.subscribe(fail)
    store.subscribe(listen)
    keep(store)
    assert heard == [(frozenset({"batch", "line", "audit"}), 1)]
    assert "listener" in caplog.text


def test_a_reader_sees_one_state_while_others_write(store: Store) -> None:
    keep(store)
    with store.read() as rd:
        assert len(disbursement.lines(rd, "op-1")) == 3
        keep(store, "op-2")
        assert disbursement.batch(rd, "op-2") is None
    with store.read() as rd:
        assert disbursement.batch(rd, "op-2") is not None


def test_one_writer_and_four_readers_get_along(store: Store) -> None:
    done = threading.Event()
    problems: list[str] = []

    def watch() -> None:
        while not done.is_set():
            with store.read() as rd:
                seen = listings.line_ids(rd, None)
                count, head = len(listings.batch_ids(rd)), audit_trail.head(rd).seq
            if len(seen) != 5 * count or head != count:
                problems.append(f"{len(seen)} lines, {count} batches, {head} entries")

    readers = [threading.Thread(target=watch) for _ in range(4)]

    def work(name: str) -> None:
        for number in range(20):
            keep(store, f"{name}-{number}", 5)

    writers = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert not problems
    with store.read() as rd:
        assert audit_trail.verify(rd) == AuditVerdict(40, 0, "")


def test_a_store_can_be_closed_and_opened_again(tmp_path: Path) -> None:
    store = Store.open(tmp_path, KEY, Clock())
    keep(store)
    store.close()
    store.close()
    with pytest.raises(Broken, match="store_closed"), store.read():
        pass
    with pytest.raises(Broken, match="store_closed"), store.write(MAKER, Action.SIGN_IN, "u-1"):
        pass
    again = Store.open(tmp_path, KEY, Clock())
    with again.read() as rd:
        assert disbursement.lines(rd, "op-1") == lines(3)
        assert audit_trail.verify(rd).sound
    again.close()


def test_a_store_whose_disk_fails_while_it_is_closed_lets_the_next_program_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(tmp_path, KEY, Clock())
    keep(store)

    def failing(_: Engine) -> None:
        raise OSError(errno.EIO, "the disk")

    monkeypatch.setattr(Engine, "dispose", failing)
    with pytest.raises(Broken, match="disk_failed"):
        store.close()
    monkeypatch.undo()
    again = Store.open(tmp_path, KEY, Clock())
    with again.read() as rd:
        assert audit_trail.verify(rd).sound
    again.close()


def test_a_folder_has_one_program_at_a_time(tmp_path: Path) -> None:
    first = Store.open(tmp_path, KEY, Clock())
    with pytest.raises(Refused, match="store_in_use"):
        Store.open(tmp_path, KEY, Clock())
    first.close()
    Store.open(tmp_path, KEY, Clock()).close()


def test_a_wrong_key_is_told_from_a_damaged_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    store = Store.open(tmp_path, KEY, Clock())
    keep(store)
    store.close()
    with pytest.raises(Broken, match="store_key_wrong"):
        Store.open(tmp_path, bytes(32), Clock())
    file = tmp_path / FILE_NAME
    file.write_bytes(bytes(4096) + file.read_bytes()[4096:])
    with pytest.raises(Tampered, match="store_damaged"):
        Store.open(tmp_path, KEY, Clock())
    assert capfd.readouterr() == ("", ""), "SQLCipher's own log shows pages and paths"


@pytest.mark.parametrize(
    "doctored",
    [
        "CREATE TRIGGER t AFTER INSERT ON line BEGIN SELECT 1; END",
        "CREATE VIEW v AS SELECT * FROM line",
        "CREATE TABLE more (a TEXT)",
        "DROP INDEX line_paid",
    ],
)
def test_a_doctored_schema_is_refused(tmp_path: Path, doctored: str) -> None:
    Store.open(tmp_path, KEY, Clock()).close()
    doctor(tmp_path, doctored)
    with pytest.raises(Tampered, match="store_schema_changed"):
        Store.open(tmp_path, KEY, Clock())


def test_the_file_is_kept_as_money_wants_it(store: Store, tmp_path: Path) -> None:
    keep(store)
    with store.write(MAKER, Action.SIGN_IN, "u-1") as tx:
        pragmas = {
            name: tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "cell_size_check")
        }
    assert pragmas == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "cell_size_check": 1,
    }  # fmt: skip
    loose = rows(tmp_path / "desk", "SELECT name, type FROM pragma_table_list WHERE NOT strict")
    ours = [name for name, kind in loose if kind == "table" and not name.startswith("sqlite_")]
    assert ours == ["alembic_version"]  # the indexes of the search are virtual, and what is below them is SQLite's own
    assert (tmp_path / "desk" / FILE_NAME).stat().st_mode & 0o077 == 0


def test_there_is_one_sqlite_in_the_process_and_no_alembic_for_a_current_file(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from app.store.unit_of_work import Store; "
        "from tests.helpers.stores import KEY, Clock; Store.open(Path(sys.argv[1]), KEY, Clock()).close(); "
        "print(sorted({'sqlite3', '_sqlite3', 'apsw', 'alembic'} & set(sys.modules)))"
    )
    for _ in range(2):
        told = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True
        )
        assert told.stdout == "[]\n"
        assert told.stderr == ""
