"""An auditor checks an exported trail with nothing but the file: the command of ``app.verify``."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pytest

from app.domain.access.audit import FIRST_PREVIOUS, AuditEntry, digest
from tests.helpers.raw_central import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def sealed(seq: int, previous: str, about: str = "") -> AuditEntry:
    fields = (seq, "2026-11-23T02:00:00.000Z", "u-1", "สมหญิง แบบอย่าง", "d-1", "view_lines", about or f"op-{seq}", "{}")
    return AuditEntry(*fields, previous, digest(*fields, previous))


def chain(count: int = 6) -> list[AuditEntry]:
    made: list[AuditEntry] = []
    for seq in range(1, count + 1):
        made.append(sealed(seq, made[-1].digest if made else FIRST_PREVIOUS))
    return made


def verified(path: Path, entries: list[AuditEntry] | str, *options: str) -> tuple[int, str]:
    text = entries if isinstance(entries, str) else "".join(json.dumps(asdict(each)) + "\n" for each in entries)
    path.write_text(text, "utf-8")
    command = [sys.executable, "-m", "app.verify", str(path), "--language", "en", *options]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in ran.stderr
    return ran.returncode, ran.stdout + ran.stderr


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


def test_a_sound_trail_is_told_with_its_newest_entry(path: Path) -> None:
    code, said = verified(path, chain())
    assert code == 0
    assert f"6 entries, the newest 6:{chain()[-1].digest}" in said


def test_the_first_entry_that_was_edited_removed_or_moved_is_named(path: Path) -> None:
    edited = chain()
    edited[2] = replace(edited[2], about="op-9")
    assert verified(path, edited) == (
        1,
        "The chain breaks at entry 3: its content was changed (2 entries before it are right)\n",
    )
    removed = [each for each in chain() if each.seq != 4]
    assert verified(path, removed)[1].startswith("The chain breaks at entry 4: an entry is missing")
    sealed_anew = chain()
    sealed_anew[2] = sealed(3, sealed_anew[1].digest, "op-9")
    assert verified(path, sealed_anew)[1].startswith("The chain breaks at entry 3: its content was changed")
    moved = chain()
    moved[1], moved[2] = moved[2], moved[1]
    assert verified(path, moved)[0] == 1


def test_a_cut_tail_is_found_by_a_head_from_elsewhere(path: Path) -> None:
    head = f"5:{chain()[4].digest}"
    assert verified(path, chain(), "--head", head)[0] == 0
    assert verified(path, chain(3), "--head", head)[1].startswith("The chain breaks at entry 4: the end was cut off")
    assert verified(path, chain(), "--head", f"5:{'0' * 64}")[1].startswith("The chain breaks at entry 5")


@pytest.mark.parametrize("text", ["{", "[]\n", '{"seq": 1}\n', "null\n", '{"seq": "1"}\n', "\x00"])
def test_what_is_no_trail_is_said_to_be_none(path: Path, text: str) -> None:
    code, said = verified(path, text)
    assert (code, said) == (2, "This file is no audit trail of Khlang: line 1 cannot be read\n")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "app.verify", str(tmp_path / "none")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, "Traceback" in ran.stderr) == (2, False)
