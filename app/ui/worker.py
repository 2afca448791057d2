"""Work off the GUI thread: one helper that everything uses.

Usage::

    task = worker.run(self, work=lambda progress: service.read(progress), done=self._show, failed=self._explain)
    task.cancel()                     # its result is dropped and ``progress.cancelled`` turns true

``work`` gets a ``Progress``; it calls ``progress.report(done, total)`` as often as it likes (the GUI sees the newest
value only) and looks at ``progress.cancelled`` between steps. ``done``, ``failed`` and ``progress`` are called on the
GUI thread, in order, and never after ``owner`` has been deleted or the task has been cancelled.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

T = TypeVar("T")
Report = Callable[[int, int], None]
THREADS_MAX = 4


class Progress:
    """What work tells about its advance, and how it hears that nobody wants it any more."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._cancelled = threading.Event()

    def report(self, done: int, total: int) -> None:
        """Tell that ``done`` of ``total`` steps are finished; cheap, may be called from any thread."""
        self._report(done, total)

    @property
    def cancelled(self) -> bool:
        """Whether the work should stop at its next step."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to stop."""
        self._cancelled.set()


class Task(Generic[T]):
    """One piece of work under way; keep it only to cancel it."""

    def __init__(
        self,
        owner: QObject,
        work: Callable[[Progress], T],
        receive: tuple[Callable[[T], None], Callable[[Exception], None], Report | None],
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        self._owner: QObject | None = owner
        self._work: Callable[[Progress], T] | None = work
        self._done, self._failed, self._show = receive
        self._post = post
        self._newest: tuple[int, int] | None = None
        self.progress = Progress(self._advance)

    def cancel(self) -> None:
        """Stop the work at its next step and drop its result; may be called twice."""
        self.progress.cancel()

    @property
    def wanted(self) -> bool:
        """Whether somebody still waits for the result."""
        return self._owner is not None and not self.progress.cancelled and shiboken6.isValid(self._owner)

    def perform(self) -> None:
        """Do the work on the thread of the caller and post its outcome to the GUI thread."""
        if self._work is None or not self.wanted:
            return
        try:
            result = self._work(self.progress)
        except Exception as error:  # the border: whatever went wrong is handed to ``failed``
            self._post(partial(self._hand, self._failed, error))
        else:
            self._post(partial(self._hand, self._done, result))

    def release(self) -> None:
        """Let go of the owner on the GUI thread, so that no window is ever destroyed on another one."""
        self._owner = self._work = self._show = None
        self._done = self._failed = _nothing

    def _hand(self, receive: Callable[[Any], None], value: object) -> None:
        if self.wanted:
            receive(value)

    def _advance(self, done: int, total: int) -> None:
        waiting, self._newest = self._newest is not None, (done, total)
        if self._show is not None and not waiting:
            self._post(self._show_newest)

    def _show_newest(self) -> None:
        newest, self._newest = self._newest, None
        if newest is not None and self._show is not None and self.wanted:
            self._show(*newest)


def _nothing(_: object) -> None:
    """Receive what nobody waits for."""


class _Postbox(QObject):
    """Lives on the GUI thread; runs what other threads drop into it."""

    _dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._letters: deque[Callable[[], None]] = deque()  # one end each: safe between threads, and cheap to load
        self._dropped.connect(self._open, Qt.ConnectionType.QueuedConnection)

    def post(self, letter: Callable[[], None]) -> None:
        self._letters.append(letter)
        if shiboken6.isValid(self):
            self._dropped.emit()

    def _open(self) -> None:
        if self._letters:  # only this thread takes any out
            self._letters.popleft()()


class _Job(QRunnable):
    def __init__(self, perform: Callable[[], None]) -> None:
        super().__init__()
        self._perform = perform

    def run(self) -> None:
        self._perform()


class Pool:
    """A few threads and the postbox that brings their results back to the GUI thread.

    ``at_once=True`` does the work before ``run`` returns, for a caller that has no event loop.
    """

    def __init__(self, *, at_once: bool = False) -> None:
        self._at_once = at_once
        self._postbox = _Postbox()
        self._threads = QThreadPool()
        self._threads.setMaxThreadCount(THREADS_MAX)
        self._tasks: set[Task[Any]] = set()

    def run(
        self,
        owner: QObject,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        progress: Report | None = None,
    ) -> Task[T]:
        """Start ``work`` for ``owner``; exactly one of ``done`` and ``failed`` follows, or none if unwanted by then."""
        if self._at_once:
            task = Task(owner, work, (done, failed, progress), lambda letter: letter())
            task.perform()
            return task
        task = Task(owner, work, (done, failed, progress), self._postbox.post)
        self._tasks.add(task)
        self._threads.start(_Job(partial(self._perform, task)))
        return task

    def _perform(self, task: Task[Any]) -> None:
        task.perform()
        self._postbox.post(partial(self._forget, task))

    def _forget(self, task: Task[Any]) -> None:
        self._tasks.discard(task)
        task.release()

    @property
    def idle(self) -> bool:
        """Whether all results have been delivered and nothing is under way; ask on the GUI thread."""
        return not self._tasks

    def close(self, wait_ms: int = 3000) -> bool:
        """Cancel everything, wait, and say whether all threads came to rest."""
        for task in tuple(self._tasks):
            task.cancel()
        return self._threads.waitForDone(wait_ms)


class Newest(QObject):
    """Work of which only the newest is wanted, like looking up what the cursor is on: the next one drops the former.

    Usage::

        self._looking_up = worker.Newest(self)
        self._looking_up.run(lambda _: service.entry(number), self._show, self._explain)
        self._looking_up.drop()  # nobody waits for it any more, for instance because nothing is chosen
    """

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._task: Task[Any] | None = None

    def run(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Drop what is under way and start ``work``; an answer of what was dropped reaches nobody."""
        self.drop()
        self._task = run(self, work, done, failed)

    def drop(self) -> None:
        """Give up what is under way."""
        if self._task is not None:
            self._task.cancel()
            self._task = None


_shared: list[Pool] = []


def shared() -> Pool:
    """Return the pool of the running application; the first call must come from the GUI thread."""
    if not _shared:
        _shared.append(Pool())
    return _shared[0]


def run(
    owner: QObject,
    work: Callable[[Progress], T],
    done: Callable[[T], None],
    failed: Callable[[Exception], None],
    progress: Report | None = None,
) -> Task[T]:
    """Start ``work`` on the shared pool; see ``Pool.run``."""
    return shared().run(owner, work, done, failed, progress)
