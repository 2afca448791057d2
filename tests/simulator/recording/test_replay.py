"""A recorded day, played again at a fresh central system, ends in the same state (SIM-18)."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers import raw_collections, raw_day, warm
from tests.helpers.raw_central import OTHER_UNIT, UNIT, Central, Clerk, line, running, three_lines
from tests.helpers.raw_collections import COMPANIES, OWN_UNIT
from tests.helpers.raw_console import Visitor

if TYPE_CHECKING:
    from tests.helpers.raw_central import Json

CROWD = (
    (UNIT, "MAKER01"),
    (UNIT, "AUTH01"),
    (OTHER_UNIT, "MAKER01"),
    (OTHER_UNIT, "AUTH01"),
    (COMPANIES[OWN_UNIT], "MAKER03"),
)


def switched(central: Central, on: str) -> Json:
    answer = central.operate("PUT", "recording", {"on": on})
    assert answer.status == 200, answer.body
    return answer.json


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a central system at which a day without a seed was recorded."""
    data = tmp_path_factory.mktemp("recorded") / "central"
    with running(data) as central:
        assert switched(central, "yes")["run"] == 1
        raw_day.play(central)
        assert switched(central, "no")["runs"][0]["why"] == "asked"
    return data


@pytest.fixture(scope="module")
def exported(recorded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("exported") / "day.jsonl"
    done = warm.command("recording", "--data", str(recorded), "export", str(file))
    assert done.returncode == 0, done.stderr
    assert "คำเตือน" in done.stderr
    return file


def test_a_recorded_day_plays_again_to_the_same_bytes_and_tables(exported: Path) -> None:
    played = warm.command("replay", str(exported))
    assert played.returncode == 0, played.stdout + played.stderr
    count, said = played.stdout.split(" ", 1)
    assert int(count) > 90
    assert "สถานะสุดท้ายเหมือนกัน" in said


@pytest.mark.campaign
def test_a_day_of_many_at_once_plays_again_in_the_order_of_its_effects(tmp_path: Path) -> None:
    with running(tmp_path / "central", "--console-port", "0") as central:
        visitor = Visitor.signed_in(central, "operator1")
        for page, act, said in (
            ("recording", "switch", {"on": "yes"}),
            ("clock", "advance", {"step": "2026-11-23T02:30:00.000Z"}),
            ("faults", "arm", {"fault": "reset", "route": "statements"}),
        ):
            acted = visitor.send(f"/operator/{page}", act, **said)
            assert acted.status == 303, acted.body
        clerks = [Clerk.ready(central, unit, name) for unit, name in CROWD]
        with ThreadPoolExecutor(len(clerks)) as crowd:
            list(crowd.map(hand_in_and_look, clerks))
        bills = raw_collections.issued(clerks[-1], *(raw_collections.draft(n) for n in range(6)))
        with ThreadPoolExecutor(6) as crowd:
            list(crowd.map(lambda bill: pay_at_once(central, bill), bills))
        switched(central, "no")
    file = tmp_path / "crowd.jsonl"
    assert warm.command("recording", "--data", str(central.data), "export", str(file)).returncode == 0
    orders = [json.loads(line)["order"] for line in file.read_text("utf-8").splitlines()[1:]]
    assert orders == sorted(orders)
    played = warm.command("replay", str(file))
    assert played.returncode == 0, played.stdout + played.stderr


def test_what_differs_is_told_with_its_request_and_its_path(exported: Path, tmp_path: Path) -> None:
    head, *lines = exported.read_bytes().splitlines()
    entries = [json.loads(line) for line in lines]
    at, told = next((n, one) for n, one in enumerate(entries) if one["path"].startswith("/v1/batches/"))
    answer = json.loads(b64decode(told["answer"]))
    answer["status"] = "elsewhere"
    told["answer"] = b64encode(json.dumps(answer).encode()).decode()
    other = tmp_path / "other.jsonl"
    other.write_bytes(b"\n".join([head, *(json.dumps(one).encode() for one in entries)]))
    played = warm.command("replay", str(other))
    assert played.returncode == 1
    first, *_, last = played.stdout.splitlines()
    assert first.startswith(f'#{at + 1} GET {told["path"]} $.status: "elsewhere" -> ')
    assert "ต่างกัน 1 จุด สถานะสุดท้ายเหมือนกัน" in last


def test_a_seeded_day_plays_again_at_a_running_central_system(tmp_path: Path) -> None:
    ways = ("--random", "tuesday")
    first, second = Central(tmp_path / "first"), Central(tmp_path / "second")
    first.start(*first.options, *ways, "--console-port", "0")
    try:
        visitor = Visitor.signed_in(first, "operator1")
        switched(first, "yes")
        maker, authorizer = Clerk.ready(first, UNIT, "MAKER01"), Clerk.ready(first, UNIT, "AUTH01")
        op_id = maker.submit(three_lines())[1]["op_id"]
        assert authorizer.decide(op_id).status == 201
        assert len(maker.events()) > 3
        switched(first, "no")
        assert visitor.send("/operator/faults", "arm", fault="reset", route="statements").status == 303
    finally:
        first.stop()
    file = tmp_path / "seeded.jsonl"
    assert warm.command("recording", "--data", str(first.data), "export", str(file)).returncode == 0
    second.start(*second.options, *ways)
    try:
        asked = ("replay", str(file), "--server", second.ready["url"], "--data", str(second.data))
        played = warm.command(*asked)
        again = warm.command(*asked)
    finally:
        second.stop()
    assert played.returncode == 0, played.stdout + played.stderr
    assert again.returncode == 1, "what was played once is not at the beginning any more"


def test_what_is_no_recording_is_not_played(tmp_path: Path) -> None:
    file = tmp_path / "nothing.jsonl"
    assert warm.command("replay", str(file)).returncode == 2
    file.write_text('{"typ": "something else"}\n', "utf-8")
    assert warm.command("replay", str(file)).returncode == 2


def hand_in_and_look(clerk: Clerk) -> None:
    for n in range(3):
        if clerk.user_id == "MAKER01":
            assert clerk.submit([line(1, 1_000 + n)], doc_no=f"กค 9/{n}")[0].status == 201
        assert clerk.ask("GET", "/v1/events?after=0&limit=500").status == 200
        clerk.ask("PUT", "/v1/sessions/current")


def pay_at_once(central: Central, bill: Json) -> None:
    token = Path(central.ready["operator_token_file"]).read_text("ascii")
    said = {"channel": "counter", "biller_id": bill["biller_id"], "ref1": bill["ref1"], "ref2": bill["ref2"]}
    wire = central.new_wire()
    answer = wire.ask("POST", "/v1/operator/collections", {**said, "satang": bill["satang"]}, token)
    assert answer.status == 200, answer.body
