"""Content that is not what its maker signed: remembered, shown as it is, mended by itself when the right one comes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.errors import Tampered
from app.services.approval import Approval
from app.services.overview import Overview
from tests.helpers.raw_central import TODAY, UNIT, Central, running
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WRONG, CODE = "9999999999", "content_lines_changed"


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    with running(tmp_path / "central", eased=True) as started:
        yield started


@pytest.fixture
def authorizer(central: Central, tmp_path: Path) -> Workstation:
    return Workstation.at(tmp_path / "authorizer", central).enter(central, "AUTH01")


def put_account(central: Central, op_id: str, rev: int, account: str) -> str:
    """Write another account into the second line behind the central system's back; return the one that was there."""
    central.stop()
    with central.books() as books:
        here = (op_id, rev)
        (was,) = books.execute("SELECT acct FROM lines WHERE op_id = ? AND rev = ? AND n = 2", here).fetchone()
        books.execute("UPDATE lines SET acct = ? WHERE op_id = ? AND rev = ? AND n = 2", (account, *here))
    central.start("--port", str(urlsplit(central.ready["url"]).port))
    return str(was)


def handed_in(maker: Workstation) -> str:
    op_id = maker.draft(value_date=date.fromisoformat(TODAY))
    maker.sync.deliver(maker.submit(op_id))
    maker.sync.sync_now()
    return op_id


def test_it_is_still_suspect_after_a_restart_and_mends_itself_when_the_right_content_comes(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = handed_in(maker)
    right = put_account(central, op_id, 1, WRONG)
    assert authorizer.sync.sync_now().suspect == ((op_id, CODE),)
    authorizer.crash()
    authorizer.enter(central, "AUTH01")
    assert authorizer.sync.sync_now().suspect == ((op_id, CODE),)
    assert (authorizer.batch(op_id).suspect, authorizer.lines(op_id)) == (CODE, [])
    assert Overview(authorizer.desk, authorizer.sync).home().tiles[0].key == "suspect"
    with pytest.raises(Tampered, match=CODE):
        Approval(authorizer.desk, authorizer.sync).content(op_id)

    put_account(central, op_id, 1, right)
    state = authorizer.sync.sync_now()
    assert (state.problem, state.suspect, authorizer.batch(op_id).suspect) == ("", (), "")
    assert [(line.account, line.status) for line in authorizer.lines(op_id)] == [
        (line.account, LineStatus.PENDING) for line in maker.lines(op_id)
    ]
    authorizer.leave()


def test_what_the_bank_reported_meanwhile_is_caught_up_on(
    central: Central, maker: Workstation, authorizer: Workstation, tmp_path: Path
) -> None:
    op_id = handed_in(maker)
    right = put_account(central, op_id, 1, WRONG)
    authorizer.sync.sync_now()
    put_account(central, op_id, 1, right)
    other = Workstation.at(tmp_path / "other", central).enter(central, "AUTH02")
    other.sync.sync_now()
    other.sync.deliver(other.decide(op_id, central.password(UNIT, "AUTH02")))
    central.settle()
    state = authorizer.sync.sync_now()
    assert (state.problem, state.suspect) == ("", ())
    done = authorizer.batch(op_id)
    assert (done.status, done.settled_count, done.settled) == (BatchStatus.SETTLED, 3, done.total)
    assert {line.status for line in authorizer.lines(op_id)} == {LineStatus.SETTLED}
    authorizer.leave()
    other.leave()


def test_content_that_is_right_by_the_time_of_the_decision_is_taken_over_with_its_marks(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = handed_in(maker)
    right = put_account(central, op_id, 1, WRONG)
    authorizer.sync.sync_now()
    put_account(central, op_id, 1, right)
    content = Approval(authorizer.desk, authorizer.sync).content(op_id)
    assert (content.batch.suspect, len(authorizer.lines(op_id))) == ("", 3)
    authorizer.leave()


def test_an_edition_that_does_not_hold_does_not_borrow_the_lines_of_the_one_before(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = handed_in(maker)
    authorizer.sync.sync_now()
    maker.withdraw(op_id)
    maker.sync.sync_now()
    maker.sync.deliver(maker.submit(op_id))
    right = put_account(central, op_id, 2, WRONG)
    authorizer.sync.sync_now()
    assert (authorizer.batch(op_id).rev, authorizer.batch(op_id).suspect, authorizer.lines(op_id)) == (2, CODE, [])
    put_account(central, op_id, 2, right)
    authorizer.sync.sync_now()
    assert (authorizer.batch(op_id).suspect, len(authorizer.lines(op_id))) == ("", 3)
    authorizer.leave()
