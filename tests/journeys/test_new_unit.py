"""From an agency that nobody knows to its first paid batch, and on: its maker's workstation is lost and replaced.

Everything that people do is done at their windows, each in a process of their own; what the bank's branch does, at its
command line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from tests.helpers.administrators import citizen
from tests.journeys import acts, admin_acts, bank, enrolment_acts, slips
from tests.journeys.lists import write_list
from tests.journeys.papers import assert_in_order, text_of
from tests.journeys.person import Person, at_desks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central

pytestmark = [pytest.mark.campaign, pytest.mark.xdist_group("journeys: new unit")]

COMPANY, UNIT_COMPANY = "GMIS210300", "GMIS210301"
UNIT, ACCOUNT = "2103000001", "0061000777"
UNIT_NAME = "กองคลัง กรมเริ่มใหม่"
MAKER, AUTHORIZER = "กัลยา เตรียมจ่าย", "ธนา อนุมัติจ่าย"
CHOSEN = "ปลาตะเพียนสานใบลาน-1", "ตะกร้าหวายริมระเบียง-2", "เรือหางยาวล่องแม่น้ำ-3", "ว่าวจุฬาลอยเหนือทุ่ง-4"
"""The password that each of the four chooses."""
MAKERS_DESK, AUTHORIZERS_DESK, NEW_DESK = "FIN-PC-01", "FIN-PC-02", "FIN-PC-09"


def applicant(number: int, name_th: str, name_en: str) -> dict[str, str]:
    return {
        "name_th": name_th,
        "name_en": name_en,
        "position": "นักวิชาการเงินและบัญชี",
        "person_id": citizen(number),
        "mobile": f"08100000{number:02d}",
    }


AGENCY_PAGES = (
    {
        "agency": "2103",
        "order_no": "ที่ 1458/2569",
        "name": "กรมเริ่มใหม่ กระทรวงตัวอย่าง",
        "address": "ถนนตัวอย่าง กรุงเทพมหานคร",
    },
    applicant(1, "ปราณี ดูแลหนึ่ง", "Pranee Dulae-nueng"),
    applicant(2, "สุรชัย ดูแลสอง", "Surachai Dulae-song"),
)
UNIT_FORM = {
    "unit": UNIT,
    "name": UNIT_NAME,
    "branch": "สาขาทดลอง",
    "address": "ถนนตัวอย่าง กรุงเทพมหานคร",
    "account": ACCOUNT,
    "account_name": "เงินงบประมาณ กองคลัง กรมเริ่มใหม่",
}


def record(user_id: str, number: int, name_th: str, name_en: str) -> dict[str, str]:
    return {"user_id": user_id} | applicant(number, name_th, name_en)


@dataclass(frozen=True)
class Office:
    """Everybody of the new agency, at their desks."""

    one: Person
    two: Person
    maker: Person
    authorizer: Person


@pytest.fixture(scope="module")
def office(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Bring the agency and its unit into being; at the end its four people sit at their desks, signed in."""
    folder = tmp_path_factory.mktemp("office")
    new = Office(
        Person(central, folder / "one", "ADMIN1", "", own_password=CHOSEN[0]),
        Person(central, folder / "two", "ADMIN2", COMPANY, own_password=CHOSEN[1]),
        Person(central, folder / "maker", "MAKER01", UNIT_COMPANY, own_password=CHOSEN[2]),
        Person(central, folder / "authorizer", "AUTH01", UNIT_COMPANY, own_password=CHOSEN[3]),
    )
    everybody = (new.one, new.two, new.maker, new.authorizer)
    try:
        begin_agency(central, new, folder)
        begin_unit(central, new)
        add_people(new)
        take_desks(central, new, folder)
        yield new
        for person in everybody:
            person.leaves()
    finally:
        for person in everybody:
            person.is_gone()


def begin_agency(central: Central, new: Office, folder: Path) -> None:
    """Apply at the sign-in window; the bank approves, and gives both administrators what they need to come in."""
    one, two = new.one.sits_down(), new.two.sits_down()
    number = one.does(enrolment_acts.apply_for_agency, AGENCY_PAGES, folder / "application.pdf")
    assert_in_order(text_of(folder / "application.pdf"), ("กรมเริ่มใหม่", "ปราณี ดูแลหนึ่ง", "สุรชัย ดูแลสอง"))
    assert number in bank.branch(central, "applications")
    assert COMPANY in bank.branch(central, "approve", number)
    one.does(enrolment_acts.ask_what_became_of_it, "enrolment.state_approved", company=COMPANY)
    one.company_id = one.does(enrolment_acts.go_to_sign_in, one.user_id)
    assert one.company_id == COMPANY
    for person in (one, two):
        secret, device_code = printed_by_bank(central, person.user_id)
        code = slips.code_for(central, person)
        person.does(admin_acts.open_slip, secret, code, person.password, device_code)
        person.does(admin_acts.come_in)


def printed_by_bank(central: Central, user_id: str) -> tuple[str, str]:
    """Return what stands on an administrator's two slips: the first password, and the code of the workstation."""
    found = []
    for row in bank.branch(central, "slips").splitlines():
        if COMPANY in row and row.endswith(user_id):
            found += slips.SECRET.findall(bank.branch(central, "print", row.split()[0]))
    password, device_code = sorted(found, key=len, reverse=True)
    return password, device_code


