from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from app.demo.__main__ import begin_anew, leavings
from app.demo.processes import working_hour

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_demo_throws_away_an_earlier_ones_papers_and_nothing_else(tmp_path: Path) -> None:
    ours, theirs = ["01_sign_in.png", "detail.pdf", "receipt.pdf"], ["holiday.png", "thesis.pdf", "state/notes.txt"]
    (tmp_path / "state").mkdir()
    for name in (*ours, *theirs):
        (tmp_path / name).write_bytes(b"x")
    former = begin_anew(tmp_path) / "store.db"
    former.write_bytes(b"x")
    begin_anew(tmp_path)
    assert not former.exists()
    assert not leavings(tmp_path)
    assert all((tmp_path / name).exists() for name in theirs)


@pytest.mark.parametrize(
    ("now", "clock"),
    [
        ("2026-11-23T03:00:00", "real"),
        ("2026-11-21T03:00:00", "offset:2026-11-23T09:30:00+07:00"),
        ("2026-11-23T01:00:00", "offset:2026-11-23T09:30:00+07:00"),
        ("2026-11-23T08:00:00", "offset:2026-11-24T09:30:00+07:00"),
    ],
)
def test_outside_bank_hours_the_demo_begins_on_the_next_bank_day(now: str, clock: str) -> None:
    assert working_hour(datetime.fromisoformat(now).replace(tzinfo=UTC)) == clock
