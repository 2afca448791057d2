"""What came in, by type, channel and day, and unpaid bills by age: a table and a plot of the very same values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app import i18n
from app.domain.collections.ages import AgeClass
from app.domain.collections.day_sums import UNKNOWN_TYPE
from app.domain.values.money import Money
from app.ui import days
from app.ui.plot import Bar, Fill
from app.ui.report_page import Figure, Report, ReportKind, ReportPage
from app.ui.screens.collections.parts import words
from app.ui.table_model import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from app.domain.collections.day_sums import Tally
    from app.domain.collections.revenue import Receiving
    from app.services.collection_reports import CollectionReports

BY_TYPE, BY_CHANNEL, BY_DAY, BY_AGE = "type", "channel", "day", "age"
KINDS = (BY_TYPE, BY_CHANNEL, BY_DAY, BY_AGE)
_COLUMNS = (
    Column("name", "collection_reports.row", 200, stretch=True, sortable=False),
    Column("count", "collection_reports.count", 84, align="right", sortable=False),
    Column("amount", "incoming.amount", 124, align="right", amount=True, sortable=False),
    Column("share", "reports.share", 84, align="right", sortable=False),
)


@dataclass(frozen=True, slots=True)
class _Part:
    """A row: what it is called, how many, how much; ``apart`` where it is no ordinary one."""

    name: str
    count: int
    satang: int
    apart: bool = False


class ReportsScreen(ReportPage):
    """One report at a time; a kind's name opens it."""

    key, title_key, icon = "collection_reports", "collection_reports.title", "columns"
    help_key, list_key = "collection_reports.help", "collection_reports.list"

    def __init__(self, service: CollectionReports, receiving: Callable[[], Receiving]) -> None:
        self._service, self._receiving = service, receiving
        kinds = [ReportKind(kind, f"collection_reports.by.{kind}", _COLUMNS, kind == BY_AGE) for kind in KINDS]
        super().__init__(kinds, lambda: service.today)

    def report(self, kind: str, first: date, last: date) -> Report:
        """Return one of the reports; asked on a worker."""
        if kind == BY_AGE:
            ages = self._service.unpaid(last).sums
            rows = [_Part(_age(one.age), one.count, one.open.satang, one.age is not AgeClass.NOT_DUE) for one in ages]
            return _told(kind, rows)
        told = self._service.of_days(first, last)
        if kind == BY_DAY:
            rows = [_part(days.compact(day), one) for day, one in sorted(told.by_day.items())]
        elif kind == BY_CHANNEL:
            parts = sorted(told.sums.by_channel.items(), key=lambda each: -each[1].satang)
            rows = [_part(words.channel(channel), one) for channel, one in parts]
        else:
            receiving = self._receiving()
            types = sorted(told.sums.by_type.items(), key=lambda each: (each[0] == UNKNOWN_TYPE, -each[1].satang))
            rows = [_part(_type(receiving, code), one, apart=code == UNKNOWN_TYPE) for code, one in types]
        return _told(kind, rows, told.sums.received.count)


def _told(kind: str, parts: Sequence[_Part], count: int | None = None) -> Report:
    """Return the rows that hold something, and their sums; ``count`` where a row is not what is counted in all."""
    shown = [part for part in parts if part.count]
    total = sum(part.satang for part in shown)
    rows = [
        {
            "name": part.name,
            "count": f"{part.count:,}",
            "amount": Money(part.satang).format(),
            "share": f"{part.satang / total:.1%}" if total else words.DASH,
        }
        for part in shown
    ]
    bars = [Bar(part.name, part.satang, _bar(part), Fill.APART if part.apart else Fill.SOLID) for part in shown]
    return Report(rows, bars, _figures(kind, shown, total, count), words.baht(Money(total)))


def _figures(kind: str, parts: Sequence[_Part], total: int, count: int | None) -> list[Figure]:
    by_age = kind == BY_AGE
    counted = sum(part.count for part in parts) if count is None else count
    below = i18n.text("collection_reports.bills" if by_age else "incoming.payments", count=f"{counted:,}")
    figures = [Figure("reports.total", Money(total).format(), below)]
    if by_age or kind == BY_TYPE:
        apart = Money(sum(part.satang for part in parts if part.apart))
        below = i18n.text(f"collection_reports.{'over_due' if by_age else 'no_type_yet'}")
        figures.append(Figure("reports.apart", apart.format(), below))
    return figures


def _part(name: str, tally: Tally, *, apart: bool = False) -> _Part:
    return _Part(name, tally.count, tally.satang, apart)


def _bar(part: _Part) -> str:
    return i18n.text("reports.bar", amount=Money(part.satang).format(), count=f"{part.count:,}")


def _age(value: AgeClass) -> str:
    return i18n.text(f"collection_reports.age.{value}")


def _type(receiving: Receiving, code: str) -> str:
    return words.revenue_type(receiving, code) if code else i18n.text("collection_lists.day.no_type")
