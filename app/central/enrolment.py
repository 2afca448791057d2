"""Applying for the service, before anybody has a name there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from app.central.administration import application
from app.central.signed_orders import signed_text
from app.domain.access.enrolment import Received
from app.domain.values.errors import Refused, Unreachable
from app.wire import access as about
from app.wire import administration_views as wire
from app.wire import api, codec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.access.enrolment import AgencyApplication, Applicant
    from app.domain.access.proposal import Application

M = TypeVar("M", bound=codec.Message)


class Offered(Protocol):
    """Sends one request outside any session and reads its answer; raises what `Central` raises."""

    def __call__(
        self,
        method: str,
        route: str,
        kind: type[M],
        /,
        request: codec.Message | None = None,
        query: Mapping[str, str] | None = None,
    ) -> M:
        """Return the answer."""
        ...


class EnrolmentCalls:
    """What whoever has no session may ask the central system for."""

    def __init__(self, offered: Offered) -> None:
        self._offered = offered

    def demand_open(self) -> None:
        """Raise `Refused` ``maintenance`` (fact ``until``) or ``client_too_old`` while all else is refused so."""
        gate = self._offered("GET", api.ABOUT, about.About).gate
        if gate is not None:
            raise Refused(gate.code, **gate.facts)

    def apply(self, form: AgencyApplication, at: str) -> Received:
        """Send an agency's application at the instant ``at``; raise `Refused` ``field_wrong`` (fact ``field``).

        An answer that is lost leaves it unknown whether the bank has the application: it is never sent again by itself.
        """
        request = wire.AgencyApplication(
            agency=form.agency,
            name=signed_text("name", form.name),
            address=signed_text("address", form.address),
            gfmis_package="yes" if form.gfmis_package else "no",
            order_no=signed_text("order_no", form.order_no),
            admin_1=_applicant(form.admin_1),
            admin_2=_applicant(form.admin_2),
        )
        told = self._offered("POST", api.APPLICATIONS, wire.ApplicationReceived, request)
        return Received(told.application_id, at, told.code)

    def ask(self, application_id: str, code: str) -> Application:
        """Return what became of an application; raise `Refused` ``application_unknown`` for another number or code."""
        try:
            told = self._offered(
                "GET", f"{api.APPLICATIONS}/{application_id}", wire.ApplicationState, query={"code": code}
            )
        except Refused as problem:
            raise Refused("application_unknown") if problem.code == "not_found" else problem from problem
        try:
            return application(told)
        except ValueError as problem:
            raise Unreachable("server_unreadable", status=200) from problem


def _applicant(applicant: Applicant) -> wire.Applicant:
    return wire.Applicant(
        person_id=applicant.person_id,
        name_th=signed_text("name_th", applicant.name_th),
        name_en=signed_text("name_en", applicant.name_en),
        position=signed_text("position", applicant.position),
        mobile=applicant.mobile,
        email=applicant.email,
    )
