from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.values.errors import Refused, Tampered
from app.store import audit_trail, disbursement
from app.store.unit_of_work import FILE_NAME, Store
from tests.helpers.raw_store import rows
from tests.helpers.stores import KEY, MAKER, Clock, batch, lines

if TYPE_CHECKING:
    from pathlib import Path

PAGE_BYTES = 4096


def keep(store: Store, op_id: str) -> None:
    with store.write(MAKER, Action.IMPORT_BATCH, op_id) as tx:
        disbursement.insert_batch(tx, batch(op_id), lines(500))


def test_a_copy_opens_under_the_same_key_and_holds_the_same(store: Store, tmp_path: Path) -> None:
    keep(store, "op-1")
    copy = tmp_path / "copy" / FILE_NAME
    copy.parent.mkdir()
    store.copy(copy)
    keep(store, "op-2")
    assert copy.stat().st_mode & 0o077 == 0
    assert b"SQLite" not in copy.read_bytes()
    assert [file.name for file in copy.parent.iterdir()] == [FILE_NAME]
    opened = Store.open(copy.parent, KEY, Clock())
    with opened.read() as rd:
        assert disbursement.lines(rd, "op-1") == lines(500)
        assert disbursement.batch(rd, "op-2") is None
        assert audit_trail.verify(rd).reason == "anchor", "a copy without its anchor says so"
    opened.close()


def test_a_copy_never_takes_the_place_of_another_file_unless_told(store: Store, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_bytes(b"precious")
    with pytest.raises(Refused, match="backup_exists"):
        store.copy(there)
    assert there.read_bytes() == b"precious"
    store.copy(there, replace=True)
    assert there.stat().st_size > 4096


def test_a_damaged_store_gives_no_copy(store: Store, tmp_path: Path) -> None:
    keep(store, "op-1")
    store.close()
    file = tmp_path / "desk" / FILE_NAME
    ((lines_page,),) = rows(tmp_path / "desk", "SELECT rootpage FROM sqlite_schema WHERE name = 'line'")
    content = bytearray(file.read_bytes())
    content[(lines_page - 1) * PAGE_BYTES + 100] ^= 1  # a file damaged in its first pages does not even open
    file.write_bytes(content)
    again = Store.open(tmp_path / "desk", KEY, Clock())
    with pytest.raises(Tampered, match="store_damaged"):
        again.copy(tmp_path / "copy.db")
    again.close()
    assert not list(tmp_path.glob("copy*"))
