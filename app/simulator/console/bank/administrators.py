"""Administrators and applications: what only the bank does for them, and slips that it prints once (document 002)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from app.simulator.administration import bank, enrolment, views
from app.simulator.administration.bank import AdministratorNamed, Appointed, Declined, SlipMade
from app.simulator.console import lists
from app.simulator.console.acts import Done
from app.simulator.console.counter import plain
from app.simulator.refusals import Refused
from app.wire import api
from app.wire.administration_views import Applicant, ApplicationState, Slip
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from app.simulator.administration.bank import AdministratorShown
    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.pages.forms import Sent

_APPLICANT = ("person_id", "name_th", "name_en", "position", "mobile", "email")


class AdministratorPages:
    """What the branch sees of administrators and their slips, and does for them."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._central = central
        self._counter = counter

    async def show(self, asked: Asked) -> dict[str, Any]:
        """List administrators of all agencies."""
        named = lists.said(asked, "text", "locked")
        found = (await self._central.storage.read(bank.administrators)).administrators
        text = named["text"].lower()
        rows = [one for one in found if _has(one, text) and (not named["locked"] or one.locked == "yes")]
        return {"administrators": lists.part(asked, rows), "named": named}

    async def one(self, asked: Asked) -> dict[str, Any]:
        """Show an administrator."""
        return {"one": await self._find(asked)}

    async def unlock(self, asked: Asked, sent: Sent) -> Done:
        """Give the tries back; the password stays."""
        one, named = await self._named(asked, sent.text("reason"))
        await self._counter.do("POST", f"{api.OPERATOR_ADMINISTRATORS}/unlock", named)
        return Done(one)

    async def reset(self, asked: Asked, sent: Sent) -> Done:
        """Let an administrator begin anew: a slip waits to be printed."""
        lists.demand_sure(sent)
        return await self._slip_for(asked, sent, "reset")

    async def workstation(self, asked: Asked, sent: Sent) -> Done:
        """Permit another workstation: a slip with its code waits to be printed."""
        lists.demand_sure(sent)
        return await self._slip_for(asked, sent, "workstation")

    async def appoint(self, asked: Asked, sent: Sent) -> Done:
        """Put another person in an administrator's place."""
        lists.demand_sure(sent)
        one = await self._find(asked)
        successor = Applicant(*(sent.text(name).strip() for name in _APPLICANT))
        order_no, reason = sent.text("order_no").strip(), sent.text("appoint_reason").strip()
        wanted = Appointed(one.company_id, one.user_id, order_no, reason, successor)
        await self._counter.ask("POST", f"{api.OPERATOR_ADMINISTRATORS}/appoint", SlipMade, wanted)
        return Done(f"{one.company_id}/{one.user_id}")

    async def slips(self, asked: Asked) -> dict[str, Any]:
        """List the slips that wait to be printed."""
        found = await self._central.storage.read(bank.slips_waiting)
        return {"slips": lists.part(asked, found.slips)}

    async def slip(self, asked: Asked) -> dict[str, Any]:
        """Ask before a slip is printed; just after it was, show it: this once, since nobody keeps its secret."""
        told: Slip | None = getattr(asked.request.state, "slip", None)
        waiting = (await self._central.storage.read(bank.slips_waiting)).slips
        slip_id = asked.named("slip_id")
        return {"slip": told, "waiting": next((one for one in waiting if one.slip_id == slip_id), None)}

    async def print_slip(self, asked: Asked, _sent: Sent) -> Done:
        """Print a slip. Its secret goes into this one answer, not into the log of acts."""
        slip_id = asked.named("slip_id")
        asked.request.state.slip = await self._counter.ask("POST", f"{api.OPERATOR_SLIPS}/{plain(slip_id)}", Slip)
        return Done(slip_id)

    async def _find(self, asked: Asked) -> AdministratorShown:
        uid = asked.named("uid")
        found = (await self._central.storage.read(bank.administrators)).administrators
        one = next((one for one in found if one.uid == uid), None)
        if one is None:
            raise Refused(Refusal.NOT_FOUND)
        return one

    async def _named(self, asked: Asked, reason: str) -> tuple[str, AdministratorNamed]:
        one = await self._find(asked)
        named = AdministratorNamed(one.company_id, one.user_id, reason.strip())
        return f"{one.company_id}/{one.user_id}", named

    async def _slip_for(self, asked: Asked, sent: Sent, what: str) -> Done:
        about, named = await self._named(asked, sent.text("slip_reason"))
        await self._counter.ask("POST", f"{api.OPERATOR_ADMINISTRATORS}/{what}", SlipMade, named)
        return Done(about)


class ApplicationPages:
    """Agencies and units that ask for the service."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._central = central
        self._counter = counter

    async def show(self, asked: Asked) -> dict[str, Any]:
        """List applications, the newest first, of one state if it is named."""
        named, states = lists.said(asked, "status"), (enrolment.RECEIVED, enrolment.APPROVED, enrolment.DECLINED)
        status = named["status"] if named["status"] in states else ""
        found = await self._central.storage.read(lambda connection: enrolment.every(connection, status))
        return {"applications": lists.part(asked, found[::-1]), "named": named, "states": states}

    async def one(self, asked: Asked) -> dict[str, Any]:
        """Show an application with all that its form says."""
        application_id = asked.named("application_id")
        row = await self._central.storage.read(lambda connection: enrolment.find(connection, application_id))
        application = views.application_state(row)
        form: dict[str, Any] = msgspec.json.decode(application.form)
        return {"application": application, "form": [*_flat("", form)]}

    async def approve(self, asked: Asked, sent: Sent) -> Done:
        """Open what was applied for and give out its Company ID."""
        lists.demand_sure(sent)
        path = f"{api.OPERATOR_APPLICATIONS}/{plain(asked.named('application_id'))}/approve"
        done = await self._counter.ask("POST", path, ApplicationState)
        return Done(done.name, {"company": done.company_id})

    async def decline(self, asked: Asked, sent: Sent) -> Done:
        """Turn an application down."""
        lists.demand_sure(sent)
        path = f"{api.OPERATOR_APPLICATIONS}/{plain(asked.named('application_id'))}/decline"
        done = await self._counter.ask("POST", path, ApplicationState, Declined(sent.text("reason").strip()))
        return Done(done.name)


def _flat(before: str, form: Any) -> list[tuple[str, str]]:
    """Return what a form says, field by field: ``admin_1.name_th``."""
    named = form.items() if isinstance(form, dict) else enumerate(form, 1)
    found: list[tuple[str, str]] = []
    for name, value in named:
        path = f"{before}.{name}" if before else str(name)
        found += _flat(path, value) if isinstance(value, dict | list) else [(path, str(value))]
    return found


def _has(one: AdministratorShown, text: str) -> bool:
    words = (one.company_id, one.user_id, one.name_th, one.agency_name, one.agency)
    return any(text in word.lower() for word in words)
