"""The inbox: what happened for me, newest first; opening one goes to what it is about, and marks it read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QKeySequence, QShortcut

from app import i18n
from app.domain.messages.message import Topic
from app.ui import days, errors, worker
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.record_rows import RECORD
from app.ui.screen import Screen
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.domain.messages.message import Message
    from app.ui.table_model import Row
    from app.ui.theme import Tone

_LOOK: dict[Topic, tuple[str, Tone]] = {
    Topic.TO_APPROVE: ("badge-check", "waiting"),
    Topic.TO_RELEASE: ("send", "waiting"),
    Topic.APPROVED: ("circle-check", "done"),
    Topic.RETURNED: ("undo-2", "refused"),
    Topic.FINISHED: ("circle-check", "done"),
    Topic.LINES_FAILED: ("triangle-alert", "refused"),
    Topic.REFUSED: ("circle-x", "refused"),
    Topic.COMMENTED: ("info", "accent"),
    Topic.RECALL: ("undo-2", "accent"),
    Topic.RETURN_TO_APPROVE: ("badge-check", "waiting"),
    Topic.NOTICE_FAILED: ("triangle-alert", "waiting"),
    Topic.POSTPONED: ("calendar", "waiting"),
    Topic.PAYEES_TO_APPROVE: ("file-check", "waiting"),
    Topic.PAYEES_SETTLED: ("users", "done"),
    Topic.COLLECTION_TO_APPROVE: ("badge-check", "waiting"),
    Topic.COLLECTION_SETTLED: ("circle-check", "done"),
    Topic.MONEY_QUEUED: ("hourglass", "waiting"),
    Topic.REQUEST: ("inbox", "accent"),
    Topic.LETTER_FAILED: ("triangle-alert", "waiting"),
    Topic.REMITTANCE_TO_APPROVE: ("badge-check", "waiting"),
    Topic.REMITTANCE_SENT_BACK: ("undo-2", "refused"),
    Topic.REMITTANCE_BOOKED: ("circle-check", "done"),
    Topic.REMITTANCE_REFUSED: ("circle-x", "refused"),
    Topic.DAY_TO_APPROVE: ("badge-check", "waiting"),
    Topic.DAY_SETTLED: ("circle-check", "done"),
}


_SETTLED = frozenset({Topic.PAYEES_SETTLED, Topic.COLLECTION_SETTLED, Topic.DAY_SETTLED})
"""What was settled by another person, and may have been sent back: then it looks like anything that was."""

_BACK = frozenset({"returned", "partly"})


class Inbox(Protocol):
    """Where messages come from. `app.services.messages.Messages` is one."""

    def every(self) -> Sequence[Message]:
        """Return the messages, the newest first."""
        ...

    def mark_read(self, seqs: Iterable[int]) -> None:
        """Remember that messages were read."""
        ...


def words(message: Message) -> str:
    """Return a message as one sentence in the language in use."""
    what = message.facts.get("what", "")
    match message.topic:
        case Topic.RECALL:
            return i18n.text(f"messages.recall.{what}", **message.facts)
        case Topic.REQUEST:
            return i18n.text(f"messages.request.{what}", **message.facts)
        case Topic.PAYEES_SETTLED:
            return i18n.text(f"messages.payees.{what}", **message.facts)
        case Topic.DAY_SETTLED:
            told = i18n.text(f"closing.settled.{what}")
            return i18n.text("messages.say.day_settled", **{**message.facts, "what": told})
        case Topic.POSTPONED:
            day = days.full_day(date.fromisoformat(message.facts["day"]))
            return i18n.text("messages.say.postponed", **{**message.facts, "day": day})
        case Topic.COLLECTION_TO_APPROVE | Topic.COLLECTION_SETTLED:
            act = i18n.text(f"messages.act.{message.facts['act']}")
            said = what or message.topic.value
            return i18n.text(f"messages.collection.{said}", **{**message.facts, "act": act})
    return i18n.text(f"messages.say.{message.topic}", **message.facts)


class MessagesScreen(Screen):
    """The list of messages."""

    key, title_key, icon = "messages", "messages.title", "inbox"
    help_key = "messages.help"

    def __init__(self, inbox: Inbox) -> None:
        super().__init__()
        self._inbox = inbox
        self._found: Sequence[Message] = ()
        self._search = SearchField("messages.search")
        self._unread = Button("messages.unread", kind="chip")
        self.all_read = Button("messages.all_read", icon="check", act=self._mark_all)
        self.table = TableView(
            (
                Column("topic", "messages.topic", 190, sortable=False, show_row=lambda row: topic_cell(row[RECORD])),
                Column("words", "messages.what", 300, stretch=True, sortable=False, show_row=_words),
                Column("at", "messages.at", 150, sortable=False, show_row=lambda row: days.moment(row[RECORD].at)),
            ),
            FixedRows(()),
            name="messages",
            label="messages.list",
            empty=Empty("messages.none", "messages.none_why", icon="inbox"),
        )
        self._error = errors.ErrorNote()
        stack = Stack(self, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.add_row(Label("messages.title", role="title"), None, self.all_read)
        self._search.setFixedWidth(240)
        stack.addLayout(row_of(self._search, self._unread, None))
        stack.add(self._error)
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        self._search.textChanged.connect(lambda _: self._show())
        self._unread.toggled.connect(lambda _: self._show())
        self.table.opened.connect(lambda _: self._open())
        self.table.answered.connect(self._answered)
        self.setFocusProxy(self.table.grid)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)

    def refresh(self) -> None:
        """Look for messages."""
        self.look(self._inbox.every, self._take, self._error.show_error)

    def retranslate(self) -> None:
        """Tell the messages in another language."""
        self._show()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Ctrl+F", "messages.search"), ("Return", "messages.open"))

    def _take(self, found: Sequence[Message]) -> None:
        self._found = found
        self._error.clear()
        self._show()

    def _show(self) -> None:
        wanted, unread = self._search.text().strip().lower(), self._unread.isChecked()
        shown = [one for one in self._found if wanted in words(one).lower() and (one.unread or not unread)]
        self.table.model.use_source(FixedRows([{RECORD: one} for one in shown]))
        self.all_read.setEnabled(any(one.unread for one in self._found))

    def _answered(self) -> None:
        count = sum(one.unread for one in self._found)
        self.table.footer.say("messages.count", count=f"{len(self._found):,}", unread=f"{count:,}")

    def _open(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        message: Message = row[RECORD]
        self._mark([message.seq] if message.unread else [])
        self.navigate.emit(message.screen, message.subject)

    def _mark_all(self) -> None:
        self._mark([one.seq for one in self._found if one.unread])

    def _mark(self, seqs: list[int]) -> None:
        if seqs:
            worker.run(self, lambda _: self._inbox.mark_read(seqs), lambda _: self._marked(), self._error.show_error)

    def _marked(self) -> None:
        self.changed.emit()
        self.refresh()


def topic_cell(message: Message) -> Cell:
    """Return what a message is about, in the colour of what came of it."""
    sent_back = message.topic in _SETTLED and message.facts.get("what") in _BACK
    icon, tone = _LOOK[Topic.RETURNED if sent_back else message.topic]
    return Cell(i18n.text(f"messages.topic.{message.topic}"), tone=tone, icon=icon, chip=True)


def _words(row: Row) -> Cell:
    message: Message = row[RECORD]
    said = words(message)
    hint = i18n.text("messages.not_read") if message.unread else ""
    return Cell(said, strong=message.unread, hint=hint)
