"""Plots over a real central system: what they show is what a recount of the lines, the log and the payments says."""

from __future__ import annotations

from collections import Counter as Count
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.collections.payment import Channel
from app.domain.disbursement.batch import Kind
from app.domain.disbursement.transfer import LineStatus
from app.domain.reports.paid import total
from app.domain.values.dates import bangkok_day
from app.domain.values.money import Money
from app.services.plots import Plots
from app.store import disbursement, listings
from tests.helpers.collecting import OWN, Counter
from tests.helpers.workstation import Workstation, transfers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from app.domain.disbursement.record import LineRecord
    from tests.helpers.raw_central import Central

FAILING = (1_900, 2_100, 2_300, 1_900)
"""Amounts that the sample bank does not pay, for three reasons."""


@pytest.fixture(scope="module")
def desks(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workstation, Workstation]]:
    folder = tmp_path_factory.mktemp("desks")
    maker = Workstation.at(folder / "maker", central).enter(central, "MAKER01")
    authorizer = Workstation.at(folder / "authorizer", central).enter(central, "AUTH01")
    password = central.password(authorizer.desk.company_id, "AUTH01")
    for kind, satang in ((Kind.WELFARE, 125_000), (Kind.WELFARE, 99_950), (Kind.PURCHASE, 45_000)):
        payees = transfers(6, satang)
        odd = [replace(payees[at], amount=Money(amount), bank="014") for at, amount in enumerate(FAILING)]
        lines = [*odd, *payees[len(odd) :]] if kind is Kind.WELFARE else payees
        sort = "overtime" if kind is Kind.WELFARE else ""
        op_id = maker.draft(lines, kind=kind, sub_kind=sort, document_no=f"ฎ.{satang}/2570")
        maker.submit(op_id)
        maker.sync.sync_now()
        authorizer.sync.sync_now()
        authorizer.decide(op_id, password)
        authorizer.sync.sync_now()
    waiting = maker.draft(transfers(2), document_no="ฎ.1/2570")
    maker.submit(waiting)
    maker.sync.sync_now()
    central.advance("2026-12-01T09:00:00+07:00")
    central.settle()
    for station, user_id in ((maker, "MAKER01"), (authorizer, "AUTH01")):
        station.sign_in.resume(station.desk, central.password(station.desk.company_id, user_id))
        station.sync.sync_now()
    yield maker, authorizer
    maker.crash()
    authorizer.crash()


@pytest.fixture
def plots(desks: tuple[Workstation, Workstation]) -> Plots:
    return Plots(desks[1].desk)


def answered(station: Workstation) -> list[tuple[str, date, LineRecord]]:
    """Return every line that the bank answered with its kind and the day in Bangkok, line by line."""
    found = []
    with station.desk.store.read() as rd:
        for batch in listings.batch_rows(rd, listings.batch_ids(rd)).values():
            for line in disbursement.lines(rd, batch.op_id):
                if line.settled_at is not None and line.status is not LineStatus.PENDING:
                    found.append((batch.head.kind, bangkok_day(line.settled_at), line))
    return found


def test_what_was_paid_by_month_is_the_sum_of_the_paid_lines(
    desks: tuple[Workstation, Workstation], plots: Plots
) -> None:
    told = answered(desks[1])
    days = sorted(day for _, day, _ in told)
    expected: Count[tuple[date, str]] = Count()
    for kind, day, line in told:
        if line.status is LineStatus.SETTLED:
            expected[day.replace(day=1), kind] += line.satang or 0
    found = plots.paid(days[0], days[-1])
    assert {(one.month, one.kind): one.paid.amount.satang for one in found} == dict(expected)
    assert {kind for _, kind in expected} == {"welfare", "purchase"}
    assert plots.paid(days[-1] + timedelta(days=1), days[-1] + timedelta(days=40)) == []
    one_day = [line for _, day, line in told if day == days[0] and line.status is LineStatus.SETTLED]
    assert total(one.paid for one in plots.paid(days[0], days[0])).count == len(one_day)


