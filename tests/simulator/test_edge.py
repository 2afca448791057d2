"""The border of the process: TLS, sizes, patience, identity, what is written where (T-06, T-35, SIM-26)."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import stat
from base64 import b64decode
from contextlib import closing, suppress
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.simulator.serving import listen
from tests.helpers import warm
from tests.helpers.raw_central import UNIT, Clerk, Wire, canonical, running, three_lines

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central


def test_every_answer_says_who_speaks_when_and_from_which_history(central: Central, maker: Clerk) -> None:
    about = central.wire.ask("GET", "/v1/about")
    assert (about.json["identity"], about.json["wire_version"]) == ("simulator", "1")
    assert "จำลอง" in about.json["banner_th"]
    for answer in (
        about,
        central.wire.ask("GET", "/v1/health"),
        central.wire.ask("GET", "/nowhere"),
        central.wire.ask("POST", "/v1/unit"),
        maker.ask("GET", "/v1/unit"),
        maker.ask("GET", "/v1/unit/"),
        central.wire.ask("POST", "/v1/sessions", b"{"),
        central.operate("GET", "ledger"),
    ):
        assert answer.headers["khlang-identity"] == "simulator"
        assert answer.headers["khlang-epoch"] == about.json["epoch"]
        assert answer.headers["khlang-time"].startswith("2026-11-23T")
        assert answer.headers["content-type"] == "application/json"
        assert "content-length" in answer.headers
        assert not {"server", "location"} & set(answer.headers)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/nowhere"), ("POST", "/v1/unit"), ("GET", "/v1/unit/"), ("PATCH", "/")]
)
def test_what_is_not_there_is_a_problem_too(central: Central, method: str, path: str) -> None:
    answer = central.wire.ask(method, path)
    assert (answer.status, answer.code) == (404, "not_found")


def _connect(central: Central, context: ssl.SSLContext) -> None:
    address = central.wire.address
    with (
        socket.create_connection((address.hostname or "", address.port or 0), 10) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as secure,
    ):
        assert secure.version() in ("TLSv1.2", "TLSv1.3")


def test_old_tls_and_unknown_authorities_do_not_get_through(central: Central) -> None:
    right = ssl.create_default_context(cafile=central.ready["ca"])
    _connect(central, right)
    right.maximum_version = ssl.TLSVersion.TLSv1_2
    _connect(central, right)
    with pytest.raises(ssl.SSLError):
        _connect(central, ssl.create_default_context())
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSVersion"):
        old.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLSVersion"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        _connect(central, old)


def test_secrets_are_for_the_owner_and_the_authority_for_all(central: Central) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in central.data.iterdir() if path.suffix != ".log"}
    assert modes.pop("ca.pem") == modes.pop("server.pem") == 0o644
    assert {"ca-key.pem", "server-key.pem", "bank-key.pem", "pepper", "operator-token"} <= set(modes)
    assert ("central.db" in modes) is (not central.database)
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {}


def test_the_certificate_names_this_machine_and_survives_a_restart(tmp_path: Path) -> None:
    with running(tmp_path / "central") as central:
        pem = (central.data / "server.pem").read_bytes()
        names = x509.load_pem_x509_certificate(pem).extensions.get_extension_for_class(x509.SubjectAlternativeName)
        assert names.value.get_values_for_type(x509.DNSName) == ["localhost"]
        assert [str(one) for one in names.value.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
        central.stop()
        (central.data / "server-key.pem").unlink()
        central.restart()
        assert (central.data / "server.pem").read_bytes() != pem
        assert central.wire.ask("GET", "/v1/health").status == 200


def test_a_body_larger_than_allowed_is_refused_before_it_is_read(central: Central, maker: Clerk) -> None:
    for path, size in (("/v1/sessions", (1 << 20) + 1), ("/v1/commands/x", (64 << 20) + 1)):
        answer = _raw(central, f"PUT {path} HTTP/1.1" if "commands" in path else f"POST {path} HTTP/1.1",
                      f"Authorization: Bearer {maker.token}", f"Content-Length: {size}")  # fmt: skip
        assert answer.startswith(b"HTTP/1.1 413")
        assert b'"code":"too_large"' in answer


def test_a_large_body_that_is_no_batch_is_refused(maker: Clerk) -> None:
    command = maker.move_body("withdraw", "x", reason="ก" * (1 << 20))
    answer = maker.send(command)
    assert (answer.status, answer.code) == (413, "too_large")
    assert "idempotent-replayed" not in maker.send(command).headers


def test_a_chunked_body_is_counted_as_it_comes(central: Central) -> None:
    piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    answer = _raw(central, "POST /v1/sessions HTTP/1.1", "Transfer-Encoding: chunked", body=piece * 20)
    assert answer.startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("coding", ["gzip", "deflate, identity", "identity\r\nContent-Encoding: br"])
def test_a_packed_body_is_refused_in_clear_words_and_kept_from_nobody(
    central: Central, maker: Clerk, coding: str
) -> None:
    lines = three_lines()
    command = maker.submit_body(maker.payment(lines), lines)
    body, path = canonical(command), f"PUT /v1/commands/{command['cmd_id']} HTTP/1.1"
    head = (path, f"Authorization: Bearer {maker.token}", f"Content-Length: {len(body)}")
    answer = _raw(central, *head, f"Content-Encoding: {coding}", body=body)
    assert answer.startswith(b"HTTP/1.1 415")
    assert b"accept-encoding: identity" in answer.lower()
    assert b'{"code":"body_encoded","facts":{"accepted":"identity"}}' in answer
    assert _raw(central, *head, "Content-Encoding: Identity", body=body).startswith(b"HTTP/1.1 201")


def test_headers_without_end_are_cut_off(central: Central) -> None:
    assert _raw(central, "GET /v1/health HTTP/1.1", "X: " + "a" * 20_000).startswith(b"HTTP/1.1 431")
    many = [f"X-{number}: a" for number in range(100)]
    assert _raw(central, "GET /v1/health HTTP/1.1", *many).startswith(b"HTTP/1.1 431")
    assert _raw(central, "GET /" + "a" * 20_000 + " HTTP/1.1").startswith(b"HTTP/1.1 431")
    assert central.wire.ask("GET", "/v1/health").status == 200


def test_what_is_no_http_is_turned_away(central: Central) -> None:
    assert _raw(central, "\x00\x01\x02").startswith(b"HTTP/1.1 400")
    assert _raw(central, "GET /v1 HTTP/1.1", "Upgrade: websocket", "Connection: upgrade").startswith(b"HTTP/1.1 404")


def _raw(central: Central, *head: str, body: bytes = b"") -> bytes:
    """Send lines as they are and return the beginning of what comes back."""
    wire = Wire(central.ready["url"], central.ready["ca"])
    address = (wire.address.hostname or "", wire.address.port or 0)
    received = b""
    with (
        closing(socket.create_connection(address, 20)) as plain,
        wire.context.wrap_socket(plain, server_hostname="127.0.0.1") as secure,
    ):
        sent = "\r\n".join((*head, "Host: 127.0.0.1", "", "")).encode("latin-1") + body
        # It may have been answered and closed already.
        with suppress(OSError):
            secure.sendall(sent)
        while piece := secure.recv(65536):
            received += piece
            if b"\r\n\r\n" in received and (b"}" in received or b"Content-Length: 0" in received):
                break
    return received


def test_the_log_holds_no_account_name_password_or_token(central: Central, maker: Clerk, authorizer: Clerk) -> None:
    lines = three_lines()
    answer, payment = maker.submit(lines)
    assert answer.status == 201
    authorizer.decide(payment["op_id"])
    maker.submit([lines[0] | {"acct": "77"}])
    written = (central.data / "stderr.log").read_text("utf-8")
    told = [json.loads(line) for line in written.splitlines()]
    assert ("PUT", "/v1/commands/{cmd_id}", 201) in {
        (line["method"], line["route"], line["status"]) for line in told if line["event"] == "answered"
    }
    assert all(line["time"].endswith("Z") and line["pid"] for line in told)
    secrets = [lines[0]["acct"], "ผู้รับเงิน", maker.password, maker.token, authorizer.password, "0812345678"]
    assert [secret for secret in secrets if secret in written] == []
    assert "Traceback" not in written


@pytest.mark.parametrize(
    "option",
    [("--clock", "yesterday"), ("--rules", "/nowhere.toml")],
)
def test_a_start_that_cannot_succeed_says_why(tmp_path: Path, option: tuple[str, str]) -> None:
    done = warm.command("--data", tmp_path, "--port", "0", *option)
    assert done.returncode == 2
    assert done.stderr.startswith("khlang-central: ")
    assert "Traceback" not in done.stderr


def test_events_are_paged_and_the_head_is_signed(central: Central, maker: Clerk) -> None:
    central.settle()
    page = maker.ask("GET", "/v1/events?after=1&limit=2").json
    assert [event["record"]["seq"] for event in page["events"]] == ["2", "3"]
    assert page["more"] == "yes"
    signed = f"{page['log']}\n{page['head_seq']}\n{page['head_leaf']}".encode()
    key = central.wire.ask("GET", "/v1/about").json["bank_public_key"]
    Ed25519PublicKey.from_public_bytes(b64decode(key)).verify(
        b64decode(page["head_sig"]), b"KHLANG/1 CKPT\n" + sha256(signed).digest()
    )
    last = maker.ask("GET", f"/v1/events?after={page['head_seq']}").json
    assert (last["events"], last["more"]) == ([], "no")
    beyond = maker.ask("GET", "/v1/events?after=999999").json
    assert (beyond["events"], beyond["more"], beyond["head_seq"]) == ([], "no", page["head_seq"])
    for query in ("after=-1", "after=x", "after=%E0%B9%91", "limit=x", "after=" + "9" * 30):
        assert maker.ask("GET", f"/v1/events?{query}").code == "field_wrong"


def test_faults_are_armed_by_the_right_words_only(central: Central) -> None:
    for body in (
        {"fault": "fire", "route": "commands"},
        {"fault": "unavailable"},
        {"fault": "unavailable", "route": "x", "y": "1"},
    ):
        assert central.operate("POST", "faults", body).code == "not_canonical"
    assert (
        central.operate("POST", "faults", {"fault": "unavailable", "route": "unit", "count": 0}).code == "field_wrong"
    )
    central.operate("POST", "faults", {"fault": "unavailable", "route": "unit", "count": 3})
    (waiting,) = central.operate("GET", "faults").json["faults"]
    assert waiting.items() >= {"fault": "unavailable", "route": "unit", "count": 3, "method": "", "after": 0}.items()
    assert central.operate("DELETE", "faults").json == {"faults": []}
    assert Clerk.ready(central, UNIT, "AUDIT01").ask("GET", "/v1/unit").status == 200


def test_answers_do_not_wait_for_the_acknowledgement_of_their_head() -> None:
    """Asyncio turns Nagle's delay off only where the listening socket was named as TCP: else 40 ms an answer."""

    async def undelayed() -> bool:
        told: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def met(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            accepted = writer.get_extra_info("socket")
            told.set_result(bool(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
            writer.close()

        async with await asyncio.start_server(met, sock=listen("127.0.0.1", 0)) as server:
            _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.close()
            return await told

    assert asyncio.run(undelayed())
