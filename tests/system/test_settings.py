"""Choices survive, and a bad file never keeps the program from starting."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest

from app.domain.values.errors import Broken
from app.system.settings import LIMITS, Settings, SettingsBook, acceptable, load, save

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_chosen_is_there_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    SettingsBook(path).choose(language="en", theme="dark", scale_percent=150, server_url="https://central:8443")
    assert SettingsBook(path).current == Settings(
        language="en", theme="dark", scale_percent=150, server_url="https://central:8443"
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in path.parent.iterdir()] == ["settings.json"]


def test_without_a_file_everything_stands_at_its_default(tmp_path: Path) -> None:
    assert load(tmp_path / "none.json") == (Settings(), ())


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 100_000, b"null"])
def test_a_file_that_cannot_be_read_is_named_and_left_out(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert load(path) == (Settings(), ("file",))


def test_one_bad_value_does_not_take_the_good_ones_with_it(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"language": "xx", "theme": "dark", "idle_minutes": True, "colour": "red"}))
    assert load(path) == (Settings(theme="dark"), ("colour", "idle_minutes", "language"))


def test_a_damaged_file_is_kept_aside_and_fields_of_another_version_are_no_damage(tmp_path: Path) -> None:
    path, aside = tmp_path / "settings.json", tmp_path / "settings.json.damaged"
    path.write_bytes(b'{"server_url": "https://central:8443", "theme": ')
    book = SettingsBook(path)
    assert book.damaged
    book.choose(language="en")
    book.choose(theme="dark")
    assert aside.read_bytes() == b'{"server_url": "https://central:8443", "theme": '
    assert not SettingsBook(path).damaged
    path.write_text(json.dumps({"colour": "red", "theme": "light"}))
    assert not SettingsBook(path).damaged


def test_a_value_that_is_not_allowed_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    book = SettingsBook(tmp_path / "settings.json")
    with pytest.raises(ValueError, match="idle_minutes"):
        book.choose(idle_minutes=0)
    assert book.current == Settings()
    assert not (tmp_path / "settings.json").exists()


def test_every_default_is_acceptable() -> None:
    assert all(acceptable(name, default) for name, default in Settings()._asdict().items())
    assert LIMITS.keys() <= Settings()._asdict().keys()


def test_a_disk_that_does_not_take_the_file_is_told_and_the_old_one_stays(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save(path, Settings(theme="dark"))
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Broken) as caught:
        save(tmp_path / "file" / "settings.json", Settings())
    assert caught.value.code in ("folder_unwritable", "file_unwritable")
    assert load(path)[0].theme == "dark"
