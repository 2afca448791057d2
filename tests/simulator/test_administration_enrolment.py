"""From nothing to the first paid batch: application, Company ID, slips, rights, keys (document 002, UA-1)."""

from __future__ import annotations

import subprocess
import sys
import uuid
from typing import TYPE_CHECKING

import pytest

from tests.helpers.branch import say
from tests.helpers.raw_administration import (
    Administrator,
    Pair,
    activation_code,
    begun,
    grant,
    person_id,
    record,
    use_slip,
)
from tests.helpers.raw_central import OTHER_PARENT, PARENT, ROOT, UNIT, Central, Clerk, Json, running, three_lines
from tests.helpers.raw_collections import balance

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT, ACCOUNT_OF_UNIT = "0061000999", "0061000018"


@pytest.fixture(scope="module")
def pair(central: Central) -> Pair:
    return Pair(central)


def applicant(number: int, **changes: str) -> Json:
    right = {
        "person_id": person_id(number),
        "name_th": f"ผู้ดูแล คนที่ {number}",
        "name_en": "",
        "position": "นักวิชาการเงินและบัญชี",
        "mobile": "0898765432",
        "email": "",
    }
    return {**right, **changes}


def form(code: str = "3305", **changes: object) -> Json:
    right = {
        "agency": code,
        "name": "กรมสมมุติใหม่ กระทรวงตัวอย่าง",
        "address": "ถนนตัวอย่าง กรุงเทพมหานคร",
        "gfmis_package": "yes",
        "order_no": "ที่ 1/2570",
        "admin_1": applicant(1),
        "admin_2": applicant(2),
    }
    return {**right, **changes}


def unit_form(code: str, **changes: object) -> Json:
    right = {
        "unit": code,
        "name": "กองคลัง กรมสมมุติใหม่",
        "branch": "สาขาทดลอง",
        "address": "ถนนตัวอย่าง",
        "accounts": [{"account": ACCOUNT, "name": "เงินงบประมาณ", "purpose": "budget"}],
    }
    return {**right, **changes}


def administrators(central: Central, company_id: str) -> list[Json]:
    everybody = central.operate("GET", "administrators").json["administrators"]
    return [one for one in everybody if one["company_id"] == company_id]


def installed(central: Central, company_id: str) -> Pair:
    """Let both administrators of a new agency begin with the slips that the bank printed."""
    waiting = [one for one in central.operate("GET", "slips").json["slips"] if one["company_id"] == company_id]
    assert [one["kind"] for one in waiting].count("workstation") == 2
    printed = [central.operate("POST", f"slips/{one['slip_id']}").json for one in waiting]
    codes = {slip["device_name"].split()[-1]: slip["secret"] for slip in printed if slip["kind"] == "workstation"}
    two = []
    for user_id in ("ADMIN1", "ADMIN2"):
        (slip,) = [one for one in printed if one["user_id"] == user_id]
        two.append(Administrator(central, company_id, user_id, password=slip["secret"]))
        assert two[-1].sign_in().code == "workstation_unknown"
        begin(central, two[-1], codes[user_id])
    return Pair.of(*two)


def begin(central: Central, clerk: Clerk, code: str = "") -> None:
    assert clerk.sign_in(device_code=code).status == 201
    assert use_slip(clerk, activation_code(central, clerk)).status == 204
    assert clerk.register_key().status == 201


