"""What an agency's papers bear: emblem, office, notes, places to sign; both administrators decide about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

SIGNERS_MAX = 3
EMBLEM_BYTES_MAX = 512 << 10
EMBLEM_SIDE_MIN, EMBLEM_SIDE_MAX = 16, 512
"""Pixels; at the size in which it is printed, 512 are more than any printer sets."""
CHARS_MAX = {
    "office": 100,
    "address": 160,
    "header_note": 160,
    "footer_note": 160,
    "caption": 40,
    "name": 80,
    "position": 80,
}


@dataclass(frozen=True, slots=True)
class TemplateSigner:
    """A place to sign: ``caption`` such as ผู้ตรวจสอบ; where name or position are '', there is room for a pen."""

    caption: str
    name: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """``emblem`` is the SHA-256 of a PNG, '' for none; ``office`` stands in the place of the agency's name."""

    emblem: str = ""
    office: str = ""
    address: str = ""
    header_note: str = ""
    footer_note: str = ""
    signers: tuple[TemplateSigner, ...] = ()


NO_TEMPLATE = Template()
"""Papers bear nothing but the names."""


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """A version that was approved: it holds from ``since``, number ``seq`` of the log, until the next one does.

    ``sha256`` is over the text that both administrators signed; ``decided_by`` is a uid.
    """

    version: int
    seq: int
    since: datetime
    template: Template
    sha256: str
    proposed_by: str
    decided_by: str
