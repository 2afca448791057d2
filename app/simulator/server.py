"""The routes of the wire, thin: read, ask the part that knows, answer."""

from __future__ import annotations

import asyncio
import functools
import logging
from typing import TYPE_CHECKING, TypeVar

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from app.simulator import access, commands, sessions
from app.simulator.administration.bank_routes import BankRoutes
from app.simulator.administration.routes import AdministrationRoutes
from app.simulator.anchor_routes import AnchorRoutes
from app.simulator.closing.routes import ClosingRoutes
from app.simulator.collections.routes import CollectionRoutes, collection_routes
from app.simulator.contract.routes import breach_routes, contract_routes
from app.simulator.contract.watch import Watch
from app.simulator.disbursement.operator_routes import terms_routes
from app.simulator.disbursement.routes import PayingRoutes
from app.simulator.door_routes import DoorRoutes
from app.simulator.drills.routes import drill_routes, partner_routes
from app.simulator.edge import Edge, bearer, read_body
from app.simulator.event_routes import EventRoutes
from app.simulator.faults.routes import fault_routes
from app.simulator.gate_routes import gate_routes
from app.simulator.gfmis.routes import book_routes, treasury_routes
from app.simulator.held_routes import HeldRoutes
from app.simulator.holidays.routes import calendar_routes
from app.simulator.operations.observing import Observed
from app.simulator.operations.routes import health_routes
from app.simulator.operator_routes import OperatorRoutes
from app.simulator.pages.counter import PublicCounter
from app.simulator.pages.routes import page_routes
from app.simulator.payees import names
from app.simulator.payees.routes import PaperRoutes
from app.simulator.portal.routes import portal_routes
from app.simulator.recalls.routes import RecallRoutes
from app.simulator.recording.recorder import Door
from app.simulator.recording.routes import recording_routes
from app.simulator.refusals import Refused, unreadable
from app.simulator.remittances import treasury_rules
from app.simulator.remittances.routes import RemittanceRoutes, remittance_routes
from app.simulator.ruling.routes import rule_routes
from app.simulator.sharing import InStep
from app.wire import api
from app.wire.access import About, AskChallenge, NewPassword, PracticeRules, RegisterKey, SignIn
from app.wire.codec import Message, NotCanonical, decode, encode
from app.wire.codes import Refusal, Role
from app.wire.signature import public_text

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy import Connection
    from starlette.types import ASGIApp

    from app.simulator.commands import Answer, Sent
    from app.simulator.context import Central
    from app.simulator.gate import Gate
    from app.simulator.worker import Worker

    Handler = Callable[[Request], Awaitable[Response]]

_logger = logging.getLogger("khlang.central")
_EXAMINE_APART_BYTES = 64 << 10
"""A command larger than this is examined outside the event loop."""
_BANNER_TH = "ระบบจำลองสำหรับทดสอบ: ไม่มีการโอนเงินจริง"
_BANNER_EN = "Simulator for testing: no real money moves"
_WIRE = "/v1/"
"""What programs ask; all else is for people's eyes."""
M = TypeVar("M", bound=Message)


def application(central: Central, worker: Worker) -> ASGIApp:
    """Return the central system as an ASGI application."""
    table = [*_everybodys(central, worker), *_operators(central, worker)]
    citizens = PublicCounter(central, worker)
    watch, gate = Watch(central), central.gate
    routes = [
        Route(path, watch.over(method, path, _careful(handler, _told, gate)), methods=[method])
        for method, path, handler in table
    ]
    routes += [
        Route(path, _careful(handler, citizens.told, gate), methods=[method])
        for method, path, handler in page_routes(citizens)
    ]

    async def no_route(request: Request, _problem_found: Exception) -> Response:
        is_page = not request.url.path.startswith(_WIRE) and "text/html" in request.headers.get("accept", "")
        return (citizens.told if is_page else _told)(request, Refused(Refusal.NOT_FOUND))

    starlette = Starlette(routes=routes, exception_handlers={404: no_route, 405: no_route})
    starlette.router.redirect_slashes = False
    templates = {route.endpoint: route.path for route in routes}
    in_step = InStep(Edge(starlette, central), central.storage)
    observed = Observed(in_step, templates, central.figures, central.chance.named("requests"))
    return Door(observed, central, worker)