def test_an_agency_goes_from_its_application_to_its_first_paid_batch(central: Central) -> None:
    received = central.wire.ask("POST", "/v1/applications", form())
    assert received.status == 201
    application, code = received.json["application_id"], received.json["code"]
    asked = central.wire.ask("GET", f"/v1/applications/{application}?code={code}")
    assert (asked.json["status"], asked.json["company_id"]) == ("received", "")
    assert central.operate("POST", f"applications/{application}/approve").json["company_id"] == "GMIS330500"
    asked = central.wire.ask("GET", f"/v1/applications/{application}?code={code}")
    assert (asked.json["status"], asked.json["company_id"]) == ("approved", "GMIS330500")

    pair = installed(central, "GMIS330500")
    assert pair.one.events()[0]["what"] == "bank.agency_approved"
    assert pair.one.view()["policy"]["workstations"] == "code"

    pair.agree("unit.apply", "3305", unit_form("3305000001"))
    (waiting,) = pair.one.view()["applications"]
    assert (waiting["status"], waiting["kind"]) == ("received", "unit")
    done = central.operate("POST", f"applications/{waiting['application_id']}/approve").json
    assert done["company_id"] == "GMIS330501"
    assert pair.one.events()[-1]["what"] == "bank.unit_approved"
    assert [unit["company_id"] for unit in pair.one.view()["units"]] == ["GMIS330500", "GMIS330501"]

    pair.agree("policy.change", "3305", {**pair.one.view()["policy"], "workstations": "open"}, subject_version="1")
    home = {"unit": "3305000001"}
    maker_slip = pair.agree("user.add", str(uuid.uuid4()), record("MAKER01", 51, **home))["slip_id"]
    rights = {"grants": [grant("authorizer")]}
    authorizer_slip = pair.agree("user.add", str(uuid.uuid4()), record("AUTH01", 52, **home, **rights))["slip_id"]
    maker, authorizer = begun(central, pair, maker_slip), begun(central, pair, authorizer_slip)
    assert [event["what"] for event in maker.events() if "what" in event][:1] == ["bank.unit_approved"]
    assert maker.submit(three_lines(), debit_acct=ACCOUNT)[0].code == "funds_short"
    deposit = {"account": ACCOUNT, "satang": "100000000", "reference": "งวดที่ 1"}
    for _ in range(2):
        assert central.operate("POST", "deposits", deposit).status == 204
    answer, payment = maker.submit(three_lines(), debit_acct=ACCOUNT)
    assert answer.status == 201, answer.body
    assert authorizer.decide(payment["op_id"]).json["status"] == "approved"
    central.settle()
    assert maker.content(payment["op_id"])["status"] == "settled"
    books = central.assert_books_right()
    (account,) = [one for one in books["accounts"] if one["account"] == ACCOUNT]
    assert account["balance_satang"] == str(100_000_000 - 325_125)


def test_the_application_is_told_to_whoever_holds_its_code(central: Central) -> None:
    received = central.wire.ask("POST", "/v1/applications", form("3306")).json
    for code in ("", "made-up", received["application_id"]):
        answer = central.wire.ask("GET", f"/v1/applications/{received['application_id']}?code={code}")
        assert (answer.status, answer.code) == (404, "not_found")
    assert central.wire.ask("GET", f"/v1/applications/{uuid.uuid4()}?code=x").code == "not_found"


