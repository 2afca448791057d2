"""The right column: one remittance, where it stands and what comes next, what became of it, what can be done now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from app import i18n
from app.domain.remittances.remittance import RemittanceState
from app.ui.buttons import Button
from app.ui.flow import Chip, Timeline
from app.ui.screens.remittances.parts import happenings, words
from app.ui.screens.remittances.parts.item_lines import ItemLines
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import KeyValues, Notice, SidePanel, row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.domain.remittances.remittance import Remittance
    from app.services.remitting import RemittanceTold
    from app.ui.screens.remittances.parts.ports import Desk
    from app.ui.theme import Tone

_ICONS: dict[Tone, str] = {"done": "circle-check", "refused": "circle-x", "waiting": "hourglass", "plain": "undo-2"}


class RemittanceSide(SidePanel):
    """Shows one remittance at once, and what happened to it as soon as it is looked up."""

    approve_wanted = Signal()
    send_back_wanted = Signal()
    recall_wanted = Signal()
    paper_wanted = Signal()
    signed_wanted = Signal()
    document_wanted = Signal(str)
    recall_opened = Signal(str)
    draw_opened = Signal(str)
    again_wanted = Signal()
    asked_again = Signal()

    def __init__(self, desk: Desk, names: words.Names, *, proposes: bool) -> None:
        super().__init__()
        self._desk, self._names, self._proposes = desk, names, proposes
        self._one: Remittance | None = None
        self._told: RemittanceTold | None = None
        self._chip, self._kind, self._amount = Chip(), Label(role="section", wrap=True), Label(role="hero")
        self._note = Notice()
        self._facts = KeyValues()
        self._items = ItemLines()
        self._documents = Stack(spacing=SPACE.xs)
        self._items_title = Label("remittances.items", role="section")
        self._documents_title = Label("remittances.documents_title", role="section")
        self._timeline_title, self._timeline = Label("remittances.timeline", role="section"), Timeline()
        self.signed = Button("remittances.open_signed", kind="link", act=self.signed_wanted.emit)
        self.recall_link = Button("remittances.open_recall", kind="link", act=self._open_recall)
        self.draw_link = Button("remittances.open_draw", kind="link", act=self._open_draw)
        self.ask_again = Button("bills.ask_again", kind="primary", icon="refresh-cw", act=self.asked_again.emit)
        self.approve = Button("remittances.approve", kind="primary", icon="badge-check", act=self.approve_wanted.emit,
                              shortcut="Ctrl+Return")  # fmt: skip
        self.paper = Button("remittances.record", icon="file-check", act=self.paper_wanted.emit, shortcut="Ctrl+P")
        self.again = Button("remittances.again", icon="landmark", act=self.again_wanted.emit)
        self.send_back = Button("remittances.send_back", icon="undo-2", act=self.send_back_wanted.emit)
        self.recall = Button("remittances.take_back", icon="undo-2", act=self.recall_wanted.emit)
        self._lay_out()
        self.show_remittance(None)

    @property
    def told(self) -> RemittanceTold | None:
        """What was told of the remittance in sight, None before it was looked up."""
        return self._told

    def show_remittance(self, one: Remittance | None) -> None:
        """Show another remittance; what was told of the same one stays until it is told anew."""
        if one is None or self._told is None or one.req_id != self._told.remittance.req_id:
            self._told = None
        self._one = one
        self.setVisible(one is not None)
        if one is not None:
            self._tell(one)
        self._tell_more()
        self._light()

    def show_told(self, told: RemittanceTold) -> None:
        """Show what happened to the remittance in sight; news of another one is dropped."""
        if self._one is not None and told.remittance.req_id == self._one.req_id:
            self._told, self._one = told, told.remittance
            self._tell(told.remittance)
            self._tell_more()
            self._light()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.body.add(row_of(self._chip, None), self._kind, self._amount, self._note)
        self.body.addSpacing(SPACE.xs)
        self.body.add(self._facts)
        for link in (self.signed, self.recall_link, self.draw_link):
            self.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.add(self._items_title, self._items, self._documents_title)
        self.body.addLayout(self._documents)
        self.body.add(self._timeline_title, self._timeline)
        self.body.addStretch(1)
        self.foot.add(self.ask_again, self.approve, self.paper, self.again, self.send_back, self.recall)

    def _tell(self, one: Remittance) -> None:
        order, standing = one.order, one.standing
        self._chip.show_cell(words.state(one))
        self._kind.show_text(words.kind(one.kind))
        self._amount.say("ui.baht", amount=one.total.format())
        put = self._facts.put_known
        put("remittances.account", self._names.account(standing.account))
        put("remittances.office", self._names.office(standing.office))
        put("remittances.office_reason", order.office_reason if order else "")
        put("remittances.owner_unit", (order.owner_unit if order else "") or i18n.text("remittances.own_money"))
        put("remittances.fee", i18n.text("remittances.fee_none"))
        put("remittances.memo", order.memo if order else "")
        put("remittances.bank_ref", one.bank_ref)
        put("remittances.moved_at", words.moment(one.moved_at) if one.moved_at else "")
        put("remittances.answered_at", words.moment(standing.answered_at) if standing.answered_at else "")
        put("remittances.maker", words.person(self._desk, standing.maker_uid))
        put("remittances.decided_by", words.person(self._desk, one.decided_by) if one.decided_by else "")
        put("remittances.answer", one.answer)
        self._items.show_items(one.items, self._names)

    def _tell_more(self) -> None:
        one, told = self._one, self._told
        events = happenings.of_remittance(told, self._desk) if told else []
        self._timeline.show_events(events)
        for part in (self._timeline_title, self._timeline):
            part.setVisible(bool(events))
        self._tell_documents(one)
        self._note.setVisible(one is not None)
        if told is not None and told.under_way:
            self._note.turn("unknown", "circle-question-mark")
            self._note.say("bills.unknown")
        elif one is not None:
            tone = words.tone(one.state)
            self._note.turn(tone, _ICONS.get(tone, "info"))
            said = one
            self._note.say("ui.words", words=lambda: words.next_step(said))

    def _tell_documents(self, one: Remittance | None) -> None:
        while (item := self._documents.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        documents = self._told.documents if self._told else ()
        self._documents_title.setVisible(bool(documents))
        for document in documents:
            link = Button("ui.words", kind="link", act=partial(self.document_wanted.emit, document.name))
            link.say("ui.words", words=f"{document.kind} {document.number} · {document.amount.format()}")
            self._documents.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def _open_recall(self) -> None:
        if self._one is not None:
            self.recall_opened.emit(self._one.standing.recall_id)

    def _open_draw(self) -> None:
        if self._one is not None:
            self.draw_opened.emit(self._one.doc_no)

    def _light(self) -> None:
        """Show what may be done now; nothing that would be a second word while the first has no answer."""
        one, told = self._one, self._told
        under_way = told is not None and told.under_way
        quiet = told is not None and not under_way
        refused = one is not None and one.state is RemittanceState.REFUSED
        for button, lit in (
            (self.ask_again, under_way),
            (self.approve, quiet and told is not None and told.may_settle),
            (self.send_back, quiet and told is not None and told.may_settle),
            (self.recall, quiet and told is not None and told.may_recall),
            (self.paper, told is not None and told.may_print),
            (self.again, refused and self._proposes),
            (self.signed, one is not None and one.order is not None),
            (self.recall_link, one is not None and bool(one.standing.recall_id)),
            (self.draw_link, one is not None and bool(one.doc_no)),
        ):
            button.setVisible(bool(lit))
