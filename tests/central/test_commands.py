"""What an answer to a command means: done, refused for good, or not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.central.client import NOT_ABOUT_THE_COMMAND, Central
from app.domain.values.errors import Refused, Unreachable
from app.wire.access import Problem
from app.wire.codec import encode
from app.wire.codes import Refusal
from app.wire.disbursement import Done
from tests.central.test_transport import QUICK
from tests.helpers.hostile import HEADERS, Authority, Hostile, answer, serving

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from pathlib import Path

DONE = Done(
    cmd_id="c-1",
    op_id="o-1",
    status="submitted",
    version="3",
    at="2026-11-23T02:00:00.000Z",
    log="l",
    seq="1",
    leaf="0" * 64,
)


class Scripted:
    """A server whose next answer is set by the test."""

    def __init__(self) -> None:
        self.next = b""

    def __call__(self, connection: ssl.SSLSocket) -> None:
        connection.sendall(self.next)


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scripted, Central, Hostile]]:
    folder: Path = tmp_path_factory.mktemp("tls")
    authority, script = Authority(folder, "authority"), Scripted()
    with serving(authority.issue(), script) as server:
        central = Central(server.url, authority.file, QUICK)
        yield script, central, server
        central.close()


Talk = tuple[Scripted, Central, Hostile]


def problem(code: str, **facts: str) -> bytes:
    return encode(Problem(code=code, facts=facts))


@pytest.mark.parametrize("code", sorted(set(Refusal) - NOT_ABOUT_THE_COMMAND))
@pytest.mark.parametrize("status", ["400 Bad Request", "403 Forbidden", "404 Not Found", "409 Conflict", "422 Content"])
def test_a_rule_that_said_no_settles_the_command(scripted: Talk, code: Refusal, status: str) -> None:
    script, central, _ = scripted
    script.next = answer(problem(code, field="name"), status)
    said = central.send("c-1", b"{}")
    assert (said.settled, said.done, said.code, said.facts) == (True, False, code, {"field": "name"})
    assert said.response == problem(code, field="name")


@pytest.mark.parametrize("code", sorted(NOT_ABOUT_THE_COMMAND))
@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "422 Content", "429 Slow down", "503 Later"])
def test_a_refusal_of_the_hop_settles_nothing(scripted: Talk, code: Refusal, status: str) -> None:
    script, central, _ = scripted
    script.next = answer(problem(code), status)
    said = central.send("c-1", b"{}")
    assert (said.settled, said.done, said.code) == (False, False, code)


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Later", "504 Timeout"])
def test_a_server_in_trouble_settles_nothing_whatever_it_says(scripted: Talk, status: str) -> None:
    script, central, _ = scripted
    script.next = answer(problem("funds_short", available_satang="1"), status)
    assert not central.send("c-1", b"{}").settled


@pytest.mark.parametrize(
    "raw",
    [
        answer(b"", "409 Conflict"),
        answer(b"busy", "409 Conflict"),
        answer(problem("code_of_tomorrow"), "422 Content"),
        answer(problem("funds_short") + b" ", "422 Content"),
        answer(b'{"code":"funds_short","facts":{},"more":"x"}', "422 Content"),
        answer(b"", "201 Created"),
        answer(b"{}", "201 Created"),
        answer(encode(DONE).replace(b'"c-1"', b'"c-2"'), "201 Created"),
        answer(encode(DONE).replace(b'"3"', b'"three"'), "201 Created"),
        answer(encode(DONE).replace(b'"submitted"', b'"paid twice"'), "201 Created"),
        answer(encode(DONE), "202 Accepted"),
        answer(encode(DONE), "201 Created", headers=b""),
        answer(b"", "204 No Content"),
    ],
)
def test_an_answer_that_cannot_be_understood_settles_nothing(scripted: Talk, raw: bytes) -> None:
    script, central, _ = scripted
    script.next = raw
    assert not central.send("c-1", b"{}").settled


@pytest.mark.parametrize(("status", "replayed"), [("201 Created", False), ("200 OK", True)])
def test_the_effect_is_known_from_the_first_answer_and_from_a_replay(
    scripted: Talk, status: str, *, replayed: bool
) -> None:
    script, central, server = scripted
    headers = HEADERS + (b"Idempotent-Replayed: true\r\n" if replayed else b"")
    script.next = answer(encode(DONE), status, headers)
    said = central.send("c-1", b'{"the":"bytes"}')
    assert (said.settled, said.done, said.status, said.version, said.replayed) == (
        True, True, "submitted", 3, replayed,
    )  # fmt: skip
    assert said.response == encode(DONE)
    assert server.requests[-1].endswith(b'\r\n\r\n{"the":"bytes"}')
    assert server.requests[-1].startswith(b"PUT /v1/commands/c-1 ")


def test_money_in_a_refusal_is_given_as_people_read_it(scripted: Talk) -> None:
    script, central, _ = scripted
    script.next = answer(problem("funds_short", available_satang="123456789"), "422 Content")
    assert central.send("c-1", b"{}").facts["available"] == "1,234,567.89"


def test_words_of_the_server_are_facts_and_never_errors_of_their_own(scripted: Talk) -> None:
    script, central, _ = scripted
    script.next = answer(problem("user_locked", server_text="<a href='http://evil'>click</a>"), "403 Forbidden")
    with pytest.raises(Refused) as caught:
        central.about()
    assert caught.value.code == "user_locked"
    script.next = answer(problem("too_many_requests"), "429 Slow down")
    with pytest.raises(Unreachable):
        central.about()
