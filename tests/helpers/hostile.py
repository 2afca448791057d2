"""A server that is not what it should be: any certificate, any TLS, any answer. One thread, standard library."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADERS = b"Khlang-Epoch: e-1\r\nKhlang-Identity: simulator\r\nKhlang-Time: 2026-11-23T02:00:00.000Z\r\n"


def answer(body: bytes, status: str = "200 OK", headers: bytes = HEADERS, length: int | None = None) -> bytes:
    """Return an HTTP answer, right in everything but what is given; it says that the server hangs up, as it does."""
    size = len(body) if length is None else length
    head = b"HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: %d\r\n%s" % (status.encode(), size, headers)
    return b"%s\r\n%s" % (head, body)


class Authority:
    """A certificate authority with its file."""

    def __init__(self, folder: Path, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._folder = folder
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(self._name)
            .issuer_name(self._name)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=800))
            .not_valid_after(now + timedelta(days=800))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(certificate.public_bytes(Encoding.PEM))

    def issue(self, host: str = "127.0.0.1", *, days: tuple[int, int] = (-1, 30), own: bool = False) -> Path:
        """Return a file with key and certificate for ``host``; ``own`` signs it with its own key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        now = datetime.now(UTC)
        named: x509.GeneralName = x509.DNSName(host)
        with contextlib.suppress(ValueError):
            named = x509.IPAddress(ip_address(host))
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if own else self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + timedelta(days=days[0]))
            .not_valid_after(now + timedelta(days=days[1]))
            .add_extension(x509.SubjectAlternativeName([named]), critical=False)
            .sign(key if own else self._key, hashes.SHA256())
        )
        path = self._folder / f"server-{x509.random_serial_number()}.pem"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_bytes(private + certificate.public_bytes(Encoding.PEM))
        return path


@dataclass
class Hostile:
    """What the server saw: requests that reached it, whole."""

    url: str
    requests: list[bytes] = field(default_factory=list)


Behaviour = Callable[[ssl.SSLSocket], None]


def saying(*parts: bytes) -> Behaviour:
    """Return a behaviour that sends these bytes and closes."""

    def behave(connection: ssl.SSLSocket) -> None:
        for part in parts:
            connection.sendall(part)

    return behave


@contextmanager
def serving(certificate: Path, behave: Behaviour, version: ssl.TLSVersion | None = None) -> Iterator[Hostile]:
    """Run the server for as long as the block lasts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    if version is not None:
        _speak_only(context, version)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        seen = Hostile(f"https://127.0.0.1:{listener.getsockname()[1]}")
        closing = threading.Event()
        thread = threading.Thread(target=_serve, args=(listener, context, behave, seen, closing))
        thread.start()
        try:
            yield seen
        finally:
            closing.set()
            with contextlib.suppress(OSError), socket.create_connection(listener.getsockname(), 30):
                pass
            thread.join(60)


def _speak_only(context: ssl.SSLContext, version: ssl.TLSVersion) -> None:
    # Old versions are deprecated in the library too, which is the point.
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = version


def _serve(
    listener: socket.socket, context: ssl.SSLContext, behave: Behaviour, seen: Hostile, closing: threading.Event
) -> None:
    while not closing.is_set():
        plain, _ = listener.accept()
        plain.settimeout(60)
        with (
            plain,
            contextlib.suppress(OSError, ssl.SSLError),
            context.wrap_socket(plain, server_side=True) as connection,
        ):
            request = _request(connection)
            if request:
                seen.requests.append(request)
                behave(connection)


def _request(connection: ssl.SSLSocket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return data
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            while len(body) < int(line.partition(b":")[2]):
                body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
