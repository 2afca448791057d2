"""One kept-alive TLS connection to one central system, and every way it can fail, in our words.

The only authority that is trusted is the one whose certificate we were handed (T-06): no system store, no proxy of the
environment, no redirect, no older TLS, no content encoding, no body without an end.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import re
import socket
import ssl
import threading
import time
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

import httpx2

from app.domain.values.dates import parse_instant
from app.domain.values.errors import Broken, Tampered, Unreachable
from app.wire import api

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

V = TypeVar("V")

ANSWER_BYTES_MAX = 1 << 20
"""Of everything but events and the content of a batch."""
CONTENT_BYTES_MAX = 64 << 20
AUTHORITY_BYTES_MAX = 1 << 20
"""Of the file with the certificates, wherever the settings point."""
TOLD_CHARACTERS_MAX = 40
"""Of what the other side says amiss and a person is shown."""
ROUND_TRIP_MAX = timedelta(seconds=5)
"""Slower answers say too little about the other clock."""

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_ends_at = ContextVar("ends_at", default=math.inf)
"""When the exchange that runs on this thread must be over, on the monotonic clock."""
_broken_off_by: ContextVar[BreakOff | None] = ContextVar("broken_off_by", default=None)
"""Who may end the exchange that runs on this thread."""
_CERTIFICATE_NOT_YET, _CERTIFICATE_EXPIRED, _WRONG_NAME, _WRONG_ADDRESS = 9, 10, 62, 64


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait: for the connection, for the next bytes, for a whole exchange, for a whole big one."""

    connect: float = 5
    bytes: float = 20
    whole: float = 60
    whole_content: float = api.EXCHANGE_SECONDS_MAX


USUAL_TIMEOUTS = Timeouts()


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete answer, whatever it says."""

    status: int
    body: bytes
    replayed: bool


@dataclass(frozen=True, slots=True)
class Peer:
    """What the other side said of itself in its last answer; empty before the first."""

    epoch: str = ""
    identity: str = ""
    ahead: timedelta = timedelta()


def read_authority(ca_file: Path) -> bytes:
    """Return the certificates in a PEM file, however it is written; raise `Broken` ``ca_file_unusable``."""
    try:
        with ca_file.open("rb") as file:
            blocks = _PEM.findall(file.read(AUTHORITY_BYTES_MAX))
        certificates = b"".join(sorted(ssl.PEM_cert_to_DER_cert(block.decode("ascii")) for block in blocks))
    except (OSError, ValueError) as problem:
        raise Broken("ca_file_unusable", file=str(ca_file)) from problem
    if not certificates:
        raise Broken("ca_file_unusable", file=str(ca_file))
    return certificates


def pinned_context(authority: bytes) -> ssl.SSLContext:
    """Return a TLS context that trusts what `read_authority` gave and nothing else; raise `Broken` as it does."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = _BoundedSocket
    try:
        context.load_verify_locations(cadata=authority)
    except ssl.SSLError as problem:
        raise Broken("ca_file_unusable") from problem
    return context


class _BoundedSocket(ssl.SSLSocket):
    """Never waits beyond the end of the exchange, so that dripping bytes, of head or body, cannot prolong it."""

    def settimeout(self, value: float | None) -> None:
        """Take over how long the next bytes may take, as far as there is time left; httpx sets it before each wait."""
        if (by := _broken_off_by.get()) is not None:
            by.take(self)
        left = _ends_at.get() - time.monotonic()
        if left <= 0:
            self.close()  # while it is being wrapped, nobody else has it yet
            raise TimeoutError
        super().settimeout(value if left == math.inf else left if value is None else min(value, left))


