"""The operator's routes for the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator import operator
from app.simulator.fields import is_digits
from app.simulator.operator_routes import body_of, shown
from app.simulator.refusals import Refused
from app.simulator.ruling import versions
from app.simulator.ruling.versions import OPERATOR, RulesBack, RulesChecked, RulesMeant, RulesWanted
from app.wire import api
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from app.simulator.context import Central

    Handler = Callable[[Request], Awaitable[Response]]

_DIGITS_MAX = 9


def rule_routes(central: Central) -> list[tuple[str, str, Handler]]:
    """Return method, path and handler of what the operator asks about rules."""
    routes = RuleRoutes(central)
    return [
        ("GET", api.OPERATOR_RULES, routes.listed),
        ("PUT", api.OPERATOR_RULES, routes.put),
        ("POST", api.OPERATOR_RULES + "/check", routes.check),
        ("GET", api.OPERATOR_RULES + "/{version}", routes.text),
        ("POST", api.OPERATOR_RULES + "/{version}/back", routes.go_back),
    ]


class RuleRoutes:
    """What the operator asks about rules."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def listed(self, request: Request) -> Response:
        """Show the versions and the hits."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(versions.listed))

    async def put(self, request: Request) -> Response:
        """Let a new text hold."""
        wanted = operator.read(await body_of(self._central, request), RulesWanted)
        central = self._central
        return shown(
            await central.storage.write(
                lambda connection: versions.put(connection, central.shared, central.clock.now(), OPERATOR, wanted)
            )
        )

    async def check(self, request: Request) -> Response:
        """Tell the mistakes of a text; nothing changes."""
        wanted = operator.read(await body_of(self._central, request), RulesMeant)
        return shown(RulesChecked(list(versions.check(wanted.text))))

    async def text(self, request: Request) -> Response:
        """Show what stands in a version."""
        await body_of(self._central, request)
        version = _version(request)
        return shown(await self._central.storage.read(lambda connection: versions.text(connection, version)))

    async def go_back(self, request: Request) -> Response:
        """Let an earlier text hold again."""
        wanted = operator.read(await body_of(self._central, request), RulesBack)
        central, version = self._central, _version(request)
        return shown(
            await central.storage.write(
                lambda connection: versions.go_back(
                    connection, central.shared, central.clock.now(), OPERATOR, version, wanted.version
                )
            )
        )


def _version(request: Request) -> int:
    text: str = request.path_params["version"]
    if not is_digits(text, _DIGITS_MAX):
        raise Refused(Refusal.NOT_FOUND, version="")
    return int(text)