def test_failures_by_bank_and_cause_are_those_of_the_lines(
    desks: tuple[Workstation, Workstation], plots: Plots
) -> None:
    told = answered(desks[1])
    days = sorted(day for _, day, _ in told)
    by_bank = Count(line.bank for _, _, line in told)
    failed = [line for _, _, line in told if line.status is not LineStatus.SETTLED]
    banks = {one.bank: (one.answered.count, one.failed.count) for one in plots.banks(days[0], days[-1])}
    assert banks == {bank: (count, sum(line.bank == bank for line in failed)) for bank, count in by_bank.items()}
    causes = {one.reason: one.failed for one in plots.causes(days[0], days[-1])}
    assert {reason: one.count for reason, one in causes.items()} == Count(line.reason for line in failed)
    assert total(causes.values()).amount.satang == sum(line.satang or 0 for line in failed)
    assert len(causes) == 3


def test_waits_are_told_from_the_log_and_what_still_waits_is_apart(plots: Plots) -> None:
    told = plots.waits(plots.today - timedelta(days=30), plots.today)
    assert sum(one.decided for one in told.by_class) == 3
    assert (sum(one.waiting for one in told.by_class), told.waiting) == (1, 1)
    assert told.median is not None
    assert told.longest is not None
    assert timedelta(0) <= told.median <= told.longest
    assert told.by_class[-1].waiting == 1  # it was handed in a week before
    before = plots.today - timedelta(days=60)
    nothing = plots.waits(before, before)
    assert (nothing.median, nothing.longest, nothing.waiting) == (None, None, 0)


def test_the_age_of_money_is_told_until_all_of_it_went_to_the_treasury(central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path, central).enter(central, "MAKER03", OWN)
    counter = Counter(station, central, OWN, "MAKER03")
    counter.hear()
    plots = Plots(station.desk)
    span = (plots.today - timedelta(days=60), plots.today + timedelta(days=5))
    before = plots.remitted(*span)
    counter.paid(2, 40_000)
    counter.pay(counter.bill(7, 10_000), 5_000)  # waits in the queue: no bill's money yet
    told = plots.remitted(*span)
    added = [
        now.waiting.amount.satang - then.waiting.amount.satang
        for then, now in zip(before.by_age, told.by_age, strict=True)
    ]
    assert added == [80_000, 0, 0, 0, 0]
    assert total(one.waiting for one in told.by_age).amount.satang == sum(
        one.matched.satang
        for one in (counter.money.told(name).payment for name in _payments(station))
        if one.remitted_at is None
    )
    assert told.oldest_days is not None
    station.crash()


def _payments(station: Workstation) -> list[str]:
    with station.desk.store.read() as rd:
        return [str(row[0]) for row in rd.connection.exec_driver_sql("SELECT payment_id FROM payment")]


def test_channels_are_those_of_the_collection_reports(central: Central, tmp_path: Path) -> None:
    station = Workstation.at(tmp_path, central).enter(central, "MAKER03", OWN)
    counter = Counter(station, central, OWN, "MAKER03")
    counter.hear()
    for number, channel in enumerate(("internet", "atm", "atm"), 1):
        counter.pay(counter.bill(number, 10_000 * number), channel=channel)
    plots = Plots(station.desk)
    first = plots.today - timedelta(days=1)
    found = dict(plots.channels(first, plots.today))
    sums = counter.reports.of_days(first, plots.today).sums
    assert found == sums.by_channel
    found.pop(Channel.COUNTER, None)  # what other tests paid
    assert {channel: (one.count, one.satang) for channel, one in found.items()} == {
        "internet": (1, 10_000),
        "atm": (2, 50_000),
    }
    assert plots.may(Action.VIEW_COLLECTIONS)
    assert not plots.may(Action.OPEN_BATCH)
    station.crash()
