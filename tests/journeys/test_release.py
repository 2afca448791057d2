"""The agency wants a third person to let approved batches go: maker, signer and whoever releases, at three desks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from tests.helpers.raw_administration import Pair
from tests.helpers.raw_central import running
from tests.journeys import acts, bank, decision_acts
from tests.journeys.conftest import seated
from tests.journeys.lists import write_list
from tests.journeys.person import Person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central

pytestmark = [pytest.mark.campaign, pytest.mark.xdist_group("journeys: release")]

POLICY = {"rules": [], "password_days": "0", "workstations": "open", "review_months": "12", "release": "person"}
CUT_OFF, NEXT_MORNING = "2026-11-23T15:30:00+07:00", "2026-11-25T08:31:00+07:00"
HOLIDAY, HOLIDAY_MORNING = "2026-11-24", "2026-11-24T08:31:00+07:00"
MOVED = {"purpose": "", "document_no": "", "day": "พุธ 25 พ.ย. 69", "text": "วันหยุดพิเศษ"}
NEXT_DAY = "24 พ.ย. 2569"


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Run a central system in which both administrators of the agency changed the policy."""
    with running(tmp_path_factory.mktemp("central"), eased=True) as started:
        Pair(started).agree("policy.change", "2101", POLICY, subject_version="1")
        yield started


@pytest.fixture
def releaser(central: Central, tmp_path: Path) -> Iterator[Person]:
    """Seat the other authorizer of the unit at a machine of her own, signed in."""
    yield from seated(Person(central, tmp_path / "releaser", "AUTH02"))


def put_a_holiday(central: Central) -> None:
    """Close banks on the day for which the batch was released."""
    day = {"day": HOLIDAY, "banks": "closed", "offices": "closed", "name_th": MOVED["text"]}
    assert central.operate("PUT", "calendar", {"days": [day], "version": 0}).status == 200


def test_an_approved_batch_waits_for_a_third_person_who_is_asked_again_after_the_cut_off(
    central: Central, maker: Person, authorizer: Person, releaser: Person, tmp_path: Path
) -> None:
    op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ["1250.00", "749.50"], first=40))
    maker.does(acts.hand_in, "ฎ.840/2570")
    assert maker.does(acts.handed_in, op_id).status is BatchStatus.SUBMITTED
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    authorizer.does(acts.approve, op_id, authorizer.password)
    central.settle()
    for person in (maker, authorizer, releaser):
        person.does(acts.hear, op_id, BatchStatus.APPROVED)
    assert not bank.paid(central, op_id), "the last signature alone moves no money"

    waits = authorizer.does(acts.say, "decision.release_waits")
    assert waits in authorizer.does(acts.open_for_decision, op_id)
    assert not authorizer.does(decision_acts.lit, "decision.release"), "who signed does not let go"
    assert "approvals" not in maker.does(acts.screens), "who made it does not let go"
    waiting = releaser.does(acts.waiting_list)
    assert [releaser.does(acts.say, "decision.waits_release") in row for row in waiting] == [True]

    central.advance(CUT_OFF)
    proposed, said = releaser.does(decision_acts.release_too_late, op_id, releaser.password)
    assert proposed == date(2026, 11, 24)
    assert releaser.does(acts.say, "decision.release_next", day=NEXT_DAY) in said
    assert releaser.does(acts.say, "errors.cut_off_passed", value_date=NEXT_DAY) in said
    central.settle()
    assert not bank.paid(central, op_id)
    said = releaser.does(decision_acts.release_then, releaser.password)
    assert releaser.does(acts.say, "decision.release_waits") not in said
    assert releaser.does(acts.waiting_list) == []
    assert not bank.paid(central, op_id), "not before its day"

    put_a_holiday(central)
    maker.does(acts.hear, op_id, BatchStatus.APPROVED)
    maker.does(acts.wait_for_message, maker.does(acts.say, "messages.say.postponed", **MOVED).partition(": ")[2])
    central.advance(HOLIDAY_MORNING)
    assert not bank.paid(central, op_id), "banks are closed"

    central.advance(NEXT_MORNING)
    assert bank.paid(central, op_id) == [1, 2]
    assert maker.does(acts.hear, op_id).status is BatchStatus.SETTLED
    central.assert_books_right()
