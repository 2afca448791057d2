"""``python3 packaging/dev.py load``: what the central system bears, on SQLite and on PostgreSQL.

Prints a line of JSON a run, and the verdict. The exit status is 0 if every line to pass was reached, 1 if anything
was lost, doubled or wrongly taken, 3 if all was right but slower or larger than asked for.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.helpers.several_central import SeveralCentral
from tests.load.crowd import Size
from tests.load.ministry import wide
from tests.load.people import SAMPLE
from tests.load.run import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.raw_central import Central
    from tests.load.report import Told

WRONG, SLOW = 1, 3
KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
BATCHES = Size(pairs=50, lines=10_000, seconds=86_400, orders=1, bad_every=50, prepared=1)
"""SIM-25: fifty clients hand in a batch of ten thousand lines each, all at once."""


def main() -> int:
    """Run what is asked for and print a line for each; return the exit status."""
    options = command_line().parse_args()
    goal, size = asked(options)
    statuses = []
    for kind in KINDS if options.database == "both" else [options.database]:
        processes = options.processes if kind == "postgresql" else 0
        name = f"{KINDS[kind]}, {processes} processes" if processes else f"{KINDS[kind]}, one process"
        said(f"{name}: {size.pairs} pairs of persons, {size.lines} lines a batch ...")
        with serving(size, processes) as central:
            told = load(central, size)
        statuses.append(judged(told, goal, name))
    return WRONG if WRONG in statuses else max(statuses)


def judged(told: Told, goal: str, name: str) -> int:
    """Print what a run found and what that means; return the exit status for it."""
    missed = told.missed(goal, name)
    print(told.line(goal, name, missed), flush=True)
    if told.wrong:
        said(f"{name}: WRONG: {'; '.join(told.wrong[:10])}")
        return WRONG
    said(f"{name}: right, but missed: {'; '.join(missed)}" if missed else f"{name}: all as it must be")
    return SLOW if missed else 0


def said(sentence: str) -> None:
    """Tell whoever waits; the results alone go to the standard output."""
    print(sentence, file=sys.stderr, flush=True)


def command_line() -> argparse.ArgumentParser:
    """Describe the options."""
    parser = argparse.ArgumentParser(prog="load", description=__doc__)
    parser.add_argument("--profile", choices=["payments", "batches"], default="payments")
    parser.add_argument("--database", choices=[*KINDS, "both"], default="both")
    parser.add_argument("--seconds", type=float, default=600.0, help="of payments")
    parser.add_argument("--lines", type=int, help="of each batch; 100 of payments, 10,000 of batches")
    parser.add_argument("--rate", type=float, default=0.0, help="payments a second that fall due; 0: without a pause")
    parser.add_argument("--clients", type=int, default=50, help="pairs of persons, four connections each")
    parser.add_argument("--processes", type=int, default=4, help="of the central system on PostgreSQL")
    return parser


def asked(options: argparse.Namespace) -> tuple[str, Size]:
    """Return the goal and how much load that is."""
    pairs = options.clients
    if options.profile == "batches":
        lines = options.lines or BATCHES.lines
        return "SIM-25", Size(pairs, lines, BATCHES.seconds, orders=1, bad_every=pairs, prepared=1)
    lines = options.lines or 100
    # Signed beforehand: as many as a second and a half of the goal's pace would need each second.
    prepared = round((options.rate or 1500) * options.seconds / lines / pairs) + 1
    return "G6", Size(pairs, lines, options.seconds, rate=options.rate / lines, prepared=prepared)


@contextmanager
def serving(size: Size, processes: int) -> Iterator[Central]:
    """Run a central system with units enough: so many processes on PostgreSQL, or one on SQLite for 0."""
    with tempfile.TemporaryDirectory(prefix="khlang-load-") as folder:
        central = wide(Path(folder), max(0, size.pairs - len(SAMPLE)), on_postgres=processes > 0)
        central = SeveralCentral(central, processes) if processes else central
        central.start(*central.options)
        try:
            yield central
        finally:
            central.stop()


if __name__ == "__main__":
    sys.exit(main())
