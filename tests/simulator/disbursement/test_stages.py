"""Every step of a batch and of its lines is kept with time, cause and rule, and can be read (SIM-11)."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, event, select

import app.simulator
from app.simulator.disbursement import batches, stages
from app.simulator.disbursement.batches import Batch
from app.simulator.disbursement.stages import STAGES, By
from app.simulator.disbursement.states import TRANSITIONS, Action
from app.simulator.disbursement.tables import batch_stages
from app.simulator.schema import every_table
from app.wire.codes import BatchState, Cause, Stage
from tests.helpers.raw_central import UNIT, Central, Clerk, Json, line, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


@pytest.fixture(scope="module")
def books() -> Iterator[Connection]:
    """Give the tables without any rows and without their references."""
    engine = create_engine("sqlite://")
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys=OFF"))
    every_table().create_all(engine)
    with engine.begin() as connection:
        yield connection


def a_batch(state: BatchState, op_id: str) -> Batch:
    values: dict[str, Any] = {name: "" if kind == "str" else 1 for name, kind in Batch.__annotations__.items()}
    return Batch(**(values | {"op_id": op_id, "status": state.value}))


def test_every_action_of_the_state_table_has_its_step() -> None:
    assert set(STAGES) == set(Action) == {action for _, action in TRANSITIONS}
    assert all(STAGES.values())


@pytest.mark.parametrize(("state", "action"), list(TRANSITIONS), ids=[f"{one}-{two}" for one, two in TRANSITIONS])
def test_every_transition_of_the_state_table_leaves_a_step_with_time_and_cause(
    books: Connection, state: BatchState, action: Action
) -> None:
    batch = a_batch(state, f"{state}-{action}")
    batches.add(books, batch)
    by = By("2026-11-23T02:00:00.000Z", Cause.PERSON, who="u1", rule="r", rules=3, reason="why")
    stages.move(books, batch, action, by)
    told = stages.of_batch(books, batch.op_id)
    assert tuple(one.stage for one in told)[: len(STAGES[action])] == STAGES[action]
    first = told[0]
    assert (first.at, first.rev, first.cause, first.who) == (by.at, "1", "person", "u1")
    assert (first.rule, first.rules, first.reason, first.lines) == ("r", "3", "why", "")
    assert {one.status for one in told} == {TRANSITIONS[state, action]}


def test_no_batch_changes_its_state_anywhere_else() -> None:
    found = []
    for path in Path(app.simulator.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "batches.change":
                found += [path.name for word in node.keywords if word.arg == "status"]
    assert found == ["stages.py"]


@pytest.mark.parametrize(
    ("numbers", "text"),
    [([], ""), ([5], "5"), ([1, 2, 3], "1-3"), ([4, 1, 2, 9, 8, 2], "1-2,4,8-9"), (range(1, 501), "1-500")],
    ids=range(5),
)
def test_lines_are_told_in_stretches(numbers: list[int], text: str) -> None:
    assert stages.stretches(numbers) == text
    if numbers:
        assert [n for n in range(600) if stages.covers(text, n)] == sorted(set(numbers))


def test_a_step_of_the_whole_batch_is_about_every_line() -> None:
    assert stages.covers("", 77)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("stages") / "central") as central:
        yield central


@pytest.fixture(scope="module")
def people(bank: Central) -> tuple[Clerk, Clerk]:
    return Clerk.ready(bank, UNIT, "MAKER01"), Clerk.ready(bank, UNIT, "AUTH01")


def told(bank: Central, op_id: str) -> list[Json]:
    found: list[Json] = bank.operate("GET", f"batches/{op_id}").json["stages"]
    return found


def short(steps: list[Json]) -> list[tuple[str, str, str, str]]:
    return [(one["stage"], one["lines"], one["cause"], one["rule"]) for one in steps]


def test_a_batch_can_be_followed_from_hand_in_to_the_late_return(bank: Central, people: tuple[Clerk, Clerk]) -> None:
    maker, authorizer = people
    amounts = {1: "10000", 2: "1900", 3: "2500", 4: "2700", 5: "1700", 6: "10001"}
    lines = [line(n, 62_000 + n) | {"satang": satang} for n, satang in amounts.items()]
    answer, payment = maker.submit(lines, value_date="2026-11-24")
    assert answer.status == 201, answer.body
    op_id = payment["op_id"]
    assert authorizer.decide(op_id).status == 201
    before = told(bank, op_id)
    assert short(before) == [
        ("received", "", "person", ""),
        ("validated", "", "bank", ""),
        ("approved", "", "person", ""),
        ("waiting_cut_off", "", "clock", ""),
    ]
    assert before[0]["who"] == maker.uid
    assert before[2]["who"] == authorizer.uid
    assert before[3]["reason"] == "2026-11-24T01:30:00.000Z"
    bank.advance("2026-12-01T09:00:00+07:00")
    after = told(bank, op_id)
    assert after[:4] == before
    assert short(after[4:]) == [
        ("executing", "", "clock", ""),
        ("lines_held", "3", "rule", "amount-25"),
        ("lines_unanswered", "5", "rule", "amount-17"),
        ("lines_settled", "1,6", "payees_bank", ""),
        ("lines_rejected", "2", "rule", "amount-19"),
        ("lines_settled", "4", "rule", "amount-27"),
        ("lines_settled", "3", "payees_bank", "amount-25"),
        ("lines_returned", "4", "payees_bank", "amount-27"),
        ("lines_rejected", "5", "clock", "amount-17"),
        ("partly_settled", "", "bank", ""),
    ]
    assert {one["rules"] for one in after if one["cause"] == "rule"} == {"1"}
    assert after[7]["rules"] == "1", "no rule of that version fitted"
    moments = [one["at"] for one in after]
    assert moments == sorted(moments)
    assert after[-1]["status"] == "partly_settled"
    seen = maker.ask("GET", f"/v1/batches/{op_id}/stages")
    assert (seen.status, seen.json) == (200, {"op_id": op_id, "stages": after})


def test_what_people_do_to_a_batch_is_told_with_who_and_why(bank: Central, people: tuple[Clerk, Clerk]) -> None:
    maker = people[0]
    answer, payment = maker.submit([line(1, 63_001)], value_date="2026-12-02")
    assert answer.status == 201, answer.body
    op_id = payment["op_id"]
    assert maker.move("withdraw", op_id).status == 201
    steps = told(bank, op_id)
    assert short(steps)[2:] == [("withdrawn", "", "person", "")]
    assert (steps[-1]["who"], bool(steps[-1]["reason"]), steps[-1]["rev"]) == (maker.uid, True, "1")


def test_another_units_batch_has_no_steps_for_us(bank: Central, people: tuple[Clerk, Clerk]) -> None:
    unknown = people[0].ask("GET", "/v1/batches/00000000-0000-4000-8000-000000000000/stages")
    assert (unknown.status, unknown.code) == (404, "not_found")


def test_steps_are_never_changed(books: Connection) -> None:
    count = len(books.execute(select(batch_stages)).all())
    batch = a_batch(BatchState.APPROVED, "kept")
    batches.add(books, batch)
    stages.note(books, batch, Stage.HELD, By("2026-11-23T02:00:00.000Z", Cause.BANK), [2, 1])
    stages.note(books, batch, Stage.HELD, By("2026-11-23T02:00:00.000Z", Cause.BANK))
    assert [one.lines for one in stages.of_batch(books, "kept")] == ["1-2", ""]
    assert len(books.execute(select(batch_stages)).all()) == count + 2
