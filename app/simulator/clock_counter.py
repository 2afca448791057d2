"""The central system's time at the command line: ``khlang-central bank clock``, to see it, and to let it pass."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from app.simulator.calendar import BUDDHIST_ERA
from app.simulator.clock import BANGKOK, read_moment
from app.simulator.operator import Advanced, AdvanceWanted, ClockShown
from app.wire import api

if TYPE_CHECKING:
    import argparse

    from app.simulator.branch import Branch


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command about the clock."""
    clock = commands.add_parser("clock", help="เวลาของระบบกลางจำลอง และการเลื่อนเวลาไปข้างหน้า")
    clock.add_argument(
        "--to", default="", help="เลื่อนไปถึงเวลานี้ เช่น 15:45 ของวันเดียวกัน +5 (นาที) หรือ 2026-11-24T09:30:00+07:00"
    )
    clock.set_defaults(do=_clock)


def _clock(branch: Branch, asked: argparse.Namespace) -> str:
    now = read_moment(branch.ask("GET", api.OPERATOR_CLOCK, ClockShown).now)
    if not asked.to:
        return f"เวลาของระบบกลาง {shown(now)}"
    wanted = AdvanceWanted(_moment(asked.to, now))
    done = branch.ask("POST", api.OPERATOR_ADVANCE, Advanced, wanted)
    return f"เวลาของระบบกลาง {shown(read_moment(done.now))}  งานที่ถึงกำหนดระหว่างนั้น {len(done.ran)} รายการ"


def _moment(text: str, now: datetime) -> str:
    """Return a time of today, or minutes from now, as a moment; what else there is the central system reads itself."""
    if text.startswith("+") and text[1:].isdecimal():
        return (now + timedelta(minutes=int(text))).isoformat()
    try:
        return datetime.combine(now.astimezone(BANGKOK).date(), time.fromisoformat(text), BANGKOK).isoformat()
    except ValueError:
        return text


def shown(moment: datetime) -> str:
    """Return a moment as people in Thailand read it."""
    local = moment.astimezone(BANGKOK)
    return f"{local.day}/{local.month}/{local.year + BUDDHIST_ERA} {local:%H:%M} น."