def _everybodys(central: Central, worker: Worker) -> list[tuple[str, str, Handler]]:
    people, anchors, administration = Routes(central, worker), AnchorRoutes(central), AdministrationRoutes(central)
    paying = PayingRoutes(central)
    papers = PaperRoutes(central)
    return [
        *health_routes(central),
        ("GET", api.ABOUT, people.about),
        ("GET", api.PRACTICE_RULES, people.practice_rules),
        *drill_routes(central),
        ("POST", api.SESSIONS, people.sign_in),
        ("PUT", api.CURRENT_SESSION, people.heartbeat),
        ("DELETE", api.CURRENT_SESSION, people.sign_out),
        ("PUT", api.PASSWORD, people.change_password),
        ("PUT", api.KEYS + "/{kid}", people.register_key),
        ("POST", api.CHALLENGES, people.challenge),
        ("PUT", api.COMMANDS + "/{cmd_id}", people.command),
        ("GET", api.COMMANDS + "/{cmd_id}", people.given_answer),
        ("GET", api.EVENTS, EventRoutes(central).page),
        ("GET", api.BATCHES + "/{op_id}", paying.batch),
        ("GET", api.BATCHES + "/{op_id}/stages", paying.stages),
        ("GET", api.DRAWS, paying.draws),
        ("GET", api.UNIT, people.unit),
        ("GET", api.ADMINISTRATION, administration.view),
        ("GET", api.ADMINISTRATION + "/users/{uid}", administration.user),
        ("POST", api.SLIPS + "/{slip_id}", administration.print_slip),
        ("POST", api.APPLICATIONS, administration.apply),
        ("GET", api.APPLICATIONS + "/{application_id}", administration.application),
        ("PUT", api.AUDIT_ANCHORS + "/{device_id}", anchors.keep),
        ("GET", api.AUDIT_ANCHORS + "/{device_id}", anchors.kept),
        ("GET", api.RECALLS, RecallRoutes(central, worker).of_unit),
        ("GET", api.RECEIVING, CollectionRoutes(central, worker).of_unit),
        ("GET", api.REMITTANCE_TERMS, RemittanceRoutes(central, worker).of_unit),
        ("GET", api.NEXT_DAY, ClosingRoutes(central).next_day),
        ("PUT", api.FILES + "/{sha256}", papers.keep),
        ("GET", api.FILES + "/{sha256}", papers.read),
        *book_routes(central),
        *contract_routes(),
    ]


