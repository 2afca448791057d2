"""The clock: what it shows, letting time pass, and putting it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.simulator import operator
from app.simulator.calendar import opening
from app.simulator.clock import BANGKOK, local_date, moment_text, read_moment
from app.simulator.console.acts import Done
from app.simulator.operator import Advanced, AdvanceWanted, ClockShown, ClockWanted
from app.simulator.refusals import wrong
from app.wire import api

if TYPE_CHECKING:
    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.pages.forms import Sent

RAN_SHOWN_MAX = 500
_AFTERNOON = (15, 45)
"""After the last cut-off of an ordinary day."""


class ClockPages:
    """What the operator does with time."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._central = central
        self._counter = counter

    async def show(self, _asked: Asked) -> dict[str, Any]:
        """Show the clock and moments to go on to."""
        now = self._central.clock.now()
        return {
            "clock": operator.clock(self._central),
            "local": f"{now.astimezone(BANGKOK):%Y-%m-%dT%H:%M}",
            "steps": [(name, moment_text(moment)) for name, moment in self._steps(now)],
        }

    def _steps(self, now: datetime) -> list[tuple[str, datetime]]:
        calendar = self._central.calendar
        today = local_date(now)
        next_day = calendar.day_from(today + timedelta(days=1))
        hour, minute = _AFTERNOON
        late = datetime.combine(today, datetime.min.time(), BANGKOK).replace(hour=hour, minute=minute)
        steps = [("minutes", now + timedelta(minutes=5)), ("hour", now + timedelta(hours=1))]
        if late > now:
            steps.append(("afternoon", late))
        return [*steps, ("next_day", opening(next_day))]

    async def advance(self, _asked: Asked, sent: Sent) -> Done:
        """Let time pass, and list what fell due on the way."""
        to = sent.text("step") or _local(sent.text("to"), "to")
        done = await self._counter.ask("POST", api.OPERATOR_ADVANCE, Advanced, AdvanceWanted(to))
        ran = [[one.at, one.what, one.op_id, one.lines] for one in done.ran[:RAN_SHOWN_MAX]]
        return Done(moment_text(read_moment(done.now)), {"count": len(done.ran), "ran": ran})

    async def put(self, _asked: Asked, sent: Sent) -> Done:
        """Put the clock to another way of running, from the time that it shows or one that is said."""
        mode, at = sent.text("mode"), sent.text("at")
        moment = _local(at, "at") if at else self._central.clock.text()
        settings = {
            "real": "real",
            "frozen": f"frozen:{moment}",
            "offset": f"offset:{moment}",
            "speed": f"speed:{sent.text('factor')}:{moment}",
        }
        if mode not in settings:
            raise wrong("mode")
        shown = await self._counter.ask("PUT", api.OPERATOR_CLOCK, ClockShown, ClockWanted(settings[mode]))
        return Done(moment_text(read_moment(shown.now)), {"mode": mode})


def _local(text: str, field: str) -> str:
    """Return a moment of a form, in Bangkok, as one with its zone."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=BANGKOK).isoformat()
    except ValueError as problem:
        raise wrong(field) from problem
