"""A central system for one play only, with the sample ministry, its clock standing on an ordinary Monday morning."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from app.simulator.scenarios.speaking import Server, Wire
from app.simulator.seed import SAMPLE_USERS_FILE
from app.wire import api

if TYPE_CHECKING:
    from collections.abc import Iterator

MORNING = "frozen:2026-11-23T09:00:00+07:00"
_BEGINNING = "scenario-beginning"


class NotStarted(Exception):
    """The central system did not start; the message is what it said."""


def passwords_of(file: Path) -> dict[tuple[str, str], str]:
    """Return the passwords of a sample's people, by company and user name."""
    people = json.loads(file.read_text("utf-8"))
    return {(one["company_id"], one["user_id"]): one["password"] for one in people}


@contextmanager
def started() -> Iterator[Wire]:
    """Run a central system in a folder that is thrown away afterwards."""
    with TemporaryDirectory(prefix="khlang-scenario-") as made:
        data = Path(made)
        command = [sys.executable, "-m", "app.simulator", "--data", str(data), "--port", "0", "--seed", "sample"]
        with (data / "stderr.log").open("wb") as log:
            # Our own program, with a path that we made.
            process = subprocess.Popen([*command, "--clock", MORNING], stdout=subprocess.PIPE, stderr=log)  # noqa: S603
        try:
            line = process.stdout.readline() if process.stdout is not None else b""
            if not line:
                raise NotStarted((data / "stderr.log").read_text("utf-8"))
            ready = json.loads(line)
            token = Path(ready["operator_token_file"]).read_text("ascii")
            yield Wire(Server(ready["url"], ready["ca"], token, passwords_of(data / SAMPLE_USERS_FILE)))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


def keep_beginning(wire: Wire) -> None:
    """Keep how everything stands, to begin each script with it."""
    wire.operate("PUT", f"{api.OPERATOR_SNAPSHOTS}/{_BEGINNING}")


def go_to_beginning(wire: Wire) -> None:
    """Go back to it."""
    wire.operate("POST", f"{api.OPERATOR_SNAPSHOTS}/{_BEGINNING}")
