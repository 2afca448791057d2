"""Home: what waits for me today. Every tile opens its list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import i18n
from app.domain.access.password import EXPIRY_NOTICE_DAYS
from app.domain.values import dates
from app.domain.values.money import Money
from app.ui import days, errors, plan_words
from app.ui.buttons import Button
from app.ui.icons import Icon
from app.ui.screen import Screen
from app.ui.surfaces import Card, Column, Notice, Wrap, line, row_of, scroll_page
from app.ui.table_view import Empty, EmptyState
from app.ui.texts import Label
from app.ui.theme import SPACE, Tone
from app.ui.tiles import TileButton
from app.ui.top_bar import cut_off_left

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from app.services.planning import Planned
    from app.ui.ports import Arrival, Found, Home, HomeState, Tile

LOOK: dict[str, tuple[str, Tone]] = {
    "suspect": ("shield-x", "refused"),
    "stuck": ("triangle-alert", "refused"),
    "drafts": ("pencil", "accent"),
    "to_approve": ("badge-check", "waiting"),
    "payees_sent_back": ("undo-2", "refused"),
    "payees_to_approve": ("file-check", "waiting"),
    "returned": ("undo-2", "refused"),
    "unknown": ("circle-question-mark", "unknown"),
    "in_work": ("hourglass", "waiting"),
    "finished_today": ("circle-check", "done"),
    "to_settle": ("badge-check", "waiting"),
    "proposed": ("hourglass", "waiting"),
    "proposals_returned": ("undo-2", "refused"),
    "unconfirmed": ("triangle-alert", "refused"),
    "slips": ("printer", "accent"),
    "locked": ("lock", "refused"),
    "requests_open": ("hourglass", "waiting"),
    "unreviewed": ("file-check", "waiting"),
    "rights_ending": ("clock", "waiting"),
    "recalls_open": ("undo-2", "accent"),
    "collection_to_approve": ("badge-check", "waiting"),
    "money_queued": ("hourglass", "waiting"),
    "receipts_due": ("file-text", "accent"),
    "letters_failed": ("triangle-alert", "refused"),
    "recalls_year": ("hourglass", "waiting"),
    "recalls_remit": ("clock", "waiting"),
    "recalls_over": ("triangle-alert", "refused"),
    "requests_filed": ("inbox", "waiting"),
    "requests_paid": ("badge-check", "waiting"),
    "bills_unpaid": ("file-text", "accent"),
    "bills_expired": ("clock", "refused"),
    "commands_unknown": ("circle-question-mark", "unknown"),
    "remittances_to_approve": ("badge-check", "waiting"),
    "remittances_unanswered": ("hourglass", "waiting"),
    "remit_ready": ("landmark", "accent"),
    "remit_days": ("clock", "waiting"),
    "remit_over": ("triangle-alert", "refused"),
    "days_to_approve": ("badge-check", "waiting"),
    "days_unclosed": ("calendar", "waiting"),
    "day_exceptions": ("triangle-alert", "refused"),
    "orders_unknown": ("circle-question-mark", "unknown"),
}
TILE_WIDTH_MIN = 190
RECENT_MAX = 6
MINUTE_MS = 60_000


class HomeScreen(Screen):
    """What waits for this person."""

    key, title_key, icon = "home", "home.nav", "house"
    help_key = "home.help"

    def __init__(self, home: Home, has_room: Callable[[str], bool] = lambda _: True) -> None:
        """Show tiles whose list is in a room that ``has_room``: a number that nothing stands behind is none."""
        super().__init__()
        self._home, self._has_room = home, has_room
        self._state: HomeState | None = None
        self._tiles: dict[str, TileButton] = {}
        self._day = Label(role="quiet")
        self.last_time = Label(role="small")
        self.expiry = Notice(tone="waiting", icon="key-round")
        self.expiry.body.add(Button("home.change_password", kind="link", act=self._ask_for_password))
        self.expiry.hide()
        self._tiles_place = QWidget()
        self._holder = Column(self._tiles_place)
        self._recent = Column(spacing=0)
        self._today = Card("home.cut_off")
        self._cut_off = Label(role="figure")
        self._cut_off_why = Label(role="quiet", wrap=True)
        self._plans = Column(spacing=SPACE.m)
        self._error = errors.ErrorNote()
        self._lay_out()
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self._pass_time)
        self._minute.start()

    def refresh(self) -> None:
        """Count again."""
        self.look(self._home.home, self._show, self._error.show_error)

    def retranslate(self) -> None:
        """Tell dates, counts and the cut-off in the language in use; words of the services are asked for anew."""
        if self._state is not None:
            self._show(self._state)
            self.refresh()

    def _pass_time(self) -> None:
        if self._state is not None:
            self._show(self._state)

    def _show(self, state: HomeState) -> None:
        self._state = state
        self._error.clear()
        now = self._home.now()
        local = now.astimezone(dates.BANGKOK).date()
        self._day.show_text(days.long_day(local))
        self._show_arrival(state.arrival, local)
        self._show_tiles(state, now)
        self._show_cut_off(state, now)
        self._show_recent(state)

    def _show_arrival(self, arrival: Arrival, today: date) -> None:
        """Tell the sign-in before this one: whoever reads a strange time or place knows that somebody else was in."""
        self.last_time.setVisible(arrival.last_at is not None)
        if arrival.last_at is not None:
            self.last_time.say("home.last_time", at=days.moment(arrival.last_at), device=arrival.last_device)
        expires = arrival.password_expires_at
        left = (expires.astimezone(dates.BANGKOK).date() - today).days if expires else EXPIRY_NOTICE_DAYS + 1
        self.expiry.setVisible(left <= EXPIRY_NOTICE_DAYS)
        if expires is not None and left <= EXPIRY_NOTICE_DAYS:
            key = "home.password_expires_soon" if left > 0 else "home.password_expires_today"
            self.expiry.say(key, "home.password_expires_why", count=left, at=days.moment(expires))

    def _ask_for_password(self) -> None:
        self.navigate.emit("settings", "password")

    def _show_tiles(self, state: HomeState, now: datetime) -> None:
        tiles = [tile for tile in state.tiles if self._has_room(tile.screen)]
        if list(self._tiles) != [tile.key for tile in tiles]:
            _empty(self._holder)
            self._tiles = {tile.key: self._tile(tile) for tile in tiles}
            self._holder.add(Wrap(list(self._tiles.values()), width_min=TILE_WIDTH_MIN))
            before: QWidget = self
            for tile_button in self._tiles.values():  # they come first to the eye, and to the Tab key
                QWidget.setTabOrder(before, tile_button)
                before = tile_button
        for tile in tiles:
            self._tiles[tile.key].show_count(tile.count, _sum(tile), _age(tile, now))

    def _tile(self, tile: Tile) -> TileButton:
        icon, tone = LOOK.get(tile.key, ("inbox", "plain"))
        act = partial(self.navigate.emit, tile.screen, tile.subject)
        return TileButton(f"home.{tile.key}", icon=icon, tone=tone, act=act, width_min=TILE_WIDTH_MIN)

    def _show_cut_off(self, state: HomeState, now: datetime) -> None:
        self._today.setVisible(state.cut_off is not None)
        if state.cut_off is None:
            return
        minutes = int(cut_off_left(now, state.cut_off).total_seconds() // 60)
        at = f"{state.cut_off:%H:%M}"
        if minutes <= 0:
            self._cut_off.say("ui.cut_off_passed", time=at)
        elif minutes < 60:
            self._cut_off.say("ui.cut_off_minutes", minutes=minutes)
        else:
            self._cut_off.say("ui.cut_off_hours", hours=minutes // 60, minutes=minutes % 60)
        key = "home.cut_off_next" if state.value_date_text else "home.cut_off_at"
        self._cut_off_why.say(key, time=at, day=state.value_date_text)
        _empty(self._plans)
        for each in state.plans:
            self._plans.add(_PlanRow(each, partial(self.navigate.emit, "batches", each.batch.op_id)))

    def _show_recent(self, state: HomeState) -> None:
        _empty(self._recent)
        for number, found in enumerate(state.recent[:RECENT_MAX]):
            if number:
                self._recent.add(line())
            self._recent.add(_RecentRow(found, partial(self.navigate.emit, found.screen, found.subject)))
        if not state.recent:
            self._recent.add(EmptyState(Empty("home.nothing_yet", "home.nothing_yet_why", icon="history")))
        self._recent.addStretch(1)

    def _lay_out(self) -> None:
        area, page = scroll_page(margins=SPACE.xl, spacing=SPACE.l)
        whole = Column(self, spacing=0)
        whole.add(area)
        page.addLayout(row_of(Label("home.title", role="title"), self._day, None, spacing=SPACE.m))
        page.add(self.last_time, self.expiry, self._error)
        page.add(self._tiles_place)
        recent = Card("home.recent")
        recent.body.addLayout(self._recent)
        self._today.body.add(self._cut_off, self._cut_off_why)
        self._today.body.addLayout(self._plans)
        self._today.body.addStretch(1)
        recent.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        columns = row_of(spacing=SPACE.l)
        columns.addWidget(recent, 2)
        columns.addWidget(self._today, 1, Qt.AlignmentFlag.AlignTop)
        page.addLayout(columns)
        page.addStretch(1)


class _RecentRow(QWidget):
    def __init__(self, found: Found, act: partial[None]) -> None:
        super().__init__()
        title = Button("ui.words", kind="link", act=act)
        title.setProperty("place", "row")
        title.say("ui.words", words=found.title)
        detail = Label(role="small")
        detail.show_text(found.detail)
        words = Column(spacing=0)
        words.add(title, detail)
        row = row_of(Icon(found.icon, "quiet"), spacing=SPACE.m)
        row.addLayout(words, 1)
        row.setContentsMargins(0, 2, 0, SPACE.xs)
        self.setLayout(row)


class _PlanRow(QWidget):
    """A batch that must be signed first: until when, and who can."""

    def __init__(self, planned: Planned, act: partial[None]) -> None:
        super().__init__()
        head = planned.batch.head
        title = Button("ui.words", kind="link", act=act)
        title.say("ui.words", words=head.purpose or planned.batch.reference)
        need, who = Label(role="strong", wrap=True), Label(role="small", wrap=True)
        need.show_text(plan_words.headline(planned.plan))
        who.show_text(plan_words.people(planned.plan))
        whole = Column(self, spacing=SPACE.xs)
        whole.add(line(), title, need, who)


def _sum(tile: Tile) -> str:
    if not tile.count:
        return i18n.text("home.none")
    return "" if tile.satang is None else i18n.text("ui.baht", amount=Money(tile.satang).format())


def _age(tile: Tile, now: datetime) -> str:
    if tile.oldest_at is None or not tile.count:
        return ""
    hours = int((now - tile.oldest_at).total_seconds() // 3600)
    if hours < 1:
        return ""
    if not hours:
        return ""
    return i18n.text("home.oldest_days" if hours >= 48 else "home.oldest_hours", days=hours // 24, hours=hours)


def _empty(column: Column) -> None:
    while (item := column.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.deleteLater()
