"""Which ways of telling people are switched on, from the settings of the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.simulator.notices import EMAIL, SMS
from app.simulator.storage import fact, keep_fact
from app.simulator.telling import outboxes
from app.simulator.telling.sender import AGAIN_AFTER_SECONDS
from app.simulator.telling.smtp import MailServer, read_address, read_login

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from app.simulator.settings import Settings

_ON = "on"


@dataclass(frozen=True, slots=True)
class Ways:
    """``mail`` None records e-mail and sends none; ``sms`` says whether the simulated gateway takes messages."""

    mail: MailServer | None = None
    sms: bool = False
    again_after: tuple[float, ...] = AGAIN_AFTER_SECONDS


def asked(settings: Settings) -> Ways:
    """Return what the settings say; raise `MailOptionsWrong`."""
    mail = None
    if settings.smtp:
        host, port = read_address(settings.smtp)
        login = read_login(settings.smtp_login) if settings.smtp_login else None
        mail = MailServer(host, port, settings.smtp_from, settings.smtp_starttls, settings.smtp_ca, login)
    return Ways(mail, settings.sms, settings.smtp_again)


def settle(connection: Connection, now: datetime, ways: Ways) -> None:
    """Leave what waits for a way that is off, or was until now: nobody is told of last month's payments today."""
    for channel, on in ((EMAIL, ways.mail is not None), (SMS, ways.sms)):
        name = f"way:{channel}"
        if not on or fact(connection, name) != _ON:
            outboxes.leave(connection, now, channel)
        keep_fact(connection, name, _ON if on else "")
