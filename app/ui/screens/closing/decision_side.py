"""The right column of what waits for a second person: who proposes what about which day, and the two answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.domain.closing.day import DayAct
from app.ui import days
from app.ui.buttons import Button
from app.ui.flow import Chip
from app.ui.screens.closing.parts import words
from app.ui.surfaces import KeyValues, Notice, SidePanel, row_of
from app.ui.texts import Label

if TYPE_CHECKING:
    from app.services.day_book import OrderTold
    from app.ui.screens.closing.parts.ports import Desk


class DecisionSide(SidePanel):
    """Asks by its signals for the dialogs; nothing is lit for signing before everything was recomputed here."""

    approve_wanted = Signal()
    return_wanted = Signal()
    recall_wanted = Signal()
    asked_again = Signal()
    day_wanted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._told: OrderTold | None = None
        self._chip, self._act, self._day = Chip(), Label(role="section", wrap=True), Label(role="strong", wrap=True)
        self._note = Notice(tone="unknown", icon="circle-question-mark")
        self._facts = KeyValues()
        self.ask_again = Button("day_close.ask_again", kind="primary", icon="refresh-cw", act=self.asked_again.emit)
        self.approve = Button("day_close.approve", kind="primary", icon="badge-check", act=self.approve_wanted.emit,
                              shortcut="Ctrl+Return")  # fmt: skip
        self.send_back = Button("day_close.send_back", icon="undo-2", act=self.return_wanted.emit)
        self.recall = Button("day_close.recall", icon="undo-2", act=self.recall_wanted.emit)
        self.open_day = Button("day_close.open_day", icon="calendar", act=self._ask_day)
        self.body.add(row_of(self._chip, None), self._act, self._day, self._note, self._facts)
        self.body.addStretch(1)
        self.foot.add(self.ask_again, self.approve, self.send_back, self.recall, self.open_day)
        self.show_order(None, checked=False)

    def show_order(self, told: OrderTold | None, *, checked: bool) -> None:
        """Show another order, or nothing; ``checked``: everything was recomputed here and nothing stands in the way."""
        self._told = told
        for part in (self._chip, self._act, self._day, self._facts):
            part.setVisible(told is not None)
        if told is not None:
            self._tell(told)
        under_way = told is not None and told.under_way
        self._note.setVisible(under_way)
        if under_way:
            self._note.say("day_close.unknown")
        for button, lit in (
            (self.ask_again, under_way),
            (self.approve, told is not None and told.may_settle and not under_way and checked),
            (self.send_back, told is not None and told.may_settle and not under_way),
            (self.recall, told is not None and told.may_recall and not under_way),
            (self.open_day, told is not None),
        ):
            button.setVisible(bool(lit))

    def _tell(self, told: OrderTold) -> None:
        order, said = told.order, told.order.order
        self._chip.show_cell(words.order_chip(order))
        self._act.show_text(words.act(order))
        self._day.show_text(f"{days.weekday(said.day)} {days.long_day(said.day)}")
        put = self._facts.put
        put("day_close.version", f"{said.version}")
        put("day_close.proposed_by", words.person(self._desk, order.maker_uid))
        put("day_close.proposed_at", words.moment(order.made_at))
        close = said.act is DayAct.CLOSE
        put("day_close.since", words.moment(said.since) if close else words.DASH)
        put("day_close.until", words.moment(said.until))
        put("day_close.open_exceptions", f"{said.open_count:,}" if close else words.DASH)
        put("day_close.by_hand", f"{len(said.matches):,}" if close else words.DASH)
        put("day_close.reason", said.reason or words.DASH)
        put("day_close.decided_by", words.person(self._desk, order.decided_by))
        put("day_close.answer", order.answer or words.DASH)

    def _ask_day(self) -> None:
        if self._told is not None:
            self.day_wanted.emit(self._told.order.order.day)
