"""A paper of practice is proven with the simulated bank's key alone, and says of whom and what the bank signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from app.central import paper_seal
from app.central.signed_orders import Signer
from app.documents.pdf import practice_certificate as paper
from app.domain.values.dates import parse_instant
from app.i18n import LANGUAGES, Language
from app.verification.command import BROKEN, NOT_COMPARED, SOUND, main
from app.wire import codec, signature
from app.wire.drills import PRACTICE_RECORD, Passed, PracticeRecord
from tests.documents.pdf.test_practice_certificate import CERTIFICATE

if TYPE_CHECKING:
    from pathlib import Path

BANK, LEARNER = (Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32) for seed in (1, 3))
BANK_KEY = signature.public_text(BANK)
PASSED = tuple(
    Passed(f"d{number}", one.title_th, one.title_en, str(60 * one.minutes), one.at, str(one.mistakes))
    for number, one in enumerate(CERTIFICATE.passed)
)
RECORD = PracticeRecord(
    typ=PRACTICE_RECORD,
    uid="u1",
    user_id=CERTIFICATE.user_id,
    name_th=CERTIFICATE.name_th,
    name_en=CERTIFICATE.name_en,
    agency="2101",
    agency_name=CERTIFICATE.office.agency,
    unit=CERTIFICATE.office.unit_code,
    unit_name=CERTIFICATE.office.unit,
    offered=str(CERTIFICATE.offered),
    passed=PASSED,
    at=CERTIFICATE.at,
)


def sealed(record: PracticeRecord, certificate: paper.Certificate, language: Language = "th") -> bytes:
    """Return a paper that the learner sealed, who can print anything: the bank signs only what was passed."""
    text = codec.encode(record)
    signed = signature.sign(BANK, signature.PRACTICE_RECORD, text)
    pdf = paper_seal.with_practice(paper.write(certificate, language), text, signed, BANK_KEY)
    signer = Signer("u1", "k1", LEARNER, "2101", "2101000001", "d1", "1")
    kind = paper.PracticePaper.CERTIFICATE.value
    return paper_seal.sealed(signer, pdf, kind, "u1", "0" * 64, 7, parse_instant(CERTIFICATE.at))


def verdict(root: Path, pdf: bytes, *more: str) -> int:
    path = root / "practice.pdf"
    path.write_bytes(pdf)
    return main([str(path), "--language", "en", *more])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_is_proven_with_the_banks_key_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: Language
) -> None:
    pdf = sealed(RECORD, CERTIFICATE, language)
    assert verdict(tmp_path, pdf, "--bank-key", BANK_KEY) == SOUND
    assert "true by the simulated bank's signature: 1" in capsys.readouterr().out
    assert verdict(tmp_path, pdf) == NOT_COMPARED
    assert verdict(tmp_path, pdf, "--bank-key", signature.public_text(LEARNER)) == BROKEN


@pytest.mark.parametrize(
    "record",
    [
        replace(RECORD, name_th="นายสมมติ แบบอย่าง"),
        replace(RECORD, user_id="MAKER08"),
        replace(RECORD, unit_name="สำนักงานสมมติ"),
        replace(RECORD, passed=(replace(PASSED[0], title_th="ปิดบัญชีประจำวัน"), *PASSED[1:])),
        replace(RECORD, passed=()),
    ],
)
def test_a_page_about_somebody_or_something_else_is_named(tmp_path: Path, record: PracticeRecord) -> None:
    assert verdict(tmp_path, sealed(record, CERTIFICATE), "--bank-key", BANK_KEY) == BROKEN


def test_what_another_signed_or_was_altered_later_is_named(tmp_path: Path) -> None:
    pdf = sealed(RECORD, CERTIFICATE)
    assert verdict(tmp_path, pdf.replace(b"/Contents", b"/Contentz", 1), "--bank-key", BANK_KEY) == BROKEN
    text = codec.encode(RECORD)
    signed = signature.sign(LEARNER, signature.PRACTICE_RECORD, text)
    pdf = paper_seal.with_practice(paper.write(CERTIFICATE, "th"), text, signed, BANK_KEY)
    assert verdict(tmp_path, pdf, "--bank-key", BANK_KEY) == BROKEN
