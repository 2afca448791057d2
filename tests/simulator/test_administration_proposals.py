"""Two administrators, two people: nothing has an effect before both signed (document 002, T-17, UA-1 to UA-3)."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.helpers.raw_administration import Administrator, Pair, record
from tests.helpers.raw_central import OTHER_PARENT, PARENT, UNIT, Central, Clerk, Json, canonical, sha256


@pytest.fixture(scope="module")
def pair(central: Central) -> Pair:
    return Pair(central)


@pytest.fixture(scope="module")
def others(central: Central) -> Pair:
    return Pair(central, OTHER_PARENT)


@pytest.fixture
def pending(pair: Pair, fresh: Json) -> Json:
    answer, proposal = pair.one.propose("user.add", str(uuid.uuid4()), fresh)
    assert answer.status == 201, answer.body
    return proposal


def sql(central: Central, statement: str, *values: str) -> None:
    with central.books() as database:
        assert database.execute(statement, values).rowcount == 1


def test_a_new_user_is_nobody_before_admin_2_approves(pair: Pair, fresh: Json) -> None:
    uid = str(uuid.uuid4())
    answer, proposal = pair.one.propose("user.add", uid, fresh)
    assert (answer.status, answer.json["status"], answer.json["slip_id"]) == (201, "pending", "")
    assert uid not in {user["uid"] for user in pair.two.view()["users"]}
    settled = pair.two.settle(proposal["req_id"])
    assert (settled.status, settled.json["status"]) == (201, "approved")
    added = pair.one.user(fresh["user_id"])
    assert (added["uid"], added["state"], added["key_permits"]) == (uid, "new", "1")
    assert added["slip_id"] == settled.json["slip_id"] != ""
    assert added["record"] == fresh


def test_the_agency_and_the_unit_are_told_who_proposed_and_who_approved(central: Central, pair: Pair) -> None:
    auditor = Clerk.ready(central, UNIT, "AUDIT01")
    heard = len(pair.two.events())
    unit_heard = len(auditor.events())
    uid, done = pair.add(user_id=f"E{uuid.uuid4().hex[:8].upper()}", number=21)
    proposed, approved = pair.two.events(heard)
    assert (proposed["record"]["type"], proposed["status"]) == ("access.proposed", "pending")
    assert (approved["record"]["type"], approved["what"]) == ("access.changed", "user.add")
    assert approved["record"]["seq"] == done["seq"]
    assert (proposed["record"]["actor_uid"], approved["record"]["actor_uid"]) == (pair.one.uid, pair.two.uid)
    assert json.loads(approved["proposal"])["maker_uid"] == pair.one.uid
    assert json.loads(approved["decision"])["auth_uid"] == pair.two.uid
    assert approved["record"]["sig_sha256"] == sha256(approved["decision_sig"].encode())
    (in_unit,) = auditor.events(unit_heard)
    assert {in_unit["subject"], approved["subject"]} == {uid}
    assert (in_unit["decision"], in_unit["decision_sig"]) == (approved["decision"], approved["decision_sig"])
    assert json.loads(in_unit["decision"])["proposal_sha256"] == sha256(approved["proposal"].encode())


def test_colleagues_are_told_of_rights_and_not_of_citizen_ids_and_telephones(central: Central, pair: Pair) -> None:
    maker = Clerk.ready(central, UNIT, "MAKER01")
    heard = len(maker.events())
    private = pair.one.user("MAKER02", UNIT)["record"]
    pair.change("MAKER02", UNIT, position="หัวหน้างาน")
    (told,) = maker.events(heard)
    assert json.loads(told["after"]) == {
        **private,
        "position": "หัวหน้างาน",
        "person_id": "",
        "mobile": "",
        "email": "",
    }
    for field in ("person_id", "mobile", "email"):
        assert private[field] not in json.dumps(told)


def test_a_proposal_that_is_sent_back_has_no_effect_and_says_why(pair: Pair, pending: Json) -> None:
    settled = pair.two.settle(pending["req_id"], "return")
    assert (settled.status, settled.json["status"]) == (201, "returned")
    assert pending["subject"] not in {user["uid"] for user in pair.one.view()["users"]}
    told = pair.one.events()[-1]
    assert (told["status"], told["reason"]) == ("returned", "เลขที่คำสั่งไม่ถูกต้อง")
    assert pair.two.settle(pending["req_id"]).json["facts"] == {"action": "approve", "status": "returned"}


def test_admin_1_takes_an_undecided_proposal_back_and_then_nobody_can_approve_it(pair: Pair, pending: Json) -> None:
    command = pair.two.decision_body(pending["req_id"])
    assert pair.one.recall(pending["req_id"]).json["status"] == "recalled"
    assert pair.two.send(command).code == "status_forbids"
    assert pair.one.recall(pending["req_id"]).code == "status_forbids"


def test_each_of_the_two_does_their_own_part_only(pair: Pair, pending: Json, fresh: Json) -> None:
    assert pair.two.propose("user.add", str(uuid.uuid4()), fresh)[0].code == "role_missing"
    assert pair.one.settle(pending["req_id"]).code == "role_missing"
    assert pair.two.recall(pending["req_id"]).code == "role_missing"


@pytest.mark.parametrize("user_id", ["MAKER01", "AUTH01", "MAKER03", "AUDIT01"])
def test_nobody_of_a_unit_administers_anything(central: Central, pending: Json, fresh: Json, user_id: str) -> None:
    clerk = Administrator.at_work(central, UNIT, user_id)
    assert clerk.propose("user.add", str(uuid.uuid4()), fresh)[0].code == "role_missing"
    decision = clerk.decision_over(pending, "")
    assert clerk.send(decision).code == "role_missing"
    assert clerk.act("suspend_now", clerk.uid).code == "role_missing"
    assert clerk.ask("GET", "/v1/administration").code == "role_missing"
    assert clerk.ask("GET", f"/v1/administration/users/{clerk.uid}").code == "role_missing"
    assert clerk.print_slip(str(uuid.uuid4())).code == "role_missing"


def test_the_agencys_auditor_reads_all_and_does_nothing(central: Central, pending: Json, fresh: Json) -> None:
    auditor = Administrator.at_work(central, PARENT, "AUDIT02")
    assert pending["req_id"] in {one["req_id"] for one in auditor.view()["proposals"]}
    assert auditor.settle(pending["req_id"]).code == "role_missing"
    assert auditor.propose("user.add", str(uuid.uuid4()), fresh)[0].code == "role_missing"
    assert auditor.act("unlock", pending["subject"]).code == "role_missing"


def test_another_agencys_administrators_find_nothing_here(pair: Pair, others: Pair, pending: Json) -> None:
    decision = others.two.decision_over(pending, "")
    assert (others.two.send(decision).status, others.two.send(decision).code) == (404, "not_found")
    assert others.one.recall(pending["req_id"]).code == "not_found"
    stranger = pair.one.user("MAKER01", UNIT)
    for kind in ("user.suspend", "user.remove", "key.permit"):
        assert others.one.propose(kind, stranger["uid"])[0].code == "subject_unknown"
    assert others.two.act("reset_password", stranger["uid"]).code == "subject_unknown"
    assert others.one.ask("GET", f"/v1/administration/users/{stranger['uid']}").code == "subject_unknown"
    assert others.one.propose("user.add", str(uuid.uuid4()), record(number=31))[0].json["facts"]["field"] == "unit"
    assert others.one.propose("user.suspend", stranger["uid"], agency="2101")[0].code == "other_unit"
    ours, theirs = pair.one.view(), others.one.view()
    for part, key in (("users", "uid"), ("units", "unit"), ("keys", "kid"), ("proposals", "req_id")):
        assert not {one[key] for one in ours[part]} & {one[key] for one in theirs[part]}
    logs = [{event["record"]["log"] for event in side.one.events()} for side in (pair, others)]
    assert logs == [{"2101000000"}, {"2102000000"}]


def test_one_person_under_two_user_names_is_refused_at_the_other_end(central: Central, pair: Pair) -> None:
    answer, proposal = pair.one.propose("key.permit", **at_version(pair, "MAKER02"))
    assert answer.status == 201
    same = "UPDATE users SET person = (SELECT person FROM users WHERE uid = ?) WHERE uid = ?"
    sql(central, same, pair.one.uid, pair.two.uid)
    try:
        assert pair.two.settle(proposal["req_id"]).code == "proposer_cannot_approve"
        assert pair.two.settle(proposal["req_id"], "return").code == "proposer_cannot_approve"
    finally:
        sql(central, "UPDATE users SET person = '9000000000017' WHERE uid = ?", pair.two.uid)
    assert pair.two.settle(proposal["req_id"]).status == 201


def test_an_administrator_who_holds_both_offices_cannot_use_both(central: Central, pair: Pair) -> None:
    answer, proposal = pair.one.propose("key.permit", **at_version(pair, "MAKER02"))
    assert answer.status == 201
    sql(central, "INSERT INTO roles (uid, role) VALUES (?, 'admin_2')", pair.one.uid)
    try:
        assert pair.one.settle(proposal["req_id"]).code == "proposer_cannot_approve"
    finally:
        sql(central, "DELETE FROM roles WHERE uid = ? AND role = 'admin_2'", pair.one.uid)
    assert pair.two.settle(proposal["req_id"]).status == 201


def test_the_same_command_again_is_answered_the_same_and_done_once(pair: Pair, fresh: Json) -> None:
    command = pair.one.propose_body(pair.one.proposal("user.add", str(uuid.uuid4()), fresh))
    first, again = pair.one.send(command), pair.one.send(command)
    assert (first.status, again.status, again.body) == (201, 200, first.body)
    decision = pair.two.decision_body(first.json["id"])
    first, again = pair.two.send(decision), pair.two.send(decision)
    assert (first.status, again.status, again.body) == (201, 200, first.body)
    other = {**decision, "cmd_id": str(uuid.uuid4())}
    assert pair.two.send(other).code == "status_forbids"


def test_of_many_decisions_at_once_one_counts(central: Central, pair: Pair, pending: Json) -> None:
    decisions = [pair.two.decision_body(pending["req_id"], word) for word in ("approve", "return") * 5]
    recall = pair.one.command("recall-proposal", {"req_id": pending["req_id"], "reason": "บันทึกผิด"})
    sent = [(pair.two.token, command) for command in decisions] + [(pair.one.token, recall)]

    def send(who: tuple[str, Json]) -> int:
        token, command = who
        return central.new_wire().ask("PUT", f"/v1/commands/{command['cmd_id']}", command, token).status

    with ThreadPoolExecutor(len(sent)) as pool:
        answers = list(pool.map(send, sent))
    assert sorted(answers) == [201] + [409] * 10


def test_a_proposals_name_is_used_once(pair: Pair, pending: Json, fresh: Json) -> None:
    answer, _ = pair.one.propose("user.add", str(uuid.uuid4()), fresh, req_id=pending["req_id"])
    assert answer.json["facts"]["field"] == "req_id"


@pytest.mark.parametrize("label", ["ADM2", "ACT", "MAKE", "AUTH", "KEY", "DEV"])
def test_a_proposal_signed_as_anything_else_is_none(pair: Pair, fresh: Json, label: str) -> None:
    proposal = pair.one.proposal("user.add", str(uuid.uuid4()), fresh)
    assert pair.one.send(pair.one.propose_body(proposal, label)).code == "signature_wrong"


@pytest.mark.parametrize("label", ["ADM1", "ACT", "MAKE", "AUTH"])
def test_a_decision_signed_as_anything_else_is_none(pair: Pair, pending: Json, label: str) -> None:
    assert pair.two.send(pair.two.decision_body(pending["req_id"], label=label)).code == "signature_wrong"


@pytest.mark.parametrize("field", ["subject", "change", "reason", "order_no", "subject_version", "kind", "made_at"])
def test_a_proposal_changed_on_its_way_is_refused(pair: Pair, fresh: Json, field: str) -> None:
    command = pair.one.propose_body(pair.one.proposal("user.add", str(uuid.uuid4()), fresh))
    command["proposal"] = {**command["proposal"], field: str(uuid.uuid4())}
    assert pair.one.send(command).code == "signature_wrong"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"typ": "khlang.authz/1"}, "field_wrong"),
        ({"proposal_sha256": "0" * 64}, "edition_changed"),
        ({"proposal_sig_sha256": "0" * 64}, "edition_changed"),
        ({"decision": "perhaps"}, "field_wrong"),
        ({"decision": "return", "reason": ""}, "field_wrong"),
        ({"auth_uid": "somebody"}, "field_wrong"),
        ({"auth_kid": "0" * 32}, "key_unknown"),
        ({"device": "elsewhere"}, "device_wrong"),
        ({"session_epoch": "0"}, "session_stale"),
        ({"challenge": "made-up"}, "challenge_wrong"),
        ({"at": "yesterday"}, "field_wrong"),
    ],
)
def test_a_decision_that_says_something_wrong_decides_nothing(
    pair: Pair, pending: Json, changes: dict[str, str], code: str
) -> None:
    assert pair.two.settle(pending["req_id"], **changes).code == code
    assert pair.two.settle(pending["req_id"]).status == 201


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"typ": "khlang.payment/1"}, "field_wrong"),
        ({"req_id": "one"}, "field_wrong"),
        ({"kind": "user.promote"}, "field_wrong"),
        ({"reason": ""}, "field_wrong"),
        ({"reason": "ลาด\u200bตระเวน"}, "field_wrong"),
        ({"made_at": "today"}, "field_wrong"),
        ({"maker_uid": "somebody"}, "field_wrong"),
        ({"maker_kid": "0" * 32}, "key_unknown"),
        ({"device": "elsewhere"}, "device_wrong"),
        ({"agency": "2102"}, "other_unit"),
        ({"change": "{}"}, "field_wrong"),
        ({"change": "{ }"}, "field_wrong"),
        ({"subject": "not-a-name"}, "field_wrong"),
        ({"subject_version": "1"}, "subject_changed"),
    ],
)
def test_a_proposal_that_says_something_wrong_is_not_taken_in(
    pair: Pair, fresh: Json, changes: dict[str, str], code: str
) -> None:
    proposal = pair.one.proposal("user.add", str(uuid.uuid4()), fresh) | changes
    assert pair.one.send(pair.one.propose_body(proposal)).code == code
    assert proposal["req_id"] not in {one["req_id"] for one in pair.one.view()["proposals"]}


def test_a_challenge_decides_once(pair: Pair) -> None:
    challenge = pair.two.challenge()
    one = pair.one.propose("key.permit", **at_version(pair, "MAKER01"))[1]
    two = pair.one.propose("key.permit", **at_version(pair, "MAKER02"))[1]
    assert pair.two.settle(one["req_id"], challenge=challenge).status == 201
    assert pair.two.settle(two["req_id"], challenge=challenge).code == "challenge_wrong"
    assert pair.two.settle(two["req_id"]).status == 201


def test_a_change_proposed_on_an_older_state_is_refused_then_and_at_the_approval(pair: Pair) -> None:
    stale = pair.one.user("MAKER02", UNIT)
    answer, proposal = pair.one.propose("user.suspend", stale["uid"], subject_version=stale["version"])
    assert answer.status == 201
    assert pair.two.act("suspend_now", stale["uid"]).status == 201
    assert pair.two.settle(proposal["req_id"]).code == "subject_changed"
    assert pair.two.settle(proposal["req_id"], "return").status == 201
    assert pair.one.propose("user.resume", stale["uid"], subject_version=stale["version"])[0].code == "subject_changed"
    pair.agree("user.resume", stale["uid"], subject_version=pair.one.user("MAKER02", UNIT)["version"])


def test_one_undecided_proposal_about_a_person_at_a_time(pair: Pair) -> None:
    about = at_version(pair, "MAKER02")
    first = pair.one.propose("key.permit", **about)[1]
    again = pair.one.propose("user.suspend", **about)[0]
    assert (again.code, again.json["facts"]) == ("proposal_pending", {"req_id": first["req_id"]})
    assert pair.one.recall(first["req_id"]).status == 201
    second = pair.one.propose("user.suspend", **about)
    assert second[0].status == 201
    assert pair.one.recall(second[1]["req_id"]).status == 201


def test_a_proposal_whose_key_was_revoked_since_cannot_be_approved_any_more(central: Central, pair: Pair) -> None:
    pair.one = Administrator.one(central)
    answer, proposal = pair.one.propose("key.permit", **at_version(pair, "MAKER02"))
    assert answer.status == 201
    assert pair.one.act("revoke_key", pair.one.kid).status == 201
    assert pair.two.settle(proposal["req_id"]).code == "maker_key_revoked"
    assert pair.two.settle(proposal["req_id"], "return").status == 201
    pair.one = Administrator.one(central)


def test_a_proposal_altered_in_the_books_is_not_what_was_signed(central: Central, pair: Pair, pending: Json) -> None:
    altered = canonical({**pending, "subject": str(uuid.uuid4())}).decode()
    sql(central, "UPDATE proposals SET proposal = ? WHERE req_id = ?", altered, pending["req_id"])
    assert pair.two.settle(pending["req_id"]).code == "signature_wrong"
    sql(central, "UPDATE proposals SET proposal = '{}' WHERE req_id = ?", pending["req_id"])
    assert pair.two.send(pair.two.decision_over({}, pending["req_id"])).code == "edition_changed"
    sql(central, "UPDATE proposals SET status = 'recalled' WHERE req_id = ?", pending["req_id"])


def test_whose_turn_it_is_is_told_to_the_other_one_only(central: Central, pair: Pair, fresh: Json) -> None:
    def told(user_id: str) -> list[Json]:
        path = f"person-notices?company_id={PARENT}&user_id={user_id}"
        found: list[Json] = central.operate("GET", path).json["notices"]
        return found

    before = {user_id: len(told(user_id)) for user_id in ("ADMIN1", "ADMIN2")}
    _, proposal = pair.one.propose("user.add", str(uuid.uuid4()), fresh)
    (asked,) = told("ADMIN2")[before["ADMIN2"] :]
    assert (asked["what"], asked["about"]) == ("to_approve", proposal["req_id"])
    assert fresh["user_id"] in asked["text"]
    assert len(told("ADMIN1")) == before["ADMIN1"]
    pair.two.settle(proposal["req_id"])
    (answered,) = told("ADMIN1")[before["ADMIN1"] :]
    assert (answered["what"], answered["about"]) == ("decided", proposal["req_id"])


def at_version(pair: Pair, user_id: str) -> Json:
    found = pair.one.user(user_id, UNIT)
    return {"subject": found["uid"], "subject_version": found["version"]}
