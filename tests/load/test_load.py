"""The load of G6 in a short form; the long one is ``python3 packaging/dev.py load``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import running
from tests.helpers.several_central import running_several
from tests.load.run import load

if TYPE_CHECKING:
    from pathlib import Path

SECONDS, LINES = 5.0, 20


@pytest.mark.parametrize("processes", [1, 3], ids=["SQLite", "PostgreSQL, three processes"])
def test_under_load_every_acknowledged_payment_is_told_and_paid_once_and_no_forged_one(
    processes: int, tmp_path: Path
) -> None:
    started = running(tmp_path) if processes == 1 else running_several(tmp_path, processes)
    with started as central:
        told = load(central, LINES, SECONDS)
    assert told.wrong == []
    assert not told.work.errors
    assert told.work.approved
