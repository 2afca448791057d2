"""Maintenance windows and the least version: who is let in when, what is said, and that money goes on (SIM-27)."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from app.simulator.clock import BANGKOK
from app.simulator.gate import GateRules, Window, demand_open, shown, version
from app.simulator.refusals import Refused
from tests.helpers.raw_central import ROOT, UNIT, Central, Clerk, line, running

if TYPE_CHECKING:
    from collections.abc import Iterator


def bangkok(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK).astimezone(UTC)


NIGHT = Window("22:00", "02:00")
ONCE = Window("2026-11-24T01:00", "2026-11-24T05:30")
LUNCH = Window("12:00", "12:30")


@pytest.mark.parametrize(
    ("windows", "now", "until"),
    [
        ((), "2026-11-23T23:00", ""),
        ((NIGHT,), "2026-11-23T21:59", ""),
        ((NIGHT,), "2026-11-23T22:00", "2026-11-23T19:00:00.000Z"),
        ((NIGHT,), "2026-11-24T01:59", "2026-11-23T19:00:00.000Z"),
        ((NIGHT,), "2026-11-24T02:00", ""),
        ((LUNCH,), "2026-11-23T12:29", "2026-11-23T05:30:00.000Z"),
        ((LUNCH,), "2026-11-23T12:30", ""),
        ((ONCE,), "2026-11-24T00:59", ""),
        ((ONCE,), "2026-11-24T01:00", "2026-11-23T22:30:00.000Z"),
        ((ONCE,), "2026-11-25T01:00", ""),
        ((NIGHT, ONCE), "2026-11-23T22:30", "2026-11-23T22:30:00.000Z"),
        ((ONCE, NIGHT), "2026-11-23T22:30", "2026-11-23T22:30:00.000Z"),
        ((NIGHT, Window("02:00", "03:00")), "2026-11-23T23:00", "2026-11-23T20:00:00.000Z"),
    ],
    ids=range(13),
)
def test_it_is_closed_in_its_windows_by_the_clock_of_bangkok(windows: tuple[Window, ...], now: str, until: str) -> None:
    held = GateRules(windows)
    assert shown(held, bangkok(now)).closed_until == until
    if until:
        with pytest.raises(Refused) as refused:
            demand_open(held, bangkok(now))
        assert refused.value.facts["until"] == until
        assert 1 <= int(refused.value.facts["retry_after"]) <= 300
    else:
        demand_open(held, bangkok(now))


def test_windows_without_a_pause_between_them_end_somewhere() -> None:
    always = GateRules((Window("00:00", "12:00"), Window("12:00", "00:00")))
    assert shown(always, bangkok("2026-11-23T09:00")).closed_until > "2026-11-23T09"


def test_versions_are_compared_number_by_number() -> None:
    assert version("0.9") < version("0.10") < version("1") == version("1.0.0") < version("1.0.1")
    assert version("") == version("newest") == () < version("0.1")
    assert version("1.2.3rc1+local") == (1, 2, 3)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("gate") / "central") as central:
        yield central


@pytest.fixture
def opened(bank: Central) -> Iterator[Central]:
    """Give the central system with an open gate, and leave it so."""
    yield bank
    assert bank.replace("gate", {}).status == 200


CLOSED_NOW = {"begins": "08:30", "ends": "09:30", "text_th": "ปรับปรุงประจำเดือน", "text_en": "Monthly upkeep"}


def test_in_the_window_everybody_is_told_until_when_and_the_operator_goes_on(opened: Central) -> None:
    maker = Clerk.ready(opened, UNIT, "MAKER01")
    put = opened.replace("gate", {"windows": [CLOSED_NOW]})
    assert put.json["closed_until"] == "2026-11-23T02:30:00.000Z"
    for answer in (maker.ask("GET", "/v1/unit"), opened.wire.ask("GET", "/v1/practice-rules")):
        assert (answer.status, answer.code) == (503, "maintenance")
        assert answer.headers["retry-after"] == "300"
        assert answer.json["facts"] == {
            "until": "2026-11-23T02:30:00.000Z",
            "text_th": "ปรับปรุงประจำเดือน",
            "text_en": "Monthly upkeep",
            "retry_after": "300",
        }
    submitted, _ = maker.submit([line(1, 61_001)])
    assert (submitted.status, submitted.code) == (503, "maintenance")
    for path in ("/v1/health", "/v1/ready", "/v1/about", "/v1/openapi.json", "/developer"):
        assert opened.wire.ask("GET", path).status == 200
    page = opened.wire.ask("GET", "/", None, "", Accept="text/html")
    assert page.status == 503
    assert "23 พฤศจิกายน 2569 เวลา 09:30" in page.body.decode()
    assert opened.operate("GET", "gate").json["windows"] == [CLOSED_NOW]
    opened.replace("gate", {})
    assert maker.ask("GET", "/v1/unit").status == 200


def test_money_on_its_way_goes_on_in_the_window(opened: Central) -> None:
    maker, authorizer = Clerk.ready(opened, UNIT, "MAKER01"), Clerk.ready(opened, UNIT, "AUTH01")
    answer, payment = maker.submit([line(1, 61_002)], value_date="2026-11-24")
    assert answer.status == 201, answer.body
    assert authorizer.decide(payment["op_id"]).status == 201
    opened.replace("gate", {"windows": [{"begins": "2026-11-23T00:00", "ends": "2026-12-01T00:00"}]})
    opened.advance("2026-11-24T09:00:00+07:00")
    assert opened.operate("GET", f"batches/{payment['op_id']}").json["status"] == "settled"
    opened.assert_books_right()
    assert maker.ask("GET", f"/v1/batches/{payment['op_id']}").code == "maintenance"


def test_a_program_that_is_too_old_is_told_which_version_is_needed(opened: Central) -> None:
    maker = Clerk.ready(opened, UNIT, "MAKER01")
    opened.replace("gate", {"least_client": "1.10"})
    for own, told in (("1.9.9", "1.9.9"), ("", ""), ("newest", ""), ("1.9;drop", "1.9")):
        headers = {"Khlang-Client": own} if own else {}
        answer = opened.wire.ask("GET", "/v1/unit", None, maker.token, **headers)
        assert (answer.status, answer.code) == (426, "client_too_old")
        assert answer.json["facts"] == {"least": "1.10", "own": told}
    assert opened.wire.ask("GET", "/v1/unit", None, maker.token, **{"Khlang-Client": "1.10.0"}).status == 200
    assert opened.wire.ask("GET", "/v1/about").status == 200
    assert opened.wire.ask("GET", "/", None, "", Accept="text/html").status == 200


@pytest.mark.parametrize(
    ("wanted", "field", "line_n"),
    [
        ({"least_client": "new"}, "least_client", ""),
        ({"windows": [CLOSED_NOW] * 51}, "windows", ""),
        ({"windows": [{"begins": "24:00", "ends": "01:00"}]}, "begins", "1"),
        ({"windows": [{"begins": "9:00", "ends": "10:00"}]}, "begins", "1"),
        ({"windows": [{"begins": "09:00", "ends": "09:00"}]}, "ends", "1"),
        ({"windows": [{"begins": "09:00", "ends": "2026-11-23T10:00"}]}, "ends", "1"),
        ({"windows": [CLOSED_NOW, {"begins": "2026-02-30T09:00", "ends": "2026-03-01T09:00"}]}, "begins", "2"),
        ({"windows": [{"begins": "2026-11-23T09:00", "ends": "2026-11-23T09:00"}]}, "ends", "1"),
        ({"windows": [{"begins": "2569-11-23T09:00", "ends": "2569-11-23T10:00"}]}, "begins", "1"),
        ({"windows": [{"begins": "2026-11-23T09:00", "ends": "9999-12-31T23:59"}]}, "ends", "1"),
        ({"windows": [{"begins": "09:00", "ends": "10:00", "text_th": "\u202e"}]}, "text_th", "1"),
    ],
    ids=range(11),
)
def test_a_gate_that_cannot_be_meant_is_refused_and_nothing_changes(
    opened: Central, wanted: dict[str, object], field: str, line_n: str
) -> None:
    answer = opened.replace("gate", wanted)
    assert (answer.status, answer.code, answer.json["facts"]) == (422, "field_wrong", {"field": field, "line": line_n})
    held = opened.operate("GET", "gate").json
    assert [held[name] for name in ("windows", "least_client", "closed_until")] == [[], "", ""]


def test_the_branch_closes_and_opens_the_gate(opened: Central) -> None:
    def ask(*words: str) -> tuple[int, list[str]]:
        at = ["--data", str(opened.data), "--server", opened.ready["url"]]
        command = [sys.executable, "-m", "app.simulator", "bank", *at, "gate", *words]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=False)
        return done.returncode, (done.stdout + done.stderr).decode().splitlines()

    assert ask("show") == (0, ["ไม่มีช่วงปิดปรับปรุง", "ขณะนี้เปิด", "รับโปรแกรมทุกรุ่น"])
    code, said = ask("close", "00:00", "23:59", "--text-th", "ปรับปรุง")
    assert (code, said[0], said[1][:18]) == (0, "ปิด 00:00 ถึง 23:59  ปรับปรุง", "ขณะนี้ปิด ถึง 24/1")
    assert ask("least", "9.1")[1][-1] == "รับโปรแกรมรุ่น 9.1 ขึ้นไป"
    assert ask("open")[1] == ["ไม่มีช่วงปิดปรับปรุง", "ขณะนี้เปิด", "รับโปรแกรมรุ่น 9.1 ขึ้นไป"]
    assert ask("close", "25:00", "26:00")[0] == 1
