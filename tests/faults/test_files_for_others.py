"""Files that leave the program: whole or absent, wherever they are put and whatever lies there already."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.values.errors import Broken
from app.services.audit_book import AuditBook
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central


@pytest.fixture
def maker(central: Central, tmp_path: Path) -> Iterator[Workstation]:
    station = Workstation.at(tmp_path / "maker", central).enter(central, "MAKER01")
    for number in range(100):
        station.desk.note(Action.OPEN_BATCH, f"op-{number}")
    yield station
    station.crash()


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not let a small disk be mounted")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_the_audit_trail_takes_the_place_of_the_file_that_the_person_chose(maker: Workstation, tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    path.write_text("the export of last week")
    count = AuditBook(maker.desk).export(str(path))
    rows = [json.loads(row) for row in path.read_text("utf-8").splitlines()]
    assert [row["seq"] for row in rows] == list(range(1, count + 1))
    assert rows[-1]["about"] == "op-99"


def test_half_an_audit_trail_is_never_left_on_a_full_disk(maker: Workstation, tiny_disk: Path) -> None:
    path = tiny_disk / "audit.jsonl"
    path.write_text("the export of last week")
    with pytest.raises(Broken) as caught:
        AuditBook(maker.desk).export(str(path))
    assert caught.value.code == "file_unwritable"
    assert path.read_text() == "the export of last week"
    assert list(tiny_disk.iterdir()) == [path]
    assert list(AuditBook(maker.desk).seqs(Action.EXPORT_AUDIT.value, descending=False)) == []
