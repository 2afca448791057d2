"""A real PostgreSQL for tests: one cluster a machine and user, begun by the first who needs it, ended after the last.

Everybody who uses it holds a shared lock on a file for as long as their process lives, however it ends; a keeper
waits for that lock alone, stops the cluster then and removes it. With ``KHLANG_TEST_DATABASE=postgresql`` whatever
starts a central system lets it work here.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

WANTED = os.environ.get("KHLANG_TEST_DATABASE", "") == "postgresql"
"""Whether central systems of tests work on PostgreSQL instead of SQLite."""
_ROLE = "khlang"
SUPERUSER = "postgres"
"""Of the system and of the cluster."""
_SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_connections": "400",
    "shared_buffers": "128MB",
    "max_pred_locks_per_transaction": "256",
    "unix_socket_permissions": "0777",
    "listen_addresses": "'127.0.0.1'",
    "logging_collector": "off",
}
"""Beside these it is as it comes; the promises of durability are the product's own demands."""


@dataclass(frozen=True)
class Cluster:
    """Where the running cluster is, and how its owner comes in."""

    folder: Path
    port: int
    password: str

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, name: str, *, over_tcp: bool = False) -> str:
        """Return the SQLAlchemy URL of a database."""
        if over_tcp:
            return f"postgresql+psycopg://{_ROLE}:{self.password}@127.0.0.1:{self.port}/{name}"
        return f"postgresql+psycopg://{_ROLE}:{self.password}@/{name}?host={self.folder}&port={self.port}"

    def connect(self, name: str = "postgres", user: str = _ROLE) -> psycopg.Connection[tuple[Any, ...]]:
        """Connect to a database outside transactions; ``user`` may be the cluster's superuser, too."""
        return psycopg.connect(
            host=str(self.folder), port=self.port, user=user, password=self.password, dbname=name, autocommit=True
        )


def name_of(url: str) -> str:
    """Return the database's name in a URL of `Cluster.url`."""
    return url.partition("?")[0].rpartition("/")[2]


def database(label: str = "test", copy_of: str = "") -> str:
    """Make a database, empty or a copy of another one's that nobody uses; return its SQLAlchemy URL.

    It goes with the cluster: to drop one is a checkpoint, for which all others wait.
    """
    template = name_of(copy_of) if copy_of else "template0"
    name = f"{label}_{os.getpid()}_{secrets.token_hex(4)}"
    making = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    with cluster().connect() as connection:
        connection.execute(making)
    return cluster().url(name)


def connect(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    """Connect to the database of a URL, outside transactions."""
    return psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True)


@cache
def cluster() -> Cluster:
    """Return the machine's cluster, begun if need be; it lives at least as long as this process."""
    folder = _folder()
    folder.mkdir(mode=0o711, exist_ok=True)
    folder.chmod(0o711)
    # Never closed but by the end of the process; waits for a keeper that is just ending the cluster.
    fcntl.flock(os.open(folder / "users", os.O_RDWR | os.O_CREAT, 0o600), fcntl.LOCK_SH)
    with (folder / "start").open("a") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if (running := _running(folder)) is not None:
            return running
        log = folder / "keeper.log"
        with log.open("wb") as said:
            keeper = subprocess.run(
                [sys.executable, "-m", "tests.helpers.postgres", str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd=Path(__file__).parents[2],
                check=False,
            )
        running = _running(folder)
        assert keeper.returncode == 0, log.read_text("utf-8")
        assert running is not None, log.read_text("utf-8")
        return running


def _folder() -> Path:
    """Return a folder with a path short enough for a socket; other settings, or another version, are another one."""
    kind = hashlib.sha256(f"{sorted(_SETTINGS.items())}{programs()}".encode()).hexdigest()[:8]
    return Path(tempfile.gettempdir()) / f"khlang-pg-{os.getuid()}-{kind}"


def _running(folder: Path) -> Cluster | None:
    """Return the cluster of the folder if it answers."""
    try:
        port, password = (folder / "ready").read_text("ascii").split()
        found = Cluster(folder, int(port), password)
        with found.connect():
            return found
    except (OSError, psycopg.OperationalError):
        return None


def programs() -> Path:
    """Return the folder of the newest PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    path = shutil.which("initdb")
    assert path is not None, "PostgreSQL is missing; on Debian: apt-get install postgresql"
    return Path(path).resolve().parent


def as_server(*command: str) -> list[str]:
    """Return a command that runs as somebody whom PostgreSQL lets run it: root may not."""
    if os.getuid() != 0:
        return list(command)
    return ["setpriv", f"--reuid={SUPERUSER}", f"--regid={SUPERUSER}", "--clear-groups", *command]


def _begin(folder: Path) -> None:
    data, port, password = folder / "data", _free_port(), secrets.token_urlsafe(24)
    for one in (folder / "ready", folder / "password"):
        one.unlink(missing_ok=True)
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    _write(folder / "password", password)
    if os.getuid() == 0:
        owner = pwd.getpwnam(SUPERUSER)
        for one in (data, folder / "password"):
            os.chown(one, owner.pw_uid, owner.pw_gid)
        # The server makes its socket here.
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    bins = programs()
    made = [str(bins / "initdb"), "-D", str(data), "-E", "UTF8", "--locale=C", "-U", SUPERUSER, "--no-sync"]
    secret = ["--auth=scram-sha-256", f"--pwfile={folder / 'password'}"]
    subprocess.run(as_server(*made, *secret), check=True, cwd="/")
    settings = {**_SETTINGS, "port": str(port), "unix_socket_directories": f"'{folder}'"}
    with (data / "postgresql.conf").open("a") as written:
        written.writelines(f"{name} = {value}\n" for name, value in settings.items())
    subprocess.run(
        as_server(str(bins / "pg_ctl"), "-D", str(data), "-l", str(data / "log"), "-w", "start"), check=True, cwd="/"
    )
    with Cluster(folder, port, password).connect(user=SUPERUSER) as connection:
        role = sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}")
        connection.execute(role.format(sql.Identifier(_ROLE), sql.Literal(password)))
    _write(folder / "ready", f"{port} {password}")


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _keep(folder: Path) -> None:
    """Wait until nobody uses the cluster any more, then end it and leave nothing behind."""
    with (folder / "users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        (folder / "ready").unlink(missing_ok=True)
        stopping = [str(programs() / "pg_ctl"), "-D", str(folder / "data"), "-m", "fast", "-w", "stop"]
        subprocess.run(as_server(*stopping), check=False, cwd="/")
        shutil.rmtree(folder / "data", ignore_errors=True)
        (folder / "password").unlink(missing_ok=True)


def main() -> None:
    """Begin the cluster, then go on beside as its keeper."""
    folder = Path(sys.argv[1])
    _begin(folder)
    if os.fork() == 0:
        os.setsid()
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        _keep(folder)
        os._exit(0)


if __name__ == "__main__":
    main()
