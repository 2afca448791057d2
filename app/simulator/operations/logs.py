"""Log lines: one JSON object each on stderr, with the request that caused it; never what people said.

A line holds ``time`` (the machine's, UTC), ``level``, ``logger``, ``event``, ``pid``, ``request`` where there is one,
and what its writer gave it by `told`. Of an exception it says what it was and where, not its words: they may hold
account numbers.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import time
import traceback
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from types import TracebackType

LEVELS = ("debug", "info", "warning", "error")
request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The request that is being answered, '' beside them."""
_GIVEN = "khlang_told"
_SANE = re.compile(rb"[0-9A-Za-z._-]{8,64}\Z")


def told(**facts: object) -> dict[str, dict[str, object]]:
    """Return further facts of a line: ``logger.info("step", extra=told(what="execute"))``."""
    return {_GIVEN: facts}


def is_sane(given: bytes) -> bool:
    """Say whether a request id from outside may stand in a line."""
    return _SANE.match(given) is not None


def begin(level: str) -> None:
    """From now on write lines of this level and above."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # What no line shows need not be asked for.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without its end."""
        line: dict[str, Any] = {
            "time": f"{_second(int(record.created))}{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            "pid": os.getpid(),
        }
        if request := request_id.get():
            line["request"] = request
        line |= getattr(record, _GIVEN, {})
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = where(record.exc_info[2])
        return msgspec.json.encode(line, enc_hook=str).decode()


@lru_cache(maxsize=2)
def _second(moment: int) -> str:
    """Return the beginning of every time within one second."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.", time.gmtime(moment))


def where(trace: TracebackType | None) -> list[str]:
    """Return the places a problem went through, without values."""
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in traceback.extract_tb(trace)]
