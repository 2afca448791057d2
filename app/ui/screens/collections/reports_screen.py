"""What came in, by type, channel and day, and unpaid bills by age: a table and a plot of the very same values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.collections.ages import AgeClass
from app.domain.collections.day_sums import UNKNOWN_TYPE
from app.domain.values import dates
from app.domain.values.money import Money
from app.ui import days, errors
from app.ui.buttons import Button
from app.ui.fields import ComboField, form_is_right
from app.ui.fields import row_of as fields_row
from app.ui.screen import Screen
from app.ui.screens.collections.parts import money_words, words
from app.ui.screens.collections.reports_plot import Bar, BarPlot
from app.ui.surfaces import Card, Figures, row_of, scroll_page
from app.ui.surfaces import Column as Stack
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import DateField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.collections.revenue import Receiving
    from app.services.collection_reports import CollectionReports
    from app.ui.table_model import Row

BY_TYPE, BY_CHANNEL, BY_DAY, BY_AGE = "type", "channel", "day", "age"
KINDS = (BY_TYPE, BY_CHANNEL, BY_DAY, BY_AGE)
PLOTTED_DAYS_MAX = 62
"""So many days are drawn at most, the last ones; the table has them all."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A report: its rows, and what stands above it."""

    kind: str
    first: date
    last: date
    bars: Sequence[Bar]
    count: int
    total: Money


