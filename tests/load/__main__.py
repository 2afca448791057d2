"""``python3 packaging/dev.py load``: what the central system bears, on SQLite and on PostgreSQL with four processes."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.helpers.raw_central import running
from tests.helpers.several_central import running_several
from tests.load.run import load


def main() -> int:
    """Run both and print a line for each; return the exit status."""
    parser = argparse.ArgumentParser(prog="load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--lines", type=int, default=100, help="of each batch")
    parser.add_argument("--processes", type=int, default=4, help="on PostgreSQL")
    options = parser.parse_args()
    wrong = []
    with tempfile.TemporaryDirectory(prefix="khlang-load-") as folder:
        with running(Path(folder) / "sqlite") as central:
            told = load(central, options.lines, options.seconds)
            print(told.line("SQLite, one process"), flush=True)
            wrong += told.wrong
        with running_several(Path(folder) / "postgresql", options.processes) as several:
            told = load(several, options.lines, options.seconds)
            print(told.line(f"PostgreSQL, {options.processes} processes"), flush=True)
            wrong += told.wrong
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
