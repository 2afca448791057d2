#!/usr/bin/env python3
"""The central system by many processes on one machine: PostgreSQL, workers on sockets, nginx with TLS before them.

``python3 packaging/dev.py scale --workers 4``; the parts and why they are so stands in ``scale_out.yaml`` beside this
file. When all of them answer it prints the same JSON line as ``khlang-central``. SIGTERM and SIGINT end it in order:
nginx takes no more requests, those that run end, then workers and database. SIGHUP replaces the workers one after
another without losing a request. A worker that dies is started again.

Needs Debian's ``postgresql`` and ``nginx``, and an interpreter in which the product is installed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import pwd
import shutil
import signal
import socket
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from own_postgres import Database, found, give, is_root, program

if TYPE_CHECKING:
    from collections.abc import Coroutine

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = Path(__file__).with_name("scale_out_nginx.conf")
WORKERS_MAX = 32
BODY_BYTES_MAX = 65 << 20
"""A little more than the largest submission: whatever is too large is refused in the central system's own words."""
AGAIN_SECONDS = 1.0
LOOK_SECONDS = 5.0
NGINX_QUIET_SECONDS = 2.0
"""So long nginx may hand on what it has begun to read, before requests that are only held are ended."""
END_SECONDS_MAX = 30.0
PROXY_USER = "www-data"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Describe the options of `run`."""
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--data", type=Path, default=ROOT / "scale-data", help="folder of keys and database")
    parser.add_argument("--host", default="127.0.0.1", help="where nginx listens")
    parser.add_argument("--port", type=int, default=8443, help="0: any free one")
    parser.add_argument("--database", default="", help="URL of a running PostgreSQL instead of one of its own")
    parser.add_argument("--first", nargs=argparse.REMAINDER, default=[], help="options of the first start, say --seed")


@dataclass
class Place:
    """Where everything lies: ``data`` outlives the run, ``run`` holds sockets, whose paths must be short."""

    data: Path
    run: Path
    host: str
    port: int

    @property
    def address(self) -> str:
        """Where nginx listens."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"{shown}:{self.port}"

    @property
    def certificate(self) -> Path:
        """Where the central system keeps its server's certificate with the key."""
        return self.data / "server-key.pem"

    def socket(self, number: int) -> Path:
        """Where a worker listens."""
        return self.run / "workers" / f"{number}.sock"


@dataclass
class Worker:
    """One process of the central system; started again whenever it ends, until told to stop."""

    number: int
    place: Place
    database: str
    interpreter: str
    process: asyncio.subprocess.Process | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    told: dict[str, str] = field(default_factory=dict)
    wanted: bool = True

    async def run(self, *first: str) -> None:
        """Keep it running; ``first`` are options of the first start only."""
        while self.wanted:
            await self._once(*first)
            first = ()
            if self.wanted:
                await asyncio.sleep(AGAIN_SECONDS)

    async def replace(self) -> None:
        """Let it end its requests and wait for the next one in its place."""
        self.ready.clear()
        self.end()
        await self.ready.wait()

    async def stop(self) -> None:
        """Let it end its requests; kill it if it does not end."""
        self.wanted = False
        self.end()
        if self.process is not None:
            try:
                await asyncio.wait_for(self.process.wait(), END_SECONDS_MAX)
            except TimeoutError:
                self.process.kill()

    def end(self) -> None:
        """Tell it to stop."""
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()

    async def _once(self, *first: str) -> None:
        options = ["--data", str(self.place.data), "--host", self.place.host, *first]
        command = [self.interpreter, "-m", "app.simulator", *options, "--socket", str(self.place.socket(self.number))]
        # In the environment, since everybody may read command lines.
        environment = os.environ | {"KHLANG_CENTRAL_DATABASE": self.database}
        self.process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE
        )
        said = self.process.stdout
        if said is not None and (line := await said.readline()):
            self.told = json.loads(line)
            self.ready.set()
        code = await self.process.wait()
        if self.wanted and not self.ready.is_set():
            say(f"worker {self.number} did not start ({code})")


