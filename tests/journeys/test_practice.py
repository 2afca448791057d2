"""A clerk practises: a drill is begun, done on the usual screens, ticks itself and stands in the record."""

from __future__ import annotations

import os
import re
import signal
import time
from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import Field
from app.domain.values.errors import Broken
from app.system.lock import InstanceLock
from app.system.paths import Paths
from app.system.settings import SettingsBook
from tests.helpers.raw_central import MONDAY, Central, running
from tests.journeys import acts, decision_acts, entry_acts, practice_acts, recall_acts
from tests.journeys.conftest import seated
from tests.journeys.person import ANSWER_SECONDS_MAX, Person, at_desks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("journeys: practice")

ROWS = ("1\tนายสมชาย ใจดี\tกรุงไทย\t447-1-02938-5\t1,250.00", "2\tนายแก้ว ใจดี\tกรุงไทย\t385-5-20917-1\t2,000.50")
ONE = "1\tนายสมชาย ใจดี\tกรุงไทย\t447-1-02938-5\t700.00"


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("central"), "--clock", f"offset:{MONDAY}", eased=True) as started:
        yield started


@pytest.fixture(scope="module")
def learner(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    root = tmp_path_factory.mktemp("learner")
    yield from seated(Person(central, root, "MAKER01", options=("--practice",)))


def block(*rows: str) -> str:
    """Return rows as they are copied out of a sheet, under its headings."""
    return "\r\n".join(("ลำดับ\tชื่อ - สกุล\tธนาคาร\tเลขที่บัญชี\tจำนวนเงิน", *rows, ""))


def hand_in(person: Person, op_id: str, document_no: str) -> None:
    """Hand in what is in the editor, under a document of its own."""
    person.does(acts.go_to_hand_in, document_no)
    assert person.does(acts.can_hand_in)
    person.does(acts.sign_and_hand_in)
    person.does(acts.handed_in, op_id)


def is_passed(person: Person) -> list[str]:
    """See that every step is done; return the titles in the record."""
    steps, titles = person.does(practice_acts.see_it_passed)
    assert {one.split(" · ")[0] for one in steps} == {"เสร็จแล้ว"}
    return titles


def test_a_clerk_passes_a_drill_on_the_usual_screens(central: Central, learner: Person) -> None:
    assert learner.does(practice_acts.banner).startswith("โหมดฝึกปฏิบัติ")
    steps = learner.does(practice_acts.begin, "pay-and-approve")
    assert "1,250.00" in steps[0], "the hint is told with the step that is to be done now"
    op_id = learner.does(entry_acts.begin_empty)
    learner.does(entry_acts.paste, block(*ROWS), 2)
    hand_in(learner, op_id, "ฎ.401/2570")
    assert is_passed(learner)[0] == "จ่ายเงินและอนุมัติ"
    assert not list(learner.root.glob("units")), "nothing of practice lies among what is real"
    assert (learner.root / "practice" / "units").is_dir()
    central.assert_books_right()


@pytest.mark.campaign
def test_a_file_is_brought_in_from_the_room_and_the_duplicate_taken_out(central: Central, learner: Person) -> None:
    learner.does(practice_acts.begin, "a-duplicate-is-not-paid")
    learner.does(acts.sync)
    op_id = learner.does(practice_acts.bring_in)
    names = [row[1] for row in learner.does(acts.shown, "editor.grid")]
    assert any(said.startswith("! เคยจ่ายยอดเดียวกันแล้ว 1 รายการ") for said in learner.does(practice_acts.said_of_history))
    assert learner.does(practice_acts.remove_row, names.index("นางสาวฝนทิพย์ ฟ้าใส") + 1) == 2
    hand_in(learner, op_id, "ฎ.402/2570")
    assert "รายการซ้ำต้องไม่จ่าย" in is_passed(learner)
    central.assert_books_right()


@pytest.mark.campaign
def test_a_faulty_file_is_mended_by_the_words_of_the_drill_and_again_when_it_comes_back(
    central: Central, learner: Person
) -> None:
    steps = learner.does(practice_acts.begin, "paying-from-a-faulty-file")
    assert "712-0-04456-6" in steps[0]
    op_id = learner.does(practice_acts.bring_in)
    assert [(row, column) for row, column, _ in learner.does(acts.places_to_mend)] == [(4, Field.AMOUNT)]
    learner.does(acts.type_cell, 4, Field.AMOUNT, "1500.00")
    learner.does(acts.type_cell, 3, Field.ACCOUNT, "712-0-04456-6")
    assert learner.does(practice_acts.remove_row, 5) == 4
    hand_in(learner, op_id, "ฎ.403/2570")
    learner.does(practice_acts.turn, "ทำตอนนี้ · ท่าน: แก้ไขแล้วส่งใหม่")
    learner.does(acts.hear, op_id, BatchStatus.RETURNED)
    learner.does(acts.open_draft, op_id)
    learner.does(acts.type_cell, 2, Field.AMOUNT, "1000.00")
    hand_in(learner, op_id, "ฎ.403/2570")
    assert is_passed(learner)[0] == "จ่ายจาก Excel ที่มีข้อผิดพลาด", "the newest stands first"
    for language, title in (("th", "จ่ายจาก Excel ที่มีข้อผิดพลาด"), ("en", "Paying from an Excel file with faults")):
        assert title in learner.does(practice_acts.print_record, language)
    central.assert_books_right()


@pytest.mark.campaign
def test_an_authorizer_declines_what_is_suspicious_and_money_called_back_goes_on_to_the_treasury(
    central: Central, learner: Person, tmp_path: Path
) -> None:
    authorizer = Person(central, tmp_path / "authorizer", "AUTH01", options=("--practice",))
    with at_desks(authorizer):
        assert authorizer.does(acts.sign_in, authorizer.password)
        authorizer.does(practice_acts.begin, "declining-a-suspicious-line")
        op_id = authorizer.does(practice_acts.batch_over, 940_000)
        authorizer.does(decision_acts.decline, op_id, 3, "account")
        authorizer.does(acts.approve, op_id, authorizer.password)
        assert is_passed(authorizer) == ["อนุมัติโดยไม่จ่ายรายการที่น่าสงสัย"]

    learner.does(practice_acts.begin, "wrong-transfer-called-back")
    op_id = learner.does(practice_acts.batch_over, 135_000)
    recall_id = learner.does(recall_acts.call_back, op_id, 1, "กค 0401/123", "โอนผิดบัญชี")
    learner.does(practice_acts.turn, "ทำตอนนี้ · ท่าน: สั่งนำส่งเงินที่ได้คืน")
    learner.does(recall_acts.hear, recall_id, "money_back")
    learner.does(recall_acts.propose, recall_id)
    assert is_passed(learner)[0] == "โอนผิดรายและเรียกเงินคืน"
    central.assert_books_right()


@pytest.mark.campaign
def test_who_waits_while_the_answer_is_lost_passes(central: Central, learner: Person) -> None:
    learner.does(practice_acts.begin, "the-answer-is-lost")
    op_id = learner.does(entry_acts.begin_empty)
    learner.does(entry_acts.paste, block(ONE), 1)
    learner.does(acts.go_to_hand_in, "ฎ.404/2570")
    learner.does(acts.sign_and_hand_in)
    learner.does(acts.ask_until_answered, op_id)
    assert is_passed(learner)[0] == "คำตอบของธนาคารหาย ห้ามจ่ายซ้ำ"
    central.assert_books_right()


def is_open(folder: Path) -> bool:
    """Say whether a program runs whose folder this is."""
    try:
        InstanceLock(Paths(folder).lock).release()
    except Broken:
        return True
    return False


def files_of(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_practice_opens_beside_real_work_in_a_program_and_a_folder_of_its_own(central: Central, tmp_path: Path) -> None:
    clerk = Person(central, tmp_path, "MAKER02")
    practice = Paths(tmp_path).practice
    with at_desks(clerk):
        assert clerk.does(acts.sign_in, clerk.password)
        clerk.does(acts.rest)
        real = {path: path.read_bytes() for path in files_of(tmp_path / "keys")}
        stores = set((tmp_path / "units").iterdir())
        clerk.does(practice_acts.open_beside)
        begun = re.search(r"practice opened beside, process (\d+)", clerk.log())
        assert begun
        try:
            deadline = time.monotonic() + ANSWER_SECONDS_MAX
            while not list(practice.logs.glob("*.log")):  # written once its first window is there
                assert time.monotonic() < deadline, "the second window did not come"
                time.sleep(0.05)
            assert is_open(practice.root)
            assert clerk.does(practice_acts.children) == 0, "it belongs to itself, and leaves nothing behind"
            clerk.does(acts.leave)
            assert is_open(practice.root), "it goes on when real work ends"
        finally:
            os.kill(int(begun[1]), signal.SIGTERM)
        assert set((tmp_path / "units").iterdir()) == stores, "nothing of practice lies among what is real"
        assert real
        assert {path: path.read_bytes() for path in real} == real
        assert SettingsBook(practice.settings).current.server_url == central.ready["url"]
