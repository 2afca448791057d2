"""A process that writes to the logs of two units: ``python -m tests.helpers.log_writers COUNT WHO < URL``."""

from __future__ import annotations

import random
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from app.simulator import log
from app.simulator.storage import Storage
from app.wire.codec import Message

if TYPE_CHECKING:
    from sqlalchemy import Connection

LOGS = ("log-one", "log-two")


class Said(Message, frozen=True):
    """What stands in the log: who wrote it and as which of theirs."""

    text: str


def open_logs(connection: Connection) -> None:
    """Begin both logs."""
    for name in LOGS:
        log.begin(connection, name)


def main() -> None:
    """Write; half of the time telling the storage which unit it is about."""
    count, who = int(sys.argv[1]), sys.argv[2]
    chance = random.Random(who)  # noqa: S311
    with closing(Storage(sys.stdin.readline().strip())) as storage:
        for n in range(count):
            name = chance.choice(LOGS)

            def work(connection: Connection, name: str = name, n: int = n) -> None:
                log.append(connection, "", ("agency", name), "said", "", Said(text=f"{who}:{n}"), log.BANK)

            storage.write_now(work, chance.choice((name, "")))


if __name__ == "__main__":
    main()
