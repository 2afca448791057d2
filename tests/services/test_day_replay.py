"""Closes and the treasury's books on arrival: nothing altered is taken, and nothing that comes with it either."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.domain.closing import news as days
from app.domain.closing.day import DayState
from app.domain.closing.exceptions import DayException, ExceptionKind, ExceptionState, NumberedException
from app.domain.remittances import news as remitting
from app.domain.values.errors import Tampered
from app.domain.values.money import Money
from app.store import closing_tables, collection_tables, inbox, remittance_tables
from tests.helpers.closing import Closer, seated
from tests.helpers.collecting import OWN
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.domain.closing.day import DayRecord
    from app.store.handles import Reading
    from tests.helpers.raw_central import Central

SIGNED, RECORD, FOLLOWING, BOOKS = "day_signature_wrong", "day_record_wrong", "day_news_wrong", "books_news_wrong"
TOLD = (
    closing_tables.day_order,
    closing_tables.day_exception,
    remittance_tables.remittance,
    remittance_tables.gfmis_document,
    remittance_tables.gfmis_entry,
    collection_tables.payment,
    collection_tables.official_receipt,
)


def dump(rd: Reading) -> dict[str, list[tuple[object, ...]]]:
    """Return every row that the log told, by table."""
    return {
        table.name: sorted((tuple(row) for row in rd.connection.execute(select(table))), key=repr) for table in TOLD
    }


def a_day(central: Central, maker: Closer, authorizer: Closer) -> None:
    """Let money be remitted and acknowledged, and its day be proposed, taken back, returned and closed."""
    authorizer.settle(maker.proposed(maker.receipted(150_000, 60_000)))
    central.advance("2026-11-23T16:30:00+07:00")
    maker.closing.recall(maker.days.order(maker.propose_day()), "ตรวจใหม่")
    maker.propose_day()
    given = authorizer.closing.settle(
        authorizer.waiting(), approve=False, password=authorizer.password, reason="ขอตรวจอีกครั้ง"
    )
    assert given.known
    maker.hear()
    maker.propose_day()
    authorizer.approve_day()
    maker.hear()


def test_an_altered_event_is_refused_with_all_that_comes_with_it_and_the_genuine_page_is_taken(
    central: Central, tmp_path: Path
) -> None:
    with seated(central, tmp_path / "maker", "MAKER03") as maker, seated(central, tmp_path / "two", "AUTH01") as two:
        a_day(central, maker, two)
        with maker.station.desk.store.read() as rd:
            wanted = dump(rd)
    assert all(wanted.values())
    fresh = Workstation.at(tmp_path / "fresh", central).enter(central, "AUTH02", OWN)
    desk, arrivals = fresh.desk, fresh.sync._arrivals
    page = desk.central.events(arrivals.position(), desk.about.bank_public_key)
    assert not page.more
    tried = set()
    for place, event in enumerate(page.events):
        for altered, code in _altered(event.news):
            events = (*page.events[:place], replace(event, news=altered), *page.events[place + 1 :])
            with pytest.raises(Tampered, match=code):
                arrivals.take(replace(page, events=events))
            tried.add((type(altered).__name__, code))
            with desk.store.read() as rd:
                assert inbox.cursor(rd).seq == 0
                assert [rd.connection.scalar(select(func.count()).select_from(table)) for table in TOLD] == [0] * 7
    assert tried == {
        ("DayOrdered", SIGNED),
        ("DayRecalled", FOLLOWING),
        ("DaySettled", SIGNED),
        ("DaySettled", RECORD),
        ("DocumentsBooked", BOOKS),
    }
    arrivals.take(page)
    with desk.store.read() as rd:
        assert dump(rd) == wanted
    fresh.crash()


def _altered(said: object) -> Iterator[tuple[Any, str]]:
    """Return news with one thing changed behind its signers' backs, and the alarm that it raises."""
    match said:
        case days.DayOrdered():
            yield replace(said, sig=_other(said.sig)), SIGNED
            yield replace(said, text=said.text.replace(b'"version":"1"', b'"version":"2"')), SIGNED
        case days.DayRecalled():
            yield replace(said, req_id="nobody's"), FOLLOWING
        case days.DaySettled():
            yield replace(said, approved=not said.approved), SIGNED
            yield replace(said, decision_sig=_other(said.decision_sig)), SIGNED
            if said.record is not None:
                yield replace(said, record=None), RECORD
                yield from ((replace(said, record=each), RECORD) for each in _otherwise(said.record))
                yield replace(said, record_sig=_other(said.record_sig)), RECORD
                yield replace(said, record_text=said.record_text.replace(b'"state":"closed', b'"state":"open')), RECORD
        case remitting.DocumentsBooked(documents=(first, *_)):
            yield replace(said, documents=(*said.documents, first)), BOOKS


def _otherwise(record: DayRecord) -> Iterator[DayRecord]:
    """Return what the bank might keep instead of what two persons signed."""
    assert record.until is not None
    yield replace(record, until=record.until - timedelta(minutes=1))
    yield replace(record, since=record.until - timedelta(hours=1))
    yield replace(record, state=DayState.REOPENED)
    state = DayState.CLOSED if record.exceptions else DayState.CLOSED_WITH_EXCEPTIONS
    yield replace(record, state=state)
    amount = Money(1)
    told = DayException("x", ExceptionKind.OTHER, "", "x", amount, "somebody", ExceptionState.OPEN, "x")
    yield replace(record, exceptions=(*record.exceptions, NumberedException(told, "1/2570", record.day, None)))


def _other(sig: str) -> str:
    return ("B" if sig[0] == "A" else "A") + sig[1:]
