"""Every role, condition, request, state and relation, asked over plain HTTPS against a table by hand (G10).

The table is `authority_matrix`; `authority_world` is the ministry that is asked about. A request that should have an
effect gets a thing of its own; whatever is refused, or only looks or adds a word, is asked about things that all share,
and must leave them alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.simulator import commands, server
from app.simulator.__main__ import build
from app.simulator.due import BackOffice
from app.simulator.pages.counter import PublicCounter
from app.simulator.pages.routes import page_routes
from app.simulator.settings import Settings
from app.simulator.settlement import Settlement
from app.simulator.worker import Worker
from app.wire.administration import ActKind, ProposalKind, ProposalStatus
from app.wire.codes import BatchState, Role
from app.wire.disbursement import SUBMIT
from tests.helpers import authority_world
from tests.helpers.authority_catalogue import Case, Catalogue
from tests.helpers.authority_people import HOME, OTHER_AGENCY_PLACE, OTHER_UNIT_PLACE, Person
from tests.helpers.authority_world import TOMORROW, YESTERDAY, World
from tests.helpers.extent import by_turns
from tests.helpers.raw_central import ACCOUNTS, PARENT, UNIT, Answer
from tests.simulator import authority_matrix as matrix
from tests.simulator import authority_tables
from tests.simulator.authority_tables import FOREIGN as STRANGE
from tests.simulator.authority_tables import OK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

ELSEWHERE = [
    *by_turns(matrix.UNIT_ROLES, (OTHER_UNIT_PLACE, OTHER_AGENCY_PLACE)),
    *((role, OTHER_AGENCY_PLACE) for role in matrix.PARENT_ROLES),
]
_OTHERWISE = [condition for condition in matrix.CONDITIONS if condition != matrix.READY]
_OF_SIGNERS = (matrix.KEY_REVOKED, matrix.OTHERS_KEY, matrix.NOT_ASKED_AGAIN)
ASKED = dict.fromkeys(
    (
        *((matrix.READY, role) for role in matrix.ROLES),
        *by_turns(_OTHERWISE, matrix.UNIT_ROLES),
        *by_turns(_OTHERWISE, matrix.PARENT_ROLES),
        *((condition, role) for condition in _OF_SIGNERS for role in ("authorizer", "admin_1")),
    )
)
"""Whoever is ready, and who signs without the right to; other conditions with people of each kind, by turns."""
_BEFORE = "2026-11-23T01:59:00.000Z"
CHALLENGED = (*matrix.ASKED_AGAIN_LAST, "act")
FOREIGN = (*STRANGE, "another agency's admin", "of another agency's person", "of an unknown person")
_WRITTEN = {
    # condition: what is written down of whom, meanwhile, and otherwise
    matrix.MUST_CHANGE: ("UPDATE users SET must_change = ? WHERE uid = ?", "uid", 1, 0),
    matrix.LEASE_OUT: ("UPDATE sessions SET lease_until = ? WHERE uid = ?", "uid", _BEFORE, _BEFORE),
    matrix.SUSPENDED: ("UPDATE users SET suspended = ? WHERE uid = ?", "uid", "yes", ""),
    matrix.SUSPENDED_BY_ONE: ("UPDATE users SET suspended = ? WHERE uid = ?", "uid", "unconfirmed", ""),
    matrix.REMOVED: ("UPDATE users SET removed = ? WHERE uid = ?", "uid", 1, 0),
    matrix.RIGHT_ENDED: ("UPDATE roles SET valid_until = ? WHERE uid = ?", "uid", YESTERDAY, ""),
    matrix.RIGHT_TO_COME: ("UPDATE roles SET valid_from = ? WHERE uid = ?", "uid", TOMORROW, "2026-10-01"),
    matrix.LOCKED: (
        "INSERT INTO tries (count, name, bucket)"
        " SELECT ?, u.company_id || '/' || u.user_id, k.device FROM users u JOIN keys k USING (uid) WHERE u.uid = ?",
        "uid",
        3,
        None,
    ),
    matrix.WORKSTATION_REVOKED: ("UPDATE workstations SET state = ? WHERE device = ?", "device", "revoked", "enrolled"),
    matrix.KEY_REVOKED: ("UPDATE keys SET revoked_at = ? WHERE kid = ?", "kid", _BEFORE, ""),
}
"""Tries are forgotten after each condition, so being locked needs no undoing."""
_ALL_RELATIONS = (matrix.READY, matrix.KEY_REVOKED, matrix.NOT_ASKED_AGAIN)


@dataclass
class Tally:
    """What was asked of one person, and where the answer was another one than the table's."""

    asked: int = 0
    wrong: list[str] = field(default_factory=list)
    foreign: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def note(self, case: Case, thing_id: str, expected: str, answer: Answer) -> None:
        """Compare one answer."""
        self.asked += 1
        got = OK if answer.status < 300 else answer.code
        wanted = (expected, matrix.status(case.what, expected))
        if (got, answer.status) != wanted:
            self.wrong.append(f"{case.what} | {case.whose} | {case.state}: {wanted}, but {(got, answer.status)}")
        if case.whose in FOREIGN:
            body = answer.body.decode().replace(thing_id, "ID")
            headers = " ".join(sorted(answer.headers))
            self.foreign[case.what, expected].add(f"{answer.status} {headers} {body}")

    def leaks(self) -> list[str]:
        """Return the requests whose refusals tell what exists elsewhere from what does not exist."""
        return [f"{what} | {sorted(bodies)}" for (what, _), bodies in self.foreign.items() if len(bodies) > 1]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> World:
    return authority_world.prepare(tmp_path_factory.mktemp("authority") / "prepared")


