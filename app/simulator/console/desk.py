"""The console as a web application: who may see which page, forms that are the browser's own, acts that are noted."""

from __future__ import annotations

import json
import logging
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.simulator.chance import Chance
from app.simulator.console import acts
from app.simulator.console.acts import Done, Log
from app.simulator.console.counter import Counter
from app.simulator.console.frame import HEADERS, file, page
from app.simulator.console.page import Asked
from app.simulator.console.pages import every_page
from app.simulator.console.signing_in import SignIns
from app.simulator.files import secret_text
from app.simulator.guesses import Guesses
from app.simulator.pages.forms import FormReader, Sent, TokenWrong
from app.simulator.pages.visits import bound, remember, visit_of
from app.simulator.protocol import CROWDED
from app.simulator.refusals import Refused, wrong
from app.simulator.strangers import Counted
from app.wire import api
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from app.simulator.console.operator.samples import Samples
    from app.simulator.console.page import Act, Page
    from app.simulator.console.signing_in import Staff
    from app.simulator.context import Central
    from app.simulator.pages.visits import Visit
    from app.simulator.worker import Worker

    Handler = Callable[[Request], Awaitable[Response]]

COOKIE = "__Host-khlang-console"
SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
ONCE_FIELD = "once"
SENT_MAX = 300
"""Forms from one address before it has to wait; one is forgiven every two seconds."""
WRONG_MAX = 20
"""Wrong passwords from one address, likewise."""
_SEE_OTHER = 303
_ONCE_CHARACTERS_MAX = 64
_logger = logging.getLogger("khlang.console")
_NOTHING_SENT = Sent({}, (), ())


def application(central: Central, worker: Worker, samples: Samples, hosts: Collection[str]) -> ASGIApp:
    """Return the console; it answers to these ``hosts`` (``name:port``) only."""
    console = Console(central, every_page(central, Counter(central, worker), samples), SignIns(central))
    starlette = Starlette(routes=console.routes(), exception_handlers={404: console.no_route, 405: console.no_route})
    starlette.router.redirect_slashes = False
    return _Gate(starlette, frozenset(hosts))


