"""Statements and closes at the desk: what the bank did not sign is not believed, the same day twice adds nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.domain.closing.exceptions import ExceptionKind
from app.domain.closing.matching import ByHand
from app.domain.messages.message import Topic
from app.domain.values.errors import BadInput, NotAllowed, Refused, Tampered
from app.services.day_check import DifferenceKind, checked
from app.services.day_findings import books
from app.services.messages import Messages
from app.services.statement_files import StatementForm
from app.store import statements
from tests.helpers.closing import Closer, seated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central

RECEIVING = "0061000123"


@pytest.fixture
def maker(central: Central, tmp_path: Path) -> Iterator[Closer]:
    with seated(central, tmp_path / "maker", "MAKER03") as closer:
        yield closer


@pytest.fixture
def authorizer(central: Central, tmp_path: Path) -> Iterator[Closer]:
    with seated(central, tmp_path / "authorizer", "AUTH01") as closer:
        yield closer


def test_the_same_stretch_twice_adds_nothing_and_files_bring_doubles_only(
    central: Central, maker: Closer, tmp_path: Path
) -> None:
    maker.receipted(150_000, 60_000)
    central.advance("2026-11-23T10:00:00+07:00")
    assert maker.statements.fetch().added[RECEIVING] >= 2
    assert maker.statements.fetch().count == 0
    today = maker.statements.today
    for form in StatementForm:
        path = tmp_path / maker.files.name(RECEIVING, today, today, form)
        maker.files.export(RECEIVING, today, today, form, path)
        looked = maker.files.look(path, RECEIVING)
        assert (looked.fresh, looked.doubles) == ((), len(looked.file.entries))
        assert maker.files.take(looked, path) == 0
        with pytest.raises(BadInput, match="statement_account_other"):
            maker.files.look(path, "0061000042")
    moved = maker.statements.movements(RECEIVING, today, today)
    assert (moved.unsigned, moved.opening + moved.came_in - moved.went_out) == (0, moved.closing)


def test_what_a_file_tells_first_becomes_the_bank_s_word_and_what_the_bank_does_not_tell_is_refused(
    central: Central, maker: Closer, tmp_path: Path
) -> None:
    maker.receipted(70_000)
    central.advance("2026-11-23T10:30:00+07:00")
    maker.statements.fetch()
    today = maker.statements.today
    path = tmp_path / "made-up.csv"
    path.write_text(f"account,date,in,out\n{RECEIVING},{today.isoformat()}T09:30:00+07:00,99.00,\n", "utf-8")
    looked = maker.files.look(path, RECEIVING)
    with pytest.raises(BadInput, match="statement_entry_differs"):
        maker.files.take(looked, path)
    later = path.with_name("later.csv")
    later.write_text(f"account,date,in,out\n{RECEIVING},{today.isoformat()}T11:30:00+07:00,99.00,\n", "utf-8")
    assert maker.files.take(maker.files.look(later, RECEIVING), later) == 1
    assert maker.files.look(later, RECEIVING).doubles == 1
    assert maker.statements.movements(RECEIVING, today, today).unsigned == 1
    central.advance("2026-11-23T12:00:00+07:00")
    maker.hear()
    maker.statements.fetch()
    assert maker.statements.movements(RECEIVING, today, today).unsigned == 0


def test_a_statement_that_the_bank_did_not_sign_or_tells_otherwise_is_not_believed(maker: Closer) -> None:
    maker.statements.fetch()
    desk = maker.station.desk
    with desk.store.read() as rd:
        kept = statements.newest(rd, RECEIVING)
    assert kept is not None
    with pytest.raises(Tampered, match="statement_unsigned"):
        maker.statements._read(RECEIVING, kept.text.replace(b'"until":"2026', b'"until":"2027'), kept.sig)
    with pytest.raises(Tampered, match="statement_wrong"):
        maker.statements._read("0061000042", kept.text, kept.sig)
    signed = maker.statements._read(RECEIVING, kept.text, kept.sig)
    other = replace(signed, statement=replace(signed.statement, opening=signed.statement.opening, entries=()))
    if signed.statement.entries:
        with pytest.raises(Tampered, match="statement_changed"):
            maker.statements._keep(other)


def test_whoever_approves_finds_every_difference_by_name_before_signing(
    central: Central, maker: Closer, authorizer: Closer
) -> None:
    maker.receipted(50_000)
    central.advance("2026-11-23T16:00:00+07:00")
    maker.hear()
    prepared = maker.closing.prepare()
    entry = next(one for one in prepared.books.entries if one.kind == "collection")
    wrong = maker.closing.rematched(prepared, [ByHand((entry.entry_id,), ("collection:gone",), "ไม่มี")])
    with pytest.raises(Refused, match="match_not_holding"):
        maker.closing.propose(wrong, prepared.drafts)
    maker.propose_day(prepared)
    told = authorizer.waiting()
    order = told.order.order
    assert authorizer.closing.check(told).differences == ()
    assert Topic.DAY_TO_APPROVE in {one.topic for one in Messages(authorizer.station.desk).every()}
    signed = authorizer.statements.stretch(order.since, order.until or prepared.until)
    kept = books(authorizer.station.desk, signed, order.since, prepared.until, told.order.made_at)
    doctored = replace(
        order,
        accounts=(replace(order.accounts[0], closing=order.accounts[0].opening), *order.accounts[1:-1]),
        compared=order.compared[1:],
        matches=(ByHand(("gone",), ("collection:gone",), "x"),),
        exceptions=tuple(one for one in order.exceptions if one.kind is ExceptionKind.RECORD_NOT_PRINTED),
    )
    kinds = {one.kind for one in checked(doctored, kept).differences if one.hinders}
    assert {DifferenceKind.ACCOUNT, DifferenceKind.COMPARED, DifferenceKind.MATCH} <= kinds
    late = replace(told.order, order=replace(order, since=prepared.until - timedelta(hours=1)))
    assert any(
        one.kind is DifferenceKind.STRETCH for one in authorizer.closing.check(replace(told, order=late)).differences
    )
    given = authorizer.closing.settle(told, approve=False, password=authorizer.password, reason="ยอดไม่ตรงใบนำฝาก")
    assert given.known
    maker.hear()
    message = next(one for one in Messages(maker.station.desk).every() if one.topic is Topic.DAY_SETTLED)
    assert (message.facts["what"], message.facts["reason"]) == ("returned", "ยอดไม่ตรงใบนำฝาก")
    assert maker.days.order(told.order.order.req_id).order.answer == "ยอดไม่ตรงใบนำฝาก"
    again = maker.propose_day()
    maker.closing.recall(maker.days.order(again), "จะแก้ไขก่อน")
    maker.hear()
    assert maker.days.orders(waiting=True) == []


def test_who_only_approves_or_looks_proposes_nothing(authorizer: Closer) -> None:
    with pytest.raises(NotAllowed, match="role_missing"):
        authorizer.closing.prepare()
    with pytest.raises(Refused, match="day_not_closed"):
        authorizer.closing.reopen(authorizer.days.today, "ลองเปิด")
    with pytest.raises(Refused, match="statement_account_unknown"):
        authorizer.statements.movements("0000000000", authorizer.days.today, authorizer.days.today)
