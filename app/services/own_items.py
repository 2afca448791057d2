"""What the unit knows of its accounts from its own log alone: everything of its own that a statement must show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.central.events import retold
from app.central.statements import settled_of
from app.domain.closing.items import OwnItem, TreasuryWord
from app.domain.closing.statement import EntryKind
from app.domain.disbursement import outcome as news
from app.domain.disbursement.transfer import LineStatus
from app.domain.recalls.news import RecallChanged
from app.domain.remittances.remittance import RemittanceState
from app.domain.values.dates import bangkok_day, instant, parse_instant
from app.domain.values.money import Money
from app.store import draws, movements

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from app.store.handles import Reading
    from app.store.movements import RemittanceMoved

MONEY_BACK = "money_back"
_REPORTED, _FINISHED, _RECALLED = "lines.reported", "batch.finished", "recall.changed"
_OF_LINES = {LineStatus.SETTLED: EntryKind.BATCH, LineStatus.RETURNED: EntryKind.LINE_RETURNED}


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a close covers: after ``since`` (None: all so far) up to ``until``; the treasury is heard up to ``as_of``.

    ``receiving`` is the account that collects, '' for none.
    """

    since: datetime | None
    until: datetime
    as_of: datetime
    receiving: str

    def holds(self, at: datetime) -> bool:
        """Say whether a moment lies in it."""
        return (self.since is None or at > self.since) and at <= self.until


@dataclass(frozen=True, slots=True)
class Own:
    """Everything of ours in a stretch; ``unknown`` are batches that moved money, how much is not known here."""

    items: tuple[OwnItem, ...]
    unknown: tuple[str, ...]


def own_items(rd: Reading, stretch: Stretch) -> Own:
    """Return everything of ours in a stretch, in no particular order."""
    batches = _Batches(rd)
    found = [*_of_log(rd, stretch, batches), *_remittances(rd, stretch), *_draws(rd, stretch)]
    if stretch.receiving:
        found += [*_payments(rd, stretch), *_refunds(rd, stretch), *_postings(rd, stretch)]
    return Own((*found, *batches.items()), batches.unknown())


def _payments(rd: Reading, stretch: Stretch) -> Iterator[OwnItem]:
    """Give what came in and what was taken back; money whose day has not come is in no account yet."""
    moved = movements.payments_moved(rd, stretch.since, stretch.until)
    back = [one.payment_id for one in moved if one.what != "received"]
    received = movements.received_at(rd, back)
    for one in moved:
        came_in = one.what == "received"
        moments = [one.at] if came_in else received.get(one.payment_id, [])
        if any(bangkok_day(at).isoformat() >= one.value_date for at in moments):
            kind = EntryKind.COLLECTION if came_in else EntryKind.REVERSAL
            yield _item(kind, one.payment_id, stretch.receiving, one.amount, one.at)


def _refunds(rd: Reading, stretch: Stretch) -> Iterator[OwnItem]:
    for one in movements.refunds_moved(rd, stretch.since, stretch.until):
        yield _item(EntryKind.REFUND, one.req_id, stretch.receiving, one.amount, one.at, one.bank_ref)


def _postings(rd: Reading, stretch: Stretch) -> Iterator[OwnItem]:
    for one in movements.postings_moved(rd, stretch.since, stretch.until):
        booked = TreasuryWord.BOOKED
        yield _item(EntryKind.POSTING, one.posting_id, stretch.receiving, one.amount, one.at, treasury=booked)


def _remittances(rd: Reading, stretch: Stretch) -> Iterator[OwnItem]:
    for one in movements.remittances_moved(rd):
        if stretch.holds(one.moved_at):
            word = _word(one, stretch.as_of)
            kind = EntryKind.REMITTANCE
            yield _item(kind, one.req_id, one.account, one.amount, one.moved_at, one.bank_ref, treasury=word)
        if one.state is RemittanceState.REFUSED and one.answered_at and stretch.holds(one.answered_at):
            yield _item(EntryKind.REMITTANCE_REFUSED, one.req_id, one.account, one.amount, one.answered_at)


def _word(one: RemittanceMoved, as_of: datetime) -> TreasuryWord:
    if one.answered_at is None or one.answered_at > as_of:
        return TreasuryWord.WAITING
    return TreasuryWord.BOOKED if one.state is RemittanceState.ACKNOWLEDGED else TreasuryWord.REFUSED


