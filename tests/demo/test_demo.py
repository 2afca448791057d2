from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from app.demo.__main__ import begin_anew, leavings, main
from app.demo.processes import SampleUser, collector, remitters, working_hour

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_demo_throws_away_an_earlier_ones_papers_and_nothing_else(tmp_path: Path) -> None:
    ours = ["01_sign_in.png", "101_home.png", "detail.pdf", "receipt.pdf", "bills.pdf", "official-receipts.pdf"]
    ours += ["success-record.pdf", "remittance-T2570-2101-000001-th.pdf", "account-movements.pdf", "day-close.pdf"]
    theirs = ["holiday.png", "2026_holiday.png", "thesis.pdf", "state/notes.txt"]
    (tmp_path / "state").mkdir()
    for name in (*ours, *theirs):
        (tmp_path / name).write_bytes(b"x")
    former = begin_anew(tmp_path) / "store.db"
    former.write_bytes(b"x")
    begin_anew(tmp_path)
    assert not former.exists()
    assert not leavings(tmp_path)
    assert all((tmp_path / name).exists() for name in theirs)


def test_a_file_that_is_not_there_is_said_before_anything_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "sys.argv", ["khlang-demo", "--out", str(tmp_path / "out"), "--file", str(tmp_path / "no.xlsx")]
    )
    with pytest.raises(SystemExit, match="2"):
        main()
    assert f"there is no file {tmp_path / 'no.xlsx'}" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_pictures_are_named_in_the_order_of_the_story_and_papers_after_them(tmp_path: Path) -> None:
    for name in ("bills.pdf", "101_sign_in.png", "detail.pdf", "11_sign_in.png", "91_queue.png"):
        (tmp_path / name).write_bytes(b"x")
    told = [path.name for path in leavings(tmp_path)]
    assert told == ["11_sign_in.png", "91_queue.png", "101_sign_in.png", "bills.pdf", "detail.pdf"]


def person(user_id: str, unit: str, *roles: str, must_change: bool = False) -> SampleUser:
    return SampleUser("GMIS210101", user_id, "", user_id, roles, unit, must_change)


def test_who_collects_for_a_unit_is_found_among_the_people_of_the_sample() -> None:
    people = (
        person("OTHER", "2102000001", "maker_collection"),
        person("MAKER01", "2101000001", "maker_payment"),
        person("MAKER03", "2101000001", "maker_collection", "maker_remittance"),
    )
    assert collector(people, "2101000001").user_id == "MAKER03"


def test_who_remits_receipts_by_hand_is_of_another_unit_than_the_one_for_which_the_portal_does() -> None:
    people = (
        person("MAKER03", "2101000001", "maker_collection", "maker_remittance"),
        person("AUTH01", "2101000001", "authorizer"),
        person("NEW01", "2102000001", "authorizer", must_change=True),
        person("AUTH01", "2102000001", "authorizer"),
        person("MAKER03", "2102000001", "maker_collection", "maker_remittance"),
    )
    found = remitters(people, "2101000001")
    assert [(one.user_id, one.unit, one.must_change) for one in found] == [
        ("MAKER03", "2102000001", False),
        ("AUTH01", "2102000001", False),
    ]


@pytest.mark.parametrize(
    ("now", "clock"),
    [
        ("2026-11-23T03:00:00", "real"),
        ("2026-11-21T03:00:00", "offset:2026-11-23T09:30:00+07:00"),
        ("2026-11-23T01:00:00", "offset:2026-11-23T09:30:00+07:00"),
        ("2026-11-23T08:00:00", "offset:2026-11-24T09:30:00+07:00"),
        ("2023-05-17T03:00:00", "offset:2023-05-18T09:30:00+07:00"),  # banks work, offices do not
    ],
)
def test_outside_bank_hours_the_demo_begins_on_the_next_day_of_banks_and_offices(now: str, clock: str) -> None:
    assert working_hour(datetime.fromisoformat(now).replace(tzinfo=UTC)) == clock
