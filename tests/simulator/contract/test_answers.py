"""Answers are held against the contract as well: another status, media type, field or form is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.responses import Response

from app.simulator.contract import document, watch
from app.wire import api
from app.wire.access import Challenge, Lease, Problem
from app.wire.codec import encode

if TYPE_CHECKING:
    from app.simulator.contract.operation import Operation

NOW = "2026-11-23T02:00:00.000Z"


def row(method: str, path: str) -> Operation:
    return next(one for one in document.operations() if (one.method, one.path) == (method, path))


def of(response: Response, method: str = "PUT", path: str = api.CURRENT_SESSION) -> list[str]:
    return [str(one) for one in watch.of_answer(row(method, path), response)]


def said(body: bytes, status: int = 200, media: str = api.CONTENT_TYPE) -> Response:
    return Response(body, status, media_type=media)


def test_an_answer_as_it_should_be_breaks_nothing() -> None:
    assert of(said(encode(Lease(NOW, NOW)))) == []
    assert of(said(encode(Problem("session_ended", {})), 401)) == []
    assert of(Response(status_code=204), "DELETE") == []


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (said(encode(Lease(NOW, NOW)), 418), "$: a status that the contract does not have: 418"),
        (said(encode(Lease(NOW, NOW)), media="text/plain"), "$: another media type than the contract's"),
        (said(encode(Challenge("x", NOW))), "$.challenge: unknown field"),
        (said(encode(Lease("tomorrow", NOW))), "$.lease_until: not of the form: Moment, UTC"),
        (said(encode(Problem("no_such_code", {})), 401), "$.code: not one of the known values"),
        (said(encode(Problem("session_ended", {})), 403), "$.code: not one of the known values"),
        (said(b"<html>"), "$: not JSON"),
    ],
)
def test_an_answer_that_breaks_the_contract_is_found(response: Response, expected: str) -> None:
    assert expected in of(response)


def test_a_body_where_there_is_none_is_found() -> None:
    assert of(said(b"x", 204), "DELETE") == ["$: a body where there is none"]