class BreakOff:
    """Lets another thread end an exchange that waits, and every later one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._over = False
        self._socket: socket.socket | None = None

    def take(self, connection: socket.socket) -> None:
        """Remember where the next wait will be; on the thread that waits."""
        with self._lock:
            self._socket = connection
            if self._over:
                self._shut()

    def now(self) -> None:
        """End it: the one who waits meets the end of the connection."""
        with self._lock:
            self._over = True
            self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # closed already
                # The plain one's: TLS would take its state away under the one who reads.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class Transport:
    """Sends one request and returns the complete answer; raises `Unreachable` for everything else.

    ``authority`` is the hash of what is trusted, ``peer`` what the other side said of itself.

    Codes: ``server_address_wrong``, ``server_unreachable``, ``server_silent``, ``server_broke_off``,
    ``server_redirects``, ``server_unreadable``, ``server_time_wrong``, ``answer_too_large``; and for an identity that
    is not proven ``tls_untrusted``, ``tls_expired``, ``tls_wrong_name``, ``tls_refused``.

    With ``practice`` an answer of anybody but a simulator is `Tampered` ``practice_only``.
    """

    def __init__(self, url: str, ca_file: Path, timeouts: Timeouts, *, practice: bool = False) -> None:
        if urlsplit(url).scheme != "https" or not urlsplit(url).hostname:
            raise Unreachable("server_address_wrong", url=url)
        certificates = read_authority(ca_file)
        self.peer = Peer()
        self._practice = practice
        self.authority = hashlib.sha256(certificates).hexdigest()
        self._timeouts = timeouts
        self._client = httpx2.Client(
            base_url=url,
            verify=pinned_context(certificates),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx2.Timeout(timeouts.bytes, connect=timeouts.connect),
            limits=httpx2.Limits(max_connections=8, max_keepalive_connections=4, keepalive_expiry=90),
            headers={
                "Accept": api.CONTENT_TYPE,
                "Accept-Encoding": "identity",
                "User-Agent": "khlang",
                api.HEADER_CLIENT: version("khlang"),
            },
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def ask(
        self,
        method: str,
        route: str,
        *,
        body: bytes = b"",
        query: Mapping[str, str] | None = None,
        token: str = "",
        content: bool = False,
        break_off: BreakOff | None = None,
    ) -> Reply:
        """Send a request and return its answer; ``content`` allows a big one and the time it takes.

        With ``break_off`` another thread may end it.
        """
        headers = {"Content-Type": api.CONTENT_TYPE} if body else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        big = content or len(body) > ANSWER_BYTES_MAX
        with (
            _in_our_words(),
            _set(_broken_off_by, break_off),
            _set(_ends_at, time.monotonic() + (self._timeouts.whole_content if big else self._timeouts.whole)),
            self._client.stream(method, route, content=body or None, params=query, headers=headers) as response,
        ):
            if response.is_redirect:
                raise Unreachable("server_redirects")
            data = _bounded(response, CONTENT_BYTES_MAX if content else ANSWER_BYTES_MAX)
        self._listen(response)
        return Reply(response.status_code, data, response.headers.get(api.HEADER_REPLAYED) == "true")

    def _listen(self, response: httpx2.Response) -> None:
        """Note epoch, identity and time; an answer without them is not the central system's (a proxy's page)."""
        epoch = response.headers.get(api.HEADER_EPOCH, "")
        identity = response.headers.get(api.HEADER_IDENTITY, "")
        time_text = response.headers.get(api.HEADER_TIME, "")
        if not epoch or not identity or not time_text:
            raise Unreachable("server_unreadable", status=response.status_code)
        if self._practice and identity != api.IDENTITY_SIMULATOR:
            raise Tampered("practice_only")
        try:
            told = parse_instant(time_text)
        except ValueError as problem:
            raise Unreachable("server_time_wrong", told=time_text[:TOLD_CHARACTERS_MAX]) from problem
        round_trip = response.elapsed
        known = self.peer.ahead
        ahead = told - (datetime.now(UTC) - round_trip / 2) if round_trip < ROUND_TRIP_MAX else known
        self.peer = Peer(epoch, identity, ahead)


def _bounded(response: httpx2.Response, bytes_max: int) -> bytes:
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Unreachable("server_unreadable", status=response.status_code)
    parts, size = [], 0
    for part in response.iter_raw():
        size += len(part)
        if size > bytes_max:
            raise Unreachable("answer_too_large", bytes_max=bytes_max)
        parts.append(part)
    return b"".join(parts)


@contextlib.contextmanager
def _set(variable: ContextVar[V], value: V) -> Iterator[None]:
    set_back = variable.set(value)
    try:
        yield
    finally:
        variable.reset(set_back)


@contextlib.contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except httpx2.ConnectTimeout as problem:
        raise Unreachable("server_unreachable") from problem
    except httpx2.TimeoutException as problem:
        raise Unreachable("server_silent") from problem
    except httpx2.ConnectError as problem:
        raise Unreachable(_connect_code(problem)) from problem
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as problem:
        raise Unreachable("server_address_wrong", url="") from problem
    except httpx2.DecodingError as problem:
        raise Unreachable("server_unreadable", status=0) from problem
    except (httpx2.HTTPError, httpx2.StreamError, ssl.SSLError, OSError) as problem:
        raise Unreachable(_connect_code(problem, otherwise="server_broke_off")) from problem


def _connect_code(problem: BaseException, otherwise: str = "server_unreachable") -> str:
    cause: BaseException | None = problem
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            if cause.verify_code in (_CERTIFICATE_EXPIRED, _CERTIFICATE_NOT_YET):
                return "tls_expired"
            if cause.verify_code in (_WRONG_NAME, _WRONG_ADDRESS):
                return "tls_wrong_name"
            return "tls_untrusted"
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            return "tls_refused"
        cause = cause.__cause__ or cause.__context__
    return otherwise