def test_an_application_that_is_declined_opens_nothing_and_says_why(central: Central) -> None:
    received = central.wire.ask("POST", "/v1/applications", form("3307")).json
    path = f"applications/{received['application_id']}"
    assert central.operate("POST", f"{path}/decline", {"reason": ""}).json["facts"]["field"] == "reason"
    assert central.operate("POST", f"{path}/decline", {"reason": "เอกสารไม่ครบ"}).json["status"] == "declined"
    for again in ("approve", "decline"):
        assert central.operate("POST", f"{path}/{again}", {"reason": "อีกครั้ง"}).code == "status_forbids"
    asked = central.wire.ask("GET", f"/v1/{path}?code={received['code']}").json
    assert (asked["status"], asked["reason"], asked["company_id"]) == ("declined", "เอกสารไม่ครบ", "")
    assert administrators(central, "GMIS330700") == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agency": "2101"}, "agency"),
        ({"agency": "21"}, "agency"),
        ({"agency": "๒๑๐๑"}, "agency"),
        ({"name": ""}, "name"),
        ({"address": ""}, "address"),
        ({"order_no": ""}, "order_no"),
        ({"gfmis_package": "maybe"}, "gfmis_package"),
        ({"admin_1": applicant(1, person_id="1234567890123")}, "admin_1.person_id"),
        ({"admin_2": applicant(2, mobile="")}, "admin_2.mobile"),
        ({"admin_2": applicant(1)}, "admin_2.person_id"),
    ],
)
def test_a_form_that_the_bank_could_not_act_on_is_refused(central: Central, changes: Json, field: str) -> None:
    answer = central.wire.ask("POST", "/v1/applications", form("3308", **changes))
    assert (answer.code, answer.json["facts"].get("field")) == ("field_wrong", field)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit": "2101000001"}, "unit"),
        ({"unit": "2102000009"}, "unit"),
        ({"unit": "21010"}, "unit"),
        ({"name": ""}, "name"),
        ({"branch": ""}, "branch"),
        ({"accounts": []}, "accounts"),
        ({"accounts": [{"account": "0061000018", "name": "บัญชี", "purpose": "budget"}]}, "accounts"),
        ({"accounts": [{"account": "12", "name": "บัญชี", "purpose": "budget"}]}, "accounts"),
        ({"accounts": [{"account": "0061000777", "name": "บัญชี", "purpose": "pocket"}]}, "purpose"),
    ],
)
def test_a_units_form_is_checked_before_it_is_proposed(pair: Pair, changes: Json, field: str) -> None:
    answer, _ = pair.one.propose("unit.apply", "2101", unit_form("2101000009", **changes))
    assert (answer.code, answer.json["facts"]["field"]) == ("field_wrong", field)


def test_two_units_get_the_next_numbers_and_one_unit_is_applied_for_once(central: Central, pair: Pair) -> None:
    for unit, account in (("2101000011", "0061000111"), ("2101000012", "0061000112")):
        accounts = [{"account": account, "name": "เงินงบประมาณ", "purpose": "budget"}]
        wanted = unit_form(unit, accounts=accounts)
        first = pair.one.propose("unit.apply", "2101", wanted)[1]
        assert pair.one.propose("unit.apply", "2101", wanted)[0].code == "proposal_pending"
        assert pair.two.settle(first["req_id"]).status == 201
    waiting = [one for one in pair.one.view()["applications"] if one["status"] == "received"]
    opened = [
        central.operate("POST", f"applications/{one['application_id']}/approve").json["company_id"] for one in waiting
    ]
    assert sorted(opened) == ["GMIS210103", "GMIS210104"]
    assert pair.one.propose("unit.apply", "2101", unit_form("2101000011"))[0].json["facts"]["field"] == "unit"


def test_only_the_bank_helps_administrators_who_are_locked_out(central: Central) -> None:
    admin = Administrator.one(central, OTHER_PARENT)
    for _ in range(3):
        assert admin.sign_in("x" * 12).code == "password_wrong"
    assert admin.sign_in().code == "user_locked"
    assert [one["locked"] for one in administrators(central, OTHER_PARENT)] == ["yes", "no"]
    named = {"company_id": OTHER_PARENT, "user_id": "ADMIN1", "reason": "แบบฟอร์มสาขา 12/2570"}
    assert central.operate("POST", "administrators/unlock", named).status == 204
    assert admin.sign_in().status == 201
    for other in ({"company_id": UNIT, "user_id": "MAKER01"}, {"company_id": OTHER_PARENT, "user_id": "NOBODY"}):
        for what in ("unlock", "reset"):
            assert central.operate("POST", f"administrators/{what}", named | other).code == "subject_unknown"
    assert central.operate("POST", "administrators/reset", {**named, "reason": ""}).code == "field_wrong"


