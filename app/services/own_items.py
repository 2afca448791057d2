"""What the unit knows of its accounts from its own log alone: everything of its own that a statement must show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.central.events import retold
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
_REPORTED, _RECALLED = "lines.reported", "recall.changed"


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


def own_items(rd: Reading, stretch: Stretch) -> tuple[OwnItem, ...]:
    """Return everything of ours in a stretch, in no particular order."""
    batches = _Batches(rd)
    found = [*_of_log(rd, stretch, batches), *_remittances(rd, stretch), *_draws(rd, stretch)]
    if stretch.receiving:
        found += [*_payments(rd, stretch), *_refunds(rd, stretch), *_postings(rd, stretch)]
    return (*found, *batches.items())


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
    for event in movements.events_within(rd, (_REPORTED, _RECALLED), stretch.since, stretch.until):
        said = retold(event.record, event.salt, event.body).news
        if isinstance(said, news.LinesReported):
            batches.reported(said)
        elif isinstance(said, RecallChanged) and said.recall.what == MONEY_BACK and said.recall.back is not None:
            recall = said.recall
            yield _item(EntryKind.RECALL, recall.recall_id, recall.account, said.recall.back, parse_instant(event.at))


class _Batches:
    """Paid and returned lines of a stretch, by edition and moment.

    Who may look at payees adds up the lines; who may not takes the sums that the bank told with the results.
    """

    def __init__(self, rd: Reading) -> None:
        self._rd = rd
        self._lines: dict[str, tuple[str, dict[int, int]]] = {}
        self._sums: dict[tuple[EntryKind, str, int, datetime], list[int]] = defaultdict(list)
        self._counts: dict[tuple[EntryKind, str, int, datetime], int] = defaultdict(int)

    def reported(self, said: news.LinesReported) -> None:
        """Count what the bank reported of lines; those of one report share a moment."""
        _, satang = self._known(said.op_id)
        for kind, status, told in (
            (EntryKind.BATCH, LineStatus.SETTLED, said.settled),
            (EntryKind.LINE_RETURNED, LineStatus.RETURNED, said.returned),
        ):
            moved = [outcome for outcome in said.outcomes if outcome.status is status]
            if not moved:
                continue
            key = (kind, said.op_id, said.rev, moved[0].at)
            self._counts[key] += len(moved)
            whole = all(outcome.number in satang for outcome in moved)
            self._sums[key] += [satang[outcome.number] for outcome in moved] if whole else [told.satang]

    def items(self) -> Iterator[OwnItem]:
        """Give the batches."""
        for key, amounts in self._sums.items():
            kind, op_id, rev, at = key
            yield OwnItem(
                kind=kind,
                reference=f"{op_id}/{rev}",
                account=self._known(op_id)[0],
                amount=Money(sum(amounts)),
                count=self._counts[key],
                at=at,
                day=bangkok_day(at),
                place=instant(at),
            )

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
