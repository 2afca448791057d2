"""A page of reports: one at a time, a plot with the table of the very same values under it, of a span of days.

Usage::

    class Sums(ReportPage):
        key, title_key, list_key = "sums", "sums.title", "sums.list"

        def report(self, kind, first, last): return Report(...)    # on a worker

    Sums([ReportKind("type", "sums.by.type", columns)], today=lambda: service.today)
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from app import i18n
from app.ui import day_span, errors
from app.ui.day_span import DaySpan
from app.ui.fields import ComboField
from app.ui.fields import row_of as fields_row
from app.ui.plot import Bar, BarPlot
from app.ui.screen import Screen
from app.ui.surfaces import Card, Figures, scroll_page
from app.ui.surfaces import Column as Stack
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from app.ui.table_model import Row

PLOTTED_MAX = 62
"""So many rows are drawn at most, the last ones; the table has them all."""


@dataclass(frozen=True, slots=True)
class ReportKind:
    """A report that can be asked for: its name, the key of its words, and the columns of its table.

    ``of_day``: it tells how things stand on one day, not what happened in a span of them.
    """

    name: str
    words: str
    columns: tuple[Column, ...]
    of_day: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure above the plot: the key of its name, the figure, and a quiet line below."""

    key: str
    told: str
    below: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it is shown: a bar for every row, in their order; ``total`` stands at the end of the table."""

    rows: Sequence[Row]
    bars: Sequence[Bar]
    figures: Sequence[Figure]
    total: str


@dataclass(frozen=True, slots=True)
class _Asked:
    kind: ReportKind
    first: date
    last: date


class ReportPage(Screen):
    """One report at a time; a report's name opens it."""

    list_key: ClassVar[str]
    """What the tables are called."""

    def __init__(self, kinds: Sequence[ReportKind], today: Callable[[], date]) -> None:
        super().__init__()
        self._kinds = {kind.name: kind for kind in kinds}
        self._told: tuple[_Asked, Report] | None = None
        self.kind = ComboField("reports.kind", [(kind.name, kind.words) for kind in kinds])
        self.span = DaySpan(today)
        self._sheets = {name: _Sheet(self, kind) for name, kind in self._kinds.items()}
        self._stack = QStackedWidget()
        for sheet in self._sheets.values():
            self._stack.addWidget(sheet)
        self._error = errors.ErrorNote()
        self._lay_out()
        self.kind.changed.connect(self._ask)
        self.span.changed.connect(self._ask)
        self.setFocusProxy(self.kind)

    # -- what a page says ---------------------------------------------------------------------------------------------

    @abstractmethod
    def report(self, kind: str, first: date, last: date) -> Report:
        """Return a report; asked on a worker. One of a day is asked for with that day twice."""

    # -- what the window asks -----------------------------------------------------------------------------------------

    @property
    def kinds(self) -> Sequence[str]:
        """The reports that can be asked for, by name."""
        return tuple(self._kinds)

    @property
    def plot(self) -> BarPlot:
        """The plot in sight."""
        return self._sheet.plot

    @property
    def table(self) -> TableView:
        """The table in sight."""
        return self._sheet.table

    def refresh(self) -> None:
        """Count again."""
        self._ask()

    def open_subject(self, subject: object) -> None:
        """Open a report by its name."""
        if str(subject) in self._kinds:
            self.kind.set_text(str(subject))

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self._ask()

    def told_filter(self) -> Sequence[tuple[str, str]]:
        """Return what stands above an export: the report, its days and its total."""
        if self._told is None:
            return ()
        asked, told = self._told
        return [
            (i18n.text("reports.kind"), i18n.text(asked.kind.words)),
            (i18n.text("reports.days"), day_span.told(asked.first, asked.last)),
            (i18n.text("reports.total"), told.total),
        ]

    # -- inside -------------------------------------------------------------------------------------------------------

    @property
    def _sheet(self) -> _Sheet:
        return self._sheets[self.kind.text()]

    def _lay_out(self) -> None:
        whole = Stack(self, spacing=SPACE.m)
        whole.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        whole.add_row(Label(self.title_key, role="title"), None, *self.span.buttons)
        whole.addLayout(fields_row(self.kind, self.span.first, self.span.last))
        whole.add(self._error)
        whole.add(self._stack, stretch=1)

    def _ask(self) -> None:
        kind = self._kinds[self.kind.text()]
        self._stack.setCurrentWidget(self._sheet)
        self.span.ask_for_day(kind.of_day)
        days = self.span.value()
        if days is None:
            return
        asked = _Asked(kind, *days)
        self.look(lambda: (asked, self.report(kind.name, *days)), self._show, self._error.show_error)

    def _show(self, told: tuple[_Asked, Report]) -> None:
        self._told = told
        self._error.clear()
        asked, report = told
        self._sheets[asked.kind.name].show_report(report)


class _Sheet(QWidget):
    """Figures, plot and table of one report."""

    def __init__(self, page: ReportPage, kind: ReportKind) -> None:
        super().__init__()
        self._kind, self._total = kind, ""
        self._figures = Figures()
        self.plot = BarPlot()
        self._note = Label("reports.last_rows", role="quiet", wrap=True)
        self._card = Card()
        self._card.body.add(self._note, self.plot)
        self._area, inside = scroll_page(margins=0)
        inside.add(self._card)
        inside.addStretch(1)
        self.table = TableView(
            kind.columns,
            FixedRows(()),
            name=f"{page.key}_{kind.name}",
            label=page.list_key,
            empty=Empty("reports.none", "reports.none_why", icon="columns"),
        )
        self.table.show_footer()
        self.table.explain_filter(page.told_filter)
        self.table.answered.connect(self._tell_total)
        whole = Stack(self, spacing=SPACE.m)
        whole.add(self._figures)
        whole.add(self._area, stretch=5)
        whole.add(self.table, stretch=6)

    def show_report(self, report: Report) -> None:
        """Show these values."""
        self._total = report.total
        self.table.model.use_source(FixedRows(report.rows))
        drawn = report.bars[-PLOTTED_MAX:]
        self._note.setVisible(len(drawn) < len(report.bars))
        self.plot.show_bars(drawn, i18n.text(self._kind.words))
        self._area.setVisible(bool(drawn))
        self._area.setMaximumHeight(self._card.sizeHint().height() + SPACE.xs)
        for figure in report.figures:
            self._figures.put(figure.key, figure.told, below=figure.below)

    def _tell_total(self) -> None:
        self.table.footer.say("reports.rows", count=f"{self.table.model.rowCount():,}")
        self.table.footer_end.say("reports.footer_total", total=self._total)
