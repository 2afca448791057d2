"""Read a file from outside in a process of its own."""

from __future__ import annotations

import contextlib
import gc
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.documents.workbook import limits
from app.documents.workbook.messages import Block, End, Facts, Message, Refusal, Request, receive
from app.domain.disbursement.bulk import without_collections
from app.domain.values.errors import BadInput, Broken, Refused

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

READER_ARGUMENT = "--read-workbook"
"""As in `app.__main__`: a frozen program starts itself with this argument, and its entry point calls `child.main`."""

_ROOT = Path(__file__).resolve().parents[3]
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from app.documents.workbook.child import main; main()"
_POLL_SECONDS = 0.05
_PENDING_MESSAGES_MAX = 8
_DIED = "file_too_demanding"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet as text, exactly as the file means them, and where they stood.

    ``rows`` all have the same width and begin with column A; the first of them is row ``first_row`` of the sheet.
    ``formulas`` are runs ``(column, first row, last row)`` of computed cells, ``struck`` of those that are struck
    through, ``hidden`` runs ``(first row, last row)`` of rows that the sheet does not show, all as indexes into
    ``rows``; ``hidden_columns`` are runs of columns. ``others`` are as in `Facts`.
    ``format`` is ``xlsx``, ``xls``, ``ods``, ``text``, ``ipay`` or ``pain.001``; ``encoding`` and ``delimiter`` are of
    text only, an empty delimiter is a text whose columns only their places tell. Rows of the last two are ours: a
    heading in place of the file's own head, its sum below.
    """

    file_name: str
    file_sha256: str
    format: str
    sheet_names: tuple[str, ...]
    sheet: str
    encoding: str
    delimiter: str
    first_row: int
    formulas: tuple[tuple[int, int, int], ...]
    hidden: tuple[tuple[int, int], ...]
    struck: tuple[tuple[int, int, int], ...]
    hidden_columns: tuple[tuple[int, int], ...]
    others: dict[str, list[tuple[str, ...]]] = field(repr=False)
    rows: list[tuple[str, ...]] = field(repr=False)


def _never() -> bool:
    return False


def _ignore_progress(done: int, total: int) -> None:
    """Take progress where nobody watches."""


def read(
    path: str | os.PathLike[str],
    *,
    sheet: str | None = None,
    cuts: Sequence[int] | None = None,
    cancelled: Callable[[], bool] = _never,
    progress: Callable[[int, int], None] = _ignore_progress,
    seconds_max: float = limits.SECONDS_MAX,
) -> Sheet:
    """Return one sheet of the file: ``sheet`` by name, or the first that can be seen and has cells.

    ``cuts`` are as `Request` has them.
    Raises `BadInput` with a ``file_...`` code for every file that is damaged, hostile or beyond the limits, and
    `Refused` ``cancelled`` within 0.2 s of ``cancelled()`` turning true. ``progress`` gets rows read and in all, 0
    of 0 while the file is being opened. Blocks: call it from a worker.
    """
    wanted = None if cuts is None else list(cuts)
    request = Request(str(path), sheet, limits.FILE_BYTES_MAX, limits.MEMORY_BYTES_MAX, seconds_max, wanted)
    with without_collections(), _Child(request) as child:
        return _collect(child, Path(path).name, cancelled, progress, time.monotonic() + seconds_max)


def _collect(
    child: _Child,
    file_name: str,
    cancelled: Callable[[], bool],
    progress: Callable[[int, int], None],
    deadline: float,
) -> Sheet:
    facts: Facts | None = None
    rows: list[tuple[str, ...]] = []
    progress(0, 0)
    while True:
        if cancelled():
            raise Refused("cancelled")
        if time.monotonic() > deadline:
            raise BadInput("file_took_too_long")
        try:
            message = child.messages.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            continue
        if isinstance(message, Facts):
            facts = message
        elif isinstance(message, Block):
            rows.extend(zip(*message.columns, strict=True))
            gc.collect(0)  # rows of text are never walked again: all of them at the end would stop every thread
            progress(len(rows), facts.row_count if facts else 0)
        elif isinstance(message, Refusal):
            raise BadInput(message.code, **message.facts)
        elif message is None or facts is None or len(rows) != facts.row_count:
            raise BadInput(_DIED)
        else:
            return _sheet(facts, file_name, rows)


def _sheet(facts: Facts, file_name: str, rows: list[tuple[str, ...]]) -> Sheet:
    return Sheet(
        file_name=file_name,
        file_sha256=facts.file_sha256,
        format=facts.format,
        sheet_names=tuple(facts.sheet_names),
        sheet=facts.sheet,
        encoding=facts.encoding,
        delimiter=facts.delimiter,
        first_row=facts.first_row,
        formulas=tuple(facts.formulas),
        hidden=tuple(facts.hidden),
        struck=tuple(facts.struck),
        hidden_columns=tuple(facts.hidden_columns),
        others=facts.others,
        rows=rows,
    )


class _Child:
    """The reading process and the thread that takes its messages; killed on leaving, whatever happened."""

    def __init__(self, request: Request) -> None:
        self.messages: queue.Queue[Message | None] = queue.Queue(_PENDING_MESSAGES_MAX)
        self._request = msgspec.msgpack.encode(request)
        self._left = threading.Event()

    def __enter__(self) -> _Child:
        try:
            self._process = subprocess.Popen(  # noqa: S603  (our own program, no shell)
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as problem:
            raise Broken("reader_not_started") from problem
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._process.kill()  # the thread waits for its end: giving all its memory back takes it a while

    def _listen(self) -> None:
        self._pass_all_on()
        self._process.wait()

    def _pass_all_on(self) -> None:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            return
        with contextlib.suppress(OSError):  # a child that is gone already is told of by the end of its messages
            stdin.write(self._request)
            stdin.close()
        with stdout:
            while not self._left.is_set():
                try:
                    message = receive(stdout)
                except (msgspec.DecodeError, OSError):
                    message = None
                self._pass_on(message)
                if message is None or isinstance(message, End | Refusal):
                    return

    def _pass_on(self, message: Message | None) -> None:
        while not self._left.is_set():
            with contextlib.suppress(queue.Full):
                self.messages.put(message, timeout=_POLL_SECONDS)
                return


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, READER_ARGUMENT]
    return [sys.executable, "-I", "-c", _START, str(_ROOT)]
