"""Which fault a request meets: order, counts, turns, chance, time, scenarios (SIM-21, SIM-22)."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from app.simulator.chance import Chance
from app.simulator.clock import Clock, read_setting
from app.simulator.faults.armed import Armed, Asked
from app.simulator.faults.book import Faults
from app.simulator.faults.kinds import OF_PAGES, Fault, Spread, Stage
from app.simulator.faults.windows import Window
from app.simulator.refusals import Refused
from app.simulator.shared import Shared
from app.simulator.storage import Storage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMANDS = Asked(Stage.REQUEST, "commands", "PUT")
MONDAY_NINE = "frozen:2026-11-23T09:00:00+07:00"


class Office:
    """Faults over a database of their own."""

    def __init__(self, storage: Storage) -> None:
        shared = Shared()
        storage.on_begin = shared.catch_up
        self.clock = Clock(read_setting(MONDAY_NINE))
        self.faults = Faults(storage, self.clock, shared)

    def arm(self, fault: Fault = Fault.RESET, route: str = "commands", **more: Any) -> str:
        return asyncio.run(self.faults.arm([Armed(fault, route, **more)]))[-1].fault_id

    def meet(self, asked: Asked = COMMANDS) -> str:
        """Let a request come; return the number of the fault that strikes, or ''."""
        strike = asyncio.run(self.faults.strike(asked))
        return strike.fault_id if strike else ""

    def met(self, count: int, asked: Asked = COMMANDS) -> list[str]:
        return [self.meet(asked) for _ in range(count)]

    def wait_ms(self) -> int:
        strike = asyncio.run(self.faults.strike(COMMANDS))
        assert strike is not None
        return strike.ms

    def at(self, moment: str) -> None:
        self.clock.setting = read_setting(f"frozen:{moment}")

    def states(self) -> dict[str, str]:
        return {one.name: one.state for one in asyncio.run(self.faults.scenarios())}


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    folder: Path = tmp_path_factory.mktemp("faults")
    opened = Storage(f"sqlite:///{folder / 'faults.db'}")
    opened.draw_from(Chance("faults"))
    yield opened
    opened.close()


@pytest.fixture
def office(storage: Storage) -> Iterator[Office]:
    opened = Office(storage)
    yield opened
    asyncio.run(opened.faults.disarm())


def test_the_oldest_that_strikes_is_the_one_and_those_behind_it_do_not_see_the_request(office: Office) -> None:
    first, second = office.arm(count=2), office.arm(Fault.LOST_ANSWER, after=1)
    assert office.met(5) == [first, first, "", second, ""]
    assert asyncio.run(office.faults.waiting()) == []


def test_after_and_each_nth_and_always(office: Office) -> None:
    third = office.arm(after=2)
    assert office.met(4) == ["", "", third, ""]
    each_third = office.arm(nth=3, after=1, count=2)
    assert office.met(9) == ["", "", "", each_third, "", "", each_third, "", ""]
    always = office.arm(always=True)
    assert office.met(5) == [always] * 5


def test_probability_is_kept_over_many_requests(office: Office) -> None:
    fault = office.arm(always=True, probability=0.5)
    struck = Counter(office.met(80))
    assert 12 <= struck[fault] <= 68


def test_waiting_times_are_drawn_as_they_were_said(office: Office) -> None:
    office.arm(Fault.LATENCY, ms=120)
    assert office.wait_ms() == 120
    office.arm(Fault.LATENCY, ms=100, ms_max=200, spread=Spread.UNIFORM, count=40)
    uniform = [office.wait_ms() for _ in range(40)]
    assert 100 <= min(uniform) < 130 < 170 < max(uniform) <= 200
    office.arm(Fault.LATENCY, ms=100, ms_max=150, sigma=0.5, spread=Spread.LOG_NORMAL, count=60)
    tail = sorted(office.wait_ms() for _ in range(60))
    assert tail[0] > 0
    assert 80 <= tail[30] <= 125
    assert tail[-1] == 150


def test_route_method_and_stage_decide_who_is_looked_at(office: Office) -> None:
    fault = office.arm(route="commands", method="PUT", always=True)
    for other in (
        Asked(Stage.REQUEST, "commands", "GET"),
        Asked(Stage.REQUEST, "events", "PUT"),
        Asked(Stage.PAGE, "commands", "PUT"),
        Asked(Stage.HANDSHAKE),
        Asked(Stage.REQUEST, "commands", "PUT", exempt=True),
    ):
        assert office.meet(other) == ""
    assert office.meet() == fault
    office.arm(Fault.NOTHING, "*", always=True)
    assert office.meet(Asked(Stage.REQUEST, "operator", "GET")) == ""
    assert office.meet(Asked(Stage.REQUEST, "health", "GET")) == ""
    assert office.meet(Asked(Stage.REQUEST, "pay", "POST")) != ""
    door = office.arm(Fault.TLS_FAILURE, "*", count=2)
    assert office.met(3, Asked(Stage.HANDSHAKE)) == [door, door, ""]


def test_slow_from_nine_to_ten_then_down_for_five_minutes_by_the_simulators_clock(office: Office) -> None:
    slow = office.arm(Fault.LATENCY, ms=1, always=True, windows=(Window("09:00", "10:00"),))
    down = office.arm(Fault.RESET, always=True, windows=(Window("10:00", "10:05"),))
    for moment, expected in (
        ("2026-11-23T08:59:59+07:00", ""),
        ("2026-11-23T09:00:00+07:00", slow),
        ("2026-11-23T09:59:59+07:00", slow),
        ("2026-11-23T10:00:00+07:00", down),
        ("2026-11-23T10:04:59+07:00", down),
        ("2026-11-23T10:05:00+07:00", ""),
        ("2026-11-24T02:30:00+00:00", slow),
    ):
        office.at(moment)
        assert office.meet() == expected, moment


def test_a_dated_window_holds_once_and_one_past_midnight_on_both_sides(office: Office) -> None:
    dated = Window("2026-11-23T09:00:00+07:00", "2026-11-23T10:00:00+07:00")
    once = office.arm(always=True, windows=(dated,))
    night = office.arm(always=True, windows=(Window("22:00", "02:00"),))
    for moment, expected in (
        ("2026-11-23T09:30:00+07:00", once),
        ("2026-11-24T09:30:00+07:00", ""),
        ("2026-11-23T23:00:00+07:00", night),
        ("2026-11-24T01:59:59+07:00", night),
        ("2026-11-24T02:00:00+07:00", ""),
    ):
        office.at(moment)
        assert office.meet() == expected, moment


@pytest.mark.parametrize("kind", [kind for kind in Fault if kind is not Fault.TLS_FAILURE])
def test_a_strike_moves_its_scenario_on_exactly_once_whatever_its_kind(office: Office, kind: Fault) -> None:
    """A reset or a lost answer is a strike like any other: wiremock#1402."""
    right: dict[Fault, dict[str, Any]] = {
        Fault.LATENCY: {"ms": 1},
        Fault.STATUS: {"status": 418},
        Fault.SLOW_DRIP: {"bytes_per_second": 9},
    }
    route = "events" if kind in OF_PAGES else "commands"
    asked = Asked(Stage.PAGE if kind in OF_PAGES else Stage.REQUEST, route, "PUT")
    within = {"route": route, "scenario": "s", **right.get(kind, {})}
    first = office.arm(kind, state="started", next_state="second", count=9, **within)
    second = office.arm(kind, state="second", next_state="third", count=9, **within)
    assert office.meet(asked) == first
    assert office.states() == {"s": "second"}
    assert office.meet(asked) == second
    assert office.states() == {"s": "third"}
    assert office.meet(asked) == ""


