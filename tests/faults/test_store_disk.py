"""The disk is full, rots, or falls into other hands."""

from __future__ import annotations

import os
import random
import subprocess
import traceback
from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.values.errors import Broken, Conflict, KhlangError, Tampered
from app.store import audit_trail, disbursement, outbox
from app.store.outbox import CommandState, new_command
from app.store.unit_of_work import FILE_NAME, Store
from tests.helpers.stores import KEY, MAKER, START, Clock, batch, line, lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DISK_BYTES = 40 * 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a disk of its own, 40 MB."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(tmp_path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not let a small disk be mounted")
    yield tmp_path
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def keep(store: Store, op_id: str, count: int = 2_000) -> None:
    with store.write(MAKER, Action.IMPORT_BATCH, op_id) as tx:
        disbursement.insert_batch(tx, batch(op_id, lines=count), lines(count))


def test_a_full_disk_keeps_what_was_kept_and_leaves_room_for_the_answers(small_disk: Path) -> None:
    store = Store.open(small_disk, KEY, Clock())
    with store.write(MAKER, Action.SUBMIT_BATCH, "op-0") as tx:
        outbox.queue(tx, new_command("c-1", "op-0", "submit", b"exact", START))
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(24 * 1024 * 1024))
    kept: list[str] = []

    def go_on() -> None:
        while True:
            keep(store, f"op-{len(kept) + 1}")
            kept.append(f"op-{len(kept) + 1}")

    with pytest.raises(Broken, match="disk_full"):
        go_on()
    assert kept, "something fits"
    with pytest.raises(Broken, match="disk_full"):
        keep(store, "op-x")
    with store.write(MAKER, Action.RECORD_ANSWER, "op-0") as tx:
        outbox.settle(tx, "c-1", CommandState.DONE, b"receipt" * 1_000)
    ballast.unlink()
    keep(store, "op-after")
    store.close()
    again = Store.open(small_disk, KEY, Clock())
    with again.read() as rd:
        for op_id in (*kept, "op-after"):
            assert len(disbursement.lines(rd, op_id)) == 2_000
        assert disbursement.batch(rd, f"op-{len(kept) + 1}") is None
        assert outbox.command(rd, "c-1").state is CommandState.DONE
        assert audit_trail.verify(rd).sound
    assert (small_disk / "khlang.reserve").stat().st_size == 8 * 1024 * 1024
    again.close()


def test_a_folder_without_any_room_says_so(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(DISK_BYTES - 3 * 4096))
    with pytest.raises(Broken, match="disk_full"):
        Store.open(small_disk / "desk", KEY, Clock())


def test_a_disk_found_full_at_the_start_still_takes_an_answer(small_disk: Path) -> None:
    store = Store.open(small_disk, KEY, Clock())
    with store.write(MAKER, Action.SUBMIT_BATCH, "op-1") as tx:
        outbox.queue(tx, new_command("c-1", "op-1", "submit", b"exact", START))
    store.close()
    with pytest.raises(OSError, match="space"):
        (small_disk / "ballast").write_bytes(bytes(DISK_BYTES))
    store = Store.open(small_disk, KEY, Clock())
    with pytest.raises(Broken, match="disk_full"):
        keep(store, "op-2")
    with store.write(MAKER, Action.RECORD_ANSWER, "op-1") as tx:
        outbox.settle(tx, "c-1", CommandState.DONE, b"receipt")
    store.close()


def test_a_disk_that_others_filled_to_the_last_byte_still_takes_answers(small_disk: Path) -> None:
    store = Store.open(small_disk, KEY, Clock())
    with store.write(MAKER, Action.SUBMIT_BATCH, "op-1") as tx:
        for number in range(9):
            outbox.queue(tx, new_command(f"c-{number}", "op-1", "submit", b"exact", START))
    with pytest.raises(OSError, match="space"):
        (small_disk / "ballast").write_bytes(bytes(DISK_BYTES))
    for number in range(9):
        with store.write(MAKER, Action.RECORD_ANSWER, "op-1") as tx:
            outbox.settle(tx, f"c-{number}", CommandState.DONE, b"receipt" * 10_000)
    with pytest.raises(Broken, match="disk_full"):
        keep(store, "op-2")
    store.close()


