"""The real desktop in a real window, as a person's screen reader meets it: role, name and state, from outside."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app import i18n
from tests.helpers.raw_central import ROOT, UNIT, running

if TYPE_CHECKING:
    from collections.abc import Iterator

READER = Path(__file__).with_name("reader.py")
SYSTEM_PYTHON = "/usr/bin/python3"
NEEDED = ("Xvfb", "dbus-run-session")
BANNER = "ระบบจำลองสำหรับทดสอบ"
SECONDS_MAX = 540
UNNAMED_PARTS = frozenset({"filler", "panel"})
"""Roles that only hold others together."""


def missing() -> str:
    """Return what this machine lacks to listen from outside, or an empty text."""
    lacking = [program for program in NEEDED if shutil.which(program) is None]
    asked = [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('Atspi', '2.0')"]
    if not Path(SYSTEM_PYTHON).exists() or subprocess.run(asked, capture_output=True, check=False).returncode:
        lacking.append("gir1.2-atspi-2.0")
    if not Path("/usr/libexec/at-spi-bus-launcher").exists():
        lacking.append("at-spi2-core")
    return ", ".join(lacking)


def word(key: str) -> str:
    return i18n.words("th", key)


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[dict[str, Any]]]]:
    """Go through the program once; what was heard by screen."""
    if lacking := missing():
        pytest.skip(f"nobody can listen from outside here, it takes: {lacking}")
    folder = tmp_path_factory.mktemp("outside")
    with running(folder / "central", eased=True) as central:
        told = {
            "banner": BANNER,
            "enter": word("sign_in.enter"),
            "password_label": word("sign_in.password"),
            "password": central.password(UNIT, "MAKER01"),
            "home_title": word("home.title"),
            "screens": {
                "batches": (word("batches.title"), word("batches.none")),
                "importing": (word("batches.import"), word("importing.choose")),
                "evidence": (word("evidence.title"), word("evidence.which")),
                "audit": (word("audit.title"), word("audit.verify")),
                "sync_centre": (word("sync.title"), word("sync.now")),
                "settings": (word("settings.title"), word("settings.choices")),
            },
        }
        (folder / "words.json").write_text(json.dumps(told), "utf-8")
        command = [sys.executable, "-m", "app", "--data-dir", str(folder / "desk"), "--unsafe-file-keychain"]
        command += [
            "--server",
            central.ready["url"],
            "--ca",
            central.ready["ca"],
            "--company",
            UNIT,
            "--user",
            "MAKER01",
        ]
        lines = listen(folder, [SYSTEM_PYTHON, str(READER), str(folder / "words.json"), "--", *command])
        yield {each["screen"]: each["heard"] for each in map(json.loads, lines)}


def listen(folder: Path, command: list[str]) -> list[str]:
    """Run a command in a session with a display and a bus of its own; return its lines."""
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as pipe:
            display = f":{pipe.readline().strip()}"
        env = os.environ | {
            "DISPLAY": display,
            "XDG_RUNTIME_DIR": str(runtime),
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }
        env.pop("QT_SCALE_FACTOR", None)
        done = subprocess.run(
            ["dbus-run-session", "--", *command],
            env=env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return [line for line in done.stdout.splitlines() if line.startswith("{")]
    finally:
        screen.terminate()
        screen.wait(10)


def named(heard: list[dict[str, Any]], role: str) -> list[str]:
    return [each["name"] for each in heard if each["role"] == role]


def test_everything_that_can_have_the_focus_has_a_name(heard: dict[str, list[dict[str, Any]]]) -> None:
    assert set(heard) == {"sign_in", "home", "batches", "importing", "evidence", "audit", "sync_centre", "settings"}
    for screen, parts in heard.items():
        nameless = [part for part in parts if part["focusable"] and not part["name"].strip()]
        assert not [part for part in nameless if part["role"] not in UNNAMED_PARTS], screen


def test_a_window_is_a_window_and_names_the_screen(heard: dict[str, list[dict[str, Any]]]) -> None:
    product = word("ui.product")
    assert named(heard["sign_in"], "frame") == [f"{product} · {word('sign_in.title')}"]
    for screen, title in (("home", "home.nav"), ("audit", "audit.title"), ("settings", "settings.title")):
        assert named(heard[screen], "frame") == [f"{word(title)} · {product}"]


def test_a_password_is_never_read_aloud(heard: dict[str, list[dict[str, Any]]]) -> None:
    assert named(heard["sign_in"], "password text") == [word("sign_in.password")]
    assert word("sign_in.user") in named(heard["sign_in"], "text")


def test_the_screen_that_is_shown_is_the_one_of_several_that_is_chosen(heard: dict[str, list[dict[str, Any]]]) -> None:
    for screen, title in (("home", "home.nav"), ("audit", "audit.title"), ("settings", "settings.title")):
        here = [each["name"] for each in heard[screen] if each["role"] == "radio button" and each["checked"]]
        assert word(title) in here


def test_the_banner_of_the_simulator_is_told_on_every_screen(heard: dict[str, list[dict[str, Any]]]) -> None:
    for parts in heard.values():
        assert any(each["name"].startswith(BANNER) for each in parts)


def test_a_table_has_headings_and_its_cells_say_their_column(
    heard: dict[str, list[dict[str, Any]]],
) -> None:
    audit = heard["audit"]
    assert word("audit.title") in named(audit, "table")
    assert {word("audit.at"), word("audit.person"), word("audit.action")} <= set(named(audit, "table column header"))
    assert any(
        name.startswith(f"{word('audit.action')} {word('terms.event.sign_in')}") for name in named(audit, "table cell")
    )
