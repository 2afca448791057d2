from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from app.domain.access.audit import AuditVerdict, digest
from app.domain.access.permissions import Action
from app.store import audit_trail
from app.store.unit_of_work import Store
from tests.helpers.raw_store import doctor, rows
from tests.helpers.stores import KEY, MAKER, Clock

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of a closed store with ten entries."""
    store = Store.open(tmp_path, KEY, Clock())
    act(store, 10)
    store.close()
    return tmp_path


def act(store: Store, count: int) -> None:
    for number in range(count):
        with store.write(MAKER, Action.PRINT_DOCUMENT, f"op-{number}", {"document": "detail", "copy": str(number)}):
            pass


def verdict(folder: Path) -> AuditVerdict:
    store = Store.open(folder, KEY, Clock())
    try:
        with store.read() as rd:
            return audit_trail.verify(rd)
    finally:
        store.close()


def seal_anew(folder: Path, seq: int) -> None:
    """Give an entry the digest that fits its content, as somebody would who knows how it is made."""
    (row,) = rows(
        folder, "SELECT seq, at, uid, name, device, action, about, facts, previous FROM audit WHERE seq = ?", seq
    )
    doctor(folder, "UPDATE audit SET digest = ? WHERE seq = ?", digest(*row), seq)


def seal_all_anew(folder: Path, first: int, last: int) -> None:
    for seq in range(first, last + 1):
        seal_anew(folder, seq)
        follow = "UPDATE audit SET previous = (SELECT digest FROM audit WHERE seq = ?) WHERE seq = ?"
        doctor(folder, follow, seq, seq + 1)


def test_an_untouched_chain_is_sound(folder: Path) -> None:
    assert verdict(folder) == AuditVerdict(10, 0, "")


def test_an_empty_chain_is_sound(tmp_path: Path) -> None:
    assert verdict(tmp_path) == AuditVerdict(0, 0, "")


@pytest.mark.parametrize("column", ["at", "uid", "name", "device", "action", "about", "facts", "previous", "digest"])
def test_an_edit_is_found_whatever_it_touches(folder: Path, column: str) -> None:
    doctor(folder, "UPDATE audit SET at = at || 'x' WHERE seq = 4".replace("at = at", f"{column} = {column}"))
    assert verdict(folder) == AuditVerdict(3, 4, "changed")


def test_an_edit_sealed_anew_is_found_at_its_place(folder: Path) -> None:
    doctor(folder, "UPDATE audit SET facts = '{}' WHERE seq = 4")
    seal_anew(folder, 4)
    assert verdict(folder) == AuditVerdict(4, 4, "changed")


def test_a_removed_entry_is_missed(folder: Path) -> None:
    doctor(folder, "DELETE FROM audit WHERE seq = 4")
    assert verdict(folder) == AuditVerdict(3, 4, "missing")


def test_a_removed_first_entry_is_missed(folder: Path) -> None:
    doctor(folder, "DELETE FROM audit WHERE seq = 1")
    assert verdict(folder) == AuditVerdict(0, 1, "missing")


def test_a_removed_entry_with_the_gap_closed_is_found(folder: Path) -> None:
    doctor(folder, "DELETE FROM audit WHERE seq = 4")
    doctor(folder, "UPDATE audit SET seq = seq - 1 WHERE seq > 4")
    assert verdict(folder) == AuditVerdict(3, 4, "changed")


def test_two_entries_in_each_others_place_are_found(folder: Path) -> None:
    for old, new in ((4, 99), (5, 4), (99, 5)):
        doctor(folder, "UPDATE audit SET seq = ? WHERE seq = ?", new, old)
    assert verdict(folder) == AuditVerdict(3, 4, "changed")


def test_a_cut_tail_is_missed_and_stays_missed_when_work_goes_on(folder: Path) -> None:
    doctor(folder, "DELETE FROM audit WHERE seq > 7")
    assert verdict(folder) == AuditVerdict(7, 8, "cut_off")
    store = Store.open(folder, KEY, Clock())
    act(store, 5)
    store.close()
    assert verdict(folder) == AuditVerdict(12, 10, "anchor")


def test_the_whole_chain_cut_off_is_missed(folder: Path) -> None:
    doctor(folder, "DELETE FROM audit")
    assert verdict(folder) == AuditVerdict(0, 1, "cut_off")


def test_a_history_rewritten_with_every_seal_is_contradicted_by_the_anchor(folder: Path) -> None:
    doctor(folder, "UPDATE audit SET about = 'op-x' WHERE seq = 4")
    seal_all_anew(folder, 4, 10)
    assert verdict(folder) == AuditVerdict(10, 10, "anchor")


def test_a_removed_or_forged_anchor_is_not_trusted(folder: Path) -> None:
    anchor = folder / "khlang.anchor"
    content = anchor.read_bytes()
    anchor.write_bytes(content.replace(b"10 ", b"09 ").replace(b"9 ", b"8 "))
    assert verdict(folder) == AuditVerdict(10, 10, "anchor")
    anchor.unlink()
    assert verdict(folder) == AuditVerdict(10, 10, "anchor")
    store = Store.open(folder, KEY, Clock())
    act(store, 1)
    store.close()
    assert verdict(folder) == AuditVerdict(11, 11, "anchor")


def test_an_older_database_beside_the_newer_anchor_is_a_cut(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    older = tmp_path_factory.mktemp("older") / "khlang.db"
    shutil.copy(folder / "khlang.db", older)
    store = Store.open(folder, KEY, Clock())
    act(store, 3)
    store.close()
    shutil.copy(older, folder / "khlang.db")
    assert verdict(folder) == AuditVerdict(10, 11, "cut_off")


def test_an_anchor_left_behind_by_a_crash_is_no_alarm_and_catches_up(folder: Path) -> None:
    anchor = folder / "khlang.anchor"
    behind = anchor.read_bytes()
    store = Store.open(folder, KEY, Clock())
    act(store, 3)
    store.close()
    anchor.write_bytes(behind)
    assert verdict(folder) == AuditVerdict(13, 0, "")
    doctor(folder, "DELETE FROM audit WHERE seq > 11")
    assert verdict(folder) == AuditVerdict(11, 12, "cut_off")


def test_a_torn_anchor_falls_back_on_its_other_place(folder: Path) -> None:
    anchor = folder / "khlang.anchor"
    content = bytearray(anchor.read_bytes())
    newest = content.index(b"10 ")
    content[newest + 20 : newest + 40] = bytes(20)
    anchor.write_bytes(content)
    assert verdict(folder) == AuditVerdict(10, 0, "")