@pytest.fixture(scope="module")
def world(prepared: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with authority_world.at(prepared, tmp_path_factory.mktemp("authority") / "asked") as running:
        yield running


@pytest.fixture(scope="module")
def catalogue(world: World) -> Catalogue:
    return Catalogue(world)


@contextmanager
def _under(world: World, person: Person, condition: str) -> Iterator[None]:
    """Bring somebody into a condition, and out of it again."""
    session, device, key = person.session, person.device, person.key
    statement, name, during, otherwise = _WRITTEN.get(condition, ("", "", None, None))
    subject, colleague = getattr(person, name, ""), world.people[PARENT, "HELPADM1"]
    if condition == matrix.STALE:
        person.session = {**session, "session_epoch": str(int(session["session_epoch"]) - 1)}
    elif condition == matrix.ENDED:
        assert person.sign_in().status == 201
        person.session = session
    elif condition == matrix.ELSEWHERE:
        person.device = colleague.device
    elif condition == matrix.OTHERS_KEY:
        person.key = colleague.key
    elif statement:
        world.sql(statement, during, subject)
    try:
        yield
    finally:
        person.device, person.key = device, key
        if otherwise is not None:
            world.sql(statement, otherwise, subject)
        world.sql("DELETE FROM tries")
        assert person.sign_in().status == 201


def _chosen(cases: list[Case], role: str, condition: str) -> Iterator[Case]:
    """Leave out what cannot make a difference any more.

    Whoever is ready and has the right is asked everything; without the right, or with a wrong key or challenge, one
    state of each relation is enough; otherwise something that is there and something that is not.
    """
    seen = set()
    for case in cases:
        kind = case.what.partition(":")[0]
        if kind == "operator" and condition != matrix.READY:
            continue
        may = role in matrix.MAY.get(kind, (role,))
        relations = condition in _ALL_RELATIONS and (may or kind not in ("propose", "act"))
        brief = case.whose if relations else case.whose in FOREIGN
        if (condition == matrix.READY and may) or (case.what, brief) not in seen:
            seen.add((case.what, brief))
            yield case


def _ask(
    world: World, catalogue: Catalogue, role: str, place: str, condition: str, only: Collection[str] = ()
) -> Tally:
    """Let somebody in a condition try everything, or ``only`` some requests."""
    person = world.asker(role, place)
    planned = []
    cases = [case for case in catalogue.cases(person) if not only or case.what in only]
    for case in _chosen(cases, role, condition):
        expected = matrix.expected(role, condition, case.what, case.whose, case.state)
        spent = expected == OK and case.what not in matrix.LEAVES_ALONE
        planned.append((case, expected, case.fresh() if spent else case.thing))
    before, tally = world.shared(), Tally()
    asks_again = role in matrix.EITHER + matrix.AUTHORIZER and condition == matrix.READY
    if asks_again:
        person.ask_again()
    if condition in matrix.UNASKED:
        person.challenge_text = world.people[PARENT, "HELPADM2"].challenge()
    with _under(world, person, condition):
        for case, expected, thing in planned:
            answer = case.send(person, thing)
            tally.note(case, thing.id, expected, answer)
            if expected == OK == (answer.code or OK):
                if case.what.startswith("propose"):  # at most one about the same may be pending
                    person.recall(answer.json["id"])
                if asks_again and case.what.partition(":")[0] in CHALLENGED:
                    person.ask_again()
    changed = set(world.shared()) ^ set(before)
    tally.wrong += [f"changed without a right: {row}" for row in changed]
    return tally


def _agrees(tally: Tally) -> None:
    assert not tally.wrong, "\n".join([f"{len(tally.wrong)} of {tally.asked}", *tally.wrong[:40]])
    assert not tally.leaks(), "\n".join(tally.leaks())


@pytest.mark.parametrize(("condition", "role"), ASKED)
def test_everybody_is_answered_as_the_table_says(world: World, catalogue: Catalogue, role: str, condition: str) -> None:
    tally = _ask(world, catalogue, role, HOME, condition)
    _agrees(tally)


@pytest.mark.parametrize(("role", "place"), ELSEWHERE)
def test_people_of_other_units_and_agencies_are_answered_the_same_way_about_theirs_and_see_nothing_of_ours(
    world: World, catalogue: Catalogue, role: str, place: str
) -> None:
    tally = _ask(world, catalogue, role, place, matrix.READY)
    _agrees(tally)


@pytest.mark.parametrize("token", [matrix.NO_TOKEN, matrix.MADE_UP_TOKEN, matrix.OPERATORS_TOKEN])
def test_nobody_gets_anything_but_what_is_open_to_everybody(world: World, catalogue: Catalogue, token: str) -> None:
    nobody, tally = Person(world.central, UNIT, "ASKPAY"), Tally()
    known = world.people[UNIT, "ASKPAY"]
    operators = Path(world.central.ready["operator_token_file"]).read_text("ascii")
    tokens = {matrix.NO_TOKEN: "", matrix.MADE_UP_TOKEN: "made-up", matrix.OPERATORS_TOKEN: operators}
    nobody.session = {**known.session, "token": tokens[token]}
    cases = [*_chosen(catalogue.cases(nobody), matrix.NOBODY, matrix.READY)]
    nobody.user_id = "NOBODY01"
    for case in cases:
        if not (case.what.startswith("operator") and token == matrix.OPERATORS_TOKEN):
            expected = matrix.expected(matrix.NOBODY, matrix.READY, case.what, case.whose, case.state)
            tally.note(case, case.thing.id, expected, case.send(nobody, case.thing))
    _agrees(tally)


@pytest.mark.parametrize(("role", "place"), [*((role, HOME) for role in matrix.ROLES), *ELSEWHERE])
def test_what_one_reads_tells_nothing_of_other_units_or_for_administrators_of_other_agencies(
    world: World, role: str, place: str
) -> None:
    person = world.asker(role, place)
    paths = ["unit", "events?after=0&limit=500", "administration"]
    paths += [f"batches/{batch.id}" for batch in world.of_kind("batch")]
    paths += [f"commands/{answer.id}" for answer in world.of_kind("answer")]
    bodies = [(path, person.ask("GET", f"/v1/{path}").body.decode()) for path in paths]
    assert any(person.uid in body for _, body in bodies)
    marks = _marks_of_others(world, person, agency_wide=role in matrix.PARENT_ROLES)
    # A refused batch is named as it was asked for, which is nothing that the server told.
    found = [(path, mark) for path, body in bodies for mark in marks if mark in body and mark not in path]
    assert not found


def _marks_of_others(world: World, person: Person, *, agency_wide: bool) -> set[str]:
    """Return the names of people, keys, batches and accounts that are none of somebody's business."""

    def foreign(company_id: str) -> bool:
        if company_id[4:8] != person.agency:
            return True
        return not agency_wide and company_id not in (person.company_id, f"GMIS{person.agency}00")

    people = [other for other in world.people.values() if foreign(other.company_id)]
    things = {thing.id for thing in world.things if foreign(thing.company_id) and thing.kind != "application"}
    accounts = {account for company_id, account in ACCOUNTS.items() if foreign(company_id)}
    return things | accounts | {other.uid for other in people} | {other.kid for other in people}


CANARIES = {
    # the check that is missing: who notices, where, in what condition, and at which requests
    "rights": (
        "unit_auditor",
        HOME,
        matrix.READY,
        {"approve", "withdraw", "print slip", "act: suspend_now"},
    ),
    "units": ("authorizer", OTHER_UNIT_PLACE, matrix.READY, {"read batch", "approve", "return"}),
    "papers": ("unit_auditor", OTHER_UNIT_PLACE, matrix.READY, {"read paper"}),
    "silence": ("authorizer", OTHER_UNIT_PLACE, matrix.READY, {"read batch", "approve", "return"}),
    "agencies": ("admin_2", OTHER_AGENCY_PLACE, matrix.READY, {"read user", "act: reset_password", "act: revoke_key"}),
    "own-passwords": ("maker_payment", HOME, matrix.MUST_CHANGE, {"submit", "read unit", "ask challenge"}),
    "session-epochs": ("maker_payment", HOME, matrix.STALE, {"submit", "withdraw", "cancel"}),
    "two-persons": ("authorizer", HOME, matrix.READY, {"approve", "return", "approve payees", "return payees"}),
    "challenges": ("admin_2", HOME, matrix.NOT_ASKED_AGAIN, {"approve proposal", "act: end_session"}),
    "challenges of authorizers": ("authorizer", HOME, matrix.NOT_ASKED_AGAIN, {"approve", "approve payees"}),
    "operators": (
        "admin_1",
        HOME,
        matrix.READY,
        {"operator: GET ledger", "operator: PUT clock", "operator: GET notices"},
    ),
}


@pytest.mark.parametrize("check", CANARIES)
def test_a_central_system_without_one_check_is_noticed(prepared: World, tmp_path: Path, check: str) -> None:
    role, place, condition, shown = CANARIES[check]
    with authority_world.at(prepared, tmp_path / "weak", "tests.helpers.weakened_central", check.split()[0]) as weak:
        tally = _ask(weak, Catalogue(weak), role, place, condition, only=shown)
    assert shown <= {wrong.partition(" |")[0] for wrong in tally.wrong + tally.leaks()}


def test_the_matrix_leaves_out_no_route_command_kind_role_or_state(
    world: World, catalogue: Catalogue, tmp_path: Path
) -> None:
    central = build(Settings(data=tmp_path, clock="real"))
    worker = Worker(central, BackOffice([Settlement(central)]))
    served = [(method, path) for method, path, _ in server._everybodys(central, worker)]
    operators = [(method, path) for method, path, _ in server._operators(central, worker)]
    pages = page_routes(PublicCounter(central, worker))
    central.storage.close()
    assert [(method, re.sub("{.*?}", "ID", path)) for method, path, _ in pages] == list(matrix.PAGES)
    assert {f"{method} {path}" for method, path in served} == set(matrix.ROUTES)
    plain = {(method, re.sub("{.*?}", "ID", path.removeprefix("/v1/operator/"))) for method, path in operators}
    assert plain == set(matrix.OPERATORS)

    asked = {case.what for case in catalogue.cases(world.asker("admin_1", HOME))}
    kinds = {what.partition(":")[0] for what in asked} - {"operator"}
    assert kinds == {kind for those in matrix.ROUTES.values() for kind in those}
    assert {f"propose: {kind}" for kind in ProposalKind} | {f"act: {kind}" for kind in ActKind} <= asked
    assert {*commands._SMALL, SUBMIT} == {f"khlang.{typ}/1" for typ in matrix.COMMAND_TYPES}
    assert {state.value for state in BatchState} == set(authority_tables.BATCH_STATES) - {"signed by oneself"}
    assert {role.value for role in Role} - {"auditor"} == {role for role in matrix.ROLES if "auditor" not in role}
    assert {thing.state for thing in world.of_kind("proposal")} == {state.value for state in ProposalStatus}
