"""Programs that begin with everything loaded: a run of all tests starts some hundreds of central systems and desks.

Each is a process of its own that knows nothing of the test; it is only spared reading the modules anew, most of what a
start costs. What starts the real commands is proven where they are started (`tests.journeys.test_starts`).
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, ForkServerProcess, SpawnContext, SpawnProcess

ROOT = Path(__file__).resolve().parents[2]
COMMAND_SECONDS_MAX = 300.0
PRELOADED = [
    "app.simulator.serving",
    "app.simulator.__main__",
    "app.workplace",
    "app.desktop",
    "app.services.sign_in",
    "app.services.enrolment",
    "app.agency_rooms",
    "app.system.keychain",
    "app.system.logs",
    "app.ui.single_instance",
    "app.ui.stylesheet",
    "encodings.idna",
    "httpcore2",
    "pytest",
    "app.demo.hands",
    "tests.journeys.acts",
    "tests.journeys.person",
    "tests.helpers.warmed",
]


@cache
def context() -> SpawnContext | ForkServerContext:
    """Return a way to begin processes that know nothing of this one; where it can be, with everything loaded."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(PRELOADED)
    return forking


class CentralProcess:
    """A central system begun as ``python -m app.simulator`` begins it; to be handled like a `subprocess.Popen`."""

    def __init__(self, arguments: list[str], log: Path) -> None:
        receiving, sending = multiprocessing.Pipe(duplex=False)
        self._process: ForkServerProcess | SpawnProcess = context().Process(
            target=_serve, args=(arguments, sending, log, dict(os.environ))
        )
        self._process.start()
        sending.close()
        self.stdout = os.fdopen(os.dup(receiving.fileno()), "rb")
        receiving.close()

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Return how it ended; None as long as it runs."""
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        """Return how it ended; raises `subprocess.TimeoutExpired` if it does not end."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("app.simulator", timeout)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        self._process.kill()


def _serve(arguments: list[str], stdout: object, log: Path, environment: dict[str, str]) -> None:
    """Become the program: its folder, its environment, its output."""
    from multiprocessing.connection import Connection

    assert isinstance(stdout, Connection)
    os.dup2(stdout.fileno(), sys.stdout.fileno())
    stdout.close()
    with log.open("ab") as errors:
        os.dup2(errors.fileno(), sys.stderr.fileno())
    _become(arguments, environment)


def command(*words: object) -> subprocess.CompletedProcess[str]:
    """Do what ``python -m app.simulator`` does where it ends by itself; return how it ended and what it said.

    One at a time: `multiprocessing` may lose how it ended to another thread that starts a process just then.
    """
    arguments = [str(word) for word in words]
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "stdout"), Path(folder, "stderr")
        process = context().Process(target=_run, args=(arguments, out, err, dict(os.environ)))
        process.start()
        process.join(COMMAND_SECONDS_MAX)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(arguments, COMMAND_SECONDS_MAX)
        return subprocess.CompletedProcess(arguments, process.exitcode, out.read_text("utf-8"), err.read_text("utf-8"))


def _run(arguments: list[str], out: Path, err: Path, environment: dict[str, str]) -> None:
    for stream, path in ((sys.stdout, out), (sys.stderr, err)):
        with path.open("wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    _become(arguments, environment)


def _become(arguments: list[str], environment: dict[str, str]) -> None:
    from app.simulator import __main__ as central

    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["khlang-central", *arguments]
    sys.exit(central.main())
