"""Whoever is at the other side: the right word for it, and not a byte more than must be."""

from __future__ import annotations

import gc
import socket
import ssl
import threading
import time
import warnings
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.central.client import Central
from app.central.transport import Timeouts
from app.domain.values.errors import Broken, Refused, Unreachable
from tests.helpers.hostile import HEADERS, Authority, answer, saying, serving

if TYPE_CHECKING:
    from pathlib import Path

PATIENT = Timeouts(connect=60, bytes=60, whole=60, whole_content=60)
"""So long no machine needs: what comes is the answer, never the end of patience."""
QUICK = Timeouts(connect=2, bytes=1, whole=2, whole_content=2)
"""For whoever stays silent until the client has given up."""
COMMAND = b'{"canary":"payment"}'
ABOUT = (
    b'{"bank_public_key":"k","banner_en":"b","banner_th":"b","epoch":"e-1","identity":"simulator",'
    b'"product":"p","server_time":"2026-11-23T02:00:00.000Z","wire_version":"1"}'
)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "authority")


def code_of(url: str, ca: Path, timeouts: Timeouts = PATIENT) -> str:
    """Ask, send a command, and return the one code that both meet."""
    central = Central(url, ca, timeouts)
    try:
        with pytest.raises(Unreachable) as caught:
            central.about()
        sent = central.send("c-1", COMMAND)
        assert (sent.settled, sent.done, sent.code) == (False, False, caught.value.code)
        return caught.value.code
    finally:
        central.close()


def test_the_right_central_system_is_believed(authority: Authority) -> None:
    with serving(authority.issue(), saying(answer(ABOUT))) as server:
        central = Central(server.url, authority.file, PATIENT)
        assert central.about().identity == "simulator"
        assert (central.peer.epoch, central.peer.identity) == ("e-1", "simulator")
        central.close()


def test_a_central_system_of_another_version_is_refused_in_words(authority: Authority) -> None:
    other = ABOUT.replace(b'"wire_version":"1"', b'"wire_version":"2"')
    with serving(authority.issue(), saying(answer(other))) as server:
        central = Central(server.url, authority.file, PATIENT)
        with pytest.raises(Refused) as caught:
            central.about()
        assert (caught.value.code, caught.value.facts) == ("wire_version_other", {"theirs": "2", "ours": "1"})
        central.close()


@pytest.mark.parametrize(
    ("certificate", "code"),
    [
        (lambda ours, theirs: theirs.issue(), "tls_untrusted"),
        (lambda ours, theirs: ours.issue(own=True), "tls_untrusted"),
        (lambda ours, theirs: ours.issue(days=(-30, -1)), "tls_expired"),
        (lambda ours, theirs: ours.issue(days=(1, 30)), "tls_expired"),
        (lambda ours, theirs: ours.issue("192.0.2.1"), "tls_wrong_name"),
        (lambda ours, theirs: ours.issue("bank.example"), "tls_wrong_name"),
    ],
    ids=["wrong authority", "self-signed", "expired", "not yet valid", "wrong address", "wrong host"],
)
def test_an_identity_that_is_not_proven_gets_nothing(
    authority: Authority, tmp_path: Path, certificate: object, code: str
) -> None:
    assert callable(certificate)
    theirs = Authority(tmp_path, "their-authority")
    with serving(certificate(authority, theirs), saying(answer(ABOUT))) as server:
        assert code_of(server.url, authority.file) == code
        assert server.requests == []


