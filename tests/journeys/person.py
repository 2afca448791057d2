"""People at their desks: the whole program with its windows, in a process of its own for each person.

The test tells a person what to do by handing over a function; it runs in that person's process, with the desktop and a
pair of hands. What it returns comes back; what it raises fails the test, with a picture of the window beside it.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QEventLoop, QSocketNotifier

from app.__main__ import command_line
from app.demo.desk import SLIP
from app.demo.hands import NothingHappened, deliver_all, picture
from app.demo.paper import DemoPrinters
from app.desktop import Desktop, prepared
from app.ui import printing
from tests.helpers import warm
from tests.helpers.raw_central import UNIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from pathlib import Path

    from tests.helpers.raw_central import Central

P = ParamSpec("P")
T = TypeVar("T")

PAPER = "paper"
"""The folder of what a person prints."""
ANSWER_SECONDS_MAX = 240.0
_TROUBLE = ("ERROR", "CRITICAL", "qt:")
_SECRETS = ("ผู้รับเงิน", "1000000", "3000000")
"""Payees and accounts of the lists that journeys make begin like this."""
_NO_WINDOW_MANAGER = "This plugin does not support"


class Stumbled(AssertionError):
    """Something went wrong in a person's process; the message is what it said there."""


@dataclass
class Person:
    """Somebody with a machine, whose data lie in ``root``; ``own_password`` replaces the sample ministry's."""

    central: Central
    root: Path
    user_id: str
    company_id: str = UNIT
    options: tuple[str, ...] = ()
    own_password: str = field(default="", repr=False)
    process: Any = field(init=False, default=None)
    _talk: Connection | None = field(init=False, default=None)

    @property
    def password(self) -> str:
        return self.own_password or self.central.password(self.company_id, self.user_id)

    def sits_down(self) -> Person:
        """Start the program; the sign-in window is there when this returns."""
        ours, theirs = multiprocessing.Pipe()
        self.root.mkdir(parents=True, exist_ok=True)
        self.process = warm.context().Process(target=_sit, args=(self._arguments(), theirs, self.root))
        self.process.start()
        theirs.close()
        self._talk = ours
        self._hear()
        return self

    def does(self, act: Callable[Concatenate[Desktop, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Have the person do something at the desk, and return what came of it."""
        assert self._talk is not None
        self._talk.send((act, args, kwargs))
        answer: T = self._hear()
        return answer

    def begins(self, act: Callable[Concatenate[Desktop, P], Any], *args: P.args, **kwargs: P.kwargs) -> None:
        """Have the person begin something and do not wait for its end."""
        assert self._talk is not None
        self._talk.send((act, args, kwargs))

    def is_killed(self) -> None:
        """End the process as a power cut would."""
        self.process.kill()
        self._gone()

    def leaves(self) -> None:
        """Close the window; the log must hold nothing that went wrong."""
        if self._talk is None:
            return
        self._talk.send(None)
        self._gone()
        assert self.process.exitcode == 0, self.log()
        lines = [line for line in self.log().splitlines() if _NO_WINDOW_MANAGER not in line]
        assert not [line for line in lines if any(word in line for word in _TROUBLE)], self.log()
        assert not [secret for secret in (self.password, *_SECRETS) if secret in self.log()]

    def is_gone(self) -> None:
        """See to it that nothing of this person still runs."""
        if self.process is not None and self.process.is_alive():
            self.is_killed()

    def log(self) -> str:
        """Return what the program wrote into its log."""
        found = sorted(self.root.rglob("khlang.log*"))
        return "\n".join(path.read_text("utf-8") for path in found)

    def _arguments(self) -> list[str]:
        ready = self.central.ready
        named = ["--data-dir", str(self.root), "--server", ready["url"], "--ca", ready["ca"]]
        return [*named, "--company", self.company_id, "--user", self.user_id, "--unsafe-file-keychain", *self.options]

    def _hear(self) -> Any:
        assert self._talk is not None
        if not self._talk.poll(ANSWER_SECONDS_MAX):
            self.is_killed()
            raise Stumbled(f"{self.user_id} did not answer in {ANSWER_SECONDS_MAX:.0f} s\n{self.log()}")
        try:
            well, answer = self._talk.recv()
        except EOFError as problem:
            self._gone()
            raise Stumbled(f"{self.user_id}'s program ended: {self.process.exitcode}\n{self.log()}") from problem
        if not well:
            raise Stumbled(f"{self.user_id} (picture in {self.root}):\n{answer}")
        return answer

    def _gone(self) -> None:
        self.process.join(30)
        if self._talk is not None:
            self._talk.close()
            self._talk = None


@contextmanager
def at_desks(*people: Person) -> Iterator[None]:
    """Seat people for as long as the block lasts; whoever still sits there at the end leaves in good order."""
    try:
        for person in people:
            person.sits_down()
        yield
        for person in people:
            person.leaves()
    finally:
        for person in people:
            person.is_gone()


def _sit(arguments: list[str], talk: Connection, pictures: Path) -> None:
    """Run the program until it is told to end; between two things to do the windows live on."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    printing.use(DemoPrinters(pictures / PAPER, SLIP))
    with prepared(command_line().parse_args(arguments)) as desktop:
        desktop.show_sign_in()
        talk.send((True, None))
        while True:
            _wait(talk)
            try:
                order = talk.recv()
            except EOFError:
                break
            if order is None:
                break
            talk.send(_done(desktop, pictures, *order))
        if desktop.window is not None:
            desktop.window.close()


def _wait(talk: Connection) -> None:
    """Let the windows live on until there is something to read, or nobody left who could send it.

    Most desks of a journey only wait: one that waits costs nothing.
    """
    loop = QEventLoop()
    told = QSocketNotifier(talk.fileno(), QSocketNotifier.Type.Read)
    told.activated.connect(loop.quit)
    loop.exec()
    told.setEnabled(False)
    deliver_all()


def _done(
    desktop: Desktop, pictures: Path, act: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[bool, Any]:
    try:
        return True, act(desktop, *args, **kwargs)
    except (Exception, NothingHappened):  # told to the test, which fails by it
        if desktop.window is not None:
            picture(desktop.window, pictures / "stumbled.png")
        return False, f"{traceback.format_exc()}\n{_elsewhere()}"


def _elsewhere() -> str:
    """Return where the other threads are, for somebody waits for one of them."""
    here = threading.get_ident()
    return "\n".join(
        f"thread {ident}:\n{''.join(traceback.format_stack(frame))}"
        for ident, frame in sys._current_frames().items()
        if ident != here
    )