class _Gate:
    """Lets in who asks for this very host: a page elsewhere must not reach us under a name of its own."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if CROWDED in scope["extensions"]:
            await Response(status_code=503, headers={**HEADERS, "connection": "close"})(scope, receive, send)
            return
        sent = [value for name, value in scope["headers"] if name == b"host"]
        if len(sent) != 1 or sent[0].decode("latin-1").lower() not in self._hosts:
            await Response(status_code=421, headers=HEADERS)(scope, receive, send)
            return

        async def named(message: Any) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[api.HEADER_IDENTITY] = api.IDENTITY_SIMULATOR
            await send(message)

        await self._app(scope, receive, named)


class Console:
    """Shows pages and does acts for staff who are signed in."""

    def __init__(self, central: Central, pages: tuple[Page, ...], sign_ins: SignIns) -> None:
        self._central = central
        self._pages = pages
        self._sign_ins = sign_ins
        self._reader = FormReader()
        self._log = Log(central.storage)
        self._draws = Chance().named()  # never from a seed: nothing of the story depends on it
        self._key = secret_text(central.data / "console-secret", self._draws).encode()
        self._sent = Guesses(central.storage, Counted.CONSOLE_FORM, SENT_MAX)
        self._wrong = Guesses(central.storage, Counted.CONSOLE_PASSWORD, WRONG_MAX)

    def routes(self) -> list[Route]:
        """Return every route."""
        found = [
            Route("/", self._careful(self._home), methods=["GET"]),
            Route("/pages/{print}/{name}", self._careful(self._file), methods=["GET"]),
            Route(SIGN_IN, self._careful(self._ask_sign_in), methods=["GET"]),
            Route(SIGN_IN, self._careful(self._sign_in), methods=["POST"]),
            Route(SIGN_OUT, self._careful(self._sign_out), methods=["POST"]),
        ]
        for one in self._pages:
            found.append(Route(one.path, self._careful(self._shown(one)), methods=["GET"]))
            found += [
                Route(f"{one.path}/{act.name}", self._careful(self._done(one, act)), methods=["POST"])
                for act in one.acts
            ]
        return found

    async def no_route(self, request: Request, problem: Exception) -> Response:
        """Say that there is no such page, or none that is asked for in this way."""
        visit, staff = await self._visit(request)
        status = getattr(problem, "status_code", 404)
        return self._told(visit, staff, "not_found" if status == 404 else "method_wrong", status)

    def _careful(self, handler: Handler) -> Handler:
        async def answer(request: Request) -> Response:
            try:
                return await handler(request)
            except ClientDisconnect:
                return Response(status_code=499)
            except TokenWrong:
                return self._told(*await self._visit(request), "token_wrong", 403)
            except Refused as refused:
                if refused.refusal is Refusal.UNAVAILABLE:  # then nobody can be looked up, either
                    return self._refused(self._stranger(request), None, refused)
                return self._refused(*await self._visit(request), refused)
            except Exception as problem:
                _say(problem)
                return self._told(self._stranger(request), None, Refusal.UNAVAILABLE.value, 503)

        return answer

    async def _visit(self, request: Request, *, looks: bool = True) -> tuple[Visit, Staff | None]:
        """Return the browser, with the token that its forms must bring, and who is signed in at it."""
        visit = self._stranger(request)
        cookie = request.cookies.get(COOKIE, "")
        staff = await self._sign_ins.who(cookie, looks=looks) if cookie else None
        session = staff.session if staff else ""
        return replace(visit, token=bound(self._key, "console", visit.secret, session)), staff

    def _stranger(self, request: Request) -> Visit:
        return visit_of(request, self._key, self._draws)

    # Pages

    async def _home(self, request: Request) -> Response:
        visit, staff = await self._visit(request)
        if staff is None:
            return _go(SIGN_IN, visit)
        menu = self._menu(staff)
        return _go(menu[0].path, visit)

    async def _file(self, request: Request) -> Response:
        found = file(request.path_params["name"])
        if found is None:
            raise Refused(Refusal.NOT_FOUND)
        return found

    def _shown(self, one: Page) -> Handler:
        async def show(request: Request) -> Response:
            visit, staff = await self._visit(request, looks=not one.live)
            if staff is None:
                return Response(status_code=401, headers=HEADERS) if one.live else _go(_ask(request), visit)
            if not _may(staff, one):
                return self._told(visit, staff, "other_face", 403)
            number = request.query_params.get("act", "")
            act = await self._log.own(int(number), staff) if number.isdecimal() and len(number) < 16 else None
            return await self._filled(one, Asked(request, visit, staff), act=act)

        return show

    async def _filled(self, one: Page, asked: Asked, status: int = 200, **more: Any) -> Response:
        facts = await one.show(asked)
        if isinstance(facts, Response):
            return facts
        given = {"sent": _NOTHING_SENT, "refused": None, "act": None, **more, **facts}
        return page(asked.visit, one.template, status, **self._around(asked.staff, one), **given)

    def _around(self, staff: Staff | None, one: Page | None) -> dict[str, Any]:
        return {
            "staff": staff,
            "menu": self._menu(staff) if staff else (),
            "here": (one.under or one.path) if one else "",
            "title": one.title if one else "",
            "once": self._draws.uuid4(),
            "once_field": ONCE_FIELD,
        }

    def _menu(self, staff: Staff) -> tuple[Page, ...]:
        return tuple(one for one in self._pages if one.letter and _may(staff, one))

    def _told(
        self, visit: Visit, staff: Staff | None, code: str, status: int, facts: Mapping[str, str] | None = None
    ) -> Response:
        told = facts or {}
        response = page(visit, "problem", status, **self._around(staff, None), code=code, facts=told)
        if status in (429, 503):
            response.headers["retry-after"] = told.get("retry_after", "1")
        return response

    def _refused(self, visit: Visit, staff: Staff | None, refused: Refused) -> Response:
        return self._told(visit, staff, refused.refusal.value, refused.status, refused.facts)

    # Acts

    async def _form(self, request: Request, visit: Visit, *, with_files: bool = False) -> Sent:
        await self._sent.spend(visit.address)
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise TokenWrong
        return await self._reader.read(request, visit, with_files=with_files)

    def _done(self, one: Page, act: Act) -> Handler:
        async def do(request: Request) -> Response:
            visit, staff = await self._visit(request)
            if staff is None:
                return self._told(visit, None, Refusal.SESSION_ENDED.value, 401)
            if not _may(staff, one):
                return self._told(visit, staff, "other_face", 403)
            sent = await self._form(request, visit, with_files=act.with_files)
            once = sent.text(ONCE_FIELD)
            if not 0 < len(once) <= _ONCE_CHARACTERS_MAX:
                raise wrong(ONCE_FIELD)
            return await self._noted(one, act, Asked(request, visit, staff), sent, once)

        return do

    async def _noted(self, one: Page, act: Act, asked: Asked, sent: Sent, once: str) -> Response:
        """Do an act between two lines of the log; a form that comes again only shows what it did."""
        staff, shown_at = asked.staff, self._central.clock.text()
        back = act.back_to or asked.request.url.path.rpartition("/")[0]
        n = await self._log.begin(once, self._sign_ins.now(), shown_at, staff, one.face, f"{one.title}.{act.name}")
        if n is None:
            before = await self._log.of_form(once, staff)
            return _go(f"{back}?act={before.n}" if before else back, asked.visit)
        try:
            done = await act.do(asked, sent)
        except Refused as refused:
            await self._log.end(n, refused.refusal.value, Done(refused.facts.get("field", ""), dict(refused.facts)))
            return await self._filled(one, asked, refused.status, sent=sent, refused=refused)
        except BaseException:
            await self._log.end(n, acts.FAILED, Done(""))
            raise
        await self._log.end(n, acts.DONE, done)
        if act.stays:
            return await self._filled(one, asked, sent=sent, act=await self._log.own(n, staff))
        return _go(f"{back}?act={n}", asked.visit)

    # Signing in and out

    async def _ask_sign_in(self, request: Request) -> Response:
        visit, staff = await self._visit(request)
        if staff is not None:
            return _go("/", visit)
        return self._sign_in_page(visit, request.query_params.get("next", ""))

    def _sign_in_page(self, visit: Visit, after: str, status: int = 200, code: str = "", name: str = "") -> Response:
        around = self._around(None, None)
        return page(visit, "sign_in", status, **around, after=after, code=code, name=name)

    async def _sign_in(self, request: Request) -> Response:
        visit, _ = await self._visit(request)
        sent = await self._form(request, visit)
        name, after = sent.text("name").strip().lower(), sent.text("next")
        try:
            await self._wrong.demand_few(visit.address)
            token = await self._sign_ins.begin(name, sent.text("password"), visit.address)
        except Refused as refused:
            if refused.refusal is Refusal.PASSWORD_WRONG:
                await self._wrong.count(visit.address)
            return self._sign_in_page(visit, after, refused.status, refused.refusal.value, name)
        known = {one.path for one in self._pages if not one.live}
        response = _go(after if after in known else "/", visit)
        response.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="strict")
        return response

    async def _sign_out(self, request: Request) -> Response:
        visit, staff = await self._visit(request)
        await self._form(request, visit)
        if staff is not None:
            await self._sign_ins.end(staff)
        response = _go(SIGN_IN, visit)
        response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")
        return response


def _may(staff: Staff, one: Page) -> bool:
    return one.face is None or one.face in staff.faces


def _go(path: str, visit: Visit) -> Response:
    response = RedirectResponse(path, _SEE_OTHER, HEADERS)
    remember(response, visit)
    return response


def _ask(request: Request) -> str:
    return f"{SIGN_IN}?{urlencode({'next': request.url.path})}"


def _say(problem: Exception) -> None:
    # Where, not what: values may be account numbers.
    frames = traceback.extract_tb(problem.__traceback__)
    where = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames]
    _logger.error(json.dumps({"error": type(problem).__name__, "where": where}))
