"""Behind a proxy: the client's address is what the proxy saw, whatever the client says of itself."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from app.simulator.front import BehindProxy
from tests.helpers.raw_central import UNIT, Clerk, running

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import Message, Receive, Scope, Send


def seen(headers: list[tuple[bytes, bytes]]) -> tuple[object, object]:
    """Return client and scheme as the application sees them."""
    found: list[Scope] = []

    async def application(scope: Scope, _receive: Receive, _send: Send) -> None:
        found.append(scope)

    async def receive() -> Message:
        raise AssertionError

    async def send(_message: Message) -> None:
        raise AssertionError

    scope = {"type": "http", "client": None, "scheme": "http", "headers": headers}
    asyncio.run(BehindProxy(application)(scope, receive, send))
    return found[0]["client"], found[0]["scheme"]


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ([b"192.0.2.7"], "192.0.2.7"),
        ([b"198.51.100.1, 192.0.2.7"], "192.0.2.7"),
        ([b"198.51.100.1", b"192.0.2.7"], "192.0.2.7"),
        ([b"2001:db8::7"], "2001:db8::7"),
        ([], ""),
    ],
)
def test_the_last_address_is_the_one_that_the_proxy_saw(told: list[bytes], address: str) -> None:
    headers = [(b"host", b"localhost"), *((b"x-forwarded-for", one) for one in told)]
    assert seen(headers) == ((address, 0), "https")


def test_without_a_proxy_nobody_is_believed_about_an_address(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        guessing = Clerk(central, UNIT, "MAKER01")
        body = guessing.sign_in_body("not the password")
        told = dict.fromkeys(("X-Forwarded-For", "X-Real-IP", "Forwarded"), "198.51.100.1")
        assert guessing.wire.ask("POST", "/v1/sessions", body, **told).code == "password_wrong"
        with central.books() as books:
            assert books.execute("SELECT place FROM counted_by_place").fetchall() == [("127.0.0.1",)]