class ScaledOut:
    """All parts together."""

    def __init__(self, place: Place, listening: socket.socket, workers: int, database: str, interpreter: str) -> None:
        self._place = place
        self._listening = listening
        self._own = None if database else Database(place.data, place.run)
        self._database = database
        self._count = workers
        self._interpreter = interpreter
        self._workers: list[Worker] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._nginx: asyncio.subprocess.Process | None = None
        self._over = asyncio.Event()

    async def run(self, first: list[str]) -> int:
        """Start everything, say so, and go on until told to stop; return the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._over.set)
        loop.add_signal_handler(signal.SIGHUP, lambda: self._tasks.append(asyncio.create_task(self._replace_all())))
        try:
            if self._own is not None:
                self._database = await asyncio.to_thread(self._own.start)
            await self._start_workers(first)
            if not self._over.is_set():
                await self._start_nginx()
                self._announce()
            await self._watch()
        finally:
            await self._stop()
        return 0

    async def _start_workers(self, first: list[str]) -> None:
        """Start one that makes tables and keys, then the others at once."""
        for number in range(1, self._count + 1):
            worker = Worker(number, self._place, self._database, self._interpreter)
            self._workers.append(worker)
            self._tasks.append(asyncio.create_task(worker.run(*(first if number == 1 else ()))))
            if number == 1:
                await self._unless_over(worker.ready.wait())
        for worker in self._workers:
            await self._unless_over(worker.ready.wait())

    async def _unless_over(self, waited: Coroutine[Any, Any, object]) -> None:
        tasks = [asyncio.create_task(waited), asyncio.create_task(self._over.wait())]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()

    async def _start_nginx(self) -> None:
        place, temp = self._place, self._place.run / "nginx"
        temp.mkdir()
        if is_root():
            give(temp, PROXY_USER)
        servers = "\n".join(f"    server unix:{place.socket(one.number)} max_fails=0;" for one in self._workers)
        put = {
            "run": str(place.run),
            "temp": str(temp),
            "user": f"user {PROXY_USER};" if is_root() else "",
            "end": f"{END_SECONDS_MAX:.0f}s",
            "body": str(BODY_BYTES_MAX),
            "servers": servers,
            "address": place.address,
            "certificate": str(place.certificate),
        }
        written = TEMPLATE.read_text("utf-8")
        for name, value in put.items():
            written = written.replace(f"@{name}@", value)
        configuration = place.run / "nginx.conf"
        configuration.write_text(written, "utf-8")
        command = [program("nginx"), "-p", str(place.run), "-e", "stderr", "-c", str(configuration)]
        # It takes the listening socket over, as from its own predecessor: the port was ours from the beginning.
        handle = self._listening.fileno()
        environment = os.environ | {"NGINX": f"{handle};"}
        self._nginx = await asyncio.create_subprocess_exec(*command, env=environment, pass_fds=[handle])
        self._listening.close()

    def _announce(self) -> None:
        ready = self._workers[0].told | {"url": f"https://{self._place.address}"}
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()

    async def _watch(self) -> None:
        """Wait for the end; hand a renewed certificate to nginx meanwhile."""
        stamp = self._stamp()
        while not self._over.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), LOOK_SECONDS)
            if self._stamp() != stamp:
                stamp = self._stamp()
                self._tell_nginx(signal.SIGHUP)
            if self._nginx is not None and self._nginx.returncode is not None and not self._over.is_set():
                say(f"nginx ended by itself ({self._nginx.returncode})")
                self._over.set()

    def _stamp(self) -> tuple[int, int]:
        stat = self._place.certificate.stat()
        return stat.st_mtime_ns, stat.st_ino

    def _tell_nginx(self, number: signal.Signals) -> None:
        if self._nginx is not None and self._nginx.returncode is None:
            self._nginx.send_signal(number)

    async def _replace_all(self) -> None:
        """Replace one worker after another; the others answer meanwhile."""
        for worker in self._workers:
            await worker.replace()
        say("all workers are replaced")

    async def _stop(self) -> None:
        self._tell_nginx(signal.SIGQUIT)
        if self._nginx is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._nginx.wait(), NGINX_QUIET_SECONDS)
        await asyncio.gather(*(worker.stop() for worker in self._workers))
        if self._nginx is not None:
            try:
                await asyncio.wait_for(self._nginx.wait(), END_SECONDS_MAX)
            except TimeoutError:
                self._nginx.terminate()  # killed, it would leave processes of its own behind
                await self._nginx.wait()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._own is not None and self._database:
            await asyncio.to_thread(self._own.stop)


def run(asked: argparse.Namespace, interpreter: str = sys.executable) -> int:
    """Run until told to stop, the workers by an ``interpreter`` that has the product; return the exit code."""
    if not 1 <= asked.workers <= WORKERS_MAX:
        say(f"--workers must be from 1 to {WORKERS_MAX}")
        return 2
    for name in ("nginx", *([] if asked.database else ["initdb"])):
        if not found(name):
            say(f"{name} is missing; on Debian: apt-get install nginx postgresql")
            return 2
    data = asked.data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="khlang-run-") as folder:
        listening = listen(asked.host, asked.port)
        place = Place(data, Path(folder), asked.host, listening.getsockname()[1])
        workers = place.run / "workers"
        workers.mkdir(mode=0o700)
        if is_root():
            # Whoever can reach a worker's socket is believed: that is nginx alone.
            place.run.chmod(0o711)
            shutil.chown(workers, group=pwd.getpwnam(PROXY_USER).pw_gid)
            workers.chmod(0o710)
        return asyncio.run(ScaledOut(place, listening, asked.workers, asked.database, interpreter).run(asked.first))


def say(sentence: str) -> None:
    """Tell whoever looks at the log."""
    sys.stderr.write(f"scale: {sentence}\n")


def listen(host: str, port: int) -> socket.socket:
    """Return the socket that clients connect to."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(512)
    # nginx takes it as it is: of two processes that see one connection come, the second would wait for the next one.
    listening.setblocking(False)
    return listening


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