def _operators(central: Central, worker: Worker) -> list[tuple[str, str, Handler]]:
    staff, held = OperatorRoutes(central, worker), HeldRoutes(central, worker)
    entrance, branch, called_back = DoorRoutes(central), BankRoutes(central), RecallRoutes(central, worker)
    return [
        ("GET", api.OPERATOR_CLOCK, staff.clock),
        ("PUT", api.OPERATOR_CLOCK, staff.set_clock),
        ("POST", api.OPERATOR_ADVANCE, staff.advance),
        ("GET", api.OPERATOR_LEDGER, staff.books),
        ("GET", api.OPERATOR_NOTICES, staff.notices),
        ("GET", api.OPERATOR_BATCHES + "/{op_id}", staff.batch),
        ("GET", api.OPERATOR_HELD, held.listed),
        ("POST", api.OPERATOR_HELD + "/{op_id}/release", held.release),
        ("POST", api.OPERATOR_HELD + "/{op_id}/reject", held.reject),
        ("GET", api.OPERATOR_HELD_LINES, held.listed_lines),
        ("POST", api.OPERATOR_HELD_LINES + "/{op_id}/{n}/release", held.release_line),
        ("POST", api.OPERATOR_HELD_LINES + "/{op_id}/{n}/reject", held.reject_line),
        ("POST", api.OPERATOR_UNLOCK, staff.unlock),
        ("GET", api.OPERATOR_DOOR, entrance.rules),
        ("PUT", api.OPERATOR_DOOR, entrance.put),
        ("GET", api.OPERATOR_APPLICATIONS, branch.applications),
        ("POST", api.OPERATOR_APPLICATIONS + "/{application_id}/approve", branch.approve),
        ("POST", api.OPERATOR_APPLICATIONS + "/{application_id}/decline", branch.decline),
        ("GET", api.OPERATOR_ADMINISTRATORS, branch.administrators),
        ("POST", api.OPERATOR_ADMINISTRATORS + "/reset", branch.reset),
        ("POST", api.OPERATOR_ADMINISTRATORS + "/unlock", branch.unlock),
        ("POST", api.OPERATOR_ADMINISTRATORS + "/appoint", branch.appoint),
        ("POST", api.OPERATOR_ADMINISTRATORS + "/workstation", branch.permit_workstation),
        ("GET", api.OPERATOR_SLIPS, branch.slips),
        ("POST", api.OPERATOR_SLIPS + "/{slip_id}", branch.print_slip),
        ("GET", api.OPERATOR_PERSON_NOTICES, branch.notices),
        ("POST", api.OPERATOR_DEPOSITS, branch.deposit),
        ("GET", api.OPERATOR_RECALLS, called_back.listed),
        ("POST", api.OPERATOR_RECALLS + "/{recall_id}", called_back.answer),
        ("POST", api.OPERATOR_AUDIT_ANCHORS, staff.set_anchors_aside),
        ("PUT", api.OPERATOR_SNAPSHOTS + "/{name}", staff.save),
        ("POST", api.OPERATOR_SNAPSHOTS + "/{name}", staff.go_back),
        *rule_routes(central),
        *gate_routes(central),
        *calendar_routes(central, worker),
        *partner_routes(central),
        *fault_routes(central),
        *breach_routes(central),
        *terms_routes(central),
        *collection_routes(central, worker),
        *portal_routes(central),
        *remittance_routes(central, worker),
        *treasury_routes(central),
        *recording_routes(central, worker),
    ]


def _careful(handler: Handler, told: Callable[[Request, Refused], Response], gate: Gate) -> Handler:
    @functools.wraps(handler)
    async def answer(request: Request) -> Response:
        try:
            gate.demand(request.url.path, request.headers)
            return await handler(request)
        except Refused as refused:
            return told(request, refused)
        except NotCanonical as broken:
            return told(request, unreadable(broken.breach))
        except ClientDisconnect:
            return Response(status_code=499)
        except Exception as problem:
            _logger.error("request failed", exc_info=problem)
            return told(request, Refused(Refusal.UNAVAILABLE))

    return answer


def _told(_request: Request, refused: Refused) -> Response:
    headers = {"retry-after": refused.facts.get("retry_after", "1")} if refused.status in (429, 503) else {}
    if refused.refusal is Refusal.BODY_ENCODED:
        headers["accept-encoding"] = api.CODING
    if refused.refusal is Refusal.TOO_SLOW:
        headers["connection"] = "close"  # what still drips is nobody's any more
    return Response(encode(refused.problem()), refused.status, headers, api.CONTENT_TYPE)


def _said(message: Message, status: int = 200) -> Response:
    return Response(encode(message), status, media_type=api.CONTENT_TYPE)


async def _message(request: Request, kind: type[M]) -> M:
    return decode(await read_body(request, api.BODY_BYTES_MAX), kind)


