"""Receipts from an 80 mm roll: each as long as its words, read by a scanner, with nothing outside the printed width."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.documents.pdf import content, receipts
from app.documents.pdf.codes import payload
from app.documents.pdf.content import DocumentKind
from app.documents.pdf.rendering import Pdf
from app.documents.pdf.wording import fingerprint
from app.i18n import LANGUAGES, Language, words
from tests.documents.pdf import samples
from tests.documents.pdf.pictures import ink_box, picture, scanned

ROLL_POINTS = 226.77
EDGE_POINTS = 11
PURPOSE = "ค่าตอบแทนการปฏิบัติงานนอกเวลาราชการของเจ้าหน้าที่ผู้ปฏิบัติงานด้านการเงินการคลัง ประจำเดือนตุลาคม 2569"
NAME = "นางสาวน้ำค้างพรรณรายประกายแก้วศรีสุวรรณวงศ์วัฒนากิจไพศาลเจริญยิ่งเพ็ญพักตร์ตัวอย่างงามผู้กล้าที่ปรึกษาญี่ปุ่น"


def of_two() -> content.Receipts:
    """Return a usual receipt and the fullest."""
    batch = samples.receipts(2, "roll")
    full = replace(
        batch.receipts[1],
        payee=NAME,
        amount_satang=777_777_777_777,
        purpose=PURPOSE,
        batch_reference="0190f3a2-7c1e-7b44-9d55-2f8e6a1c0b37",
    )
    printing = replace(batch.printing, position=1284)
    return replace(batch, receipts=(batch.receipts[0], full), printing=printing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_receipt_is_as_wide_as_the_roll_and_as_long_as_its_words(language: Language) -> None:
    data = receipts.write(of_two(), language, samples.BANKS)
    sizes = [Pdf(data).size(page) for page in range(Pdf(data).pages)]
    assert [round(width, 2) for width, _ in sizes] == [ROLL_POINTS, ROLL_POINTS]
    assert sizes[0][1] < sizes[1][1]
    for page, (_, height) in enumerate(sizes):
        left, top, right, bottom = ink_box(picture(data, page))
        assert left >= EDGE_POINTS - 1
        assert right <= ROLL_POINTS - EDGE_POINTS + 1
        assert EDGE_POINTS - 1 <= top < EDGE_POINTS + 12
        assert height - EDGE_POINTS - 12 < bottom <= height - EDGE_POINTS + 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fullest_receipt_of_a_roll_says_every_word_of_its_source(language: Language) -> None:
    batch = of_two()
    said = "".join(Pdf(receipts.write(batch, language, samples.BANKS)).text(1).split())
    facts = (
        batch.office.agency,
        batch.office.unit_code,
        words("th", "documents.simulated"),
        batch.printing.printed_by,
        NAME,
        "7,777,777,777.77",
        PURPOSE,
        batch.receipts[1].batch_reference,
        words(language, "documents.chain_position", position="1,284"),
        words(language, "documents.no_payee_signature"),
        fingerprint(content.receipt_digest(batch.receipts[1], batch)),
    )
    for fact in facts:
        assert "".join(fact.split()) in said


def test_a_scanner_reads_the_hash_of_each_receipt_of_a_roll_printed_in_black_alone() -> None:
    batch = of_two()
    data = receipts.write(batch, "th", samples.BANKS)
    for page, receipt in enumerate(batch.receipts):
        # 203 dots an inch and no grey, as heat printers print.
        printed = picture(data, page, 203).point(lambda grey: 0 if grey < 128 else 255)
        assert scanned(printed) == [payload(DocumentKind.RECEIPT, content.receipt_digest(receipt, batch), 1284)]


def test_a_receipt_is_the_same_document_on_each_paper() -> None:
    roll = samples.receipts(1, "roll")
    page = replace(roll, layout="page")
    assert content.receipt_digest(roll.receipts[0], roll) == content.receipt_digest(page.receipts[0], page)
