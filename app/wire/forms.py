"""The forms that texts of the wire have: said by the types, published in the contract, checked by the central system.

Each is a text; '' stands for none wherever a field may be empty. Digits are ASCII's, never other alphabets'. Decoding
does not look at forms: a text of a wrong form is refused where it is examined, with the field's name (``field_wrong``).
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
SHA256 = "[0-9a-f]{64}"
DAY = "[12][0-9]{3}-[0-9]{2}-[0-9]{2}"
NUMBER = "0|[1-9][0-9]{0,9}"
AMOUNT = "[1-9][0-9]{0,15}"
MOMENT = r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z"


def _form(pattern: str, title: str, example: str) -> Meta:
    return Meta(extra_json_schema={"pattern": f"^(?:{pattern})?$", "title": title, "examples": [example]})


Satang = Annotated[str, _form("0|[1-9][0-9]{0,17}", "Satang", "125050")]
"""Hundredths of a baht: no sign, no leading zeros."""
Balance = Annotated[str, _form("0|-?[1-9][0-9]{0,17}", "Satang, which may be owed", "-125050")]
Number = Annotated[str, _form("0|[1-9][0-9]{0,17}", "Number", "1")]
FiscalYear = Annotated[str, _form("2[0-9]{3}", "Fiscal year of the Buddhist era", "2570")]
Day = Annotated[str, _form(DAY, "Day, Gregorian", "2026-11-23")]
Moment = Annotated[str, _form(MOMENT, "Moment, UTC", "2026-11-23T02:00:00.000Z")]
Time = Annotated[str, _form("[0-9]{2}:[0-9]{2}", "Time of the day in Bangkok", "15:30")]
Uuid = Annotated[str, _form(UUID, "UUID", "0190a1b2-c3d4-4e5f-8a6b-7c8d9e0f1a2b")]
Sha256 = Annotated[str, _form(SHA256, "SHA-256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
KeyId = Annotated[str, _form("[0-9a-f]{32}", "Id of a key", "56475aa75463474c0285df5dbf2bcab7")]
Key = Annotated[str, _form("[A-Za-z0-9+/]{43}=", "Public key, base64 of 32 bytes", "A" * 43 + "=")]
Signature = Annotated[str, _form("[A-Za-z0-9+/]{86}==", "Ed25519 signature, base64 of 64 bytes", "A" * 86 + "==")]
Salt = Annotated[str, _form("[0-9a-f]{32}", "Salt", "0" * 32)]
YesNo = Annotated[str, _form("yes|no", "Yes or no", "yes")]
