"""What the central system takes of its machine meanwhile: memory of its processes, and its write-ahead log."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Self

from tests.helpers import postgres
from tests.helpers.several_central import SeveralCentral

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central

EVERY_SECONDS = 0.5
WARM = 0.2
"""Of the run: until then caches fill."""
END = 0.1
_PAGE = 4096
MIB = 1 << 20


@dataclass
class Taken:
    """Samples of one run, in bytes."""

    memory: list[int] = field(default_factory=list)
    wal: list[int] = field(default_factory=list)

    @property
    def grown(self) -> float:
        """How much memory grew between the time when all was warm and the end, as a part of it."""
        count = len(self.memory)
        if not count:
            return 0.0
        wide = max(1, int(count * END))
        warm = self.memory[int(count * WARM) :][:wide]
        return median(self.memory[-wide:]) / median(warm) - 1

    @property
    def memory_mib(self) -> tuple[int, int]:
        """Memory at the beginning and at most, in MiB."""
        return self.memory[0] // MIB, max(self.memory) // MIB

    @property
    def wal_mib(self) -> float:
        """The longest write-ahead log, in MiB."""
        return round(max(self.wal) / MIB, 1)


class Watch:
    """Looks at the machine again and again for as long as the block lasts."""

    def __init__(self, central: Central) -> None:
        self._central = central
        self._each = central.each if isinstance(central, SeveralCentral) else [central]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)
        self.taken = Taken()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def _look_on(self) -> None:
        while not self._over.is_set():
            self._look()
            self._over.wait(EVERY_SECONDS)

    def _look(self) -> None:
        pages = [int(Path(f"/proc/{one.process.pid}/statm").read_text().split()[1]) for one in self._each]
        self.taken.memory.append(sum(pages) * _PAGE)
        self.taken.wal.append(self._wal())

    def _wal(self) -> int:
        if not self._central.database:
            return (self._central.data / "central.db-wal").stat().st_size
        with postgres.cluster().connect(user=postgres.SUPERUSER) as session:
            row = session.execute("SELECT sum(size) FROM pg_ls_waldir()").fetchone()
        return int(row[0]) if row else 0
