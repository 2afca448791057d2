"""Which cells of an .xlsx sheet are struck through: by their style, or by the letters of a text in several fonts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.parsers import expat

from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STYLES, TEXTS = "xl/styles.xml", "xl/sharedStrings.xml"
_STRIKE = b"strike"
_OFF = frozenset({"0", "false"})
_VALUE = rb"\sr\s*=\s*[\"']([A-Z]{1,4})([0-9]{1,8})[\"']"
_ADDRESS = re.compile(_VALUE)


@dataclass(frozen=True, slots=True)
class Strikes:
    """Numbers of the cell styles and of the shared texts that are struck through."""

    styles: frozenset[int] = frozenset()
    texts: frozenset[int] = frozenset()

    def cells(self, data: bytes, prefix: bytes) -> Iterator[tuple[bytes, int]]:
        """Yield letters of the column and number of the row of each struck cell; ``data`` holds whole cells."""
        tag = b"<" + re.escape(prefix) + rb"c\s"
        if self.styles:
            numbers = b"|".join(str(number).encode() for number in sorted(self.styles))
            styled = re.compile(tag + rb"(?=[^>]*\ss\s*=\s*[\"'](?:" + numbers + rb")[\"'])[^>]*>")
            for found in styled.finditer(data):
                yield from _address(found[0])
        if self.texts:
            told = re.compile(
                b"(" + tag + rb"(?=[^>]*\st\s*=\s*[\"']s[\"'])[^>]*>)\s*<" + re.escape(prefix) + rb"v>([0-9]{1,9})<"
            )
            for found in told.finditer(data):
                if int(found[2]) in self.texts:
                    yield from _address(found[1])
        yield from _inline(data, b"<" + prefix + b"c", b"<" + prefix + _STRIKE)


def _inline(data: bytes, cell: bytes, strike: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield the cells that hold a text of their own with struck letters."""
    at = data.find(strike)
    while at >= 0:
        start = data.rfind(cell, 0, at)
        end = data.find(b">", at)
        if start >= 0 and re.search(rb"val\s*=\s*[\"'](?:0|false)[\"']", data[at : end + 1]) is None:
            yield from _address(data[start : data.find(b">", start) + 1])
        at = data.find(strike, at + len(strike))


def _address(tag: bytes) -> Iterator[tuple[bytes, int]]:
    found = _ADDRESS.search(tag)
    if found is not None:
        yield found[1], int(found[2])


def struck_styles(data: bytes) -> frozenset[int]:
    """Return the numbers of the cell styles with a struck font, out of the whole part of styles."""
    if _STRIKE not in data:
        return frozenset()
    path: list[str] = []
    fonts: list[bool] = []
    struck: set[int] = set()
    styles = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal styles
        path.append(_local(name))
        if path[-2:] == ["fonts", "font"]:
            fonts.append(False)
        elif path[-3:] == ["fonts", "font", _STRIKE.decode()]:
            fonts[-1] = _is_on(attributes)
        elif path[-2:] == ["cellXfs", "xf"]:
            font = attributes.get("fontId", "0")
            if font.isascii() and font.isdigit() and int(font) < len(fonts) and fonts[int(font)]:
                struck.add(styles)
            styles += 1

    _walk(data, start, path.pop)
    return frozenset(struck)


def struck_texts(data: bytes) -> frozenset[int]:
    """Return the numbers of the shared texts of which some letters are struck, out of the whole part of texts."""
    if _STRIKE not in data:
        return frozenset()
    struck: set[int] = set()
    number = -1

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal number
        local = _local(name)
        number += local == "si"
        if local == _STRIKE.decode() and _is_on(attributes):
            struck.add(number)

    _walk(data, start, lambda: None)
    return frozenset(struck)


def _walk(data: bytes, start: Callable[[str, dict[str, str]], None], end: Callable[[], object]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: end()
    try:
        parser.Parse(data, True)
    except expat.ExpatError as problem:
        raise BadInput("file_damaged") from problem


def _is_on(attributes: dict[str, str]) -> bool:
    return all(value.casefold() not in _OFF for key, value in attributes.items() if _local(key) == "val")


def _local(name: str) -> str:
    return name.rpartition(":")[2]
