"""A PostgreSQL of our own in a folder, from Debian's packages: made at its first start, reached over a socket only."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

SERVER_USER = "postgres"


class Database:
    """A PostgreSQL of our own in the data folder, reachable over a socket with a password only."""

    def __init__(self, data: Path, run: Path) -> None:
        """Keep books and password under ``data``, the socket under ``run``, whose path must be short."""
        self._data = data / "postgresql"
        self._run = run / "database"
        self._secret = data / "database-password"

    def start(self) -> str:
        """Make it at the first start, start it; return its URL."""
        self._run.mkdir(mode=0o711)
        if is_root():
            give(self._run, SERVER_USER)
        if not (self._data / "PG_VERSION").exists():
            self._make()
        self._control("-o", f"-c unix_socket_directories={self._run}", "start")
        self._demand_database()
        return f"postgresql://khlang:{quote(self._secret.read_text())}@/khlang?host={quote(str(self._run))}"

    def stop(self) -> None:
        """End it, unless it has ended already; whoever is connected is told to go."""
        status = [*_changed_user(), program("pg_ctl"), "-D", str(self._data), "status"]
        if subprocess.run(status, check=False, cwd="/", stdout=subprocess.DEVNULL).returncode == 0:
            self._control("-m", "fast", "stop")

    def _make(self) -> None:
        keep_secret(self._secret, secrets.token_urlsafe(32))
        shutil.rmtree(self._data, ignore_errors=True)
        self._data.mkdir(mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=self._run) as password:
            password.write(self._secret.read_text())
            password.flush()
            if is_root():
                give(self._data, SERVER_USER)
                give(Path(password.name), SERVER_USER)
            kept = ["-D", str(self._data), "-U", "khlang", "-A", "scram-sha-256", f"--pwfile={password.name}"]
            as_server(program("initdb"), *kept, "-E", "UTF8", "--locale=C")
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write("listen_addresses = ''\nmax_connections = 400\nmax_pred_locks_per_transaction = 256\n")
            settings.write("shared_buffers = 256MB\nunix_socket_permissions = 0777\n")

    def _demand_database(self) -> None:
        known = {"PGPASSWORD": self._secret.read_text(), "PGUSER": "khlang", "PGHOST": str(self._run)}
        psql = [program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", "postgres", "-c"]
        asked = "SELECT 1 FROM pg_database WHERE datname = 'khlang'"
        environment = os.environ | known
        found = subprocess.run([*psql, asked], env=environment, check=True, stdout=subprocess.PIPE).stdout.strip()
        if not found:
            making = "CREATE DATABASE khlang TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            subprocess.run([*psql, making], env=environment, check=True)

    def _control(self, *arguments: str) -> None:
        log = str(self._data / "server.log")
        as_server(program("pg_ctl"), "-D", str(self._data), "-l", log, "-w", "-t", "60", *arguments)


def is_root() -> bool:
    """Say whether parts must be given to users of their own."""
    return os.geteuid() == 0


def give(path: Path, user: str) -> None:
    """Let a file or folder belong to another user."""
    owner = pwd.getpwnam(user)
    os.chown(path, owner.pw_uid, owner.pw_gid)


def keep_secret(path: Path, text: str) -> None:
    """Write a file that the owner alone reads."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def found(name: str) -> str:
    """Return the path of a program, PostgreSQL's newest included; '' if there is none."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(versions[-1]) if versions else shutil.which(name) or shutil.which(name, path="/usr/sbin") or ""


def program(name: str) -> str:
    """Return the path of a program that is there."""
    path = found(name)
    if not path:
        raise FileNotFoundError(name)
    return path


def as_server(*command: str) -> None:
    """Run a program of PostgreSQL, as its own user where we are root: it refuses to run as root."""
    subprocess.run([*_changed_user(), *command], check=True, cwd="/", stdin=subprocess.DEVNULL, stdout=sys.stderr)


def _changed_user() -> list[str]:
    return ["setpriv", f"--reuid={SERVER_USER}", f"--regid={SERVER_USER}", "--clear-groups"] if is_root() else []
