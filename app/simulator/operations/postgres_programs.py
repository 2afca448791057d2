"""PostgreSQL's own programs: the dump of a database and its way back."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from app.simulator.operations.complaint import Complaint

if TYPE_CHECKING:
    from sqlalchemy import URL

_PLACES = "/usr/lib/postgresql/*/bin"


def dump(url: URL, snapshot: str, target: Path) -> None:
    """Write what one exported snapshot sees into a file in the custom format; raise `Complaint`."""
    _run(
        "pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"
    )


def read_through(source: Path) -> None:
    """Read a dump from its beginning to its end, to nowhere; raise `Complaint` where that is not possible."""
    _run("pg_restore", None, f"--file={os.devnull}", str(source))


def restore(url: URL, source: Path) -> None:
    """Fill an empty database from a dump, wholly or not at all; raise `Complaint`."""
    _run("pg_restore", url, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(source))


def _program(name: str) -> str:
    """Return the newest there is: one that is older than the server refuses."""
    found = sorted(Path("/").glob(f"{_PLACES[1:]}/{name}"), key=lambda path: int(path.parts[-3]))
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        raise Complaint(f"ไม่พบโปรแกรม {name} ของ PostgreSQL", f"PostgreSQL's {name} is missing")
    return path


def _run(name: str, url: URL | None, *arguments: str) -> None:
    environ = dict(os.environ)
    command = [_program(name), *arguments]
    if url is not None:
        # Others can read a command line; a password stays in the environment.
        environ["PGPASSWORD"] = url.password or ""
        address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
        command.insert(1, f"--dbname={address}")
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = " ".join(done.stderr.split())[:500]
        raise Complaint(f"{name} ทำงานไม่สำเร็จ: {said}", f"{name} failed: {said}")
