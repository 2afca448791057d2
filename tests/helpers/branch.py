"""The command line of the bank's branch, spoken in the test's own process: starting Python each time takes longer."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, NamedTuple

from app.simulator import branch

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central


class Said(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str


def say(central: Central, *words: str) -> Said:
    """Say something at the command line of the bank, the treasury or the Portal."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = branch.main(["--data", str(central.data), "--server", central.ready["url"], *words])
        except SystemExit as wrong:  # argparse does not understand
            code = int(wrong.code or 0)
    return Said(code, out.getvalue(), err.getvalue())


def bank(central: Central, *words: str) -> tuple[int, str]:
    """Say something and return the exit code with everything that stands on the screen."""
    said = say(central, *words)
    return said.code, said.out + said.err
