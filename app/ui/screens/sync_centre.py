"""Sync centre: is everything with the central system; if not, what waits, since when, and what to do."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from app import i18n
from app.domain.values.errors import KhlangError
from app.ui import days, errors, worker
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.messages import toast
from app.ui.screen import Screen
from app.ui.surfaces import Column, Figures, Notice, row_of
from app.ui.table_model import Column as TableColumn
from app.ui.table_model import Query, Row
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.ui.ports import SyncCentre, SyncState

"""Beyond this the clock of the workstation is worth a warning."""


class SyncCentreScreen(Screen):
    """How this workstation stands with the central system."""

    key, title_key, icon = "sync_centre", "sync.title", "refresh-cw"
    help_key = "sync.help"

    def __init__(self, centre: SyncCentre) -> None:
        super().__init__()
        self._centre = centre
        self._state: SyncState | None = None
        self.button = Button("sync.now", kind="primary", icon="refresh-cw", act=self._sync, shortcut="Ctrl+Return")
        self.pause = Button("sync.pause", icon="pause", act=self._pause)
        self.figures = Figures()
        self.notice = Notice()
        self.error = errors.ErrorNote()
        self.table = TableView(
            _COLUMNS,
            _Queue(centre),
            name="sync_queue",
            label="sync.queue",
            empty=Empty("sync.queue_empty", "sync.queue_empty_why", icon="cloud-check"),
        )
        self.table.failed.connect(self.error.show_error)
        self._lay_out()
        self.setFocusProxy(self.button)

    def refresh(self) -> None:
        """Look again."""
        self.look(self._centre.sync_state, self._show, self.error.show_error)
        self.table.refresh()

    def retranslate(self) -> None:
        """Tell the state in the language in use."""
        if self._state is not None:
            self._show(self._state)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the key that syncs."""
        return (("Ctrl+Return", "sync.now"),)

    def _sync(self) -> None:
        self.button.setEnabled(False)
        self.button.say("sync.running")
        worker.run(self, lambda _: self._centre.sync(), lambda _: self._ended(None), self._ended)

    def _pause(self) -> None:
        self._centre.pause(paused=self._state is None or not self._state.paused)
        self.refresh()

    def _ended(self, error: Exception | None) -> None:
        self.button.setEnabled(True)
        self.button.say("sync.now")
        if error is None:
            self.error.clear()
            toast(self, "sync.done")
        else:
            self.error.show_error(error)
        self.changed.emit()
        self.refresh()

    def _show(self, state: SyncState) -> None:
        self._state = state
        last = days.moment(state.last_at) if state.last_at else i18n.text("sync.never")
        self.figures.put("sync.last", last)
        self.figures.put("sync.waiting", f"{state.queued:,}")
        self.figures.put("sync.line", i18n.text("sync.online" if state.online else "sync.offline"))
        self.figures.put("sync.clock", _clock(state.clock_ahead_seconds))
        self.pause.say("sync.go_on" if state.paused else "sync.pause")
        self._show_trouble(state)

    def _show_trouble(self, state: SyncState) -> None:
        if state.error_code:
            told = errors.tell(KhlangError(state.error_code, **state.error_facts))
            self.notice.turn("refused" if state.online else "waiting", "circle-alert" if state.online else "cloud-off")
            self.notice.words.show_text(told.what)
            self.notice.more.show_text(told.do)
            self.notice.more.setVisible(bool(told.do))
            self.notice.show()
        elif state.paused:
            self.notice.turn("waiting", "pause")
            self.notice.say("sync.paused_words", "sync.paused_do")
        elif state.clock_wrong:
            self.notice.turn("waiting", "clock")
            self.notice.say("sync.clock_wrong", "sync.clock_wrong_do")
        elif not state.online:
            self.notice.turn("waiting", "cloud-off")
            self.notice.say("sync.offline_words", "sync.offline_do")
        elif state.unread_draws:
            self.notice.turn("unknown", "circle-alert")
            self.notice.say("sync.draws_unread", "sync.draws_unread_do", documents=", ".join(state.unread_draws))
        else:
            self.notice.hide()

    def _lay_out(self) -> None:
        page = Column(self, margins=SPACE.xl, spacing=SPACE.l)
        page.addLayout(row_of(Label("sync.title", role="title"), None, self.pause, self.button))
        page.add(self.notice, self.error, self.figures, Label("sync.queue", role="section"))
        page.add(self.table, stretch=1)
        self.notice.hide()


class _Queue:
    """What waits to be sent, as rows of a table."""

    def __init__(self, centre: SyncCentre) -> None:
        self._centre = centre
        self._rows: Mapping[int, Mapping[str, object]] = {}

    def ids(self, _: Query, /) -> Sequence[int]:
        self._rows = dict(enumerate(self._centre.queue()))
        return array("q", self._rows)

    def rows(self, ids: Sequence[int], /) -> Sequence[Row]:
        return [self._rows[number] for number in ids if number in self._rows]


def _clock(seconds: float) -> str:
    if abs(seconds) < 1:
        return i18n.text("sync.clock_right")
    count, unit = abs(seconds), "seconds"
    for larger, length in (("minutes", 60), ("hours", 60), ("days", 24)):
        if count < 2 * length:
            break
        count, unit = count / length, larger
    much = i18n.text(f"sync.{unit}", count=f"{count:,.0f}")
    return i18n.text("sync.clock_ahead" if seconds > 0 else "sync.clock_behind", much=much)


def _what(row: Row) -> str:
    key = f"sync.kind_{row['kind']}"
    return f"{i18n.text(key) if i18n.has(key) else row['kind']} · {row['what']}"


def _state(state: str) -> Cell:
    unknown = state == "sent"
    icon = "circle-question-mark" if unknown else "hourglass"
    return Cell(i18n.text(f"sync.state_{state}"), tone="unknown" if unknown else "waiting", icon=icon, chip=True)


_COLUMNS = (
    TableColumn("what", "sync.what", stretch=True, sortable=False, show_row=_what),
    TableColumn("since", "sync.since", width=180, sortable=False, show=days.moment),
    TableColumn("tries", "sync.tries", width=90, align="right", sortable=False),
    TableColumn("state", "sync.state", width=200, sortable=False, show=_state),
)