def _draws(rd: Reading, stretch: Stretch) -> Iterator[OwnItem]:
    """Give the draws whose money came in the stretch, as the treasury's books tell it."""
    booked = movements.draws_arrived(rd)
    for draw in draws.draws(rd):
        at = booked.get(draw.doc_no)
        if at is not None and stretch.holds(at):
            word = TreasuryWord.BOOKED
            yield _item(EntryKind.DRAW, draw.doc_no, draw.account, draw.amount, at, treasury=word)


def _of_log(rd: Reading, stretch: Stretch, batches: _Batches) -> Iterator[OwnItem]:
    """Give money that was called back, and let ``batches`` hear what the bank reported of lines."""
    for event in movements.events_within(rd, (_REPORTED, _FINISHED, _RECALLED), stretch.since, stretch.until):
        said = retold(event.record, event.salt, event.body).news
        if isinstance(said, news.LinesReported):
            batches.reported(said)
        elif isinstance(said, news.BatchFinished):
            batches.finished(said, parse_instant(event.at))
        elif isinstance(said, RecallChanged) and said.recall.what == MONEY_BACK and said.recall.back is not None:
            recall = said.recall
            yield _item(EntryKind.RECALL, recall.recall_id, recall.account, said.recall.back, parse_instant(event.at))


class _Batches:
    """Paid and returned lines of a stretch, by edition and moment.

    Who may not look at payees has no lines: then the bank's signed result has the sum of a batch that was paid whole in
    the stretch, and of any other nothing is known.
    """

    def __init__(self, rd: Reading) -> None:
        self._rd = rd
        self._lines: dict[str, tuple[str, dict[int, int]]] = {}
        self._sums: dict[tuple[EntryKind, str, int, datetime], list[int]] = defaultdict(list)
        self._counts: dict[tuple[EntryKind, str], int] = defaultdict(int)
        self._results: dict[str, OwnItem] = {}

    def reported(self, said: news.LinesReported) -> None:
        """Count what the bank reported of lines."""
        _, satang = self._known(said.op_id)
        for outcome in said.outcomes:
            kind = _OF_LINES.get(outcome.status)
            if kind is not None:
                self._counts[kind, said.op_id] += 1
                if outcome.number in satang:
                    self._sums[kind, said.op_id, said.rev, outcome.at].append(satang[outcome.number])

    def finished(self, said: news.BatchFinished, at: datetime) -> None:
        """Take over the sum that the bank signed of a batch."""
        count, satang = settled_of(said.receipt)
        account, _ = self._known(said.op_id)
        self._results[said.op_id] = OwnItem(
            kind=EntryKind.BATCH,
            reference=f"{said.op_id}/{said.rev}",
            account=account,
            amount=Money(satang),
            count=count,
            at=None,
            day=bangkok_day(at),
        )

    def items(self) -> list[OwnItem]:
        """Return the batches as far as their sums are known."""
        found = [self._results[op_id] for op_id in self._without_lines() if self._is_whole(op_id)]
        for (kind, op_id, rev, at), amounts in self._sums.items():
            found.append(
                OwnItem(
                    kind=kind,
                    reference=f"{op_id}/{rev}",
                    account=self._known(op_id)[0],
                    amount=Money(sum(amounts)),
                    count=len(amounts),
                    at=at,
                    day=bangkok_day(at),
                    place=instant(at),
                )
            )
        return [one for one in found if one.count]

    def unknown(self) -> tuple[str, ...]:
        """Return the batches that moved money, how much is not known here."""
        return tuple(op_id for op_id in self._without_lines() if not self._is_whole(op_id))

    def _without_lines(self) -> list[str]:
        moved = {op_id for _, op_id in self._counts}
        return sorted(op_id for op_id in moved if not self._known(op_id)[1])

    def _is_whole(self, op_id: str) -> bool:
        """Say whether all that the bank's result counts was paid in this stretch, and nothing came back."""
        result = self._results.get(op_id)
        paid = self._counts.get((EntryKind.BATCH, op_id), 0)
        return result is not None and result.count == paid and (EntryKind.LINE_RETURNED, op_id) not in self._counts

    def _known(self, op_id: str) -> tuple[str, dict[int, int]]:
        if op_id not in self._lines:
            self._lines[op_id] = movements.satang_of_lines(self._rd, op_id)
        return self._lines[op_id]


def _item(
    kind: EntryKind,
    reference: str,
    account: str,
    amount: Money,
    at: datetime,
    bank_ref: str = "",
    *,
    treasury: TreasuryWord = TreasuryWord.NONE,
) -> OwnItem:
    return OwnItem(
        kind=kind,
        reference=reference,
        account=account,
        amount=amount,
        count=1,
        at=at,
        day=bangkok_day(at),
        bank_ref=bank_ref,
        treasury=treasury,
    )
