"""A row that something is wrong with stops itself alone: the back office goes on, says so, and tries again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers.patience import wait_for
from tests.helpers.raw_central import OTHER_UNIT, UNIT, Central, Clerk, Json, running, three_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

NONSENSE = "someday, account 0061000018"


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("passed") / "central") as started:
        yield started


def approved(central: Central, unit: str, value_date: str) -> str:
    """Let a batch be approved; return its id."""
    maker, authorizer = Clerk.ready(central, unit, "MAKER01"), Clerk.ready(central, unit, "AUTH01")
    answer, payment = maker.submit(three_lines(), value_date=value_date)
    assert answer.status == 201, answer.body
    assert authorizer.decide(payment["op_id"]).status == 201
    return str(payment["op_id"])


def statuses(central: Central, op_id: str) -> set[str]:
    return {line["status"] for line in central.operate("GET", f"batches/{op_id}").json["lines"]}


def desks(central: Central) -> Json:
    checks = central.wire.ask("GET", "/v1/ready").json["checks"]
    return next(check for check in checks if check["name"] == "desks")


def change(central: Central, statement: str, *values: str) -> None:
    with central.books() as books:
        books.execute(statement, values)


def in_the_way(central: Central, op_id: str) -> str:
    """Put a row where the payment of the first line will be booked; return its id."""
    with central.books() as books:
        query = "SELECT id, debit, credit, fy, at FROM transfers WHERE op_id = ? AND n = 1 AND kind = 'PENDING'"
        ((pending, *values),) = books.execute(query, (op_id,)).fetchall()
        columns = "id, kind, debit, credit, satang, fy, at"
        row = (f"{pending}/POST", "OPEN", values[0], values[1], 1, *values[2:])
        books.execute(f"INSERT INTO transfers ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608
    return str(row[0])


def test_a_broken_batch_does_not_keep_the_others_from_being_paid(central: Central) -> None:
    broken, whole = (approved(central, unit, "2026-11-24") for unit in (UNIT, OTHER_UNIT))
    row = in_the_way(central, broken)
    central.advance("2026-11-24T10:00:00+07:00")
    assert (statuses(central, whole), statuses(central, broken)) == ({"settled"}, {"pending"})

    said = [json.loads(line) for line in (central.data / "stderr.log").read_text("utf-8").splitlines()]
    (failed,) = [line for line in said if line["event"] == "desk failed"]
    assert (failed["level"], failed["desk"], failed["error"]) == ("error", "Settlement", "IntegrityError")
    assert any(place.startswith("settlement.py:") for place in failed["where"])
    assert row not in json.dumps(failed)
    wait_for(lambda: desks(central)["state"] == "warns", "nobody is told")
    assert desks(central)["seen"] == "Settlement passes over 1"

    change(central, "DELETE FROM transfers WHERE id = ?", row)
    change(central, "UPDATE passed_over SET until = ?", "2026-01-01T00:00:00.000Z")
    central.settle()
    assert statuses(central, broken) == {"settled"}
    wait_for(lambda: desks(central)["state"] == "ok", "still told")
    central.assert_books_right()


def test_a_desk_that_cannot_even_look_does_not_stop_the_others(central: Central) -> None:
    whole, late = (approved(central, unit, "2026-11-25") for unit in (UNIT, OTHER_UNIT))
    change(central, "UPDATE lines SET due_at = ? WHERE op_id = ?", NONSENSE, late)
    central.advance("2026-11-25T10:00:00+07:00")
    assert statuses(central, whole) == {"pending"}
    change(central, "UPDATE lines SET due_at = NULL WHERE op_id = ?", late)
    change(central, "UPDATE passed_over SET until = ?", "2026-01-01T00:00:00.000Z")
    central.settle()
    assert (statuses(central, whole), statuses(central, late)) == ({"settled"}, {"settled"})
    central.assert_books_right()
