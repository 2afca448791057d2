"""Holds what goes by against the contract: what breaks it is kept, and said in the request's line of the log (SIM-24).

A request is looked at when it was refused for its form; with ``check_answers`` every request and every answer is, which
costs as much again as the smaller requests themselves.
"""

from __future__ import annotations

import asyncio
import functools
import logging
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from app.simulator.contract import document, notes
from app.simulator.contract.notes import BODY, BROKEN, Note, Side
from app.simulator.contract.operation import Operation, Raw
from app.wire import api
from app.wire.access import Problem
from app.wire.breach import EXPLAINED_BYTES_MAX, Breach, of_value
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from app.simulator.context import Central

    Handler = Callable[[Request], Awaitable[Response]]

BREACHES_MAX = 5
"""So many of one message are told."""
_REFUSED_FORM = (400, 422)
_EMPTY = 204
_NOBODY_LISTENS = 499
"""The caller has gone: what came of the request is cut, and the answer is never sent."""
_logger = logging.getLogger("khlang.central")


class Watch:
    """Looks at requests and answers; knows nothing of what they do."""

    def __init__(self, central: Central) -> None:
        self._central = central
        self._rows = {(row.method, row.path): row for row in document.operations()}

    def over(self, method: str, path: str, handler: Handler) -> Handler:
        """Return the handler, watched if the contract has its operation."""
        row = self._rows.get((method, path))
        if row is None:
            return handler

        @functools.wraps(handler)
        async def answer(request: Request) -> Response:
            response = await handler(request)
            await self._look(row, request, response)
            return response

        return answer

    async def _look(self, row: Operation, request: Request, response: Response) -> None:
        every, status = self._central.settings.check_answers, response.status_code
        if status == _NOBODY_LISTENS:
            return
        found: list[tuple[Side, Breach]] = []
        if every or status in _REFUSED_FORM:
            body: bytes = request.scope.get(BODY, b"")
            if every or len(body) <= EXPLAINED_BYTES_MAX:
                found += [("request", one) for one in of_request(row, request, body)]
            if not found:
                found += [("request", one) for one in _told(response)]
        if every:
            found += [("answer", one) for one in of_answer(row, response)]
        if not found:
            return
        request.scope[BROKEN] = [str(one) for _, one in found]
        kept = self._notes(row, status, found)
        try:
            await asyncio.to_thread(notes.keep, self._central.data, kept)
        except OSError as problem:  # a full disk, say; who is answered has nothing to do with it
            _logger.warning("contract notes: %s", problem.strerror)

    def _notes(self, row: Operation, status: int, found: Iterable[tuple[Side, Breach]]) -> list[Note]:
        at = self._central.clock.text()
        return [Note(at, side, row.name, status, one.path, one.sentence) for side, one in found]


def of_request(row: Operation, request: Request, body: bytes) -> list[Breach]:
    """Return what is wrong with a request's body and query."""
    found = list(_of_query(row, request))
    if row.body is not None and not isinstance(row.body, Raw):
        found += _of_body(body, document.schema_of(row.body))
    return found[:BREACHES_MAX]


def of_answer(row: Operation, response: Response) -> list[Breach]:
    """Return what is wrong with an answer: its status, its media type, its body."""
    status, body = response.status_code, bytes(response.body)
    if status not in row.told:
        return [Breach("$", f"a status that the contract does not have: {status}")]
    form = row.told[status]
    if form is None or status == _EMPTY:
        return [Breach("$", "a body where there is none")] if body else []
    media = response.headers.get("content-type", "").partition(";")[0]
    wanted = form.media if isinstance(form, Raw) else (api.CONTENT_TYPE,)
    if media not in wanted:
        return [Breach("$", "another media type than the contract's")]
    return [] if isinstance(form, Raw) else _of_body(body, document.schema_of(form, status))


def _of_query(row: Operation, request: Request) -> Iterator[Breach]:
    for one in row.query:
        text = request.query_params.get(one.name)
        if text is None:
            if one.required:
                yield Breach(f"?{one.name}", "missing parameter")
            continue
        schema, value = document.in_query(one)["schema"], _read(text, one.least is not None)
        yield from (Breach(f"?{one.name}", wrong.sentence) for wrong in of_value(value, schema, {}))


def _read(text: str, is_number: bool) -> Any:
    return int(text) if is_number and text.isascii() and text.isdigit() else text


def _of_body(body: bytes, schema: dict[str, Any]) -> list[Breach]:
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return [Breach("$", "not JSON")]
    return list(islice(of_value(value, schema, document.schemas()), BREACHES_MAX))


def _told(response: Response) -> Iterator[Breach]:
    """Yield what the refusal itself says about the form of what was sent."""
    if response.status_code not in _REFUSED_FORM:
        return
    problem = msgspec.json.decode(bytes(response.body), type=Problem)
    if problem.code == Refusal.NOT_CANONICAL:
        yield Breach(problem.facts.get("path", "$"), problem.facts.get("why", "not as its schema says"))
