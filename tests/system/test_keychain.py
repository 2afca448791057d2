"""Secrets live in a keyring of the operating system, or the program says why not."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.domain.values.errors import Broken
from app.system import keychain

ROOT = Path(__file__).parents[2]
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
 <type>session</type>
 <listen>unix:tmpdir=/tmp</listen>
 <policy context="default">
  <allow send_destination="*" eavesdrop="true"/>
  <allow eavesdrop="true"/>
  <allow own="*"/>
 </policy>
</busconfig>
"""
"""A bus that starts no service by itself: the only keyring on it is the one that the test starts."""
IN_A_SESSION = """
import subprocess, sys, time
from pathlib import Path
from tempfile import TemporaryDirectory

import secretstorage

from app.domain.values.errors import Broken
from app.system import keychain
from app.system.vault import Vault

home = Path(sys.argv[1])


def daemon(password):
    ran = subprocess.Popen(["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"],
                           stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ran.stdin.write(password + b"\\n"); ran.stdin.close()
    return ran


def found():
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            return keychain.find()
        except Broken as problem:
            assert problem.code == "keychain_missing", problem
            time.sleep(0.05)
    sys.exit("no keychain")


def code(act):
    try:
        return act()
    except Broken as problem:
        return problem.code


running = daemon(b"canary-login")
try:
    chain = found()
    assert chain.unsafe is False
    assert chain.get("k") is None
    chain.put("k", "secret-1")
    chain.put("k", "secret-2")
    vault = Vault(home / "keys", chain)
    device, store_key = vault.device(), vault.store_key("2101", "2101000001", exists=False)
    vault.pin("word", "user_suspended")
    vault.pin("word", "")
    print("kept", type(chain).__name__)
finally:
    running.terminate(); running.wait()

print("absent", code(lambda: chain.get("k")), code(keychain.find))

running = daemon(b"canary-login")
try:
    again = found()
    assert again.get("k") == "secret-2"
    vault = Vault(home / "keys", again)
    assert vault.device() == device and vault.store_key("2101", "2101000001", exists=True) == store_key
    assert vault.pinned("word") == ""
    print("read again")
    secretstorage.get_default_collection(secretstorage.dbus_init()).lock()
    print("locked", code(lambda: Vault(home / "keys", again).device()))
finally:
    running.terminate(); running.wait()
"""


def test_a_machine_without_a_keyring_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    with pytest.raises(Broken) as caught:
        keychain.find()
    assert caught.value.code == "keychain_missing"


def test_an_unknown_platform_is_refused() -> None:
    with pytest.raises(Broken) as caught:
        keychain.find(platform="plan9")
    assert caught.value.code == "keychain_missing"


@pytest.mark.parametrize(
    "backend", ["keyring.backends.fail.Keyring", "keyring.backends.null.Keyring", "tests.evil.Plain"]
)
def test_what_the_environment_orders_is_not_obeyed(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    with pytest.raises(Broken) as caught:
        keychain.find()
    assert caught.value.code == "keychain_missing"


def test_only_encrypting_backends_are_on_the_list() -> None:
    names = {f"{module}.{name}" for backends in keychain.ALLOWED.values() for module, name in backends}
    assert names == {
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.macOS.Keyring",
        "keyring.backends.Windows.WinVaultKeyring",
    }


def test_a_plain_file_is_used_only_where_it_is_asked_for_and_says_so(tmp_path: Path) -> None:
    chain = keychain.find(tmp_path / "unsafe.json")
    assert chain.unsafe
    chain.put("a", "1")
    chain.put("b", "2")
    again = keychain.FileKeychain(tmp_path / "unsafe.json")
    assert (again.get("a"), again.get("b"), again.get("c")) == ("1", "2", None)
    assert stat.S_IMODE((tmp_path / "unsafe.json").stat().st_mode) == 0o600


def test_a_damaged_plain_file_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "unsafe.json").write_text("{")
    with pytest.raises(Broken) as caught:
        keychain.find(tmp_path / "unsafe.json").get("a")
    assert caught.value.code == "keychain_failed"


class Forgetful:
    """A keyring that takes everything and keeps nothing."""

    def get_password(self, service: str, username: str, /) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str, /) -> None:
        """Take it."""


def test_a_keyring_that_forgets_is_found_out_at_once() -> None:
    chain = keychain.SystemKeychain(Forgetful())
    with pytest.raises(Broken) as caught:
        chain.put("k", "secret")
    assert caught.value.code == "keychain_failed"
    assert "secret" not in str(caught.value)


@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="dbus-run-session or gnome-keyring-daemon is not installed",
)
def test_the_secret_service_of_a_real_session_keeps_secrets_over_a_restart_and_says_when_it_is_gone_or_locked(
    tmp_path: Path,
) -> None:
    environment = os.environ | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    bus = tmp_path / "bus.conf"
    bus.write_text(BUS)
    environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
    with TemporaryDirectory() as short:  # the keyring's socket lies in it
        ran = subprocess.run(
            ["dbus-run-session", f"--config-file={bus}", "--", sys.executable, "-c", IN_A_SESSION, str(tmp_path)],
            env=environment | {"XDG_RUNTIME_DIR": short},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == [
        "kept SystemKeychain",
        "absent keychain_failed keychain_missing",
        "read again",
        "locked keychain_failed",
    ]
