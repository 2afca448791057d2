"""Trouble on demand: what is armed, arming and taking back, plans and scenarios."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from app.simulator import operator
from app.simulator.console.acts import Done
from app.simulator.console.counter import plain
from app.simulator.faults import plans
from app.simulator.faults.armed import EVERY_ROUTE, Armed
from app.simulator.faults.kinds import Fault, Spread
from app.simulator.faults.routes import FaultsArmed, ScenarioWanted
from app.simulator.faults.windows import Window
from app.simulator.fields import is_digits
from app.simulator.refusals import wrong
from app.wire import api
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.pages.forms import Sent

ROUTES = (
    EVERY_ROUTE,
    *dict.fromkeys(
        path.removeprefix("/v1/").partition("/")[0]
        for path in (api.COMMANDS, api.EVENTS, api.BATCHES, api.SESSIONS, api.KEYS, api.CHALLENGES, api.UNIT, api.FILES)
    ),
)
"""What is offered; any other word of the wire's paths may be written."""
_DIGITS_MAX = 9
_WHOLE = ("count", "after", "nth", "ms", "ms_max", "status", "retry_after", "bytes_per_second")
_TEXTS = ("company", "user", "note", "method", "spread", "scenario", "state", "next_state", "code")
_METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS")
_PERCENT = 100
_DECIMAL = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?\Z")
_DAILY = re.compile(r"([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)\s*[-–]\s*([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)\Z")
"""A window of every day, which may be written without spaces."""


class FaultPages:
    """What the operator does with trouble."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._faults = central.faults
        self._counter = counter

    async def show(self, _asked: Asked) -> dict[str, Any]:
        """List what is armed and what can be."""
        return {
            "armed": await self._faults.waiting(),
            "scenarios": await self._faults.scenarios(),
            "plans": plans.listed().plans,
            "kinds": [kind.value for kind in Fault],
            "spreads": [spread.value for spread in Spread],
            "routes": ROUTES,
            "methods": _METHODS,
            "codes": sorted(Refusal),
            "struck": await self._faults.struck(),
        }

    async def arm(self, _asked: Asked, sent: Sent) -> Done:
        """Arm a fault."""
        armed = _armed(sent)
        await self._counter.do("POST", api.OPERATOR_FAULTS, armed)
        return Done(f"{armed.fault} {armed.method} {armed.route}")

    async def load(self, _asked: Asked, sent: Sent) -> Done:
        """Arm all faults of a plan."""
        name = sent.text("plan")
        await self._counter.do("POST", f"{api.OPERATOR_FAULT_PLANS}/{plain(name)}")
        return Done(name)

    async def take(self, _asked: Asked, sent: Sent) -> Done:
        """Arm all faults of a plan that is written in the form."""
        text = sent.text("text").replace("\r\n", "\n")
        waiting = await self._counter.ask("POST", api.OPERATOR_FAULT_PLANS, FaultsArmed, text.encode())
        return Done(str(len(waiting.faults)))

    async def disarm(self, _asked: Asked, sent: Sent) -> Done:
        """Forget one fault, or all."""
        fault_id = sent.text("fault_id")
        await self._counter.do(
            "DELETE", f"{api.OPERATOR_FAULTS}/{plain(fault_id)}" if fault_id else api.OPERATOR_FAULTS
        )
        return Done(fault_id or EVERY_ROUTE)

    async def scenario(self, _asked: Asked, sent: Sent) -> Done:
        """Put a scenario into a state, or let it begin anew."""
        name, state = sent.text("name"), sent.text("state").strip()
        route = f"{api.OPERATOR_FAULT_SCENARIOS}/{plain(name)}"
        if state:
            await self._counter.do("PUT", route, ScenarioWanted(state))
        else:
            await self._counter.do("DELETE", route)
        return Done(f"{name} {state}".strip())


def _armed(sent: Sent) -> Armed:
    """Return what a form asks for; an empty field is not asked."""
    said: dict[str, Any] = {"fault": sent.text("fault"), "route": sent.text("route").strip()}
    said |= {name: _number(sent, name) for name in _WHOLE if sent.text(name).strip()}
    said |= {name: sent.text(name).strip() for name in _TEXTS if sent.text(name).strip()}
    said |= {name: True for name in ("always", "after_work") if sent.text(name)}
    if sent.text("percent").strip():
        said["probability"] = _decimal(sent, "percent") / _PERCENT
    if sent.text("sigma").strip():
        said["sigma"] = _decimal(sent, "sigma")
    said["windows"] = [msgspec.to_builtins(window) for window in _windows(sent)]
    return operator.read(msgspec.json.encode(said), Armed)


def _windows(sent: Sent) -> list[Window]:
    """Return what stands in the field line by line: ``08:30 - 10:00``, or two moments with their zones."""
    found = []
    for number, line in enumerate(sent.text("windows").splitlines(), 1):
        words = [word for word in _DAILY.sub(r"\1 \2", line.strip()).split() if word not in ("-", "–")]
        if len(words) not in (0, 2):
            raise wrong("windows", str(number))
        if words:
            found.append(Window(*words))
    return found


def _decimal(sent: Sent, name: str) -> float:
    text = sent.text(name).strip()
    if not _DECIMAL.match(text):
        raise wrong(name)
    return float(text)


def _number(sent: Sent, name: str) -> int:
    text = sent.text(name).strip()
    if not is_digits(text, _DIGITS_MAX):
        raise wrong(name)
    return int(text)
