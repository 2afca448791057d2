"""One console for several processes on one database."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.helpers.patience import wait_for
from tests.helpers.raw_console import Visitor
from tests.helpers.several_central import running_several

if TYPE_CHECKING:
    from pathlib import Path

ASKED = 7


def told(visitor: Visitor, row: str) -> bool:
    return row in visitor.words("/operator/traffic?lang=en")


def test_what_all_processes_answered_is_shown_at_one_console(tmp_path: Path) -> None:
    with running_several(tmp_path / "central", 2, "--console-port", "0") as central:
        visitors = [Visitor.signed_in(one, "operator1") for one in central.each]
        for one in central.each:
            for _ in range(ASKED):
                assert one.new_wire().ask("GET", "/v1/practice-rules").status == 200
        row = f"GET /v1/practice-rules {2 * ASKED} 0 0"
        for visitor in visitors:
            wait_for(partial(told, visitor, row), "what both processes answered")
        # An act at one console is in the log of the other, and one session is good for both.
        assert visitors[0].send("/operator/clock", "advance", step="2026-11-23T10:00:00+07:00").status == 303
        assert "Let time pass" in visitors[1].acts()[0]
        visitors[1].cookies = dict(visitors[0].cookies)
        assert "10:00" in visitors[1].words("/operator/clock?lang=en")
