"""Who may do what, asked of the server directly: roles, persons, workstations, units (T-15, T-16, AP-2)."""

from __future__ import annotations

import uuid

import pytest

from tests.helpers.raw_central import OTHER_UNIT, PARENT, UNIT, Central, Clerk, canonical, three_lines

USERS = {
    "MAKER01": UNIT,
    "MAKER03": UNIT,
    "AUTH01": UNIT,
    "ADMIN1": PARENT,
    "ADMIN2": PARENT,
    "AUDIT01": UNIT,
    "AUDIT02": PARENT,
}


@pytest.fixture(scope="module")
def everybody(central: Central) -> dict[str, Clerk]:
    return {user: Clerk.ready(central, company_id, user) for user, company_id in USERS.items()}


@pytest.fixture(scope="module")
def stranger(central: Central) -> Clerk:
    return Clerk.ready(central, OTHER_UNIT, "AUTH01")


@pytest.fixture(scope="module")
def waiting(everybody: dict[str, Clerk]) -> str:
    return str(everybody["MAKER01"].submit(three_lines())[1]["op_id"])


MATRIX = {
    # user: submit, approve, withdraw, content
    "MAKER01": (201, "role_missing", 201, 200),
    "MAKER03": ("role_missing", "role_missing", "role_missing", "role_missing"),
    "AUTH01": ("role_missing", 201, "role_missing", 200),
    "ADMIN1": ("role_missing", "role_missing", "role_missing", "role_missing"),
    "ADMIN2": ("role_missing", "role_missing", "role_missing", "role_missing"),
    "AUDIT01": ("role_missing", "role_missing", "role_missing", 200),
    "AUDIT02": ("role_missing", "role_missing", "role_missing", "not_found"),
}


@pytest.mark.parametrize("user", USERS)
def test_each_role_may_do_its_own_and_nothing_else(everybody: dict[str, Clerk], user: str) -> None:
    clerk, maker = everybody[user], everybody["MAKER01"]
    submit, approve, withdraw, content = MATRIX[user]

    def result(status: int, code: str) -> int | str:
        return code or status

    answer, _ = clerk.submit(three_lines())
    assert result(answer.status, answer.code) == submit
    first, second = (str(maker.submit(three_lines())[1]["op_id"]) for _ in range(2))
    command = everybody["AUTH01"].decide_body(first) | {
        "session_epoch": clerk.session["session_epoch"],
        "device": clerk.device,
    }
    answer = clerk.send(command)
    assert result(answer.status, answer.code) == approve
    answer = clerk.move("withdraw", second)
    assert result(answer.status, answer.code) == withdraw
    answer = clerk.ask("GET", f"/v1/batches/{first}")
    assert result(answer.status, answer.code) == content


def test_a_maker_with_an_authorizers_role_still_cannot_approve_their_own_batch(
    central: Central, everybody: dict[str, Clerk]
) -> None:
    maker = everybody["MAKER01"]
    op_id = maker.submit(three_lines())[1]["op_id"]
    _sql(central, "INSERT INTO roles (uid, role) VALUES (?, 'authorizer')", maker.uid)
    try:
        assert maker.decide(op_id).code == "maker_cannot_approve"
        assert maker.decide(op_id, "return").code == "maker_cannot_approve"
    finally:
        _sql(central, "DELETE FROM roles WHERE uid = ? AND role = 'authorizer'", maker.uid)


def test_a_second_user_name_of_the_maker_is_still_the_maker(central: Central, everybody: dict[str, Clerk]) -> None:
    maker, other = everybody["MAKER01"], Clerk.ready(central, UNIT, "AUTH02")
    op_id = maker.submit(three_lines())[1]["op_id"]
    same = "UPDATE users SET person = (SELECT person FROM users WHERE uid = ?) WHERE uid = ?"
    _sql(central, same, maker.uid, other.uid)
    try:
        assert other.decide(op_id).code == "maker_cannot_approve"
    finally:
        _sql(central, "UPDATE users SET person = uid WHERE uid = ?", other.uid)
    assert other.decide(op_id).status == 201


def test_the_makers_workstation_cannot_approve(central: Central, everybody: dict[str, Clerk]) -> None:
    maker = everybody["MAKER01"]
    op_id = maker.submit(three_lines())[1]["op_id"]
    beside = Clerk.ready(central, UNIT, "AUTH02", device=maker.device)
    assert beside.decide(op_id).code == "device_same_as_maker"


def test_a_role_taken_away_counts_at_once(central: Central, everybody: dict[str, Clerk]) -> None:
    maker, authorizer = everybody["MAKER01"], Clerk.ready(central, UNIT, "AUTH02")
    op_id = maker.submit(three_lines())[1]["op_id"]
    command = authorizer.decide_body(op_id)
    _sql(central, "DELETE FROM roles WHERE uid = ?", authorizer.uid)
    try:
        assert authorizer.send(command).code == "role_missing"
    finally:
        _sql(central, "INSERT INTO roles (uid, role) VALUES (?, 'authorizer')", authorizer.uid)


