"""What breaks the contract is noted with its place, in the log as well, and never with a value (SIM-24)."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

import pytest

from app.simulator.contract import notes
from app.simulator.contract.notes import Note
from tests.helpers.patience import wait_for
from tests.helpers.raw_central import UNIT, Central, Clerk, Json, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PERSONAL = "1101700203451"


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("central")) as started:
        yield started


@pytest.fixture(scope="module")
def maker(central: Central) -> Clerk:
    return Clerk.ready(central, UNIT, "MAKER01")


def noted(central: Central) -> list[Json]:
    """Return what was noted since the last look."""
    found: list[Json] = central.operate("GET", "contract").json["notes"]
    assert central.operate("DELETE", "contract").status == 204
    return found


def logged(central: Central, route: str) -> list[str]:
    """Return what the log's newest line about a route says of the contract; it is written after the answer."""
    found: list[Json] = []

    def is_there() -> bool:
        lines = (central.data / "stderr.log").read_text("utf-8").splitlines(keepends=True)
        found[:] = [one for one in map(json.loads, filter(_is_whole, lines)) if one.get("route") == route]
        return bool(found) and "contract" in found[-1]

    wait_for(is_there, f"no line about {route}")
    said: list[str] = found[-1]["contract"]
    return said


def _is_whole(line: str) -> bool:
    return line.endswith("\n")


def test_a_client_that_sends_an_unknown_field_is_shown_in_the_log_with_its_path(central: Central, maker: Clerk) -> None:
    noted(central)
    body = maker.submit_body(maker.payment([]), [])
    body["payment"]["person_id"] = PERSONAL
    answer = maker.send(body)
    assert answer.json == {"code": "not_canonical", "facts": {"path": "$.payment.person_id", "why": "unknown field"}}
    assert logged(central, "/v1/commands/{cmd_id}") == ["$.payment.person_id: unknown field"]
    (note,) = noted(central)
    assert (note["route"], note["status"]) == ("PUT /v1/commands/{cmd_id}", 400)
    assert (note["side"], note["path"], note["sentence"]) == ("request", "$.payment.person_id", "unknown field")
    assert maker.send(body).json == answer.json
    assert PERSONAL not in (central.data / "stderr.log").read_text("utf-8")


def test_a_field_of_a_wrong_form_is_noted_beside_the_refusal_that_the_rules_give(
    central: Central, maker: Clerk
) -> None:
    noted(central)
    lines = [line_of("1", "100"), line_of("2", PERSONAL + ".50")]
    answer, _ = maker.submit(lines)
    assert answer.json == {"code": "field_wrong", "facts": {"field": "satang", "line": "2"}}
    (note,) = noted(central)
    assert (note["path"], note["sentence"]) == ("$.lines[1].satang", "not of the form: Satang")
    assert PERSONAL not in json.dumps(note)


def line_of(n: str, satang: str) -> Json:
    empty = dict.fromkeys(("payee_id", "payee_rev", "person_id", "mobile", "email", "ref"), "")
    return {"n": n, "bank": "006", "acct": "0061000018", "name": "นายสมชาย ใจดี", "satang": satang, **empty}


@pytest.mark.parametrize(
    ("query", "expected"),
    [("after=x", "?after"), ("after=-1", "?after"), ("wait=26", "?wait"), ("limit=1.5", "?limit")],
)
def test_a_wrong_parameter_is_named(central: Central, maker: Clerk, query: str, expected: str) -> None:
    noted(central)
    assert maker.ask("GET", f"/v1/events?{query}").code == "field_wrong"
    assert [note["path"] for note in noted(central)] == [expected]


def test_staff_that_sends_an_unknown_field_is_told_the_place_too(central: Central) -> None:
    noted(central)
    answer = central.operate("PUT", "clock", {"clock": "real", "speed": "2"})
    assert answer.json["facts"] == {"path": "$.speed", "why": "unknown field"}
    assert [note["path"] for note in noted(central)] == ["$.speed"]


def test_what_fits_is_not_noted_and_neither_is_a_refusal_for_another_reason(central: Central, maker: Clerk) -> None:
    noted(central)
    assert maker.ask("GET", "/v1/unit").status == 200
    assert maker.ask("GET", f"/v1/batches/{uuid.uuid4()}").status == 404
    assert maker.wire.ask("GET", "/v1/unit").status == 401
    assert noted(central) == []


def test_only_the_operator_reads_the_notes_and_clears_them(central: Central, maker: Clerk) -> None:
    for method in ("GET", "DELETE"):
        assert maker.ask(method, "/v1/operator/contract").code == "role_missing"


def test_notes_are_bounded_and_the_newest_stay(tmp_path: Path) -> None:
    sentence = "x" * 200
    for n in range(3_000):
        notes.keep(tmp_path, [Note("", "request", "GET /", 400, f"$.n{n}", sentence)])
    kept = notes.kept(tmp_path).notes
    assert len(kept) == notes.NOTES_MAX
    assert kept[-1].path == "$.n2999"
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 1 << 20
    notes.forget(tmp_path)
    assert notes.kept(tmp_path).notes == []
