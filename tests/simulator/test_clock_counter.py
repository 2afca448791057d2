"""The clock of the central system at the command line: it is seen, and time is let pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers.branch import bank

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central


def test_time_is_seen_and_let_pass_but_never_taken_back(central: Central) -> None:
    central.advance("2026-11-23T10:15:00+07:00")
    assert bank(central, "clock") == (0, "เวลาของระบบกลาง 23/11/2569 10:15 น.\n")
    code, said = bank(central, "clock", "--to", "15:45")
    assert (code, said.partition("  ")[0]) == (0, "เวลาของระบบกลาง 23/11/2569 15:45 น.")
    assert "23/11/2569 15:51 น." in bank(central, "clock", "--to", "+6")[1]
    assert "24/11/2569 09:30 น." in bank(central, "clock", "--to", "2026-11-24T09:30:00+07:00")[1]
    assert bank(central, "clock", "--to", "09:29")[0] == 1
    assert bank(central, "clock", "--to", "tomorrow")[0] == 1
