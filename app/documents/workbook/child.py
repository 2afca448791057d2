"""The process that opens files from outside: started for one file, limited, and killed when it takes too long.

Nothing here is trusted by the parent: it sends typed messages, and a crash is an answer too. `reader` starts it, a
frozen program by its argument `reader.READER_ARGUMENT`; the request comes on standard input.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import io
import itertools
import os
import stat
import sys
import threading
from pathlib import PurePath
from typing import IO, TYPE_CHECKING

import msgspec
import python_calamine as calamine

from app.documents.workbook import compound, delimited, limits, ods, xlsx
from app.documents.workbook.archive import Archive
from app.documents.workbook.cells import column_texts
from app.documents.workbook.formula_runs import FormulaRuns
from app.documents.workbook.messages import ROWS_PER_BLOCK, Block, End, Facts, Refusal, Request, send
from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKS = ("~$", ".~lock.")
"""So begin the names of what Excel and LibreOffice put beside a file that is open in them."""
_TEXT_EXTENSIONS = frozenset({".csv", ".tsv", ".txt", ".dat"})
_XML_EXTENSIONS = frozenset({".xml"})
_FORMATS = {
    ".xml": "pain.001",
    ".xlsx": "xlsx",
    ".xls": "xls",
    ".ods": "ods",
    **dict.fromkeys(_TEXT_EXTENSIONS, "text"),
}


def main() -> None:
    """Read one request, answer it, end."""
    gc.disable()  # one file, then the end
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand between the messages
    request = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Request)
    limited = _limit(request)
    try:
        _Reading(answer, request, limited=limited).run()
        send(answer, End())
    except BadInput as refusal:
        send(answer, _refusal(refusal))
    except MemoryError:
        send(answer, Refusal("file_too_demanding", {}))
    except BaseException:  # a panic of the Rust reader is no Exception
        send(answer, Refusal("file_damaged", {}))
    answer.flush()
    os._exit(0)  # a scan that is still running must not delay the answer


def _refusal(problem: BadInput) -> Refusal:
    return Refusal(problem.code, {name: fact for name, fact in problem.facts.items() if isinstance(fact, str | int)})


def _limit(request: Request) -> bool:
    """Bound memory and processor time of this process; return whether the system could."""
    try:
        import resource
    except ImportError:  # Windows: the parent's time limit remains
        return False
    seconds = int(request.seconds_max) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    with contextlib.suppress(ValueError, OSError):  # not every system counts address space
        resource.setrlimit(resource.RLIMIT_AS, (request.memory_bytes_max, request.memory_bytes_max))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return True


class _Reading:
    """One file on its way to rows of text."""

    def __init__(self, answer: IO[bytes], request: Request, *, limited: bool) -> None:
        self._answer = answer
        self._request = request
        self._limited = limited
        self._extension = PurePath(request.path).suffix.lower()
        self._bytes_max = limits.XML_BYTES_MAX if self._extension in _XML_EXTENSIONS else request.file_bytes_max

    def run(self) -> None:
        """Find out what the file is and send it."""
        if PurePath(self._request.path).name.startswith(_LOCKS):
            raise BadInput("file_lock")
        data = self._load()
        self._sha256 = hashlib.sha256(data).hexdigest()
        if data.startswith(_ZIP):
            self._archive(data)
        elif data.startswith(_COMPOUND):
            compound.refuse_encryption(data)
            self._expect("xls")
            self._workbook(data, "xls", lambda sheet: compound.scan(data, sheet), lambda _: len(data))
        elif self._extension in _XML_EXTENSIONS | _TEXT_EXTENSIONS:
            self._written(data)
        elif self._extension in _FORMATS:
            raise BadInput("file_damaged" if _is_binary(data) else "file_only_text", extension=self._extension)
        else:
            raise BadInput("file_format_unsupported", format=self._extension or "-")

    def _load(self) -> bytes:
        try:
            with open(self._request.path, "rb", opener=_open_without_waiting) as file:
                status = os.fstat(file.fileno())
                if not stat.S_ISREG(status.st_mode):
                    raise BadInput("file_unreadable")
                if status.st_size > self._bytes_max:
                    raise BadInput("file_too_large", limit=self._bytes_max >> 20)
                data = file.read(self._bytes_max + 1)
        except OSError as problem:
            raise BadInput("file_unreadable") from problem
        if not data:
            raise BadInput("file_empty")
        if len(data) > self._bytes_max:
            raise BadInput("file_too_large", limit=self._bytes_max >> 20)
        return data

    def _mismatch(self, found: str) -> dict[str, str]:
        return {"found": found, "extension": self._extension}

    def _expect(self, found: str) -> None:
        if _FORMATS.get(self._extension) != found:
            raise BadInput("file_wrong_extension", **self._mismatch(found))

    def _archive(self, data: bytes) -> None:
        archive = Archive(data)
        if not self._limited:
            archive.verify()
        if "xl/workbook.xml" in archive.entries or "xl/workbook.bin" in archive.entries:
            xlsx.refuse_hazards(archive)
            self._expect("xlsx")
            parts = xlsx.sheet_parts(archive)
            self._workbook(
                data,
                "xlsx",
                lambda sheet: xlsx.scan(archive, parts, sheet),
                lambda sheet: archive.entries[parts[sheet]].file_size,
            )
        elif archive.read("mimetype").strip() == ods.MIMETYPE:
            ods.refuse_hazards(archive)
            self._expect("ods")
            size = archive.entries["content.xml"].file_size
            self._workbook(data, "ods", lambda sheet: ods.scan(archive, sheet), lambda _: size)
        else:
            raise BadInput("file_not_workbook")

    def _workbook(
        self, data: bytes, found: str, scan: Callable[[str], FormulaRuns], size: Callable[[str], int]
    ) -> None:
        try:
            workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        except calamine.CalamineError as problem:
            scan("")  # it often knows better what is wrong
            raise BadInput("file_damaged") from problem
        sheets, wanted = _choose(workbook, self._request.sheet)
        for sheet in wanted:
            scanning = _Scan(scan, sheet)
            try:
                content = workbook.get_sheet_by_name(sheet)
            except calamine.CalamineError as problem:
                scanning.result()
                raise BadInput("file_damaged") from problem
            runs = scanning.result()
            if content.start is not None and content.width:
                break
        row, column = _corner(content, sheet)
        others = _others(workbook, [name for name in wanted if name != sheet], size)
        facts = Facts(
            self._sha256, found, sheets, sheet, "", "", row + 1, content.height,
            runs.below(row), runs.hidden_below(row), runs.struck.below(row),
            runs.hidden_columns, others,
        )  # fmt: skip
        self._send_facts(facts)
        rows = itertools.islice(content.iter_rows(), row, None)  # it begins at the sheet's first row
        while block := list(itertools.islice(rows, ROWS_PER_BLOCK)):
            left = [("",) * len(block)] * column  # so that the first column is always A
            send(self._answer, Block([*left, *map(column_texts, zip(*block, strict=True))]))

    def _written(self, data: bytes) -> None:
        """Send what is no workbook: a bank's message, a payment file, or lines of text."""
        from app.documents.workbook import messages_of_banks  # most files are workbooks and need not wait for it

        if self._extension in _XML_EXTENSIONS:
            self._list(messages_of_banks.pain_001(data), "pain.001")
        elif messages_of_banks.is_ipay(data):
            self._list(messages_of_banks.ipay(data), "ipay")
        else:
            self._text(data)

    def _text(self, data: bytes) -> None:
        text, encoding = delimited.decoded(data)
        cuts = self._request.cuts
        delimiter = delimited.delimiter_of(text, self._extension) if cuts is None else ""
        rows = delimited.rows(text, delimiter) if delimiter else delimited.cut(text, cuts or [])
        if not any(cell for row in rows for cell in row):
            raise BadInput("file_empty")
        self._send_rows(rows, "text", encoding, delimiter)

    def _list(self, rows: list[tuple[str, ...]], found: str) -> None:
        self._send_rows(rows, found, "", "")

    def _send_rows(self, rows: list[tuple[str, ...]], found: str, encoding: str, delimiter: str) -> None:
        self._send_facts(Facts(self._sha256, found, [], "", encoding, delimiter, 1, len(rows), []))
        for start in range(0, len(rows), ROWS_PER_BLOCK):
            send(self._answer, Block(list(zip(*rows[start : start + ROWS_PER_BLOCK], strict=True))))

    def _send_facts(self, facts: Facts) -> None:
        send(self._answer, facts)
        self._answer.flush()


