"""What a request would change, read from signed bytes; a stop, and nothing of it, where the signature does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.values.errors import Tampered
from app.ui import errors
from app.ui.screens.administration.parts import words
from app.ui.screens.administration.parts.comparison import Comparison
from app.ui.surfaces import Card, Column, KeyValues, Notice, scroll_page
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.domain.access.proposal import AgencyView, Proposal


class RequestView(QWidget):
    """Shows one request."""

    def __init__(self) -> None:
        super().__init__()
        self.stop = Notice("administration.stop", tone="refused", icon="shield-x")
        self._why = errors.ErrorNote()
        self._what = Card()
        self._explained = Label(wrap=True)
        self.comparison = Comparison()
        self._about = KeyValues()
        area, body = scroll_page(spacing=SPACE.l)
        self._what.body.add(self._explained, self.comparison, self._about)
        body.add(self.stop, self._why, self._what)
        body.addStretch(1)
        Column(self, spacing=0).add(area, stretch=1)

    def show_request(self, proposal: Proposal | None, view: AgencyView | None) -> None:
        """Show only what would differ, and what it means."""
        for part in (self._what, self.stop, self._why):
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
        else:
            self._tell_subject(proposal, view)

    def _tell_subject(self, proposal: Proposal, view: AgencyView) -> None:
        user = view.user(proposal.subject)
        if user is None:
            return
        put = self._about.put
        put("administration.name", user.record.name(i18n.language()))
        put("administration.field.unit", words.unit(view, user.record.unit))
        put("administration.rights", "\n".join(words.grant_words(grant, view) for grant in user.record.grants))
        put("administration.open_batches", f"{user.open_batches:,}")
