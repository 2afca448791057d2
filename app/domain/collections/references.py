"""The references that a bill is paid under, with check digits that find a mistyped digit or two that changed places.

``ref1`` is the unit's ten digits and one of ISO 7064 MOD 11,10. ``ref2`` is the last two digits of the Buddhist fiscal
year, eight of a running number and two of ISO 7064 MOD 97-10 over ``ref1`` and those ten. The first alone finds every
wrong digit, the two together every pair of neighbours that changed places. They are the simulator's own convention: how
the Portal's are made is not public.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum.iso7064 import mod_11_10, mod_97_10

from app.domain.values.errors import BadInput
from app.domain.values.identifiers import digits

REF1_DIGITS, REF2_DIGITS = 11, 12
RUNNING_MAX = 99_999_999
_UNIT_DIGITS, _BODY_DIGITS = 10, 10
_NUMBER = re.compile(r"[0-9]+\Z")


@dataclass(frozen=True, slots=True)
class References:
    """What a bill's references say; ``fiscal_year`` are the last two digits of the Buddhist year."""

    unit: str
    fiscal_year: int
    running: int

    @property
    def ref1(self) -> str:
        """The first reference."""
        return self.unit + mod_11_10.calc_check_digit(self.unit)

    @property
    def ref2(self) -> str:
        """The second reference."""
        body = f"{self.fiscal_year:02d}{self.running:08d}"
        return body + mod_97_10.calc_check_digits(self.ref1 + body)


def made(unit: str, fiscal_year: int, running: int) -> References:
    """Return the references of a unit's bill; ``fiscal_year`` in full.

    Raises ``ValueError`` for a unit that has not ten digits and for a running number outside 1 to `RUNNING_MAX`.
    """
    if len(unit) != _UNIT_DIGITS or not _NUMBER.match(unit) or not 1 <= running <= RUNNING_MAX:
        raise ValueError(f"no reference of unit {unit!r} and number {running}")
    return References(unit, fiscal_year % 100, running)


def parse(ref1: str, ref2: str) -> References:
    """Read both references as somebody typed them, blanks and dashes dropped.

    Raises `BadInput` ``ref1_form`` or ``ref2_form`` (fact ``text``) for what has not so many digits, ``ref1_check`` or
    ``ref2_check`` where a digit was mistyped.
    """
    first, second = parse_ref1(ref1), digits(ref2)
    if len(second) != REF2_DIGITS or not _NUMBER.match(second):
        raise BadInput("ref2_form", text=ref2, digits=REF2_DIGITS)
    body = second[:_BODY_DIGITS]
    if mod_97_10.calc_check_digits(first + body) != second[_BODY_DIGITS:]:
        raise BadInput("ref2_check", text=ref2)
    return References(first[:_UNIT_DIGITS], int(body[:2]), int(body[2:]))


def parse_ref1(ref1: str) -> str:
    """Return the first reference in eleven digits; raise `BadInput` ``ref1_form`` or ``ref1_check``."""
    first = digits(ref1)
    if len(first) != REF1_DIGITS or not _NUMBER.match(first):
        raise BadInput("ref1_form", text=ref1, digits=REF1_DIGITS)
    if mod_11_10.calc_check_digit(first[:_UNIT_DIGITS]) != first[_UNIT_DIGITS:]:
        raise BadInput("ref1_check", text=ref1)
    return first


def are_right(ref1: str, ref2: str) -> bool:
    """Say whether both references hold together."""
    try:
        parse(ref1, ref2)
    except BadInput:
        return False
    return True
