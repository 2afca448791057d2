"""The log of a unit that collects, heard anew: the same tables everywhere, and nothing that was altered is taken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.central.bills import READERS
from app.central.events import retold
from app.domain.access.permissions import Action
from app.domain.collections import news
from app.domain.collections.orders import RefundTo
from app.domain.values.errors import Refused, Tampered
from app.domain.values.money import Money
from app.services.collection_arrivals import apply_collection_news
from app.store import collection_tables as tables
from app.store import inbox, reference
from app.store.unit_of_work import Store
from tests.helpers.collecting import OWN, Counter, settled
from tests.helpers.stores import KEY, Clock
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.domain.disbursement.outcome import LogEvent
    from app.store.handles import Reading
    from tests.helpers.raw_central import Central

SIGNED, FOLLOWING, NUMBERS = "collection_signature_wrong", "collection_news_wrong", "receipt_numbers_wrong"
TOLD = (
    tables.bill,
    tables.letter,
    tables.payment,
    tables.allocation,
    tables.collection_order,
    tables.official_receipt,
    tables.receipt_print,
    tables.portal_request,
    tables.posting,
    tables.collection_history,
)


@pytest.fixture
def counters(central: Central, tmp_path: Path) -> Iterator[tuple[Counter, Counter]]:
    """Seat a maker and an authorizer, and let everything happen that the log can tell of collecting."""
    made = [_counter(central, tmp_path / user_id, user_id) for user_id in ("MAKER03", "AUTH01")]
    _everything(*made)
    yield made[0], made[1]
    for counter in made:
        counter.station.crash()


def _counter(central: Central, folder: Path, user_id: str) -> Counter:
    station = Workstation.at(folder, central).enter(central, user_id, OWN)
    counter = Counter(station, central, OWN, user_id)
    counter.hear()
    return counter


def _everything(maker: Counter, authorizer: Counter) -> None:
    """Bills, payments that fit and do not, orders of every kind and end, receipts, prints, a void, a letter."""
    first, second, third = maker.issue(maker.fields(1), maker.fields(2, 60_000), maker.fields(3, 70_000))
    whole = maker.pay(first)
    lost = maker.pay(second, ref1="", ref2="", channel="other_bank", sending_bank="004")
    double = maker.pay(first, channel="atm")
    maker.bills.cancel(third, "ออกซ้ำ")
    settled(maker, authorizer, maker.money.propose_match(lost, second, Money(60_000), "ทราบผู้ชำระ").order_id)
    back = RefundTo("004", "1234567890", "บริษัท ตัวอย่าง จำกัด")
    settled(maker, authorizer, maker.money.propose_refund(double, double.amount, back, "ชำระซ้ำ").order_id)
    matched = maker.money.told(lost.payment_id).payment
    given = maker.money.propose_unmatch(matched, second.bill_id, "ผิดใบ")
    maker.money.recall(maker.money.order(given.order_id), "ถูกแล้ว")
    issued = maker.receipts.issued(maker.receipts.issue([whole.payment_id, lost.payment_id]).cmd_id)
    maker.receipts.count_print([one.receipt_id for one in issued])
    maker.receipts.count_print([issued[0].receipt_id])
    settled(maker, authorizer, maker.money.propose_void(issued[0], "ชื่อผิด").order_id)
    authorizer.hear()


def dump(rd: Reading) -> dict[str, list[tuple[object, ...]]]:
    """Return every row that the log told, by table."""
    return {
        table.name: sorted((tuple(row) for row in rd.connection.execute(select(table))), key=repr) for table in TOLD
    }


def test_another_workstation_that_hears_the_whole_log_has_the_same_tables(
    central: Central, counters: tuple[Counter, Counter], tmp_path: Path
) -> None:
    fresh = _counter(central, tmp_path / "fresh", "AUTH02")
    dumps = []
    for counter in (*counters, fresh):
        with counter.station.desk.store.read() as rd:
            dumps.append(dump(rd))
        assert counter.reports.balance().holds
    fresh.station.crash()
    assert dumps[0] == dumps[1] == dumps[2]
    assert all(dumps[0][name] for name in ("bill", "payment", "collection_order", "official_receipt", "receipt_print"))


def test_nothing_altered_is_taken_and_the_genuine_log_fills_an_empty_store(
    counters: tuple[Counter, Counter], tmp_path: Path
) -> None:
    desk = counters[0].station.desk
    with desk.store.read() as rd:
        end, wanted, keys = inbox.cursor(rd).seq, dump(rd), reference.keys(rd)
        stored = inbox.events_at(rd, range(1, end + 1))
    told = [retold(one.record, one.salt, one.body) for one in stored]
    bank_key, empty = desk.about.bank_public_key, Store.open(tmp_path / "empty", KEY, Clock())
    tried = set()

    def take(event: LogEvent, said: news.CollectionNews) -> None:
        with empty.write(desk.actor, Action.RECORD_EVENTS, "log") as tx:
            inbox.append(tx, "epoch", [event])
            apply_collection_news(tx, said, event, keys, bank_key)

    for event, kept in zip(told, stored, strict=True):
        event = replace(event, seq=kept.seq, leaf=kept.leaf)
        if not isinstance(event.news, news.CollectionNews):
            with empty.write(desk.actor, Action.RECORD_EVENTS, "log") as tx:
                inbox.append(tx, "epoch", [event])
            continue
        for altered, code in _altered(event.news):
            with pytest.raises(Tampered, match=code):
                take(event, altered)
            tried.add((type(altered).__name__, code))
        take(event, event.news)
    with empty.read() as rd:
        assert dump(rd) == wanted
    empty.close()
    assert {name for name, _ in tried} == {
        "BillsIssued",
        "BillsChanged",
        "PaymentsChanged",
        "CollectionOrdered",
        "CollectionSettled",
        "CollectionRecalled",
        "ReceiptsIssued",
        "ReceiptsPrinted",
        "ReceiptVoided",
    }
    assert {code for _, code in tried} >= {"receipt_numbers_wrong", "official_receipt_wrong"}


def _altered(said: news.CollectionNews) -> Iterator[tuple[news.CollectionNews, str]]:
    """Return news with one thing changed behind its signers' backs, and the alarm that it raises."""
    yield from _altered_orders(said)
    yield from _altered_receipts(said)
    match said:
        case news.BillsChanged():
            bill_id, standing = said.standings[0]
            yield replace(said, standings=(("nobody's", standing),)), FOLLOWING
            yield replace(said, standings=((bill_id, replace(standing, version=0)),)), FOLLOWING
            yield replace(said, standings=((bill_id, replace(standing, matched=Money(10**9))),)), FOLLOWING
        case news.PaymentsChanged(what=what, payments=(one, *_)):
            if what != "received":
                yield replace(said, payments=(replace(one, version=0),)), FOLLOWING
                yield replace(said, payments=(replace(one, amount=Money(1)),)), FOLLOWING
            if what in ("matched", "refunded"):
                yield replace(said, what="received"), FOLLOWING


