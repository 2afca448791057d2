"""XML from outside, element by element: no DTD, no entities, UTF-8 only, bounded in depth, elements and text."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from app.documents.workbook import limits
from app.documents.workbook.xml_parts import watched
from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DEPTH_MAX = 24
ELEMENTS_MAX = 6_000_000
"""A hundred thousand payments with everything that we write of them, twice over."""
_CHUNK_BYTES = 1 << 20

Path = tuple[str, ...]


def walk(data: bytes, namespace: str, leaf: Callable[[Path, str, dict[str, str]], None]) -> None:
    """Call ``leaf`` with path, text and attributes at the end of each element, in the order of the file.

    The path holds local names from the root down; text is that of the element alone. Raises `BadInput` ``xml_...`` for
    anything but well-formed XML of this namespace, within the limits.
    """
    parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
    reader = _Reader(namespace, leaf, parser)
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = _refuse_declaration
    parser.EntityDeclHandler = _refuse_declaration
    try:
        for chunk in watched(_chunks(data)):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as problem:
        raise BadInput("xml_malformed", line=problem.lineno) from problem


def _chunks(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), _CHUNK_BYTES):
        yield data[start : start + _CHUNK_BYTES]


def _refuse_declaration(*_: object) -> None:
    raise BadInput("file_dtd")


class _Reader:
    """Where the parser stands."""

    def __init__(
        self, namespace: str, leaf: Callable[[Path, str, dict[str, str]], None], parser: expat.XMLParserType
    ) -> None:
        self._parser = parser
        self._namespace = namespace
        self._leaf = leaf
        self._path: list[str] = []
        self._open: list[tuple[list[str], dict[str, str]]] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if space != self._namespace:
            raise BadInput("xml_namespace", found=space or local, expected=self._namespace)
        self._count += 1
        if len(self._path) >= DEPTH_MAX or self._count > ELEMENTS_MAX:
            raise BadInput("file_too_demanding")
        self._path.append(local)
        self._open.append(([], attributes))

    def characters(self, text: str) -> None:
        if not self._open:
            return
        parts = self._open[-1][0]
        parts.append(text)
        if len(text) > limits.CELL_CHARS_MAX or len(parts) > limits.CELL_CHARS_MAX:
            raise BadInput("file_cell_too_long", line=self._parser.CurrentLineNumber)

    def end(self, _: str) -> None:
        parts, attributes = self._open.pop()
        text = "".join(parts)
        if len(text) > limits.CELL_CHARS_MAX:
            raise BadInput("file_cell_too_long", line=self._parser.CurrentLineNumber)
        self._leaf(tuple(self._path), text, attributes)
        self._path.pop()
