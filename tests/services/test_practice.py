"""Practice: nobody but a simulator is spoken with, at every answer; drills are told with their steps and record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.central.client import Central as Client
from app.central.events import Position
from app.central.hearing import Hearing
from app.domain.practice.drill import Standing, StepStanding
from app.domain.values.errors import Tampered, Unreachable
from app.services.practice import Practice
from app.services.sign_in import SignIn
from tests.helpers.hostile import HEADERS, Authority, answer, saying, serving
from tests.helpers.raw_central import UNIT
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central

LIVE = HEADERS.replace(b"simulator", b"bank")


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "authority")


def practising(root: Path, url: str, ca: str) -> Workstation:
    station = Workstation(root, url, ca)
    station.sign_in = SignIn(station.paths, station.vault, station.settings, station.clock, practice=True)
    return station


def test_a_live_central_system_is_refused_before_a_password_is_sent(authority: Authority, tmp_path: Path) -> None:
    with serving(authority.issue(), saying(answer(b"{}", headers=LIVE))) as live:
        station = practising(tmp_path / "desk", live.url, str(authority.file))
        with pytest.raises(Tampered) as refused:
            station.enter_as(UNIT, "MAKER01", "a password that stays here")
    assert refused.value.code == "practice_only"
    assert [request.split(b" ")[:2] for request in live.requests] == [[b"GET", b"/v1/about"]]
    assert not any(b"a password" in request for request in live.requests)


def test_every_later_answer_of_a_live_central_system_is_refused_too(authority: Authority) -> None:
    with serving(authority.issue(), saying(answer(b"{}", headers=LIVE))) as live:
        client = Client(live.url, authority.file, practice=True)
        for ask in (client.heartbeat, client.unit, client.drills.book, client.about):
            with pytest.raises(Tampered, match="practice_only"):
                ask()
        said = client.send("c-1", b"{}")
        assert (said.settled, said.done, said.code) == (False, False, "practice_only")
        hearing = Hearing(live.url, authority.file, lambda: "", practice=True)
        with pytest.raises(Tampered, match="practice_only"):
            hearing.is_news(Position("", 0, ""))
        hearing.close()
        client.close()


def test_a_clerk_who_practises_passes_a_drill_and_has_it_in_the_record(central: Central, tmp_path: Path) -> None:
    station = practising(tmp_path / "desk", central.ready["url"], central.ready["ca"])
    station.enter(central, "MAKER01")
    desk = station.desk
    assert desk.practising
    assert desk.about.banner_th.startswith("โหมดฝึกปฏิบัติ · ")
    assert desk.about.banner_en.startswith("PRACTICE · ")
    service = Practice(desk)
    before = service.book()
    assert [(one.standing, one.passed) for one in before.drills] == [(Standing.NEW, 0)]
    assert before.record == ()
    drill = service.begin(before.drills[0].drill_id)
    assert [one.standing for one in drill.steps if one.own] == [StepStanding.NOW]
    assert drill.title.of("th") != drill.title.of("en")
    assert service.book().drills[0].standing is Standing.RUNNING
    station.leave()


@pytest.mark.parametrize(
    "said", [b'{"drills":[],"record":[{"at":"soon","drill_id":"","title_en":"","title_th":""}],"server_time":""}']
)
def test_what_makes_no_sense_is_said_to_be_unreadable(authority: Authority, said: bytes) -> None:
    with serving(authority.issue(), saying(answer(said))) as odd:
        client = Client(odd.url, authority.file, practice=True)
        with pytest.raises(Unreachable) as problem:
            client.drills.book()
        client.close()
    assert problem.value.code == "server_unreadable"
