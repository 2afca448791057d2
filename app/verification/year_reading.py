"""A year's archive as it is read: its index, and one file after another, each held against what was signed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from app.verification.container import Container
from app.verification.findings import Broken, Unreadable
from app.wire import codec
from app.wire.receipts import OfficialReceipt, SignedOfficialReceipt
from app.wire.year_archive import HEAD_FILE, INDEX_FILE, BankSigned, IndexRow, YearArchive

if TYPE_CHECKING:
    from pathlib import Path

ROWS_MAX = 500_000


def index(path: Path) -> list[IndexRow]:
    """Return every row of the index; raise `Unreadable`, or `Broken` for a row that is none."""
    found: list[IndexRow] = []
    with Container(path) as files:
        for number, line in enumerate(files.lines(INDEX_FILE), 1):
            try:
                found.append(codec.decode(line, IndexRow))
            except codec.NotCanonical as problem:
                raise Broken(f"{INDEX_FILE} {number}", "unreadable") from problem
            if number >= ROWS_MAX:
                break
    return found


def content(path: Path, name: str) -> bytes:
    """Return a file of an archive; raise `Broken` where it is not the one that the signed head names."""
    with Container(path) as files:
        held = files.read(name)
        try:
            head = codec.decode(files.read(HEAD_FILE), YearArchive)
        except codec.NotCanonical as problem:
            raise Unreadable(path.name, "unreadable") from problem
    told = next((each.sha256 for each in head.files if each.name == name), "")
    if hashlib.sha256(held).hexdigest() != told:
        raise Broken(name, "changed")
    return held


def signed(path: Path, name: str) -> dict[str, str]:
    """Return what the bank signed in a file by its fields, lists by how many they hold; raise as `content`."""
    try:
        told = json.loads(codec.decode(content(path, name), BankSigned).text)
    except (codec.NotCanonical, ValueError, RecursionError) as problem:
        raise Broken(name, "unreadable") from problem
    return {field: value if isinstance(value, str) else str(len(value)) for field, value in told.items()}


def receipt(path: Path, name: str, receipt_id: str) -> OfficialReceipt:
    """Return a receipt out of its book; raise `Broken` as `content`, and where it is not in it."""
    for line in content(path, name).splitlines():
        try:
            signed = codec.decode(line, SignedOfficialReceipt)
            told = codec.decode(signed.receipt.encode(), OfficialReceipt)
        except (codec.NotCanonical, UnicodeError) as problem:
            raise Broken(name, "unreadable") from problem
        if told.receipt_id == receipt_id:
            return told
    raise Broken(receipt_id, "missing")