def _open_without_waiting(path: str, flags: int) -> int:
    """Open even a pipe or a device at once, so that it can be refused."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _is_binary(data: bytes) -> bool:
    return b"\x00" in data[:4096]


def _choose(workbook: calamine.CalamineWorkbook, wanted: str | None) -> tuple[list[str], list[str]]:
    """Return the names of the visible worksheets and those to read from: the wanted one, or whichever has cells."""
    sheets = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet and sheet.visible == calamine.SheetVisibleEnum.Visible
    ]
    if not sheets:
        raise BadInput("file_no_cells", sheet="-")
    if wanted is not None and wanted not in sheets:
        raise BadInput("sheet_missing", sheet=wanted)
    return sheets, sheets if wanted is None else [wanted]


def _others(
    workbook: calamine.CalamineWorkbook, names: list[str], size: Callable[[str], int]
) -> dict[str, list[tuple[str, ...]]]:
    """Return the first rows of other sheets that have cells; of a big one it is only said that it is there."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for name in names[: limits.OTHER_SHEETS_MAX]:
        if size(name) > limits.OTHER_SHEET_BYTES_MAX:
            found[name] = []
            continue
        with contextlib.suppress(calamine.CalamineError):  # a sheet that cannot be read is no list
            content = workbook.get_sheet_by_name(name)
            if content.start is not None and content.width:
                rows = itertools.islice(content.iter_rows(), content.start[0], None)
                head = list(itertools.islice(rows, limits.OTHER_SHEET_ROWS))
                found[name] = list(zip(*map(column_texts, zip(*head, strict=True)), strict=True))
    return found


def _corner(content: calamine.CalamineSheet, sheet: str) -> tuple[int, int]:
    """Return row and column of the first cell, from 0; raise `BadInput` for a sheet that is empty or too big."""
    if content.start is None or content.width == 0:
        raise BadInput("file_no_cells", sheet=sheet)
    if content.height > limits.ROWS_MAX:
        raise BadInput("file_too_long", limit=limits.ROWS_MAX)
    if content.start[1] + content.width > limits.COLUMNS_MAX:
        raise BadInput("file_too_wide", limit=limits.COLUMNS_MAX)
    return content.start


class _Scan:
    """The search for hazards, beside calamine, which leaves Python free while it reads."""

    def __init__(self, scan: Callable[[str], FormulaRuns], sheet: str) -> None:
        self._scan = scan
        self._sheet = sheet
        self._runs = FormulaRuns()
        self._problem: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._runs = self._scan(self._sheet)
        except BaseException as problem:  # handed to the waiting thread
            self._problem = problem

    def result(self) -> FormulaRuns:
        """Wait for the end and return the computed cells, or raise what was found."""
        self._thread.join()
        if self._problem is not None:
            raise self._problem
        return self._runs


if __name__ == "__main__":
    main()
