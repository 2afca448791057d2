"""Start the central system: ``python -m app.simulator`` or ``khlang-central``.

For a demonstration or a test::

    python -m app.simulator --data DIR --port 0 --seed sample --clock frozen:2026-11-23T09:00:00+07:00

When it is ready it prints one JSON line ``{"url", "ca", "operator_token_file"}``; the sample's users with their
passwords are in ``DIR/sample-users.json``. It stops on SIGTERM; started again on the same folder it goes on with the
same books, clock and keys. ``POST /v1/operator/clock/advance {"to": "2026-11-24T09:00:00+07:00"}`` with the operator's
token as bearer lets time pass. ``--smtp HOST:PORT`` sends e-mail to payees, ``--sms`` hands SMS to the simulated
gateway; without them both are only recorded. Every option may stand in a file or in the environment as well
(`settings`). ``khlang-central bank --help`` tells what the bank's branch does at a running one.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
from typing import TYPE_CHECKING

from app.simulator import chance, clock_fact, seed, serving, sharing
from app.simulator.certificates import bank_key
from app.simulator.console import accounts
from app.simulator.context import Central
from app.simulator.faults.book import Faults
from app.simulator.files import secret_text, sole_starter
from app.simulator.gate import Gate
from app.simulator.holidays.standing import CalendarInForce
from app.simulator.operations import logs
from app.simulator.options import OptionsWrong
from app.simulator.passwords import Passwords
from app.simulator.postgres_server import DatabaseUnfit
from app.simulator.ruling import versions
from app.simulator.settings import PROGRAM, from_start
from app.simulator.shared import Shared
from app.simulator.snapshots import EPOCH, new_epoch
from app.simulator.storage import Storage, fact
from app.simulator.telling import ways

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.simulator.settings import Settings

_UMASK = 0o077
_BAD_START = 2
_COMMANDS = {
    "backup": "app.simulator.operations.backup:main_backup",
    "bank": "app.simulator.branch:main",
    "certificate": "app.simulator.operations.certificate_desk:main",
    "config": "app.simulator.operations.configuration:main",
    "restore": "app.simulator.operations.backup:main_restore",
    "console-user": "app.simulator.console.command:main",
    "recording": "app.simulator.recording.counter:main",
    "replay": "app.simulator.recording.replay:main",
    "scenario": "app.simulator.scenarios.command:main",
}
"""Sub-commands, each a function of the arguments after it that returns the exit code."""


def main() -> int:
    """Run until told to stop, or do what a sub-command says; return the exit code."""
    if sys.argv[1:2] and sys.argv[1] in _COMMANDS:
        module, _, function = _COMMANDS[sys.argv[1]].partition(":")
        do: Callable[[Sequence[str]], int] = getattr(importlib.import_module(module), function)
        return do(sys.argv[2:])
    try:
        settings = from_start(sys.argv[1:], os.environ).values
    except OptionsWrong as problem:
        sys.stderr.write(problem.said(PROGRAM))
        return _BAD_START
    os.umask(_UMASK)
    logs.begin(settings.log_level)
    settings.data.mkdir(parents=True, exist_ok=True)
    # Others may read the authority's certificate in it; everything else is closed to them file by file.
    settings.data.chmod(0o755)
    starting = sole_starter(settings.data)
    try:
        central = build(settings)
    except chance.ChanceWrong as problem:
        sys.stderr.write(f"{PROGRAM}: --random\n  {problem}\n")
        return _BAD_START
    except DatabaseUnfit as problem:
        sys.stderr.write(f"{PROGRAM}: --database\n  {problem}\n")
        return _BAD_START
    if central.chance.seed:
        sys.stderr.write(f"{PROGRAM}: {chance.PRACTICE_ONLY}\n")

    def ready(url: str, ca: Path, operator_token: Path, console: str) -> None:
        starting.close()
        announce(url, ca, operator_token, console)

    asyncio.run(serving.serve(central, settings.host, settings.port, ready))
    return 0


def announce(url: str, ca: Path, operator_token: Path, console: str) -> None:
    """Tell whoever started us where we are; ``console`` is '' where it was not asked for."""
    ready = {"url": url, "ca": str(ca), "operator_token_file": str(operator_token)}
    if console:
        ready["console"] = console
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()


def build(settings: Settings) -> Central:
    """Put the parts together."""
    data, told, shared = settings.data, ways.asked(settings), Shared()
    storage = Storage(settings.database or f"sqlite:///{data / 'central.db'}")
    with storage.writing() as connection:
        drawing = chance.begin(connection, settings.random)
    storage.draw_from(drawing)
    with storage.writing() as connection:
        epoch = fact(connection, EPOCH) or new_epoch(connection)
        time = clock_fact.start(connection, shared, settings.clock)
        seed.foundation(connection)
        ways.settle(connection, time.now(), told)
        versions.begin(connection, shared, time.now(), settings.rules)
    passwords = Passwords(secret_text(data / "pepper", drawing.named("pepper")), drawing)
    if settings.seed is not None:
        seed.sample(storage, passwords, drawing, data, time.now())
        accounts.sample(storage, passwords, data)
    central = Central(
        settings=settings,
        data=data,
        storage=storage,
        clock=time,
        calendar=CalendarInForce(shared).calendar,
        rules=versions.RulesInForce(shared),
        passwords=passwords,
        faults=Faults(storage, time, shared),
        bank_key=bank_key(data, drawing.named("bank-key")),
        epoch=epoch,
        operator_token=secret_text(data / "operator-token", drawing.named("operator-token")),
        chance=drawing,
        shared=shared,
        gate=Gate(shared, time),
        ways=told,
    )
    sharing.connect(central)
    return central


if __name__ == "__main__":
    sys.exit(main())
