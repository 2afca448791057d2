"""Who approved what, changed rules, printed again, made void and took out files: of any days, also offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.reports.deeds import Topic
from app.domain.values.money import Money
from app.ui import day_span, days, errors
from app.ui.cells import Cell
from app.ui.day_span import DaySpan
from app.ui.fields import ComboField
from app.ui.fields import row_of as fields_row
from app.ui.screen import Screen
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.reports.deeds import AuditReport, Deed
    from app.services.audit_reports import AuditReports
    from app.ui.table_model import Row

EVERYTHING = ""
NO_AMOUNT = -1
"""Orders before every amount."""


class AuditReportsScreen(Screen):
    """The deeds of some days, narrowed by what they are, who did them and words; a topic's name opens it."""

    key, title_key, icon = "audit_reports", "audit_reports.title", "file-check"
    help_key = "audit_reports.help"

    def __init__(self, service: AuditReports) -> None:
        super().__init__()
        self._service = service
        self._report: AuditReport | None = None
        self._shown: Sequence[Deed] = ()
        topics = [(topic.value, f"audit_reports.topic.{topic}") for topic in Topic]
        self.topic = ComboField("audit_reports.about_what", [(EVERYTHING, "audit_reports.topic.all"), *topics])
        self.person = ComboField("audit_reports.person", [(EVERYTHING, "ui.any")])
        self.span = DaySpan(lambda: service.today)
        self.search = SearchField("audit_reports.search")
        self.notice = Notice()
        self.notice.hide()
        self._error = errors.ErrorNote()
        self.table = TableView(
            _COLUMNS,
            FixedRows(()),
            name="audit_reports",
            label="audit_reports.title",
            empty=Empty("audit_reports.none", "audit_reports.none_why", icon="file-check"),
        )
        self.table.show_footer()
        self.table.explain_filter(self._told_filter)
        self._lay_out()
        self.topic.changed.connect(self._narrow)
        self.person.changed.connect(self._narrow)
        self.search.textChanged.connect(self.table.look_for)
        self.span.changed.connect(self.refresh)
        self.table.opened.connect(self._open)
        self.table.answered.connect(self._count)
        self.setFocusProxy(self.table.grid)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Prove and read again."""
        span = self.span.value()
        if span is not None:
            language = i18n.language()
            self.look(lambda: self._service.report(*span, language), self._show, self._error.show_error)

    def open_subject(self, subject: object) -> None:
        """Open a topic by its name."""
        if str(subject) in frozenset(Topic):
            self.topic.set_text(str(subject))

    def retranslate(self) -> None:
        """Read again: what is told of is told in words."""
        self.refresh()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the key that opens what a row tells of."""
        return (("Return", "audit_reports.open"),)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.search.setMinimumWidth(220)
        whole = Stack(self, spacing=SPACE.m)
        whole.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        whole.add_row(Label("audit_reports.title", role="title"), None, self.search, *self.span.buttons)
        whole.addLayout(fields_row(self.topic, self.person, self.span.first, self.span.last))
        whole.add(self._error, self.notice)
        whole.add(self.table, stretch=1)

    def _show(self, report: AuditReport) -> None:
        self._error.clear()
        self._report = report
        chosen = self.person.text()
        people = sorted({report.name(deed.uid): deed.uid for deed in report.deeds}.items())
        self.person.offer([(EVERYTHING, "ui.any"), *((uid, f"={name}") for name, uid in people)])
        self.person.set_text(chosen if chosen in {uid for _, uid in people} else EVERYTHING)
        self.notice.turn("done" if report.sound else "refused", "circle-check" if report.sound else "circle-x")
        sentence, more = _verdict(report)
        self.notice.say(sentence, more, **_facts(report))
        self.notice.show()
        self._narrow()

    def _narrow(self) -> None:
        report = self._report
        if report is None:
            return
        topic, uid = self.topic.text(), self.person.text()
        self._shown = [
            deed
            for deed in report.deeds
            if (not topic or topic in deed.topics) and (not uid or uid in (deed.uid, deed.maker_uid))
        ]
        self.table.model.use_source(FixedRows([_row(deed, report) for deed in self._shown]))

    def _open(self, number: int) -> None:
        deed = self._shown[number]
        if deed.screen:
            self.navigate.emit(deed.screen, deed.subject)

    def _count(self) -> None:
        self.table.footer.say("ui.count", count=f"{self.table.model.rowCount():,}")

    def _told_filter(self) -> Sequence[tuple[str, str]]:
        report = self._report
        if report is None:
            return ()
        topic = i18n.text(f"audit_reports.topic.{self.topic.text() or 'all'}")
        told = [
            (i18n.text("audit_reports.about_what"), topic),
            (i18n.text("reports.days"), day_span.told(report.first, report.last)),
        ]
        if self.person.text():
            told.append((i18n.text("audit_reports.person"), report.name(self.person.text())))
        if self.search.text():
            told.append((i18n.text("audit_reports.words"), self.search.text()))
        rests_on = " ".join(i18n.text(key, **_facts(report)) for key in _verdict(report))
        return [*told, (i18n.text("audit_reports.rests_on"), rests_on)]


def _verdict(report: AuditReport) -> tuple[str, str]:
    """Return the keys of what is said of the proof: the sentence, and what follows from it."""
    if report.log_fault:
        return "audit_reports.log_broken", "audit_reports.leave_it"
    if not report.trail.sound:
        return "audit_reports.trail_broken", "audit_reports.leave_it"
    return "audit_reports.proven", "audit_reports.reach"


def _facts(report: AuditReport) -> dict[str, object]:
    return {
        "log_end": f"{report.log_end:,}",
        "trail_end": f"{report.trail.checked:,}",
        "log_fault": f"{report.log_fault:,}",
        "trail_fault": f"{report.trail.broken_seq:,}",
    }


def _row(deed: Deed, report: AuditReport) -> Row:
    return {
        "at": deed.at,
        "act": _act(deed.act),
        "person": report.name(deed.uid),
        "maker": report.name(deed.maker_uid),
        "about": deed.about,
        "amount": deed.amount.satang if deed.amount else NO_AMOUNT,
        "detail": deed.detail,
        "source": f"{i18n.text(f'audit_reports.source.{deed.source}')} {deed.number:,}",
        "device": report.devices.get(deed.device, deed.device),
    }


def _act(act: str) -> str:
    key = f"terms.event.{act}"
    return i18n.text(key) if i18n.has(key) else act


def _amount(satang: int) -> str:
    return "–" if satang == NO_AMOUNT else Money(satang).format()


def _long(words: str) -> Cell:
    """Return words that may be longer than their column, whole in the hint."""
    return Cell(words, hint=words)


_COLUMNS = (
    Column("at", "audit.at", width=138, show=days.moment),
    Column("act", "audit.action", width=152, show=_long),
    Column("person", "audit.person", width=124, show=_long),
    Column("maker", "audit_reports.maker", width=116, show=_long),
    Column("about", "audit.about", stretch=True, show=_long),
    Column("amount", "reports.amount", width=136, align="right", amount=True, show=_amount),
    Column("detail", "audit_reports.detail", width=146, show=_long),
    Column("source", "audit_reports.source", width=92),
)
