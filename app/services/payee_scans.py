"""Scans of signed forms: they go to the central system first, so that a change can name them, and come back to be seen.

A PDF is drawn page by page; PNG and JPEG are shown as they are. Nothing else is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.documents.pdf.rendering import Pdf
from app.domain.access.permissions import Action
from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk

SCAN_BYTES_MAX = 5 << 20
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
_BEGINNINGS = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan as it is looked at; ``view`` draws the pages of a PDF and is None for a picture."""

    sha256: str
    media: str
    content: bytes = field(repr=False)
    view: Pdf | None = field(repr=False)


class PayeeScans:
    """Puts and fetches scans for one signed-in person; every method may take seconds."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def attach(self, path: Path) -> str:
        """Hand a scan in and return its hash; raise `BadInput` ``scan_wrong``, ``scan_large``, `Unreachable`."""
        content = read_paper(path, path.name)
        read_scan("", content, path.name)  # what cannot be shown again is not taken
        return self._desk.central.papers.put(content)

    def fetch(self, sha256: str, payee_id: str) -> Scan:
        """Return a scan that a payee's record names, and write down that it was looked at.

        Raises `Tampered` ``paper_differs``, `BadInput` ``scan_wrong``, `Refused`, `Unreachable`.
        """
        scan = read_scan(sha256, self._desk.central.papers.fetch(sha256), sha256[:8])
        self._desk.note(Action.VIEW_PAYEES, payee_id, {"form_sha256": sha256})
        return scan


def read_paper(path: Path, name: str) -> bytes:
    """Return the bytes of a paper that a person chose; raise `BadInput` ``scan_wrong``, ``scan_large``."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= SCAN_BYTES_MAX else b""
    except OSError as problem:
        raise BadInput("scan_wrong", name=name) from problem
    if size > SCAN_BYTES_MAX:
        raise BadInput("scan_large", name=name, limit=SCAN_BYTES_MAX >> 20)
    return content


def read_scan(sha256: str, content: bytes, name: str) -> Scan:
    """Return a paper as it is looked at, known by its first bytes; raise `BadInput` ``scan_wrong``."""
    media = next((media for beginning, media in _BEGINNINGS.items() if content.startswith(beginning)), "")
    if not media:
        raise BadInput("scan_wrong", name=name)
    if media != PDF:
        return Scan(sha256, media, content, None)
    try:
        return Scan(sha256, media, content, Pdf(content))
    except Exception as problem:  # pypdfium2 has errors of its own and lets others through
        raise BadInput("scan_wrong", name=name) from problem