def test_an_administrator_begins_anew_with_a_slip_of_the_bank(central: Central) -> None:
    admin = Administrator.two(central, OTHER_PARENT)
    named = {"company_id": OTHER_PARENT, "user_id": "ADMIN2", "reason": "แบบฟอร์มสาขา 13/2570"}
    slip_id = central.operate("POST", "administrators/reset", named).json["slip_id"]
    assert admin.ask("GET", "/v1/administration").code == "session_ended"
    one = Administrator.one(central, OTHER_PARENT)
    told = [event for event in one.events() if event["record"]["type"] == "access.changed"][-1]
    assert (told["what"], told["subject"], told["reason"]) == ("bank.reset_password", admin.uid, named["reason"])
    assert one.print_slip(slip_id).code == "role_missing"
    slip = central.operate("POST", f"slips/{slip_id}").json
    assert central.operate("POST", f"slips/{slip_id}").code == "slip_printed"
    anew = Administrator(central, OTHER_PARENT, "ADMIN2", password=slip["secret"])
    begin(central, anew)
    assert anew.view()["agency"] == "2102"


def test_the_bank_prints_no_slip_of_a_unit_and_admin_2_none_of_an_administrator(central: Central, pair: Pair) -> None:
    uid = pair.one.user("MAKER03", UNIT)["uid"]
    slip_id = pair.two.act("reset_password", uid).json["slip_id"]
    assert central.operate("POST", f"slips/{slip_id}").code == "not_found"
    named = {"company_id": PARENT, "user_id": "ADMIN1", "reason": "แบบฟอร์มสาขา 14/2570"}
    own = central.operate("POST", "administrators/reset", named).json["slip_id"]
    assert pair.two.print_slip(own).code == "not_found"
    slip = central.operate("POST", f"slips/{own}").json
    pair.one = Administrator(central, PARENT, "ADMIN1", password=slip["secret"])
    begin(central, pair.one)


def test_the_bank_puts_another_person_in_an_administrators_place(tmp_path: Path) -> None:
    with running(tmp_path) as central:
        pair = Pair(central)
        one, maker = pair.one.user("ADMIN1", PARENT)["record"], pair.one.user("MAKER01", UNIT)["record"]
        wanted = {"company_id": PARENT, "user_id": "ADMIN2", "order_no": "ที่ 8/2570", "reason": "แบบฟอร์มสาขา 15/2570"}
        for person in (one, maker):
            taken = {**wanted, "successor": applicant(7, person_id=person["person_id"])}
            assert central.operate("POST", "administrators/appoint", taken).code == "rights_conflict"
        assert pair.two.view()["agency"] == "2101"
        slip_id = central.operate("POST", "administrators/appoint", {**wanted, "successor": applicant(7)}).json[
            "slip_id"
        ]
        assert pair.two.ask("GET", "/v1/administration").code == "session_ended"
        slip = central.operate("POST", f"slips/{slip_id}").json
        assert slip["user_id"] == "ADMIN2R2"
        pair.two = Administrator(central, PARENT, slip["user_id"], password=slip["secret"])
        begin(central, pair.two)
        told = [event for event in pair.one.events() if event.get("what") == "bank.appoint"]
        assert [(event["reason"], event["record"]["actor_uid"]) for event in told] == [(wanted["reason"], "")]
        pair.add(number=88)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "applications"),
        ("POST", "applications/x/approve"),
        ("POST", "applications/x/decline"),
        ("GET", "administrators"),
        ("POST", "administrators/reset"),
        ("POST", "administrators/unlock"),
        ("POST", "administrators/workstation"),
        ("POST", "administrators/appoint"),
        ("GET", "slips"),
        ("POST", "slips/x"),
        ("GET", "person-notices"),
        ("POST", "deposits"),
    ],
)
def test_the_branch_opens_for_the_bank_only(central: Central, pair: Pair, method: str, path: str) -> None:
    for token in ("", "made-up", pair.two.token):
        answer = central.wire.ask(method, f"/v1/operator/{path}", b"{}", token)
        assert (answer.status, answer.code) == (403, "role_missing")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"account": "0069999999"}, "account_unknown"),
        ({"account": "bank:004"}, "account_unknown"),
        ({"satang": "0"}, "field_wrong"),
        ({"satang": "-5"}, "field_wrong"),
        ({"reference": ""}, "field_wrong"),
    ],
)
def test_money_goes_into_accounts_of_units_only(central: Central, changes: Json, code: str) -> None:
    deposit = {"account": "0061000018", "satang": "100", "reference": "ก", **changes}
    assert central.operate("POST", "deposits", deposit).code == code


