"""The handover pack of one person: what they have, before their rights end or pass to somebody else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.ui.paper_view import PaperView
from app.ui.screen import Screen
from app.ui.surfaces import Column as Stack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.access_papers import AccessPapers


class HandoverScreen(Screen):
    """A person's pack; ``open_subject`` takes the uid."""

    key, title_key, icon = "handover", "review.handover", "file-check"
    help_key = "review.handover_help"
    within = "users"
    by_itself = False

    def __init__(self, papers: AccessPapers) -> None:
        super().__init__()
        self._papers, self._uid = papers, ""
        self.paper = PaperView(papers)
        self.paper.left.connect(lambda: self.navigate.emit("users", self._uid))
        Stack(self, spacing=0).add(self.paper)
        self.setFocusProxy(self.paper)

    def open_subject(self, subject: object) -> None:
        """Make the pack of somebody, as things are now."""
        self._uid = str(subject)
        self.paper.show_paper("review.handover", partial(self._papers.handover, self._uid))

    def leave(self) -> None:
        """Stop what is being made."""
        self.paper.stop()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Ctrl+P", "pdf.print"), ("Ctrl+S", "pdf.save"), ("PgDown", "pdf.next"), ("PgUp", "pdf.previous"))