def test_an_authority_of_the_same_name_is_not_the_authority(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    impostor = Authority(tmp_path / "other", "authority")
    with serving(impostor.issue(), saying(answer(ABOUT))) as server:
        assert code_of(server.url, authority.file) == "tls_untrusted"
        assert server.requests == []


def test_tls_of_the_past_is_refused(authority: Authority) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with serving(authority.issue(), saying(answer(ABOUT)), ssl.TLSVersion.TLSv1_1) as server:
            assert code_of(server.url, authority.file) == "tls_refused"
            assert server.requests == []


def test_a_server_without_tls_is_refused(authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        listener.settimeout(60)
        central = Central(f"https://127.0.0.1:{port}", authority.file, PATIENT)

        def speak_plain() -> None:
            plain, _ = listener.accept()
            with plain:
                assert plain.recv(5)[:1] == b"\x16"  # a TLS hello, not a request
                plain.sendall(answer(ABOUT))

        thread = threading.Thread(target=speak_plain)
        thread.start()
        with pytest.raises(Unreachable) as caught:
            central.about()
        thread.join()
        assert caught.value.code == "tls_refused"
        central.close()


def test_a_server_that_is_gone_is_unreachable(authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert code_of(f"https://127.0.0.1:{port}", authority.file) == "server_unreachable"


def test_a_name_that_nobody_knows_is_unreachable(authority: Authority) -> None:
    assert code_of("https://central.invalid", authority.file) == "server_unreachable"


HTML = b"<html><body>Sign in to the network</body></html>"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([answer(b"", "302 Found", HEADERS + b"Location: https://127.0.0.1:1/\r\n")], "server_redirects"),
        ([answer(b"", "301 Moved Permanently", b"Location: /v2\r\n")], "server_redirects"),
        ([answer(HTML)], "server_unreadable"),
        ([answer(HTML, "503 Service Unavailable")], "server_unreadable"),
        ([answer(HTML, "404 Not Found")], "server_unreadable"),
        ([answer(ABOUT, headers=b"")], "server_unreadable"),
        ([answer(ABOUT, headers=HEADERS.replace(b"2026", b"soon"))], "server_time_wrong"),
        ([answer(ABOUT, headers=HEADERS.replace(b"2026", b"-001"))], "server_time_wrong"),
        ([answer(ABOUT, headers=HEADERS.replace(b"2026", b"0001"))], "server_time_wrong"),
        ([answer(ABOUT, headers=HEADERS.replace(b"2026", b"2569"))], "server_time_wrong"),
        ([answer(ABOUT, headers=HEADERS.replace(b"2026", b"9999"))], "server_time_wrong"),
        ([answer(ABOUT, headers=HEADERS.replace(b"2026-11-23T02:00:00.000Z", b"9" * 4096))], "server_time_wrong"),
        ([answer(ABOUT.replace(b'"product"', b' "product"'))], "server_unreadable"),
        ([answer(b'{"code":"made_up","facts":{}}', "403 Forbidden")], "server_unreadable"),
        ([answer(ABOUT, headers=HEADERS + b"Content-Encoding: gzip\r\n")], "server_unreadable"),
        ([answer(ABOUT, length=len(ABOUT) + 10)], "server_broke_off"),
        ([answer(ABOUT)[:40]], "server_broke_off"),
        ([b""], "server_broke_off"),
        ([b"\x00\xff not http at all\r\n\r\n"], "server_broke_off"),
        ([answer(b"[" * (2 << 20))], "answer_too_large"),
    ],
    ids=[
        "redirect", "redirect within", "a portal's page", "a proxy's page", "not found page", "no headers", "bad time",
        "time before time", "first year", "Buddhist year", "last year", "endless time", "not canonical",
        "unknown code", "gzip", "truncated body", "truncated head", "empty", "not HTTP", "huge",
    ],
)  # fmt: skip
def test_what_is_no_answer_is_no_answer(authority: Authority, parts: list[bytes], code: str) -> None:
    with serving(authority.issue(), saying(*parts)) as server:
        assert code_of(server.url, authority.file) == code
        assert len(server.requests) == 2


def test_a_body_that_never_ends_is_cut_off(authority: Authority) -> None:
    def endless(connection: ssl.SSLSocket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + HEADERS + b"\r\n")
        while True:
            connection.sendall(b"10000\r\n" + b" " * 0x10000 + b"\r\n")

    with serving(authority.issue(), endless) as server:
        assert code_of(server.url, authority.file) == "answer_too_large"


def drip_until_nobody_listens(connection: ssl.SSLSocket) -> None:
    """Send each byte in time, and no end; it fails once the client has hung up."""
    while True:
        connection.sendall(b"x")
        time.sleep(0.25)


def test_a_server_that_drips_does_not_hold_the_program(authority: Authority) -> None:
    def drip(connection: ssl.SSLSocket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n" + HEADERS + b"\r\n")
        drip_until_nobody_listens(connection)

    with serving(authority.issue(), drip) as server:
        assert code_of(server.url, authority.file, QUICK) == "server_silent"


def test_a_server_that_drips_its_headers_does_not_hold_the_program_either(authority: Authority) -> None:
    def drip(connection: ssl.SSLSocket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        drip_until_nobody_listens(connection)

    with serving(authority.issue(), drip) as server:
        assert code_of(server.url, authority.file, QUICK) == "server_silent"


def test_a_time_that_cannot_be_leaves_the_clock_as_it_was(authority: Authority) -> None:
    absurd = saying(answer(ABOUT, headers=HEADERS.replace(b"2026", b"9999")))
    with serving(authority.issue(), absurd) as server:
        central = Central(server.url, authority.file, PATIENT)
        with pytest.raises(Unreachable) as caught:
            central.about()
        assert caught.value.facts == {"told": "9999-11-23T02:00:00.000Z"}
        assert central.peer.ahead == timedelta()
        central.close()


def test_a_server_that_says_nothing_is_silent(authority: Authority) -> None:
    def listen(connection: ssl.SSLSocket) -> None:
        connection.recv(1)  # until the client hangs up

    with serving(authority.issue(), listen) as server:
        assert code_of(server.url, authority.file, QUICK) == "server_silent"


def test_a_connection_that_comes_when_the_time_is_over_is_put_away(authority: Authority) -> None:
    over = Timeouts(connect=60, bytes=60, whole=0, whole_content=0)
    with serving(authority.issue(), saying(answer(ABOUT))) as server:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            assert code_of(server.url, authority.file, over) == "server_unreachable"
            gc.collect()
        assert told == []


def test_a_proxy_of_the_environment_is_not_used(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent")
    with serving(authority.issue(), saying(answer(ABOUT))) as server:
        central = Central(server.url, authority.file, PATIENT)
        assert central.about().epoch == "e-1"
        central.close()


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "ftp://x", "127.0.0.1:8443", "https://", ""])
def test_an_address_without_tls_is_refused_before_anything_is_sent(authority: Authority, url: str) -> None:
    with pytest.raises(Unreachable) as caught:
        Central(url, authority.file)
    assert caught.value.code == "server_address_wrong"


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"no certificate",
        b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\nก\n-----END CERTIFICATE-----".encode(),
        b" " * (1 << 20) + b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    ],
)
def test_without_the_authoritys_certificate_nothing_begins(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Broken) as caught:
        Central("https://127.0.0.1:1", path)
    assert caught.value.code == "ca_file_unusable"
