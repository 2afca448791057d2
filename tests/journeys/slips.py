"""What reaches a person beside the windows: the sealed slip on paper, and the code on the telephone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.journeys.papers import text_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central
    from tests.journeys.person import Person

SECRET = re.compile(r"\b[A-Z0-9]{4}(?:-[A-Z0-9]{4}){2,3}\b")
_CODE = re.compile(r"\b[0-9]{6}\b")


def secret_of(slip: Path) -> str:
    """Return the one secret that stands on a slip, as whoever opens it reads it."""
    (secret,) = {found.group() for found in SECRET.finditer(text_of(slip))}
    return secret


def code_for(central: Central, person: Person) -> str:
    """Return the code that was sent to the person last."""
    query = f"person-notices?company_id={person.company_id}&user_id={person.user_id}"
    notices = central.operate("GET", query).json["notices"]
    newest = next(str(each["text"]) for each in reversed(notices) if each["what"] == "activation")
    (code,) = (found.group() for found in _CODE.finditer(newest))
    return code


def told(central: Central, person: Person) -> list[str]:
    """Return the words of the messages that a person was sent, the oldest first."""
    query = f"person-notices?company_id={person.company_id}&user_id={person.user_id}"
    return [str(each["text"]) for each in central.operate("GET", query).json["notices"]]
