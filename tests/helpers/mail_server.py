"""A mail server in a thread: real SMTP on a real socket, with STARTTLS and AUTH PLAIN where they are wanted."""

from __future__ import annotations

import socketserver
import threading
from base64 import b64decode
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage

LOGIN = ("khlang", "a long word")


@dataclass
class MailServer:
    """What came, and how the server answers: `answer` says the reply to a recipient, 250 takes the letter."""

    port: int = 0
    letters: list[bytes] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)
    entered: list[tuple[str, str]] = field(default_factory=list)
    answer: Callable[[str], str] = lambda _: "250 ok"
    tls: ssl.SSLContext | None = None
    login: tuple[str, str] | None = None
    may_go_on: threading.Event = field(default_factory=threading.Event)
    """Cleared, nobody is answered any more: a server that hangs."""

    @property
    def messages(self) -> list[EmailMessage]:
        return [_read(letter) for letter in list(self.letters)]


def _read(letter: bytes) -> EmailMessage:
    message: EmailMessage = message_from_bytes(letter, policy=default)
    return message


class _Talk(socketserver.StreamRequestHandler):
    server: _Listening

    def handle(self) -> None:
        """Speak SMTP until the client leaves."""
        self._secure = self._entered = False
        self._say("220 test")
        try:
            self._talk(self.server.mail)
        finally:
            if self._secure:
                self.connection.close()

    def _talk(self, mail: MailServer) -> None:
        while line := self.rfile.readline():
            mail.may_go_on.wait()
            word, _, rest = line.decode("ascii").strip().partition(" ")
            if word.upper() == "QUIT":
                self._say("221 bye")
                return
            self._do(word.upper(), rest)

    def _do(self, word: str, rest: str) -> None:
        mail = self.server.mail
        if word == "EHLO":
            more = ["STARTTLS"] if mail.tls and not self._secure else []
            more += ["AUTH PLAIN"] if mail.login else []
            words = ["test", *more]
            for word_of in words[:-1]:
                self._say(f"250-{word_of}")
            self._say(f"250 {words[-1]}")
        elif word == "STARTTLS" and mail.tls:
            self._say("220 go on")
            self.connection = mail.tls.wrap_socket(self.connection, server_side=True)
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
            self._secure = True
        elif word == "AUTH":
            _, user, password = b64decode(rest.split()[1]).decode().split("\0")
            self._entered = (user, password) == mail.login
            mail.entered.append((user, password))
            self._say("235 ok" if self._entered else "535 wrong")
        elif word == "MAIL" and mail.login and not self._entered:
            self._say("530 who are you")
        elif word == "RCPT":
            self._say(mail.answer(rest))
        elif word == "DATA":
            self._say("354 go on")
            self._take()
            self._say("250 taken")
        else:
            self._say("250 ok")

    def _take(self) -> None:
        content = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            content.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.mail.secured.append(self._secure)
        self.server.mail.letters.append(b"".join(content))

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Listening(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, mail: MailServer) -> None:
        self.mail = mail
        super().__init__(("127.0.0.1", mail.port), _Talk)


@contextmanager
def listening(mail: MailServer) -> Iterator[MailServer]:
    """Take letters for as long as the block lasts."""
    mail.may_go_on.set()
    with _Listening(mail) as server:
        mail.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield mail
        finally:
            mail.may_go_on.set()
            server.shutdown()
            thread.join()