def begin_unit(central: Central, new: Office) -> None:
    """Both administrators apply for a unit; the bank gives its Company ID, and money comes into its account."""
    new.one.does(enrolment_acts.apply_for_unit, UNIT_FORM)
    new.two.does(admin_acts.approve_request, UNIT_NAME, new.two.password)
    (row,) = bank.branch(central, "applications", "--status", "received").splitlines()
    assert UNIT_COMPANY in bank.branch(central, "approve", row.split()[0])
    bank.branch(central, "deposit", ACCOUNT, "100000.00", "--reference", "งวดที่ 1")


def add_people(new: Office) -> None:
    """Admin 1 records a maker and an authorizer with a workstation each; Admin 2 approves."""
    new.one.does(acts.sync)
    maker = record("MAKER01", 3, MAKER, "Kanlaya Triamchai")
    authorizer = record("AUTH01", 4, AUTHORIZER, "Thana Anumatchai")
    new.one.does(enrolment_acts.add_user, UNIT, "maker_payment", maker)
    new.one.does(enrolment_acts.add_user, UNIT, "authorizer", authorizer)
    for name in (MAKER, AUTHORIZER):
        new.two.does(admin_acts.approve_request, name, new.two.password)
    for desk in (MAKERS_DESK, AUTHORIZERS_DESK):
        let_desk_in(new, desk)


def let_desk_in(new: Office, desk: str) -> None:
    new.one.does(enrolment_acts.permit_workstation, UNIT, desk)
    new.two.does(admin_acts.approve_request, desk, new.two.password)


def take_desks(central: Central, new: Office, folder: Path) -> None:
    """Admin 2 prints the slips; both people open theirs at their desks."""
    for person, name, desk in ((new.maker, MAKER, MAKERS_DESK), (new.authorizer, AUTHORIZER, AUTHORIZERS_DESK)):
        new.two.does(admin_acts.print_slip, name, folder / f"{person.user_id}.pdf")
        new.two.does(enrolment_acts.print_workstation_slip, desk, folder / f"{desk}.pdf")
        person.sits_down()
        secret, device_code = (slips.secret_of(folder / f"{each}.pdf") for each in (person.user_id, desk))
        code = slips.code_for(central, person)
        person.does(admin_acts.open_slip, secret, code, person.password, device_code)
        person.does(admin_acts.come_in)


def test_a_unit_goes_from_its_application_to_its_first_paid_batch(
    central: Central, office: Office, tmp_path: Path
) -> None:
    op_id = pay(central, office.maker, office.authorizer, write_list(tmp_path / "list.csv", ["1250.00"]), "ฎ.1/2570")
    office.maker.does(acts.save_papers, op_id, tmp_path, ("receipt",))
    assert_in_order(text_of(tmp_path / "receipt.pdf"), ("ผู้รับเงิน ตัวอย่างที่ 1", "1,250.00 บาท"))
    assert bank.paid(central, op_id) == [1]
    central.assert_books_right()


def test_a_lost_workstation_is_locked_and_another_one_takes_its_place(
    central: Central, office: Office, tmp_path: Path
) -> None:
    one, two, lost = office.one, office.two, office.maker
    one.does(enrolment_acts.revoke_workstation, MAKERS_DESK, one.password)
    said = lost.does(enrolment_acts.is_put_out)
    assert lost.does(acts.say, "sign_in.revoked_why") in said, "what is kept there is locked"
    assert lost.does(acts.say, "sign_in.revoked_do") in said, "whom to ask"
    lost.does(acts.press_button, "sign_in.back")
    lost.does(admin_acts.is_refused, lost.password, "sign_in.revoked")
    lost.leaves()

    let_desk_in(office, NEW_DESK)
    two.does(enrolment_acts.print_workstation_slip, NEW_DESK, tmp_path / "desk.pdf")
    found = Person(central, tmp_path / "new", lost.user_id, lost.company_id, own_password=lost.password)
    with at_desks(found):
        found.does(admin_acts.is_refused, found.password, "sign_in.device_code_title")
        found.does(admin_acts.enter_device_code, "AAAA-BBBB-CCCC")
        found.does(admin_acts.hear_words, "sign_in.device_code_wrong", left=2)
        found.does(admin_acts.enter_device_code, slips.secret_of(tmp_path / "desk.pdf"))
        found.does(admin_acts.hear_words, "sign_in.key_waits")
        one.does(admin_acts.propose_about_user, MAKER, "key_permit")
        two.does(admin_acts.approve_request, MAKER, two.password)
        assert found.does(acts.sign_in, found.password)
        another = write_list(tmp_path / "list.csv", ["80.50"], first=2)
        pay(central, found, office.authorizer, another, "ฎ.2/2570")


def pay(central: Central, maker: Person, authorizer: Person, path: Path, document_no: str) -> str:
    """Import, hand in, approve, and wait for the bank; return the batch's id."""
    op_id = maker.does(acts.import_file, path)
    maker.does(acts.hand_in, document_no)
    assert maker.does(acts.handed_in, op_id).status is BatchStatus.SUBMITTED
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    authorizer.does(acts.approve, op_id, authorizer.password)
    central.settle()
    assert maker.does(acts.hear, op_id).status is BatchStatus.SETTLED
    return op_id
