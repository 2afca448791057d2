"""A central system of many processes behind nginx, started by the recipe of the house."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from tests.helpers import postgres
from tests.helpers.raw_books import opened
from tests.helpers.raw_central import MONDAY, ROOT, Central, copied

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from tests.helpers.raw_books import Books

S = TypeVar("S", bound="ScaledOut")
CLOCK = f"offset:{MONDAY}"
"""It goes on from a Monday morning, so whoever is at the back office has to do what is due."""
WORKERS = 4


@dataclass
class ScaledOut(Central):
    """The whole of it: workers, nginx before them, and the PostgreSQL that is named, or one of its own."""

    program: tuple[str, ...] = ()
    workers: int = WORKERS

    def start(self, *options: str) -> None:
        recipe = [sys.executable, str(ROOT / "packaging" / "scale_out.py"), "--workers", str(self.workers)]
        where = ["--data", str(self.data), "--port", "0", "--database", self.database]
        with self.stderr.open("ab") as log:
            self.process = subprocess.Popen(
                [*recipe, *where, "--first", *options],
                cwd=ROOT,
                env=os.environ | self.environment(),
                stdout=subprocess.PIPE,
                stderr=log,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.said()
        self.ready = json.loads(line)
        self.wire = self.new_wire()

    def environment(self) -> dict[str, str]:
        """Return what the recipe finds in its environment besides ours."""
        return {}

    @property
    def stderr(self) -> Path:
        return self.data / "stderr.log"

    def said(self) -> str:
        return self.stderr.read_text("utf-8")

    def told(self, event: str) -> list[int]:
        """Return the process numbers of workers that said a sentence that begins so, one after the other."""
        lines = [json.loads(line) for line in self.said().splitlines() if line.startswith("{")]
        return [line["pid"] for line in lines if line["event"].startswith(event)]

    def ready_workers(self) -> set[int]:
        """Return the process numbers of workers that said they are ready, dead ones too."""
        return set(self.told("Started server process"))

    def at_the_office(self) -> list[int]:
        """Return who sat down at the back office, one after the other."""
        return self.told("at the back office")


class OnItsOwnDatabase(ScaledOut):
    """One with a PostgreSQL of its own, made at the first start, which can be taken away and given back."""

    def __init__(self, temp: Path, workers: int) -> None:
        """Let everything be under ``temp``, whose path must be short, and where the database's user passes through."""
        super().__init__(temp / "data", workers=workers)
        self._temp = temp

    def environment(self) -> dict[str, str]:
        return {"TMPDIR": str(self._temp)}

    @property
    def run(self) -> Path:
        """Where the recipe has its sockets."""
        (found,) = self._temp.glob("khlang-run-*")
        return found

    @property
    def database_url(self) -> str:
        password = (self.data / "database-password").read_text("ascii")
        return f"postgresql+psycopg://khlang:{quote(password)}@/khlang?host={quote(str(self.run / 'database'))}"

    def books(self) -> AbstractContextManager[Books]:
        return opened(self.database_url)

    def stop_database(self) -> None:
        """End it at once, as a power cut does."""
        self._control("-m", "immediate", "stop")

    def start_database(self) -> None:
        self._control("-o", f"-c unix_socket_directories={self.run / 'database'}", "start")

    def _control(self, *arguments: str) -> None:
        data = self.data / "postgresql"
        control = [str(postgres.programs() / "pg_ctl"), "-D", str(data), "-l", str(data / "server.log"), "-w"]
        subprocess.run(postgres.as_server(*control, *arguments), check=True, cwd="/", stdout=subprocess.DEVNULL)


@contextmanager
def scaled_out(data: Path) -> Iterator[ScaledOut]:
    """Run it for as long as the block lasts, on a PostgreSQL that is there, with the sample ministry."""
    seeded = copied(data, on_postgres=True)
    with _running(ScaledOut(data, database=seeded.database)) as central:
        yield central


@contextmanager
def with_its_own_database(workers: int) -> Iterator[OnItsOwnDatabase]:
    """Run it for as long as the block lasts, from nothing: its PostgreSQL, its keys and the sample ministry too."""
    with TemporaryDirectory(prefix="khlang-") as temp:
        Path(temp).chmod(0o711)
        with _running(OnItsOwnDatabase(Path(temp), workers), "--seed", "sample") as central:
            yield central


@contextmanager
def _running(central: S, *options: str) -> Iterator[S]:
    central.data.mkdir(parents=True, exist_ok=True)
    try:
        central.start("--clock", CLOCK, *options)
        yield central
    finally:
        assert central.stop() == 0, central.said()
    central.assert_contract_kept()
