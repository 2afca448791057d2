"""Payment codes as EMVCo writes them: two digits of a tag, two of a length, the value; sealed with a CRC at the end."""

from __future__ import annotations

import binascii
import re

from app.domain.values.errors import BadInput

CRC_TAG = "63"
_CRC_HEAD = CRC_TAG + "04"
_CRC_CHARS = 4
_VALUE_CHARS_MAX = 99
_CRC = re.compile(r"[0-9A-Fa-f]{4}\Z")
_NUMBER = re.compile(r"[0-9]{2}\Z")
_PRINTABLE = re.compile(r"[\x20-\x7e]+\Z")
_START = 0xFFFF


def crc(covered: str) -> str:
    """Return CRC-16/CCITT-FALSE of an ASCII text in four capital hexadecimal digits: ``123456789`` gives ``29B1``."""
    return f"{binascii.crc_hqx(covered.encode('ascii'), _START):04X}"


def written(fields: dict[str, str]) -> str:
    """Return fields in ascending order of tags; raise `BadInput` ``qr_value`` for one that is too long or not ASCII."""
    for tag, value in fields.items():
        if not _PRINTABLE.match(value) or len(value) > _VALUE_CHARS_MAX:
            raise BadInput("qr_value", tag=tag)
    return "".join(f"{tag}{len(value):02d}{value}" for tag, value in sorted(fields.items()))


def sealed(covered: str) -> str:
    """Return a payload with its CRC."""
    return covered + _CRC_HEAD + crc(covered + _CRC_HEAD)


def opened(payload: str, chars_max: int) -> dict[str, str]:
    """Return the fields of a payload whose CRC is right, the CRC left out; raise `BadInput` ``qr_...``."""
    if not payload:
        raise BadInput("qr_empty")
    if len(payload) > chars_max:
        raise BadInput("qr_long", limit=chars_max)
    if not _PRINTABLE.match(payload):
        raise BadInput("qr_letters")
    covered, told = payload[:-_CRC_CHARS], payload[-_CRC_CHARS:]
    if not covered.endswith(_CRC_HEAD) or not _CRC.match(told):
        raise BadInput("qr_crc_missing")
    if crc(covered) != told.upper():
        raise BadInput("qr_crc_wrong", told=told, right=crc(covered))
    found = fields(payload)
    if next(reversed(found)) != CRC_TAG:
        raise BadInput("qr_crc_missing")
    del found[CRC_TAG]
    return found


def fields(text: str) -> dict[str, str]:
    """Return the fields of a text as they stand.

    Raises `BadInput` ``qr_cut`` (fact ``place``) where the text ends inside a field or has no digits where a tag or a
    length must stand, ``qr_twice`` (fact ``tag``).
    """
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        tag, length = text[place : place + 2], text[place + 2 : place + 4]
        if not _NUMBER.match(tag) or not _NUMBER.match(length):
            raise BadInput("qr_cut", place=place + 1)
        value = text[place + 4 : place + 4 + int(length)]
        if not value or len(value) != int(length):
            raise BadInput("qr_cut", place=place + 1)
        if tag in found:
            raise BadInput("qr_twice", tag=tag)
        found[tag] = value
        place += 4 + len(value)
    return found
