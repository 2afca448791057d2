"""An e-mail as it goes over the wire: headers that nothing can be slipped into, Thai in subject and body (RFC 2047)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from app.simulator.clock import BANGKOK
from app.simulator.fields import is_email

if TYPE_CHECKING:
    from datetime import datetime

SENDER_NAME = "คลัง (ระบบจำลอง)"
SUBJECT_CHARS_MAX = 160
_POLICY = SMTP.clone(max_line_length=78)


class LetterWrong(ValueError):
    """A letter that cannot be written: no sound address."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is told: ``name`` identifies the notice, the same at every try.

    ``paper`` is a PDF with its file name, or None.
    """

    name: str
    address: str
    subject: str
    text: str
    paper: tuple[str, bytes] | None = None


def compose(letter: Letter, sender: str, now: datetime) -> bytes:
    """Return the message, ready for SMTP; raise `LetterWrong` for an address that is none.

    The message's id comes from the notice's name: a server or reader that got it twice can tell.
    """
    if not is_email(letter.address):
        raise LetterWrong(letter.name)
    message = EmailMessage(policy=_POLICY)
    domain = sender.rpartition("@")[2]
    try:
        message["From"] = Address(SENDER_NAME, addr_spec=sender)
        message["To"] = Address(addr_spec=letter.address)
        message["Subject"] = one_line(letter.subject)
        message["Date"] = format_datetime(now.astimezone(BANGKOK))
        message["Message-ID"] = f"<{hashlib.sha256(letter.name.encode()).hexdigest()[:32]}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text, charset="utf-8", cte="base64")
        if letter.paper is not None:
            file_name, content = letter.paper
            message.add_attachment(content, maintype="application", subtype="pdf", filename=file_name)
        return message.as_bytes()
    except (MessageError, ValueError, IndexError) as problem:
        raise LetterWrong(letter.name) from problem


def one_line(text: str) -> str:
    """Return ``text`` without anything that could end a header: every run of control characters is one space."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:SUBJECT_CHARS_MAX]
