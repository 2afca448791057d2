"""บันทึกการผ่านแบบฝึกปฏิบัติ: who passed which drills at a simulated bank, and when; never an official paper."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app import i18n
from app.documents.pdf import look
from app.documents.pdf.batch_head import Fact
from app.documents.pdf.leaves import Leaves
from app.documents.pdf.roll import SIGNATURE_SHOWN
from app.documents.pdf.table import GAP, Cell, Column, Table
from app.documents.pdf.wording import Wording
from app.domain.values.identifiers import BankTable

if TYPE_CHECKING:
    from app.documents.pdf.content import Office, Printing
    from app.documents.pdf.table import Row
    from app.i18n import Language

_NUMBERS, _MOMENTS, _LENGTHS, _MISTAKES = 22.0, 104.0, 64.0, 64.0


class PracticePaper(StrEnum):
    """The papers of practice, as their codes name them."""

    CERTIFICATE = "practice_certificate"


@dataclass(frozen=True, slots=True)
class PassedDrill:
    """A drill that was passed the first time; ``at`` is an instant, ``minutes`` how long it took."""

    title_th: str
    title_en: str
    at: str
    minutes: int
    mistakes: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a simulated bank signed about a person; ``offered`` counts the drills for this person."""

    office: Office
    user_id: str
    name_th: str
    name_en: str
    offered: int
    passed: tuple[PassedDrill, ...]
    at: str
    bank_signature: str
    printing: Printing


def write(certificate: Certificate, language: Language) -> bytes:
    """Return the certificate as a PDF."""
    wording = Wording(language, BankTable(()), "full")
    name = certificate.name_en if language == "en" else certificate.name_th
    leaves = Leaves(PracticePaper.CERTIFICATE, certificate, wording, _told(wording, "subtitle"))
    leaves.paragraph(_told(wording, "not_official"))
    count = _told(wording, "count_of", passed=len(certificate.passed), offered=certificate.offered)
    leaves.facts(
        [
            Fact(_told(wording, "name"), name, 2),
            Fact(_told(wording, "user"), certificate.user_id),
            Fact(_told(wording, "unit"), f"{certificate.office.unit} ({certificate.office.unit_code})", 2),
            Fact(_told(wording, "count"), count),
        ]
    )
    table = _table(wording)
    leaves.table(table, [_row(table, wording, number, one) for number, one in enumerate(certificate.passed, 1)])
    leaves.paragraph(_told(wording, "meaning", at=wording.moment(certificate.at)))
    leaves.paragraph(_told(wording, "signature", signature=certificate.bank_signature[:SIGNATURE_SHOWN]))
    return leaves.data()


def _table(wording: Wording) -> Table:
    rest = look.MEASURE - 12 - _NUMBERS - _MOMENTS - _LENGTHS - _MISTAKES - 4 * GAP
    return Table(
        [
            Column(_told(wording, "row"), _NUMBERS),
            Column(_told(wording, "drill"), rest),
            Column(_told(wording, "at"), _MOMENTS),
            Column(_told(wording, "took"), _LENGTHS, "right"),
            Column(_told(wording, "mistakes"), _MISTAKES, "right"),
        ],
        look.LEFT + 6,
    )


def _row(table: Table, wording: Wording, number: int, one: PassedDrill) -> Row:
    title = one.title_en if wording.language == "en" else one.title_th
    return table.row(
        [
            Cell(((str(number), look.BODY),)),
            Cell(((title, look.STRONG),)),
            Cell(((wording.moment(one.at), look.BODY),)),
            Cell(((_told(wording, "minutes", minutes=one.minutes), look.BODY),)),
            Cell(((str(one.mistakes), look.BODY),)),
        ]
    )


def _told(wording: Wording, key: str, **facts: object) -> str:
    return i18n.words(wording.language, f"practice.paper.{key}", **facts)