class Routes:
    """What people and their programs ask."""

    def __init__(self, central: Central, worker: Worker) -> None:
        self._central = central
        self._worker = worker
        self._bank_public_key = public_text(central.bank_key)

    async def about(self, request: Request) -> Response:
        """Say who is speaking (SIM-26)."""
        told = self._central.chance.warnings()
        return _said(
            About(
                product="khlang-central",
                wire_version=api.VERSION,
                identity=api.IDENTITY_SIMULATOR,
                banner_th=" · ".join((_BANNER_TH, *told[:1])),
                banner_en=" · ".join((_BANNER_EN, *told[1:])),
                epoch=self._central.epoch,
                server_time=self._central.clock.text(),
                bank_public_key=self._bank_public_key,
                gate=self._central.gate.problem(request.headers),
            )
        )

    async def practice_rules(self, _request: Request) -> Response:
        """Tell what to enter to see the bank refuse (SIM-05)."""
        book = await self._central.storage.read(lambda _: self._central.rules.book)
        return _said(PracticeRules((*book.practice, *names.practice(), *treasury_rules.practice())))

    async def sign_in(self, request: Request) -> Response:
        """Begin a session."""
        address = request.client.host if request.client else ""
        return _said(await access.sign_in(self._central, await _message(request, SignIn), address), 201)

    async def heartbeat(self, request: Request) -> Response:
        """Keep a session alive."""
        return _said(await access.heartbeat(self._central, bearer(request)))

    async def sign_out(self, request: Request) -> Response:
        """End a session."""
        await access.sign_out(self._central, bearer(request))
        return Response(status_code=204)

    async def change_password(self, request: Request) -> Response:
        """Replace a password."""
        await access.change_password(self._central, bearer(request), await _message(request, NewPassword))
        return Response(status_code=204)

    async def register_key(self, request: Request) -> Response:
        """Take a signing key into use."""
        wanted = await _message(request, RegisterKey)
        if wanted.kid != request.path_params["kid"]:
            raise Refused(Refusal.FIELD_WRONG, field="kid", line="")
        return _said(await access.register_key(self._central, bearer(request), wanted), 201)

    async def challenge(self, request: Request) -> Response:
        """Permit one signature after the password was asked again."""
        asked = await _message(request, AskChallenge)
        return _said(await access.ask_challenge(self._central, bearer(request), asked.password), 201)

    async def command(self, request: Request) -> Response:
        """Give a command its effect, once."""
        central, cmd_id, token = self._central, request.path_params["cmd_id"], bearer(request)
        signed = await access.ready(central, token)
        with central.under_way.of(signed.uid) as count:
            body = await read_body(request, api.SUBMIT_BYTES_MAX, count)
            return await self._carry_out(cmd_id, token, signed.unit, body)

    async def _carry_out(self, cmd_id: str, token: str, unit: str, body: bytes) -> Response:
        central, body_hash = self._central, commands.body_sha256(body)

        def before(connection: Connection) -> Answer | None:
            signed = sessions.authenticate_ready(connection, central.clock.now(), token)
            return commands.answered(connection, signed, cmd_id, body_hash)

        def execute(connection: Connection) -> Answer:
            return commands.execute(connection, central, token, sent)

        try:
            answer = await central.storage.read(before)
            if answer is None:
                sent = await self._examine(cmd_id, body, body_hash)
                answer = await central.storage.write(execute, unit)
        except Refused as refused:
            if refused.refusal is Refusal.COMMAND_ID_REUSED:
                await self._note_reuse(token, cmd_id)
            raise
        if answer.status == commands.CREATED:
            self._worker.wake()
        return _answer(answer)

    async def _examine(self, cmd_id: str, body: bytes, body_hash: str) -> Sent:
        if len(body) < _EXAMINE_APART_BYTES:
            return commands.read(cmd_id, body, body_hash)
        return await asyncio.to_thread(commands.read, cmd_id, body, body_hash)

    async def _note_reuse(self, token: str, cmd_id: str) -> None:
        now = self._central.clock.now()

        def write(connection: Connection) -> None:
            signed = sessions.authenticate(connection, now, token)
            sessions.note(connection, now, signed.uid, "command.reused", signed.device, {"cmd_id": cmd_id})

        await self._central.storage.write(write)

    async def given_answer(self, request: Request) -> Response:
        """Say again what a command was answered."""
        signed = await access.ready(self._central, bearer(request))
        cmd_id = request.path_params["cmd_id"]
        return _answer(
            await self._central.storage.read(lambda connection: commands.given_answer(connection, signed, cmd_id))
        )

    async def unit(self, request: Request) -> Response:
        """Show the person's unit."""
        signed = await access.ready(self._central, bearer(request))
        signed.demand(*Role)
        now = self._central.clock.now()
        return _said(await self._central.storage.read(lambda connection: access.unit(connection, signed, now)))


def _answer(answer: Answer) -> Response:
    headers = {api.HEADER_REPLAYED: "true"} if answer.replayed else None
    return Response(answer.body, answer.status, headers, api.CONTENT_TYPE)