def test_one_scenario_begins_anew_and_no_other_is_touched(office: Office) -> None:
    """Wiremock#847: only the one that is named, its faults with it."""
    steps = {
        name: [
            office.arm(scenario=name, state="started", next_state="broken", route=name),
            office.arm(scenario=name, state="broken", next_state="over", route=name),
        ]
        for name in ("one", "two")
    }
    one, two = Asked(Stage.REQUEST, "one", "GET"), Asked(Stage.REQUEST, "two", "GET")
    assert office.met(3, one) == [*steps["one"], ""]
    assert office.meet(two) == steps["two"][0]
    asyncio.run(office.faults.begin_scenario("one"))
    assert office.states() == {"one": "started", "two": "broken"}
    assert office.met(3, one) == [*steps["one"], ""]
    assert office.met(2, two) == [steps["two"][1], ""]
    asyncio.run(office.faults.begin_scenario("two"))
    asyncio.run(office.faults.put_scenario("two", "broken"))
    assert office.met(2, two) == [steps["two"][1], ""]
    with pytest.raises(Refused):
        asyncio.run(office.faults.begin_scenario("three"))


def test_a_request_that_the_probability_spares_leaves_the_scenario_where_it_is(office: Office) -> None:
    fault = office.arm(scenario="s", next_state="next", state="started", probability=0.001, always=True)
    assert fault not in office.met(5)
    assert office.states() == {"s": "started"}


