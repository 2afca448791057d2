"""A batch entered by hand is paid, and the next month's is made from it in a few keys and paid as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from tests.helpers.raw_central import MONDAY, Central, running
from tests.journeys import acts, entry_acts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.disbursement.record import Batch
    from tests.journeys.person import Person

pytestmark = [pytest.mark.campaign, pytest.mark.xdist_group("journeys: entry")]

NAME, AMOUNT = 1, 3
"""Columns of the results on the screen."""
HEADINGS = "ลำดับ\tชื่อ - สกุล\tธนาคาร\tเลขที่บัญชี\tจำนวนเงิน"
ROWS = tuple(
    f"{n}\tนาย{first} ใจดี\tกรุงไทย\t{account}\t{amount}"
    for n, (first, account, amount) in enumerate(
        (
            ("สมชาย", "447-1-02938-5", "๑,๒๐๐.๕๐"),
            ("เเก้ว", "385520917", "1,300"),
            ("น\u0e49\u0e4d\u0e32", "8830174926", "1,400 บาท"),
        ),
        1,
    )
)
BLOCK = "\r\n".join((HEADINGS, *ROWS, "\tรวม\t\t\t3,900.50", ""))


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Run a central system whose clock goes on from a Monday morning."""
    with running(tmp_path_factory.mktemp("central"), "--clock", f"offset:{MONDAY}", eased=True) as started:
        yield started


def test_a_batch_pasted_by_hand_and_the_next_one_made_from_it_are_paid(
    central: Central, maker: Person, authorizer: Person
) -> None:
    op_id = maker.does(entry_acts.begin_empty)
    maker.does(entry_acts.paste, BLOCK, 3)
    assert maker.does(entry_acts.take_back) == 0
    assert maker.does(entry_acts.make_again) == 3
    assert maker.does(acts.places_to_mend) == []
    maker.does(acts.go_to_hand_in, "ฎ.301/2570", "ค่าเช่าบ้าน ตุลาคม 2569")
    assert not maker.does(acts.can_hand_in), "a zero was put before an account, and nobody has accepted it"
    maker.does(acts.next_place)
    verdicts = maker.does(entry_acts.accept_rule)
    assert verdicts == [("385520917", "0385520917", "รับแล้ว")]
    assert maker.does(acts.can_hand_in)
    first = pay(maker, authorizer, op_id)
    assert (first.status, first.settled.satang) == (BatchStatus.SETTLED, 390_050)
    names = ["นายสมชาย ใจดี", "นายแก้ว ใจดี", "นายน้ำ ใจดี"]
    assert [row[NAME] for row in maker.does(acts.show_results, op_id)] == names

    following = maker.does(entry_acts.begin_from_last)
    assert following != op_id
    maker.does(entry_acts.paste, "2,200\n2,300\n2,400", 3)
    maker.does(entry_acts.write_document, "ฎ.302/2570")
    assert maker.does(acts.can_hand_in), "sort, account, day and purpose came along"
    second = pay(maker, authorizer, following)
    assert (second.status, second.settled.satang) == (BatchStatus.SETTLED, 690_000)
    assert (second.head.purpose, second.copied_from) == ("ค่าเช่าบ้าน พฤศจิกายน 2569", op_id)
    rows = maker.does(acts.show_results, following)
    assert [(row[NAME], row[AMOUNT]) for row in rows] == list(
        zip(names, ("2,200.00", "2,300.00", "2,400.00"), strict=True)
    )
    central.assert_books_right()


def pay(maker: Person, authorizer: Person, op_id: str) -> Batch:
    """Sign and hand in, approve at the other desk, and return the batch once everything is known about it."""
    maker.does(acts.sign_and_hand_in)
    assert maker.does(acts.handed_in, op_id).status is BatchStatus.SUBMITTED
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    authorizer.does(acts.approve, op_id, authorizer.password)
    return maker.does(acts.hear, op_id)