def _altered_orders(said: news.CollectionNews) -> Iterator[tuple[news.CollectionNews, str]]:
    match said:
        case news.BillsIssued():
            yield replace(said, order_sig=said.order_sig[4:] + said.order_sig[:4]), SIGNED
            yield replace(said, order=said.order.replace(b"150000", b"150001")), SIGNED
            elsewhere = replace(said.bills[0].reference, ref1="21010000018")
            yield replace(said, bills=(replace(said.bills[0], reference=elsewhere),)), SIGNED
        case news.CollectionOrdered():
            yield replace(said, text=said.text.replace(b'"reason":"', b'"reason":"x')), SIGNED
        case news.CollectionSettled():
            yield replace(said, decision_sig=said.sig), SIGNED
            yield replace(said, approved=not said.approved), SIGNED
        case news.CollectionRecalled():
            yield replace(said, req_id="nobody's"), FOLLOWING


def _altered_receipts(said: news.CollectionNews) -> Iterator[tuple[news.CollectionNews, str]]:
    match said:
        case news.ReceiptsIssued(receipts=(first, second, *_)):
            yield replace(said, receipts=said.receipts[1:]), NUMBERS
            yield replace(said, receipts=(*said.receipts, first)), NUMBERS
            yield replace(said, receipts=(replace(first, sig=second.sig),)), "official_receipt_wrong"
        case news.ReceiptsPrinted(prints=((receipt_id, copy), *_)):
            yield replace(said, prints=((receipt_id, copy + 1),)), NUMBERS
            yield replace(said, prints=((receipt_id, copy), (receipt_id, copy))), NUMBERS
        case news.ReceiptVoided():
            yield replace(said, req_id="nobody's"), FOLLOWING


def test_references_with_a_wrong_digit_cannot_be_read(counters: tuple[Counter, Counter]) -> None:
    with counters[0].station.desk.store.read() as rd:
        stored = [one for one in inbox.events_at(rd, range(1, 200)) if one.kind == "bills.issued"]
    ref2 = counters[0].bills.rows().rows([1])[0].reference.ref2
    wrong = f"{ref2[:-1]}{(int(ref2[-1]) + 1) % 10}"
    with pytest.raises(ValueError, match=wrong):
        READERS["bills.issued"](stored[0].body.replace(ref2.encode(), wrong.encode()), None)
    with pytest.raises(Refused, match="bill_unknown"):
        counters[0].bills.told("nobody's")
