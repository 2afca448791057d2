"""The connection to a real mail server: where it is, how it is entered, and what it says to each letter."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SECONDS_MAX = 20
_PERMANENT = 500
UNREACHABLE, NOT_ENTERED, NOT_SECURE = "unreachable", "login", "starttls"


class MailOptionsWrong(ValueError):
    """Options that name no mail server; ``args[0]`` says why."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server; ``authority`` is a PEM file that its certificate is checked against, None for the machine's own.

    ``login`` is user name and password, or None.
    """

    host: str
    port: int
    sender: str
    starttls: bool = False
    authority: Path | None = None
    login: tuple[str, str] | None = None


class Refusal(Exception):
    """The server's no: ``code`` is its own or one of ours; ``final`` if another try cannot help."""

    def __init__(self, code: str, *, final: bool) -> None:
        super().__init__(code)
        self.code = code
        self.final = final


def read_login(path: Path) -> tuple[str, str]:
    """Return user name and password, the first two lines of a file; raise `MailOptionsWrong`."""
    try:
        lines = path.read_text("utf-8").splitlines()
        return lines[0], lines[1]
    except (OSError, UnicodeDecodeError, IndexError) as problem:
        raise MailOptionsWrong(f"{path}: user name and password, a line each") from problem


def read_address(text: str) -> tuple[str, int]:
    """Return host and port of ``HOST:PORT``; raise `MailOptionsWrong`."""
    host, _, port = text.rpartition(":")
    if not host or not (port.isascii() and port.isdigit()):
        raise MailOptionsWrong(f"{text}: HOST:PORT")
    return host.strip("[]"), int(port)


class Connection:
    """One conversation with the server, for any number of letters; a context manager."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._client: smtplib.SMTP | None = None

    def __enter__(self) -> Connection:
        """Connect, secure the line if so wished, and log in; raise `Refusal`, never final."""
        server = self._server
        try:
            self._client = smtplib.SMTP(server.host, server.port, timeout=SECONDS_MAX)
            if server.starttls:
                self._client.starttls(context=ssl.create_default_context(cafile=server.authority))
            if server.login is not None:
                self._client.login(*server.login)
        except smtplib.SMTPAuthenticationError as problem:
            self.close()
            raise Refusal(NOT_ENTERED, final=False) from problem
        except ssl.SSLError as problem:
            self.close()
            raise Refusal(NOT_SECURE, final=False) from problem
        except smtplib.SMTPNotSupportedError as problem:
            self.close()
            raise Refusal(NOT_SECURE if server.login is None else NOT_ENTERED, final=False) from problem
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            raise Refusal(UNREACHABLE, final=False) from problem
        return self

    def __exit__(self, *_problem: object) -> None:
        """Say good-bye."""
        self.close()

    def close(self) -> None:
        """Let the line go, politely if it still stands."""
        if self._client is None:
            return
        try:
            self._client.quit()
        except (OSError, smtplib.SMTPException):
            self._client.close()
        self._client = None

    def send(self, address: str, message: bytes) -> None:
        """Hand one letter over; raise `Refusal` with the server's code."""
        if self._client is None:
            raise Refusal(UNREACHABLE, final=False)
        try:
            self._client.sendmail(self._server.sender, [address], message)
        except smtplib.SMTPRecipientsRefused as problem:
            code, _ = problem.recipients[address]
            raise _refusal(code) from problem
        except smtplib.SMTPResponseException as problem:
            raise _refusal(problem.smtp_code) from problem
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            raise Refusal(UNREACHABLE, final=False) from problem


def _refusal(code: int) -> Refusal:
    return Refusal(str(code), final=code >= _PERMANENT)
