"""Receipts over a real central system: numbers without a gap, counted prints, voiding by two, nothing while offline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.central.client import Central as Client
from app.domain.values.errors import Conflict, NotAllowed, Refused
from app.store.outbox import CommandState
from tests.helpers.collecting import OWN, Asked, Counter, settled
from tests.helpers.workstation import QUICK, Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.raw_central import Central


@pytest.fixture
def maker(central: Central, tmp_path: Path) -> Iterator[Counter]:
    yield from _counter(central, tmp_path / "maker", "MAKER03")


@pytest.fixture
def authorizer(central: Central, tmp_path: Path) -> Iterator[Counter]:
    yield from _counter(central, tmp_path / "authorizer", "AUTH01")


def _counter(central: Central, folder: Path, user_id: str) -> Iterator[Counter]:
    station = Workstation.at(folder, central).enter(central, user_id, OWN)
    counter = Counter(station, central, OWN, user_id)
    counter.hear()
    yield counter
    station.crash()


def test_receipts_are_numbered_counted_voided_and_issued_again(maker: Counter, authorizer: Counter) -> None:
    paid = maker.paid(3)
    names = [one.payment_id for one in paid]
    assert set(names) <= {one.payment_id for one in maker.receipts.due()}
    ordered = maker.receipts.issue(names)
    issued = maker.receipts.issued(ordered.cmd_id)
    assert ordered.known
    first = issued[0].told.number
    assert [one.told.number for one in issued] == [first, first + 1, first + 2]
    assert [one.told.payment_id for one in issued] == names
    with pytest.raises(Refused, match="receipt_not_due"):
        maker.receipts.issue(names[:1])
    with pytest.raises(NotAllowed, match="role_missing"):
        authorizer.receipts.count_print([issued[0].receipt_id])
    receipt_id = issued[1].receipt_id
    originals = maker.receipts.counted(maker.receipts.count_print([one.receipt_id for one in issued]).cmd_id)
    copies = maker.receipts.counted(maker.receipts.count_print([receipt_id]).cmd_id)
    assert [one.mark.copy for one in originals] == [0] * 3
    assert (copies[0].receipt.receipt_id, copies[0].mark.copy) == (receipt_id, 1)
    voiding = maker.money.propose_void(maker.receipts.told(receipt_id).receipt, "ชื่อผู้ชำระผิด").order_id
    settled(maker, authorizer, voiding)
    told = maker.receipts.told(receipt_id)
    assert told.receipt.void is not None
    assert (told.receipt.holds, told.receipt.void.req_id) == (False, voiding)
    with pytest.raises(Refused, match="receipt_voided"):
        maker.money.propose_void(told.receipt, "อีกครั้ง")
    again = maker.receipts.issued(maker.receipts.issue([names[1]]).cmd_id)
    assert [one.told.number for one in again] == [first + 3]
    authorizer.hear()
    year = issued[0].told.fy
    register = authorizer.receipts.register(year)
    assert [one.told.number for one in register] == list(range(1, first + 4))
    assert register == maker.receipts.register(year)
    assert receipt_id in [one.receipt_id for one in register if not one.holds]
    assert year in maker.receipts.years()
    listed = maker.receipts.register_list(year, "th")
    assert listed.count == len(register)
    assert any("ชื่อผู้ชำระผิด" in row[-1] for row in listed.rows)
    rows = maker.receipts.rows()
    voided = rows.rows(rows.ids(Asked(chips=frozenset({"voided"}))))
    assert receipt_id in [one.receipt_id for one in voided]
    unprinted = rows.rows(rows.ids(Asked(chips=frozenset({"not_printed"}))))
    assert [one.receipt_id for one in unprinted] == [again[0].receipt_id]
    totals = rows.totals(Asked())
    assert totals.total.satang == sum(one.told.total.satang for one in register if one.holds)


def test_without_the_central_system_nothing_is_issued_and_no_print_is_counted(maker: Counter) -> None:
    (paid,) = maker.paid(1)
    (receipt,) = maker.receipts.issued(maker.receipts.issue([maker.pay(maker.bill(7)).payment_id]).cmd_id)
    desk = maker.station.desk
    before = [command.cmd_id for command in maker.station.commands()]
    nowhere = Client("https://127.0.0.1:9", Path(maker.station.settings.current.ca_file), QUICK)
    central, desk.central = desk.central, nowhere
    with pytest.raises(Refused, match="receipts_offline"):
        maker.receipts.issue([paid.payment_id])
    with pytest.raises(Refused, match="receipts_offline"):
        maker.receipts.count_print([receipt.receipt_id])
    nowhere.close()
    desk.central, desk.online = central, False
    with pytest.raises(Refused, match="receipts_offline"):
        maker.receipts.issue([paid.payment_id])
    desk.online = True
    assert [command.cmd_id for command in maker.station.commands()] == before
    assert not maker.receipts.told(receipt.receipt_id).receipt.prints


def test_an_answer_that_is_lost_is_asked_for_again_and_has_one_effect(maker: Counter) -> None:
    paid = maker.paid(2)
    names = [one.payment_id for one in paid]
    maker.lose_an_answer()
    ordered = maker.receipts.issue(names)
    assert (ordered.known, maker.receipts.issued(ordered.cmd_id)) == (False, [])
    assert maker.receipts.open_orders()[0].unknown
    with pytest.raises(Conflict, match="order_under_way"):
        maker.receipts.issue(names)
    maker.hear()
    issued = maker.receipts.issued(ordered.cmd_id)
    assert [one.told.payment_id for one in issued] == names
    assert maker.station.commands()[0].state is CommandState.DONE
    assert not maker.receipts.open_orders()
