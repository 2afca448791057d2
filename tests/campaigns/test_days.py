"""A few days of the simulated month; the whole month is ``python3 packaging/dev.py month``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.campaigns.account import account_of
from tests.campaigns.month import DAYS, Month
from tests.helpers.raw_central import running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.campaigns.account import Account

SEED = 2570

pytestmark = pytest.mark.campaign


def _lived(folder: Path) -> Account:
    with running(folder / "central") as central:
        month = Month(central, folder, DAYS, SEED)
        month.run()
        account = account_of(month)
        month.people.go()
    return account


def test_days_full_of_faults_close_add_up_at_both_ends_and_are_told_again_to_the_byte(tmp_path: Path) -> None:
    first, again = _lived(tmp_path / "first"), _lived(tmp_path / "again")
    assert first.wrong == []
    assert first.days == DAYS.days
    assert first.receipts >= DAYS.days * DAYS.bills_a_day
    assert first.report == again.report
