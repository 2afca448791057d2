"""The operator's routes for the calendar, and for what another table of services would move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator import operator
from app.simulator.disbursement import terms
from app.simulator.fields import is_digits
from app.simulator.holidays import moving, versions
from app.simulator.holidays.standing import in_force
from app.simulator.holidays.versions import BackWanted, CalendarWanted
from app.simulator.operator_routes import body_of, shown
from app.simulator.refusals import Refused
from app.wire import api
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy import Connection
    from starlette.requests import Request
    from starlette.responses import Response

    from app.simulator.context import Central
    from app.simulator.holidays.moving import Moves
    from app.simulator.worker import Worker

    Handler = Callable[[Request], Awaitable[Response]]

_DIGITS_MAX = 9


def calendar_routes(central: Central, worker: Worker) -> list[tuple[str, str, Handler]]:
    """Return method, path and handler of what the operator asks about days."""
    routes = CalendarRoutes(central, worker)
    version = api.OPERATOR_CALENDAR + "/{version}"
    return [
        ("GET", api.OPERATOR_CALENDAR, routes.listed),
        ("PUT", api.OPERATOR_CALENDAR, routes.put),
        ("POST", api.OPERATOR_CALENDAR + "/check", routes.check),
        ("GET", f"{version}/back", routes.check_back),
        ("POST", f"{version}/back", routes.go_back),
        ("POST", api.OPERATOR_SERVICES + "/check", routes.check_services),
    ]


class CalendarRoutes:
    """What the operator asks about days."""

    def __init__(self, central: Central, worker: Worker) -> None:
        self._central = central
        self._worker = worker

    async def listed(self, request: Request) -> Response:
        """Show the version in force and all others."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(versions.listed))

    async def check(self, request: Request) -> Response:
        """Tell what other days would move; nothing changes."""
        wanted = operator.read(await body_of(self._central, request), CalendarWanted)
        now = self._central.clock.now()
        return shown(await self._central.storage.read(lambda connection: versions.check(connection, now, wanted)))

    async def put(self, request: Request) -> Response:
        """Let other days hold."""
        wanted = operator.read(await body_of(self._central, request), CalendarWanted)
        central = self._central
        done = await central.storage.write(
            lambda connection: versions.put(connection, central.shared, central.clock.now(), wanted)
        )
        self._worker.wake()
        return shown(done)

    async def check_back(self, request: Request) -> Response:
        """Tell what the days of an earlier version would move."""
        await body_of(self._central, request)
        now, version = self._central.clock.now(), _version(request)
        return shown(await self._central.storage.read(lambda connection: versions.check_back(connection, now, version)))

    async def go_back(self, request: Request) -> Response:
        """Let the days of an earlier version hold again."""
        wanted = operator.read(await body_of(self._central, request), BackWanted)
        central, version = self._central, _version(request)
        done = await central.storage.write(
            lambda connection: versions.go_back(
                connection, central.shared, central.clock.now(), version, wanted.version
            )
        )
        self._worker.wake()
        return shown(done)

    async def check_services(self, request: Request) -> Response:
        """Tell what another table of services would move; nothing changes."""
        wanted = operator.read(await body_of(self._central, request), terms.Services)
        now = self._central.clock.now()

        def check(connection: Connection) -> Moves:
            terms.demand_services(connection, wanted)
            return moving.of_services(connection, now, in_force(connection), wanted.services)

        return shown(await self._central.storage.read(check))


def _version(request: Request) -> int:
    text: str = request.path_params["version"]
    if not is_digits(text, _DIGITS_MAX):
        raise Refused(Refusal.NOT_FOUND, version="")
    return int(text)