def test_another_amount_under_a_known_reference_is_no_deposit_and_is_not_passed_over(central: Central) -> None:
    deposit = {"account": "0061000018", "satang": "100", "reference": "งวดที่ 7"}
    before = balance(central, "0061000018")
    answers = [central.operate("POST", "deposits", {**deposit, "satang": satang}) for satang in ("100", "100", "200")]
    assert [(one.status, one.code) for one in answers] == [(204, ""), (204, ""), (422, "command_id_reused")]
    assert balance(central, "0061000018") == before + 100


def test_the_branch_works_at_the_command_line_in_thai(central: Central) -> None:
    received = central.wire.ask("POST", "/v1/applications", form("3309")).json["application_id"]
    code, said, _ = say(central, "applications", "--status", "received")
    assert (code, received in said, "รอพิจารณา" in said) == (0, True, True)
    assert say(central, "approve", received)[1].endswith("GMIS330900\n")
    code, _, wrong = say(central, "approve", received)
    assert (code, "คำขอนี้พิจารณาไปแล้ว" in wrong) == (1, True)
    code, said, _ = say(central, "administrators")
    (slip_id,) = [row.split()[-1] for row in said.splitlines() if row.startswith("GMIS330900  ADMIN1")]
    assert slip_id in say(central, "slips")[1]
    code, said, _ = say(central, "print", slip_id)
    assert (code, "GMIS330900" in said, "ADMIN1" in said, "23/12/2569 09:00 น." in said) == (0, True, True, True)
    code, _, wrong = say(central, "print", slip_id)
    assert (code, "พิมพ์ซ้ำไม่ได้" in wrong) == (1, True)
    named = ("GMIS330900", "ADMIN1", "--reason", "แบบฟอร์ม 1")
    assert say(central, "unlock", *named)[0] == 0
    assert "สลิปรอพิมพ์" in say(central, "reset", *named)[1]
    assert "สลิปรอพิมพ์" in say(central, "workstation", *named)[1]
    person = ("--person-id", person_id(9), "--name", "สมศรี คนใหม่", "--position", "นักวิชาการ", "--mobile", "0811111111")
    assert "สมศรี คนใหม่ แทน" in say(central, "appoint", *named, *person, "--order-no", "1/2570")[1]
    assert "รหัสยืนยัน" in say(central, "notices", "GMIS330900", "ADMIN1")[1]
    assert "1,000.50 บาท" in say(central, "deposit", ACCOUNT_OF_UNIT, "1000.50", "--reference", "งวด 2")[1]
    assert say(central, "decline", received, "--reason", "ช้า")[0] == 1
    assert say(central, "deposit", ACCOUNT_OF_UNIT, "1.005", "--reference", "x")[0] == 2


def test_the_branch_is_a_program_that_says_by_its_exit_whether_it_was_heard(central: Central, tmp_path: Path) -> None:
    program = [sys.executable, "-m", "app.simulator", "bank"]
    there = ["--data", str(central.data), "--server", central.ready["url"], "administrators"]
    nowhere = ["--data", str(tmp_path), "administrators"]
    for words, code, said in ((there, 0, "ADMIN1"), (nowhere, 2, "ติดต่อระบบกลางไม่ได้")):
        ran = subprocess.run([*program, *words], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        assert (ran.returncode, said in ran.stdout + ran.stderr) == (code, True), ran.stderr
