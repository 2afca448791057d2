"""What was paid, what was not and why, how long approvals took, what came in: a plot, and its table under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.access.permissions import Action
from app.domain.reports import paid
from app.ui import days
from app.ui.plot import FILLS, Bar, Fill
from app.ui.report_page import Figure, Report, ReportKind, ReportPage
from app.ui.table_model import Column

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, timedelta

    from app.domain.reports.paid import MonthSum, Sum
    from app.domain.values.money import Money
    from app.services.plots import Plots

PAID, BANKS, CAUSES, WAITS = "paid", "banks", "causes", "waits"
CHANNELS, REMITTED = "channels", "remitted"


def _number(key: str, title: str, width: int = 96, *, amount: bool = False) -> Column:
    return Column(key, title, width, align="right", amount=amount, sortable=False)


def _name(key: str, title: str) -> Column:
    return Column(key, title, 200, stretch=True, sortable=False)


_AMOUNT = _number("amount", "reports.amount", 140, amount=True)
_SHARE = _number("share", "reports.share", 84)
_COLUMNS: dict[str, tuple[Action, tuple[Column, ...]]] = {
    PAID: (
        Action.OPEN_BATCH,
        (
            Column("month", "reports.month", 110, sortable=False),
            _name("kind", "reports.payment_kind"),
            _number("count", "reports.lines"),
            _AMOUNT,
            _SHARE,
        ),
    ),
    BANKS: (
        Action.OPEN_BATCH,
        (
            _name("bank", "reports.bank"),
            _number("answered", "reports.answered"),
            _number("failed", "reports.failed"),
            _number("amount", "reports.failed_amount", 150, amount=True),
            _number("rate", "reports.rate", 120),
        ),
    ),
    CAUSES: (
        Action.OPEN_BATCH,
        (_name("cause", "reports.cause"), _number("count", "reports.lines"), _AMOUNT, _SHARE),
    ),
    WAITS: (
        Action.OPEN_BATCH,
        (
            _name("wait", "reports.wait"),
            _number("count", "reports.decided", 120),
            _number("waiting", "reports.waiting"),
        ),
    ),
    REMITTED: (
        Action.VIEW_REMITTANCES,
        (
            _name("age", "reports.age"),
            _number("gone", "reports.gone", 110),
            _number("gone_amount", "reports.gone_amount", 160, amount=True),
            _number("waiting", "reports.waiting", 110),
            _number("waiting_amount", "reports.waiting_amount", 160, amount=True),
        ),
    ),
    CHANNELS: (
        Action.VIEW_COLLECTIONS,
        (_name("channel", "reports.channel"), _number("count", "reports.lines"), _AMOUNT, _SHARE),
    ),
}
"""What each report asks of a person, and its columns."""


class PlotsScreen(ReportPage):
    """One plot at a time; a report's name opens it."""

    key, title_key, icon = "plots", "reports.title", "chart-column"
    help_key, list_key = "reports.help", "reports.list"

    def __init__(self, service: Plots) -> None:
        self._service = service
        self._reports: dict[str, Callable[[date, date], Report]] = {
            PAID: self._paid,
            BANKS: self._banks,
            CAUSES: self._causes,
            WAITS: self._waits,
            REMITTED: self._remitted,
            CHANNELS: self._channels,
        }
        offered = [(name, columns) for name, (action, columns) in _COLUMNS.items() if service.may(action)]
        kinds = [ReportKind(name, f"reports.by.{name}", columns) for name, columns in offered]
        super().__init__(kinds, lambda: service.today)

    def report(self, kind: str, first: date, last: date) -> Report:
        """Return one of the reports; asked on a worker."""
        return self._reports[kind](first, last)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _paid(self, first: date, last: date) -> Report:
        found = self._service.paid(first, last)
        total = paid.total(one.paid for one in found)
        kinds = sorted({one.kind for one in found})
        rows = [
            {"month": days.month(one.month), "kind": self._kind(one.kind), **_sums(one.paid, total)} for one in found
        ]
        bars = [self._paid_bar(one, FILLS[kinds.index(one.kind) % len(FILLS)]) for one in found]
        figures = [Figure("reports.paid_total", total.amount.format(), _lines(total.count))]
        return Report(rows, bars, figures, _baht(total.amount))

    def _paid_bar(self, one: MonthSum, fill: Fill) -> Bar:
        return Bar(
            f"{days.month(one.month)} · {self._kind(one.kind)}", one.paid.amount.satang, _counted(one.paid), fill
        )

    def _banks(self, first: date, last: date) -> Report:
        found = self._service.banks(first, last)
        answered, failed = paid.total(one.answered for one in found), paid.total(one.failed for one in found)
        rows = [
            {
                "bank": self._bank(one.bank),
                "answered": f"{one.answered.count:,}",
                "failed": f"{one.failed.count:,}",
                "amount": one.failed.amount.format(),
                "rate": _percent(one.permyriad),
            }
            for one in found
        ]
        bars = [
            Bar(self._bank(one.bank), one.permyriad, _rate(one.failed.count, one.answered.count), Fill.STRIPES)
            for one in found
        ]
        overall = _percent(paid.share(failed.count, answered.count))
        figures = [_failed(failed, answered.count), Figure("reports.overall_rate", overall)]
        return Report(rows, bars, figures, _baht(failed.amount))

    def _causes(self, first: date, last: date) -> Report:
        found = self._service.causes(first, last)
        failed = paid.total(one.failed for one in found)
        rows = [
            {
                "cause": _cause(one.reason),
                "count": f"{one.failed.count:,}",
                "amount": one.failed.amount.format(),
                "share": _percent(paid.share(one.failed.count, failed.count)),
            }
            for one in found
        ]
        bars = [Bar(_cause(one.reason), one.failed.count, _lines_of(one.failed), Fill.STRIPES) for one in found]
        figures = [Figure("reports.failed_total", failed.amount.format(), _lines(failed.count))]
        return Report(rows, bars, figures, _baht(failed.amount))

    def _waits(self, first: date, last: date) -> Report:
        told = self._service.waits(first, last)
        rows, bars = [], []
        for one in told.by_class:
            name = i18n.text(f"reports.wait.{one.wait}")
            rows.append({"wait": name, "count": f"{one.decided:,}", "waiting": f"{one.waiting:,}"})
            bars.append(Bar(name, one.decided, _batches(one.decided)))
            if one.waiting:
                open_name = i18n.text("reports.wait_open", wait=name)
                bars.append(Bar(open_name, one.waiting, _batches(one.waiting), Fill.APART))
        decided = sum(one.decided for one in told.by_class)
        if not decided + told.waiting:
            rows, bars = [], []
        figures = [
            Figure("reports.median", _long(told.median), i18n.text("reports.median_why")),
            Figure("reports.longest", _long(told.longest), i18n.text("reports.longest_why")),
            Figure("reports.still", f"{told.waiting:,}", i18n.text("reports.still_why")),
        ]
        return Report(rows, bars, figures, _batches(decided))

    def _channels(self, first: date, last: date) -> Report:
        sums = [
            (i18n.text(f"collection_terms.channel.{channel}"), paid.Sum(tally.count, tally.amount))
            for channel, tally in self._service.channels(first, last)
        ]
        total = paid.total(one for _, one in sums)
        rows = [{"channel": name, **_sums(one, total)} for name, one in sums]
        bars = [Bar(name, one.amount.satang, _counted(one)) for name, one in sums]
        figures = [Figure("reports.received", total.amount.format(), _lines(total.count))]
        return Report(rows, bars, figures, _baht(total.amount))

    def _remitted(self, first: date, last: date) -> Report:
        told = self._service.remitted(first, last)
        rows, bars = [], []
        for one in told.by_age:
            name = i18n.text(f"reports.age.{one.age}")
            rows.append(
                {
                    "age": name,
                    "gone": f"{one.gone.count:,}",
                    "gone_amount": one.gone.amount.format(),
                    "waiting": f"{one.waiting.count:,}",
                    "waiting_amount": one.waiting.amount.format(),
                }
            )
            bars.append(Bar(name, one.gone.amount.satang, _counted(one.gone)))
            if one.waiting.count:
                open_name = i18n.text("reports.wait_open", wait=name)
                bars.append(Bar(open_name, one.waiting.amount.satang, _counted(one.waiting), Fill.APART))
        gone, waiting = paid.total(one.gone for one in told.by_age), paid.total(one.waiting for one in told.by_age)
        if not gone.count + waiting.count:
            rows, bars = [], []
        oldest = i18n.text("reports.oldest", days=told.oldest_days or 0)
        figures = [
            Figure("reports.gone", gone.amount.format(), _lines(gone.count)),
            Figure("reports.waiting", waiting.amount.format(), _lines(waiting.count)),
            Figure("reports.oldest_waits", oldest if waiting.count else "–"),
        ]
        return Report(rows, bars, figures, _baht(gone.amount + waiting.amount))

    def _bank(self, code: str) -> str:
        return self._service.bank_name(code, i18n.language())

    def _kind(self, kind: str) -> str:
        short = f"batches.kind_short.{kind}"
        return i18n.text(short) if i18n.has(short) else self._service.kind_name(kind, i18n.language()) or kind