def read_everything(folder: Path) -> None:
    store = Store.open(folder, KEY, Clock())
    try:
        store.prove()
    finally:
        store.close()


def test_every_flipped_bit_is_noticed(tmp_path: Path) -> None:
    store = Store.open(tmp_path, KEY, Clock())
    keep(store, "op-1", 500)
    store.close()
    read_everything(tmp_path)
    file = tmp_path / FILE_NAME
    sound = file.read_bytes()
    seed = random.randrange(2**32)  # noqa: S311
    print(f"seed {seed}")
    chance = random.Random(seed)  # noqa: S311
    for _ in range(100):
        bit = chance.randrange(8 * len(sound))
        rotten = bytearray(sound)
        rotten[bit // 8] ^= 1 << bit % 8
        file.write_bytes(rotten)
        with pytest.raises(Tampered, match="store_damaged"):
            read_everything(tmp_path)


def test_a_log_that_lost_its_end_to_rot_is_missed_by_the_audit_trail(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "desk", KEY, Clock())
    for number in range(5):
        keep(store, f"op-{number}", 5)
    wal = (tmp_path / "desk" / f"{FILE_NAME}-wal").read_bytes()
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in (FILE_NAME, "khlang.anchor"):
        (copy / name).write_bytes((tmp_path / "desk" / name).read_bytes())
    store.close()
    for flipped in (False, True):
        rotten = bytearray(wal)
        rotten[-3_000] ^= flipped
        (copy / f"{FILE_NAME}-wal").write_bytes(rotten)
        crashed = Store.open(copy, KEY, Clock())
        with crashed.read() as rd:
            verdict = audit_trail.verify(rd)
        crashed.close()
        assert (verdict.reason, verdict.broken_seq) == (("cut_off", 5) if flipped else ("", 0))


NAME, ACCOUNT, PERSON_ID, PURPOSE = "ปี่แก้วกล้าหาญยิ่ง", "9876543210", "1101700230708", "ค่ารักษาพยาบาลลับ"
SECRETS = [
    text.encode(encoding)
    for text in (NAME, ACCOUNT, PERSON_ID, PURPOSE)
    for encoding in ("utf-8", "utf-16-le", "cp874")
]


def spilled(*folders: Path) -> list[str]:
    return [
        file.name for folder in folders for file in folder.rglob("*")
        if file.is_file() and any(secret in file.read_bytes() for secret in SECRETS)
    ]  # fmt: skip


def test_no_file_shows_a_name_or_an_account_at_any_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
    folder = tmp_path / "desk"
    store = Store.open(folder, KEY, Clock())
    payees = [line(number, name=NAME, account=ACCOUNT) for number in range(1, 30_001)]
    with store.write(MAKER, Action.IMPORT_BATCH, "op-1", {"purpose": PURPOSE}) as tx:
        disbursement.insert_batch(tx, batch(purpose=PURPOSE), payees)
        assert not spilled(folder, temporary), "not while the change is under way"
    assert not spilled(folder, temporary)
    with store.read() as rd:
        rd.connection.exec_driver_sql("SELECT * FROM line ORDER BY name, reference, account").fetchone()
        assert not spilled(folder, temporary), "not while a big sort is under way"
    store.copy(folder / "copy.db")
    store.close()
    assert not spilled(folder, temporary)
    assert {file.name for file in folder.iterdir()} == {
        FILE_NAME, "copy.db", "khlang.anchor", "khlang.lock", "khlang.reserve",
    }  # fmt: skip


def test_no_error_tells_a_name_or_an_account(tmp_path: Path) -> None:
    store = Store.open(tmp_path, KEY, Clock())
    told: list[KhlangError] = []
    for _ in range(2):
        try:
            with store.write(MAKER, Action.IMPORT_BATCH, "op-1") as tx:
                disbursement.insert_batch(tx, batch(purpose=PURPOSE), [line(1, name=NAME, account=ACCOUNT)])
        except Conflict as problem:
            told.append(problem)
    store.close()
    (conflict,) = told
    words = "".join(traceback.format_exception(conflict))
    assert "store_conflict" in words
    assert not any(secret in words.encode() for secret in SECRETS)