class ReportsScreen(Screen):
    """One report at a time; a kind's name opens it."""

    key, title_key, icon = "collection_reports", "collection_reports.title", "columns"
    help_key = "collection_reports.help"

    def __init__(self, service: CollectionReports, receiving: Callable[[], Receiving]) -> None:
        super().__init__()
        self._service, self._receiving = service, receiving
        self._told: _Told | None = None
        self.kind = ComboField("collection_reports.kind", [(kind, f"collection_reports.by.{kind}") for kind in KINDS])
        self.first = DateField("collection_reports.first", hint="", required=True)
        self.last = DateField("collection_reports.last", hint="", required=True)
        self._spans = {
            name: Button(f"collection_reports.span.{name}", kind="quiet", act=act)
            for name, act in (("today", self._today), ("month", self._month), ("year", self._year))
        }
        self._figures = Figures()
        self.plot = BarPlot()
        self.table = TableView(
            self._columns(),
            FixedRows(()),
            name="collection_reports",
            label="collection_reports.list",
            empty=Empty("collection_reports.none", "collection_reports.none_why", icon="columns"),
        )
        self._error = errors.ErrorNote()
        self._lay_out()
        self._month()
        self.kind.changed.connect(self._ask)
        for field in (self.first, self.last):
            field.edit.editingFinished.connect(self._ask)
        self.table.explain_filter(self._told_filter)
        self.table.answered.connect(self._tell_sum)
        self.setFocusProxy(self.table.grid)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Count again."""
        self._ask()

    def open_subject(self, subject: object) -> None:
        """Open a report by its name."""
        if str(subject) in KINDS:
            self.kind.set_text(str(subject))

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self._ask()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("name", "collection_reports.row", 200, stretch=True, sortable=False),
            Column("count", "collection_reports.count", 84, align="right", sortable=False),
            Column("amount", "incoming.amount", 124, align="right", amount=True, sortable=False),
            Column("share", "collection_reports.share", 84, align="right", sortable=False),
        )

    def _lay_out(self) -> None:
        area, page = scroll_page(margins=0)
        self._card = Card()
        self._plot_title = Label(role="section", wrap=True)
        self._plot_note = Label("collection_reports.last_days", role="quiet", wrap=True)
        self._card.body.add(self._plot_title, self._plot_note, self.plot)
        page.add(self._card)
        page.addStretch(1)
        left = QWidget()
        stack = Stack(left, spacing=SPACE.m)
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        whole = Stack(self, spacing=SPACE.m)
        whole.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        whole.add_row(Label("collection_reports.title", role="title"), None, *self._spans.values())
        whole.addLayout(fields_row(self.kind, self.first, self.last))
        whole.add(self._error, self._figures)
        both = row_of(spacing=SPACE.m)
        both.addWidget(left, 5)
        both.addWidget(area, 6)
        whole.addLayout(both, 1)

    def _today(self) -> None:
        self._span(self._service.today, self._service.today)

    def _month(self) -> None:
        self._span(self._service.today.replace(day=1), self._service.today)

    def _year(self) -> None:
        today = self._service.today
        self._span(date(dates.fiscal_year(today) - dates.BUDDHIST_OFFSET - 1, 10, 1), today)

    def _span(self, first: date, last: date) -> None:
        self.first.set_value(first)
        self.last.set_value(last)
        self._ask()

    def _ask(self) -> None:
        kind = self.kind.text()
        for part in (self.first, *self._spans.values()):
            part.setVisible(kind != BY_AGE)
        self.last.name("collection_reports.on_day" if kind == BY_AGE else "collection_reports.last")
        if not form_is_right(self.last, *([self.first] if kind != BY_AGE else [])):
            return
        first, last = self.first.value(), self.last.value()
        if first is None or last is None:
            return
        if kind != BY_AGE and first > last:
            self.last.complain("collection_reports.span_wrong")
            return
        self.look(lambda: self._report(kind, first, last), self._show, self._error.show_error)

    def _report(self, kind: str, first: date, last: date) -> _Told:
        if kind == BY_AGE:
            ages = self._service.unpaid(last).sums
            bars = [Bar(_age(one.age), one.count, one.open.satang, one.age is not AgeClass.NOT_DUE) for one in ages]
            return _Told(kind, last, last, bars, sum(bar.count for bar in bars), _sum(bars))
        told = self._service.of_days(first, last)
        if kind == BY_DAY:
            bars = [Bar(days.compact(day), one.count, one.satang) for day, one in sorted(told.by_day.items())]
        elif kind == BY_CHANNEL:
            parts = sorted(told.sums.by_channel.items(), key=lambda each: -each[1].satang)
            bars = [Bar(words.channel(channel), one.count, one.satang) for channel, one in parts]
        else:
            receiving = self._receiving()
            types = sorted(told.sums.by_type.items(), key=lambda each: (each[0] == UNKNOWN_TYPE, -each[1].satang))
            bars = [Bar(_type(receiving, code), one.count, one.satang, code == UNKNOWN_TYPE) for code, one in types]
        return _Told(kind, first, last, bars, told.sums.received.count, told.sums.received.amount)

    def _show(self, told: _Told) -> None:
        self._told = told
        self._error.clear()
        total = told.total.satang
        rows: list[Row] = [
            {
                "name": bar.name,
                "count": f"{bar.count:,}",
                "amount": Money(bar.satang).format(),
                "share": f"{bar.satang / total:.1%}" if total else words.DASH,
            }
            for bar in told.bars
            if bar.count
        ]
        self.table.model.use_source(FixedRows(rows))
        drawn = [bar for bar in told.bars if bar.count][-PLOTTED_DAYS_MAX:]
        title = i18n.text(f"collection_reports.by.{told.kind}")
        self._plot_title.show_text(title)
        self._plot_note.setVisible(len(drawn) < len(rows))
        self.plot.show_bars(drawn, title)
        self._card.setVisible(bool(drawn))
        by_age = told.kind == BY_AGE
        self._figures.put(
            "collection_reports.total",
            told.total.format(),
            below=i18n.text("collection_reports.bills" if by_age else "incoming.payments", count=f"{told.count:,}"),
        )
        over = sum(bar.satang for bar in told.bars if bar.hatched)
        asked = by_age or told.kind == BY_TYPE
        key = "over_due" if by_age else "no_type_yet" if asked else "none_apart"
        below = i18n.text(f"collection_reports.{key}")
        self._figures.put("collection_reports.apart", Money(over).format() if asked else words.DASH, below=below)

    def _tell_sum(self) -> None:
        told = self._told
        if told is not None:
            self.table.footer.say("collection_reports.rows", count=f"{self.table.model.rowCount():,}")
            self.table.footer_end.say("bills.footer_sum", total=told.total.format())

    def _told_filter(self) -> Sequence[tuple[str, str]]:
        told = self._told
        if told is None:
            return ()
        span = money_words.day_span(told.first, told.last)
        return [
            (i18n.text("collection_reports.kind"), i18n.text(f"collection_reports.by.{told.kind}")),
            (i18n.text("collection_reports.days"), span),
            (i18n.text("collection_reports.total"), words.baht(told.total)),
        ]


def _age(value: AgeClass) -> str:
    return i18n.text(f"collection_reports.age.{value}")


def _type(receiving: Receiving, code: str) -> str:
    return words.revenue_type(receiving, code) if code else i18n.text("collection_lists.day.no_type")


def _sum(bars: Sequence[Bar]) -> Money:
    return Money(sum(bar.satang for bar in bars))