def test_what_nobody_waits_for_costs_no_look_into_the_database(office: Office, monkeypatch: Any) -> None:
    office.arm(route="events")
    monkeypatch.setattr(Storage, "write", None)
    assert office.meet() == ""


@pytest.mark.parametrize(
    ("field", "armed"),
    [
        ("route", Armed(Fault.RESET, "")),
        ("route", Armed(Fault.RESET, "a/b")),
        ("route", Armed(Fault.EVENTS_LATE, "commands")),
        ("route", Armed(Fault.TLS_FAILURE, "commands")),
        ("always", Armed(Fault.TLS_FAILURE, "*", always=True)),
        ("count", Armed(Fault.RESET, "x", count=0)),
        ("after", Armed(Fault.RESET, "x", after=-1)),
        ("nth", Armed(Fault.RESET, "x", nth=0)),
        ("probability", Armed(Fault.RESET, "x", probability=1.5)),
        ("probability", Armed(Fault.RESET, "x", probability=float("nan"))),
        ("method", Armed(Fault.RESET, "x", method="FETCH")),
        ("ms", Armed(Fault.LATENCY, "x")),
        ("ms", Armed(Fault.RESET, "x", ms=5)),
        ("ms_max", Armed(Fault.LATENCY, "x", ms=5, spread=Spread.UNIFORM)),
        ("sigma", Armed(Fault.LATENCY, "x", ms=5, sigma=0)),
        ("status", Armed(Fault.STATUS, "x", status=200)),
        ("code", Armed(Fault.STATUS, "x", status=500, code="made_up")),
        ("after_work", Armed(Fault.CUT_ANSWER, "x", after_work=True)),
        ("retry_after", Armed(Fault.RESET, "x", retry_after=5)),
        ("bytes_per_second", Armed(Fault.SLOW_DRIP, "x")),
        ("scenario", Armed(Fault.RESET, "x", scenario="two words")),
        ("state", Armed(Fault.RESET, "x", state="alone")),
        ("next_state", Armed(Fault.RESET, "x", next_state="alone")),
        ("windows", Armed(Fault.RESET, "x", windows=(Window("09:00", "09:00"),))),
        ("windows", Armed(Fault.RESET, "x", windows=(Window("9", "10"),))),
        ("windows", Armed(Fault.RESET, "x", windows=(Window("09:00", "2026-11-23T10:00:00+07:00"),))),
        ("windows", Armed(Fault.RESET, "x", windows=(Window("2026-11-23T10:00:00", "2026-11-23T11:00:00"),))),
        ("note", Armed(Fault.RESET, "x", note="ก" * 201)),
    ],
)
def test_what_cannot_be_is_refused_with_its_field_and_nothing_is_armed(
    office: Office, field: str, armed: Armed
) -> None:
    with pytest.raises(Refused) as caught:
        asyncio.run(office.faults.arm([Armed(Fault.RESET, "x"), armed]))
    assert caught.value.facts == {"field": field, "line": "2"}
    assert asyncio.run(office.faults.waiting()) == []
