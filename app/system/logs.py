"""The program's log: a rotating file that holds no account number, id, name of a payee, password or token.

Everything goes through one formatter that masks what looks like a secret, in messages and in tracebacks. Traceback
lines show code, never values.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from app.system import files

if TYPE_CHECKING:
    from io import TextIOWrapper
    from pathlib import Path
    from types import TracebackType

BYTES_MAX = 1 << 20
FILES_KEPT = 5
FILE_NAME = "khlang.log"

_MASKS: tuple[tuple[re.Pattern[str], str], ...] = (
    # name=value and "name": "value" of everything that opens something
    (
        re.compile(
            r"(?i)((?:password|passwd|token|secret|authorization|challenge|signature|\bkey)['\"]?\s*[:=]\s*)"
            r"(?:bearer\s+)?(?:b?'[^']*'|b?\"[^\"]*\"|[^\s,;)}\]]+)"
        ),
        r"\1***",
    ),
    (re.compile(r"(?i)\bbearer\s+\S+"), "Bearer ***"),
    # account numbers, citizen and tax ids, telephone numbers: ten digits or more, with or without dashes and blanks
    (re.compile(r"(?<![0-9A-Za-z])[0-9๐-๙](?:[ -]?[0-9๐-๙]){9,}(?![0-9A-Za-z])"), "<number>"),
    # keys, tokens, signatures: 32 characters or more without a blank, hexadecimal or base64
    (re.compile(r"(?<![0-9A-Za-z+/_-])[0-9A-Za-z+/_-]{32,}={0,2}"), "<long>"),
    (re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+"), "<address>"),
    # facts of our errors, unless they are a word of the program; and everything in Thai: it is somebody's name
    (re.compile(r"(\b[a-z_]+=)(?!'[a-z_]{1,40}')(?:'[^']*'|\"[^\"]*\")"), r"\1'***'"),
    (re.compile(r"[\u0e00-\u0e7f]+(?:[ .]+[\u0e00-\u0e7f]+)*"), "<thai>"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")


def masked(text: str) -> str:
    """Return ``text`` without what must not be in a log, on lines that nobody can forge."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return _CONTROL.sub(" ", text)


class RedactingFormatter(logging.Formatter):
    """Formats as usual, then masks the result; a line break in a message is indented so that it begins no entry."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the masked entry."""
        return masked(super().format(record)).replace("\n", "\n    ")


class _PrivateRotatingFile(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, files.PRIVATE_FILE)
        return os.fdopen(handle, "a", encoding="utf-8")


def start(folder: Path, level: int = logging.INFO) -> Path:
    """Send all logging, and every error nobody caught, to a file below ``folder``; return the file.

    Raises `Broken` ``folder_unwritable``.
    """
    files.make_folder(folder)
    path = folder / FILE_NAME
    stop()
    handler = _PrivateRotatingFile(path, maxBytes=BYTES_MAX, backupCount=FILES_KEPT, encoding="utf-8")
    handler.setFormatter(RedactingFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    # What the HTTP client says at INFO holds addresses, at DEBUG headers.
    for noisy in ("httpx2", "httpcore2", "keyring"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    return path


def stop() -> None:
    """Close the log file; a second call does nothing."""
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _PrivateRotatingFile)]:
        root.removeHandler(handler)
        handler.close()


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("app").critical("uncaught", exc_info=(kind, error, trace))


def _uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None:
        _uncaught(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