def test_a_person_removed_is_out_at_once(central: Central) -> None:
    clerk = Clerk.ready(central, UNIT, "AUTH02")
    _sql(central, "UPDATE users SET removed = 1 WHERE uid = ?", clerk.uid)
    try:
        assert (clerk.ask("GET", "/v1/unit").status, clerk.ask("GET", "/v1/unit").code) == (401, "session_ended")
        assert clerk.sign_in().code == "password_wrong"
    finally:
        _sql(central, "UPDATE users SET removed = 0 WHERE uid = ?", clerk.uid)
        central.operate("POST", "unlock", {"company_id": UNIT, "user_id": "AUTH02"})


def test_another_makers_batch_is_theirs(central: Central, everybody: dict[str, Clerk]) -> None:
    op_id = everybody["MAKER01"].submit(three_lines())[1]["op_id"]
    colleague = Clerk.ready(central, UNIT, "MAKER02")
    assert colleague.move("withdraw", op_id).code == "not_the_maker"
    assert colleague.submit(three_lines(), op_id=op_id, rev="2")[0].code == "not_the_maker"
    assert everybody["MAKER01"].move("withdraw", op_id).status == 201
    assert colleague.move("cancel", op_id).code == "not_the_maker"


def test_another_units_batch_is_as_unknown_as_none(stranger: Clerk, waiting: str, central: Central) -> None:
    unknown = str(uuid.uuid4())
    for op_id in (waiting, unknown):
        answer = stranger.ask("GET", f"/v1/batches/{op_id}")
        assert (answer.status, answer.code) == (404, "not_found")
    maker = Clerk.ready(central, OTHER_UNIT, "MAKER01")
    assert maker.move("withdraw", waiting).code == "not_found"
    assert maker.move("cancel", waiting).code == "not_found"
    assert maker.submit(three_lines(), op_id=waiting, rev="2")[0].json["facts"] == {"field": "op_id", "line": ""}


def test_another_units_batch_cannot_be_approved(everybody: dict[str, Clerk], stranger: Clerk, waiting: str) -> None:
    command = everybody["AUTH01"].decide_body(waiting)
    command["authorization"] |= {
        "auth_uid": stranger.uid,
        "auth_kid": stranger.kid,
        "device": stranger.device,
        "session_epoch": stranger.session["session_epoch"],
        "challenge": stranger.challenge(),
    }
    command["authorization_sig"] = stranger.sign("AUTH", canonical(command["authorization"]))
    command |= {"session_epoch": stranger.session["session_epoch"], "device": stranger.device}
    assert stranger.send(command).code == "not_found"


def test_another_unit_sees_none_of_our_events_people_or_accounts(everybody: dict[str, Clerk], stranger: Clerk) -> None:
    ours = {event["record"]["log"] for event in everybody["AUDIT01"].events()}
    theirs = {event["record"]["log"] for event in stranger.events()}
    assert (ours, theirs) == ({"2101000001"}, {"2101000002"})
    mine, other = everybody["AUDIT01"].ask("GET", "/v1/unit").json, stranger.ask("GET", "/v1/unit").json
    for part, key in (("people", "uid"), ("accounts", "account"), ("keys", "kid")):
        assert not {one[key] for one in mine[part]} & {one[key] for one in other[part]}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/v1/commands/00000000-0000-4000-8000-000000000000"),
        ("GET", "/v1/commands/00000000-0000-4000-8000-000000000000"),
        ("GET", "/v1/events?after=0"),
        ("GET", "/v1/batches/00000000-0000-4000-8000-000000000000"),
        ("GET", "/v1/unit"),
        ("PUT", "/v1/sessions/current"),
        ("DELETE", "/v1/sessions/current"),
    ],
)
def test_without_a_session_nothing_is_answered(central: Central, method: str, path: str) -> None:
    for token in ("", "made-up", "ก"):
        header = {"Authorization": f"Bearer {token}".encode().decode("latin-1")} if token else {}
        answer = central.wire.ask(method, path, b"{}", **header)
        assert (answer.status, answer.code) == (401, "session_ended")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "clock"),
        ("PUT", "clock"),
        ("POST", "clock/advance"),
        ("GET", "faults"),
        ("POST", "faults"),
        ("DELETE", "faults"),
        ("GET", "ledger"),
        ("GET", "notices"),
        ("GET", "batches/x"),
        ("POST", "unlock"),
        ("PUT", "snapshots/x"),
        ("POST", "snapshots/x"),
    ],
)
def test_the_operators_routes_open_for_the_operator_only(
    central: Central, everybody: dict[str, Clerk], method: str, path: str
) -> None:
    for token in ("", "made-up", everybody["ADMIN1"].token):
        answer = central.wire.ask(method, f"/v1/operator/{path}", b"{}", token)
        assert (answer.status, answer.code) == (403, "role_missing")


def _sql(central: Central, statement: str, *values: str) -> None:
    with central.books() as database:
        database.execute(statement, values)
