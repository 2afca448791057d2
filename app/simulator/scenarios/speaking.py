"""A small client of the wire: requests over TLS, and a person who signs in and signs; nothing of the desktop's."""

from __future__ import annotations

import hmac
import http.client
import socket
import ssl
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode, urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.simulator import chance
from app.wire import access, api, signature
from app.wire.codec import Message, decode, encode

if TYPE_CHECKING:
    from app.wire.orders import Command

S = TypeVar("S", bound=msgspec.Struct)
M = TypeVar("M", bound=Message)
_SECONDS = 60
_SOCKET = "unix:"
_DRAWS = chance.Chance().named()
"""A script's own people draw as workstations do: by their operating system."""


class LostAnswer(Exception):
    """The connection ended before an answer was there."""


class SaidNo(Exception):
    """The central system refused; ``problem`` says why."""

    def __init__(self, problem: access.Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Server:
    """Where a central system is, and what opens it: its authority, the operator's token, its people's passwords.

    One behind a proxy may also be asked at a process's own socket, ``unix:`` and its path. With a ``seed`` everybody
    has the same keys each time; without it they are new ones.
    """

    url: str
    ca: str
    operator_token: str
    passwords: dict[tuple[str, str], str]
    seed: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the body, the server's time, and whether it was said before."""

    body: bytes
    at: str
    replayed: bool


def new_id() -> str:
    """Return a name for something that did not exist before."""
    return _DRAWS.uuid4()


class Wire:
    """Requests to one central system; each on a connection of its own, so that none is stale."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._address = urlsplit(server.url)
        self._trusted = ssl.create_default_context(cafile=server.ca)

    def ask(self, method: str, path: str, body: bytes = b"", token: str = "") -> Answer:
        """Send one request; raise `SaidNo` or `LostAnswer`."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            with closing(self._connection()) as line:
                line.request(method, path, body, headers)
                with closing(line.getresponse()) as heard:
                    status, text, said = heard.status, heard.read(), heard.headers
        except (OSError, http.client.HTTPException) as problem:
            raise LostAnswer(f"{method} {path}: {problem}") from problem
        if status >= http.client.BAD_REQUEST:
            raise SaidNo(_problem(status, text))
        return Answer(text, said.get(api.HEADER_TIME, ""), api.HEADER_REPLAYED in said)

    def _connection(self) -> http.client.HTTPConnection:
        if self.server.url.startswith(_SOCKET):
            return _AtSocket(self.server.url.removeprefix(_SOCKET))
        host, port = self._address.hostname or "", self._address.port
        return http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=self._trusted)

    def operate(self, method: str, path: str, wanted: object = None) -> bytes:
        """Send a request with the operator's token and return the answer."""
        body = b"" if wanted is None else msgspec.json.encode(wanted)
        return self.ask(method, path, body, self.server.operator_token).body

    def shown(self, path: str, kind: type[S]) -> S:
        """Return what the operator is shown."""
        return msgspec.json.decode(self.operate("GET", path), type=kind)


class _AtSocket(http.client.HTTPConnection):
    """A connection to a socket in the file system, which needs no TLS: strangers do not reach it."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_SECONDS)
        self._path = path

    def connect(self) -> None:
        """Connect to the path."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_SECONDS)
        self.sock.connect(self._path)


def _problem(status: int, text: bytes) -> access.Problem:
    try:
        return msgspec.json.decode(text, type=access.Problem)
    except msgspec.DecodeError:
        return access.Problem(f"status_{status}", {})


class Person:
    """Somebody at a workstation of their own: signs in, has a key, sends signed commands."""

    def __init__(self, wire: Wire, company_id: str, user_id: str) -> None:
        self.wire = wire
        self.company_id, self.user_id = company_id, user_id
        self._password = wire.server.passwords.get((company_id, user_id), "")
        self._device_key, self._key = self._own_key(b"device"), self._own_key(b"person")
        self.device = signature.key_id(signature.public_text(self._device_key))
        self.kid = signature.key_id(signature.public_text(self._key))
        self._session: access.Session | None = None
        self._sent: tuple[str, bytes] = ("", b"")
        self.now = ""

    @property
    def session(self) -> access.Session:
        """The session; who has none signs in."""
        if self._session is None:
            self._session = self.sign_in()
        return self._session

    def sign_in(self) -> access.Session:
        """Begin a session and register the key."""
        about = decode(self.wire.ask("GET", api.ABOUT).body, access.About)
        proof = "\n".join((about.epoch, self.company_id, self.user_id, about.server_time)).encode()
        wanted = access.SignIn(
            company_id=self.company_id,
            user_id=self.user_id,
            password=self._password,
            device_id=self.device,
            device_name="เครื่องของบทฝึก",
            device_key=signature.public_text(self._device_key),
            device_proof=signature.sign(self._device_key, signature.DEVICE, proof),
            device_code="",
            made_at=about.server_time,
            take_over="yes",
        )
        session = decode(self.wire.ask("POST", api.SESSIONS, encode(wanted)).body, access.Session)
        self.now = session.server_time
        said = f"{session.uid}\n{self.device}".encode()
        proof_of_key = self.sign(signature.REGISTER_KEY, said)
        key = access.RegisterKey(self.kid, signature.public_text(self._key), self.device, proof_of_key)
        self.wire.ask("PUT", f"{api.KEYS}/{self.kid}", encode(key), session.token)
        return session

    def sign_out(self) -> None:
        """End the session, if there is one."""
        if self._session is not None:
            self._ask("DELETE", api.CURRENT_SESSION)
            self._session = None

    def sign(self, label: bytes, content: bytes) -> str:
        """Return this person's signature."""
        return signature.sign(self._key, label, content)

    def read(self, path: str, kind: type[M], **query: str) -> M:
        """Return an answer that this person may see."""
        return decode(self._ask("GET", f"{path}?{urlencode(query)}" if query else path), kind)

    def challenge(self) -> str:
        """Return the permission for one decision, for the password."""
        body = self._ask("POST", api.CHALLENGES, encode(access.AskChallenge(self._password)))
        return decode(body, access.Challenge).challenge

    def send(self, command: Command) -> bytes:
        """Send a command, and remember its bytes for `send_again`."""
        self._sent = (f"{api.COMMANDS}/{command.cmd_id}", encode(command))
        return self._ask("PUT", *self._sent)

    def send_again(self) -> bool:
        """Send the bytes of the newest command once more; say whether its effect was there already."""
        path, body = self._sent
        return self.wire.ask("PUT", path, body, self.session.token).replayed

    def _own_key(self, what: bytes) -> Ed25519PrivateKey:
        seed = self.wire.server.seed
        if not seed:
            return _DRAWS.private_key()
        named = "/".join((self.company_id, self.user_id)).encode()
        return Ed25519PrivateKey.from_private_bytes(hmac.digest(seed, what + b" " + named, "sha256"))

    def _ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        answer = self.wire.ask(method, path, body, self.session.token)
        self.now = answer.at or self.now
        return answer.body
