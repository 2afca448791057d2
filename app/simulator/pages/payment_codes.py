"""The codes on a bill: Thai QR (tag 30) and the barcode's line, made and read by the bank's own code (rules.md 2)."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

_APPLICATION = "A000000677010112"
_CRC_HEAD = "6304"
_QR_CHARS_MAX = 512
_QR = re.compile(r"[\x20-\x7e]+\Z")
_NUMBER = re.compile(r"[0-9]{2}\Z")
_REFERENCE = re.compile(r"[A-Za-z0-9]{1,20}\Z")
_BILLER = re.compile(r"[0-9]{15}\Z")
_AMOUNT = re.compile(r"(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{0,2})?\Z")
_SATANG = re.compile(r"(?:0|[1-9][0-9]{0,12})\Z")


class CodeWrong(ValueError):
    """A scanned text pays no bill here; ``args[0]`` is ``damaged`` or ``other`` (a sound code of something else)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a code asks for; ``satang`` 0 is left to the payer."""

    biller_id: str
    ref1: str
    ref2: str
    satang: int


def thai_qr(asked: Asked) -> str:
    """Return the payload of a bill's QR code for one payment."""
    inside = _written({"00": _APPLICATION, "01": asked.biller_id, "02": asked.ref1, "03": asked.ref2})
    amount = f"{asked.satang // 100}.{asked.satang % 100:02d}"
    covered = _written({"00": "01", "01": "12", "30": inside, "53": "764", "54": amount, "58": "TH"}) + _CRC_HEAD
    return covered + _crc(covered)


def bar_line(asked: Asked) -> str:
    """Return the text of a bill's barcode: four fields with carriage returns between them."""
    return "|" + "\r".join((asked.biller_id, asked.ref1, asked.ref2, str(asked.satang)))


def read(scanned: str) -> Asked:
    """Return what a scanned QR code or barcode asks for; raise `CodeWrong`."""
    text = scanned.strip()
    return _read_bar(text) if text.startswith("|") else _read_qr(text)


def _read_bar(text: str) -> Asked:
    parts = text[1:].split()
    if len(parts) != 4 or not _SATANG.match(parts[3]):
        raise CodeWrong("damaged")
    return _demanded(Asked(parts[0], parts[1], parts[2], int(parts[3])))


def _read_qr(text: str) -> Asked:
    if len(text) > _QR_CHARS_MAX or not _QR.match(text):
        raise CodeWrong("damaged")
    covered, told = text[:-4], text[-4:]
    if not covered.endswith(_CRC_HEAD) or _crc(covered) != told.upper():
        raise CodeWrong("damaged")
    tags = _fields(covered.removesuffix(_CRC_HEAD))
    if "30" not in tags or tags.get("53") != "764":
        raise CodeWrong("other")
    inside = _fields(tags["30"])
    if inside.get("00") != _APPLICATION:
        raise CodeWrong("other")
    satang = _satang(tags["54"]) if "54" in tags else 0
    return _demanded(Asked(inside.get("01", ""), inside.get("02", ""), inside.get("03", ""), satang))


def _demanded(asked: Asked) -> Asked:
    if not _BILLER.match(asked.biller_id) or not all(map(_REFERENCE.match, (asked.ref1, asked.ref2))):
        raise CodeWrong("other")
    return asked


def _satang(text: str) -> int:
    if not _AMOUNT.match(text):
        raise CodeWrong("damaged")
    baht, _, part = text.partition(".")
    return int(baht) * 100 + int(part.ljust(2, "0"))


def _written(fields: dict[str, str]) -> str:
    return "".join(f"{tag}{len(value):02d}{value}" for tag, value in fields.items())


def _fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        tag, length = text[place : place + 2], text[place + 2 : place + 4]
        if not _NUMBER.match(tag) or not _NUMBER.match(length) or tag in found:
            raise CodeWrong("damaged")
        value = text[place + 4 : place + 4 + int(length)]
        if not value or len(value) != int(length):
            raise CodeWrong("damaged")
        found[tag] = value
        place += 4 + len(value)
    return found


def _crc(covered: str) -> str:
    return f"{binascii.crc_hqx(covered.encode('ascii'), 0xFFFF):04X}"
