"""A finished PDF in the hands of a person: looked at, kept, printed; every step on record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.system import files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum
    from pathlib import Path

    from app.documents.pdf.content import Office
    from app.documents.pdf.rendering import Pdf, Picture
    from app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """A finished PDF, ready to be looked at, saved and printed; ``digest`` is the content's hash on its pages.

    ``about`` is the batch, user or agency it tells of. A bundle of receipts is named by its first one's hash.
    ``template`` is the version of what the agency's papers bear, 0 where this one bears nothing.
    """

    kind: StrEnum
    about: str
    name: str
    pdf: bytes = field(repr=False)
    digest: str
    view: Pdf = field(repr=False)
    template: int = 0

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return self.view.pages

    def size(self, page: int) -> tuple[float, float]:
        """Return width and height of a page, counted from 0, in points."""
        return self.view.size(page)

    def render(self, page: int, dots_per_inch: float) -> Picture:
        """Draw a page, counted from 0."""
        return self.view.render(page, dots_per_inch)


class DocumentKeeping:
    """Keeps and prints what one signed-in person made; who makes documents builds on it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def save(self, document: MadeDocument, path: Path) -> None:
        """Write the PDF to ``path`` whole or not at all, and the act to the audit trail."""
        self._keep(document.kind, document.about, document.digest, path, document.pdf, _told(document.template))

    def printed(self, document: MadeDocument, printer: str, copies: int) -> None:
        """Write down that the document went to a printer."""
        facts = {"document": document.kind.value, "digest": document.digest, "printer": printer, "copies": str(copies)}
        facts |= _told(document.template)
        self._desk.note(Action.PRINT_DOCUMENT, document.about, facts)

    def _keep(self, kind: StrEnum, about: str, digest: str, path: Path, pdf: bytes, more: Mapping[str, str]) -> None:
        files.replace(path, pdf)
        facts = {"document": kind.value, "digest": digest, "file": path.name, **more}
        self._desk.note(Action.SAVE_DOCUMENT, about, facts)


def version_of(office: Office) -> int:
    """Return the version of the template on a paper, 0 where it bears none."""
    return office.stationery.version if office.stationery else 0


def _told(template: int) -> dict[str, str]:
    return {"template": str(template)} if template else {}