def _sums(one: Sum, total: Sum) -> dict[str, str]:
    share = _percent(paid.share(one.amount.satang, total.amount.satang))
    return {"count": f"{one.count:,}", "amount": one.amount.format(), "share": share}


def _counted(one: Sum) -> str:
    return i18n.text("reports.bar", amount=one.amount.format(), count=f"{one.count:,}")


def _lines(count: int) -> str:
    return i18n.text("reports.count_lines", count=f"{count:,}")


def _lines_of(one: Sum) -> str:
    return f"{_lines(one.count)} · {one.amount.format()}"


def _batches(count: int) -> str:
    return i18n.text("reports.count_batches", count=f"{count:,}")


def _failed(failed: Sum, answered: int) -> Figure:
    below = i18n.text("reports.failed_of", count=f"{answered:,}")
    return Figure("reports.failed_total", f"{failed.count:,}", below)


def _rate(failed: int, answered: int) -> str:
    rate = _percent(paid.share(failed, answered))
    return i18n.text("reports.bar_rate", rate=rate, failed=f"{failed:,}", answered=f"{answered:,}")


def _percent(permyriad: int) -> str:
    """Return a share in percent with two decimals, told from whole numbers."""
    return f"{permyriad // 100}.{permyriad % 100:02}%"


def _cause(reason: str) -> str:
    key = f"terms.reason.{reason}"
    return f"{i18n.text(key)} ({reason})" if i18n.has(key) else reason or i18n.text("reports.no_cause")


def _baht(amount: Money) -> str:
    return i18n.text("ui.baht", amount=amount.format())


def _long(lasted: timedelta | None) -> str:
    """Return how long something took in two units, a dash for nothing."""
    if lasted is None:
        return "–"
    minutes = int(lasted.total_seconds()) // 60
    hours, day_count = minutes // 60, minutes // 1440
    if day_count:
        return i18n.text("reports.days_hours", days=f"{day_count:,}", hours=hours % 24)
    if hours:
        return i18n.text("reports.hours", hours=hours, minutes=minutes % 60)
    return i18n.text("reports.minutes", minutes=minutes)
