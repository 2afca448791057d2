"""The right column of a recall: what went wrong, where the money is, by which route it returns, and what to do now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app import i18n
from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.recalls.recall import OPEN_STATES, Recall, RecallState, Urgency
from app.ui.buttons import Button
from app.ui.flow import Chip
from app.ui.screens.recalls.parts import words
from app.ui.surfaces import KeyValues, Notice, SidePanel, row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from datetime import date

    from app.services.recalls import OpenCommand
    from app.ui.screens.recalls.parts.ports import Desk
    from app.ui.theme import Tone

_TONES: dict[str, Tone] = {"unknown": "unknown", "refused": "refused", "waiting": "waiting"}
_RETURN_STATES = frozenset({RecallState.MONEY_BACK, RecallState.RETURN_PROPOSED, RecallState.RETURNED})


class RecallSide(SidePanel):
    """Asks by its signals for papers, dialogs and the batch."""

    letter_wanted = Signal()
    return_paper_wanted = Signal()
    batch_wanted = Signal()
    propose_wanted = Signal()
    approve_wanted = Signal()
    send_back_wanted = Signal()
    drop_wanted = Signal()
    asked_again = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._chip, self._payee = Chip(), Label(role="section", wrap=True)
        self._amount = Label(role="hero")
        self._note = Notice(tone="waiting", icon="info")
        self._facts_title, self._facts = Label("recalls.what_happened", role="section"), KeyValues()
        self._route_title, self._why = Label("recalls.route", role="section"), Label(wrap=True)
        self._route = KeyValues()
        self._way = (self._route_title, self._why, self._route)
        self.approve = Button(
            "recalls.approve", kind="primary", icon="badge-check", act=self.approve_wanted.emit, shortcut="Ctrl+Return"
        )
        self.propose = Button(
            "recalls.propose", kind="primary", icon="landmark", act=self.propose_wanted.emit, shortcut="Ctrl+Return"
        )
        self.ask_again = Button("recalls.ask_again", kind="primary", icon="refresh-cw", act=self.asked_again.emit)
        self.letter = Button("recalls.letter", icon="file-text", act=self.letter_wanted.emit)
        self.return_paper = Button("recalls.return_paper", icon="file-check", act=self.return_paper_wanted.emit)
        self.batch = Button("recalls.batch", kind="quiet", icon="circle-check", act=self.batch_wanted.emit)
        self.send_back = Button("recalls.send_back", kind="danger", icon="undo-2", act=self.send_back_wanted.emit)
        self.drop = Button("recalls.drop", kind="danger", icon="ban", act=self.drop_wanted.emit)
        self.body.add(row_of(self._chip, None), self._payee, self._amount, self._note)
        self.body.add(self._route_title, self._why, self._route)
        self.body.addSpacing(SPACE.s)
        self.body.add(self._facts_title, self._facts)
        self.body.addStretch(1)
        self.foot.add(
            self.approve, self.propose, self.ask_again, self.letter, self.return_paper, self.batch, self.send_back,
            self.drop,
        )  # fmt: skip
        self.show_recall(None, None, None)

    def show_recall(self, recall: Recall | None, today: date | None, command: OpenCommand | None) -> None:
        """Show another recall; ``command`` is what was said of it and has no answer yet."""
        shown = recall is not None and today is not None
        for part in (self._chip, self._payee, self._amount, self._facts_title, self._facts, *self._way):
            part.setVisible(shown)
        self._note.setVisible(False)
        if recall is None or today is None:
            self._light(None, None)
            return
        self._chip.show_cell(words.state(recall))
        self._payee.show_text(recall.payee)
        self._amount.say("ui.baht", amount=(recall.back or recall.asked).format())
        self._tell(recall, today)
        self._tell_route(recall, today)
        self._light(recall, command)
        self._tell_note(recall, today, command)

    def _tell(self, recall: Recall, today: date) -> None:
        put = self._facts.put
        put("recalls.cause", i18n.text(f"recalls.cause.{recall.cause}"))
        put("recalls.paid", recall.paid.format())
        put("recalls.asked", recall.asked.format())
        put("recalls.back", recall.back.format() if recall.back else words.DASH)
        put("recalls.back_on", words.day(recall.back_on))
        put("recalls.found_on", words.day(recall.found_on))
        put("recalls.age", i18n.text("recalls.days", count=recall.age_days(today)))
        put("recalls.letter_no", recall.letter_no)
        put("recalls.letter_date", words.day(recall.letter_date))
        put("recalls.reason", recall.reason)
        put("recalls.opened_by", words.person(self._desk, recall.maker_uid))
        put("recalls.remit_by", words.day(recall.remit_by))

    def _tell_route(self, recall: Recall, today: date) -> None:
        way = recall.way_on(today)
        account, revenue, fund = words.codes(way)
        self._why.show_text(words.explained(recall, today))
        put = self._route.put
        numbered = " · ".join(f"{one.kind} {one.number}" for one in recall.documents)
        put("recalls.documents", numbered or words.documents(way))
        put("recalls.gl", account)
        put("recalls.revenue", revenue)
        put("recalls.fund", fund)
        put("recalls.ordered_by", words.person(self._desk, recall.ordered_by))
        put("recalls.returned_at", words.moment(recall.returned_at))
        put("recalls.bank_ref", recall.bank_ref or words.DASH)

    def _tell_note(self, recall: Recall, today: date, command: OpenCommand | None) -> None:
        """Say the one thing that matters most now."""
        back = recall.state is RecallState.MONEY_BACK
        remit, due = recall.remit_urgency(today), words.day(recall.remit_by)
        for holds, tone, key, fact in (
            (command is not None, "unknown", "recalls.unknown", ""),
            (remit is Urgency.OVER, "refused", "recalls.remit_over", due),
            (back and bool(recall.answer_to_order), "refused", "recalls.sent_back", recall.answer_to_order),
            (bool(recall.answer), "refused", "recalls.refused_because", words.answer(recall)),
            (remit is Urgency.NEAR, "waiting", "recalls.remit_near", due),
            (recall.year_urgency(today) is Urgency.NEAR, "waiting", "recalls.year_near", str(recall.days_left(today))),
        ):
            if holds:
                self._note.turn(_TONES[tone], "info")
                self._note.say(key, fact=fact)
                self._note.show()
                return

    def _light(self, recall: Recall | None, command: OpenCommand | None) -> None:
        """Show what may be done now; nothing that would be a second word while the first has no answer."""
        quiet = recall is None or command is not None
        state = recall.state if recall else None
        other = recall is not None and recall.ordered_by != self._desk.actor.person.uid
        proposed = state is RecallState.RETURN_PROPOSED and other and not quiet
        for button, lit in (
            (self.propose, state is RecallState.MONEY_BACK and not quiet and self._may(Action.PROPOSE_RETURN)),
            (self.approve, proposed and self._may(Action.APPROVE_RETURN)),
            (self.send_back, proposed and self._may(Action.SEND_RETURN_BACK)),
            (self.drop, state is RecallState.OPEN and not quiet and self._may(Action.DROP_RECALL)),
            (self.ask_again, command is not None),
            (self.letter, recall is not None and state in OPEN_STATES | {RecallState.RETURNED, RecallState.REFUSED}),
            (self.return_paper, state in _RETURN_STATES),
            (self.batch, recall is not None),
        ):
            button.setVisible(bool(lit))

    def _may(self, action: Action) -> bool:
        return permissions.may(self._desk.actor.person.roles, action)
