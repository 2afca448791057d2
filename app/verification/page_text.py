"""What stands on the pages of a paper of ours, read without any PDF library: its fonts say what each code means."""

from __future__ import annotations

import re
import zlib

STREAM_BYTES_MAX = 16 << 20
_OBJECT = re.compile(rb"\n(\d{1,9}) 0 obj\b(.*?)endobj", re.DOTALL)
_PAGE = re.compile(rb"/Type /Page\b(?!s)")
_CONTENTS = re.compile(rb"/Contents (\d{1,9}) 0 R")
_FONTS = re.compile(rb"/Font (\d{1,9}) 0 R")
_FONT = re.compile(rb"/(K\d) (\d{1,9}) 0 R")
_TO_UNICODE = re.compile(rb"/ToUnicode (\d{1,9}) 0 R")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_MEANING = re.compile(rb"<([0-9A-F]{4})> <((?:[0-9A-F]{4})+)>")
_TEXT = re.compile(rb"BT /(K\d) [0-9.]+ Tf -?[0-9.]+ -?[0-9.]+ Td \[<([^\]]*)>\] TJ ET")
_KERN = re.compile(rb">-?[0-9.]+<")


def texts(pdf: bytes) -> list[list[str]]:
    """Return the texts of each page in the order in which they were set; raise ``ValueError`` for what is not ours."""
    objects = {found[1]: found[2] for found in _OBJECT.finditer(pdf)}
    pages = [held for held in objects.values() if _PAGE.search(held)]
    return [_page(held, objects) for held in pages]


def _page(held: bytes, objects: dict[bytes, bytes]) -> list[str]:
    contents, resources = _CONTENTS.search(held), _FONTS.search(held)
    if contents is None or resources is None:
        raise ValueError("no page of ours")
    named = _FONT.findall(objects.get(resources[1], b""))
    fonts = {name: _meanings(objects.get(number, b""), objects) for name, number in named}
    drawn = _TEXT.findall(_unpacked(objects.get(contents[1], b"")))
    return [_said(codes, fonts.get(name, {})) for name, codes in drawn]


def _meanings(font: bytes, objects: dict[bytes, bytes]) -> dict[bytes, str]:
    link = _TO_UNICODE.search(font)
    table = _unpacked(objects.get(link[1], b"")) if link else b""
    return {
        code: bytes.fromhex(meaning.decode("ascii")).decode("utf-16-be", "replace")
        for code, meaning in _MEANING.findall(table)
    }


def _said(codes: bytes, meanings: dict[bytes, str]) -> str:
    plain = _KERN.sub(b"", codes)
    return "".join(meanings.get(plain[place : place + 4], "\ufffd") for place in range(0, len(plain), 4))


def _unpacked(held: bytes) -> bytes:
    """Return a stream's content; raise ``ValueError`` for none, and for one that grows beyond all measure."""
    stream = _STREAM.search(held)
    if stream is None:
        raise ValueError("no stream")
    try:
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(stream[1], STREAM_BYTES_MAX)
    except zlib.error as problem:
        raise ValueError("no stream") from problem
    if unpacking.unconsumed_tail:
        raise ValueError("too large")
    return content
