"""What nobody honest sends to the routes of drills, calendar, tables and held lines: refused, and told what to do.

On SQLite, and on PostgreSQL, which keeps fewer signs than that.
"""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

import resources
from tests.helpers.raw_central import OTHER_UNIT, PARENT, UNIT, Central, Clerk, line, running
from tests.helpers.raw_collections import COMPANIES, OWN_UNIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.raw_central import Answer, Json

DAY = {"day": "2026-12-01", "banks": "closed", "offices": "closed", "name_th": "วันหยุดพิเศษ"}
STRANGE: tuple[Any, ...] = (
    *(
        "",
        " ",
        "\u0000",
        "a\u0000b",
        "\u202e",
        "\ufeff",
        "ก" * 100_000,
        "๑๒๓",
        "0812-",
        "-1",
        "1e9",
        "🏦" * 300,
        "'; --",
    ),
    *(None, True, -1, 0, 2**63, 1.5, [], ["x"], {}, {"x": "y"}),
)
"""What stands where something else is meant."""
NAMES = (
    "",
    ".",
    "..",
    "%00",
    "x" * 3000,
    "-1",
    "2",
    "99999999999999999999",
    "๒",
    "a\u0000b",
    "🏦",
    "../rules",
    "calendar",
)
"""What stands in a path where a name or a number is meant."""
REFUSED = frozenset({400, 401, 403, 404, 405, 409, 413, 414, 422, 431})


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def central(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("central"), on_postgres=request.param == "postgresql") as started:
        yield started
        started.assert_books_right()


@pytest.fixture(scope="module")
def held(central: Central) -> str:
    """Let a rule hold the second line of a batch; return its name."""
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    op_id = str(maker.submit([line(1), line(2, 2_500)])[1]["op_id"])
    assert authorizer.decide(op_id).status == 201
    central.settle()
    return op_id


def demand_refused(answer: Answer, about: object) -> None:
    """Hold that an answer is no accident, and that its code has a sentence and what to do, in both languages."""
    assert answer.status in REFUSED, (about, answer.status, answer.body)
    if answer.status in (404, 405, 414, 431) and not answer.body.startswith(b"{"):
        return  # no route of ours: nothing is said beside the status
    for language in ("th", "en"):
        said = json.loads(resources.path("locale", language, "errors.json").read_text("utf-8"))
        assert said.get(answer.code), (about, answer.code)
        assert said.get(f"{answer.code}.do"), (about, answer.code)


def changed(right: Json) -> Iterator[Json]:
    """Give a right body with each field missing, something unknown beside it, and strange things in each place."""
    for name in right:
        yield {key: value for key, value in right.items() if key != name}
        for strange in STRANGE:
            if type(strange) is not type(right[name]) or strange in ("", "\u0000", "\u202e", -1, 2**63):
                yield {**right, name: strange}
    yield {**right, "unknown": "x"}


def rows_changed(right: Json, field: str) -> Iterator[Json]:
    """Give a table with its first row changed in these ways."""
    first, *rest = right[field]
    for row in changed(first):
        yield {**right, field: [row, *rest]}


def test_no_calendar_is_taken_that_nobody_can_mean(central: Central) -> None:
    version = central.operate("GET", "calendar").json["version"]
    right = {"days": [DAY], "version": version, "note": ""}
    for wrong in (*changed(right), *rows_changed(right, "days")):
        answer = central.operate("POST", "calendar/check", wrong)
        if answer.status == 200:  # what may be left out, or said otherwise
            continue
        demand_refused(answer, wrong)
        demand_refused(central.operate("PUT", "calendar", wrong), wrong)
    for name, body in product(NAMES, ({"version": version}, {}, {"version": "0"}, [])):
        answer = central.operate("POST", f"calendar/{quote(name, safe='')}/back", body)
        demand_refused(answer, (name, body))
    assert central.operate("GET", "calendar").json["version"] == version


def test_no_table_is_taken_that_nobody_can_mean(central: Central) -> None:
    tables = {"services": "services", "kinds": "kinds", "deposit-accounts": "deposits", "gfmis/periods": ""}
    for path, field in tables.items():
        right = central.operate("GET", path).json
        wrongs = [*changed(right), *(rows_changed(right, field) if field else ())]
        for wrong in wrongs:
            answer = central.operate("PUT", path, wrong)
            if answer.status == 200:
                assert central.replace(path, right).status == 200
            else:
                demand_refused(answer, (path, wrong))


def test_no_held_line_is_answered_that_nobody_can_mean(central: Central, held: str) -> None:
    where = f"held-lines/{held}/2"
    for word, right in (("release", {"reason": "ตรวจแล้ว"}), ("reject", {"reason": "บัญชีปิด", "code": "AC04"})):
        for wrong in changed(right):
            demand_refused(central.operate("POST", f"{where}/{word}", wrong), (word, wrong))
        for name in NAMES:
            said = quote(name, safe="")
            for path in (f"held-lines/{said}/2/{word}", f"held/{said}/{word}"):
                demand_refused(central.operate("POST", path, right), path)
            if name != "2":
                demand_refused(central.operate("POST", f"held-lines/{held}/{said}/{word}", right), name)
    assert [one["n"] for one in central.operate("GET", "held-lines").json["lines"]] == [2]


def test_drills_are_of_those_to_whom_they_are_offered(central: Central) -> None:
    maker = Clerk.ready(central, UNIT, "MAKER01")
    offered = maker.ask("GET", "/v1/drills").json["drills"][0]["drill_id"]
    for company, user in (
        (UNIT, "AUDIT01"),
        (OTHER_UNIT, "AUTH01"),
        (PARENT, "ADMIN1"),
        (COMPANIES[OWN_UNIT], "AUTH01"),
    ):
        other = Clerk.ready(central, company, user)
        for method in ("GET", "POST", "DELETE"):
            demand_refused(other.ask(method, f"/v1/drills/{offered}"), (user, method))
    for name, method in product(NAMES, ("GET", "POST", "DELETE")):
        if name not in ("", ".", ".."):
            demand_refused(maker.ask(method, f"/v1/drills/{quote(name, safe='')}"), (name, method))
    for method in ("GET", "POST", "DELETE"):
        demand_refused(central.wire.ask(method, f"/v1/drills/{offered}"), "nobody")
    right = {"company_id": UNIT, "user_id": "AUTH01", "practising": "MAKER01"}
    for wrong in changed(right):
        demand_refused(central.operate("PUT", "practice-partners", wrong), wrong)
    for wrong in ({"company_id": OTHER_UNIT, "practising": "NOBODY1"}, {"user_id": "AUTH01-MAKER01"}):
        demand_refused(central.operate("PUT", "practice-partners", {**right, **wrong}), wrong)
