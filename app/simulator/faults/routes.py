"""The operator's routes about faults, their plans and scenarios, thin like the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.simulator.faults import plans
from app.simulator.faults.armed import Armed, named_right
from app.simulator.faults.standing import Scenario, Struck, Waiting
from app.simulator.operator import read
from app.simulator.operator_routes import body_of, shown
from app.simulator.refusals import wrong
from app.wire import api

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from app.simulator.context import Central

    Handler = Callable[[Request], Awaitable[Response]]


class FaultsArmed(msgspec.Struct):
    """Faults that wait for a request."""

    faults: list[Waiting]


class ScenariosShown(msgspec.Struct):
    """Where every scenario stands."""

    scenarios: list[Scenario]


class ScenarioWanted(msgspec.Struct, forbid_unknown_fields=True):
    """The state in which a scenario shall be."""

    state: str


class StruckShown(msgspec.Struct):
    """How often each fault struck, by route."""

    struck: list[Struck]


def fault_routes(central: Central) -> list[tuple[str, str, Handler]]:
    """Return them as method, path and handler."""
    faults = FaultRoutes(central)
    return [
        ("GET", api.OPERATOR_FAULTS, faults.listed),
        ("POST", api.OPERATOR_FAULTS, faults.arm),
        ("DELETE", api.OPERATOR_FAULTS, faults.disarm),
        ("GET", api.OPERATOR_FAULTS_STRUCK, faults.struck),
        ("GET", api.OPERATOR_FAULT_PLANS, faults.plans),
        ("POST", api.OPERATOR_FAULT_PLANS, faults.take_plan),
        ("POST", api.OPERATOR_FAULT_PLANS + "/{name}", faults.load_plan),
        ("GET", api.OPERATOR_FAULT_SCENARIOS, faults.scenarios),
        ("PUT", api.OPERATOR_FAULT_SCENARIOS + "/{name}", faults.put_scenario),
        ("DELETE", api.OPERATOR_FAULT_SCENARIOS + "/{name}", faults.begin_scenario),
        ("DELETE", api.OPERATOR_FAULTS + "/{fault_id}", faults.disarm_one),
    ]


class FaultRoutes:
    """What the operator asks about trouble."""

    def __init__(self, central: Central) -> None:
        self._central = central
        self._faults = central.faults

    async def listed(self, request: Request) -> Response:
        """Show the faults that wait."""
        await body_of(self._central, request)
        return shown(FaultsArmed(await self._faults.waiting()))

    async def arm(self, request: Request) -> Response:
        """Arm a fault."""
        armed = read(await body_of(self._central, request), Armed)
        return shown(FaultsArmed(await self._faults.arm([armed])))

    async def disarm(self, request: Request) -> Response:
        """Forget the faults that wait, and their scenarios."""
        await body_of(self._central, request)
        return shown(FaultsArmed(await self._faults.disarm()))

    async def disarm_one(self, request: Request) -> Response:
        """Forget one fault."""
        await body_of(self._central, request)
        return shown(FaultsArmed(await self._faults.disarm(request.path_params["fault_id"])))

    async def struck(self, request: Request) -> Response:
        """Show how often each fault struck."""
        await body_of(self._central, request)
        return shown(StruckShown(await self._faults.struck()))

    async def plans(self, request: Request) -> Response:
        """Show the plans that are shipped."""
        await body_of(self._central, request)
        return shown(plans.listed())

    async def take_plan(self, request: Request) -> Response:
        """Arm all faults of a plan that the operator sends."""
        plan = plans.read(await body_of(self._central, request))
        return shown(FaultsArmed(await self._faults.arm(plan.fault)))

    async def load_plan(self, request: Request) -> Response:
        """Arm all faults of a shipped plan."""
        await body_of(self._central, request)
        plan = plans.shipped(request.path_params["name"])
        return shown(FaultsArmed(await self._faults.arm(plan.fault)))

    async def scenarios(self, request: Request) -> Response:
        """Show where the scenarios stand."""
        await body_of(self._central, request)
        return shown(ScenariosShown(await self._faults.scenarios()))

    async def put_scenario(self, request: Request) -> Response:
        """Put one scenario into a state."""
        wanted = read(await body_of(self._central, request), ScenarioWanted)
        if not named_right(wanted.state):
            raise wrong("state")
        return shown(await self._faults.put_scenario(request.path_params["name"], wanted.state))

    async def begin_scenario(self, request: Request) -> Response:
        """Let one scenario begin anew."""
        await body_of(self._central, request)
        return shown(await self._faults.begin_scenario(request.path_params["name"]))
