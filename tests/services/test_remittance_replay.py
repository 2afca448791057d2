"""The log of a unit that remits, heard anew: the same tables everywhere, and nothing that was altered is taken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.central.events import retold
from app.domain.access.permissions import Action
from app.domain.remittances import news
from app.domain.remittances.remittance import RemittanceState, SignedRecord, Standing
from app.domain.values.errors import Tampered
from app.domain.values.money import Money
from app.services.remittance_arrivals import apply_remittance_news
from app.store import inbox, reference, remittances
from app.store import remittance_tables as tables
from app.store.unit_of_work import Store
from tests.helpers.remitting import Remitter, seated
from tests.helpers.stores import KEY, Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.domain.disbursement.outcome import LogEvent
    from app.store.handles import Reading
    from tests.helpers.raw_central import Central

SIGNED, RECORD, FOLLOWING, BOOKS = (
    "remittance_signature_wrong",
    "success_record_wrong",
    "remittance_news_wrong",
    "books_news_wrong",
)
TOLD = (
    tables.remittance,
    tables.remittance_item,
    tables.remittance_part,
    tables.remittance_document,
    tables.gfmis_document,
    tables.gfmis_entry,
)


@pytest.fixture
def remitters(central: Central, tmp_path: Path) -> Iterator[tuple[Remitter, Remitter]]:
    """Seat a maker and an authorizer, and let everything happen that the log can tell of remitting."""
    with seated(central, tmp_path / "maker", "MAKER03") as maker, seated(central, tmp_path / "two", "AUTH01") as two:
        booked, refused = maker.receipted(150_000, 60_000), maker.receipted(70_093)
        sent_back = maker.proposed(booked)
        two.settle(sent_back, approve=False, reason="ตรวจใหม่")
        maker.hear()
        taken_back = maker.proposed(booked)
        maker.remitting.recall(maker.remitting.told(taken_back), "ผิดสำนักงาน")
        names = [maker.proposed(booked), maker.proposed(refused)]
        for req_id in names:
            two.settle(req_id)
        maker.answered()
        two.hear()
        assert [maker.one(req_id).state for req_id in (sent_back, taken_back, *names)] == [
            RemittanceState.SENT_BACK,
            RemittanceState.RECALLED,
            RemittanceState.ACKNOWLEDGED,
            RemittanceState.REFUSED,
        ]
        yield maker, two


def dump(rd: Reading) -> dict[str, list[tuple[object, ...]]]:
    """Return every row that the log told, by table."""
    return {
        table.name: sorted((tuple(row) for row in rd.connection.execute(select(table))), key=repr) for table in TOLD
    }


def test_nothing_altered_is_taken_and_the_genuine_log_fills_an_empty_store(
    central: Central, remitters: tuple[Remitter, Remitter], tmp_path: Path
) -> None:
    dumps = []
    for remitter in remitters:
        with remitter.station.desk.store.read() as rd:
            dumps.append(dump(rd))
    assert dumps[0] == dumps[1]
    assert all(dumps[0].values())
    desk = remitters[0].station.desk
    with desk.store.read() as rd:
        keys, stored = reference.keys(rd), inbox.events_at(rd, range(1, inbox.cursor(rd).seq + 1))
    bank_key, empty = desk.about.bank_public_key, Store.open(tmp_path / "empty", KEY, Clock())
    tried: set[tuple[str, str]] = set()

    def take(event: LogEvent, said: news.RemittanceNews) -> None:
        with empty.write(desk.actor, Action.RECORD_EVENTS, "log") as tx:
            apply_remittance_news(tx, said, event, keys, bank_key)

    for kept in stored:
        event = replace(retold(kept.record, kept.salt, kept.body), seq=kept.seq)
        if not isinstance(event.news, news.RemittanceNews):
            continue
        for altered, code in _altered(event.news):
            with pytest.raises(Tampered, match=code):
                take(event, altered)
            tried.add((type(altered).__name__, code))
        if isinstance(event.news, news.RemittanceRecalled):
            with pytest.raises(Tampered, match=FOLLOWING):
                take(replace(event, uid="somebody else"), event.news)
        take(event, event.news)
        with pytest.raises(Tampered, match="news_wrong"):
            take(event, event.news)
    with empty.read() as rd:
        assert dump(rd) == dumps[0]
        assert remittances.one(rd, "nobody's") is None
    empty.close()
    assert tried == {
        ("RemittanceOrdered", SIGNED),
        ("RemittanceSettled", SIGNED),
        ("RemittanceRecalled", FOLLOWING),
        ("RemittanceChanged", FOLLOWING),
        ("RemittanceChanged", RECORD),
    }


def _altered(said: news.RemittanceNews) -> Iterator[tuple[news.RemittanceNews, str]]:
    """Return news with one thing changed behind its signers' backs, and the alarm that it raises."""
    match said:
        case news.RemittanceOrdered():
            yield replace(said, sig=_other(said.sig)), SIGNED
            yield replace(said, text=said.text.replace(b'"memo":""', b'"memo":"x"')), SIGNED
        case news.RemittanceSettled():
            yield replace(said, approved=not said.approved), SIGNED
            yield replace(said, decision_sig=_other(said.decision_sig)), SIGNED
        case news.RemittanceRecalled():
            yield replace(said, req_id="nobody's"), FOLLOWING
        case news.RemittanceChanged(standing=standing):
            for altered, code in _standings(standing):
                yield replace(said, standing=altered), code


def _standings(now: Standing) -> Iterator[tuple[Standing, str]]:
    yield replace(now, version=0), FOLLOWING
    yield replace(now, req_id="nobody's"), FOLLOWING if now.record is None else RECORD
    yield replace(now, total=Money(1)), FOLLOWING if now.record is None else RECORD
    yield replace(now, account="0061000018"), FOLLOWING if now.record is None else RECORD
    yield replace(now, recall_id="a recall"), FOLLOWING if now.record is None else RECORD
    if now.record is not None:
        yield replace(now, record=None), FOLLOWING
        yield replace(now, record=replace(now.record, sig=_other(now.record.sig))), RECORD
        other = SignedRecord(now.record.told, now.record.text.replace(b"T2570", b"T2571"), now.record.sig)
        yield replace(now, record=other), RECORD
    if now.state is RemittanceState.ACKNOWLEDGED:
        yield replace(now, documents=()), FOLLOWING
    if now.state is RemittanceState.REFUSED:
        yield replace(now, code=None), FOLLOWING
    if now.state is RemittanceState.PROPOSED:
        yield replace(now, state=RemittanceState.APPROVED), FOLLOWING


def _other(sig: str) -> str:
    return ("B" if sig[0] == "A" else "A") + sig[1:]
