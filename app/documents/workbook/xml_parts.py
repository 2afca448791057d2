"""XML inside workbooks: what must not be there is found in the bytes, before and beside any parser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_OVERLAP = 16
PART_BYTES_MAX = 4 << 20
"""Small parts (relations, the list of sheets) that are parsed whole."""


def watched(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Pass the chunks of an XML part on; raise `BadInput` for a DTD, an entity or an encoding other than UTF-8."""
    tail = b""
    for chunk in chunks:
        if not tail and chunk.startswith(_WIDE):
            raise BadInput("file_damaged")
        seen = tail + chunk if tail else chunk
        if b"!" in seen and _DECLARATION.search(seen):
            raise BadInput("file_dtd")
        tail = chunk[-_OVERLAP:]
        yield chunk


def elements(data: bytes, started: Callable[[str, dict[str, str]], None]) -> None:
    """Call ``started`` with local name and attributes (prefixes dropped) of each element of a small, watched part."""
    if len(data) > PART_BYTES_MAX:
        raise BadInput("file_damaged")
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        started(name.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in attributes.items()})

    parser.StartElementHandler = start
    try:
        parser.Parse(data, True)
    except expat.ExpatError as problem:
        raise BadInput("file_damaged") from problem
