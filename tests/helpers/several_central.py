"""Several processes of the central system on one database: whoever opens a wire comes to the next of them."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import cycle
from typing import TYPE_CHECKING

from tests.helpers.raw_central import Central, Wire, copied

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class SeveralCentral(Central):
    """One central system in several processes; what asks this one, asks each in turn."""

    def __init__(self, of: Central, processes: int) -> None:
        super().__init__(of.data, of.options, of.program, of.database)
        self._others = [Central(of.data, of.options, of.program, of.database) for _ in range(processes - 1)]

    @property
    def each(self) -> list[Central]:
        """All processes; the first is this one."""
        return [self, *self._others]

    def start(self, *options: str) -> None:
        for one in self._others:
            one.start(*options)
        self._turns = cycle([*self._others, None])
        super().start(*options)

    def new_wire(self) -> Wire:
        """Open a wire to the next process."""
        other = next(self._turns)
        return super().new_wire() if other is None else other.new_wire()

    def kill(self) -> None:
        for one in self._others:
            one.kill()
        super().kill()

    def stop(self) -> int:
        return max([one.stop() for one in self._others] + [super().stop()])


@contextmanager
def running_several(data: Path, processes: int, *options: str) -> Iterator[SeveralCentral]:
    """Run several processes on one PostgreSQL for as long as the block lasts, with the sample ministry."""
    central = SeveralCentral(copied(data, on_postgres=True), processes)
    central.start(*options)
    try:
        yield central
    finally:
        central.stop()
