"""A personal key opens with the password on this machine, and in no other way."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.access.user import Person, Role
from app.domain.values.errors import Broken, Refused
from app.system.keychain import FileKeychain
from app.system.vault import TRIES_MAX, Enrolment, Vault

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = "ดอกไม้-canary-9428"  # noqa: S105


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "keys", FileKeychain(tmp_path / "keychain.json"))


@pytest.fixture
def enrolment() -> Enrolment:
    person = Person("u-1", "MAKER01", "สมหญิง แบบอย่าง", "Somying", frozenset({Role.MAKER_PAYMENT}))
    return Enrolment("GMIS1", person, "2101", "กรม", "2101000001", "กองคลัง", Ed25519PrivateKey.generate())


def same(one: Enrolment, other: Enrolment) -> bool:
    return replace(one, key=other.key) == other and one.key.private_bytes_raw() == other.key.private_bytes_raw()


def test_the_password_opens_what_was_kept(vault: Vault, enrolment: Enrolment) -> None:
    assert not vault.knows("GMIS1", "MAKER01")
    vault.keep(enrolment, PASSWORD)
    assert vault.knows("GMIS1", "MAKER01")
    assert same(vault.open("GMIS1", "MAKER01", PASSWORD), enrolment)


def test_neither_key_nor_password_nor_name_can_be_read_in_the_folder(
    vault: Vault, enrolment: Enrolment, tmp_path: Path
) -> None:
    vault.keep(enrolment, PASSWORD)
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    key = enrolment.key.private_bytes_raw()
    for secret in (key, key.hex().encode(), PASSWORD.encode(), "สมหญิง".encode()):
        assert secret not in stored


def test_another_password_does_not_open_it(vault: Vault, enrolment: Enrolment) -> None:
    vault.keep(enrolment, PASSWORD)
    with pytest.raises(Refused) as caught:
        vault.open("GMIS1", "MAKER01", PASSWORD + "x")
    assert caught.value.code == "key_password_wrong"


def test_the_password_typed_with_composed_letters_is_the_same_password(vault: Vault, enrolment: Enrolment) -> None:
    vault.keep(enrolment, "e\u0301tude-canary-1")
    assert same(vault.open("GMIS1", "MAKER01", "\u00e9tude-canary-1"), enrolment)


def test_a_copied_folder_does_not_open_on_another_machine(vault: Vault, enrolment: Enrolment, tmp_path: Path) -> None:
    vault.keep(enrolment, PASSWORD)
    elsewhere = Vault(tmp_path / "keys", FileKeychain(tmp_path / "other-machine.json"))
    with pytest.raises(Refused) as caught:
        elsewhere.open("GMIS1", "MAKER01", PASSWORD)
    assert caught.value.code == "key_password_wrong"


@pytest.mark.parametrize("part", ["salt", "nonce", "sealed"])
def test_a_changed_blob_does_not_open(vault: Vault, enrolment: Enrolment, tmp_path: Path, part: str) -> None:
    vault.keep(enrolment, PASSWORD)
    path = tmp_path / "keys" / "GMIS1_MAKER01.json"
    stored = json.loads(path.read_text())
    stored[part] = ("B" if stored[part][0] == "A" else "A") + stored[part][1:]
    path.write_text(json.dumps(stored))
    with pytest.raises(Refused):
        vault.open("GMIS1", "MAKER01", PASSWORD)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"salt": 1}', b'{"salt": "AA==", "nonce": "", "sealed": ""}'])
def test_a_blob_that_is_none_is_called_damaged(
    vault: Vault, enrolment: Enrolment, tmp_path: Path, content: bytes
) -> None:
    vault.keep(enrolment, PASSWORD)
    (tmp_path / "keys" / "GMIS1_MAKER01.json").write_bytes(content)
    with pytest.raises(Broken) as caught:
        vault.open("GMIS1", "MAKER01", PASSWORD)
    assert caught.value.code == "key_file_damaged"


def test_offline_there_are_three_tries_and_then_none(vault: Vault, enrolment: Enrolment) -> None:
    vault.keep(enrolment, PASSWORD)
    left = []
    for _ in range(TRIES_MAX):
        with pytest.raises(Refused) as caught:
            vault.open_offline("GMIS1", "MAKER01", "wrong")
        left.append((caught.value.code, caught.value.facts["tries_left"]))
    assert left == [("password_wrong", 2), ("password_wrong", 1), ("password_wrong", 0)]
    with pytest.raises(Refused) as caught:
        vault.open_offline("GMIS1", "MAKER01", PASSWORD)
    assert caught.value.code == "offline_tries_used"
    vault.forgive("GMIS1", "MAKER01")
    assert same(vault.open_offline("GMIS1", "MAKER01", PASSWORD), enrolment)


def test_a_disk_that_takes_nothing_away_is_told_in_our_words(vault: Vault, tmp_path: Path) -> None:
    counter = tmp_path / "keys/GMIS1_MAKER01.tries"
    counter.mkdir(parents=True)  # a folder can be unlinked as little as a file of a disk that is read-only
    with pytest.raises(Broken, match="file_unwritable") as caught:
        vault.forgive("GMIS1", "MAKER01")
    assert caught.value.facts["file"] == counter.name


def test_a_right_password_gives_the_tries_back(vault: Vault, enrolment: Enrolment) -> None:
    vault.keep(enrolment, PASSWORD)
    for _ in range(TRIES_MAX + 1):
        with pytest.raises(Refused):
            vault.open_offline("GMIS1", "MAKER01", "wrong")
        vault.open_offline("GMIS1", "MAKER01", PASSWORD)


def test_a_try_is_spent_before_the_password_is_looked_at(
    vault: Vault, enrolment: Enrolment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.keep(enrolment, PASSWORD)
    seen = []
    monkeypatch.setattr(vault, "open", lambda *_: seen.append((tmp_path / "keys/GMIS1_MAKER01.tries").read_text()))
    vault.open_offline("GMIS1", "MAKER01", PASSWORD)
    assert seen == ["1"]


def test_a_password_change_that_was_cut_short_leaves_a_key_that_opens(vault: Vault, enrolment: Enrolment) -> None:
    vault.keep(enrolment, PASSWORD)
    vault.keep(enrolment, "the new one", staged=True)
    assert same(vault.open("GMIS1", "MAKER01", PASSWORD), enrolment)
    assert same(vault.open("GMIS1", "MAKER01", "the new one"), enrolment)
    with pytest.raises(Refused):
        vault.open("GMIS1", "MAKER01", PASSWORD)


def test_a_store_key_is_made_once_and_never_over_an_existing_store(vault: Vault) -> None:
    with pytest.raises(Broken) as caught:
        vault.store_key("2101", "2101000001", exists=True)
    assert caught.value.code == "store_key_missing"
    key = vault.store_key("2101", "2101000001", exists=False)
    assert len(key) == 32
    assert vault.store_key("2101", "2101000001", exists=True) == key
    assert vault.store_key("2101", "2101000002", exists=False) != key


def test_two_folders_with_one_keyring_do_not_share_secrets(tmp_path: Path) -> None:
    chain = FileKeychain(tmp_path / "keychain.json")
    one, other = Vault(tmp_path / "one", chain), Vault(tmp_path / "other", chain)
    assert one.device() == one.device()
    assert one.device() != other.device()


@pytest.mark.parametrize("name", ["../x", "a/b", "", "ก", "a" * 65, "x\0"])
def test_a_name_that_is_a_path_is_refused(vault: Vault, name: str) -> None:
    for company, user in ((name, "U"), ("C", name)):
        with pytest.raises(Refused) as caught:
            vault.knows(company, user)
        assert caught.value.code == "user_unknown_here"


def test_a_new_workstation_asked_from_many_threads_is_one_and_forgets_nothing(tmp_path: Path) -> None:
    many = 8
    together = threading.Barrier(many)

    def ask(place: tuple[Vault, int]) -> tuple[str, bytes]:
        vault, number = place
        together.wait()
        device, key = vault.device(), vault.store_key("2101", "2101000001", exists=False)
        vault.pin(f"seen {number}", "yes")
        return device.id, key

    with ThreadPoolExecutor(many) as threads:
        for attempt in range(10):
            folder = tmp_path / str(attempt)
            vault = Vault(folder / "keys", FileKeychain(folder / "keychain.json"))
            answers = list(threads.map(ask, [(vault, number) for number in range(many)]))
            assert len(set(answers)) == 1
            again = Vault(folder / "keys", FileKeychain(folder / "keychain.json"))
            assert (again.device().id, again.store_key("2101", "2101000001", exists=True)) == answers[0]
            assert [again.pinned(f"seen {number}") for number in range(many)] == ["yes"] * many
