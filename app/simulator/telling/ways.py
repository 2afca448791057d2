"""Which ways of telling people are switched on, from the options of the program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.simulator.fields import is_email
from app.simulator.notices import EMAIL, SMS
from app.simulator.storage import fact, keep_fact
from app.simulator.telling import outboxes
from app.simulator.telling.sender import AGAIN_AFTER_SECONDS
from app.simulator.telling.smtp import MailOptionsWrong, MailServer, read_address, read_login

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from datetime import datetime

    from sqlalchemy import Connection

_ON = "on"
_SENDER = "khlang@khlang.invalid"


@dataclass(frozen=True, slots=True)
class Ways:
    """``mail`` None records e-mail and sends none; ``sms`` says whether the simulated gateway takes messages."""

    mail: MailServer | None = None
    sms: bool = False
    again_after: tuple[float, ...] = AGAIN_AFTER_SECONDS


def add_options(parser: ArgumentParser) -> None:
    """Let the program be told how people are told."""
    parser.add_argument("--smtp", metavar="HOST:PORT", help="mail server for notices; otherwise only recorded")
    parser.add_argument("--smtp-from", default=_SENDER, help="sender of notices")
    parser.add_argument("--smtp-starttls", action="store_true", help="secure the connection before anything is said")
    parser.add_argument("--smtp-ca", type=Path, help="PEM file to check the mail server's certificate against")
    parser.add_argument("--smtp-login", type=Path, help="file with user name and password, a line each")
    parser.add_argument(
        "--smtp-again", default=AGAIN_AFTER_SECONDS, type=_seconds, help="seconds between tries: 60,300,1800"
    )
    parser.add_argument("--sms", action="store_true", help="hand SMS to the simulated gateway, tell the outcome")


def asked(options: Namespace) -> Ways:
    """Return what the options say; raise `MailOptionsWrong`."""
    mail = None
    if options.smtp:
        if not is_email(options.smtp_from):
            raise MailOptionsWrong(f"--smtp-from {options.smtp_from}")
        host, port = read_address(options.smtp)
        login = read_login(options.smtp_login) if options.smtp_login else None
        mail = MailServer(host, port, options.smtp_from, options.smtp_starttls, options.smtp_ca, login)
    return Ways(mail, options.sms, options.smtp_again)


def settle(connection: Connection, now: datetime, ways: Ways) -> None:
    """Leave what waits for a way that is off, or was until now: nobody is told of last month's payments today."""
    for channel, on in ((EMAIL, ways.mail is not None), (SMS, ways.sms)):
        name = f"way:{channel}"
        if not on or fact(connection, name) != _ON:
            outboxes.leave(connection, now, channel)
        keep_fact(connection, name, _ON if on else "")


def _seconds(text: str) -> tuple[float, ...]:
    return tuple(float(part) for part in text.split(","))
