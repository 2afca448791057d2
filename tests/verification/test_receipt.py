"""A receipt that came by e-mail is proven with the bank's public key alone; whatever was altered is named."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.central import paper_seal
from app.central.signed_orders import Signer
from app.documents.pdf import official_receipt
from app.documents.pdf.collection_content import ReceiptLine, ReceiptSheet, ReceiptSheets
from app.documents.pdf.rendering import Pdf
from app.domain.values.dates import parse_instant
from app.i18n import LANGUAGES, Language
from app.verification import page_text
from app.verification.command import main
from app.wire import codec, signature
from app.wire.receipts import OFFICIAL_RECEIPT, OfficialReceipt, ReceiptItem
from tests.documents.pdf import samples
from tests.documents.pdf.test_stationery import STATIONERY

if TYPE_CHECKING:
    from pathlib import Path

    from app.documents.pdf.content import Layout

NOW = "2026-11-22T03:00:00.000Z"
PAYER = "บริษัท ตัวอย่างน้ำผึ้ง จำกัด"
BANK, OTHER_BANK, CLERK = (Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32) for seed in (1, 2, 3))
BANK_KEY = signature.public_text(BANK)


def signed(number: int, satang: int, bank: Ed25519PrivateKey = BANK) -> tuple[bytes, str]:
    """Return a receipt's canonical text and a bank's signature."""
    text = codec.encode(
        OfficialReceipt(
            typ=OFFICIAL_RECEIPT,
            receipt_id=f"2101000001/2570/{number}",
            agency="2101",
            agency_name=samples.OFFICE.agency,
            unit="2101000001",
            unit_name=samples.OFFICE.unit,
            fy="2570",
            book="1",
            number=str(number),
            payer_name=PAYER,
            payer_id="",
            payer_address="",
            items=(ReceiptItem("b1", "licence", "642", "ค่าธรรมเนียม", "ค่าธรรมเนียมใบอนุญาต", str(satang)),),
            total_satang=str(satang),
            payment_id=f"KTB{number:08d}",
            ref1="21010000015",
            ref2="700000000262",
            channel="mobile",
            paid_at=NOW,
            issued_at=NOW,
            issuer_uid="u1",
            issuer_name="สมหญิง แบบอย่าง",
        )
    )
    return text, signature.sign(bank, signature.OFFICIAL_RECEIPT, text)


def sheet(number: int, satang: int, payer: str = PAYER) -> ReceiptSheet:
    return ReceiptSheet(
        book="1",
        number=f"{number:06d}/2570",
        payer_name=payer,
        payer_id="",
        payer_address="",
        lines=(ReceiptLine("ค่าธรรมเนียม", "642", "ค่าธรรมเนียมใบอนุญาต", satang),),
        total_satang=satang,
        channel="mobile",
        bank_reference=f"KTB{number:08d}",
        ref1="21010000015",
        ref2="700000000262",
        paid_at=NOW,
        issued_at=NOW,
        receiver="สมหญิง แบบอย่าง",
        bank_signature="c2lnbmF0dXJl",
        printed_by="สมหญิง แบบอย่าง",
        printed_at=NOW,
    )


def printed(*sheets: ReceiptSheet, layout: Layout = "page") -> bytes:
    return official_receipt.write(ReceiptSheets(samples.OFFICE, sheets, samples.PRINTING, layout), "th")


def sealed(pdf: bytes) -> bytes:
    signer = Signer("u1", "k1", CLERK, "2101", "2101000001", "d1", "1")
    return paper_seal.sealed(signer, pdf, "official_receipt", "r1", "0" * 64, 7, parse_instant(NOW))


def e_receipt(*receipts: tuple[bytes, str], pages: bytes) -> bytes:
    return sealed(paper_seal.with_receipts(pages, receipts, BANK_KEY))


@dataclass
class Verifier:
    """Runs ``khlang-verify`` on a paper."""

    path: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(self, pdf: bytes, key: str = BANK_KEY) -> tuple[int, str]:
        self.path.write_bytes(pdf)
        code = main([str(self.path), "--language", "en", *(("--bank-key", key) if key else ())])
        told = self.capsys.readouterr()
        return code, told.out + told.err


@pytest.fixture
def verify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Verifier:
    return Verifier(tmp_path / "receipt.pdf", capsys)


@pytest.mark.parametrize("layout", ["page", "half", "roll"])
def test_receipts_are_proven_offline_with_the_banks_key_or_its_fingerprint(verify: Verifier, layout: Layout) -> None:
    pages = printed(sheet(1, 150_000), sheet(2, 99), sheet(3, 1), layout=layout)
    pdf = e_receipt(signed(1, 150_000), signed(2, 99), signed(3, 1), pages=pages)
    code, said = verify(pdf)
    assert code == 0, said
    assert "000001/2570 (1,500.00)" in said
    assert "true by the bank's signature: 3" in said
    assert verify(pdf, signature.key_id(BANK_KEY))[0] == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_hundred_receipts_under_a_template_are_proven_in_one_file(verify: Verifier, language: Language) -> None:
    office = replace(samples.OFFICE, stationery=STATIONERY)
    sheets = ReceiptSheets(office, tuple(sheet(number, 100 + number) for number in range(1, 301)), samples.PRINTING)
    pages = official_receipt.write(sheets, language)
    told = [signed(number, 100 + number) for number in range(1, 301)]
    code, said = verify(e_receipt(*told, pages=pages))
    assert code == 0, said[-300:]
    code, said = verify(e_receipt(*told[:-1], signed(300, 399), pages=pages))
    assert code == 1
    assert "the paper (300): the page does not say what the bank signed" in said


def test_without_the_banks_key_nothing_is_called_true(verify: Verifier) -> None:
    code, said = verify(e_receipt(signed(1, 150_000), pages=printed(sheet(1, 150_000))), "")
    assert code == 3
    assert signature.key_id(BANK_KEY) in said


def test_a_receipt_that_another_key_signed_is_named(verify: Verifier) -> None:
    pages = printed(sheet(1, 150_000))
    code, said = verify(e_receipt(signed(1, 150_000, OTHER_BANK), pages=pages))
    assert code == 1
    assert "the bank did not sign this" in said
    other_key = signature.public_text(OTHER_BANK)
    forged = sealed(paper_seal.with_receipts(pages, [signed(1, 150_000, OTHER_BANK)], other_key))
    code, said = verify(forged)
    assert code == 1
    assert "it is not the bank's key that was given" in said


def test_an_altered_amount_in_what_was_signed_is_named(verify: Verifier) -> None:
    text, sig = signed(1, 150_000)
    altered = text.replace(b'"150000"', b'"950000"')
    code, said = verify(e_receipt((altered, sig), pages=printed(sheet(1, 950_000))))
    assert code == 1
    assert "the receipt that the bank signed (1): the bank did not sign this" in said


def test_an_altered_page_is_named_even_where_it_was_sealed_again(verify: Verifier) -> None:
    pdf = e_receipt(signed(1, 150_000), pages=printed(sheet(1, 150_000)))
    number = re.search(rb"/Contents (\d+) 0 R", pdf)
    assert number is not None
    at = pdf.index(b"stream", pdf.index(b"\n" + number[1] + b" 0 obj")) + 60
    code, said = verify(pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :])
    assert code == 1
    assert "the paper (1): what stands on this page was altered" in said
    for page in (sheet(1, 950_000), sheet(2, 150_000), sheet(1, 150_000, "บริษัท อื่น จำกัด")):
        code, said = verify(e_receipt(signed(1, 150_000), pages=printed(page)))
        assert code == 1
        assert "the page does not say what the bank signed" in said


def test_a_page_with_one_sum_too_many_is_named(verify: Verifier) -> None:
    pages = printed(sheet(1, 150_000), sheet(2, 950_000))
    code, said = verify(e_receipt(signed(1, 150_000), pages=pages))
    assert code == 1
    assert "the paper (2): the page does not say what the bank signed" in said


def test_a_receipt_that_is_cut_or_has_no_seal_is_not_believed(verify: Verifier) -> None:
    pages = printed(sheet(1, 150_000))
    assert verify(paper_seal.with_receipts(pages, [signed(1, 150_000)], BANK_KEY))[0] == 1
    pdf = e_receipt(signed(1, 150_000), pages=pages)
    assert verify(pdf.replace(b"%KHLANG-RECEIPT ", b"%KHLANG-RECEIPT !"))[0] == 2
    assert verify(sealed(pages))[0] == 3


def test_the_verifier_reads_the_pages_as_pdfium_does() -> None:
    pages = printed(sheet(1, 150_000), sheet(2, 99), layout="half")
    (read,) = page_text.texts(pages)
    seen = Pdf(pages).text(0)
    assert sorted("".join("".join(read).split())) == sorted("".join(seen.split()))


def test_a_page_that_grows_beyond_measure_is_refused() -> None:
    pages = printed(sheet(1, 150_000))
    bomb = zlib.compress(b"0" * (page_text.STREAM_BYTES_MAX + 1))
    number = re.search(rb"/Contents (\d+) 0 R", pages)
    assert number is not None
    start = pages.index(b"stream", pages.index(b"\n" + number[1] + b" 0 obj")) + len(b"stream\n")
    end = pages.index(b"endstream", start)
    with pytest.raises(ValueError, match="too large"):
        page_text.texts(pages[:start] + bomb + b"\n" + pages[end:])
