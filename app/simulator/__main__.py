"""Start the central system: ``python -m app.simulator`` or ``khlang-central``.

For a demonstration or a test::

    python -m app.simulator --data DIR --port 0 --seed sample --clock frozen:2026-11-23T09:00:00+07:00

When it is ready it prints one JSON line ``{"url", "ca", "operator_token_file"}``; the sample's users with their
passwords are in ``DIR/sample-users.json``. It stops on SIGTERM; started again on the same folder it goes on with the
same books, clock and keys. ``POST /v1/operator/clock/advance {"to": "2026-11-24T09:00:00+07:00"}`` with the operator's
token as bearer lets time pass. ``--smtp HOST:PORT`` sends e-mail to payees, ``--sms`` hands SMS to the simulated
gateway; without them both are only recorded. ``khlang-central bank --help`` tells what the bank's branch does at a
running one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
from pathlib import Path

from platformdirs import user_data_path

from app.simulator import branch, calendar, seed, serving
from app.simulator.certificates import bank_key
from app.simulator.clock import ClockTextWrong
from app.simulator.context import Central
from app.simulator.faults import Faults
from app.simulator.files import secret_text
from app.simulator.passwords import Passwords
from app.simulator.rules import RulesWrong, load
from app.simulator.snapshots import EPOCH, new_epoch
from app.simulator.storage import Storage, fact
from app.simulator.telling import ways
from app.simulator.telling.smtp import MailOptionsWrong
from app.simulator.worker import start_clock

_PORT = 8443
_UMASK = 0o077


def main() -> int:
    """Run until told to stop, or do what the bank's branch asks; return the exit code."""
    if sys.argv[1:2] == ["bank"]:
        return branch.main(sys.argv[2:])
    asked = _arguments()
    os.umask(_UMASK)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s", stream=sys.stderr)
    data: Path = asked.data
    data.mkdir(parents=True, exist_ok=True)
    # Others may read the authority's certificate in it; everything else is closed to them file by file.
    data.chmod(0o755)
    try:
        told = ways.asked(asked)
        central = build(data, asked.database, asked.rules, asked.clock, sample=asked.seed is not None, told=told)
    except (ClockTextWrong, RulesWrong, MailOptionsWrong) as problem:
        sys.stderr.write(f"khlang-central: {problem}\n")
        return 2
    asyncio.run(serving.serve(central, asked.host, asked.port, announce))
    return 0


def announce(url: str, ca: Path, operator_token: Path) -> None:
    """Tell whoever started us where we are."""
    ready = {"url": url, "ca": str(ca), "operator_token_file": str(operator_token)}
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()


def build(
    data: Path,
    database: str | None,
    rules: Path | None,
    clock: str | None,
    *,
    sample: bool,
    told: ways.Ways | None = None,
) -> Central:
    """Put the parts together; raise `ClockTextWrong` or `RulesWrong` for what cannot be read."""
    told = told or ways.Ways()
    book = load(rules)
    storage = Storage(database or f"sqlite:///{data / 'central.db'}")
    with storage.writing() as connection:
        epoch = fact(connection, EPOCH) or new_epoch(connection)
        time = start_clock(connection, clock)
        seed.foundation(connection)
        ways.settle(connection, time.now(), told)
    passwords = Passwords(secret_text(data / "pepper"))
    if sample:
        seed.sample(storage, passwords, data, time.now())
    return Central(
        data=data,
        storage=storage,
        clock=time,
        calendar=calendar.shipped(),
        rules=book,
        passwords=passwords,
        faults=Faults(),
        bank_key=bank_key(data),
        epoch=epoch,
        operator_token=secret_text(data / "operator-token"),
        ways=told,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="khlang-central", description="Khlang's central system, simulated.")
    parser.add_argument(
        "--data", type=Path, default=user_data_path("khlang-central", False), help="folder of its state"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=_PORT, help="0: any free one")
    parser.add_argument("--database", help="SQLAlchemy URL; a SQLite file in the data folder by default")
    parser.add_argument("--seed", choices=["sample"], help="add the sample ministry")
    parser.add_argument("--rules", type=Path, help="what the bank does with lines (TOML)")
    parser.add_argument("--clock", help="real, offset:ISO, offset:+SECONDS, frozen:ISO, speed:FACTOR[:ISO]")
    ways.add_options(parser)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
