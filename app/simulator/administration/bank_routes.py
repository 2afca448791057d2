"""The routes of the bank's branch, opened by the operator's token, thin like the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator.administration import bank, enrolment, slips
from app.simulator.operator import read
from app.simulator.operator_routes import body_of, shown

if TYPE_CHECKING:
    from starlette.requests import Request

    from app.simulator.context import Central


class BankRoutes:
    """What the bank's staff asks about agencies and their administrators."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def applications(self, request: Request) -> Response:
        """Show what was applied for."""
        await body_of(self._central, request)
        status = request.query_params.get("status", "")
        return shown(await self._central.storage.read(lambda connection: bank.applications(connection, status)))

    async def approve(self, request: Request) -> Response:
        """Open what was applied for."""
        await body_of(self._central, request)
        application_id, now = request.path_params["application_id"], self._central.clock.now()
        return shown(
            await self._central.storage.write(lambda connection: enrolment.approve(connection, now, application_id))
        )

    async def decline(self, request: Request) -> Response:
        """Turn an application down."""
        wanted = read(await body_of(self._central, request), bank.Declined)
        application_id, now = request.path_params["application_id"], self._central.clock.now()
        return shown(
            await self._central.storage.write(
                lambda connection: enrolment.decline(connection, now, application_id, wanted.reason)
            )
        )

    async def administrators(self, request: Request) -> Response:
        """Show all administrators."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(bank.administrators))

    async def reset(self, request: Request) -> Response:
        """Let an administrator begin anew."""
        named = read(await body_of(self._central, request), bank.AdministratorNamed)
        now = self._central.clock.now()
        return shown(await self._central.storage.write(lambda connection: bank.reset(connection, now, named)))

    async def unlock(self, request: Request) -> Response:
        """Unlock an administrator."""
        named = read(await body_of(self._central, request), bank.AdministratorNamed)
        now = self._central.clock.now()
        await self._central.storage.write(lambda connection: bank.unlock(connection, now, named))
        return Response(status_code=204)

    async def appoint(self, request: Request) -> Response:
        """Put another person in an administrator's place."""
        wanted = read(await body_of(self._central, request), bank.Appointed)
        now = self._central.clock.now()
        return shown(await self._central.storage.write(lambda connection: bank.appoint(connection, now, wanted)))

    async def permit_workstation(self, request: Request) -> Response:
        """Let an administrator take another workstation into use."""
        named = read(await body_of(self._central, request), bank.AdministratorNamed)
        now = self._central.clock.now()
        return shown(
            await self._central.storage.write(lambda connection: bank.permit_workstation(connection, now, named))
        )

    async def slips(self, request: Request) -> Response:
        """Show the slips that the bank may print."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(bank.slips_waiting))

    async def print_slip(self, request: Request) -> Response:
        """Tell the secret of a slip of the bank, once."""
        await body_of(self._central, request)
        slip_id = request.path_params["slip_id"]
        slip = await slips.print_once(self._central, lambda connection: slips.of_bank(connection, slip_id))
        return shown(slip)

    async def notices(self, request: Request) -> Response:
        """Show what users would have been told."""
        await body_of(self._central, request)
        company_id, user_id = (request.query_params.get(name, "") for name in ("company_id", "user_id"))
        return shown(await self._central.storage.read(lambda connection: bank.notices(connection, company_id, user_id)))

    async def deposit(self, request: Request) -> Response:
        """Pay money into a unit's account."""
        wanted = read(await body_of(self._central, request), bank.Deposit)
        clock = self._central.clock
        await self._central.storage.write(lambda connection: bank.deposit(connection, clock.now(), wanted))
        return Response(status_code=204)
