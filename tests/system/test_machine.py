"""Folders, the lock of the running program, time, tables, and a log without secrets."""

from __future__ import annotations

import logging
import os
import stat
import subprocess
import sys
import threading
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.domain.values.errors import BadInput, Broken, Tampered
from app.system import files, logs, reference_data
from app.system.clock import Clock
from app.system.lock import InstanceLock
from app.system.paths import Paths

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    hooks, level = (sys.excepthook, threading.excepthook), logging.getLogger().level
    yield logs.start(tmp_path / "logs")
    logs.stop()
    sys.excepthook, threading.excepthook = hooks
    logging.getLogger().setLevel(level)


@pytest.mark.parametrize("code", ["..", "a/b", "", "ก", "a\\b"])
def test_a_unit_code_from_outside_never_leads_out_of_the_folder(tmp_path: Path, code: str) -> None:
    with pytest.raises(Tampered):
        Paths.find(tmp_path).unit("2101", code)


def test_a_second_program_on_the_same_folder_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "running.lock"
    with InstanceLock(path):
        with pytest.raises(Broken) as caught:
            InstanceLock(path)
        assert caught.value.code == "already_running"
    InstanceLock(path).release()


def test_a_killed_program_leaves_no_lock_behind(tmp_path: Path) -> None:
    path = tmp_path / "running.lock"
    held = "import sys, time; from pathlib import Path; from app.system.lock import InstanceLock\n"
    held += "lock = InstanceLock(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", held, str(path)], cwd=ROOT, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(Broken):
            InstanceLock(path)
        other.kill()
    InstanceLock(path).release()


def test_a_file_is_whole_for_whoever_reads_while_it_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "f"
    contents = {bytes([letter]) * 50_000 for letter in b"abc"}
    files.replace(path, next(iter(contents)))
    done = threading.Event()
    seen: set[bytes] = set()

    def read() -> None:
        while not done.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(20):
        for content in contents:
            files.replace(path, content)
    done.set()
    reader.join()
    assert seen <= contents
    assert os.listdir(tmp_path) == ["f"]


def test_the_clock_follows_the_central_system_and_warns_of_a_wrong_one() -> None:
    clock = Clock()
    before = clock.now()
    clock.learn(timedelta(hours=-2))
    assert timedelta(hours=1, minutes=59) < before - clock.now() < timedelta(hours=2, seconds=1)
    assert clock.wrong
    clock.learn(timedelta(minutes=4))
    assert not clock.wrong


def test_the_shipped_tables_can_be_read() -> None:
    assert reference_data.banks().title("006", "th") == "006 กรุงไทย"
    ktb = reference_data.banks().find("006")
    assert ktb is not None
    assert (ktb.account_lengths, ktb.account_groups) == ((10,), (3, 1, 5, 1))
    assert not reference_data.calendar().bank_open(date(2026, 12, 7))
    assert reference_data.calendar().bank_open(date(2026, 11, 23))


SECRETS = (
    "1234567890",
    "123-4-56789-0",
    "๑๒๓๔๕๖๗๘๙๐",
    "1-1014-00000-00-1",
    "0812345678",
    "hunter2-canary",
    "hunter3 canary",
    "tok_canary_abcdefghijklmnopqrstuvwxyz0123456789",
    "c0ffee" * 8,
    "payee@example.go.th",
    "สมหญิง แบบอย่าง",
    "Somying Baebyang",
)


def test_no_secret_reaches_the_log_by_any_way(log: Path) -> None:
    logger = logging.getLogger("app.test")
    for secret in SECRETS[:5] + SECRETS[7:11]:
        logger.warning("account %s of somebody, %r", secret, {"acct": secret})
    logger.warning("password=%s and {'password': '%s'} token: %s", "hunter2-canary", "hunter3 canary", SECRETS[7])
    logger.warning("Authorization: Bearer %s", "hunter2-canary")
    try:
        raise BadInput("account_unreadable", text="Somying Baebyang", number="1234567890")
    except BadInput:
        logger.exception("caught")
    sys.excepthook(ValueError, ValueError("สมหญิง แบบอย่าง 1234567890"), None)
    thread = threading.Thread(target=int, args=("สมหญิง 123-4-56789-0",))
    thread.start()
    thread.join()
    written = log.read_text("utf-8")
    assert [secret for secret in SECRETS if secret in written] == []
    assert written.count("uncaught") == 2
    assert "account_unreadable" in written


def test_a_log_line_cannot_be_forged_and_the_file_is_private(log: Path) -> None:
    logging.getLogger("app.test").warning("one\n2026-01-01 00:00:00,000 INFO app: forged\r\x1b[31m")
    lines = log.read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("    ")
    assert "\x1b" not in lines[1]
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_old_logs_are_let_go(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for handler in logging.getLogger().handlers:
        if hasattr(handler, "maxBytes"):
            monkeypatch.setattr(handler, "maxBytes", 200)
    for _ in range(100):
        logging.getLogger("app.test").warning("something happened again")
    kept = list(log.parent.iterdir())
    assert len(kept) == logs.FILES_KEPT + 1
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
