"""A clerk practises: a drill is begun, done on the usual screens, ticks itself and stands in the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import MONDAY, Central, running
from tests.journeys import acts, entry_acts, practice_acts
from tests.journeys.conftest import seated
from tests.journeys.person import Person

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("journeys: practice")

ROWS = ("1\tนายสมชาย ใจดี\tกรุงไทย\t447-1-02938-5\t1,250.00", "2\tนายแก้ว ใจดี\tกรุงไทย\t385-5-20917-1\t2,000.50")
BLOCK = "\r\n".join(("ลำดับ\tชื่อ - สกุล\tธนาคาร\tเลขที่บัญชี\tจำนวนเงิน", *ROWS, ""))


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("central"), "--clock", f"offset:{MONDAY}") as started:
        yield started


@pytest.fixture
def learner(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    root = tmp_path_factory.mktemp("learner")
    yield from seated(Person(central, root, "MAKER01", options=("--practice",)))


def test_a_clerk_passes_a_drill_on_the_usual_screens(central: Central, learner: Person) -> None:
    assert learner.does(practice_acts.banner).startswith("โหมดฝึกปฏิบัติ")
    steps = learner.does(practice_acts.begin)
    assert "1,250.00" in steps[0], "the hint is told with the step that is to be done now"
    op_id = learner.does(entry_acts.begin_empty)
    learner.does(entry_acts.paste, BLOCK, 2)
    learner.does(acts.go_to_hand_in, "ฎ.401/2570")
    assert learner.does(acts.can_hand_in)
    learner.does(acts.sign_and_hand_in)
    learner.does(acts.handed_in, op_id)
    steps, passed = learner.does(practice_acts.see_it_passed)
    assert {one.split(" · ")[0] for one in steps} == {"เสร็จแล้ว"}
    assert passed == 1
    assert not list(learner.root.glob("units")), "nothing of practice lies among what is real"
    assert (learner.root / "practice" / "units").is_dir()
    central.assert_books_right()
