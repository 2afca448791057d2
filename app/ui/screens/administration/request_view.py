"""What a request would change, read from signed bytes; a stop, and nothing of it, where the signature does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.access.template import NO_TEMPLATE, Template
from app.domain.values.errors import Tampered
from app.ui import errors
from app.ui.screens.administration.parts import words
from app.ui.screens.administration.parts.comparison import Comparison
from app.ui.screens.administration.template_sample import TemplateSample
from app.ui.surfaces import Card, Column, KeyValues, Notice, Wrap, scroll_page
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.domain.access.proposal import AgencyView, Proposal
    from app.services.paper_templates import PaperTemplates


PAPERS_HEIGHT, PAPER_WIDTH = 520, 410


class RequestView(QWidget):
    """Shows one request."""

    def __init__(self, papers: PaperTemplates) -> None:
        super().__init__()
        self.stop = Notice("administration.stop", tone="refused", icon="shield-x")
        self._why = errors.ErrorNote()
        self._what = Card()
        self._explained = Label(wrap=True)
        self.comparison = Comparison()
        self._about = KeyValues()
        self.samples = {
            "before": TemplateSample(papers, "paper_template.sample_before"),
            "after": TemplateSample(papers, "paper_template.sample_after"),
        }
        for sample in self.samples.values():
            sample.setMinimumHeight(PAPERS_HEIGHT)
        self._papers = Wrap(list(self.samples.values()), width_min=PAPER_WIDTH)
        area, body = scroll_page(spacing=SPACE.l)
        self._what.body.add(self._explained, self.comparison, self._about)
        body.add(self.stop, self._why, self._what)
        body.add(self._papers, stretch=1)
        Column(self, spacing=0).add(area, stretch=1)

    def show_request(self, proposal: Proposal | None, view: AgencyView | None) -> None:
        """Show only what would differ, and what it means."""
        for part in (self._what, self.stop, self._why, self._papers):
            part.hide()
        if proposal is None or view is None:
            return
        if proposal.fault:
            self.stop.show()
            self._why.show_error(Tampered(proposal.fault))
            return
        self._what.show()
        key = f"administration.means.{proposal.kind}"
        self._explained.setVisible(i18n.has(key))
        if i18n.has(key):
            self._explained.say(key)
        self.comparison.setVisible(proposal.change is not None)
        self._about.setVisible(proposal.change is None)
        if proposal.change is not None:
            self.comparison.show_change(proposal.before, proposal.change, view)
            self._show_papers(proposal)
        else:
            self._tell_subject(proposal, view)

    def _show_papers(self, proposal: Proposal) -> None:
        """Show a paper as it would be beside one as it is, where that is what is decided."""
        after = proposal.change
        if not isinstance(after, Template):
            return
        before = proposal.before if isinstance(proposal.before, Template) else NO_TEMPLATE
        self._papers.show()
        self.samples["before"].show_template(before, proposal.subject_version, {})
        self.samples["after"].show_template(after, proposal.subject_version + 1, {})

    def _tell_subject(self, proposal: Proposal, view: AgencyView) -> None:
        user = view.user(proposal.subject)
        if user is None:
            return
        put = self._about.put
        put("administration.name", user.record.name(i18n.language()))
        put("administration.field.unit", words.unit(view, user.record.unit))
        put("administration.rights", "\n".join(words.grant_words(grant, view) for grant in user.record.grants))
        put("administration.open_batches", f"{user.open_batches:,}")
