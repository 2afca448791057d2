"""Lists as they stand on a screen, written to a file and to the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.domain.values.dates import instant
from app.domain.values.listing import ListForm
from app.system import files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.domain.values.listing import Listing
    from app.i18n import Language
    from app.services.desk import Desk

    Progress = Callable[[int, int], bool]


class ListExports:
    """Writes lists for one signed-in person."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def office(self) -> str:
        """Whose lists they are."""
        return f"{self._desk.agency_name} · {self._desk.unit_name}"

    @property
    def uid(self) -> str:
        """Who writes them, and whose views they are seen through."""
        return self._desk.actor.person.uid

    def write(
        self,
        name: str,
        listing: Listing,
        form: ListForm,
        path: Path,
        language: Language,
        progress: Progress | None = None,
    ) -> str:
        """Write a list whole or not at all and return the hash of the file; ``name`` is the table's.

        Raises `Refused` ``list_too_long`` (fact ``limit``), ``document_stopped``, `Broken` ``file_unwritable``.
        """
        template: dict[str, str] = {}
        with files.whole(path) as file:
            if form is ListForm.PDF:
                paper, template = self._paper(listing, language, progress)
                file.write(paper)
            else:
                from app.documents.listing import tabular  # the workbook writer is needed for nothing else

                (tabular.write_xlsx if form is ListForm.XLSX else tabular.write_csv)(listing, file)
        digest = files.sha256(path)
        told = " · ".join(f"{label}: {words}" for label, words in listing.head)
        facts = {"list": name, "form": form.value, "rows": str(listing.count), "file": path.name, **template}
        self._desk.note(Action.EXPORT_LIST, name, {**facts, "filter": told, "file_sha256": digest})
        return digest

    def _paper(self, listing: Listing, language: Language, progress: Progress | None) -> tuple[bytes, dict[str, str]]:
        """Return the PDF, and what the trail says of the template on it."""
        from app.documents.pdf import list_report
        from app.documents.pdf.content import Printing
        from app.services import stationery

        desk = self._desk
        office = stationery.office(desk)
        printing = Printing(desk.actor.person.name(language), instant(desk.now()), "full")
        return list_report.write(listing, office, printing, language, progress), stationery.facts(office)
