"""The sums above a day's list: all that was received, what of it waits, and each channel's part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.ui.screens.collections.parts import words
from app.ui.surfaces import Card, Paragraph, row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.domain.collections.day_sums import DaySums
    from app.domain.values.money import Money


class DaySumsCard(Card):
    """One line of sums, and the channels below it, the largest first."""

    def __init__(self) -> None:
        super().__init__()
        self.body.setContentsMargins(SPACE.l, SPACE.s, SPACE.l, SPACE.s)
        self.body.setSpacing(SPACE.xs)
        self._received, self._count = Label(role="figure"), Label(role="quiet")
        self._waiting = Label(role="strong", tone="waiting")
        self._channels, self._apart = Paragraph(role="table", wrap=True), Paragraph(role="quiet", wrap=True)
        self.body.addLayout(row_of(self._received, self._count, None, self._waiting))
        self.body.add(self._channels, self._apart)

    def show_sums(self, sums: DaySums, waiting: Money, cards: str) -> None:
        """Show a day's sums; ``cards`` is what was paid by card and is not in the account yet, or ''."""
        self._received.show_text(words.baht(sums.received.amount))
        self._count.show_text(i18n.text("incoming.payments", count=f"{sums.received.count:,}"))
        self._waiting.show_text(i18n.text("incoming.waiting_sum", amount=waiting.format()) if waiting.satang else "")
        parts = sorted(sums.by_channel.items(), key=lambda each: -each[1].satang)
        said = (f"{words.channel(channel)} {tally.amount.format()} ({tally.count:,})" for channel, tally in parts)
        self._channels.show_text(" · ".join(said))
        self._channels.setVisible(bool(parts))
        taken = sums.reversed
        apart = [i18n.text("incoming.reversed", amount=taken.amount.format())] if taken.count else []
        apart += [i18n.text("incoming.cards_later", amount=cards)] if cards else []
        self._apart.show_text(" · ".join(apart))
        self._apart.setVisible(bool(apart))
