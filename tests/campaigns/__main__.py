"""Live through a simulated month and print what it added up to: ``python -m tests.campaigns --seed 7 --twice``."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.campaigns.account import account_of
from tests.campaigns.month import DAYS, MONTH, Month, Plan
from tests.helpers.raw_central import running


def main() -> int:
    """Run the month; 0 if nothing is wrong and, with ``--twice``, both runs told the same to the byte."""
    parser = argparse.ArgumentParser(prog="month")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="a few days")
    parser.add_argument("--twice", action="store_true", help="again from the same number, and compare")
    parser.add_argument("--report", type=Path, help="where to leave the report")
    options = parser.parse_args()
    digests = {_told(options) for _ in range(2 if options.twice else 1)}
    return int(len(digests) > 1 or "" in digests)


def _told(options: argparse.Namespace) -> str:
    plan: Plan = DAYS if options.short else MONTH
    with TemporaryDirectory() as name, running(Path(name) / "central") as central:
        began = time.monotonic()
        month = Month(central, Path(name), plan, options.seed)
        month.run()
        account = account_of(month)
        month.people.go()
    print(
        f"{account.days} days closed, {account.receipts} receipts, {account.remittances} remittances answered,"
        f" {account.documents} documents, {plan.days * plan.batches_a_day} batches, {plan.faults} faults;"
        f" {time.monotonic() - began:.0f} s; report {account.digest}",
        flush=True,
    )
    for wrong in account.wrong:
        print(f"WRONG: {wrong}", flush=True)
    if options.report:
        options.report.write_bytes(account.report)
    return "" if account.wrong else account.digest


if __name__ == "__main__":
    sys.exit(main())
